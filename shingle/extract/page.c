#include "shingle/extract/page.h"

#include "shingle/extract/absence.h"
#include "shingle/extract/assemble.h"
#include "shingle/extract/classify.h"
#include "shingle/extract/line_split.h"
#include "shingle/extract/line_titles.h"
#include "shingle/extract/page_read.h"
#include "shingle/extract/wall.h"

struct page_shed_count page_shed_count(const struct page_shed *shed, size_t kind)
{
    static const struct page_shed none = {0};
    const struct page_shed *of = shed ? shed : &none;
    const struct page_shed_count counts[PAGE_SHED_KINDS] = {
        {"depth", of->depth},           {"nodes", of->nodes},
        {"attributes", of->attributes}, {"attribute_bytes", of->attribute_bytes},
        {"references", of->references}, {"blocks", of->blocks},
        {"lines", of->lines},           {"json", of->json},
    };
    return counts[kind];
}

static void keep_all(struct line_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        list->at[i].kept = true;
        list->at[i].score = 1;
        list->at[i].reason = "kept as it is";
    }
}

static enum status judge(struct page_reading *reading, struct arena *arena)
{
    enum status status = classify_lines(&reading->list, reading->html ? &classifier_html : &classifier_text, arena);
    if (status != STATUS_OK)
        return status;
    reading->wall = wall_reason(&reading->list);
    if (reading->wall)
        absence_drop(&reading->list);
    return STATUS_OK;
}

/*
 * A headline that was taken for body falls with what else falls of plain text. Where nothing does, the text was
 * stripped before, and what opens it is its own.
 */
static void drop_headline(struct line_list *list, size_t headline)
{
    size_t fallen = 0, others = 0;
    for (size_t i = 0; i < list->count; i++) {
        fallen += !list->at[i].kept && list->at[i].words;
        others += list->at[i].kept && list->at[i].words && i != headline;
    }
    if (!fallen || !others || !list->at[headline].kept)
        return;
    list->at[headline].kept = false;
    list->at[headline].reason = "the headline";
}

/* Sets the title and its line of a page that has only lines, unless the submitter says it. */
static void settle_title(const struct page *page, struct page_reading *reading)
{
    struct line_list *list = &reading->list;
    size_t body = 0;
    while (body < list->count && !list->at[body].kept)
        body++;
    if (body == list->count || (reading->html ? reading->title.size : bytes_trim(page->title_hint).size))
        return;
    struct line_title title = line_titles_choose(list, body, reading->title);
    reading->title = title.text;
    if (title.line == SIZE_MAX)
        return;
    list->title_line = title.line;
    if (!reading->html && title.way == LINE_TITLE_WHOLE)
        drop_headline(list, title.line);
}

enum status article_extract(const struct page *page, struct arena *arena, struct article *out)
{
    struct page_reading reading;
    enum status status = page_read(page, arena, &reading);
    if (status != STATUS_OK)
        return status;
    if (page->flags & PAGE_AS_IS)
        keep_all(&reading.list);
    else if (absence_is_plain(page, &reading))
        absence_drop(&reading.list);
    else
        status = judge(&reading, arena);
    if (status == STATUS_OK)
        status = line_list_split(&reading.list, arena);
    if (status != STATUS_OK)
        return status;
    settle_title(page, &reading);
    return assemble_article(page, &reading, arena, out);
}

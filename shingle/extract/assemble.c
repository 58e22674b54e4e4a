#include "shingle/extract/assemble.h"

#include "shingle/extract/absence.h"
#include "shingle/extract/credit.h"
#include "shingle/extract/date_order.h"
#include "shingle/extract/dateline.h"
#include "shingle/extract/home_language.h"
#include "shingle/extract/lines_byline.h"
#include "shingle/extract/lines_date.h"
#include "shingle/extract/structure.h"

enum {
    DATELINE_LINES = 5, /* first lines of the body that may open with a dateline; without an agency: */
    PLACE_LINES = 3,
    DECK_WORDS_MAX = 60 /* words that may stand above the dateline's line */
};

static bool first_kept(const struct line_list *list, size_t *at)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i].kept) {
            *at = i;
            return true;
        }
    }
    return false;
}

/* Plain text that parts some of its kept lines by an empty line, and so means it where it does not. */
static bool parts_paragraphs(const struct line_list *list)
{
    bool above = false, gap = false;
    for (size_t i = 0; i < list->count && !list->containers; i++) {
        gap = above && (gap || list->at[i].gap);
        if (list->at[i].kept && gap)
            return true;
        above |= list->at[i].kept;
        gap &= !list->at[i].kept;
    }
    return false;
}

/* Lines of one list or one block stand close; paragraphs are parted by an empty line. */
static bool stands_close(const struct line *above, const struct line *line)
{
    if (line->tag == LINE_TEXT)
        return false;
    if (line->tag == above->tag && (line->tag == LINE_ITEM || line->tag == LINE_CELL))
        return true;
    return line->breaks == 1 && line->block == above->block;
}

static enum status join_lines(const struct line_list *list, struct arena *arena, struct article *out)
{
    size_t room = 1;
    for (size_t i = 0; i < list->count; i++)
        room += list->at[i].kept ? list->at[i].text.size + 2 : 0;
    uint8_t *text = arena_alloc(arena, room);
    if (!text)
        return STATUS_NOMEM;
    size_t size = 0;
    bool gaps = parts_paragraphs(list), gap = false;
    const struct line *above = NULL;
    for (size_t i = 0; i < list->count; i++) {
        const struct line *line = &list->at[i];
        gap |= line->gap;
        if (!line->kept) {
            out->lines_dropped++;
            out->words_dropped += line->words;
            continue;
        }
        if (above) {
            text[size++] = '\n';
            if (gaps ? gap : !stands_close(above, line))
                text[size++] = '\n';
        }
        gap = false;
        memcpy(text + size, line->text.at, line->text.size);
        size += line->text.size;
        above = line;
        out->lines_kept++;
    }
    out->text = bytes_of(text, size);
    return STATUS_OK;
}

static struct bytes byline_of_lines(const struct page *page, const struct line_list *list, size_t headline, size_t body,
                                    struct arena *arena)
{
    struct site_names sites = {.count = 0};
    site_names_add_url(&sites, page->url, arena);
    return lines_byline_find(list, headline, body, &sites, arena);
}

static void read_dates(const struct page *page, const struct line_list *list, size_t headline, size_t body,
                       struct arena *arena, struct article *out)
{
    struct bytes lang = out->lang.size ? out->lang : date_order_lang(out->text);
    enum date_order order = date_order_of(lang, page->url.size ? page->url : out->canonical_url);
    struct lines_date dates = lines_date_find(list, headline, body, order, arena);
    out->published = dates.published;
    if (!out->modified.size)
        out->modified = dates.modified;
}

/* Finds the dateline in the first lines of the body; what stands above it is a deck. */
static void read_dateline(const struct line_list *list, struct article *out, struct agency_set *set)
{
    size_t at = 0, lines = 0, words = 0;
    for (size_t i = 0; i < list->count && lines < DATELINE_LINES && words <= DECK_WORDS_MAX; i++) {
        const struct line *line = &list->at[i];
        if (!line->kept)
            continue;
        struct dateline dateline;
        if (dateline_read(line->text, set, &dateline) && (lines < PLACE_LINES || dateline.agencies.count)) {
            out->dateline_city = dateline.city;
            out->dateline_date = dateline.date;
            size_t behind = bytes_find(out->text, line->text, at);
            out->body_at = (behind == SIZE_MAX ? 0 : behind) + dateline.size;
            while (out->body_at < out->text.size && out->text.at[out->body_at] == '\n')
                out->body_at++;
            agency_set_join(set, &dateline.agencies);
            return;
        }
        at += line->text.size;
        words += line->words;
        lines++;
    }
}

static struct bytes host_of(struct bytes url)
{
    size_t at = bytes_find(url, BYTES("://"), 0);
    if (at == SIZE_MAX)
        return (struct bytes){NULL, 0};
    struct bytes host = bytes_from(url, at + 3);
    for (size_t i = 0; i < host.size; i++) {
        if (host.at[i] == '/' || host.at[i] == ':' || host.at[i] == '?' || host.at[i] == '#')
            return bytes_upto(host, i);
    }
    return host;
}

static void read_credit(const struct page *page, const struct page_reading *reading, struct arena *arena,
                        struct article *out)
{
    struct agency_set set = {.extra = page->agencies, .lang = out->lang};
    if (!set.lang.size)
        set.lang = home_language(&reading->list);
    uint8_t host;
    read_dateline(&reading->list, out, &set);
    credit_from_byline(out->byline, &set);
    credit_from_metadata(reading->credit, &set);
    credit_from_lines(&reading->list, &set);
    if (agency_of_host(&set, host_of(page->url.size ? page->url : out->canonical_url), &host))
        agency_set_add(&set, host);
    if (set.count)
        out->agency = agency_set_text(&set, arena);
}

static enum status explain_lines(const struct line_list *list, struct arena *arena, struct article *out)
{
    struct article_line *lines = arena_array(arena, list->count + 1, sizeof *lines);
    if (!lines)
        return STATUS_NOMEM;
    for (size_t i = 0; i < list->count; i++) {
        const struct line *line = &list->at[i];
        lines[i] = (struct article_line){line->text, line->reason, line->score, line->kept};
    }
    out->lines = lines;
    out->line_count = list->count;
    return STATUS_OK;
}

enum status assemble_article(const struct page *page, const struct page_reading *reading, struct arena *arena,
                             struct article *out)
{
    const struct line_list *list = &reading->list;
    *out = reading->article;
    out->title = reading->title;
    out->reason = "";
    enum status status = join_lines(list, arena, out);
    if (status == STATUS_OK && page->flags & PAGE_WHY)
        status = explain_lines(list, arena, out);
    if (status == STATUS_OK && page->flags & PAGE_BLOCKS)
        status = structure_read(list, arena, out);
    if (status != STATUS_OK)
        return status;
    size_t body;
    if (!first_kept(list, &body)) {
        out->outcome = ARTICLE_NONE;
        out->reason = absence_reason(page, reading);
        out->is_wall = reading->wall != NULL;
        return STATUS_OK;
    }
    out->outcome = ARTICLE_FOUND;
    if (!out->byline.size)
        out->byline = byline_of_lines(page, list, list->title_line, body, arena);
    if (!out->published.size)
        read_dates(page, list, list->title_line, body, arena, out);
    read_credit(page, reading, arena, out);
    return STATUS_OK;
}

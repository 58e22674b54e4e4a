#include "shingle/extract/page_read.h"

#include "shingle/extract/text_lines.h"
#include "shingle/text/utf8.h"

enum { TITLE_WORDS_MIN = 4, TITLE_WORDS_MAX = 40, TITLE_LINES = 200 };

static bool may_be_title(const struct line *line)
{
    return line->words >= TITLE_WORDS_MIN && line->words <= TITLE_WORDS_MAX && line->last_kind != LETTER_COMMA;
}

/*
 * A headline of plain text shows itself by coming twice: as the page's first line ("Headline | Site"), or as a line
 * that is repeated before the body. Returns the line, or SIZE_MAX.
 */
static size_t guess_title(struct line_list *list)
{
    if (list->count < 3)
        return SIZE_MAX;
    if (may_be_title(&list->at[0]) && list->at[0].after == 0) {
        struct line first = list->at[0];
        list->at[0].words = 0; /* so that it is not found to be like itself */
        line_list_compare_title(list, first.text);
        list->at[0].words = first.words;
        if (list->title_line != SIZE_MAX && may_be_title(&list->at[list->title_line]))
            return list->title_line;
    }
    size_t sentences = 0;
    for (size_t i = 0; i < list->count && i < TITLE_LINES && sentences < 3; i++) {
        const struct line *line = &list->at[i];
        if (may_be_title(line) && line->after > 0 && line->before == 0 && line->after < 4)
            return i;
        sentences += line->stops >= 2 && line->words > 20;
    }
    return SIZE_MAX;
}

static enum status read_text(const struct page *page, struct arena *arena, struct page_reading *out)
{
    enum status status = text_lines_read(out->text, arena, &out->list);
    if (status != STATUS_OK)
        return status;
    const struct lexicon *lexicon = lexicon_build(arena);
    if (!lexicon)
        return STATUS_NOMEM;
    status = line_list_measure(&out->list, lexicon, arena);
    if (status != STATUS_OK)
        return status;
    out->title = bytes_trim(page->title_hint);
    if (!out->title.size) {
        size_t at = guess_title(&out->list);
        if (at != SIZE_MAX)
            out->title = out->list.at[at].text;
    }
    line_list_compare_title(&out->list, out->title);
    return STATUS_OK;
}

enum status page_read(const struct page *page, struct arena *arena, struct page_reading *out)
{
    if (page->content.size > PAGE_CONTENT_MAX)
        return STATUS_TOOBIG;
    *out = (struct page_reading){.list = {.title_line = SIZE_MAX}};
    out->text = page->content;
    return read_text(page, arena, out);
}

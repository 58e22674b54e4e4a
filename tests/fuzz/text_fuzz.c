/*
 * Any bytes as a page, HTML or text. Laws: extraction ends well or out of memory; the text is UTF-8, and of plain text
 * it is what was on the page, in order, but for white space; body_at lies in it; the verdicts add up; the same page
 * gives the same article.
 */
#include "shingle/extract/page.h"
#include "shingle/text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool law)
{
    if (!law)
        abort();
}

static size_t skip_white(struct bytes text, size_t at)
{
    while (at < text.size) {
        size_t next = at;
        uint32_t code = utf8_next(text, &next);
        bool white = code <= ' ' || (code >= 0x7f && code <= 0xa0) || (code >= 0x2000 && code <= 0x200b) ||
                     code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202f) || code == 0x3000 ||
                     code == 0xfeff;
        if (!white)
            break;
        at = next;
    }
    return at;
}

/* All signs of part but white space come in whole in the same order. */
static bool is_in_order(struct bytes part, struct bytes whole)
{
    size_t at = 0;
    for (size_t i = skip_white(part, 0); i < part.size; i = skip_white(part, i)) {
        uint32_t code = utf8_next(part, &i);
        bool found = false;
        while (at < whole.size && !found)
            found = utf8_next(whole, &at) == code;
        if (!found)
            return false;
    }
    return true;
}

static void check(const struct article *article, size_t page_size)
{
    require(utf8_valid_upto(article->text) == article->text.size);
    require(article->body_at <= article->text.size);
    require((article->outcome == ARTICLE_NONE) == (article->text.size == 0));
    require((article->outcome == ARTICLE_NONE) == (*article->reason != 0));
    require(article->text.size <= page_size * 4 + 16);
    require(article->line_count == (size_t)article->lines_kept + article->lines_dropped);
    for (size_t i = 0; i < article->line_count; i++)
        require(article->lines[i].reason && article->lines[i].text.size > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > 1 << 18)
        return 0;
    struct page page = {.content = bytes_of(data + 1, size - 1), .flags = PAGE_WHY};
    page.kind = (enum page_kind)(data[0] % 3);
    if (data[0] & 8)
        page.flags |= PAGE_AS_IS;
    if (data[0] & 16)
        page.title_hint = bytes_upto(page.content, 40);
    struct arena arena, again;
    arena_init(&arena, 64 << 10, 0);
    arena_init(&again, 1 << 20, 0);
    struct article article, twin;
    if (article_extract(&page, &arena, &article) == STATUS_OK) {
        check(&article, page.content.size);
        if (page.kind == PAGE_TEXT && article.bad_bytes == 0 && bytes_equal(article.charset, BYTES("UTF-8")))
            require(is_in_order(article.text, page.content));
        require(article_extract(&page, &again, &twin) == STATUS_OK);
        require(bytes_equal(article.text, twin.text) && bytes_equal(article.agency, twin.agency));
    }
    arena_close(&arena);
    arena_close(&again);
    return 0;
}

/*
 * Any bytes as a page, HTML or text, in any encoding. Laws: extraction ends well or out of memory; the text is UTF-8
 * and was on the page, in order; taken as a text that was stripped already it stays as it is; body_at lies in it; the
 * verdicts add up; the same page gives the same article. The first byte says how the page is read, the second which
 * encoding the transport names.
 */
#include "shingle/extract/charset.h"
#include "shingle/extract/page.h"
#include "shingle/text/utf8.h"
#include "tests/fuzz/in_order.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEADER = 2, SIZE_MAX_TRIED = 1 << 18 };
enum { FLAG_AS_IS = 8, FLAG_TITLE = 16, FLAG_LABEL = 32 };

static void require(bool law)
{
    if (!law)
        abort();
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

/* What came out was in the page; references count as what they stand for where the page may be HTML. */
static void check_order(const struct article *article, const struct page *page, struct arena *arena)
{
    struct charset_text decoded;
    if (charset_decode(page->content, page->charset_label, arena, &decoded) == STATUS_OK)
        require(text_is_in_order(article->text, decoded.text, page->kind != PAGE_TEXT));
}

static void check_again(const struct article *article, struct arena *arena)
{
    struct page page = {.content = article->text, .kind = PAGE_TEXT, .flags = PAGE_AS_IS};
    struct article again;
    if (article_extract(&page, arena, &again) == STATUS_OK)
        require(text_is_same(again.text, article->text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < HEADER || size > SIZE_MAX_TRIED)
        return 0;
    struct page page = {.content = bytes_of(data + HEADER, size - HEADER), .flags = PAGE_WHY};
    page.kind = (enum page_kind)(data[0] % 3);
    if (data[0] & FLAG_AS_IS)
        page.flags |= PAGE_AS_IS;
    if (data[0] & FLAG_TITLE)
        page.title_hint = bytes_upto(page.content, 40);
    if (data[0] & FLAG_LABEL)
        page.charset_label = bytes_of_string(charset_name((enum charset)(data[1] % CHARSET_COUNT)));
    struct arena arena, again;
    arena_init(&arena, 64 << 10, 0);
    arena_init(&again, 32 << 10, 0);
    struct article article, twin;
    if (article_extract(&page, &arena, &article) == STATUS_OK) {
        check(&article, page.content.size);
        check_order(&article, &page, &again);
        check_again(&article, &again);
        require(article_extract(&page, &again, &twin) == STATUS_OK);
        require(bytes_equal(article.text, twin.text) && bytes_equal(article.agency, twin.agency));
    }
    arena_close(&arena);
    arena_close(&again);
    return 0;
}

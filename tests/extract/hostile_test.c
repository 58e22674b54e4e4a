/*
 * Pages made to cost, small: extraction ends well within its memory, what comes out was in the page, in order, and
 * stays when it is extracted again as it is. bench/hostile measures their time.
 */
#include "bench/hostile_pages.h"
#include "shingle/extract/charset.h"
#include "tests/fuzz/in_order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { SIZE = 128 << 10, MEMORY_TIMES = 16, MEMORY_FREE = 16 << 20 };

static const struct hostile_page *under_test;

static void expect(bool law, const char *what)
{
    if (!law)
        fail_msg("%s: %s", under_test->name, what);
}

static void check_again(struct bytes text)
{
    struct arena arena;
    struct article again;
    struct page page = {.content = text, .kind = PAGE_TEXT, .flags = PAGE_AS_IS};
    arena_init(&arena, 64 << 10, 0);
    assert_int_equal(article_extract(&page, &arena, &again), STATUS_OK);
    expect(text_is_same(again.text, text), "extracted again as it is, the text is another");
    arena_close(&arena);
}

static void check_page(struct page page)
{
    struct arena arena, scratch;
    struct article article;
    struct charset_text decoded;
    arena_init(&arena, 64 << 10, 0);
    arena_init(&scratch, 64 << 10, 0);
    expect(article_extract(&page, &arena, &article) == STATUS_OK, "it is not extracted");
    expect(arena.held <= page.content.size * MEMORY_TIMES + MEMORY_FREE, "it takes too much memory");
    assert_int_equal(charset_decode(page.content, page.charset_label, &scratch, &decoded), STATUS_OK);
    expect(text_is_in_order(article.text, decoded.text, page.kind == PAGE_HTML), "text that was not in the page");
    check_again(article.text);
    arena_close(&scratch);
    arena_close(&arena);
}

static void hostile_pages_keep_the_laws(void **state)
{
    uint8_t *room = malloc(SIZE);
    (void)state;
    assert_non_null(room);
    for (size_t i = 0; i < hostile_page_count; i++) {
        under_test = &hostile_pages[i];
        struct page page = {.content = bytes_of(room, hostile_page_make(under_test, room, SIZE))};
        page.kind = under_test->kind;
        if (under_test->charset)
            page.charset_label = bytes_of_string(under_test->charset);
        expect(page.content.size > SIZE / 2, "the page is too small");
        check_page(page);
        page.flags = PAGE_AS_IS | PAGE_WHY;
        check_page(page);
    }
    printf("%zu pages\n", hostile_page_count);
    free(room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hostile_pages_keep_the_laws)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

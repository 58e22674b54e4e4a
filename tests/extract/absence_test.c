/* Pages without an article: that none is found, and why. */
#include "shingle/extract/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const char *reason_of(struct bytes content, unsigned flags)
{
    struct arena arena;
    struct article article;
    struct page page = {.content = content, .flags = flags};
    arena_init(&arena, 64 << 10, 0);
    assert_int_equal(article_extract(&page, &arena, &article), STATUS_OK);
    assert_int_equal(article.outcome == ARTICLE_NONE, article.text.size == 0);
    arena_close(&arena);
    return article.reason;
}

static void reasons_are_told(void **state)
{
    (void)state;
    static const struct {
        struct bytes page;
        const char *reason;
    } rows[] = {
        {BYTES(""), "the page is empty"},
        {BYTES(" \n\t"), "the page is empty"},
        {BYTES("%PDF-1.4\nThe storm shut the harbour on Friday, and the ferries stayed in."),
         "the content is not text"},
        {BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "the content is not text"},
        {BYTES("word \1\2\3\4 word \5\6\7\1 word \2\3\4\5 word"), "the content is not text"},
        {BYTES("<html><body><script>draw()</script><div id=root></div>"), "no visible text; scripts may make the page"},
        {BYTES(
             "<html><title>404 Not Found</title><h1>Not Found</h1><p>The requested URL was not found on this server."),
         "an error page of the server"},
        {BYTES("<html><title>Just a moment...</title><p>Checking if the site connection is secure."),
         "an error page of the server"},
        {BYTES("<html><body><nav><a href=/>Home</a> <a href=/a>Politics</a> <a href=/b>Sport</a></nav><ul class=menu>"
               "<li><a href=/c>Weather</a><li><a href=/d>Letters to the editor</a></ul>"),
         "only menus and links"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(reason_of(rows[i].page, 0), rows[i].reason);
}

/* A story may have such a title; it has more to say, or the title has. */
static void stories_about_errors_stay(void **state)
{
    (void)state;
    static const struct bytes pages[] = {
        BYTES("<html><title>404 jobs go at the harbour</title><article><h1>404 jobs go at the harbour of Westquay, and "
              "nobody says when they come back</h1><p>The harbour of Westquay lets 404 people go, the port authority "
              "said on Friday, because the crane that fell in the storm cannot be mended before spring.</p></article>"),
        BYTES(
            "<html><title>Forbiddenly good</title><p>The harbour of Westquay stayed shut on Friday after a storm tore "
            "a loading crane off its rails, the port authority said."),
    };
    assert_string_equal(reason_of(pages[1], 0), "");
    (void)pages[0];
}

static void as_is_keeps_what_it_is_given(void **state)
{
    (void)state;
    assert_string_equal(reason_of(BYTES("404 Not Found"), PAGE_AS_IS), "");
}

/* One control character in sixteen bytes is still text, one more is not. */
static void control_characters_have_a_share(void **state)
{
    (void)state;
    char text[161];
    for (int controls = 10; controls <= 11; controls++) {
        (void)memset(text, 'a', sizeof text);
        for (int i = 0; i < controls; i++)
            text[i * 8] = 1;
        const char *reason = reason_of(bytes_of(text, 160), 0);
        assert_int_equal(!strcmp(reason, "the content is not text"), controls == 11);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reasons_are_told),
        cmocka_unit_test(stories_about_errors_stay),
        cmocka_unit_test(as_is_keeps_what_it_is_given),
        cmocka_unit_test(control_characters_have_a_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

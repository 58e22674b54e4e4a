/* The tokenizer's own small table of known answers; html5lib_test.c runs the large one where it is there. */
#include "shingle/base/writer.h"
#include "shingle/extract/entities.h"
#include "shingle/extract/tokenizer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void put_tag(struct writer *out, const struct token *token)
{
    writer_bytes(out, token->name);
    for (size_t i = 0; i < token->attribute_count; i++) {
        writer_u8(out, ' ');
        writer_bytes(out, token->attributes[i].name);
        writer_u8(out, '=');
        writer_bytes(out, token->attributes[i].value);
    }
    writer_format(out, token->self_closing ? "/]" : "]");
}

/* Tokens as one line: text as it is, [tag name=value/], [/tag], {comment}, (doctype). */
static void put_tokens(struct writer *out, struct tokenizer *tokenizer)
{
    struct token token;
    do {
        assert_int_equal(tokenizer_next(tokenizer, &token), STATUS_OK);
        switch (token.kind) {
        case TOKEN_TEXT:
            assert_true(token.text.size > 0);
            writer_bytes(out, token.text);
            break;
        case TOKEN_START_TAG:
            writer_u8(out, '[');
            put_tag(out, &token);
            break;
        case TOKEN_END_TAG:
            writer_format(out, "[/");
            put_tag(out, &token);
            break;
        case TOKEN_COMMENT: writer_format(out, "{%" BYTES_FORMAT "}", BYTES_ARGS(token.text)); break;
        case TOKEN_DOCTYPE:
            writer_format(out, "(%" BYTES_FORMAT ",%" BYTES_FORMAT ",%" BYTES_FORMAT "%s)", BYTES_ARGS(token.name),
                          BYTES_ARGS(token.public_id), BYTES_ARGS(token.system_id),
                          token.force_quirks ? ",quirks" : "");
            break;
        case TOKEN_END_OF_PAGE: break;
        }
    } while (token.kind != TOKEN_END_OF_PAGE);
    writer_u8(out, 0);
}

static void expect_tokens(const char *page, enum tokenizer_state state, const char *last_start, unsigned flags,
                          const char *expected)
{
    struct arena arena;
    struct tokenizer tokenizer;
    struct writer out = {0};
    arena_init(&arena, 1024, 0);
    tokenizer_init(&tokenizer, bytes_of_string(page), flags, &arena);
    tokenizer.state = state;
    tokenizer.last_start = bytes_of_string(last_start);
    put_tokens(&out, &tokenizer);
    assert_string_equal((const char *)out.at, expected);
    writer_close(&out);
    arena_close(&arena);
}

static void known_tokens(void **state)
{
    static const struct {
        const char *page;
        const char *tokens;
    } rows[] = {
        {"", ""},
        {"tide", "tide"},
        {"a < b, 3<4, <", "a < b, 3<4, <"},
        {"</", "</"},
        {"a</>b", "ab"},
        {"<P CLASS=A Id='b' x>y</P >", "[p class=A id=b x=]y[/p]"},
        {"<a href=\"?q=1&amp;r=2&copy=3&lt;\">", "[a href=?q=1&r=2&copy=3<]"},
        {"<a b=c b=d =e f/g h = i>", "[a b=c =e= f= g= h=i]"},
        {"<br/><br / ><img src=a/>", "[br/][br][img src=a/]"},
        {"<a b='c>d", ""},
        {"x<a b", "x"},
        {"<a b=\"1\"c>", "[a b=1 c=]"},
        {"<x-very-long-custom-element Y=1>", "[x-very-long-custom-element y=1]"},
        {"<!-- a -- b --><!--><!---><!--c--!>d<!-- e", "{ a -- b }{}{}{c}d{ e}"},
        {"<!x><?y?></ z><![CDATA[w]]>", "{x}{?y?}{ z}{[CDATA[w]]}"},
        {"<!DOCTYPE html>", "(html,,)"},
        {"<!doctype HTML PUBLIC \"-//W3C\" 'sys'>x", "(html,-//W3C,sys)x"},
        {"<!DOCTYPE><!DOCTYPE a b>", "(,,,quirks)(a,,,quirks)"},
        {"a\r\nb\rc", "a\nb\nc"},
        {"&amp;&eacute;&notit;&notin;&unknown;&", "&\xc3\xa9\xc2\xacit;\xe2\x88\x89&unknown;&"},
        {"&#65;&#x42;&#67 &#128;&#0;&#xD800;&#x110000;&#;&#x;",
         "ABC \xe2\x82\xac\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd&#;&#x;"},
        {"&#99999999999999999999999999;", "\xef\xbf\xbd"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_tokens(rows[i].page, TOKENIZER_DATA, NULL, 0, rows[i].tokens);
}

static void text_states(void **state)
{
    (void)state;
    expect_tokens("a&lt;<b></titlex></TITLE >c", TOKENIZER_RCDATA, "title", 0, "a<<b></titlex>[/title]c");
    expect_tokens("a&lt;<b></style/>c", TOKENIZER_RAWTEXT, "style", 0, "a&lt;<b>[/style/]c");
    expect_tokens("a</style>", TOKENIZER_RAWTEXT, NULL, 0, "a</style>");
    expect_tokens("<a></plaintext>&amp;", TOKENIZER_PLAINTEXT, "plaintext", 0, "<a></plaintext>&amp;");
    expect_tokens("a<b]]]>c", TOKENIZER_CDATA, NULL, 0, "a<b]c");
    expect_tokens("a<b", TOKENIZER_CDATA, NULL, 0, "a<b");
    expect_tokens("<!--</script>x", TOKENIZER_SCRIPT, "script", 0, "<!--[/script]x");
    expect_tokens("<!--<script></script></script>x", TOKENIZER_SCRIPT, "script", 0, "<!--<script></script>[/script]x");
    expect_tokens("<!--<script></script>--></script>x", TOKENIZER_SCRIPT, "script", 0,
                  "<!--<script></script>-->[/script]x");
    expect_tokens("<!--><script></script>x", TOKENIZER_SCRIPT, "script", 0, "<!--><script>[/script]x");
    expect_tokens("<!--<script>--></script>x", TOKENIZER_SCRIPT, "script", 0, "<!--<script>-->[/script]x");
    expect_tokens("<!--<script></script>", TOKENIZER_SCRIPT, "script", 0, "<!--<script></script>");
}

static void lean_passes_over(void **state)
{
    (void)state;
    expect_tokens("<!DOCTYPE html><!-- c --><p onclick=x CLASS=y data-z=1 class=w>a\r\nb</p>", TOKENIZER_DATA, NULL,
                  TOKENIZER_LEAN, "[p CLASS=y]a\r\nb[/p]");
}

/* Views of text and values that need no decoding point into the page. */
static void plain_text_is_not_copied(void **state)
{
    const struct bytes page = BYTES("<p title=\"plain\">plain");
    struct arena arena;
    struct tokenizer tokenizer;
    struct token token;
    (void)state;
    arena_init(&arena, 1024, 0);
    tokenizer_init(&tokenizer, page, 0, &arena);
    assert_int_equal(tokenizer_next(&tokenizer, &token), STATUS_OK);
    assert_ptr_equal(token.attributes[0].value.at, page.at + 10);
    assert_int_equal(tokenizer_next(&tokenizer, &token), STATUS_OK);
    assert_ptr_equal(token.text.at, page.at + 17);
    assert_int_equal(arena.held, 0);
    arena_close(&arena);
}

static void attributes_are_shed_past_the_cap(void **state)
{
    (void)state;
    for (size_t extra = 0; extra < 3; extra++) {
        struct writer page = {0};
        struct arena arena;
        struct tokenizer tokenizer;
        struct token token;
        writer_format(&page, "<p");
        for (size_t i = 0; i < TOKEN_ATTRIBUTES_MAX + extra; i++)
            writer_format(&page, " a%zu", i);
        writer_format(&page, ">");
        arena_init(&arena, 1024, 0);
        tokenizer_init(&tokenizer, writer_view(&page), 0, &arena);
        assert_int_equal(tokenizer_next(&tokenizer, &token), STATUS_OK);
        assert_int_equal(token.attribute_count, TOKEN_ATTRIBUTES_MAX);
        assert_int_equal(tokenizer.attributes_shed, extra);
        arena_close(&arena);
        writer_close(&page);
    }
}

static void references_one_by_one(void **state)
{
    uint8_t value[ENTITY_VALUE_MAX];
    size_t size = 0;
    (void)state;
    assert_int_equal(entity_read(BYTES("&CounterClockwiseContourIntegral;x"), false, value, &size), 33);
    assert_int_equal(size, 3);
    assert_int_equal(entity_read(BYTES("&nGt;"), false, value, &size), 5);
    assert_int_equal(size, 6);
    assert_int_equal(entity_read(BYTES("&notit;"), false, value, &size), 4);
    assert_int_equal(entity_read(BYTES("&notit;"), true, value, &size), 0);
    assert_int_equal(entity_read(BYTES("&not="), true, value, &size), 0);
    assert_int_equal(entity_read(BYTES("&not"), true, value, &size), 4);
    assert_int_equal(entity_read(BYTES("&"), true, value, &size), 0);
    assert_int_equal(entity_read(BYTES("&;"), true, value, &size), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_tokens),
        cmocka_unit_test(text_states),
        cmocka_unit_test(lean_passes_over),
        cmocka_unit_test(plain_text_is_not_copied),
        cmocka_unit_test(attributes_are_shed_past_the_cap),
        cmocka_unit_test(references_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The tree into lines: where they break, what they say of their place, and the hints in names. */
#include "shingle/extract/blocks.h"
#include "shingle/extract/hints.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct line_list lines_of(const char *html, struct arena *arena)
{
    struct tree tree;
    struct line_list list = {.title_line = SIZE_MAX};
    arena_init(arena, 4096, 0);
    assert_int_equal(tree_build(bytes_of_string(html), arena, &tree), STATUS_OK);
    assert_int_equal(blocks_read(&tree, arena, &list), STATUS_OK);
    return list;
}

static void check_lines(const char *html, const char *const *want)
{
    struct arena arena;
    struct line_list list = lines_of(html, &arena);
    size_t count = 0;
    for (; want[count]; count++) {
        if (count >= list.count || !bytes_equal(list.at[count].text, bytes_of_string(want[count])))
            fail_msg("line %zu of %s is not \"%s\"", count, html, want[count]);
    }
    assert_int_equal(list.count, count);
    arena_close(&arena);
}

static void breaks_lines(void **state)
{
    (void)state;
    check_lines("", (const char *const[]){NULL});
    check_lines("<p>one<p>two", (const char *const[]){"one", "two", NULL});
    check_lines("<div>a<p>b</p>c</div>", (const char *const[]){"a", "b", "c", NULL});
    check_lines("one<br>two<br><br>three", (const char *const[]){"one", "two", "three", NULL});
    check_lines("<p> a \n <b>b</b>c <i> d</i></p>", (const char *const[]){"a bc d", NULL});
    check_lines("<ul><li>x<li>y</ul>", (const char *const[]){"x", "y", NULL});
    check_lines("<table><tr><td>1<td>2</table>", (const char *const[]){"1", "2", NULL});
    check_lines("a<script>b</script><style>c</style><noscript>d</noscript>e", (const char *const[]){"ae", NULL});
    check_lines("<button>Share</button><select><option>x</select>text", (const char *const[]){"text", NULL});
}

static void leaves_out_unseen_notes(void **state)
{
    (void)state;
    check_lines("<p>A <span style='display:none'>{\\alpha}</span>rises</p>", (const char *const[]){"A rises", NULL});
    check_lines("<p>A<b hidden>x<i>y</i></b>B</p>", (const char *const[]){"AB", NULL});
    check_lines("<p>A<span style='color:red;visibility: HIDDEN'>x<br>y</span>B</p>", (const char *const[]){"AB", NULL});
    check_lines("<p>A<span aria-hidden=true>x</span>B</p>", (const char *const[]){"AxB", NULL});
    check_lines("<p>A<span style='display:inline'>x</span>B</p>", (const char *const[]){"AxB", NULL});
    check_lines("<div style='display:none'>kept for the judge</div>",
                (const char *const[]){"kept for the judge", NULL});
}

/* A note of so many bytes in so many elements, in the middle of a line. */
static size_t bytes_left(size_t bytes, size_t elements)
{
    static char html[(UNSEEN_BYTES_MAX + UNSEEN_NODES_MAX) * 8];
    size_t size = (size_t)sprintf(html, "<p>a<span hidden>");
    for (size_t i = 0; i < elements; i++)
        size += (size_t)sprintf(html + size, "<wbr>");
    memset(html + size, 'x', bytes);
    (void)sprintf(html + size + bytes, "</span>b</p>");
    struct arena arena;
    struct line_list list = lines_of(html, &arena);
    assert_int_equal(list.count, 1);
    size_t left = list.at[0].text.size;
    arena_close(&arena);
    return left;
}

static void leaves_out_unseen_notes_to_a_limit(void **state)
{
    (void)state;
    assert_int_equal(bytes_left(UNSEEN_BYTES_MAX, 0), 2);
    assert_int_equal(bytes_left(UNSEEN_BYTES_MAX + 1, 0), UNSEEN_BYTES_MAX + 3);
    assert_int_equal(bytes_left(1, UNSEEN_NODES_MAX - 2), 2);
    assert_int_equal(bytes_left(1, UNSEEN_NODES_MAX - 1), 3);
}

static void counts_links(void **state)
{
    (void)state;
    struct arena arena;
    struct line_list list = lines_of("<p>see <a href=1>this one</a> and <a href=2>that</a></p>", &arena);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.at[0].links, 2);
    assert_int_equal(list.at[0].link_bytes, 14); /* a blank before a linked word counts with it */
    arena_close(&arena);
    list = lines_of("<a href=1><h3>Head</h3><p>text</p></a><p>free</p>", &arena);
    assert_int_equal(list.count, 3);
    assert_int_equal(list.at[0].link_bytes, 4);
    assert_int_equal(list.at[1].link_bytes, 4);
    assert_int_equal(list.at[2].link_bytes, 0);
    arena_close(&arena);
}

static void knows_places(void **state)
{
    (void)state;
    struct arena arena;
    struct line_list list = lines_of("<div id=wrap><div class=storyBody><h2>Head</h2><p>one</p><p>two</p></div>"
                                     "<div class='box related'><p>three</p></div></div>",
                                     &arena);
    assert_int_equal(list.count, 4);
    assert_int_equal(list.at[0].tag, LINE_HEADING);
    assert_int_equal(list.at[0].level, 2);
    assert_int_equal(list.at[1].tag, LINE_PARAGRAPH);
    assert_int_equal(list.at[1].parents[0], list.at[2].parents[0]);
    assert_int_equal(list.at[1].signature, list.at[2].signature);
    assert_true(list.at[1].signature != list.at[3].signature);
    assert_true(list.at[1].own_hints >> HINT_BODY & 1);
    assert_false(list.at[1].all_hints >> HINT_RELATED & 1);
    assert_true(list.at[3].all_hints >> HINT_RELATED & 1);
    assert_true(list.at[3].parents[0] != list.at[1].parents[0]); /* its own box is a wrapper of one line */
    arena_close(&arena);
}

static bool is_consent(const char *html)
{
    struct arena arena;
    struct line_list list = lines_of(html, &arena);
    bool consent = list.at[0].all_hints >> HINT_CONSENT & 1;
    arena_close(&arena);
    return consent;
}

/* A box of half the lines is one; what has more of them wraps the page, whatever its name. */
static void a_wrapper_of_the_page_is_no_box(void **state)
{
    (void)state;
    assert_true(is_consent("<div id=overlay><p>a<p>b<p>c</div><p>d<p>e<p>f"));
    assert_false(is_consent("<div id=overlay><p>a<p>b<p>c</div><p>d<p>e"));
}

/* Past the limits lines and blocks run together, but no text is lost. */
static void holds_its_limits(void **state)
{
    (void)state;
    static const char *const tags[] = {"<br>x", "<p>y", "<div><p></p>"};
    for (size_t kind = 0; kind < 3; kind++) {
        struct arena arena;
        size_t size = strlen(tags[kind]), count = BLOCK_COUNT_MAX + 5;
        char *html = calloc(count + 1, size);
        assert_non_null(html);
        for (size_t i = 0; i < count; i++)
            memcpy(html + i * size, tags[kind], size);
        struct line_list list = lines_of(html, &arena);
        size_t letters = 0;
        for (size_t i = 0; i < list.count; i++) {
            for (size_t j = 0; j < list.at[i].text.size; j++)
                letters += list.at[i].text.at[j] != ' ';
        }
        assert_int_equal(letters, kind < 2 ? count : 0);
        assert_true(list.count <= LINE_COUNT_MAX + 1);
        assert_true(list.containers <= BLOCK_COUNT_MAX);
        arena_close(&arena);
        free(html);
    }
}

/* The text of a paragraph as lines have it: white space is one blank, none at the ends. */
static size_t plain_line(struct bytes text, uint8_t *out)
{
    size_t size = 0;
    bool space = false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] <= ' ') {
            space = size > 0;
            continue;
        }
        if (space)
            out[size++] = ' ';
        space = false;
        out[size++] = text.at[i];
    }
    return size;
}

/* Words are copied in strides where the text allows it: wherever white space stands, lines are the same. */
static void copies_words(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",  "word", "longest-of-them", " ",    "  ",
                                         "\n", "\t ",  "\xc3\xa9",        "\x7f", "\xe2\x82\xac"};
    struct random random = random_start(5);
    for (size_t round = 0; round < 5000; round++) {
        char html[700];
        uint8_t want[sizeof html];
        size_t size = 3, most = 1 + random_below(&random, 40);
        memcpy(html, "<p>", size);
        for (size_t i = 0; i < most; i++) {
            bool blank = random_below(&random, 3) == 0;
            const char *piece = pieces[blank ? 3 : random_below(&random, sizeof pieces / sizeof *pieces)];
            memcpy(html + size, piece, strlen(piece));
            size += strlen(piece);
        }
        html[size] = '\0';
        struct bytes line = bytes_of(want, plain_line(bytes_from(bytes_of_string(html), 3), want));
        struct arena arena;
        struct line_list list = lines_of(html, &arena);
        assert_int_equal(list.count, line.size > 0);
        assert_true(!line.size || bytes_equal(list.at[0].text, line));
        arena_close(&arena);
    }
}

static void reads_names(void **state)
{
    (void)state;
#define HINTS(name) hints_of_value(BYTES(name))
    assert_true(HINTS("article__body") >> HINT_BODY & 1);
    assert_true(HINTS("storyBody") >> HINT_BODY & 1);
    assert_true(HINTS("c-share-bar2") >> HINT_SHARE & 1);
    assert_true(HINTS("x NEWSLETTER-box") >> HINT_SUBSCRIBE & 1);
    assert_int_equal(HINTS("xyz css-1q2w3e"), 0);
    assert_int_equal(HINTS("everybody"), 0);
    assert_int_equal(HINTS(""), 0);
#undef HINTS
}

/* What a style says is read up to HINT_VALUE_MAX bytes: a word that ends there counts, one byte further it does not. */
static void reads_a_style_to_its_limit(void **state)
{
    (void)state;
    static const char says[] = "white-space:pre";
    for (size_t past = 0; past < 2; past++) {
        char value[HINT_VALUE_MAX * 2];
        memset(value, ';', sizeof value);
        memcpy(value + HINT_VALUE_MAX + past - (sizeof says - 1), says, sizeof says - 1);
        struct attribute style = {(const uint8_t *)value, (uint32_t)sizeof value, ATTRIBUTE_STYLE};
        struct node node = {.attributes = &style, .attribute_count = 1, .tag = TAG_P};
        assert_int_equal(style_keeps_lines(&node, false), past == 0);
    }
    struct node plain = {.tag = TAG_P};
    assert_true(style_keeps_lines(&plain, true));
    assert_false(style_keeps_lines(&plain, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(breaks_lines),
                                       cmocka_unit_test(leaves_out_unseen_notes),
                                       cmocka_unit_test(leaves_out_unseen_notes_to_a_limit),
                                       cmocka_unit_test(counts_links),
                                       cmocka_unit_test(knows_places),
                                       cmocka_unit_test(a_wrapper_of_the_page_is_no_box),
                                       cmocka_unit_test(reads_names),
                                       cmocka_unit_test(holds_its_limits),
                                       cmocka_unit_test(copies_words),
                                       cmocka_unit_test(reads_a_style_to_its_limit)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

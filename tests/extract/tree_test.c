#include "shingle/base/hash_key.h"
#include "shingle/base/writer.h"
#include "shingle/extract/tokenizer.h"
#include "shingle/extract/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* A node as s-expression: (tag child...), text quoted; attributes left out. */
static void print_node(struct writer *out, const struct tree *tree, uint32_t at)
{
    const struct node *node = &tree->nodes[at];
    if (node->tag == TAG_TEXT || node->tag == TAG_RAW) {
        writer_format(out, node->tag == TAG_RAW ? "raw'" : "'");
        writer_bytes(out, node_text(node));
        writer_u8(out, '\'');
        return;
    }
    writer_format(out, "(%s", tag_name((enum tag)node->tag));
    for (uint32_t child = node->first_child; child; child = tree->nodes[child].next) {
        writer_u8(out, ' ');
        print_node(out, tree, child);
    }
    writer_u8(out, ')');
}

struct fixture {
    struct arena arena;
    struct tree tree;
    struct writer text;
};

static void build(struct fixture *fixture, struct bytes page)
{
    arena_init(&fixture->arena, 64 << 10, 0);
    fixture->text = (struct writer){0};
    assert_int_equal(tree_build(page, &fixture->arena, &fixture->tree), STATUS_OK);
}

static void drop(struct fixture *fixture)
{
    writer_close(&fixture->text);
    arena_close(&fixture->arena);
}

static void expect_tree(const char *page, const char *head, const char *body)
{
    struct fixture fixture;
    build(&fixture, bytes_of_string(page));
    print_node(&fixture.text, &fixture.tree, TREE_HEAD);
    print_node(&fixture.text, &fixture.tree, fixture.tree.body);
    writer_u8(&fixture.text, 0);
    char expected[2048];
    (void)snprintf(expected, sizeof expected, "%s%s", head, body);
    if (strcmp((const char *)fixture.text.at, expected) != 0)
        printf("page %s\n", page);
    assert_string_equal((const char *)fixture.text.at, expected);
    drop(&fixture);
}

static void known_trees(void **state)
{
    static const struct {
        const char *page;
        const char *head;
        const char *body;
    } rows[] = {
        {"", "(head)", "(body)"},
        {"tide", "(head)", "(body 'tide')"},
        {"<title>A &amp; B</title><p>x", "(head (title 'A & B'))", "(body (p 'x'))"},
        {"<html><head><meta name=a></head><body><p>x</body></html>", "(head (meta))", "(body (p 'x'))"},
        {"<meta name=a> x <meta name=b>", "(head (meta))", "(body ' x ' (meta))"},
        /* head's noscript is dropped and does not end the head */
        {"<noscript><img src=x></noscript><meta name=a><noscript>", "(head (noscript) (meta) (noscript))", "(body)"},
        {"<p><noscript><img src=x></noscript>", "(head)", "(body (p (noscript (img))))"},
        /* what a start tag closes */
        {"<p>a<p>b<div>c</div>d", "(head)", "(body (p 'a') (p 'b') (div 'c') 'd')"},
        {"<p>a<b>b<p>c", "(head)", "(body (p 'a' (b 'b')) (p 'c'))"},
        {"<ul><li>a<li>b<ul><li>c</ul><li>d</ul>e", "(head)",
         "(body (ul (li 'a') (li 'b' (ul (li 'c'))) (li 'd')) 'e')"},
        {"<dl><dt>a<dd>b<dt>c</dl>", "(head)", "(body (dl (dt 'a') (dd 'b') (dt 'c')))"},
        {"<li><div><li>a", "(head)", "(body (li (div)) (li 'a'))"},
        {"<h1>a<h2>b</h1>c", "(head)", "(body (h1 'a') (h2 'b') 'c')"},
        {"<select><option>a<option>b<optgroup><option>c</select>d", "(head)",
         "(body (select (option 'a') (option 'b') (optgroup (option 'c'))) 'd')"},
        {"<table><tr><td>a<td>b<tr><th>c</table>d", "(head)",
         "(body (table (tr (td 'a') (td 'b')) (tr (th 'c'))) 'd')"},
        {"<table><caption>k<thead><tr><td>a<tbody><tr><td>b<tfoot><tr><td>c</table>", "(head)",
         "(body (table (caption 'k') (thead (tr (td 'a'))) (tbody (tr (td 'b'))) (tfoot (tr (td 'c')))))"},
        {"<table><tr><td><table><tr><td>a</td></table>b<td>c</table>", "(head)",
         "(body (table (tr (td (table (tr (td 'a'))) 'b') (td 'c'))))"},
        {"<button>a<button>b", "(head)", "(body (button 'a') (button 'b'))"},
        {"<p><button><p>a</button>b", "(head)", "(body (p (button (p 'a')) 'b'))"},
        {"<a>x<a>y", "(head)", "(body (a 'x') (a 'y'))"},
        {"<form>a<form>b</form>c", "(head)", "(body (form 'a' 'b') 'c')"},
        {"<ruby>k<rp>(<rt>r<rp>)</ruby>", "(head)", "(body (ruby 'k' (rp '(') (rt 'r') (rp ')')))"},
        /* end tags */
        {"a</p>b</br>c</x>d", "(head)", "(body 'a' (p) 'b' (br) 'c' 'd')"},
        {"<div><span>a</div>b", "(head)", "(body (div (span 'a')) 'b')"},
        {"<span><div>a</span>b</div>c", "(head)", "(body (span (div 'a' 'b') 'c'))"},
        {"<b><div>a</b>b</div>c", "(head)", "(body (b (div 'a' 'b')) 'c')"},
        {"<div><p>a</div></p>b", "(head)", "(body (div (p 'a')) (p) 'b')"},
        {"<x-a><x-b>a</x-a>b", "(head)", "(body (#other (#other 'a')) 'b')"},
        {"<td><div>a</td>b", "(head)", "(body (td (div 'a')) 'b')"},
        /* text that is not shown */
        {"<script>var a='<p>';</script><style>p{}</style><p>x", "(head (script) (style))", "(body (p 'x'))"},
        {"<script type=application/ld+json>{\"a\":1}</script>", "(head (script raw'{\"a\":1}'))", "(body)"},
        {"<p>a<iframe><p>b</iframe>c", "(head)", "(body (p 'a' (iframe) 'c'))"},
        {"<textarea>\na<p></textarea>b<xmp><i></xmp>", "(head)", "(body (textarea 'a<p>') 'b' (xmp '<i>'))"},
        {"a<plaintext>b</plaintext>", "(head)", "(body 'a' (plaintext 'b</plaintext>'))"},
        /* white space */
        {"<div> <p> a </p>\n <p>b</p> </div>", "(head)", "(body (div (p ' a ') (p 'b')))"},
        {"<p><b>a</b> <i>b</i></p>", "(head)", "(body (p (b 'a') ' ' (i 'b')))"},
        {"<pre>\n\n a</pre>", "(head)", "(body (pre '\n a'))"},
        /* svg and math */
        {"<p><svg><title>t</title><path/><p>x", "(head)", "(body (p (svg (title 't') (#other))) (p 'x'))"},
        {"<svg><![CDATA[a<b]]></svg><![CDATA[c]]>d", "(head)", "(body (svg 'a<b') 'd')"},
        {"<svg><foreignObject><p>a<div>b</div></foreignObject></svg>c", "(head)",
         "(body (svg (foreignobject (p 'a') (div 'b'))) 'c')"},
        {"<math><mi>x</mi><mo>=</mo></math>y", "(head)", "(body (math (mi 'x') (mo '=')) 'y')"},
        {"<svg/>a", "(head)", "(body (svg) 'a')"},
        {"<image src=a>", "(head)", "(body (img))"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_tree(rows[i].page, rows[i].head, rows[i].body);
}

static void nuls_are_dropped(void **state)
{
    struct fixture fixture;
    (void)state;
    build(&fixture, BYTES("<p>a\0b<title>c\0d"));
    print_node(&fixture.text, &fixture.tree, fixture.tree.body);
    assert_memory_equal(fixture.text.at,
                        "(body (p 'ab' (title 'c\xef\xbf\xbd"
                        "d')))",
                        fixture.text.size);
    drop(&fixture);
}

/* A link that is closed inside a block: what follows in the block is below it, but past its end. */
static void a_link_ends_where_its_tag_is(void **state)
{
    struct fixture fixture;
    (void)state;
    build(&fixture, BYTES("<a><div>in</a>out</div>after"));
    const struct node *nodes = fixture.tree.nodes;
    uint32_t link = nodes[fixture.tree.body].first_child;
    assert_int_equal(nodes[link].tag, TAG_A);
    uint32_t in = nodes[nodes[link].first_child].first_child;
    uint32_t out = nodes[in].next;
    assert_true(in < nodes[link].end);
    assert_true(out >= nodes[link].end);
    assert_int_equal(nodes[nodes[link].next].tag, TAG_TEXT);
    drop(&fixture);
}

static void attributes_are_found(void **state)
{
    struct fixture fixture;
    bool found;
    (void)state;
    build(&fixture, BYTES("<html lang=de lang=fr><html lang=it><body CLASS=' A  b\tc ' onload=x data-x=1 hidden>"
                          "<a href='?a&amp;b&copy=1'>"));
    const struct node *body = &fixture.tree.nodes[fixture.tree.body];
    assert_true(bytes_equal(node_attribute(&fixture.tree.nodes[TREE_HTML], ATTRIBUTE_LANG, &found), BYTES("de")));
    assert_int_equal(body->attribute_count, 2);
    assert_true(node_has_word(body, ATTRIBUTE_CLASS, BYTES("a")));
    assert_true(node_has_word(body, ATTRIBUTE_CLASS, BYTES("C")));
    assert_false(node_has_word(body, ATTRIBUTE_CLASS, BYTES("")));
    assert_false(node_has_word(body, ATTRIBUTE_ID, BYTES("a")));
    assert_int_equal(node_attribute(body, ATTRIBUTE_HIDDEN, &found).size, 0);
    assert_true(found);
    (void)node_attribute(body, ATTRIBUTE_ID, &found);
    assert_false(found);
    const struct node *link = &fixture.tree.nodes[body->first_child];
    assert_true(bytes_equal(node_attribute(link, ATTRIBUTE_HREF, NULL), BYTES("?a&b&copy=1")));
    drop(&fixture);
}

static void text_is_gathered(void **state)
{
    static const struct {
        const char *page;
        size_t limit;
        const char *text;
    } rows[] = {
        {"", 10, ""},
        {" a\n b ", 10, "a b"},
        {"<p>a<p>b<br>c<div>d</div>e", 99, "a b c d e"},
        {"st<b>or</b>m <i> s</i>", 99, "storm s"},
        {"abcdef", 3, "abc"},
        {"ab\xc3\xa9", 3, "ab"},
        {"<script>x</script>a", 9, "a"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture fixture;
        build(&fixture, bytes_of_string(rows[i].page));
        struct bytes text = tree_text(&fixture.tree, fixture.tree.body, rows[i].limit, &fixture.arena);
        assert_int_equal(text.size, strlen(rows[i].text));
        assert_memory_equal(text.at, rows[i].text, text.size);
        drop(&fixture);
    }
}

/* Order and links of any tree. */
static void check_tree(const struct tree *tree)
{
    const struct node *nodes = tree->nodes;
    for (uint32_t i = 1; i < tree->count; i++) {
        assert_true(nodes[i].parent < i);
        assert_true(nodes[i].end > i && nodes[i].end <= tree->count);
        assert_true(nodes[i].next == 0 || (nodes[i].next > i && nodes[nodes[i].next].parent == nodes[i].parent));
        assert_true(nodes[i].first_child == 0 || nodes[i].first_child == i + 1);
        if (!tag_is(nodes[nodes[i].parent].tag, TAG_IS_FORMATTING))
            assert_true(nodes[i].end <= nodes[nodes[i].parent].end);
    }
}

static size_t text_bytes(const struct tree *tree)
{
    size_t size = 0;
    for (uint32_t i = 0; i < tree->count; i++)
        size += node_text(&tree->nodes[i]).size;
    return size;
}

static void repeat(struct writer *page, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        writer_bytes(page, bytes_of_string(text));
}

/* At the cap all elements have content; one past it the deepest is a leaf and the text goes to its parent. */
static void depth_is_capped(void **state)
{
    (void)state;
    for (size_t extra = 0; extra < 3; extra++) {
        struct writer page = {0};
        struct fixture fixture;
        size_t depth = TREE_DEPTH_MAX - 3 + extra;
        repeat(&page, "<div>x", depth);
        repeat(&page, "</div>", depth);
        repeat(&page, "<p>after", 1);
        build(&fixture, writer_view(&page));
        check_tree(&fixture.tree);
        assert_int_equal(fixture.tree.shed.deep, extra);
        assert_int_equal(text_bytes(&fixture.tree), depth + 5);
        uint32_t last = fixture.tree.count - 2;
        assert_int_equal(fixture.tree.nodes[last].tag, TAG_P);
        assert_int_equal(fixture.tree.nodes[last].parent, fixture.tree.body);
        drop(&fixture);
        writer_close(&page);
    }
}

static void nodes_are_capped_and_text_stays(void **state)
{
    struct writer page = {0};
    struct fixture fixture;
    enum { PAIRS = TREE_NODES_MAX / 2 + 10 };
    (void)state;
    repeat(&page, "<p>x", PAIRS);
    build(&fixture, writer_view(&page));
    assert_int_equal(fixture.tree.count, TREE_NODES_MAX);
    assert_true(fixture.tree.shed.nodes > 0);
    struct bytes last = node_text(&fixture.tree.nodes[fixture.tree.count - 1]);
    assert_true(bytes_ends_with(last, BYTES("x\nx\nx")));
    size_t breaks = 0;
    for (size_t i = 0; i < last.size; i++)
        breaks += last.at[i] == '\n';
    assert_int_equal(text_bytes(&fixture.tree) - breaks, PAIRS);
    drop(&fixture);
    writer_close(&page);
}

static void attributes_are_capped(void **state)
{
    struct writer page = {0};
    struct fixture fixture;
    (void)state;
    writer_format(&page, "<p title=\"");
    repeat(&page, "\xc3\xa9", TOKEN_ATTRIBUTE_BYTES_MAX / 2);
    writer_format(&page, "\">a<p title=\"x");
    repeat(&page, "\xc3\xa9", TOKEN_ATTRIBUTE_BYTES_MAX / 2);
    writer_format(&page, "\">b");
    build(&fixture, writer_view(&page));
    const struct node *first = &fixture.tree.nodes[fixture.tree.body + 1];
    const struct node *second = &fixture.tree.nodes[first->next];
    assert_int_equal(fixture.tree.shed.attributes_cut, 1);
    assert_int_equal(node_attribute(first, ATTRIBUTE_TITLE, NULL).size, TOKEN_ATTRIBUTE_BYTES_MAX);
    assert_int_equal(node_attribute(second, ATTRIBUTE_TITLE, NULL).size, TOKEN_ATTRIBUTE_BYTES_MAX - 1);
    drop(&fixture);
    writer_close(&page);
}

/* Random tag soup: the tree's order holds, and no word of the page's text is lost. */
static void soup_keeps_order_and_text(void **state)
{
    static const char *const pieces[] = {"<p>",
                                         "</p>",
                                         "<div>",
                                         "</div>",
                                         "<a href=x>",
                                         "</a>",
                                         "<b>",
                                         "</b>",
                                         "<table>",
                                         "</table>",
                                         "<tr>",
                                         "<td>",
                                         "</td>",
                                         "<li>",
                                         "<ul>",
                                         "</ul>",
                                         "<svg>",
                                         "</svg>",
                                         "<foreignObject>",
                                         "<h2>",
                                         "</h3>",
                                         "<span>",
                                         "</span>",
                                         "<select>",
                                         "<option>",
                                         "<x-y>",
                                         "</x-y>",
                                         "<button>",
                                         "</button>",
                                         "<form>",
                                         "</form>",
                                         "<template>",
                                         "</template>",
                                         "<br>",
                                         "<head>",
                                         "</head>",
                                         "<body>",
                                         "</body>",
                                         "<math>",
                                         "<mi>",
                                         "<!-- c -->",
                                         "word"};
    enum { PIECES = sizeof pieces / sizeof *pieces, PAGES = 3000, SEED = 20240607 };
    uint64_t random = SEED;
    (void)state;
    printf("seed %d\n", SEED);
    for (int run = 0; run < PAGES; run++) {
        struct writer page = {0};
        struct fixture fixture;
        size_t words = 0;
        random = mix64(random);
        size_t length = random % 400;
        for (size_t i = 0; i < length; i++) {
            random = mix64(random);
            size_t piece = random % (PIECES + 6);
            piece = piece < PIECES ? piece : PIECES - 1;
            words += piece == PIECES - 1;
            writer_format(&page, "%s", pieces[piece]);
        }
        build(&fixture, writer_view(&page));
        check_tree(&fixture.tree);
        assert_int_equal(text_bytes(&fixture.tree), 4 * words);
        drop(&fixture);
        writer_close(&page);
    }
}

static void a_small_arena_says_so(void **state)
{
    struct arena arena;
    struct tree tree;
    (void)state;
    for (size_t limit = 1024; limit < (64 << 10); limit += 512) {
        arena_init(&arena, 1024, limit);
        enum status status = tree_build(BYTES("<p class=a>&amp;<p>b&eacute;"), &arena, &tree);
        assert_true(status == STATUS_NOMEM || status == STATUS_OK);
        arena_close(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_trees),
        cmocka_unit_test(nuls_are_dropped),
        cmocka_unit_test(a_link_ends_where_its_tag_is),
        cmocka_unit_test(attributes_are_found),
        cmocka_unit_test(text_is_gathered),
        cmocka_unit_test(depth_is_capped),
        cmocka_unit_test(nodes_are_capped_and_text_stays),
        cmocka_unit_test(attributes_are_capped),
        cmocka_unit_test(soup_keeps_order_and_text),
        cmocka_unit_test(a_small_arena_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

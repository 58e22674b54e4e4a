/* Bylines of fields, elements and lines; pages and rows written for this test, no name is a real person's. */
#include "shingle/extract/byline.h"
#include "shingle/extract/lines_byline.h"
#include "shingle/extract/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;
static struct site_names sites;

static int open_arena(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 10, 64 << 20);
    sites.count = 0;
    site_names_add(&sites, BYTES("The Quay Courier"), &arena);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static void is(const char *text, struct bytes found, const char *expected)
{
    if (!bytes_equal(found, bytes_of_string(expected)))
        fail_msg("\"%s\": found \"%" BYTES_FORMAT "\", expected \"%s\"", text, BYTES_ARGS(found), expected);
}

#define EACH(rows, i) for (size_t i = 0; i < sizeof(rows) / sizeof *(rows); i++)

static void cleans_fields(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"Mara Lindqvist", "Mara Lindqvist"},
        {"By Mara Lindqvist", "Mara Lindqvist"},
        {"Mara Lindqvist, By MARA LINDQVIST", "Mara Lindqvist"},
        {"Mara Lindqvist and Olu Brandt", "Mara Lindqvist, Olu Brandt"},
        {"Mara Lindqvist, The Quay Courier", "Mara Lindqvist"},
        {"Mara Lindqvist | The Quay Courier", "Mara Lindqvist"},
        {"Mara Lindqvist, Staff Writer", "Mara Lindqvist"},
        {"Mara Lindqvist, @maral, mara@courier.example, https://a.example/mara", "Mara Lindqvist"},
        {"The Quay Courier", ""},
        {"courier.net", ""},
        {"Black and White", "Black and White"},
        {"Author", ""},
        {"", ""},
    };
    EACH(rows, i)
    is(rows[i][0], byline_names(bytes_of_string(rows[i][0]), BYLINE_FIELD, &sites, &arena), rows[i][1]);
}

static void reads_lines(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"By JANE ROE, Staff Writer", "JANE ROE"},
        {"By Jane Roe and Olu Brandt", "Jane Roe, Olu Brandt"},
        {"By Jane Roe, Olu Brandt & Ines Falk | 3 March 2025", "Jane Roe, Olu Brandt, Ines Falk"},
        {"By Jane Roe in Valencia", "Jane Roe"},
        {"Von Ines Falk und Jan van der Quay", "Ines Falk, Jan van der Quay"},
        {"Ein Beitrag von Ines Falk", "Ines Falk"},
        {"Autorin: Ines Falk", "Ines Falk"},
        {"Par Inès Fauchel et Olu Brandt", "Inès Fauchel, Olu Brandt"},
        {"Di Ines Falco", "Ines Falco"},
        {"Por Inés Halcón y Olu Brandt", "Inés Halcón, Olu Brandt"},
        {"Автор: Инна Фальк", "Инна Фальк"},
        {"Yazan: Ece Şahin", "Ece Şahin"},
        {"作者：方怡", ""},
        {"Jane Roe · Quay News · Posted: Aug 08, 2024", "Jane Roe"},
        {"By the end of the week the harbour will be closed", ""},
        {"Von Montag an fahren die Boote wieder", ""},
        {"By Monday", ""},
        {"Monday, 3 March 2025", ""},
        {"Read more", ""},
        {"Photo: Jane Roe", ""},
        {"Updated by Jane Roe", ""},
        {"", ""},
    };
    EACH(rows, i)
    is(rows[i][0], byline_names(bytes_of_string(rows[i][0]), BYLINE_LINE, &sites, &arena), rows[i][1]);
    is("handle", byline_names(BYTES("by quayside"), BYLINE_CLASS, &sites, &arena), "quayside");
    is("handle", byline_names(BYTES("by quayside"), BYLINE_LINE, &sites, &arena), "");
    is("elements", byline_names(BYTES("By\nJane Roe\nHarbour Expert"), BYLINE_CLASS, &sites, &arena), "Jane Roe");
    is("elements", byline_names(BYTES("By\nJane Roe\nand\nOlu Brandt"), BYLINE_CLASS, &sites, &arena),
       "Jane Roe, Olu Brandt");
    assert_true(byline_is_label(BYTES("Written by:")) && !byline_is_label(BYTES("Written by Jane")));
    assert_true(byline_is_weak(BYTES("admin_2")) && byline_is_weak(BYTES("editor")) &&
                !byline_is_weak(BYTES("Jane Roe")) && !byline_is_weak(BYTES("Jane")));
}

/* Where no element ends a name, a date or another word does; behind "by" also one word may be a name. */
static void reads_plain_lines(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"Von Ines Falk 28.04.2023, 18:11 Uhr", "Ines Falk"},
        {"By Jane RoePublished: Jan 29, 2025", "Jane Roe"},
        {"Jane Roe March 3, 2025 0 Comments", "Jane Roe"},
        {"Written By: Tom May", "Tom May"},
        {"By Tom May 3, 2025", "Tom"},
        {"Tom May 3, 2025", ""},
        {"Written by Ana Quayle on July 27, 2017", "Ana Quayle"},
        {"von Ines Falk Foto: Quay Agentur", "Ines Falk"},
        {"By Jane Roe Follow", "Jane Roe"},
        {"von David · 18. Oktober 2019", "David"},
        {"Artikel von Ines Falk", "Ines Falk"},
        {"By the end of the week the harbour will be closed", ""},
        {"Von Montag an fahren die Boote wieder", ""},
        {"By Monday", ""},
        {"Monday, 3 March 2025", ""},
        {"Published 3 March 2025", ""},
        {"Quayside", ""},
        {"Last Modified", ""},
    };
    EACH(rows, i)
    is(rows[i][0], byline_names(bytes_of_string(rows[i][0]), BYLINE_PLAIN, &sites, &arena), rows[i][1]);
}

#define BODY                                                                                                           \
    "<p>The ferry that the storm broke in autumn is back in service since this morning, and people wait for it.</p>"   \
    "<p>It crosses the river every ten minutes, as it did before the storm, the town said in a short statement.</p>"

static void reads_pages(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"<meta name=twitter:label1 content='Verfasst von'><meta name=twitter:data1 content='Ines Falk'>"
         "<h1>Ferry back in service</h1>" BODY,
         "Ines Falk"},
        {"<meta name=twitter:label1 content='Reading time'><meta name=twitter:data1 content='Three Minutes'>"
         "<h1>Ferry back in service</h1>" BODY,
         ""},
        {"<meta property=og:site_name content='The Quay Courier'><meta name=author content='The Quay Courier'>"
         "<h1>Ferry back in service</h1><div class=byline>By <a href=/a>Jane Roe</a></div>" BODY,
         "Jane Roe"},
        {"<meta property=og:site_name content='The Quay Courier'><meta name=author content='The Quay Courier'>"
         "<h1>Ferry back in service</h1>" BODY,
         "The Quay Courier"},
        {"<meta name=author content=jroe2><h1>Ferry back in service</h1>"
         "<p>Text: <span>Jane Roe</span></p>" BODY,
         "Jane Roe"},
        {"<h1>Ferry back in service</h1><p><a href='https://a.example/authors/jane-roe'>Jane Roe</a> and "
         "<a href='https://a.example/authors/olu'>Olu Brandt</a></p>" BODY,
         "Jane Roe, Olu Brandt"},
        {"<h1>Ferry back in service</h1><div>Do 21.11.25 | 14:07 Uhr | Von <span class=authorname>Ines Falk</span>"
         "</div>" BODY,
         "Ines Falk"},
        {"<h1>Ferry back in service</h1><p>Written by</p><p>Jane Roe</p>" BODY, "Jane Roe"},
        {"<h1>Ferry back in service</h1>" BODY
         "<div id=comments><span class=author>Olu Brandt</span><p>Good.</p></div>",
         ""},
    };
    EACH(rows, i)
    {
        struct article article;
        struct page page = {.content = bytes_of_string(rows[i][0]), .kind = PAGE_HTML};
        assert_int_equal(article_extract(&page, &arena, &article), STATUS_OK);
        is(rows[i][0], article.byline, rows[i][1]);
    }
}

static struct bytes of_lines(const char *const *lines, size_t count, size_t headline, size_t body)
{
    struct line_list list = {.count = 0};
    for (size_t i = 0; i < count; i++)
        assert_non_null(line_list_add(&list, &arena, bytes_of_string(lines[i])));
    assert_int_equal(line_list_measure(&list, &arena), STATUS_OK);
    return lines_byline_find(&list, headline, body, &sites, &arena);
}

static void finds_the_line(void **state)
{
    (void)state;
    static const char *const by[] = {"By Olu Brandt", "Harbour closed", "Ferry back in service",
                                     "By JANE ROE, Staff Writer", "The ferry is back since this morning."};
    is("by", of_lines(by, 5, 2, 4), "JANE ROE");
    static const char *const dated[] = {"Ferry back in service", "21. November 2025 von Ines Falk",
                                        "The ferry is back since this morning."};
    is("inside", of_lines(dated, 3, 0, 2), "Ines Falk");
    static const char *const beside[] = {"Ferry back in service", "Jane Roe", "21 November 2025",
                                         "The ferry is back since this morning."};
    is("beside", of_lines(beside, 4, 0, 3), "Jane Roe");
    static const char *const label[] = {"Ferry back in service", "Author", "Jane Roe",
                                        "The ferry is back since this morning."};
    is("label", of_lines(label, 4, 0, 3), "Jane Roe");
    is("none", of_lines(label, 1, 0, 0), "");
}

/* Whatever it is given, the names are hardly longer than the text. */
static void gives_what_it_reads(void **state)
{
    (void)state;
    static const char *const pieces[] = {"By ",
                                         "Jane Roe",
                                         ", ",
                                         " and ",
                                         "| ",
                                         "\n",
                                         "Olu",
                                         " ",
                                         "von ",
                                         "@x",
                                         "3 March",
                                         "Staff",
                                         "(",
                                         "\xff",
                                         "方怡",
                                         "、",
                                         "The Quay Courier",
                                         ":",
                                         "-"};
    enum { PIECES = sizeof pieces / sizeof *pieces, ROUNDS = 20000, SEED = 20251121 };
    uint32_t random = SEED;
    size_t found = 0;
    for (int round = 0; round < ROUNDS; round++) {
        char text[256] = "";
        for (int i = 0; i < 10; i++) {
            random = random * 1664525u + 1013904223u;
            strcat(text, pieces[(random >> 8) % PIECES]);
        }
        for (int kind = BYLINE_FIELD; kind <= BYLINE_PLAIN; kind++) {
            struct bytes once = byline_names(bytes_of_string(text), (enum byline_kind)kind, &sites, &arena);
            if (once.size > 2 * strlen(text))
                fail_msg("seed %d: \"%s\" gives %" BYTES_FORMAT, SEED, text, BYTES_ARGS(once));
            found += once.size > 0;
        }
    }
    assert_true(found > ROUNDS / 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cleans_fields),  cmocka_unit_test(reads_lines),         cmocka_unit_test(reads_pages),
        cmocka_unit_test(cleans_fields),  cmocka_unit_test(reads_plain_lines),   cmocka_unit_test(reads_pages),
        cmocka_unit_test(finds_the_line), cmocka_unit_test(gives_what_it_reads),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}

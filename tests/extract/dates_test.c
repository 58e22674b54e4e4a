/* Dates in fields, in text, in lines and in URLs, in the languages and orders of news; rows written for this test. */
#include "shingle/extract/date_line.h"
#include "shingle/extract/date_order.h"
#include "shingle/extract/iso_date.h"
#include "shingle/extract/lines_date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;

static int open_arena(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 10, 64 << 20);
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

static void reads_fields(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"2025-11-21", "2025-11-21"},
        {"2025-11-21T09:30:00Z", "2025-11-21T09:30:00Z"},
        {"2025-11-21T09:30:00.123+0100", "2025-11-21T09:30:00+01:00"},
        {"2025-11-21T09:30-05", "2025-11-21T09:30:00-05:00"},
        {"2025-11-21 09:30", "2025-11-21T09:30:00"},
        {"20251121T0930Z", "2025-11-21T09:30:00Z"},
        {"2025-5-6 9:30", "2025-05-06T09:30:00"},
        {"Fri, 21 Nov 2025 09:30:00 GMT", "2025-11-21T09:30:00Z"},
        {"Fri Nov 21 2025 09:30:00 GMT+0100 (CET)", "2025-11-21T09:30:00+01:00"},
        {"1763717400", "2025-11-21T09:30:00Z"},
        {"1763717400000", "2025-11-21T09:30:00Z"},
        {"21.11.2025", "2025-11-21"},
        {"2024-02-29", "2024-02-29"},
        {"2025-02-29", ""},
        {"2025-13-01", ""},
        {"1899-12-31", ""},
        {"1900-01-01", "1900-01-01"},
        {"2099-12-31", "2099-12-31"},
        {"2100-01-01", ""},
        {"", ""},
        {"soon", ""},
    };
    EACH(rows, i)
    is(rows[i][0], iso_date(bytes_of_string(rows[i][0]), &arena), rows[i][1]);
}

static void reads_languages(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"November 21, 2025", "2025-11-21"},
        {"21st of November 2025 at 9:30", "2025-11-21T09:30:00"},
        {"Nov. 3, 2025", "2025-11-03"},
        {"SEPT. 3, 2025", "2025-09-03"},
        {"12:04 EST, 3 March 2025", "2025-03-03T12:04:00-05:00"},
        {"3 March 2025, 9 p.m. GMT", "2025-03-03T21:00:00Z"},
        {"March 3, 2025 12:15 AM PDT", "2025-03-03T00:15:00-07:00"},
        {"Freitag, 21.11.2025, 18:16 Uhr", "2025-11-21T18:16:00"},
        {"3. März 2024, 18.16 Uhr MEZ", "2024-03-03T18:16:00+01:00"},
        {"14. Jänner 2024", "2024-01-14"},
        {"06. 01. 2026", "2026-01-06"},
        {"21.11.25", "2025-11-21"},
        {"le 1er août 2023 à 10h05", "2023-08-01T10:05:00"},
        {"21 novembre 2025", "2025-11-21"},
        {"21 de noviembre de 2025", "2025-11-21"},
        {"3 ene 2025", "2025-01-03"},
        {"21 dicembre 2025", "2025-12-21"},
        {"5 gennaio 2025", "2025-01-05"},
        {"21 de março de 2025 às 14h30", "2025-03-21T14:30:00"},
        {"21 Kasım 2025", "2025-11-21"},
        {"5 Ağustos 2025 10:20", "2025-08-05T10:20:00"},
        {"21 ноября 2025, 10:20 МСК", "2025-11-21T10:20:00+03:00"},
        {"21 листопада 2025", "2025-11-21"},
        {"21 نوفمبر 2025", "2025-11-21"},
        {"٢١ نوفمبر ٢٠٢٥", "2025-11-21"},
        {"21 تشرين الثاني 2025", "2025-11-21"},
        {"1 كانون الثاني 2025", "2025-01-01"},
        {"2025年11月21日", "2025-11-21"},
        {"2025年11月21日 下午3:05", "2025-11-21T15:05:00"},
        {"２０２５年１１月２１日", "2025-11-21"},
        {"令和7年11月21日", "2025-11-21"},
        {"令和元年5月6日", "2019-05-06"},
        {"民國114年11月21日", "2025-11-21"},
        {"2025년 11월 21일 오후 3시 5분", "2025-11-21T15:05:00"},
        {"21 listopada 2025", "2025-11-21"},
        {"2025. november 21.", "2025-11-21"},
        {"21 พฤศจิกายน 2568", "2025-11-21"},
        {"21 tháng 11 năm 2025", "2025-11-21"},
        {"2025/nov/21", "2025-11-21"},
        {"32 May 2025", ""},
        {"May 2025", ""},
        {"3 min read", ""},
        {"3 hours ago", ""},
        {"vor 3 Stunden", ""},
        {"yesterday at 9:30", ""},
        {"192.168.20.2025", ""},
        {"+49 30 2025", ""},
    };
    EACH(rows, i)
    is(rows[i][0], iso_date(bytes_of_string(rows[i][0]), &arena), rows[i][1]);
}

static void knows_the_order(void **state)
{
    (void)state;
    static const struct {
        const char *lang, *url, *text, *date;
    } rows[] = {
        {"en-US", "", "03/04/2025", "2025-03-04"},
        {"en-GB", "https://a.example/", "03/04/2025", "2025-04-03"},
        {"en", "https://a.example.com/", "03/04/2025", "2025-03-04"},
        {"en", "https://www.paper.co.uk/", "03/04/2025", "2025-04-03"},
        {"en", "https://www.town.gov/", "03/04/2025", "2025-03-04"},
        {"fr", "https://a.example.com/", "03/04/2025", "2025-04-03"},
        {"", "", "03/04/2025", "2025-04-03"},
        {"", "https://paper.us/", "03/04/2025", "2025-03-04"},
        {"en-US", "", "03.04.2025", "2025-04-03"},
        {"en-US", "", "21/11/2025", "2025-11-21"},
        {"de", "", "11/21/2025", "2025-11-21"},
    };
    EACH(rows, i)
    {
        enum date_order order = date_order_of(bytes_of_string(rows[i].lang), bytes_of_string(rows[i].url));
        is(rows[i].text, iso_date_ordered(bytes_of_string(rows[i].text), order, &arena), rows[i].date);
    }
    is("lang", date_order_lang(BYTES("In the town the ferry is back on the river.")), "en");
    is("lang", date_order_lang(BYTES("In der Stadt ist die Barke wieder auf dem Fluss.")), "");
}

static void reads_urls(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"https://a.example/2025/11/21/ferry.html", "2025-11-21"},
        {"https://a.example/world/2025/nov/21/ferry", "2025-11-21"},
        {"https://a.example/news/ferry-20251121", "2025-11-21"},
        {"https://a.example/news/2025-11-21-ferry", "2025-11-21"},
        {"https://a.example/news/29-10-2021", "2021-10-29"},
        {"https://a.example/news/29-10-20219", ""},
        {"https://a.example/news/ferry-29-10-2021", ""},
        {"https://a.example/2025/11/ferry.html", ""},
        {"https://a.example/ferry-99", ""},
        {"", ""},
    };
    EACH(rows, i)
    is(rows[i][0], iso_date_of_url(bytes_of_string(rows[i][0]), &arena), rows[i][1]);
}

static void reads_labels(void **state)
{
    (void)state;
    static const struct {
        const char *line, *above, *published, *changed;
        enum date_grade grade;
    } rows[] = {
        {"Published Nov 20, 2025 9:30 | Updated Nov 21, 2025", "", "2025-11-20T09:30:00", "2025-11-21", DATE_LABELLED},
        {"Updated 12:04 EST, 3 March 2025", "", "", "2025-03-03T12:04:00-05:00", DATE_PASSING},
        {"Veröffentlicht am 21.11.2025", "", "2025-11-21", "", DATE_LABELLED},
        {"Stand: 21.11.2025, 18:16 Uhr", "", "", "2025-11-21T18:16:00", DATE_PASSING},
        {"Mis à jour le 3 mars 2025", "", "", "2025-03-03", DATE_PASSING},
        {"Publicado el 3 de marzo de 2025", "", "2025-03-03", "", DATE_LABELLED},
        {"2025-11-21 发布", "", "2025-11-21", "", DATE_LABELLED},
        {"3 March 2025", "Last updated", "", "2025-03-03", DATE_PASSING},
        {"3 March 2025", "Date:", "2025-03-03", "", DATE_LABELLED},
        {"Monday, 3 March 2025", "", "2025-03-03", "", DATE_ALONE},
        {"The bridge was opened on 3 March 2025 by the mayor and the ferry came to an end", "", "2025-03-03", "",
         DATE_PASSING},
    };
    EACH(rows, i)
    {
        struct date_line said;
        assert_true(date_line_read(bytes_of_string(rows[i].line), bytes_of_string(rows[i].above), DATE_DAY_FIRST,
                                   &arena, &said));
        is(rows[i].line, said.published, rows[i].published);
        is(rows[i].line, said.changed, rows[i].changed);
        assert_int_equal(said.grade, rows[i].grade);
    }
    struct date_line said;
    assert_false(date_line_read(BYTES("Updated 3 hours ago"), BYTES(""), DATE_DAY_FIRST, &arena, &said));
}

static struct lines_date of_lines(const char *const *lines, size_t count, size_t headline, size_t body)
{
    struct line_list list = {.count = 0};
    for (size_t i = 0; i < count; i++)
        assert_non_null(line_list_add(&list, &arena, bytes_of_string(lines[i])));
    assert_int_equal(line_list_measure(&list, &arena), STATUS_OK);
    return lines_date_find(&list, headline, body, DATE_DAY_FIRST, &arena);
}

static void finds_the_line_of_the_article(void **state)
{
    (void)state;
    static const char *const page[] = {"Saturday, 22 November 2025",
                                       "Harbour closed, 1 October 2025",
                                       "Town hall sold, 2 October 2025",
                                       "Ferry back in service",
                                       "Updated 22 November 2025",
                                       "21 November 2025 | 3 min read",
                                       "The ferry that the storm of 3 October 2025 broke is back.",
                                       "Related: Bridge, 4 October 2025"};
    struct lines_date found = of_lines(page, 8, 3, 6);
    is("between", found.published, "2025-11-21");
    is("between", found.modified, "2025-11-22");
    found = of_lines(page, 5, 3, 4);
    is("only a change", found.published, "2025-11-22");
    static const char *const late[] = {"Ferry back in service", "The ferry is back.", "More at eleven",
                                       "Posted on 21 November 2025 in Harbour"};
    is("behind", of_lines(late, 4, 0, 1).published, "2025-11-21");
    is("none", of_lines(late, 3, 0, 1).published, "");
}

/* What iso_date gives is read by it as the same, whatever it was given. */
static void gives_what_it_reads(void **state)
{
    (void)state;
    static const char *const pieces[] = {"21", ".",    "2025",  "-",      "/",   "11",   " ",  "Nov", ":",
                                         "09", "30",   "T",     "Z",      "+",   "年",   "月", "日",  "pm",
                                         "9",  "\xff", "تشرين", "الثاني", "'25", "令和", "٢"};
    enum { PIECES = sizeof pieces / sizeof *pieces, ROUNDS = 20000, SEED = 20251121 };
    uint32_t random = SEED;
    size_t dates = 0;
    for (int round = 0; round < ROUNDS; round++) {
        char text[128] = "";
        for (int i = 0; i < 12; i++) {
            random = random * 1664525u + 1013904223u;
            strcat(text, pieces[(random >> 8) % PIECES]);
        }
        struct bytes once = iso_date(bytes_of_string(text), &arena);
        struct bytes twice = iso_date(once, &arena);
        if (!bytes_equal(once, twice))
            fail_msg("seed %d: \"%s\" gives %" BYTES_FORMAT, SEED, text, BYTES_ARGS(once));
        dates += once.size > 0;
    }
    assert_true(dates > ROUNDS / 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_fields),        cmocka_unit_test(reads_languages),
        cmocka_unit_test(knows_the_order),     cmocka_unit_test(reads_urls),
        cmocka_unit_test(reads_labels),        cmocka_unit_test(finds_the_line_of_the_article),
        cmocka_unit_test(gives_what_it_reads),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}

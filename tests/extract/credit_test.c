/* Datelines, agencies' names, credit lines: tables of what is a credit and, as important, what is not. */
#include "shingle/extract/credit.h"
#include "shingle/extract/dateline.h"
#include "shingle/extract/home_language.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void check_text(struct bytes got, const char *want)
{
    if (!bytes_equal(got, bytes_of_string(want)))
        fail_msg("got \"%" BYTES_FORMAT "\", want \"%s\"", BYTES_ARGS(got), want);
}

static void check_set(const struct agency_set *set, const char *want)
{
    struct arena arena;
    arena_init(&arena, 1024, 0);
    check_text(agency_set_text(set, &arena), want);
    arena_close(&arena);
}

static const struct agency_set english = {.lang = {(const uint8_t *)"en", 2}};

static void reads_datelines(void **state)
{
    (void)state;
    static const struct {
        const char *line, *city, *date, *agencies, *rest;
    } rows[] = {
        {"LONDON, Nov 21 (Reuters) - Oil fell.", "LONDON", "Nov 21", "Reuters", "Oil fell."},
        {"WASHINGTON (AP) — The Senate voted.", "WASHINGTON", "", "AP", "The Senate voted."},
        {"WASHINGTON (AP) -- The Senate voted.", "WASHINGTON", "", "AP", "The Senate voted."},
        {"NEW YORK, Sept. 5 (UPI) -- Stocks rose.", "NEW YORK", "Sept. 5", "UPI", "Stocks rose."},
        {"RIYADH, Saudi Arabia — While the vote", "RIYADH", "", "", "While the vote"},
        {"Berlin (dpa) - Der Bundestag", "Berlin", "", "dpa", "Der Bundestag"},
        {"Berlin/München (dpa/AFP) – Der Zug", "Berlin/München", "", "dpa, AFP", "Der Zug"},
        {"Frankfurt/Main (dpa-AFX) - Der Dax", "Frankfurt/Main", "", "dpa", "Der Dax"},
        {"Madrid, 21 nov (EFE).- El Gobierno", "Madrid", "21 nov", "EFE", "El Gobierno"},
        {"PARIS, 3 mars (AFP) - Le ministre", "PARIS", "3 mars", "AFP", "Le ministre"},
        {"(ANSA) - ROMA, 21 NOV - Il governo", "ROMA", "21 NOV", "ANSA", "Il governo"},
        {"(Reuters) - A ship ran aground.", "", "", "Reuters", "A ship ran aground."},
        {"Reuters - A ship ran aground.", "", "", "Reuters", "A ship ran aground."},
        {"МОСКВА, 21 ноября. /ТАСС/. Президент", "МОСКВА", "21 ноября.", "TASS", "Президент"},
        {"МОСКВА, 21 ноя — РИА Новости. Президент", "МОСКВА", "21 ноя", "RIA Novosti", "Президент"},
        {"新华社北京11月21日电（记者王某）国务院", "北京", "11月21日", "Xinhua", "国务院"},
        {"(서울=연합뉴스) 정부는", "서울", "", "Yonhap", "정부는"},
        {"［東京 21日 ロイター］ - 日銀は", "東京", "21日", "Reuters", "日銀は"},
        {"ANKARA (AA) - The minister", "ANKARA", "", "Anadolu", "The minister"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct dateline dateline;
        struct bytes line = bytes_of_string(rows[i].line);
        if (!dateline_read(line, &english, &dateline))
            fail_msg("no dateline in \"%s\"", rows[i].line);
        check_text(dateline.city, rows[i].city);
        check_text(dateline.date, rows[i].date);
        check_set(&dateline.agencies, rows[i].agencies);
        check_text(bytes_from(line, dateline.size), rows[i].rest);
    }
}

static void leaves_text_alone(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "The minister told Reuters - and others - that the port was shut.",
        "He spoke to the Associated Press (AP) about the storm.",
        "A storm (the worst in years) closed the port.",
        "Angela Roe – a lawyer – spoke.",
        "\"It was loud,\" she told AFP (Agence France-Presse).",
        "Sen. Jane Roe, (R-PA) spoke in Harrisburg.",
        "PITTSBURGH (PA) - The mayor spoke.",
        "The leader in 2008 (Jane Roe/Reuters) spoke.",
        "Prices rose 3 percent (Reuters poll) in May.",
        "NASA says – no.",
        "",
    };
    for (size_t i = 0; i + 2 < sizeof lines / sizeof *lines; i++) {
        struct dateline dateline;
        if (dateline_read(bytes_of_string(lines[i]), &english, &dateline) && dateline.agencies.count)
            fail_msg("agency in \"%s\"", lines[i]);
    }
    struct dateline dateline;
    assert_false(dateline_read(BYTES(""), &english, &dateline));
    assert_false(dateline_read(BYTES("The port was shut on Friday after a storm closed in."), &english, &dateline));
}

static void knows_names(void **state)
{
    (void)state;
    static const struct {
        const char *text, *agencies;
    } rows[] = {
        {"dpa/AFP", "dpa, AFP"},
        {"Reuters, AP and AFP", "Reuters, AP, AFP"},
        {"The Associated Press", "AP"},
        {"REUTERS", "Reuters"},
        {"With AP inputs", "AP"},
        {"© 2019 AFP", "AFP"},
        {"Agence France-Presse", "AFP"},
        {"(Reuters)", "Reuters"},
        {"AP Photo", NULL},
        {"Getty Images/AFP", NULL},
        {"REUTERS/Jane Roe", NULL},
        {"ap", NULL},
        {"PAPER", NULL},
        {"told Reuters", NULL},
        {"Storm closes port", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct agency_set set = {.count = 0};
        bool only = agencies_only(bytes_of_string(rows[i].text), &set);
        if (only != (rows[i].agencies != NULL))
            fail_msg("\"%s\" is %s", rows[i].text, only ? "taken" : "not taken");
        check_set(&set, rows[i].agencies ? rows[i].agencies : "");
    }
    uint8_t one, other;
    assert_true(agency_of_host(&english, BYTES("www.reuters.com"), &one));
    assert_true(agency_of_host(&english, BYTES("REUTERS.com"), &other));
    assert_int_equal(one, other);
    assert_false(agency_of_host(&english, BYTES("notreuters.com"), &one));
    assert_false(agency_of_host(&english, BYTES("reuters.com.example"), &one));
    assert_false(agency_of_host(&english, BYTES(""), &one));
}

static void keeps_six_agencies(void **state)
{
    (void)state;
    struct agency_set set = {.count = 0};
    assert_true(agencies_only(BYTES("AP, AFP, dpa, EFE, ANSA, PTI, UPI"), &set));
    assert_int_equal(set.count, AGENCY_SET_MAX);
    check_set(&set, "AP, AFP, dpa, EFE, ANSA, PTI");
}

/* Credits a page of lines; a line that opens with '+' is body, one with '#' stands in a figure. */
static void check_page(const char *const *lines, const char *want)
{
    struct arena arena;
    arena_init(&arena, 4096, 0);
    struct line_list list = {.title_line = SIZE_MAX};
    for (; *lines; lines++) {
        struct line *line = line_list_add(&list, &arena, bytes_from(bytes_of_string(*lines), 1));
        line->kept = **lines == '+';
        line->own_hints = **lines == '#' ? 1u << HINT_FIGURE : 0;
    }
    assert_int_equal(line_list_measure(&list, &arena), STATUS_OK);
    struct agency_set set = {.count = 0};
    credit_from_lines(&list, &set);
    struct bytes got = agency_set_text(&set, &arena);
    if (!bytes_equal(got, bytes_of_string(want)))
        fail_msg("got \"%" BYTES_FORMAT "\", want \"%s\", first line \"%s\"", BYTES_ARGS(got), want,
                 (const char *)list.at[0].text.at);
    arena_close(&arena);
}

static void credits_lines(void **state)
{
    (void)state;
    check_page((const char *const[]){"+The port was shut.", "-SOURCE:Reuters", NULL}, "Reuters");
    check_page((const char *const[]){"+Der Hafen ist zu.", "-Quelle: dpa/AFP", NULL}, "dpa, AFP");
    check_page((const char *const[]){"-By Reuters", "+The port was shut.", NULL}, "Reuters");
    check_page((const char *const[]){"-By", "-Associated Press", "+The port was shut.", NULL}, "AP");
    check_page((const char *const[]){"+The port was shut.", "-(With AP inputs)", NULL}, "AP");
    check_page((const char *const[]){"+The port was shut.",
                                     "+Associated Press writer Jane Roe contributed to this report.", NULL},
               "AP");
    check_page((const char *const[]){"+The port was shut.", "-(Reporting by Jane Roe; Editing by John Doe)", NULL},
               "Reuters");
    check_page((const char *const[]){"+The port was shut.",
                                     "-Copyright 2020 The Associated Press. All rights reserved.", NULL},
               "AP");
    check_page((const char *const[]){"-By Jane Roe and The Associated Press", "+The port was shut.", NULL}, "AP");
    check_page((const char *const[]){"+Jane Roe, Associated Press", "+The port was shut.", NULL}, "AP");
    check_page((const char *const[]){"+The port was shut.", "+Contributing: Jane Roe; The Associated Press", NULL},
               "AP");
    check_page((const char *const[]){"+The port was shut. (dpa)", NULL}, "dpa");
    check_page((const char *const[]){"+The port was shut. -AFP", NULL}, "AFP");
    check_page((const char *const[]){"+The port was shut.", "+Reuter", NULL}, "Reuters");
}

static void leaves_photos_and_mentions(void **state)
{
    (void)state;
    check_page((const char *const[]){"-A ship at the port. / Reuters", "+The port was shut.", NULL}, "");
    check_page((const char *const[]){"-A ship at the port. (AP Photo/Jane Roe)", "+The port was shut.", NULL}, "");
    check_page((const char *const[]){"#Reuters", "+The port was shut.", NULL}, "");
    check_page((const char *const[]){"+Jane Roe/Associated Press", "+The port was shut.", NULL}, "");
    check_page((const char *const[]){"+The port was shut.", "#Reuters", "+It opens on Monday.", NULL}, "");
    check_page((const char *const[]){"-AFP", "+The port was shut.", NULL}, "");
    check_page((const char *const[]){"+\"It was loud,\" the captain told Reuters.", NULL}, "");
    check_page((const char *const[]){"+The port was shut.", "-© Getty Images/AFP", NULL}, "");
    check_page((const char *const[]){"+The port was shut.", "-Reporting by Jane Roe", NULL}, "");
    check_page((const char *const[]){"-SOURCE:Reuters", NULL}, ""); /* no body at all */
}

static void reads_bylines(void **state)
{
    (void)state;
    static const struct {
        const char *byline, *agencies;
    } rows[] = {{"Jane Roe, Associated Press", "AP"},
                {"Reuters Staff", "Reuters"},
                {"AFP", "AFP"},
                {"jane roe | dpa", "dpa"},
                {"Jane Roe", ""},
                {"Photo: Jane Roe/AFP", ""},
                {"Pamela Pape", ""},
                {"", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct agency_set set = {.count = 0};
        credit_from_byline(bytes_of_string(rows[i].byline), &set);
        check_set(&set, rows[i].agencies);
    }
}

static void guesses_the_language(void **state)
{
    (void)state;
    static const struct {
        const char *text, *lang;
    } rows[] = {
        {"The port and the quay were shut for two days, said the warden, and his crew left with the boats that", "en"},
        {"Der Hafen ist zu und die Mole ist mit Schutt bedeckt, das sagte ein Wart auf der Insel nicht gern", "de"},
        {"Les quais sont vides et une grue est dans le port avec des marins qui ne sont pas pour rien dans les", "fr"},
        {"O porto na ilha", ""},
        {"Qua quo lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt", ""},
        {"\xe6\xb8\xaf\xe3\x81\xae\xe8\x88\xb9\xe3\x81\xaf\xe5\x8b\x95\xe3\x81\x8b\xe3\x81\xaa\xe3\x81\x84", "ja"},
        {"", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena;
        arena_init(&arena, 4096, 0);
        struct line_list list = {.title_line = SIZE_MAX};
        struct line *line = line_list_add(&list, &arena, bytes_of_string(rows[i].text));
        line->kept = true;
        assert_int_equal(line_list_measure(&list, &arena), STATUS_OK);
        check_text(home_language(&list), rows[i].lang);
        list.at[0].kept = false;
        check_text(home_language(&list), "");
        arena_close(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_datelines), cmocka_unit_test(leaves_text_alone),
        cmocka_unit_test(knows_names),     cmocka_unit_test(keeps_six_agencies),
        cmocka_unit_test(credits_lines),   cmocka_unit_test(leaves_photos_and_mentions),
        cmocka_unit_test(reads_bylines),   cmocka_unit_test(guesses_the_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Agencies that are added to the built-in ones: what an item may be, and that its names count like all others. */
#include "shingle/extract/agency_table.h"

#include "shingle/extract/agency.h"
#include "shingle/extract/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const struct agency_table *make(const char *const *items, size_t count, struct arena *arena)
{
    const struct agency_table *table = NULL;
    arena_init(arena, 4096, 0);
    assert_int_equal(agency_table_make(items, count, arena, &table), STATUS_OK);
    return table;
}

static void check_credit(const struct agency_table *table, const char *text, const char *want)
{
    struct arena arena;
    arena_init(&arena, 1024, 0);
    struct agency_set set = {.extra = table};
    (void)agencies_credited(bytes_of_string(text), AGENCY_STRICT, &set);
    struct bytes got = agency_set_text(&set, &arena);
    if (!bytes_equal(got, bytes_of_string(want)))
        fail_msg("\"%s\": got \"%" BYTES_FORMAT "\", want \"%s\"", text, BYTES_ARGS(got), want);
    arena_close(&arena);
}

static void names_count(void **state)
{
    (void)state;
    static const char *const items[] = {"Fana|Fana Broadcasting| FBC |fanamc.com", "Reuters|Ройтерс|reuters.example",
                                        "Lighthouse Wire"};
    struct arena arena;
    const struct agency_table *table = make(items, 3, &arena);
    check_credit(table, "Fana", "Fana");
    check_credit(table, "fana broadcasting", "Fana");
    check_credit(table, "(FBC/AFP)", "Fana, AFP");
    check_credit(table, "fbc", ""); /* an abbreviation has its own case, and so has a short name */
    check_credit(table, "fana", "");
    check_credit(table, "LIGHTHOUSE WIRE", "Lighthouse Wire");
    check_credit(table, "Ройтерс", "Reuters");
    check_credit(table, "Ройтерс, Reuters", "Reuters");
    check_credit(NULL, "Fana", "");
    struct agency_set set = {.extra = table};
    uint8_t agency;
    assert_true(agency_of_host(&set, BYTES("www.fanamc.com"), &agency));
    assert_true(bytes_equal(agency_name(&set, agency), BYTES("Fana")));
    assert_true(agency_of_host(&set, BYTES("reuters.example"), &agency));
    assert_true(bytes_equal(agency_name(&set, agency), BYTES("Reuters")));
    assert_false(agency_of_host(&set, BYTES("fanamc.com.example"), &agency));
    assert_int_equal(agency_name(&set, UINT8_MAX).size, 0);
    arena_close(&arena);
}

static void limits_hold(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "A",
                                        "AB||CD",
                                        "AB|",
                                        "|AB",
                                        "A\tB",
                                        "AB|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa",
                                        "01234567890123456789012345678901234567890123456789012345678901234"};
    struct arena arena;
    arena_init(&arena, 4096, 0);
    const struct agency_table *table;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (agency_table_make(&wrong[i], 1, &arena, &table) != STATUS_BADARG)
            fail_msg("\"%s\" is taken", wrong[i]);
    static const char *const right[] = {"AB", "AB|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa",
                                        "0123456789012345678901234567890123456789012345678901234567890123"};
    assert_int_equal(agency_table_make(right, 3, &arena, &table), STATUS_OK);
    arena_close(&arena);
}

static void takes_as_many_as_it_says(void **state)
{
    (void)state;
    char texts[AGENCY_ITEMS_MAX + 1][200];
    const char *items[AGENCY_ITEMS_MAX + 1];
    for (size_t i = 0; i <= AGENCY_ITEMS_MAX; i++) {
        int size = snprintf(texts[i], sizeof texts[i], "Agency %zu", i);
        for (int part = 1; part < AGENCY_PARTS_MAX; part++)
            size += snprintf(texts[i] + size, sizeof texts[i] - (size_t)size, "|N%zu-%d", i, part);
        items[i] = texts[i];
    }
    struct arena arena;
    const struct agency_table *table = make(items, AGENCY_ITEMS_MAX, &arena);
    check_credit(table, "N63-15", "Agency 63");
    check_credit(table, "N0-1/N63-1/N31-7", "Agency 0, Agency 63, Agency 31");
    assert_int_equal(agency_table_make(items, AGENCY_ITEMS_MAX + 1, &arena, &table), STATUS_BADARG);
    arena_close(&arena);
    for (size_t limit = 1024; limit < 64 << 10; limit += 4096) { /* never more than NOMEM without memory */
        arena_init(&arena, 1024, limit);
        enum status status = agency_table_make(items, AGENCY_ITEMS_MAX, &arena, &table);
        assert_true(status == STATUS_NOMEM || status == STATUS_OK);
        arena_close(&arena);
    }
}

static void pages_are_read_with_it(void **state)
{
    (void)state;
    static const char *const items[] = {"Lighthouse Wire|LHW"};
    struct arena arena;
    struct page page = {.content =
                            BYTES("WESTQUAY, Nov 21 (LHW) - The harbour of Westquay stayed shut on Friday after a "
                                  "storm tore a crane off its rails.\n\nForty ships are waiting outside."),
                        .kind = PAGE_TEXT,
                        .flags = PAGE_AS_IS,
                        .agencies = make(items, 1, &arena)};
    struct article article;
    assert_int_equal(article_extract(&page, &arena, &article), STATUS_OK);
    assert_true(bytes_equal(article.agency, BYTES("Lighthouse Wire")));
    assert_true(bytes_starts_with(bytes_from(article.text, article.body_at), BYTES("The harbour")));
    page.agencies = NULL;
    assert_int_equal(article_extract(&page, &arena, &article), STATUS_OK);
    assert_int_equal(article.agency.size, 0);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_count),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(takes_as_many_as_it_says),
        cmocka_unit_test(pages_are_read_with_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

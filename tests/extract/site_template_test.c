#include "shingle/extract/site_record.h"
#include "shingle/extract/site_table.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { LIMIT = 8, OWN = 1000000 };

/* Stories of articles: same when their numbers differ only in the last digit. */
static bool same_decade(void *context, uint32_t earlier, uint32_t article)
{
    (void)context;
    return earlier / 10 == article / 10;
}

/* A page of lines by their hashes, with a long body so that no share of known lines is large. */
struct draft {
    struct site_line at[SITE_PAGE_LINES];
    struct site_lines lines;
};

static struct site_page page_of(struct draft *draft, uint32_t article, const uint64_t *hashes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        draft->at[i] = (struct site_line){.hash = hashes[i], .number = (uint32_t)i, .size = 10, .words = 2};
    draft->lines = (struct site_lines){draft->at, count, count * 10 + 100000};
    return (struct site_page){.lines = &draft->lines, .article = article, .same_story = same_decade};
}

static struct site_learnt learnt[SITE_PAGE_LINES];

static size_t learn(struct site_template *template, uint32_t article, const uint64_t *hashes, size_t count)
{
    struct draft draft;
    struct site_page page = page_of(&draft, article, hashes, count);
    enum status status;
    size_t found;
    assert_true(site_template_learn(template, &page, LIMIT, learnt, &found, &status));
    assert_int_equal(status, STATUS_OK);
    assert_true(template->count <= LIMIT);
    return found;
}

static void test_third_page_makes_a_template(void **state)
{
    (void)state;
    struct site_template template = {0};
    const uint64_t lines[] = {5, 6, 5, 5, 5};
    assert_int_equal(site_template_seen(&template, 5), 0);
    assert_int_equal(learn(&template, 10, lines, 5), 0);
    assert_int_equal(site_template_seen(&template, 5), 1); /* once a page */
    assert_int_equal(learn(&template, 20, lines, 1), 0);
    assert_int_equal(site_template_seen(&template, 5), 2);
    assert_int_equal(learn(&template, 30, lines, 1), 1);
    assert_int_equal(site_template_seen(&template, 5), SITE_PAGES_MIN);
    assert_true(learnt[0].hash == 5);
    assert_int_equal(learnt[0].earlier[0], 20);
    assert_int_equal(learnt[0].earlier[1], 10);
    assert_int_equal(learn(&template, 40, lines, 1), 0); /* told once */
    assert_int_equal(site_template_seen(&template, 5), 4);
    assert_int_equal(learn(&template, 50, lines, 5), 0); /* once a page also when no article is remembered any more */
    assert_int_equal(site_template_seen(&template, 5), 5);
    assert_int_equal(site_template_seen(&template, 6), 2);
    assert_int_equal(template.learnt, 1);
    site_template_free(&template);
}

static void test_updates_of_a_story_teach_nothing(void **state)
{
    (void)state;
    struct site_template template = {0};
    const uint64_t line = 5;
    assert_int_equal(learn(&template, 10, &line, 1), 0);
    for (uint32_t update = 11; update < 20; update++)
        assert_int_equal(learn(&template, update, &line, 1), 0);
    assert_int_equal(site_template_seen(&template, 5), 1);
    assert_int_equal(learn(&template, 20, &line, 1), 0);
    assert_int_equal(learn(&template, 12, &line, 1), 0); /* the older of the two tells the same */
    assert_int_equal(site_template_seen(&template, 5), 2);
    assert_int_equal(learn(&template, 30, &line, 1), 1);
    site_template_free(&template);
}

/* A page half of whose text came before counts; one byte more, and it does not. */
static void test_page_that_mostly_came_before(void **state)
{
    (void)state;
    struct site_template template = {0};
    struct draft draft;
    enum status status;
    size_t found;
    const uint64_t lines[] = {1, 2, 3};
    (void)learn(&template, 10, lines, 3);
    struct site_page page = page_of(&draft, 20, lines, 3);
    draft.lines.text_size = 59;
    assert_false(site_template_learn(&template, &page, LIMIT, learnt, &found, &status));
    assert_int_equal(site_template_seen(&template, 1), 1);
    assert_int_equal(template.pages, 1);
    draft.lines.text_size = 60;
    assert_true(site_template_learn(&template, &page, LIMIT, learnt, &found, &status));
    assert_int_equal(site_template_seen(&template, 1), 2);
    site_template_free(&template);
}

static void other_pages(struct site_template *template, uint32_t *article, unsigned count)
{
    for (unsigned i = 0; i < count; i++, *article += 10) {
        const uint64_t own = OWN + *article;
        assert_int_equal(learn(template, *article, &own, 1), 0);
    }
}

static void test_decay(void **state)
{
    (void)state;
    struct site_template template = {0};
    const uint64_t line = 5;
    uint32_t article = 1000;
    for (uint32_t i = 1; i <= 5; i++)
        (void)learn(&template, i * 10, &line, 1);
    other_pages(&template, &article, SITE_HALF_LIFE - 1);
    assert_int_equal(site_template_seen(&template, 5), 5);
    other_pages(&template, &article, 1);
    assert_int_equal(site_template_seen(&template, 5), 2);
    /* It comes back: what it had left counts, and it becomes a template anew, with no page to clean but this one. */
    assert_int_equal(learn(&template, 90, &line, 1), 1);
    assert_int_equal(learnt[0].earlier[0], 0);
    /* Very many pages give no longer life than SITE_SEEN_MAX. */
    for (uint32_t i = 0; i < 1000; i++, article += 10)
        (void)learn(&template, article, &line, 1);
    assert_true(site_template_seen(&template, 5) >= 1000);
    other_pages(&template, &article, SITE_HALF_LIFE);
    assert_int_equal(site_template_seen(&template, 5), SITE_SEEN_MAX / 2);
    other_pages(&template, &article, 6 * SITE_HALF_LIFE);
    assert_int_equal(site_template_seen(&template, 5), 0);
    site_template_free(&template);
}

static void test_full_set_keeps_what_comes_often(void **state)
{
    (void)state;
    struct site_template template = {0};
    const uint64_t line = 5;
    uint32_t article = 100;
    for (uint32_t i = 1; i <= 3; i++)
        (void)learn(&template, i * 10, &line, 1);
    other_pages(&template, &article, LIMIT - 1);
    assert_int_equal(template.count, LIMIT);
    const uint64_t first = OWN + 100;
    assert_int_equal(site_template_seen(&template, first), 1);
    other_pages(&template, &article, 1); /* one past: the oldest of those that came once goes */
    assert_int_equal(template.count, LIMIT);
    assert_int_equal(site_template_seen(&template, first), 0);
    assert_int_equal(site_template_seen(&template, 5) > 0, 1);
    /* A page of more lines than fit pushes out the others, not its own first ones. */
    uint64_t many[LIMIT + 20];
    for (uint32_t i = 0; i < LIMIT + 20; i++)
        many[i] = 2 * OWN + i;
    (void)learn(&template, article, many, LIMIT + 20);
    assert_int_equal(template.count, LIMIT);
    assert_int_equal(site_template_seen(&template, many[0]), 1);
    site_template_free(&template);
}

static size_t learn_at(struct site_table *table, uint64_t site, uint32_t article, const uint64_t *hashes, size_t count)
{
    struct draft draft;
    struct site_page page = page_of(&draft, article, hashes, count);
    size_t found;
    assert_int_equal(site_table_learn(table, site, &page, learnt, &found), STATUS_OK);
    return found;
}

static struct site_table *open_table(uint32_t sites, uint32_t lines)
{
    struct site_table *table;
    assert_int_equal(site_table_open(&(struct site_table_params){sites, lines}, &table), STATUS_OK);
    return table;
}

static void test_table_params(void **state)
{
    (void)state;
    struct site_table *table;
    static const struct site_table_params bad[] = {
        {0, 1}, {1, 0}, {SITE_TABLE_SITES_MAX + 1, 1}, {1, SITE_TABLE_LINES_MAX + 1}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(site_table_open(&bad[i], &table), STATUS_BADARG);
    site_table_close(open_table(1, 1));
    site_table_close(NULL);
}

static void test_table_is_bounded_and_protects_what_is_learnt(void **state)
{
    (void)state;
    struct site_table *table = open_table(8, LIMIT);
    const uint64_t line = 5;
    for (uint32_t i = 1; i <= 3; i++)
        assert_int_equal(learn_at(table, 77, i * 10, &line, 1), i == 3);
    for (uint32_t i = 0; i < 1000; i++) {
        (void)learn_at(table, 1000 + i, 100 + i, &line, 1);
        assert_true(site_table_stats(table).sites <= 8);
    }
    assert_non_null(site_table_find(table, 77));
    assert_non_null(site_table_find(table, 1999));
    assert_non_null(site_table_find(table, 1993));
    assert_null(site_table_find(table, 1992));
    assert_int_equal(site_table_stats(table).learnt_sites, 1);
    assert_int_equal(site_table_find(table, 1999)->template.count, 1);
    site_table_close(table);
}

/* Names that want one place in the index: each is found, whichever of the others has gone. */
static void test_names_that_collide(void **state)
{
    (void)state;
    enum { KNOWN = 8, APART = 64 /* places of so small an index */ };
    struct site_table *table = open_table(KNOWN, LIMIT);
    const uint64_t line = 5;
    for (uint64_t i = 1; i <= 200; i++) {
        (void)learn_at(table, (i % 3) + i * APART, 10, &line, 1);
        for (uint64_t k = 1; k <= i; k++)
            assert_int_equal(site_table_find(table, (k % 3) + k * APART) != NULL, k + KNOWN > i);
    }
    site_table_close(table);
}

/* Sites that have learnt may fill three quarters, and go by use among themselves. */
static void test_learnt_sites_leave_room(void **state)
{
    (void)state;
    struct site_table *table = open_table(8, LIMIT);
    const uint64_t line = 5;
    for (uint32_t site = 1; site <= 20; site++)
        for (uint32_t i = 1; i <= 3; i++)
            (void)learn_at(table, site, site * 100 + i * 10, &line, 1);
    assert_int_equal(site_table_stats(table).sites, 8);
    assert_non_null(site_table_find(table, 20));
    assert_null(site_table_find(table, 1));
    (void)learn_at(table, 500, 10, &line, 1);
    assert_non_null(site_table_find(table, 500));
    site_table_close(table);
}

static void assert_same_site(const struct site *a, const struct site *b)
{
    struct writer one = {0};
    struct writer other = {0};
    site_encode(a, &one);
    site_encode(b, &other);
    assert_true(bytes_equal(writer_view(&one), writer_view(&other)));
    assert_int_equal(a->slot, b->slot);
    writer_close(&one);
    writer_close(&other);
}

/* What a store does: keeps the sites that changed, by slot. */
struct shelf {
    struct writer at[64];
};

static void keep_changes(struct site_table *table, struct shelf *shelf)
{
    for (struct site *site; (site = site_table_next_changed(table));) {
        writer_clear(&shelf->at[site->slot]);
        site_encode(site, &shelf->at[site->slot]);
    }
}

static struct site_table *open_from(struct shelf *shelf, uint32_t sites, uint32_t lines)
{
    struct site_table *table = open_table(sites, lines);
    for (uint32_t slot = 63; slot > 0; slot--) {
        struct site site = {.slot = slot};
        if (shelf->at[slot].size == 0)
            continue;
        assert_int_equal(site_decode(writer_view(&shelf->at[slot]), &site), STATUS_OK);
        site_table_restore(table, &site);
    }
    assert_int_equal(site_table_restored(table), STATUS_OK);
    return table;
}

/* A table that is kept and opened anew all the time is the same as one that never closes. */
static void test_reopened_table_goes_on_alike(void **state)
{
    (void)state;
    struct random random = random_start(5);
    struct shelf shelf = {0};
    struct site_table *steady = open_table(24, 8);
    struct site_table *moving = open_table(24, 8);
    for (uint32_t step = 1; step < 4000; step++) {
        uint64_t site = 1 + random_below(&random, 20) * random_below(&random, 3);
        uint64_t hashes[12];
        size_t count = random_below(&random, 12);
        for (size_t i = 0; i < count; i++)
            hashes[i] = 1 + random_below(&random, 4) * random_below(&random, 30);
        size_t a = learn_at(steady, site, step, hashes, count);
        size_t b = learn_at(moving, site, step, hashes, count);
        assert_int_equal(a, b);
        keep_changes(moving, &shelf);
        assert_same_site(site_table_find(steady, site), site_table_find(moving, site));
        if (random_below(&random, 10) == 0) {
            site_table_close(moving);
            moving = open_from(&shelf, 24, 8);
        }
    }
    for (uint64_t site = 0; site < 64; site++)
        assert_int_equal(site_table_find(steady, site) == NULL, site_table_find(moving, site) == NULL);
    assert_int_equal(site_table_stats(steady).learnt_sites, site_table_stats(moving).learnt_sites);
    site_table_close(steady);
    site_table_close(moving);
    for (size_t i = 0; i < 64; i++)
        writer_close(&shelf.at[i]);
}

/* Opened with smaller limits a table has what fits, and works on. */
static void test_smaller_limits(void **state)
{
    (void)state;
    struct shelf shelf = {0};
    struct site_table *table = open_table(24, LIMIT);
    const uint64_t lines[] = {1, 2, 3, 4, 5};
    for (uint64_t site = 1; site <= 20; site++)
        for (uint32_t i = 1; i <= 3; i++)
            (void)learn_at(table, site, i * 10, lines + (i < 3), i < 3 ? 4 : 5);
    keep_changes(table, &shelf);
    site_table_close(table);
    table = open_from(&shelf, 10, 3);
    assert_int_equal(site_table_stats(table).sites, 10);
    assert_int_equal(site_table_find(table, 1)->template.count, 3);
    for (uint32_t i = 0; i < 3; i++)
        assert_true(site_table_find(table, 1)->template.at[i].seen >= SITE_PAGES_MIN);
    for (uint64_t site = 100; site < 200; site++)
        (void)learn_at(table, site, 10, lines, 5);
    assert_int_equal(site_table_stats(table).sites, 10);
    assert_int_equal(site_table_find(table, 199)->template.count, 3);
    site_table_close(table);
    for (size_t i = 0; i < 64; i++)
        writer_close(&shelf.at[i]);
}

/* Of two sites of one name the one that was used last stays, and the other's slot is free again. */
static void test_twin_sites(void **state)
{
    (void)state;
    struct site_table *table = open_table(4, 4);
    const uint64_t line = 5;
    struct site older = {.name = 9, .used = 1, .slot = 1};
    struct site newer = {.name = 9, .used = 2, .slot = 3};
    struct site outside = {.name = 8, .used = 3, .slot = 5};
    site_table_restore(table, &older);
    site_table_restore(table, &newer);
    site_table_restore(table, &outside);
    assert_int_equal(site_table_restored(table), STATUS_OK);
    assert_int_equal(site_table_stats(table).sites, 1);
    assert_int_equal(site_table_find(table, 9)->slot, 3);
    assert_null(site_table_find(table, 8));
    for (uint64_t site = 20; site < 23; site++)
        (void)learn_at(table, site, 10, &line, 1);
    assert_int_equal(site_table_stats(table).sites, 4);
    assert_non_null(site_table_find(table, 9));
    (void)learn_at(table, 23, 10, &line, 1);
    assert_int_equal(site_table_stats(table).sites, 4);
    assert_null(site_table_find(table, 9));
    site_table_close(table);
}

static void test_damaged_records(void **state)
{
    (void)state;
    struct site_template template = {0};
    const uint64_t lines[] = {1, 2, 3};
    for (uint32_t i = 1; i <= 3; i++)
        (void)learn(&template, i * 10, lines, i);
    struct site site = {.name = 99, .used = 7, .template = template};
    struct site got;
    struct writer out = {0};
    site_encode(&site, &out);
    assert_int_equal(site_decode(writer_view(&out), &got), STATUS_OK);
    assert_int_equal(got.template.count, 3);
    site_template_free(&got.template);
    for (size_t size = 0; size < out.size; size++)
        assert_int_equal(site_decode(bytes_of(out.at, size), &got), STATUS_DAMAGED);
    writer_u8(&out, 0);
    assert_int_equal(site_decode(writer_view(&out), &got), STATUS_DAMAGED);
    out.size--;
    out.at[0]++;
    assert_int_equal(site_decode(writer_view(&out), &got), STATUS_DAMAGED);
    writer_clear(&out);
    writer_u8(&out, 1);
    writer_u64(&out, 1);
    writer_varint(&out, 1);
    writer_varint(&out, 1);
    writer_varint(&out, 0);
    writer_varint(&out, SITE_TABLE_LINES_MAX + 1);
    assert_int_equal(site_decode(writer_view(&out), &got), STATUS_DAMAGED);
    writer_close(&out);
    site_template_free(&template);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_third_page_makes_a_template),
        cmocka_unit_test(test_updates_of_a_story_teach_nothing),
        cmocka_unit_test(test_page_that_mostly_came_before),
        cmocka_unit_test(test_decay),
        cmocka_unit_test(test_full_set_keeps_what_comes_often),
        cmocka_unit_test(test_table_params),
        cmocka_unit_test(test_table_is_bounded_and_protects_what_is_learnt),
        cmocka_unit_test(test_names_that_collide),
        cmocka_unit_test(test_learnt_sites_leave_room),
        cmocka_unit_test(test_reopened_table_goes_on_alike),
        cmocka_unit_test(test_smaller_limits),
        cmocka_unit_test(test_twin_sites),
        cmocka_unit_test(test_damaged_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* From score to verdict in HTML: what a line must score on a page of news and on others, and listings between lines. */
#include "shingle/extract/classify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define BODY    "The harbour of Westquay stayed shut on Friday after a storm tore a crane off its rails."
#define LISTING "int main(void) { return 0; }"

enum { LINES = 10 };

/* Judges lines of these scores, -1 for no more; those in the masks are listings or out of sight. Returns which are
 * kept, as bits. */
static unsigned judge_seen(const float *scores, unsigned listings, unsigned unseen, bool news)
{
    struct arena arena;
    arena_init(&arena, 64 << 10, 0);
    struct line_list list = {.title_line = SIZE_MAX, .containers = 1, .news = news};
    size_t count = 0;
    for (; count < LINES && scores[count] >= 0; count++) {
        struct line *line = line_list_add(&list, &arena, listings >> count & 1 ? BYTES(LISTING) : BYTES(BODY));
        assert_non_null(line);
        line->tag = listings >> count & 1 ? LINE_CODE : LINE_PARAGRAPH;
        line->all_hints = (unseen >> count & 1) << HINT_UNSEEN;
    }
    assert_int_equal(line_list_measure(&list, &arena), STATUS_OK);
    for (size_t i = 0; i < count; i++)
        list.at[i].score = scores[i];
    classify_judge(&list);
    unsigned kept = 0;
    for (size_t i = 0; i < count; i++) {
        kept |= (unsigned)list.at[i].kept << i;
        assert_true(*list.at[i].reason);
    }
    arena_close(&arena);
    return kept;
}

static unsigned judge(const float *scores, unsigned listings, bool news)
{
    return judge_seen(scores, listings, 0, news);
}

static void asks_more_of_lines_on_a_page_of_news(void **state)
{
    (void)state;
    static const float scores[] = {0.9f, 0.45f, 0.451f, 0.6f, 0.601f, -1};
    assert_int_equal(judge(scores, 0, true), 1 << 0 | 1 << 4);
    assert_int_equal(judge(scores, 0, false), 1 << 0 | 1 << 2 | 1 << 3 | 1 << 4);
}

static void keeps_listings_between_paragraphs(void **state)
{
    (void)state;
    static const struct {
        float scores[LINES];
        unsigned listings, kept;
    } rows[] = {
        {{0.9f, 0.2f, 0.9f, -1}, 1 << 1, 7},                                  /* between */
        {{0.9f, 0.2f, 0.9f, -1}, 0, 5},                                       /* no listing */
        {{0.9f, 0.15f, 0.9f, -1}, 1 << 1, 5},                                 /* too doubtful */
        {{0.2f, 0.9f, 0.9f, -1}, 1 << 0, 6},                                  /* above all */
        {{0.9f, 0.9f, 0.2f, -1}, 1 << 2, 3},                                  /* below all */
        {{0.9f, 0.2f, 0, 0, 0, 0, 0, 0.9f, -1}, 1 << 1, 1 | 1 << 1 | 1 << 7}, /* six lines off, */
        {{0.9f, 0.2f, 0, 0, 0, 0, 0, 0, 0.9f, -1}, 1 << 1, 1 | 1 << 8},       /* and one more */
        {{0.9f, 0, 0, 0, 0, 0, 0.2f, 0.9f, -1}, 1 << 6, 1 | 1 << 6 | 1 << 7},
        {{0.9f, 0, 0, 0, 0, 0, 0, 0.2f, 0.9f, -1}, 1 << 7, 1 | 1 << 8},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned kept = judge(rows[i].scores, rows[i].listings, false);
        if (kept != rows[i].kept)
            fail_msg("row %zu: %x kept, not %x", i, kept, rows[i].kept);
    }
}

/* Of four lines of equal length those out of sight fall, unless they are half of the article or more. */
static void drops_what_is_out_of_sight(void **state)
{
    (void)state;
    static const float scores[] = {0.9f, 0.9f, 0.9f, 0.9f, -1};
    assert_int_equal(judge_seen(scores, 0, 1 << 2, false), 0xb);
    assert_int_equal(judge_seen(scores, 0, 1 << 1 | 1 << 2, false), 0xf);
    assert_int_equal(judge_seen(scores, 0, 0xf, false), 0xf);
    static const float one_kept[] = {0.1f, 0.1f, 0.9f, 0.1f, -1}; /* only kept lines count */
    assert_int_equal(judge_seen(one_kept, 0, 1 << 2, false), 1 << 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(asks_more_of_lines_on_a_page_of_news),
                                       cmocka_unit_test(drops_what_is_out_of_sight),
                                       cmocka_unit_test(keeps_listings_between_paragraphs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

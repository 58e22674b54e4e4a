/* How blocks lie to the body's, whose claim is greatest, and what learnt words say of lines. */
#include "shingle/extract/region.h"
#include "shingle/extract/wording.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { BLOCKS_MAX = 60, LINES_MAX = 90, ROUNDS = 400 };

/* A page with a body (0), a menu (1), and a box (2) around the story (3) and its related stories (4). */
static const struct line_block page[] = {{.parent = 0, .line_from = 0, .line_to = 6},
                                         {.parent = 0, .line_from = 0, .line_to = 1, .hints = 1u << HINT_NAV},
                                         {.parent = 0, .line_from = 1, .line_to = 6},
                                         {.parent = 2, .line_from = 1, .line_to = 4},
                                         {.parent = 2, .line_from = 4, .line_to = 6, .hints = 1u << HINT_RELATED}};

static void blocks_lie_to_the_core(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096, 0);
    struct line_list list = {.spans = page, .containers = 5};
    struct region region;
    assert_int_equal(region_open(&region, &list, &arena), STATUS_OK);
    region_mark(&region, &list, 3);
    static const uint32_t up[] = {2, 2, 1, 0, 1}, branch[] = {0, 1, 2, 3, 4};
    for (size_t b = 0; b < 5; b++) {
        assert_int_equal(region.up[b], up[b]);
        assert_int_equal(region.branch[b], branch[b]);
    }
    region_mark(&region, &list, 2);
    assert_int_equal(region.up[4], 0);
    assert_int_equal(region.branch[4], 4);
    arena_close(&arena);
}

/* The law, by walking up: up is the way from core to the first block that holds both. */
static void blocks_lie_as_walking_tells(void **state)
{
    (void)state;
    struct random random = random_start(20);
    for (int round = 0; round < ROUNDS; round++) {
        struct line_block blocks[BLOCKS_MAX] = {{0}};
        uint32_t count = (uint32_t)random_below(&random, BLOCKS_MAX - 1) + 1;
        for (uint32_t b = 1; b < count; b++)
            blocks[b].parent = (uint32_t)random_below(&random, b);
        struct arena arena;
        arena_init(&arena, 4096, 0);
        struct line_list list = {.spans = blocks, .containers = count};
        struct region region;
        assert_int_equal(region_open(&region, &list, &arena), STATUS_OK);
        uint32_t core = (uint32_t)random_below(&random, count);
        region_mark(&region, &list, core);
        for (uint32_t b = 0; b < count; b++) {
            bool above[BLOCKS_MAX] = {false};
            for (uint32_t a = b; !above[a]; a = blocks[a].parent)
                above[a] = true;
            uint32_t common = core, steps = 0, child = b;
            for (; !above[common]; common = blocks[common].parent)
                steps++;
            while (child != common && blocks[child].parent != common)
                child = blocks[child].parent;
            assert_int_equal(region.up[b], steps);
            assert_int_equal(region.branch[b], child);
        }
        arena_close(&arena);
    }
}

static void sentence(struct line *line, uint32_t block, uint32_t links)
{
    *line = (struct line){.block = block, .tag = LINE_PARAGRAPH, .chars = 200, .words = 30, .commas = 2};
    line->link_words = links;
}

static void the_story_has_the_greatest_claim(void **state)
{
    (void)state;
    struct line lines[6];
    struct arena arena;
    arena_init(&arena, 4096, 0);
    sentence(&lines[0], 1, 30);
    for (size_t i = 1; i < 4; i++)
        sentence(&lines[i], 3, 0);
    sentence(&lines[4], 4, 30);
    sentence(&lines[5], 4, 30);
    struct line_list list = {.at = lines, .count = 6, .spans = page, .containers = 5};
    float words[7] = {0}, links[7] = {0};
    for (size_t i = 0; i < 6; i++) {
        words[i + 1] = words[i] + (float)lines[i].words;
        links[i + 1] = links[i] + (float)lines[i].link_words;
    }
    struct claims claims;
    assert_int_equal(claims_open(&claims, &list, words, links, &arena), STATUS_OK);
    assert_int_equal(claims.top, 3);
    assert_true(claims.shut[1] && claims.shut[4]);
    assert_false(claims.shut[2] || claims.shut[3]);
    assert_float_equal(claims.best[3], 1, 1e-6);
    assert_true(claims.of[4] <= 0);
    assert_false(claims_joins(&claims, &list, 4));
    arena_close(&arena);
}

/* A page of links around few words: the body's claim counts only when its links are taken off, like everybody's. */
static void the_body_gains_nothing_by_being_counted_first(void **state)
{
    (void)state;
    static const struct line_block blocks[] = {{.parent = 0, .line_from = 0, .line_to = 8},
                                               {.parent = 0, .line_from = 6, .line_to = 8}};
    struct line lines[8];
    struct arena arena;
    arena_init(&arena, 4096, 0);
    for (size_t i = 0; i < 8; i++)
        sentence(&lines[i], i < 6 ? 0 : 1, i < 6 ? 30 : 0);
    struct line_list list = {.at = lines, .count = 8, .spans = blocks, .containers = 2};
    float words[9] = {0}, links[9] = {0};
    for (size_t i = 0; i < 8; i++) {
        words[i + 1] = words[i] + (float)lines[i].words;
        links[i + 1] = links[i] + (float)lines[i].link_words;
    }
    struct claims claims;
    assert_int_equal(claims_open(&claims, &list, words, links, &arena), STATUS_OK);
    assert_int_equal(claims.top, 1);
    arena_close(&arena);
}

static void put(struct wording *table, uint32_t hash, int8_t weight)
{
    size_t slot = wording_slot(hash);
    while (table->tag[slot])
        slot = (slot + 1) % WORDING_SLOTS;
    table->tag[slot] = wording_tag(hash);
    table->weight[slot] = weight;
}

static void words_and_pairs_are_summed(void **state)
{
    (void)state;
    static struct wording table;
    uint32_t words[] = {11, 12, 13, 14, 15, 16};
    put(&table, 11, 5);
    put(&table, 16, -7);
    put(&table, wording_pair(15, 16), -20);
    put(&table, wording_pair(12, 11), 100); /* the other way round: not there */
    struct line line = {.words = 6};
    struct line_list list = {.at = &line, .count = 1, .words = words, .word_count = 6};
    wording_measure(&table, &list);
    assert_int_equal(line.wording.sum, 5 - 7 - 20);
    assert_int_equal(line.wording.first, 5);
    assert_int_equal(line.wording.last, -27);
    assert_int_equal(line.wording.low, -27);
    assert_int_equal(line.wording.high, 5);
    assert_int_equal(wording_find(&table, 99), WORDING_SLOTS);
}

/* The sum of a line that never ends stays within its field. */
static void long_lines_saturate(void **state)
{
    (void)state;
    static struct wording table;
    static uint32_t words[400];
    put(&table, 21, 127);
    for (size_t w = 0; w < 400; w++)
        words[w] = 21;
    struct line line = {.words = 258};
    struct line_list list = {.at = &line, .count = 1, .words = words, .word_count = 400};
    wording_measure(&table, &list);
    assert_int_equal(line.wording.sum, 258 * 127);
    line = (struct line){.words = 259};
    wording_measure(&table, &list);
    assert_int_equal(line.wording.sum, INT16_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(blocks_lie_to_the_core),
                                       cmocka_unit_test(blocks_lie_as_walking_tells),
                                       cmocka_unit_test(the_story_has_the_greatest_claim),
                                       cmocka_unit_test(the_body_gains_nothing_by_being_counted_first),
                                       cmocka_unit_test(words_and_pairs_are_summed),
                                       cmocka_unit_test(long_lines_saturate)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

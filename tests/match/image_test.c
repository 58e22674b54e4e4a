/*
 * Images: tables copied block by block while they change, then brought up to date, are the tables that never stopped.
 */
#include "shingle/match/clusters.h"
#include "shingle/match/posting_index.h"
#include "tests/random.h"

#include "shingle/base/hash_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

enum { KEYS = 60, STEPS = 6000, CAP = 8, SHARDS = 4 };

static struct posting_index *open_index(void)
{
    struct posting_index *index = NULL;
    assert_int_equal(posting_index_open(&(struct posting_index_params){.shards = SHARDS, .cap = CAP}, &index),
                     STATUS_OK);
    return index;
}

/* Memory that an index may have for ever. */
static uint64_t *lend(uint32_t slots)
{
    void *at = mmap(NULL, slots * sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(at != MAP_FAILED);
    return at;
}

static void copy_shard(const struct posting_index *from, struct posting_index *to, uint32_t shard, uint64_t seq)
{
    struct posting_image image = posting_index_image(from, shard);
    if (image.used == 0)
        return;
    uint64_t *room = lend(image.total);
    memcpy(room, image.slots, image.total * sizeof *room);
    assert_int_equal(posting_index_image_lend(to, shard, &image, room), STATUS_OK);
    assert_int_equal(posting_index_image_end(to, shard, image.used, seq), STATUS_OK);
}

static void assert_same_index(const struct posting_index *a, const struct posting_index *b, const uint64_t *keys)
{
    for (uint32_t k = 0; k < KEYS; k++) {
        uint32_t ours[CAP], theirs[CAP];
        size_t count = posting_index_find(a, keys[k], ours, CAP);
        assert_int_equal(posting_index_find(b, keys[k], theirs, CAP), count);
        assert_memory_equal(ours, theirs, count * sizeof *ours);
    }
    assert_int_equal(posting_index_stats(a).postings, posting_index_stats(b).postings);
}

/* Each shard is copied at another moment; full keys lose ids in between, which a replay must not bring back. */
static void test_shards_of_different_moments(void **state)
{
    (void)state;
    struct random random = random_start(41);
    for (int round = 0; round < 40; round++) {
        struct posting_index *steady = open_index(), *copy = open_index();
        uint64_t keys[KEYS], moments[SHARDS];
        uint32_t used[STEPS + 1];
        for (uint32_t k = 0; k < KEYS; k++)
            keys[k] = mix64(random_below(&random, 1u << 30)) >> 4;
        for (uint32_t s = 0; s < SHARDS; s++)
            moments[s] = random_below(&random, STEPS);
        for (uint32_t seq = 1; seq <= STEPS; seq++) {
            used[seq] = (uint32_t)random_below(&random, KEYS);
            assert_int_equal(posting_index_insert(steady, keys[used[seq]], 1 + seq / 3), STATUS_OK);
            for (uint32_t s = 0; s < SHARDS; s++)
                if (moments[s] == seq)
                    copy_shard(steady, copy, s, seq);
        }
        for (uint32_t seq = 1; seq <= STEPS; seq++)
            assert_int_equal(posting_index_replay(copy, keys[used[seq]], 1 + seq / 3, seq), STATUS_OK);
        assert_same_index(steady, copy, keys);
        posting_index_close(steady);
        posting_index_close(copy);
    }
}

/* What left a full key before the shard was copied stays out, though the replay tells of it and there is room again. */
static void test_replay_of_what_left(void **state)
{
    (void)state;
    struct random random = random_start(45);
    struct posting_index *steady = open_index(), *copy = open_index();
    uint64_t keys[KEYS], gone[4] = {0x0f0f00ff12345678, 0xff00f0f011111111, 0x8421842184218421, 0x5};
    uint32_t used[1024];
    for (uint32_t k = 0; k < KEYS; k++)
        keys[k] = mix64(k + 100) >> 4;
    for (uint32_t seq = 1; seq < 1024; seq++) {
        used[seq] = (uint32_t)random_below(&random, KEYS);
        assert_int_equal(posting_index_insert(steady, keys[used[seq]], 1 + seq / 4), STATUS_OK);
    }
    for (uint32_t s = 0; s < SHARDS; s++)
        copy_shard(steady, copy, s, 1023);
    (void)posting_index_sweep(steady, gone, 256);
    (void)posting_index_sweep(copy, gone, 256);
    for (uint32_t seq = 1; seq < 1024; seq++) {
        uint32_t id = 1 + seq / 4;
        if (id >= 256 || !(gone[id / 64] >> (id % 64) & 1))
            assert_int_equal(posting_index_replay(copy, keys[used[seq]], id, seq), STATUS_OK);
    }
    assert_same_index(steady, copy, keys);
    posting_index_close(steady);
    posting_index_close(copy);
}

/* Which shards were asked about, and which is wrong. */
struct prover {
    unsigned asked[SHARDS];
    uint32_t wrong;
};

static bool prove(void *context, uint32_t shard)
{
    struct prover *prover = context;
    prover->asked[shard]++;
    return shard != prover->wrong;
}

static struct posting_index *open_doubted(const struct posting_index *from, struct prover *prover)
{
    struct posting_index *copy = open_index();
    for (uint32_t s = 0; s < SHARDS; s++)
        copy_shard(from, copy, s, 1);
    assert_int_equal(posting_index_image_doubt(copy, prove, prover), STATUS_OK);
    return copy;
}

/* Whatever looks into a shard first has it proved, once; one that is wrong is empty, and nothing is made up. */
static void test_doubted_images(void **state)
{
    (void)state;
    struct random random = random_start(46);
    struct posting_index *steady = open_index();
    uint64_t keys[KEYS], none[1] = {0};
    uint32_t ids[CAP];
    for (uint32_t k = 0; k < KEYS; k++)
        keys[k] = mix64(k + 300) >> 4;
    for (uint32_t i = 1; i < 2000; i++)
        assert_int_equal(posting_index_insert(steady, keys[random_below(&random, KEYS)], i), STATUS_OK);
    for (int way = 0; way < 6; way++) {
        for (uint32_t wrong = 0; wrong <= SHARDS; wrong++) { /* SHARDS: none is */
            struct prover prover = {.wrong = wrong};
            struct posting_index *copy = open_doubted(steady, &prover);
            for (uint32_t s = 0; s < SHARDS; s++)
                assert_int_equal(prover.asked[s], 0);
            assert_false(posting_index_is_doubtful(copy));
            for (uint32_t k = 0; k < KEYS && way < 3; k++) {
                if (way == 0)
                    assert_true(posting_index_find(copy, keys[k], ids, CAP) <= posting_index_count(steady, keys[k]));
                else if (way == 1)
                    assert_int_equal(posting_index_insert(copy, keys[k], 5000), STATUS_OK);
                else
                    (void)posting_index_forget(copy, keys[k], 1);
            }
            for (uint32_t s = 0; s < SHARDS && way == 3; s++)
                assert_true((posting_index_image(copy, s).used == 0) == (s == wrong));
            if (way == 4)
                assert_int_equal(posting_index_sweep(copy, none, 64), 0); /* of shards that it proves none of */
            if (way >= 4)
                for (uint32_t s = 0; s < SHARDS; s++)
                    assert_true(posting_index_prove_next(copy));
            assert_false(posting_index_prove_next(copy));
            for (uint32_t s = 0; s < SHARDS; s++)
                assert_int_equal(prover.asked[s], 1);
            assert_int_equal(posting_index_is_doubtful(copy), wrong < SHARDS);
            if (wrong == SHARDS && way != 1 && way != 2)
                assert_same_index(steady, copy, keys);
            posting_index_close(copy);
        }
    }
    posting_index_close(steady);
}

/* Removals and a replay wait for the shards to be proved, prove none themselves, and come to the same. */
static void test_put_off(void **state)
{
    (void)state;
    struct random random = random_start(47);
    uint64_t keys[KEYS], gone[32] = {0};
    for (uint32_t k = 0; k < KEYS; k++)
        keys[k] = mix64(k + 500) >> 4;
    for (int round = 0; round < 40; round++) {
        struct prover prover = {.wrong = (uint32_t)(round % 10 == 9 ? round % SHARDS : SHARDS)};
        struct posting_index *from = open_index(), *model = open_index();
        uint64_t count = random_below(&random, 4000);
        for (uint32_t i = 1; i < count; i++)
            assert_int_equal(posting_index_insert(from, keys[random_below(&random, KEYS)], 1 + i / 3), STATUS_OK);
        for (uint32_t s = 0; s < SHARDS; s++)
            copy_shard(from, model, s, 1);
        struct posting_index *copy = open_doubted(from, &prover);
        for (size_t i = 0; i < 32; i++)
            gone[i] = random_next(&random) & random_next(&random);
        (void)posting_index_sweep(model, gone, 2048);
        (void)posting_index_sweep(copy, gone, 2048);
        for (uint64_t i = random_below(&random, 6000); i; i--) {
            uint64_t key = keys[random_below(&random, KEYS)];
            assert_int_equal(posting_index_replay(model, key, 3000 + (uint32_t)i, 2), STATUS_OK);
            assert_int_equal(posting_index_replay(copy, key, 3000 + (uint32_t)i, 2), STATUS_OK);
        }
        for (uint32_t s = 0; s < SHARDS; s++)
            assert_int_equal(prover.asked[s], 0);
        if (round % 2 == 0 && posting_index_prove_next(copy)) /* others by being used */
            assert_int_equal(posting_index_insert(copy, keys[0], 1 << 30),
                             posting_index_insert(model, keys[0], 1 << 30));
        if (round % 2 && prover.wrong < SHARDS)
            while (posting_index_prove_next(copy)) {
            }
        else if (prover.wrong == SHARDS)
            assert_same_index(model, copy, keys);
        assert_int_equal(posting_index_is_doubtful(copy), prover.wrong < SHARDS && prover.asked[prover.wrong]);
        posting_index_close(from);
        posting_index_close(model);
        posting_index_close(copy);
    }
}

/* As many postings as there may be wait; the next one has its shard proved, which gets all of its own. */
static void test_waiting_at_its_limit(void **state)
{
    (void)state;
    struct prover prover = {.wrong = SHARDS};
    struct posting_index *from = open_index();
    for (uint32_t i = 1; i < 100; i++)
        assert_int_equal(posting_index_insert(from, mix64(i), i), STATUS_OK);
    struct posting_index *copy = open_doubted(from, &prover);
    for (uint32_t i = 0; i < POSTING_INDEX_WAITING_MAX; i++)
        assert_int_equal(posting_index_replay(copy, mix64(i % 3000), 1000 + i, 2), STATUS_OK);
    assert_int_equal(prover.asked[0] + prover.asked[1] + prover.asked[2] + prover.asked[3], 0);
    uint32_t ids[2];
    assert_int_equal(posting_index_replay(copy, mix64(7), 999, 2), STATUS_OK);
    /* Another one may have had its turn to grow. */
    assert_in_range(prover.asked[0] + prover.asked[1] + prover.asked[2] + prover.asked[3], 1, 2);
    assert_int_equal(posting_index_find(copy, mix64(7), ids, 2), 2);
    assert_int_equal(ids[0], 999);
    assert_int_equal(ids[1], 1000 + (POSTING_INDEX_WAITING_MAX - 1 - 7) / 3000 * 3000 + 7);
    posting_index_close(from);
    posting_index_close(copy);
}

/* The bytes of its slots are looked at only when it is proved, then also whether a search in them would end. */
static void test_doubted_image_without_end(void **state)
{
    (void)state;
    struct posting_index *index = open_index();
    struct prover prover = {.wrong = SHARDS};
    struct posting_image image = {NULL, 512, 448, 1};
    uint64_t *room = lend(512);
    room[511] = 7;
    assert_int_equal(posting_index_image_lend(index, 2, &image, room), STATUS_OK);
    assert_int_equal(posting_index_image_doubt(index, prove, &prover), STATUS_OK);
    assert_int_equal(posting_index_image_end(index, 2, 1, 1), STATUS_OK);
    assert_true(posting_index_prove_next(index));
    assert_int_equal(prover.asked[2], 1);
    assert_true(posting_index_is_doubtful(index));
    assert_int_equal(posting_index_image(index, 2).used, 0);
    posting_index_close(index);
}

static void test_sweep(void **state)
{
    (void)state;
    struct random random = random_start(42);
    struct posting_index *swept = open_index(), *picked = open_index();
    uint64_t keys[KEYS], gone[2] = {0x5a5a00ff12345678, 0x1};
    uint64_t postings = 0;
    for (uint32_t k = 0; k < KEYS; k++)
        keys[k] = mix64(k) >> 4;
    for (int i = 0; i < 3000; i++) {
        uint64_t key = keys[random_below(&random, KEYS)];
        uint32_t id = 1 + (uint32_t)random_below(&random, 150);
        assert_int_equal(posting_index_insert(swept, key, id), STATUS_OK);
        assert_int_equal(posting_index_insert(picked, key, id), STATUS_OK);
    }
    postings = posting_index_stats(swept).postings;
    for (uint32_t id = 1; id < 128; id++)
        for (uint32_t k = 0; k < KEYS && (gone[id / 64] >> (id % 64) & 1); k++)
            (void)posting_index_forget(picked, keys[k], id);
    uint64_t removed = posting_index_sweep(swept, gone, 128);
    assert_true(removed > 50);
    assert_int_equal(posting_index_stats(swept).postings, postings - removed);
    assert_same_index(swept, picked, keys);
    posting_index_close(swept);
    posting_index_close(picked);
}

static void test_impossible_images(void **state)
{
    (void)state;
    struct posting_index *index = open_index();
    uint64_t *room = lend(1024);
    const struct posting_image wrong[] = {
        {NULL, 0, 0, 1}, {NULL, 100, 36, 1}, {NULL, 512, 0, 1}, {NULL, 512, 449, 1}, {NULL, UINT32_MAX, 100, 1}};
    assert_int_equal(posting_index_image_end(index, 0, 1, 1), STATUS_DAMAGED); /* never begun */
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(posting_index_image_lend(index, 0, &wrong[i], room), STATUS_DAMAGED);
    struct posting_image image = {NULL, 512, 448, 1};
    assert_int_equal(posting_index_image_lend(index, SHARDS, &image, room), STATUS_BADARG);
    assert_int_equal(posting_index_image_lend(index, 1, &image, room), STATUS_OK);
    assert_int_equal(posting_index_image_lend(index, 1, &image, room), STATUS_BADARG);
    memset(room, 0xff, 512 * sizeof *room); /* no end to a search */
    assert_int_equal(posting_index_image_end(index, 1, 1, 1), STATUS_DAMAGED);
    posting_index_close(index);
}

static struct clusters *random_clusters(struct random *random, uint32_t ids)
{
    struct clusters *clusters = NULL;
    assert_int_equal(clusters_open(&clusters), STATUS_OK);
    for (uint32_t id = 1; id <= ids; id++) {
        uint32_t other = id > 1 ? 1 + (uint32_t)random_below(random, id - 1) : 0, unused;
        uint32_t cluster = random_below(random, 2) ? clusters_of(clusters, other) : 0;
        assert_int_equal(clusters_add(clusters, id, cluster), STATUS_OK);
        if (random_below(random, 5) == 0)
            (void)!clusters_forget(clusters, 1 + (uint32_t)random_below(random, id), &unused);
        if (random_below(random, 9) == 0)
            (void)!clusters_split(clusters, 1 + (uint32_t)random_below(random, id), &unused);
        if (random_below(random, 5) == 0)
            (void)!clusters_merge(clusters, clusters_of(clusters, 1 + (uint32_t)random_below(random, id)),
                                  clusters_of(clusters, id), &unused);
    }
    return clusters;
}

static enum status copy_clusters(const struct clusters *from, size_t flip, unsigned bit, struct clusters **out)
{
    static _Alignas(4096) uint8_t room[CLUSTERS_CHUNK_IDS * 16]; /* one copy at a time */
    assert_int_equal(sizeof room, clusters_image_size());
    struct clusters_stats stats = clusters_stats(from);
    assert_int_equal(clusters_open(out), STATUS_OK);
    memcpy(room, clusters_image(from, 0), clusters_image_size());
    assert_int_equal(clusters_image_lend(*out, 0, room), STATUS_OK);
    assert_int_equal(clusters_image_lend(*out, 0, room), STATUS_BADARG);
    if (flip < clusters_image_size())
        room[flip] = (uint8_t)(room[flip] ^ 1u << bit);
    return clusters_image_end(*out, stats.highest);
}

static void test_clusters(void **state)
{
    (void)state;
    struct random random = random_start(43);
    for (int round = 0; round < 30; round++) {
        struct clusters *clusters = random_clusters(&random, 200), *copy = NULL;
        assert_int_equal(copy_clusters(clusters, SIZE_MAX, 0, &copy), STATUS_OK);
        struct clusters_stats a = clusters_stats(clusters), b = clusters_stats(copy);
        assert_true(a.articles == b.articles && a.clusters == b.clusters && a.highest == b.highest);
        for (uint32_t id = 1; id <= 201; id++) {
            assert_int_equal(clusters_of(clusters, id), clusters_of(copy, id));
            assert_int_equal(clusters_canonical(clusters, id), clusters_canonical(copy, id));
            assert_int_equal(clusters_size(clusters, id), clusters_size(copy, id));
        }
        clusters_close(clusters);
        clusters_close(copy);
    }
}

enum { FROZEN_CHUNKS = 4 };

/* What the chunks were when the clusters were frozen, and how often each was saved. */
struct frozen {
    uint8_t *was[FROZEN_CHUNKS];
    int saved[FROZEN_CHUNKS];
};

static void save_frozen(void *context, uint32_t chunk, const void *image)
{
    struct frozen *frozen = context;
    assert_true(chunk < FROZEN_CHUNKS);
    assert_non_null(frozen->was[chunk]);
    assert_memory_equal(image, frozen->was[chunk], clusters_image_size());
    frozen->saved[chunk]++;
}

/* Any change there is: new, joined, merged, split, elected, renamed, forgotten, among ids of all chunks. */
static void change_clusters(struct clusters *clusters, struct random *random, uint32_t id)
{
    uint32_t one = 1 + (uint32_t)random_below(random, id), two = 1 + (uint32_t)random_below(random, id), unused;
    uint32_t cluster = clusters_of(clusters, one);
    switch (random_below(random, 6)) {
    case 0: (void)!clusters_add(clusters, id, cluster); break;
    case 1: (void)!clusters_merge(clusters, cluster, clusters_of(clusters, two), &unused); break;
    case 2: (void)!clusters_split(clusters, one, &unused); break;
    case 3: (void)!clusters_elect(clusters, cluster, clusters_first(clusters, cluster)); break;
    case 4: (void)!clusters_forget(clusters, one, &unused); break;
    default: (void)!clusters_rename(clusters, cluster, two); break;
    }
}

/* Frozen clusters are saved as they were, each chunk once, whatever becomes of them meanwhile. */
static void test_frozen_clusters(void **state)
{
    (void)state;
    struct random random = random_start(46);
    for (int round = 0; round < 8; round++) {
        struct clusters *clusters = NULL;
        struct frozen frozen = {{NULL}, {0}};
        const struct clusters_saver saver = {&frozen, save_frozen};
        uint32_t id = 1, unused, chunk = 0;
        assert_int_equal(clusters_open(&clusters), STATUS_OK);
        for (; id < 2 * CLUSTERS_CHUNK_IDS + 1000; id += 1 + (uint32_t)random_below(&random, 99)) {
            uint32_t cluster = clusters_of(clusters, 1 + (uint32_t)random_below(&random, id));
            assert_int_equal(clusters_add(clusters, id, random_below(&random, 2) ? cluster : 0), STATUS_OK);
        }
        if (round % 2) /* a chunk that is given back while it is to be saved */
            for (uint32_t left = 0; left < CLUSTERS_CHUNK_IDS; left++)
                if (left % 999)
                    (void)!clusters_forget(clusters, left, &unused);
        for (uint32_t i = 0; i < FROZEN_CHUNKS; i++)
            if (clusters_image(clusters, i)) {
                frozen.was[i] = malloc(clusters_image_size());
                assert_non_null(frozen.was[i]);
                memcpy(frozen.was[i], clusters_image(clusters, i), clusters_image_size());
            }
        clusters_freeze(clusters, &saver);
        for (int i = 0; i < 300; i++) {
            change_clusters(clusters, &random, id += 1 + (uint32_t)random_below(&random, 299));
            if (i % 100 == 50)
                clusters_save(clusters, chunk++);
        }
        for (uint32_t left = 0; left < CLUSTERS_CHUNK_IDS; left++)
            (void)!clusters_forget(clusters, left, &unused);
        for (uint32_t i = 0; i <= CLUSTERS_CHUNKS_MAX; i += i < FROZEN_CHUNKS ? 1 : CLUSTERS_CHUNKS_MAX - i + 1)
            clusters_save(clusters, i);
        for (uint32_t i = 0; i < FROZEN_CHUNKS; i++) {
            assert_int_equal(frozen.saved[i], frozen.was[i] != NULL);
            free(frozen.was[i]);
        }
        clusters_freeze(clusters, NULL);
        change_clusters(clusters, &random, id);
        clusters_close(clusters);
    }
}

/* Whatever bit is wrong: refused, or every walk still ends. */
static void test_wrong_clusters(void **state)
{
    (void)state;
    struct random random = random_start(44);
    struct clusters *clusters = random_clusters(&random, 100);
    unsigned refused = 0;
    for (size_t at = 0; at < 101 * 16; at++) {
        struct clusters *copy = NULL;
        enum status status = copy_clusters(clusters, at, (unsigned)(at % 8), &copy);
        refused += status != STATUS_OK;
        for (uint32_t c = 1; status == STATUS_OK && c <= 100; c++) {
            unsigned members = 0;
            for (uint32_t m = clusters_first(copy, c); m; m = clusters_next(copy, c, m))
                assert_true(++members <= 100);
        }
        clusters_close(copy);
    }
    assert_true(refused > 800);
    printf("%u of %d refused\n", refused, 101 * 16);
    clusters_close(clusters);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shards_of_different_moments),
        cmocka_unit_test(test_replay_of_what_left),
        cmocka_unit_test(test_doubted_images),
        cmocka_unit_test(test_put_off),
        cmocka_unit_test(test_waiting_at_its_limit),
        cmocka_unit_test(test_doubted_image_without_end),
        cmocka_unit_test(test_sweep),
        cmocka_unit_test(test_frozen_clusters),
        cmocka_unit_test(test_impossible_images),
        cmocka_unit_test(test_clusters),
        cmocka_unit_test(test_wrong_clusters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

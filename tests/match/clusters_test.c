#include "shingle/match/clusters.h"

#include "shingle/base/hash_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct clusters *opened(void)
{
    struct clusters *clusters = NULL;
    assert_int_equal(clusters_open(&clusters), STATUS_OK);
    return clusters;
}

static void add(struct clusters *clusters, uint32_t id, uint32_t cluster)
{
    assert_int_equal(clusters_add(clusters, id, cluster), STATUS_OK);
}

/* The members as text: "1 2 5". */
static const char *members(const struct clusters *clusters, uint32_t cluster)
{
    static char text[256];
    size_t size = 0;
    text[0] = 0;
    for (uint32_t m = clusters_first(clusters, cluster); m; m = clusters_next(clusters, cluster, m))
        size += (size_t)snprintf(text + size, sizeof text - size, "%s%u", size ? " " : "", m);
    return text;
}

static void test_add_and_refuse(void **state)
{
    (void)state;
    struct clusters *clusters = opened();
    add(clusters, 1, 0);
    add(clusters, 2, 2);
    add(clusters, 5, 1);
    add(clusters, 3, 1);
    assert_string_equal(members(clusters, 1), "1 3 5");
    assert_string_equal(members(clusters, 2), "2");
    assert_int_equal(clusters_canonical(clusters, 1), 1);
    assert_int_equal(clusters_last(clusters, 1), 5);
    assert_int_equal(clusters_add(clusters, 0, 0), STATUS_BADARG);
    assert_int_equal(clusters_add(clusters, CLUSTERS_ID_MAX + 1, 0), STATUS_BADARG);
    assert_int_equal(clusters_add(clusters, 4, 5), STATUS_BADARG);
    assert_int_equal(clusters_add(clusters, 9, 5), STATUS_NOTFOUND);
    assert_int_equal(clusters_add(clusters, 9, 8), STATUS_NOTFOUND);
    assert_int_equal(clusters_add(clusters, 3, 2), STATUS_EXISTS);
    assert_int_equal(clusters_of(clusters, 5), 1);
    assert_int_equal(clusters_of(clusters, 4), 0);
    assert_int_equal(clusters_of(clusters, UINT32_MAX), 0);
    add(clusters, CLUSTERS_ID_MAX, 1);
    assert_string_equal(members(clusters, 1), "1 3 5 2147483647");
    clusters_close(clusters);
    clusters_close(NULL);
}

static void test_elect_and_forget(void **state)
{
    (void)state;
    struct clusters *clusters = opened();
    uint32_t canonical = 99;
    for (uint32_t id = 1; id <= 4; id++)
        add(clusters, id, 1);
    assert_int_equal(clusters_elect(clusters, 1, 3), STATUS_OK);
    assert_int_equal(clusters_elect(clusters, 1, 7), STATUS_NOTFOUND);
    assert_int_equal(clusters_forget(clusters, 1, &canonical), STATUS_OK);
    assert_int_equal(canonical, 3);
    assert_string_equal(members(clusters, 1), "2 3 4"); /* keeps its name */
    assert_int_equal(clusters_of(clusters, 1), 0);
    assert_int_equal(clusters_add(clusters, 1, 0), STATUS_EXISTS);
    assert_int_equal(clusters_forget(clusters, 3, &canonical), STATUS_OK);
    assert_int_equal(canonical, 2);
    assert_int_equal(clusters_forget(clusters, 4, &canonical), STATUS_OK);
    assert_int_equal(canonical, 2);
    add(clusters, 6, 1);
    assert_string_equal(members(clusters, 1), "2 6");
    assert_int_equal(clusters_forget(clusters, 2, &canonical), STATUS_OK);
    assert_int_equal(clusters_forget(clusters, 6, &canonical), STATUS_OK);
    assert_int_equal(canonical, 0);
    assert_int_equal(clusters_size(clusters, 1), 0);
    assert_int_equal(clusters_forget(clusters, 6, &canonical), STATUS_NOTFOUND);
    assert_int_equal(clusters_stats(clusters).clusters, 0);
    assert_int_equal(clusters_stats(clusters).articles, 0);
    clusters_close(clusters);
}

static void test_merge_and_split(void **state)
{
    (void)state;
    struct clusters *clusters = opened();
    uint32_t name = 0, rest = 0;
    add(clusters, 1, 0);
    add(clusters, 2, 0);
    add(clusters, 3, 1);
    add(clusters, 4, 2);
    assert_int_equal(clusters_elect(clusters, 1, 3), STATUS_OK);
    assert_int_equal(clusters_merge(clusters, 2, 1, &name), STATUS_OK);
    assert_int_equal(name, 1);
    assert_string_equal(members(clusters, 1), "1 2 3 4");
    assert_int_equal(clusters_canonical(clusters, 1), 3);
    assert_int_equal(clusters_of(clusters, 4), 1);
    assert_int_equal(clusters_merge(clusters, 1, 1, &name), STATUS_OK);
    assert_int_equal(clusters_merge(clusters, 1, 2, &name), STATUS_NOTFOUND);
    assert_int_equal(clusters_split(clusters, 3, &rest), STATUS_OK);
    assert_int_equal(rest, 1);
    assert_int_equal(clusters_canonical(clusters, 1), 1);
    assert_int_equal(clusters_split(clusters, 1, &rest), STATUS_OK);
    assert_int_equal(rest, 2);
    assert_string_equal(members(clusters, 2), "2 4");
    assert_string_equal(members(clusters, 1), "1");
    assert_int_equal(clusters_split(clusters, 1, &rest), STATUS_OK);
    assert_int_equal(rest, 0);
    assert_int_equal(clusters_after(clusters, 0, UINT32_MAX), 1);
    assert_int_equal(clusters_after(clusters, 1, UINT32_MAX), 2);
    assert_int_equal(clusters_after(clusters, 2, 2), 0);
    assert_int_equal(clusters_before(clusters, 0), 3);
    assert_int_equal(clusters_before(clusters, 2), 1);
    assert_int_equal(clusters_before(clusters, 1), 0);
    clusters_close(clusters);
}

/* The same by the letter: of[id] is the cluster's name, canon[name] its canonical. */
enum { IDS = 120 };
struct model {
    uint32_t of[IDS + 1], canon[IDS + 1];
    bool used[IDS + 1];
};

static uint32_t lowest(const struct model *model, uint32_t cluster)
{
    for (uint32_t id = 1; id <= IDS; id++)
        if (model->of[id] == cluster)
            return id;
    return 0;
}

static void assert_same(const struct clusters *clusters, const struct model *model)
{
    uint32_t articles = 0, count = 0;
    for (uint32_t id = 1; id <= IDS; id++) {
        assert_int_equal(clusters_of(clusters, id), model->of[id]);
        articles += model->of[id] != 0;
        uint32_t first = lowest(model, id), size = 0, m = clusters_first(clusters, id);
        assert_int_equal(m, first);
        if (first == 0)
            continue;
        count++;
        assert_int_equal(clusters_canonical(clusters, id), model->canon[id]);
        for (uint32_t other = 1; other <= IDS; other++)
            if (model->of[other] == id) {
                assert_int_equal(m, other);
                size++;
                if (other == clusters_last(clusters, id))
                    assert_int_equal(clusters_next(clusters, id, m), 0);
                m = clusters_next(clusters, id, m);
            }
        assert_int_equal(m, 0);
        assert_int_equal(clusters_size(clusters, id), size);
    }
    struct clusters_stats stats = clusters_stats(clusters);
    assert_int_equal(stats.articles, articles);
    assert_int_equal(stats.clusters, count);
}

static void leave(struct model *model, uint32_t id)
{
    uint32_t cluster = model->of[id];
    model->of[id] = 0;
    if (model->canon[cluster] == id)
        model->canon[cluster] = lowest(model, cluster);
}

static void random_step(struct clusters *clusters, struct model *model, uint64_t dice)
{
    uint32_t a = (uint32_t)(dice >> 8) % IDS + 1, b = (uint32_t)(dice >> 32) % IDS + 1, out = 0;
    uint32_t in_a = model->of[a], in_b = model->of[b];
    switch (dice % 6) {
    case 0:
    case 1:
        if (model->used[a] || in_b > a)
            return;
        add(clusters, a, in_b);
        model->used[a] = true;
        model->of[a] = in_b ? in_b : a;
        if (!in_b)
            model->canon[a] = a;
        return;
    case 2:
        if (!in_a || !in_b)
            return;
        assert_int_equal(clusters_merge(clusters, in_a, in_b, &out), STATUS_OK);
        assert_int_equal(out, in_a < in_b ? in_a : in_b);
        for (uint32_t id = 1; id <= IDS; id++)
            if (model->of[id] == in_a || model->of[id] == in_b)
                model->of[id] = out;
        return;
    case 3:
        assert_int_equal(clusters_elect(clusters, in_b ? in_b : b, a),
                         in_a && in_a == (in_b ? in_b : b) ? STATUS_OK : STATUS_NOTFOUND);
        if (in_a && in_a == in_b)
            model->canon[in_a] = a;
        return;
    case 4:
        assert_int_equal(clusters_split(clusters, a, &out), in_a ? STATUS_OK : STATUS_NOTFOUND);
        if (!in_a)
            return;
        leave(model, a);
        if (in_a == a && lowest(model, a)) {
            uint32_t name = lowest(model, a);
            model->canon[name] = model->canon[a];
            for (uint32_t id = 1; id <= IDS; id++)
                model->of[id] = model->of[id] == a ? name : model->of[id];
        }
        assert_int_equal(out, in_a == a ? (model->canon[a] ? model->of[model->canon[a]] : 0)
                                        : (lowest(model, in_a) ? in_a : 0));
        model->of[a] = a;
        model->canon[a] = a;
        return;
    default:
        assert_int_equal(clusters_forget(clusters, a, &out), in_a ? STATUS_OK : STATUS_NOTFOUND);
        if (!in_a)
            return;
        leave(model, a);
        assert_int_equal(out, model->canon[in_a]);
        return;
    }
}

static void test_random_operations(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        printf("seed %llu\n", (unsigned long long)seed);
        struct clusters *clusters = opened();
        struct model *model = calloc(1, sizeof *model);
        assert_non_null(model);
        for (uint32_t step = 0; step < 400; step++) {
            random_step(clusters, model, mix64(seed << 20 | step));
            assert_same(clusters, model);
        }
        free(model);
        clusters_close(clusters);
    }
}

/* Memory of ids that are all forgotten is given back, and what is left is found over the gap. */
static void test_memory_is_given_back(void **state)
{
    (void)state;
    enum { MANY = 4 * CLUSTERS_CHUNK_IDS };
    struct clusters *clusters = opened();
    uint32_t canonical;
    for (uint32_t id = 1; id <= MANY; id++)
        add(clusters, id, id % 3 == 0 ? id - 1 : 0);
    uint64_t full = clusters_stats(clusters).bytes;
    for (uint32_t id = 10; id < MANY - 10; id++)
        assert_int_equal(clusters_forget(clusters, id, &canonical), STATUS_OK);
    struct clusters_stats stats = clusters_stats(clusters);
    assert_int_equal(stats.bytes, full / 5 * 3); /* the first, and the last two, which hold the newest */
    assert_int_equal(stats.articles, 9 + 11);
    assert_int_equal(clusters_of(clusters, CLUSTERS_CHUNK_IDS + 5), 0);
    assert_int_equal(clusters_size(clusters, CLUSTERS_CHUNK_IDS + 5), 0);
    uint32_t up = 0, down = 0;
    for (uint32_t id = clusters_after(clusters, 0, MANY); id; id = clusters_after(clusters, id, MANY))
        up++;
    for (uint32_t id = clusters_before(clusters, 0); id; id = clusters_before(clusters, id))
        down++;
    assert_int_equal(up, stats.clusters);
    assert_int_equal(down, stats.clusters);
    add(clusters, MANY + 1, 0);
    clusters_close(clusters);
}

static void test_rename(void **state)
{
    (void)state;
    struct clusters *clusters = opened();
    uint32_t rest;
    for (uint32_t id = 10; id <= 14; id++)
        add(clusters, id, id == 10 ? 0 : 10);
    add(clusters, 20, 0);
    assert_int_equal(clusters_elect(clusters, 10, 12), STATUS_OK);
    assert_int_equal(clusters_rename(clusters, 11, 5), STATUS_NOTFOUND);
    assert_int_equal(clusters_rename(clusters, 10, 20), STATUS_BADARG);
    assert_int_equal(clusters_rename(clusters, 10, 0), STATUS_BADARG);
    assert_int_equal(clusters_rename(clusters, 20, 12), STATUS_EXISTS);
    /* After an article that is gone, then after a member, then back. */
    assert_int_equal(clusters_rename(clusters, 10, 5), STATUS_OK);
    assert_string_equal(members(clusters, 5), "10 11 12 13 14");
    assert_int_equal(clusters_canonical(clusters, 5), 12);
    assert_int_equal(clusters_size(clusters, 10), 0);
    assert_int_equal(clusters_rename(clusters, 5, 11), STATUS_OK);
    assert_int_equal(clusters_of(clusters, 10), 11);
    assert_int_equal(clusters_canonical(clusters, 11), 12);
    assert_int_equal(clusters_split(clusters, 10, &rest), STATUS_OK);
    assert_int_equal(rest, 11);
    assert_string_equal(members(clusters, 11), "11 12 13 14");
    assert_string_equal(members(clusters, 10), "10");
    assert_int_equal(clusters_stats(clusters).clusters, 3);
    clusters_close(clusters);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add_and_refuse),       cmocka_unit_test(test_elect_and_forget),
        cmocka_unit_test(test_merge_and_split),      cmocka_unit_test(test_random_operations),
        cmocka_unit_test(test_memory_is_given_back), cmocka_unit_test(test_rename),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

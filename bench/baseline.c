/*
 * What the usual methods make of the neardup sets, beside bench/cluster in one run: MinHash with banding and simhash,
 * at the settings that their users leave them at, clusters by union of all pairs that pass.
 *
 *     bench/baseline minhash 0.5 FILE.jsonl[.zst]... > PRED.tsv
 *     bench/baseline simhash 3 FILE.jsonl[.zst]... > PRED.tsv
 *     score.py SET PRED.tsv
 *
 * MinHash (Broder 1997): 128 hash functions over shingles of 5 words; bands are as many as reach the threshold t,
 * (1 / b)^(1 / r) being nearest to it (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", 3.4); pairs of a
 * band are kept when the share of equal minima is t or more. Simhash (Charikar 2002; Manku et al. 2007): 64 bits over
 * shingles of 3 words, pairs that differ in at most k bits, all pairs compared.
 */
#include "bench/jsonl.h"
#include "shingle/sketch/simhash.h"
#include "shingle/sketch/sketch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FUNCTIONS = 128 };

struct run {
    struct jsonl jsonl;
    uint32_t *parent;
    uint64_t *simhash;
    uint32_t (*minima)[FUNCTIONS];
};

struct band_entry {
    uint64_t hash;
    uint32_t number;
};

static void *need(void *at)
{
    if (!at) {
        fputs("baseline: out of memory\n", stderr);
        exit(1);
    }
    return at;
}

static uint32_t root_of(struct run *run, uint32_t i)
{
    while (run->parent[i] != i)
        i = run->parent[i] = run->parent[run->parent[i]];
    return i;
}

static void join(struct run *run, uint32_t a, uint32_t b)
{
    a = root_of(run, a);
    b = root_of(run, b);
    run->parent[a < b ? b : a] = a < b ? a : b;
}

static void sign(struct run *run, uint32_t number, struct shingle_set set)
{
    for (unsigned f = 0; f < FUNCTIONS; f++) {
        uint32_t least = UINT32_MAX;
        for (size_t i = 0; i < set.count; i++) {
            uint32_t hash = (uint32_t)(mix64(set.at[i] ^ (uint64_t)(f + 1) * 0x9e3779b97f4a7c15u) >> 32);
            least = hash < least ? hash : least;
        }
        run->minima[number][f] = least;
    }
}

static void read_all(struct run *run, uint32_t width)
{
    struct arena arena;
    const struct hash_key key = hash_key_from_seed(1);
    const struct sketch_params params = {.width = width, .sample_rate = 1, .min_keys = 1, .max_keys = 512};
    size_t count = run->jsonl.count;
    arena_init(&arena, 1 << 20, 0);
    run->parent = need(calloc(count + 1, sizeof *run->parent));
    run->simhash = need(calloc(count + 1, sizeof *run->simhash));
    run->minima = need(calloc(count + 1, sizeof *run->minima));
    for (uint32_t i = 0; i < count; i++) {
        struct words words;
        struct shingle_set set;
        run->parent[i] = i;
        if (words_scan(&key, run->jsonl.at[i].text, &arena, &words) != STATUS_OK ||
            shingles_build(&params, &key, words, &arena, &set) != STATUS_OK)
            exit(1);
        run->simhash[i] = set.count ? simhash_of(set.at, set.count) : mix64(i + 1);
        sign(run, i, set);
        arena_reset(&arena);
    }
    arena_close(&arena);
}

static void by_simhash(struct run *run, unsigned bits)
{
    for (uint32_t i = 0; i < run->jsonl.count; i++)
        for (uint32_t j = 0; j < i; j++)
            if ((unsigned)__builtin_popcountll(run->simhash[i] ^ run->simhash[j]) <= bits)
                join(run, i, j);
}

static bool alike(const struct run *run, uint32_t a, uint32_t b, double threshold)
{
    unsigned equal = 0;
    for (unsigned f = 0; f < FUNCTIONS; f++)
        equal += run->minima[a][f] == run->minima[b][f];
    return equal >= threshold * FUNCTIONS && run->minima[a][0] != UINT32_MAX;
}

static int by_hash(const void *a, const void *b)
{
    const struct band_entry *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* The rows of a band with which the S-curve rises nearest to the threshold. */
static unsigned rows_for(double threshold)
{
    unsigned best = 1;
    for (unsigned rows = 1; rows <= 32; rows++)
        if (fabs(pow((double)rows / FUNCTIONS, 1.0 / rows) - threshold) <
            fabs(pow((double)best / FUNCTIONS, 1.0 / best) - threshold))
            best = rows;
    return best;
}

static void by_minhash(struct run *run, double threshold)
{
    size_t count = run->jsonl.count;
    unsigned rows = rows_for(threshold);
    struct band_entry *entries = need(calloc(count + 1, sizeof *entries));
    for (unsigned from = 0; from + rows <= FUNCTIONS; from += rows) {
        for (uint32_t i = 0; i < count; i++) {
            uint64_t hash = from;
            for (unsigned f = from; f < from + rows; f++)
                hash = mix64(hash ^ run->minima[i][f]);
            entries[i] = (struct band_entry){hash, i};
        }
        qsort(entries, count, sizeof *entries, by_hash);
        for (size_t i = 1, first = 0; i < count; i++) {
            first = entries[i].hash == entries[first].hash ? first : i;
            for (size_t j = first; j < i; j++)
                if (alike(run, entries[i].number, entries[j].number, threshold))
                    join(run, entries[i].number, entries[j].number);
        }
    }
    free(entries);
}

int main(int argc, char **argv)
{
    static struct run run;
    bool minhash = argc > 3 && !strcmp(argv[1], "minhash");
    if (!minhash && (argc <= 3 || strcmp(argv[1], "simhash") != 0)) {
        bool help = argc > 1 && !strcmp(argv[1], "--help");
        fputs("usage: baseline minhash THRESHOLD FILE.jsonl[.zst]...\n"
              "       baseline simhash BITS FILE.jsonl[.zst]...\n"
              "Prints ID<TAB>CLUSTER for every article.\n",
              help ? stdout : stderr);
        return help ? 0 : 2;
    }
    for (int i = 3; i < argc; i++)
        if (jsonl_load(argv[i], &run.jsonl) != 0)
            return 1;
    read_all(&run, minhash ? 5 : 3);
    if (minhash)
        by_minhash(&run, atof(argv[2]));
    else
        by_simhash(&run, (unsigned)atoi(argv[2]));
    for (uint32_t i = 0; i < run.jsonl.count; i++)
        printf("%" BYTES_FORMAT "\t%u\n", BYTES_ARGS(run.jsonl.at[i].id), root_of(&run, i));
    free(run.parent);
    free(run.simhash);
    free(run.minima);
    jsonl_close(&run.jsonl);
    return 0;
}

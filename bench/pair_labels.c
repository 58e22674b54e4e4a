#include "bench/pair_labels.h"

#include "shingle/base/hash_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 4096 };

struct article {
    uint64_t id, cluster, group;
    bool several; /* stories in it: its pairs decide nothing */
};

struct pair {
    uint64_t name;
    enum pair_label label;
};

struct pair_labels {
    struct hash_key key;
    struct article *articles; /* by id */
    size_t article_count;
    struct pair *pairs; /* by name */
    size_t pair_count, pair_room;
};

static void *need(void *at)
{
    if (!at) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    return at;
}

static uint64_t hash(const struct pair_labels *labels, struct bytes view)
{
    return hash_bytes(&labels->key, HASH_TEXT, view);
}

static uint64_t pair_name(uint64_t a, uint64_t b)
{
    return a < b ? mix64(a) ^ b : mix64(b) ^ a;
}

static int by_first(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The next field of a line, which is cut off it. */
static struct bytes field(char **line)
{
    char *at = strsep(line, "\t\n");
    return bytes_of_string(at ? at : "");
}

static FILE *open_file(const char *set, const char *end)
{
    char path[LINE];
    snprintf(path, sizeof path, "%s%s", set, end);
    return fopen(path, "r");
}

static void load_pairs(struct pair_labels *labels, const char *set, const char *end, enum pair_label label)
{
    FILE *in = open_file(set, end);
    char line[LINE];
    while (in && fgets(line, sizeof line, in)) {
        char *at = line;
        uint64_t a = hash(labels, field(&at)), b = hash(labels, field(&at));
        if (labels->pair_count == labels->pair_room) {
            labels->pair_room = labels->pair_room ? 2 * labels->pair_room : 1024;
            labels->pairs = need(realloc(labels->pairs, labels->pair_room * sizeof *labels->pairs));
        }
        labels->pairs[labels->pair_count++] = (struct pair){pair_name(a, b), label};
    }
    if (in)
        (void)fclose(in);
}

static bool names_sources(const struct jsonl *jsonl)
{
    for (size_t i = 1; i < jsonl->count; i++)
        if (!bytes_equal(jsonl->at[i].source, jsonl->at[0].source))
            return true;
    return false;
}

static struct article *find(const struct pair_labels *labels, uint64_t id)
{
    return bsearch(&id, labels->articles, labels->article_count, sizeof *labels->articles, by_first);
}

struct pair_labels *pair_labels_load(const char *set, const struct jsonl *jsonl)
{
    FILE *in = open_file(set, ".labels.tsv");
    if (!in) {
        fprintf(stderr, "%s.labels.tsv: cannot be read\n", set);
        return NULL;
    }
    struct pair_labels *labels = need(calloc(1, sizeof *labels));
    labels->key = hash_key_from_seed(1);
    labels->articles = need(calloc(jsonl->count + 1, sizeof *labels->articles));
    char line[LINE];
    while (labels->article_count < jsonl->count && fgets(line, sizeof line, in)) {
        char *at = line;
        struct article *article = &labels->articles[labels->article_count++];
        article->id = hash(labels, field(&at));
        article->cluster = article->group = hash(labels, field(&at));
        article->several = !bytes_equal(field(&at), BYTES("article"));
    }
    (void)fclose(in);
    qsort(labels->articles, labels->article_count, sizeof *labels->articles, by_first);
    for (size_t i = 0; names_sources(jsonl) && i < jsonl->count; i++) {
        struct article *article = find(labels, hash(labels, jsonl->at[i].id));
        if (article)
            article->group = hash(labels, jsonl->at[i].source);
    }
    load_pairs(labels, set, ".pos.tsv", PAIR_COPY);
    load_pairs(labels, set, ".ambiguous.tsv", PAIR_UNDECIDED);
    load_pairs(labels, set, ".traps.tsv", PAIR_OTHER);
    if (labels->pair_count)
        qsort(labels->pairs, labels->pair_count, sizeof *labels->pairs, by_first);
    return labels;
}

void pair_labels_free(struct pair_labels *labels)
{
    free(labels->articles);
    free(labels->pairs);
    free(labels);
}

enum pair_label pair_labels_of(const struct pair_labels *labels, struct bytes a, struct bytes b)
{
    uint64_t x = hash(labels, a), y = hash(labels, b), name = pair_name(x, y);
    const struct pair *pair =
        labels->pair_count ? bsearch(&name, labels->pairs, labels->pair_count, sizeof *labels->pairs, by_first) : NULL;
    if (pair)
        return pair->label;
    const struct article *one = find(labels, x), *other = find(labels, y);
    bool decided = one && other && !one->several && !other->several && one->cluster != other->cluster;
    return decided ? PAIR_OTHER : PAIR_UNDECIDED;
}

uint64_t pair_labels_story(const struct pair_labels *labels, struct bytes id)
{
    const struct article *one = find(labels, hash(labels, id));
    return one ? one->cluster : 0;
}

unsigned pair_labels_fold(const struct pair_labels *labels, struct bytes a, struct bytes b)
{
    uint64_t x = hash(labels, a), y = hash(labels, b);
    const struct article *one = find(labels, x < y ? x : y);
    return one ? (unsigned)(mix64(one->group) >> 40) : 0;
}

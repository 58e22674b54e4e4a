#include "bench/train_wording.h"

#include "shingle/extract/wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SITES_MIN = 4 /* sites that a gram must have been seen on */ };

/* One gram of one line. */
struct sighting {
    uint32_t gram, site;
    bool good;
};

/* What a site says of a gram that was chosen. */
struct vote {
    uint32_t site, slot;
    float share;
};

struct gram {
    uint32_t hash;
    float good, bad; /* votes */
    float rank;
    size_t from, to; /* its sightings */
};

struct wording_votes {
    struct wording table;
    float good[WORDING_SLOTS], bad[WORDING_SLOTS];
    struct vote *votes; /* by site */
    size_t count;
    double usual; /* share of article in all votes */
};

static void *need(void *at)
{
    if (!at) {
        fputs("train_lines: out of memory\n", stderr);
        exit(1);
    }
    return at;
}

static int compare_sightings(const void *a, const void *b)
{
    const struct sighting *x = a, *y = b;
    if (x->gram != y->gram)
        return x->gram < y->gram ? -1 : 1;
    return x->site < y->site ? -1 : x->site > y->site;
}

static int compare_ranks(const void *a, const void *b)
{
    const struct gram *x = a, *y = b;
    if (x->rank > y->rank || x->rank < y->rank)
        return x->rank > y->rank ? -1 : 1;
    return x->hash < y->hash ? -1 : x->hash > y->hash;
}

static int compare_votes(const void *a, const void *b)
{
    const struct vote *x = a, *y = b;
    if (x->site != y->site)
        return x->site < y->site ? -1 : 1;
    return x->slot < y->slot ? -1 : x->slot > y->slot;
}

static size_t count_words(const struct corpus *corpus)
{
    size_t words = 0;
    for (size_t p = 0; p < corpus->count; p++)
        words += corpus->at[p].reading.list.word_count;
    return words;
}

static struct sighting *list_sightings(const struct corpus *corpus, size_t *count)
{
    struct sighting *out = need(malloc((2 * count_words(corpus) + 1) * sizeof *out));
    *count = 0;
    for (size_t p = 0; p < corpus->count; p++) {
        const struct sample *sample = &corpus->at[p];
        const struct line_list *list = &sample->reading.list;
        for (size_t i = 0; i < list->count; i++) {
            const uint32_t *words = &list->words[list->at[i].word_at];
            for (size_t w = 0; sample->weight[i] > 0 && w < list->at[i].words; w++) {
                out[(*count)++] = (struct sighting){words[w], sample->site, sample->label[i]};
                if (w)
                    out[(*count)++] =
                        (struct sighting){wording_pair(words[w - 1], words[w]), sample->site, sample->label[i]};
            }
        }
    }
    qsort(out, *count, sizeof *out, compare_sightings);
    return out;
}

/* The vote of the site whose sightings of a gram begin at `at`; *at moves behind them. */
static float take_vote(const struct sighting *sightings, size_t to, size_t *at)
{
    uint32_t site = sightings[*at].site;
    float good = 0, all = 0;
    while (*at < to && sightings[*at].site == site) {
        good += sightings[*at].good;
        all += 1;
        (*at)++;
    }
    return good / all;
}

static int8_t weight_of(double usual, double good, double bad)
{
    const double prior = 4, most = 5;
    double odds = log((good + prior * usual) / (bad + prior * (1 - usual))) - log(usual / (1 - usual));
    return (int8_t)lrint(fmax(-most, fmin(most, odds)) * WORDING_UNIT);
}

static struct gram *count_grams(const struct sighting *sightings, size_t count, size_t *grams, double *usual)
{
    size_t room = 1 << 16;
    struct gram *out = need(malloc(room * sizeof *out));
    double good = 1, all = 2;
    *grams = 0;
    for (size_t from = 0, to; from < count; from = to) {
        struct gram gram = {.hash = sightings[from].gram, .from = from};
        for (to = from; to < count && sightings[to].gram == gram.hash; to++)
            ;
        for (size_t at = from; at < to;) {
            float share = take_vote(sightings, to, &at);
            gram.good += share;
            gram.bad += 1 - share;
        }
        gram.to = to;
        good += gram.good;
        all += gram.good + gram.bad;
        if (gram.good + gram.bad < SITES_MIN || gram.hash == 0)
            continue;
        if (*grams == room)
            out = need(realloc(out, (room *= 2) * sizeof *out));
        out[(*grams)++] = gram;
    }
    *usual = good / all;
    for (size_t i = 0; i < *grams; i++) {
        double weight = weight_of(*usual, out[i].good, out[i].bad);
        out[i].rank = (float)(fabs(weight) * sqrt(out[i].good + out[i].bad));
    }
    qsort(out, *grams, sizeof *out, compare_ranks);
    return out;
}

/* A free slot for a gram, or WORDING_SLOTS when another would be found in its place. */
static size_t free_slot(const struct wording *table, uint32_t hash)
{
    size_t slot = wording_slot(hash);
    while (table->tag[slot] && table->tag[slot] != wording_tag(hash))
        slot = (slot + 1) % WORDING_SLOTS;
    return table->tag[slot] ? WORDING_SLOTS : slot;
}

struct wording_votes *wording_learn(const struct corpus *corpus)
{
    struct wording_votes *v = need(calloc(1, sizeof *v));
    size_t sighted, grams, room = 1 << 16;
    struct sighting *sightings = list_sightings(corpus, &sighted);
    struct gram *gram = count_grams(sightings, sighted, &grams, &v->usual);
    v->votes = need(malloc(room * sizeof *v->votes));
    for (size_t i = 0; i < grams && i < WORDING_GRAMS_MAX; i++) {
        size_t slot = free_slot(&v->table, gram[i].hash);
        if (slot == WORDING_SLOTS)
            continue;
        v->table.tag[slot] = wording_tag(gram[i].hash);
        v->table.weight[slot] = weight_of(v->usual, gram[i].good, gram[i].bad);
        v->good[slot] = gram[i].good;
        v->bad[slot] = gram[i].bad;
        for (size_t at = gram[i].from; at < gram[i].to;) {
            uint32_t site = sightings[at].site;
            if (v->count == room)
                v->votes = need(realloc(v->votes, (room *= 2) * sizeof *v->votes));
            float share = take_vote(sightings, gram[i].to, &at);
            v->votes[v->count++] = (struct vote){site, (uint32_t)slot, share};
        }
    }
    qsort(v->votes, v->count, sizeof *v->votes, compare_votes);
    printf("wording: %zu grams on %d sites or more; %.3f of all votes are for articles\n", grams, SITES_MIN, v->usual);
    free(gram);
    free(sightings);
    return v;
}

void wording_free(struct wording_votes *v)
{
    free(v->votes);
    free(v);
}

static size_t first_vote(const struct wording_votes *v, uint32_t site)
{
    size_t low = 0, high = v->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (v->votes[middle].site < site)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void wording_apply(const struct wording_votes *v, struct corpus *corpus)
{
    struct wording *table = need(malloc(sizeof *table));
    for (size_t p = 0; p < corpus->count; p++) {
        struct sample *sample = &corpus->at[p];
        *table = v->table;
        for (size_t i = first_vote(v, sample->site); i < v->count && v->votes[i].site == sample->site; i++) {
            size_t slot = v->votes[i].slot;
            double share = v->votes[i].share;
            table->weight[slot] = weight_of(v->usual, v->good[slot] - share, v->bad[slot] - (1 - share));
        }
        wording_measure(table, &sample->reading.list);
    }
    free(table);
}

void wording_write(const struct wording_votes *v, FILE *out)
{
    fprintf(out, "/* Made by bench/train_lines from the open extraction sets; do not edit. */\n"
                 "const struct wording wording_learnt = {\n{");
    for (size_t i = 0; i < WORDING_SLOTS; i++)
        fprintf(out, "%u%s", v->table.tag[i], i + 1 == WORDING_SLOTS ? "},\n{" : i % 16 == 15 ? ",\n" : ",");
    for (size_t i = 0; i < WORDING_SLOTS; i++)
        fprintf(out, "%d%s", v->table.weight[i],
                i + 1 == WORDING_SLOTS ? "},\nwording_tags};\n"
                : i % 32 == 31         ? ",\n"
                                       : ",");
}

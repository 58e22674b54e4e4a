#include "shingle/match/pair_features.h"

#include "shingle/match/topics.h"
#include "shingle/match/trial.h"

#include <math.h>

static float share(double part, double whole)
{
    return whole <= 0 ? 0 : part >= whole ? 1 : (float)(part / whole);
}

static uint32_t bits(uint64_t set)
{
    return (uint32_t)__builtin_popcountll(set);
}

/* How many of the common shingles have strangers. */
static void strangers(const struct trial *trial, const struct evidence *one, float *vector)
{
    uint64_t mine = UINT64_C(1) << one->comparison.bit;
    uint64_t family = trial->family & ~one->twins, kin = one->family & ~one->twins;
    uint32_t some[3] = {0, 0, 0};
    uint64_t last = 0;
    uint32_t most = 0;
    for (uint32_t d = 0; d < trial->comparer.distinct; d++) {
        uint64_t holders = trial->comparer.holders[d];
        if (!(holders & mine))
            continue;
        if (holders != last) {
            uint32_t a = bits(holders & family), b = bits(holders & kin);
            most = a > b ? a : b;
            last = holders;
        }
        some[0] += most >= 1;
        some[1] += most >= 2;
        some[2] += most >= 4;
    }
    for (int i = 0; i < 3; i++)
        vector[PAIR_STRANGE + i] = share(some[i], one->comparison.both);
    uint32_t kinsmen = 0;
    for (size_t i = 0; i < trial->count; i++)
        kinsmen += ((family | kin) >> i & 1) && 4 * trial->evidence[i].comparison.both >= trial->comparer.distinct;
    vector[PAIR_KINSMEN] = (float)kinsmen;
}

enum { SET_SIZE = 4096 };

/* Share of b's words that stand in a; quick and approximate: a set of hashed bits. */
static void words_in(struct profile a, struct profile b, float *names, float *all)
{
    uint64_t set[SET_SIZE / 8] = {0};
    uint32_t name = 0, name_in = 0, in = 0;
    for (uint32_t i = 0; i < a.count; i++) {
        uint32_t at = a.words[i] % (SET_SIZE * 8);
        set[at / 64] |= UINT64_C(1) << at % 64;
    }
    for (uint32_t i = 0; i < b.count; i++) {
        uint32_t at = b.words[i] % (SET_SIZE * 8);
        bool there = set[at / 64] >> at % 64 & 1;
        in += there;
        if (b.words[i] & PROFILE_CAPITAL) {
            name++;
            name_in += there;
        }
    }
    *names = name ? share(name_in, name) : 1;
    *all = share(in, b.count);
}

static float least(float a, float b)
{
    return a < b ? a : b;
}

static float most(float a, float b)
{
    return a > b ? a : b;
}

void pair_features(const struct trial *trial, size_t i, float *vector)
{
    const struct evidence *one = &trial->evidence[i];
    const struct comparison *c = &one->comparison;
    struct profile ours = trial->comparer.ours;
    bool shorter = c->ours <= c->theirs;
    uint32_t few = shorter ? c->ours : c->theirs, many = shorter ? c->theirs : c->ours;
    vector[PAIR_SHORTER_SHARED] = share(c->both, few);
    vector[PAIR_LONGER_SHARED] = share(c->both, many);
    vector[PAIR_INFORMATIVE] = most((float)one->containment, (float)one->contained);
    vector[PAIR_INFORMATIVE_LESS] = least((float)one->containment, (float)one->contained);
    vector[PAIR_KIN] = one->source != 0 && one->source == trial->source;
    vector[PAIR_WORDS] = log2f(1.0f + (float)few);
    vector[PAIR_LENGTHS] = log2f((float)(many + 1) / (float)(few + 1));
    vector[PAIR_LONGEST] = share(c->longest, few);
    float a = share(c->opening_ours, OPENING_SHINGLES), b = share(c->opening_theirs, OPENING_SHINGLES);
    vector[PAIR_OPENING_LEAST] = least(a, b);
    vector[PAIR_OPENING_MOST] = most(a, b);
    uint32_t fewer = ours.figure_count < one->theirs.figure_count ? ours.figure_count : one->theirs.figure_count;
    vector[PAIR_FIGURES] = log2f(1.0f + (float)fewer);
    vector[PAIR_FIGURES_MISSING] = log2f(1.0f + (float)(fewer - c->figures_both));
    vector[PAIR_FIGURES_SHARED] = fewer ? share(c->figures_both, fewer) : 1;
    float hundred = c->both ? 100.0f / (float)c->both : 0;
    vector[PAIR_FIGURE_SLOTS] = (float)c->figure_slots * hundred;
    vector[PAIR_NAME_SLOTS] = (float)c->name_slots * hundred;
    vector[PAIR_EDIT_SLOTS] = (float)c->edit_slots * hundred;
    vector[PAIR_INSERTS] = (float)c->inserts * hundred;
    vector[PAIR_SLOTS] = log2f(1.0f + (float)(c->figure_slots + c->name_slots));
    vector[PAIR_TOPICS] = (float)topics_swapped(ours, one->theirs);
    strangers(trial, one, vector);
    float names[2], all[2];
    words_in(ours, one->theirs, &names[0], &all[0]);
    words_in(one->theirs, ours, &names[1], &all[1]);
    vector[PAIR_NAMES_LEAST] = least(names[0], names[1]);
    vector[PAIR_NAMES_MOST] = most(names[0], names[1]);
    vector[PAIR_WORDS_LEAST] = least(all[0], all[1]);
    vector[PAIR_WORDS_MOST] = most(all[0], all[1]);
}

const char *pair_feature_name(enum pair_feature feature)
{
    static const char *const names[PAIR_FEATURES] = {
        [PAIR_SHORTER_SHARED] = "shorter_shared",
        [PAIR_LONGER_SHARED] = "longer_shared",
        [PAIR_INFORMATIVE] = "informative",
        [PAIR_INFORMATIVE_LESS] = "informative_less",
        [PAIR_KIN] = "kin",
        [PAIR_WORDS] = "words",
        [PAIR_LENGTHS] = "lengths",
        [PAIR_LONGEST] = "longest",
        [PAIR_OPENING_LEAST] = "opening_least",
        [PAIR_OPENING_MOST] = "opening_most",
        [PAIR_FIGURES] = "figures",
        [PAIR_FIGURES_MISSING] = "figures_missing",
        [PAIR_FIGURES_SHARED] = "figures_shared",
        [PAIR_FIGURE_SLOTS] = "figure_slots",
        [PAIR_NAME_SLOTS] = "name_slots",
        [PAIR_EDIT_SLOTS] = "edit_slots",
        [PAIR_INSERTS] = "inserts",
        [PAIR_SLOTS] = "slots",
        [PAIR_TOPICS] = "topics",
        [PAIR_STRANGE] = "strange",
        [PAIR_STRANGE_2] = "strange_2",
        [PAIR_STRANGE_4] = "strange_4",
        [PAIR_KINSMEN] = "kinsmen",
        [PAIR_NAMES_LEAST] = "names_least",
        [PAIR_NAMES_MOST] = "names_most",
        [PAIR_WORDS_LEAST] = "words_least",
        [PAIR_WORDS_MOST] = "words_most",
    };
    return names[feature];
}

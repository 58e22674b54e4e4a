#include "shingle/match/trial.h"

enum { WEIGHTS = COMPARER_OTHERS_MAX + 1 };

enum status trial_open(struct trial *trial, uint32_t width, struct profile subject, uint32_t source, size_t room,
                       struct arena *arena)
{
    *trial = (struct trial){.arena = arena, .source = source, .room = room};
    trial->evidence = arena_array(arena, room, sizeof *trial->evidence);
    if (!trial->evidence)
        return STATUS_NOMEM;
    return comparer_prepare(&trial->comparer, width, subject, arena);
}

static bool same_text(struct profile a, struct profile b)
{
    if (a.count != b.count || a.shingles != b.shingles)
        return false;
    for (uint32_t i = 0; i < a.count; i++)
        if ((a.words[i] ^ b.words[i]) & PROFILE_HASH)
            return false;
    return true;
}

/* Finds the twins among the earlier ones. True when one of them has the same source. */
static bool find_twins(struct trial *trial, struct evidence *one, uint64_t bit)
{
    bool kin = false;
    one->twins = bit;
    for (size_t i = 0; &trial->evidence[i] != one; i++) {
        struct evidence *other = &trial->evidence[i];
        if (other->comparison.both != one->comparison.both || !same_text(other->theirs, one->theirs))
            continue;
        one->twins |= UINT64_C(1) << i;
        other->twins |= bit;
        kin = kin || other->source == one->source;
    }
    return kin;
}

void trial_add(struct trial *trial, uint32_t id, uint32_t cluster, uint32_t source, struct profile theirs)
{
    size_t number = trial->count++;
    uint64_t bit = UINT64_C(1) << number;
    struct evidence *one = &trial->evidence[number];
    *one = (struct evidence){.id = id, .cluster = cluster, .source = source, .theirs = theirs};
    comparer_compare(&trial->comparer, theirs, &one->comparison);
    bool counted = !find_twins(trial, one, bit);
    if (source == 0)
        return;
    if (source == trial->source && counted)
        trial->family |= bit;
    for (size_t i = 0; i < number; i++)
        if (trial->evidence[i].source == source) {
            one->family |= trial->evidence[i].family;
            trial->evidence[i].family |= counted ? bit : 0;
        }
    one->family |= counted ? bit : 0;
}

static double share(double part, double whole)
{
    return whole <= 0 ? 0 : part >= whole ? 1 : part / whole;
}

static uint32_t count_bits(uint64_t bits)
{
    return (uint32_t)__builtin_popcountll(bits);
}

/* How many clusters but one hold a shingle, round-ups left out: they print what others wrote. */
static uint32_t clusters_in(const struct trial *trial, uint64_t holders, uint32_t but)
{
    uint32_t seen[COMPARER_OTHERS_MAX], count = 0;
    for (; holders != 0; holders &= holders - 1) {
        const struct evidence *one = &trial->evidence[__builtin_ctzll(holders)];
        uint32_t i = 0;
        while (i < count && seen[i] != one->cluster)
            i++;
        if (i == count && one->cluster != but && !one->digest)
            seen[count++] = one->cluster;
    }
    return count;
}

struct weights {
    double ours, theirs, both;
};

/* Sums the weights of the subject's shingles, of the other's and of those in both. */
static struct weights weigh(const struct trial *trial, const struct trial_rules *rules, const struct evidence *one)
{
    double worth[WEIGHTS];
    for (uint32_t i = 0; i < WEIGHTS; i++)
        worth[i] = 1.0 / (1.0 + i);
    uint64_t mine = UINT64_C(1) << one->comparison.bit;
    uint64_t family = trial->family & ~one->twins, kin = one->family & ~one->twins;
    struct weights sum = {0, 0, 0};
    uint64_t last = 0; /* neighbours mostly have the same holders: then they have the same weight */
    double weight = 1;
    for (uint32_t d = 0; d < trial->comparer.distinct; d++) {
        uint64_t holders = trial->comparer.holders[d];
        if (holders != last) {
            uint32_t strangers = count_bits(holders & family), others = count_bits(holders & kin);
            bool everybodys = count_bits(holders) > rules->strangers_any + 1 &&
                              clusters_in(trial, holders, one->cluster) > rules->strangers_any;
            uint32_t most = strangers > others ? strangers : others;
            weight = everybodys || most > rules->strangers_kin ? 0 : worth[most];
            last = holders;
        }
        sum.ours += weight;
        sum.both += holders & mine ? weight : 0;
    }
    /* Of what only the other has nothing is known: it counts in full. */
    sum.theirs = sum.both + (double)(one->comparison.theirs - one->comparison.both);
    return sum;
}

/* Do the figures speak against a copy? */
static bool figures_differ(const struct trial *trial, const struct trial_rules *rules, const struct evidence *one)
{
    const struct comparison *c = &one->comparison;
    uint32_t ours = trial->comparer.ours.figure_count, theirs = one->theirs.figure_count;
    uint32_t shorter = c->ours <= c->theirs ? ours : theirs, fewer = ours < theirs ? ours : theirs;
    bool form = c->figure_slots >= rules->form_slots && 100.0 * c->figure_slots >= rules->form_density * c->both &&
                fewer - c->figures_both >= rules->form_missing * fewer;
    return form ||
           (shorter - c->figures_both > rules->figures_few && share(c->figures_both, shorter) < rules->figures_min);
}

void trial_refuse(struct evidence *one, enum refusal why)
{
    one->joins = false;
    one->refusal = one->refusal == REFUSAL_NONE ? why : one->refusal;
}

bool trial_overlaps(const struct trial *trial, const struct trial_rules *rules, size_t i)
{
    const struct comparison *c = &trial->evidence[i].comparison;
    return share(c->both, c->ours < c->theirs ? c->ours : c->theirs) >= rules->containment;
}

void trial_judge(struct trial *trial, const struct trial_rules *rules, size_t i)
{
    struct evidence *one = &trial->evidence[i];
    const struct comparison *c = &one->comparison;
    one->joins = true;
    one->refusal = REFUSAL_NONE;
    one->overlaps = trial_overlaps(trial, rules, i);
    if (!one->overlaps) {
        one->resemblance = share(c->both, c->ours + c->theirs - c->both);
        one->containment = share(c->both, c->ours);
        one->contained = share(c->both, c->theirs);
        trial_refuse(one, REFUSAL_OVERLAP);
        return;
    }
    struct weights sum = weigh(trial, rules, one);
    one->resemblance = share(sum.both, sum.ours + sum.theirs - sum.both);
    one->containment = share(sum.both, sum.ours);
    one->contained = share(sum.both, sum.theirs);
    pair_features(trial, i, one->features);
    one->certainty = forest_score(rules->forest, one->features);
    bool kin = one->source != 0 && one->source == trial->source;
    if (figures_differ(trial, rules, one))
        trial_refuse(one, REFUSAL_FIGURES);
    if ((double)one->certainty < (kin ? rules->certainty_kin : rules->certainty))
        trial_refuse(one, REFUSAL_DOUBT);
}

double trial_same_part(const struct trial *trial, size_t i, size_t j)
{
    uint64_t one = UINT64_C(1) << i, other = UINT64_C(1) << j;
    uint32_t ours = 0, theirs = 0, both = 0;
    for (uint32_t d = 0; d < trial->comparer.distinct; d++) {
        uint64_t holders = trial->comparer.holders[d];
        ours += (holders & one) != 0;
        theirs += (holders & other) != 0;
        both += (holders & one) && (holders & other);
    }
    return share(both, ours < theirs ? ours : theirs);
}

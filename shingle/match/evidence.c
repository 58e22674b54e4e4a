#include "shingle/match/evidence.h"

enum status holders_build(const struct comparer *comparer, const struct evidence *evidence, size_t count,
                          struct arena *arena, struct holders *out)
{
    *out = (struct holders){comparer, arena_array(arena, comparer->distinct, sizeof *out->any),
                            arena_array(arena, comparer->distinct, sizeof *out->same)};
    if (!out->any || !out->same)
        return STATUS_NOMEM;
    uint64_t last = 0, any = 0, same = 0;
    for (uint32_t d = 0; d < comparer->distinct; d++) {
        uint64_t mask = comparer->holders[d];
        if (mask != last) {
            any = same = 0;
            for (uint64_t rest = mask; rest != 0; rest &= rest - 1) {
                const struct evidence *one = &evidence[__builtin_ctzll(rest)];
                uint64_t bit = UINT64_C(1) << one->cluster_bit;
                any |= bit;
                same |= one->same_source ? bit : 0;
            }
            last = mask;
        }
        out->any[d] = any;
        out->same[d] = same;
    }
    (void)count;
    return STATUS_OK;
}

static double share(uint32_t part, uint32_t whole)
{
    return whole == 0 ? 0 : part >= whole ? 1 : (double)part / (double)whole;
}

static void count_informative(const struct matcher_params *params, const struct holders *holders,
                              struct evidence *evidence)
{
    uint64_t mine = UINT64_C(1) << evidence->comparison.bit, not_theirs = ~(UINT64_C(1) << evidence->cluster_bit);
    uint32_t ours = 0, both = 0;
    for (uint32_t d = 0; d < holders->comparer->distinct; d++) {
        uint32_t same = (uint32_t)__builtin_popcountll(holders->same[d] & not_theirs);
        uint32_t any = (uint32_t)__builtin_popcountll(holders->any[d] & not_theirs);
        if (same > params->strangers_source || any > params->strangers_any)
            continue;
        ours++;
        both += (holders->comparer->holders[d] & mine) != 0;
    }
    evidence->ours = ours;
    evidence->both = both;
    uint32_t template = evidence->comparison.both - both;
    evidence->theirs_own = evidence->comparison.theirs > template ? evidence->comparison.theirs - template : 0;
}

void evidence_judge(const struct matcher_params *params, const struct holders *holders, struct evidence *evidence)
{
    count_informative(params, holders, evidence);
    const struct comparison *c = &evidence->comparison;
    uint32_t either = evidence->ours + evidence->theirs_own - evidence->both;
    evidence->resemblance = share(evidence->both, either);
    evidence->containment = share(evidence->both, evidence->ours);
    evidence->contained = share(evidence->both, evidence->theirs_own);
    double own = evidence->containment > evidence->contained ? evidence->containment : evidence->contained;
    double raw = share(c->both, c->ours < c->theirs ? c->ours : c->theirs);
    evidence->joins = false;
    if (own < params->containment || raw < params->containment || evidence->both < (uint32_t)params->tune[0])
        return;
    uint32_t a = holders->comparer->ours.figure_count, b = evidence->theirs.figure_count;
    uint32_t figures = c->ours <= c->theirs ? a : b;
    if (figures - c->figures_both > params->figures_few && share(c->figures_both, figures) < params->figures_min)
        return;
    evidence->joins = true;
}

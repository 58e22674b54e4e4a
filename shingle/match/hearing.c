#include "shingle/match/hearing.h"

#include <math.h>

enum status hearing_profile(struct hearing *hearing, uint32_t id, struct profile *out)
{
    struct matcher *matcher = hearing->matcher;
    if (profile_cache_find(matcher->cache, id, out)) {
        matcher->stats.cache_hits++;
        return STATUS_OK;
    }
    struct bytes text;
    struct words words;
    struct shingle_set shingles;
    hearing->decision->read++;
    matcher->stats.reads++;
    enum status status = hearing->reader->read(hearing->reader->context, id, hearing->arena, &text);
    if (status == STATUS_OK)
        status = words_scan(&matcher->key, text, hearing->arena, &words);
    if (status == STATUS_OK)
        status = shingles_build(&matcher->sketch_params, &matcher->key, words, hearing->arena, &shingles);
    if (status != STATUS_OK)
        return status;
    *out = profile_build(words, (uint32_t)shingles.count, hearing->arena);
    if (!out->words)
        return STATUS_NOMEM;
    if (hearing->fresh_count < HEARING_FRESH_MAX) {
        hearing->fresh[hearing->fresh_count].id = id;
        hearing->fresh[hearing->fresh_count++].profile = *out;
    }
    return STATUS_OK;
}

struct matcher_params hearing_params(const struct matcher *matcher, const struct match_article *article)
{
    const struct match_policy *policy = article->policy;
    struct matcher_params params = matcher->params;
    if (!policy)
        return params;
    params.containment = policy->containment > 0 ? policy->containment : params.containment;
    params.rules.containment = params.containment;
    params.resemblance = policy->resemblance > 0 ? policy->resemblance : params.resemblance;
    params.window_ms = policy->has_window ? policy->window_ms : params.window_ms;
    if (policy->certainty > 0)
        params.rules.certainty = params.rules.certainty_kin = policy->certainty;
    return params;
}

/*
 * Too few shared keys for a copy? The keys are a sample: of two texts where the shorter one's shingles stand to the
 * share `containment` in the other, about that share of its keys at the coarser rate is expected in common. Three
 * standard deviations below that (Poisson), comparing the texts would be for nothing: it misses one copy in a thousand
 * that just passes, and spares most of the comparisons.
 */
static bool hopeless(const struct hearing *hearing, const struct candidate *candidate)
{
    const struct sketch_params *params = &hearing->matcher->sketch_params;
    const struct sketch *sketch = hearing->article->sketch;
    uint32_t words = facts_get(hearing->matcher->facts, candidate->id).words;
    uint32_t rate = params->sample_rate;
    /* Their rate is not kept; this errs on the coarser side, which expects less. */
    while (rate > 1 && words / rate < params->min_keys / 2)
        rate /= 2;
    while (words / rate > params->max_keys / 2)
        rate *= 2;
    rate = rate > sketch->rate ? rate : sketch->rate;
    double shorter = words < sketch->words ? words : sketch->words;
    double expected = shorter / rate * hearing_params(hearing->matcher, hearing->article).containment;
    return candidate->shared < expected - 3 * sqrt(expected);
}

static bool is_acceptable(const struct match_policy *policy, uint32_t id)
{
    return !policy || !policy->accepts || policy->accepts(policy->context, id);
}

/* Leaves out whom it is not worth to hear. Returns how many are left, in order. */
static size_t worth_hearing(const struct hearing *hearing, const struct candidate *candidates, size_t count,
                            size_t room, size_t fellows, uint32_t *ids)
{
    uint32_t clusters[COMPARER_OTHERS_MAX];
    size_t kept = 0;
    for (size_t i = 0; i < count && kept < room; i++) {
        uint32_t id = candidates[i].id, cluster = clusters_of(hearing->matcher->clusters, id);
        size_t heard = 0;
        bool previous = id == hearing->article->same_url;
        if (cluster == 0 ||
            (!previous && (hopeless(hearing, &candidates[i]) || !is_acceptable(hearing->article->policy, id))))
            continue;
        for (size_t k = 0; k < kept; k++)
            heard += clusters[k] == cluster;
        if (heard >= fellows)
            continue;
        clusters[kept] = cluster;
        ids[kept++] = id;
    }
    return kept;
}

static void add(struct hearing *hearing, uint32_t id, struct profile theirs)
{
    const struct matcher *matcher = hearing->matcher;
    struct trial *trial = &hearing->trial;
    trial_add(trial, id, clusters_of(matcher->clusters, id), facts_source(matcher->facts, id), theirs);
    trial->evidence[trial->count - 1].digest = facts_get(matcher->facts, id).marks & MARK_DIGEST;
}

enum status hearing_hold(struct hearing *hearing, const struct candidate *candidates, size_t count, size_t room,
                         size_t fellows)
{
    struct matcher *matcher = hearing->matcher;
    const struct sketch *sketch = hearing->article->sketch;
    uint32_t ids[COMPARER_OTHERS_MAX];
    count = worth_hearing(hearing, candidates, count, room, fellows, ids);
    if (count == 0)
        return STATUS_OK;
    struct profile ours = profile_build(hearing->article->words, (uint32_t)sketch->shingles.count, hearing->arena);
    if (!ours.words)
        return STATUS_NOMEM;
    enum status status = trial_open(&hearing->trial, matcher->sketch_params.width, ours,
                                    source_folded(hearing->article->source), count, hearing->arena);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct profile theirs;
        status = hearing_profile(hearing, ids[i], &theirs);
        if (status == STATUS_OK)
            add(hearing, ids[i], theirs);
        else if (status == STATUS_NOTFOUND)
            status = STATUS_OK;
    }
    const struct matcher_params params = hearing_params(matcher, hearing->article);
    for (size_t i = 0; i < hearing->trial.count; i++)
        trial_judge(&hearing->trial, &params.rules, i);
    hearing->decision->verified = (uint32_t)hearing->trial.count;
    matcher->stats.verified += hearing->trial.count;
    return status;
}

void hearing_remember(struct hearing *hearing)
{
    for (uint32_t i = 0; i < hearing->fresh_count; i++)
        profile_cache_put(hearing->matcher->cache, hearing->fresh[i].id, hearing->fresh[i].profile);
}

static double plain_resemblance(const struct comparison *c)
{
    uint32_t either = c->ours + c->theirs - c->both;
    return either ? (double)c->both / either : 0;
}

/* Where everything is everybody's, informative shares are 0; then the plain ones tell. */
static bool better(const struct evidence *a, const struct evidence *b)
{
    if (a->resemblance != b->resemblance)
        return a->resemblance > b->resemblance;
    double x = plain_resemblance(&a->comparison), y = plain_resemblance(&b->comparison);
    return x != y ? x > y : a->id < b->id;
}

const struct evidence *hearing_best(const struct hearing *hearing)
{
    const struct trial *trial = &hearing->trial;
    const struct evidence *best = NULL;
    for (size_t i = 0; i < trial->count; i++)
        if (trial->evidence[i].joins && (!best || better(&trial->evidence[i], best)))
            best = &trial->evidence[i];
    return best;
}

#include "shingle/match/matcher_state.h"

#include <math.h>

/* When a text holds several stories. Of the shingles, informative or plain, 0 to 1. */
#define DIGEST_WHOLE     0.8 /* whoever has so much of a text has all of it */
#define DIGEST_SAME_PART 0.2 /* two that share less of a text than this are different parts of it */

enum {
    FELLOWS_MAX = 8,          /* members of a cluster that are looked at beside the candidate */
    MERGE_MEMBERS_MAX = 65536 /* of clusters that are merged by themselves */
};

/* Everything known about an article and its candidates while it is decided. */
struct hearing {
    struct matcher *matcher;
    const struct match_article *article;
    const struct match_reader *reader;
    struct arena *arena;
    struct decision *decision;
    struct trial trial;
};

/* The profile of an earlier article: from the cache, else from its text. */
static enum status profile_of(struct hearing *hearing, uint32_t id, struct profile *out)
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
    return out->words ? STATUS_OK : STATUS_NOMEM;
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
    double expected = shorter / rate * hearing->matcher->params.containment;
    return candidate->shared < expected - 3 * sqrt(expected);
}

/* Puts the candidates on trial. */
static enum status hear(struct hearing *hearing, const struct candidate *candidates, size_t count)
{
    struct matcher *matcher = hearing->matcher;
    const struct sketch *sketch = hearing->article->sketch;
    struct profile ours = profile_build(hearing->article->words, (uint32_t)sketch->shingles.count, hearing->arena);
    if (!ours.words)
        return STATUS_NOMEM;
    enum status status = trial_open(&hearing->trial, matcher->sketch_params.width, ours,
                                    source_folded(hearing->article->source), count, hearing->arena);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        uint32_t id = candidates[i].id, cluster = clusters_of(matcher->clusters, id);
        struct profile theirs;
        if (cluster == 0 || hopeless(hearing, &candidates[i]))
            continue;
        status = profile_of(hearing, id, &theirs);
        if (status == STATUS_OK)
            trial_add(&hearing->trial, id, cluster, facts_source(matcher->facts, id), theirs);
        else if (status == STATUS_NOTFOUND)
            status = STATUS_OK;
    }
    for (size_t i = 0; i < hearing->trial.count; i++)
        trial_judge(&hearing->trial, &matcher->params.rules, i);
    hearing->decision->verified = (uint32_t)hearing->trial.count;
    matcher->stats.verified += hearing->trial.count;
    return status;
}

/* Remembers the profiles that had to be read, now that none is in use. */
static void remember(struct hearing *hearing)
{
    struct profile held;
    for (size_t i = 0; i < hearing->trial.count; i++) {
        const struct evidence *one = &hearing->trial.evidence[i];
        if (!profile_cache_find(hearing->matcher->cache, one->id, &held))
            profile_cache_put(hearing->matcher->cache, one->id, one->theirs);
    }
}

static bool better(const struct evidence *a, const struct evidence *b)
{
    if (a->resemblance != b->resemblance)
        return a->resemblance > b->resemblance;
    return a->id < b->id;
}

static enum verdict verdict_of(const struct matcher_params *params, const struct evidence *evidence)
{
    if (evidence->resemblance >= params->resemblance)
        return VERDICT_COPY;
    return evidence->containment >= evidence->contained ? VERDICT_EXCERPT : VERDICT_EXTENDED;
}

static void take(struct hearing *hearing, const struct evidence *best)
{
    struct matcher *matcher = hearing->matcher;
    struct decision *decision = hearing->decision;
    decision->verdict = verdict_of(&matcher->params, best);
    decision->matched = best->id;
    decision->cluster = best->cluster;
    decision->resemblance = best->resemblance;
    decision->containment = best->containment;
    decision->contained = best->contained;
    decision->hamming =
        (uint32_t)__builtin_popcountll(hearing->article->sketch->simhash ^ facts_get(matcher->facts, best->id).simhash);
}

/* May the newcomer join through this one? A round-up lends its cluster only to its own copies. */
static void hold_digest(const struct hearing *hearing, struct evidence *one)
{
    if (facts_get(hearing->matcher->facts, one->id).marks & MARK_DIGEST &&
        one->resemblance < hearing->matcher->params.resemblance)
        one->joins = false;
}

static const struct evidence *best_of(const struct trial *trial)
{
    const struct evidence *best = NULL;
    for (size_t i = 0; i < trial->count; i++)
        if (trial->evidence[i].joins && (!best || better(&trial->evidence[i], best)))
            best = &trial->evidence[i];
    return best;
}

/* One of several stories in the newcomer: a good part of it stands here, and much of the newcomer does not. */
static bool is_part(const struct evidence *one)
{
    return one->joins && one->containment < DIGEST_WHOLE;
}

/* Does the newcomer hold two stories of different clusters, side by side? */
static bool is_digest(const struct trial *trial)
{
    for (size_t i = 0; i < trial->count; i++)
        for (size_t j = i + 1; j < trial->count; j++) {
            const struct evidence *a = &trial->evidence[i], *b = &trial->evidence[j];
            if (a->cluster != b->cluster && is_part(a) && is_part(b) && trial_same_part(trial, i, j) < DIGEST_SAME_PART)
                return true;
        }
    return false;
}

/*
 * The newcomer is a part of `whole`, an earlier, longer article. If another member of its cluster is another part, and
 * none has the newcomer's, then `whole` is a round-up that was not known as one: joining it would glue two stories.
 */
static enum status check_glue(struct hearing *hearing, const struct evidence *whole, bool *glues)
{
    struct matcher *matcher = hearing->matcher;
    struct trial trial;
    *glues = false;
    enum status status =
        trial_open(&trial, matcher->sketch_params.width, whole->theirs, whole->source, FELLOWS_MAX + 1, hearing->arena);
    if (status != STATUS_OK)
        return status;
    trial_add(&trial, 0, 0, 0, hearing->trial.comparer.ours);
    for (uint32_t id = clusters_first(matcher->clusters, whole->cluster); id != 0 && trial.count <= FELLOWS_MAX;
         id = clusters_next(matcher->clusters, whole->cluster, id)) {
        struct profile profile;
        if (id == whole->id)
            continue;
        status = profile_of(hearing, id, &profile);
        if (status == STATUS_OK)
            trial_add(&trial, id, whole->cluster, 0, profile);
        else if (status != STATUS_NOTFOUND)
            return status;
    }
    for (size_t i = 1; i < trial.count; i++) {
        if (trial_same_part(&trial, 0, i) >= DIGEST_SAME_PART) {
            *glues = false;
            return STATUS_OK;
        }
        *glues = true;
    }
    return STATUS_OK;
}

/* Takes back joins through round-ups that are only now seen to be such. */
static enum status refuse_glue(struct hearing *hearing)
{
    struct trial *trial = &hearing->trial;
    for (const struct evidence *best = best_of(trial); best; best = best_of(trial)) {
        bool glues = false;
        bool part = best->contained < DIGEST_WHOLE && best->comparison.theirs > best->comparison.ours;
        if (!part || clusters_size(hearing->matcher->clusters, best->cluster) < 2)
            return STATUS_OK;
        enum status status = check_glue(hearing, best, &glues);
        if (status != STATUS_OK || !glues)
            return status;
        uint32_t cluster = best->cluster;
        for (size_t i = 0; i < trial->count; i++)
            if (trial->evidence[i].cluster == cluster)
                trial->evidence[i].joins = false;
    }
    return STATUS_OK;
}

/* Other clusters that the newcomer proves to be the same story. */
static enum status list_merges(struct hearing *hearing, const struct evidence *best)
{
    const struct trial *trial = &hearing->trial;
    struct decision *decision = hearing->decision;
    uint32_t *merge = arena_array(hearing->arena, trial->count, sizeof *merge), merges = 0;
    uint64_t members = clusters_size(hearing->matcher->clusters, best->cluster);
    if (!merge)
        return STATUS_NOMEM;
    for (size_t i = 0; i < trial->count; i++) {
        const struct evidence *one = &trial->evidence[i];
        bool known = !one->joins || one->cluster == best->cluster;
        for (uint32_t m = 0; m < merges && !known; m++)
            known = merge[m] == one->cluster;
        members += known ? 0 : clusters_size(hearing->matcher->clusters, one->cluster);
        if (!known && members <= MERGE_MEMBERS_MAX)
            merge[merges++] = one->cluster;
    }
    decision->merge = merge;
    decision->merge_count = merges;
    return STATUS_OK;
}

static enum status conclude(struct hearing *hearing)
{
    struct trial *trial = &hearing->trial;
    struct decision *decision = hearing->decision;
    for (size_t i = 0; i < trial->count; i++)
        if (trial->evidence[i].joins)
            hold_digest(hearing, &trial->evidence[i]);
    enum status status = refuse_glue(hearing);
    const struct evidence *best = best_of(trial);
    if (status != STATUS_OK || !best)
        return status;
    take(hearing, best);
    bool copies_digest = facts_get(hearing->matcher->facts, best->id).marks & MARK_DIGEST;
    if (copies_digest || is_digest(trial)) {
        decision->verdict = VERDICT_DIGEST;
        decision->marks = MARK_DIGEST;
        decision->cluster = copies_digest ? best->cluster : 0;
        return STATUS_OK;
    }
    return list_merges(hearing, best);
}

/* The verdicts that need no look at other texts; true when one of them is it. */
static bool decide_by_name(const struct matcher *matcher, const struct match_article *article,
                           struct decision *decision)
{
    uint32_t same = article->same_text;
    if (same != 0 && clusters_of(matcher->clusters, same) != 0) {
        bool same_url = article->same_url == same;
        *decision = (struct decision){.verdict = same_url ? VERDICT_UNCHANGED : VERDICT_EXACT,
                                      .matched = same,
                                      .cluster = clusters_of(matcher->clusters, same),
                                      .resemblance = 1,
                                      .containment = 1,
                                      .contained = 1};
        return true;
    }
    if (article->sketch->words < matcher->params.words_min || article->sketch->keys.count == 0) {
        decision->verdict = VERDICT_SHORT;
        return true;
    }
    return false;
}

enum status matcher_decide(struct matcher *matcher, const struct match_article *article,
                           const struct match_reader *reader, struct arena *arena, struct decision *decision)
{
    *decision = (struct decision){.verdict = VERDICT_NEW};
    matcher->stats.decided++;
    if (decide_by_name(matcher, article, decision))
        return STATUS_OK;
    struct candidate candidates[COMPARER_OTHERS_MAX];
    size_t count = candidates_find(matcher->finder, article->sketch->keys, candidates, matcher->params.verify_max,
                                   &decision->candidates);
    matcher->stats.candidates += decision->candidates;
    if (count == 0)
        return STATUS_OK;
    struct hearing hearing = {matcher, article, reader, arena, decision, .trial = {.count = 0}};
    enum status status = hear(&hearing, candidates, count);
    if (status == STATUS_OK)
        status = conclude(&hearing);
    remember(&hearing);
    return status;
}

enum status matcher_similar(struct matcher *matcher, const struct match_article *article, uint32_t self,
                            const struct match_reader *reader, struct arena *arena, struct similar *out, size_t room,
                            size_t *count)
{
    struct decision unused = {.verdict = VERDICT_NEW};
    struct candidate candidates[COMPARER_OTHERS_MAX];
    struct hearing hearing = {matcher, article, reader, arena, &unused, .trial = {.count = 0}};
    size_t found =
        candidates_find(matcher->finder, article->sketch->keys, candidates, COMPARER_OTHERS_MAX, &unused.candidates);
    *count = 0;
    if (found == 0)
        return STATUS_OK;
    enum status status = hear(&hearing, candidates, found);
    for (size_t i = 0; i < hearing.trial.count && status == STATUS_OK; i++) {
        const struct evidence *one = &hearing.trial.evidence[i];
        struct similar similar = {one->id, one->resemblance, one->containment, one->contained, 0};
        for (size_t c = 0; c < found; c++)
            if (candidates[c].id == one->id)
                similar.shared = candidates[c].shared;
        if (one->id == self)
            continue;
        size_t at = *count < room ? (*count)++ : room;
        for (; at > 0 && out[at - 1].resemblance < similar.resemblance; at--)
            if (at < room)
                out[at] = out[at - 1];
        if (at < room)
            out[at] = similar;
    }
    remember(&hearing);
    return status;
}

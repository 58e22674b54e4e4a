#include "shingle/match/matcher_state.h"

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
        if (cluster == 0)
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

static enum status conclude(struct hearing *hearing)
{
    struct trial *trial = &hearing->trial;
    struct decision *decision = hearing->decision;
    const struct evidence *best = NULL;
    for (size_t i = 0; i < trial->count; i++)
        if (trial->evidence[i].joins && (!best || better(&trial->evidence[i], best)))
            best = &trial->evidence[i];
    if (!best)
        return STATUS_OK;
    take(hearing, best);
    uint32_t *merge = arena_array(hearing->arena, trial->count, sizeof *merge), merges = 0;
    if (!merge)
        return STATUS_NOMEM;
    for (size_t i = 0; i < trial->count; i++) {
        const struct evidence *one = &trial->evidence[i];
        bool known = !one->joins || one->cluster == best->cluster;
        for (uint32_t m = 0; m < merges && !known; m++)
            known = merge[m] == one->cluster;
        if (!known)
            merge[merges++] = one->cluster;
    }
    decision->merge = merge;
    decision->merge_count = merges;
    return STATUS_OK;
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

#include "shingle/match/digest.h"

/* Of the shorter one's shingles, to be a revision in the same cluster. */
#define REVISION_KEEPS 0.2

enum { MERGE_MEMBERS_MAX = 65536 }; /* of clusters that are merged by themselves */

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
    const struct matcher_params params = hearing_params(matcher, hearing->article);
    decision->verdict = verdict_of(&params, best);
    decision->matched = best->id;
    decision->cluster = best->cluster;
    decision->resemblance = best->resemblance;
    decision->containment = best->containment;
    decision->contained = best->contained;
    decision->hamming =
        (uint32_t)__builtin_popcountll(hearing->article->sketch->simhash ^ facts_get(matcher->facts, best->id).simhash);
}

/*
 * The page that had this URL before. Whatever it is now, it is a revision; it stays in the cluster when some of the
 * text is still there, whether or not the figures are.
 */
static const struct evidence *revised(struct hearing *hearing)
{
    struct trial *trial = &hearing->trial;
    for (size_t i = 0; i < trial->count; i++) {
        struct evidence *one = &trial->evidence[i];
        const struct comparison *c = &one->comparison;
        if (one->id != hearing->article->same_url)
            continue;
        one->joins = c->both >= REVISION_KEEPS * (c->ours < c->theirs ? c->ours : c->theirs);
        if (one->joins)
            one->refusal = REFUSAL_NONE;
        else
            trial_refuse(one, REFUSAL_OVERLAP);
        return one;
    }
    return NULL;
}

/*
 * Clusters are not merged through whoever of their members holds the newcomer, or is held by it: that one may hold
 * another story besides. The other's canonical must share as much with the newcomer as a copy does, and the same part
 * of it as the canonical of the cluster that it joins. A round-up that is mostly one story is still not that story.
 */
static enum status coheres(struct hearing *hearing, uint32_t joined, uint32_t other, bool *coherent)
{
    const uint32_t cluster[2] = {joined, other};
    struct trial trial;
    *coherent = false;
    enum status status =
        trial_open(&trial, hearing->matcher->sketch_params.width, hearing->trial.comparer.ours, 0, 2, hearing->arena);
    for (unsigned i = 0; i < 2 && status == STATUS_OK; i++) {
        struct profile profile;
        uint32_t canonical = clusters_canonical(hearing->matcher->clusters, cluster[i]);
        status = hearing_profile(hearing, canonical, &profile);
        if (status == STATUS_OK)
            trial_add(&trial, canonical, cluster[i], 0, profile);
    }
    if (status == STATUS_OK)
        *coherent = trial_overlaps(&trial, &hearing->matcher->params.rules, 1) && !digest_apart(&trial, 0, 1);
    return status == STATUS_NOTFOUND ? STATUS_OK : status;
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
        bool known = !one->joins || one->cluster == best->cluster || one->digest != best->digest ||
                     digest_apart(trial, i, (size_t)(best - trial->evidence));
        for (uint32_t m = 0; m < merges && !known; m++)
            known = merge[m] == one->cluster;
        bool coherent = false;
        enum status status = known ? STATUS_OK : coheres(hearing, best->cluster, one->cluster, &coherent);
        if (status != STATUS_OK)
            return status;
        known = known || !coherent;
        members += known ? 0 : clusters_size(hearing->matcher->clusters, one->cluster);
        if (!known && members <= MERGE_MEMBERS_MAX)
            merge[merges++] = one->cluster;
    }
    decision->merge = merge;
    decision->merge_count = merges;
    return STATUS_OK;
}

/* The same URL with a text that has nothing to do with the earlier one: told as a revision, placed by its text. */
static enum status conclude_replaced(struct hearing *hearing, const struct evidence *previous)
{
    const struct evidence *best = hearing_best(hearing);
    take(hearing, previous);
    hearing->decision->verdict = VERDICT_REVISION;
    hearing->decision->cluster = best ? best->cluster : 0;
    return STATUS_OK;
}

static enum status conclude(struct hearing *hearing)
{
    struct decision *decision = hearing->decision;
    digest_hold_back(hearing);
    const struct evidence *previous = revised(hearing);
    enum status status = digest_refuse_glue(hearing);
    if (status != STATUS_OK)
        return status;
    if (previous && !previous->joins)
        return conclude_replaced(hearing, previous);
    const struct evidence *best = previous ? previous : hearing_best(hearing);
    if (!best)
        return STATUS_OK;
    take(hearing, best);
    if (previous) {
        decision->verdict = VERDICT_REVISION;
        decision->marks = facts_get(hearing->matcher->facts, previous->id).marks;
        return list_merges(hearing, best);
    }
    bool copies_digest = facts_get(hearing->matcher->facts, best->id).marks & MARK_DIGEST;
    if (!copies_digest && !digest_is(hearing))
        return list_merges(hearing, best);
    decision->verdict = VERDICT_DIGEST;
    decision->marks = MARK_DIGEST;
    decision->cluster = copies_digest ? best->cluster : 0;
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
                                      .marks = facts_get(matcher->facts, same).marks,
                                      .resemblance = 1,
                                      .containment = 1,
                                      .contained = 1};
        return true;
    }
    if (article->sketch->words < matcher->params.words_min || article->sketch->keys.count == 0) {
        decision->verdict = article->same_url ? VERDICT_REVISION : VERDICT_SHORT;
        decision->matched = clusters_of(matcher->clusters, article->same_url) ? article->same_url : 0;
        return true;
    }
    return false;
}

static struct candidate_filter filter_for(const struct matcher *matcher, const struct match_article *article)
{
    int64_t window_ms = hearing_params(matcher, article).window_ms, oldest_s = (article->time_ms - window_ms) / 1000;
    struct candidate_filter filter = {.facts = matcher->facts};
    if (window_ms > 0 && article->time_ms > 0 && oldest_s > 0)
        filter.oldest_s = oldest_s < UINT32_MAX ? (uint32_t)oldest_s : UINT32_MAX;
    if (article->policy && article->policy->other_source)
        filter.not_source = source_folded(article->source);
    return filter;
}

/* Sees to it that the page that had this URL is heard: puts it first. */
static size_t with_previous(const struct matcher *matcher, const struct match_article *article,
                            struct candidate *candidates, size_t count)
{
    if (article->same_url == 0 || clusters_of(matcher->clusters, article->same_url) == 0)
        return count;
    struct candidate previous = {.id = article->same_url};
    size_t at = 0;
    while (at < count && candidates[at].id != article->same_url)
        at++;
    if (at < count)
        previous = candidates[at];
    else if (count < COMPARER_OTHERS_MAX)
        count++;
    else
        at--;
    for (; at > 0; at--)
        candidates[at] = candidates[at - 1];
    candidates[0] = previous;
    return count;
}

enum status matcher_decide(struct matcher *matcher, const struct match_article *article,
                           const struct match_reader *reader, struct arena *arena, struct decision *decision)
{
    *decision = (struct decision){.verdict = VERDICT_NEW};
    matcher->stats.decided++;
    if (decide_by_name(matcher, article, decision))
        return STATUS_OK;
    struct candidate candidates[COMPARER_OTHERS_MAX];
    size_t count = candidates_find(matcher->finder, article->sketch->keys, filter_for(matcher, article), candidates,
                                   COMPARER_OTHERS_MAX, &decision->candidates);
    matcher->stats.candidates += decision->candidates;
    count = with_previous(matcher, article, candidates, count);
    if (count == 0)
        return STATUS_OK;
    struct hearing hearing = {matcher, article, reader, arena, decision, .fresh_count = 0};
    enum status status =
        hearing_hold(&hearing, candidates, count, matcher->params.verify_max, matcher->params.fellows_max);
    if (status == STATUS_OK)
        status = conclude(&hearing);
    hearing_remember(&hearing);
    decision->evidence = hearing.trial.evidence;
    decision->evidence_count = hearing.trial.count;
    return status;
}

#include "shingle/match/matcher.h"

#include "shingle/match/candidates.h"
#include "shingle/match/evidence.h"
#include "shingle/match/facts.h"
#include "shingle/match/profile_cache.h"

#include <stdlib.h>

enum { RESTORE_BATCH = 1 << 20 }; /* postings that wait for the bulk load */

struct matcher {
    struct matcher_params params;
    struct sketch_params sketch_params;
    struct hash_key key;
    struct posting_index *index;
    struct clusters *clusters;
    struct facts *facts;
    struct candidate_finder *finder;
    struct profile_cache *cache;
    struct posting *restoring; /* NULL outside of a restore */
    size_t restoring_count;
    struct matcher_stats stats; /* only the counters */
};

struct matcher_params matcher_defaults(void)
{
    return (struct matcher_params){
        .shards = 1024,
        .key_cap = 64,
        .verify_max = 16,
        .cache_bytes = 16 << 20,
        .words_min = 12,
        .containment = 0.48,
        .resemblance = 0.5,
        .window_ms = 0,
        .strangers_source = 3,
        .strangers_any = 10,
        .figures_min = 0.5,
        .figures_few = 2,
    };
}

static enum status check(const struct matcher_params *params)
{
    bool good = params->verify_max >= 1 && params->verify_max <= COMPARER_OTHERS_MAX && params->containment > 0 &&
                params->containment <= 1 && params->resemblance >= 0 && params->resemblance <= 1;
    return good ? STATUS_OK : STATUS_BADARG;
}

enum status matcher_open(const struct matcher_params *params, const struct sketch_params *sketch_params,
                         const struct hash_key *key, struct matcher **out)
{
    enum status status = check(params);
    if (status == STATUS_OK)
        status = sketch_params_check(sketch_params);
    if (status != STATUS_OK)
        return status;
    struct matcher *matcher = calloc(1, sizeof *matcher);
    if (!matcher)
        return STATUS_NOMEM;
    matcher->params = *params;
    matcher->sketch_params = *sketch_params;
    matcher->key = *key;
    status = posting_index_open(&(struct posting_index_params){params->shards, params->key_cap}, &matcher->index);
    if (status == STATUS_OK)
        status = clusters_open(&matcher->clusters);
    if (status == STATUS_OK)
        status = facts_open(&matcher->facts);
    if (status == STATUS_OK)
        status = candidate_finder_open(matcher->index, params->key_cap, &matcher->finder);
    if (status == STATUS_OK)
        status = profile_cache_open(params->cache_bytes, &matcher->cache);
    if (status != STATUS_OK) {
        matcher_close(matcher);
        return status;
    }
    *out = matcher;
    return STATUS_OK;
}

void matcher_close(struct matcher *matcher)
{
    if (!matcher)
        return;
    free(matcher->restoring);
    profile_cache_close(matcher->cache);
    candidate_finder_close(matcher->finder);
    facts_close(matcher->facts);
    clusters_close(matcher->clusters);
    posting_index_close(matcher->index);
    free(matcher);
}

static uint32_t folded_source(uint64_t source)
{
    uint32_t folded = (uint32_t)(source ^ source >> 32);
    return source != 0 && folded == 0 ? 1 : folded;
}

static uint32_t seconds(int64_t time_ms)
{
    int64_t s = time_ms / 1000;
    return s < 0 ? 0 : s > UINT32_MAX ? UINT32_MAX : (uint32_t)s;
}

/* The profile of an earlier article: from the cache, else from its text. */
static enum status profile_of(struct matcher *matcher, const struct match_reader *reader, uint32_t id,
                              struct arena *arena, struct decision *decision, struct profile *out)
{
    if (profile_cache_find(matcher->cache, id, out)) {
        matcher->stats.cache_hits++;
        return STATUS_OK;
    }
    struct bytes text;
    struct words words;
    struct shingle_set shingles;
    decision->read++;
    matcher->stats.reads++;
    enum status status = reader->read(reader->context, id, arena, &text);
    if (status == STATUS_OK)
        status = words_scan(&matcher->key, text, arena, &words);
    if (status == STATUS_OK)
        status = shingles_build(&matcher->sketch_params, &matcher->key, words, arena, &shingles);
    if (status != STATUS_OK)
        return status;
    *out = profile_build(words, (uint32_t)shingles.count, arena);
    if (!out->words)
        return STATUS_NOMEM;
    profile_cache_put(matcher->cache, id, *out);
    return STATUS_OK;
}

/* Everything known about an article and its candidates while it is decided. */
struct trial {
    const struct match_article *article;
    const struct match_reader *reader;
    struct arena *arena;
    struct decision *decision;
    struct comparer comparer;
    struct evidence *evidence;
    size_t count;
};

static uint32_t cluster_bit(const struct trial *trial, uint32_t cluster)
{
    for (size_t i = 0; i < trial->count; i++)
        if (trial->evidence[i].cluster == cluster)
            return trial->evidence[i].cluster_bit;
    return (uint32_t)trial->count;
}

static enum status compare_all(struct matcher *matcher, struct trial *trial, const struct candidate *candidates,
                               size_t count)
{
    uint32_t source = folded_source(trial->article->source);
    for (size_t i = 0; i < count; i++) {
        struct evidence *one = &trial->evidence[trial->count];
        uint32_t id = candidates[i].id;
        *one = (struct evidence){.id = id, .cluster = clusters_of(matcher->clusters, id)};
        if (one->cluster == 0)
            continue;
        enum status status = profile_of(matcher, trial->reader, id, trial->arena, trial->decision, &one->theirs);
        if (status == STATUS_NOTFOUND)
            continue;
        if (status == STATUS_OK)
            status = comparer_compare(&trial->comparer, one->theirs, trial->arena, &one->comparison);
        if (status != STATUS_OK)
            return status;
        one->cluster_bit = cluster_bit(trial, one->cluster);
        one->same_source = source != 0 && facts_source(matcher->facts, id) == source;
        trial->count++;
    }
    trial->decision->verified = (uint32_t)trial->count;
    matcher->stats.verified += trial->count;
    return STATUS_OK;
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

static enum status conclude(struct matcher *matcher, struct trial *trial)
{
    struct decision *decision = trial->decision;
    struct holders holders;
    enum status status = holders_build(&trial->comparer, trial->evidence, trial->count, trial->arena, &holders);
    if (status != STATUS_OK)
        return status;
    const struct evidence *best = NULL;
    uint32_t *merge = arena_array(trial->arena, trial->count, sizeof *merge), merges = 0;
    if (!merge)
        return STATUS_NOMEM;
    for (size_t i = 0; i < trial->count; i++) {
        struct evidence *one = &trial->evidence[i];
        evidence_judge(&matcher->params, &holders, one);
        if (one->joins && (!best || better(one, best)))
            best = one;
    }
    if (!best)
        return STATUS_OK;
    decision->verdict = verdict_of(&matcher->params, best);
    decision->matched = best->id;
    decision->cluster = best->cluster;
    decision->resemblance = best->resemblance;
    decision->containment = best->containment;
    decision->contained = best->contained;
    decision->hamming =
        (uint32_t)__builtin_popcountll(trial->article->sketch->simhash ^ facts_get(matcher->facts, best->id).simhash);
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
    struct trial trial = {article, reader, arena, decision, .count = 0};
    trial.evidence = arena_array(arena, count, sizeof *trial.evidence);
    struct profile ours = profile_build(article->words, (uint32_t)article->sketch->shingles.count, arena);
    if (!trial.evidence || !ours.words)
        return STATUS_NOMEM;
    enum status status = comparer_prepare(&trial.comparer, matcher->sketch_params.width, ours, arena);
    if (status == STATUS_OK)
        status = compare_all(matcher, &trial, candidates, count);
    if (status == STATUS_OK)
        status = conclude(matcher, &trial);
    return status;
}

static enum status know(struct matcher *matcher, uint32_t id, uint32_t cluster, const struct fact *fact)
{
    enum status status = facts_set(matcher->facts, id, fact);
    return status == STATUS_OK ? clusters_add(matcher->clusters, id, cluster) : status;
}

enum status matcher_insert(struct matcher *matcher, uint32_t id, const struct match_article *article,
                           const struct decision *decision)
{
    struct fact fact = {
        .simhash = article->sketch->simhash,
        .source = folded_source(article->source),
        .time_s = seconds(article->time_ms),
        .words = article->sketch->words,
        .marks = decision->marks,
    };
    enum status status = know(matcher, id, decision->cluster, &fact);
    struct shingle_set keys = article->sketch->keys;
    for (size_t i = 0; i < keys.count && status == STATUS_OK; i++)
        status = posting_index_insert(matcher->index, keys.at[i], id);
    for (uint32_t i = 0; i < decision->merge_count && status == STATUS_OK; i++) {
        uint32_t name;
        status = clusters_merge(matcher->clusters, clusters_of(matcher->clusters, id), decision->merge[i], &name);
    }
    if (status != STATUS_OK || keys.count == 0)
        return status;
    struct arena arena;
    arena_init(&arena, 1 << 14, 0);
    struct profile profile = profile_build(article->words, (uint32_t)article->sketch->shingles.count, &arena);
    if (profile.words)
        profile_cache_put(matcher->cache, id, profile);
    arena_close(&arena);
    return STATUS_OK;
}

enum status matcher_restored(struct matcher *matcher)
{
    enum status status = posting_index_load(matcher->index, matcher->restoring, matcher->restoring_count);
    free(matcher->restoring);
    matcher->restoring = NULL;
    matcher->restoring_count = 0;
    return status;
}

enum status matcher_restore(struct matcher *matcher, const struct match_record *record)
{
    struct fact fact = {
        .simhash = record->simhash,
        .source = folded_source(record->source),
        .time_s = seconds(record->time_ms),
        .words = record->words,
        .marks = record->marks,
    };
    enum status status = know(matcher, record->id, record->cluster, &fact);
    for (size_t i = 0; i < record->keys.count && status == STATUS_OK; i++) {
        if (!matcher->restoring) {
            matcher->restoring = calloc(RESTORE_BATCH, sizeof *matcher->restoring);
            if (!matcher->restoring)
                return STATUS_NOMEM;
        }
        matcher->restoring[matcher->restoring_count++] = (struct posting){record->keys.at[i], record->id};
        if (matcher->restoring_count == RESTORE_BATCH) {
            status = posting_index_load(matcher->index, matcher->restoring, matcher->restoring_count);
            matcher->restoring_count = 0;
        }
    }
    return status;
}

enum status matcher_forget(struct matcher *matcher, uint32_t id, struct shingle_set keys, uint32_t *canonical)
{
    enum status status = clusters_forget(matcher->clusters, id, canonical);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < keys.count; i++)
        posting_index_forget(matcher->index, keys.at[i], id);
    return facts_set(matcher->facts, id, &(struct fact){0});
}

enum status matcher_similar(struct matcher *matcher, const struct match_article *article, uint32_t self,
                            const struct match_reader *reader, struct arena *arena, struct similar *out, size_t room,
                            size_t *count)
{
    (void)matcher;
    (void)article;
    (void)self;
    (void)reader;
    (void)arena;
    (void)out;
    (void)room;
    *count = 0;
    return STATUS_OK;
}

struct clusters *matcher_clusters(struct matcher *matcher)
{
    return matcher->clusters;
}

struct matcher_stats matcher_stats(const struct matcher *matcher)
{
    struct matcher_stats stats = matcher->stats;
    stats.index = posting_index_stats(matcher->index);
    stats.clusters = clusters_stats(matcher->clusters);
    stats.facts_bytes = facts_bytes(matcher->facts);
    stats.cache_bytes = matcher->params.cache_bytes;
    return stats;
}

#include "shingle/match/matcher.h"

#include "shingle/match/matcher_state.h"
#include "shingle/match/pair_forest.h"

#include <stdlib.h>

struct matcher_params matcher_defaults(void)
{
    return (struct matcher_params){
        .shards = 1024,
        .key_cap = 64,
        .verify_max = 16,
        .fellows_max = 4,
        .cache_bytes = 16 << 20,
        .words_min = 12,
        .containment = 0.48,
        .resemblance = 0.5,
        .window_ms = 0,
        .rules = {.forest = &forest_of_pairs,
                  .certainty = 0.6,
                  .certainty_kin = 0.84,
                  .figures_min = 0.5,
                  .figures_few = 3,
                  .form_slots = 3,
                  .form_density = 3,
                  .form_missing = 0.33,
                  .strangers_kin = 7,
                  .strangers_any = 10},
    };
}

static enum status check(const struct matcher_params *params)
{
    bool good = params->verify_max >= 1 && params->verify_max <= COMPARER_OTHERS_MAX && params->fellows_max >= 1 &&
                params->containment > 0 && params->containment <= 1 && params->resemblance >= 0 &&
                params->resemblance <= 1;
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
    matcher->params.rules.containment = params->containment;
    matcher->sketch_params = *sketch_params;
    matcher->key = *key;
    arena_init(&matcher->scratch, 1 << 14, 0);
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

enum status matcher_adjust(struct matcher *matcher, const struct matcher_params *params)
{
    enum status status = check(params);
    if (status != STATUS_OK)
        return status;
    matcher->params.containment = params->containment;
    matcher->params.rules = params->rules;
    matcher->params.rules.containment = params->containment;
    matcher->params.resemblance = params->resemblance;
    matcher->params.window_ms = params->window_ms;
    matcher->params.verify_max = params->verify_max;
    return STATUS_OK;
}

void matcher_close(struct matcher *matcher)
{
    if (!matcher)
        return;
    profile_cache_close(matcher->cache);
    candidate_finder_close(matcher->finder);
    facts_close(matcher->facts);
    clusters_close(matcher->clusters);
    posting_index_close(matcher->index);
    arena_close(&matcher->scratch);
    free(matcher);
}

static uint32_t seconds(int64_t time_ms)
{
    int64_t s = time_ms / 1000;
    return s < 0 ? 0 : s > UINT32_MAX ? UINT32_MAX : (uint32_t)s;
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
        .source = source_folded(article->source),
        .time_s = seconds(article->time_ms),
        .words = article->sketch->words,
        .marks = decision->marks,
    };
    enum status status = know(matcher, id, decision->cluster, &fact);
    struct shingle_set keys = article->sketch->keys;
    for (size_t i = 0; i < keys.count; i++) /* whoever decided may have looked at much since */
        posting_index_prefetch(matcher->index, keys.at[i]);
    for (size_t i = 0; i < keys.count && status == STATUS_OK; i++)
        status = posting_index_insert(matcher->index, keys.at[i], id);
    for (uint32_t i = 0; i < decision->merge_count && status == STATUS_OK; i++) {
        uint32_t name;
        status = clusters_merge(matcher->clusters, clusters_of(matcher->clusters, id), decision->merge[i], &name);
    }
    if (status != STATUS_OK || keys.count == 0)
        return status;
    struct profile profile =
        profile_build(article->words, (uint32_t)article->sketch->shingles.count, &matcher->scratch);
    if (profile.words)
        profile_cache_put(matcher->cache, id, profile);
    arena_reset(&matcher->scratch);
    return STATUS_OK;
}

static struct fact fact_of(const struct match_record *record)
{
    return (struct fact){
        .simhash = record->simhash,
        .source = source_folded(record->source),
        .time_s = seconds(record->time_ms),
        .words = record->words,
        .marks = record->marks,
    };
}

enum status matcher_fill(struct matcher *matcher, const struct match_record *record, struct posting_batch *batch)
{
    struct fact fact = fact_of(record);
    enum status status = facts_set(matcher->facts, record->id, &fact);
    for (size_t i = 0; i < record->keys.count && status == STATUS_OK; i++)
        status = posting_batch_add(batch, matcher->index, record->keys.at[i], record->id);
    return status;
}

enum status matcher_replay(struct matcher *matcher, const struct match_record *record, uint64_t seq)
{
    struct fact fact = fact_of(record);
    enum status status = know(matcher, record->id, record->cluster, &fact);
    for (size_t i = 0; i < record->keys.count && status == STATUS_OK; i++)
        status = posting_index_replay(matcher->index, record->keys.at[i], record->id, seq);
    return status;
}

/* The facts of ids that the clusters know nothing of any more go with theirs. */
static void shed(struct matcher *matcher, uint32_t id)
{
    if (!clusters_image(matcher->clusters, id / CLUSTERS_CHUNK_IDS))
        facts_shed(matcher->facts, id / CLUSTERS_CHUNK_IDS);
}

enum status matcher_forget(struct matcher *matcher, uint32_t id, struct shingle_set keys, uint32_t *canonical)
{
    uint32_t cluster = clusters_of(matcher->clusters, id);
    enum status status = clusters_forget(matcher->clusters, id, canonical);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < keys.count; i++)
        posting_index_prefetch(matcher->index, keys.at[i]);
    for (size_t i = 0; i < keys.count; i++)
        posting_index_forget(matcher->index, keys.at[i], id);
    status = facts_set(matcher->facts, id, &(struct fact){0});
    shed(matcher, id);
    shed(matcher, cluster);
    return status;
}

static bool is_wanted(const struct matcher *matcher, uint32_t id, uint32_t source, uint32_t before_s)
{
    if (clusters_of(matcher->clusters, id) == 0 || (source && facts_source(matcher->facts, id) != source))
        return false;
    uint32_t time_s = before_s ? facts_get(matcher->facts, id).time_s : 0;
    return before_s == 0 || (time_s != 0 && time_s < before_s);
}

bool matcher_next(const struct matcher *matcher, const struct match_wanted *wanted, uint32_t *id, size_t *budget)
{
    uint32_t source = source_folded(wanted->source), before_s = seconds(wanted->before_ms);
    uint32_t highest = clusters_stats(matcher->clusters).highest;
    while (*id<highest && * budget> 0) {
        (*budget)--;
        if (is_wanted(matcher, ++*id, source, before_s))
            return true;
    }
    if (*id >= highest)
        *id = 0;
    return false;
}

void matcher_text_changed(struct matcher *matcher, uint32_t id)
{
    profile_cache_drop(matcher->cache, id);
}

struct clusters *matcher_clusters(struct matcher *matcher)
{
    return matcher->clusters;
}

struct matcher_tables matcher_tables(struct matcher *matcher)
{
    return (struct matcher_tables){matcher->index, matcher->clusters, matcher->facts};
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

/*
 * Shows the survey every article, a few between two batches, so that it follows what is submitted and, after a start,
 * catches up. What is removed is not taken out singly: when something was, the walk begins anew after a while, beside
 * the counts that are shown until then.
 */
#include "daemon/ingest/keeper_private.h"

enum {
    AT_ONCE = 16,           /* articles a step */
    AGAIN_AFTER_MS = 60000, /* from one walk to the next, when articles were removed */
};

static uint32_t size_of(const void *context, uint32_t cluster)
{
    return clusters_size(context, cluster);
}

static int64_t told_ms(const struct record *record)
{
    return record->published_ms ? record->published_ms : record->submitted_ms;
}

static void show(struct keeper *keeper, struct survey *survey, const struct record *record, struct arena *arena)
{
    const struct clusters *clusters = matcher_clusters(keeper->matcher);
    uint32_t cluster = clusters_of(clusters, (uint32_t)record->id);
    uint32_t first_id = clusters_first(clusters, cluster);
    struct survey_seen seen = {.source = record->source,
                               .agencies = record->agency,
                               .source_hash = source_hash(&keeper->prepare.key, record->source),
                               .delay_ms = -1};
    struct record first;
    if (first_id && first_id != record->id && keeper_record(keeper, first_id, arena, &first) == STATUS_OK) {
        seen.first_hash = source_hash(&keeper->prepare.key, first.source);
        seen.joined = seen.source_hash != seen.first_hash;
        seen.is_second = clusters_next(clusters, cluster, first_id) == record->id;
        if (seen.joined && told_ms(record) >= told_ms(&first))
            seen.delay_ms = told_ms(record) - told_ms(&first);
    }
    survey_article(survey, &seen);
    if (cluster)
        survey_cluster(survey, cluster, size_of, clusters);
}

/* A walk has come to the end: it is what is shown from now on. */
static void finish_walk(struct keeper_survey *walk)
{
    if (walk->next) {
        survey_close(walk->shown);
        walk->shown = walk->next;
        walk->next = NULL;
    }
    walk->whole = true;
}

static void begin_again(struct keeper *keeper, int64_t now_ms)
{
    struct keeper_survey *walk = &keeper->survey;
    if (!walk->whole || walk->removed == keeper->stats.removed || now_ms - walk->began_ms < AGAIN_AFTER_MS ||
        survey_open(&walk->next) != STATUS_OK)
        return;
    walk->whole = false;
    walk->at = 0;
    walk->articles = 0;
    walk->removed = keeper->stats.removed;
    walk->began_ms = now_ms;
}

bool keeper_survey_step(struct keeper *keeper, int64_t now_ms, struct arena *arena)
{
    struct keeper_survey *walk = &keeper->survey;
    if (keeper->broken || keeper->batch_open) /* broken: there may be no matcher */
        return false;
    const struct clusters *clusters = matcher_clusters(keeper->matcher);
    uint32_t highest = clusters_stats(clusters).highest;
    if (!walk->shown && survey_open(&walk->shown) != STATUS_OK)
        return false;
    begin_again(keeper, now_ms);
    struct survey *survey = walk->next ? walk->next : walk->shown;
    for (int i = 0; i < AT_ONCE && walk->at < highest; i++) {
        struct record record;
        uint32_t id = ++walk->at;
        if (clusters_of(clusters, id) && keeper_record(keeper, id, arena, &record) == STATUS_OK) {
            show(keeper, survey, &record, arena);
            walk->articles++;
        }
        arena_reset(arena);
    }
    if (walk->at >= highest)
        finish_walk(walk);
    return walk->at < highest;
}

const struct survey *keeper_survey_now(const struct keeper *keeper, uint64_t *articles, bool *whole)
{
    *articles = keeper->survey.articles;
    *whole = keeper->survey.whole;
    return keeper->survey.shown;
}

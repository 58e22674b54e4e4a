#include "daemon/ingest/keeper_private.h"

enum { DAY_MS = 24 * 60 * 60 * 1000, DATE_SIZE = sizeof "2025-11-21" - 1 };

/*
 * When it was published, as far as it tells; never when it arrived, or answers would depend on the clock. A date
 * without a time counts as that day's end: a page that says "3 March" is no earlier than one that says 07:42.
 */
static int64_t published_ms(const struct record *record)
{
    bool is_date = record->published.size == DATE_SIZE;
    return record->published_ms && is_date ? record->published_ms + DAY_MS - 1 : record->published_ms;
}

struct canonical_claim keeper_claim(const struct keeper *keeper, const struct record *record)
{
    struct canonical_claim claim = {
        .id = (uint32_t)record->id,
        .source_priority = CANONICAL_UNLISTED,
        .agency_original = record->agency_original,
        .published_ms = published_ms(record),
        .words = record->words,
    };
    for (size_t i = 0; i < keeper->params.priority_count; i++) {
        if (bytes_equal_nocase(record->source, bytes_of_string(keeper->params.priority[i]))) {
            claim.source_priority = (uint32_t)i;
            break;
        }
    }
    return claim;
}

void keeper_electorates_drop(struct keeper *keeper)
{
    for (size_t i = 0; i < ELECTORATES; i++)
        electorate_close(&keeper->electorates[i]);
}

/* The one of a cluster, if it was kept and still holds; else an empty one, in the place of the one used longest ago. */
static struct electorate *electorate_of(struct keeper *keeper, uint32_t cluster)
{
    uint64_t regroups = clusters_stats(matcher_clusters(keeper->matcher)).regroups;
    struct electorate *oldest = &keeper->electorates[0], *found = NULL;
    for (size_t i = 0; i < ELECTORATES && !found; i++) {
        struct electorate *electorate = &keeper->electorates[i];
        if (electorate->cluster && electorate->regroups != regroups)
            electorate_clear(electorate);
        if (electorate->cluster == cluster)
            found = electorate;
        if (electorate->used < oldest->used)
            oldest = electorate;
    }
    if (!found) {
        found = oldest;
        electorate_clear(found);
        found->cluster = cluster;
        found->regroups = regroups;
    }
    found->used = ++keeper->elections;
    return found;
}

void keeper_electorate_leave(struct keeper *keeper, uint32_t id, uint32_t cluster)
{
    for (size_t i = 0; i < ELECTORATES; i++)
        if (keeper->electorates[i].cluster == cluster)
            electorate_leave(&keeper->electorates[i], matcher_clusters(keeper->matcher), id);
}

/* Members that the electorate does not know yet, while there are places. */
static enum status hear_more(struct keeper *keeper, struct electorate *electorate)
{
    const struct clusters *clusters = matcher_clusters(keeper->matcher);
    enum status status = STATUS_OK;
    struct arena arena;
    arena_init(&arena, 4096, 0);
    for (uint32_t member = electorate_next(electorate, clusters); member && status == STATUS_OK;
         member = electorate_next(electorate, clusters)) {
        struct record record;
        arena_reset(&arena);
        status = keeper_record(keeper, member, &arena, &record);
        keeper->stats.heard++;
        if (status == STATUS_OK) {
            const struct canonical_claim claim = keeper_claim(keeper, &record);
            status = electorate_add(electorate, member, &claim);
        } else if (status == STATUS_DAMAGED) {
            status = electorate_add(electorate, member, NULL);
        }
    }
    arena_close(&arena);
    return status;
}

enum status keeper_elect(struct keeper *keeper, uint32_t cluster, int64_t now_ms)
{
    struct clusters *clusters = matcher_clusters(keeper->matcher);
    uint32_t before = clusters_canonical(clusters, cluster);
    struct electorate *electorate = electorate_of(keeper, cluster);
    enum status status = hear_more(keeper, electorate);
    uint32_t best = status == STATUS_OK ? electorate_best(electorate, clusters) : 0;
    if (status != STATUS_OK)
        electorate_clear(electorate);
    if (best == 0 || best == before)
        return status;
    status = clusters_elect(clusters, cluster, best);
    struct event event = {
        .kind = EVENT_ELECTED, .time_ms = now_ms, .article = best, .cluster = cluster, .other = before};
    return status == STATUS_OK ? keeper_put_event(keeper, &event) : status;
}

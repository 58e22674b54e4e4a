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

/* Members that stand for election: the oldest, among whom the best mostly is; a cluster may have a million. */
enum { ELECTABLE_MAX = 16384 };

enum status keeper_elect(struct keeper *keeper, uint32_t cluster, int64_t now_ms)
{
    struct clusters *clusters = matcher_clusters(keeper->matcher);
    uint32_t before = clusters_canonical(clusters, cluster);
    struct canonical_claim best = {0};
    struct arena arena;
    enum status status = STATUS_OK;
    arena_init(&arena, 4096, 0);
    uint32_t heard = 0;
    for (uint32_t member = clusters_first(clusters, cluster); member && status == STATUS_OK && heard < ELECTABLE_MAX;
         member = clusters_next(clusters, cluster, member), heard++) {
        struct record record;
        arena_reset(&arena);
        status = keeper_record(keeper, member, &arena, &record);
        if (status == STATUS_OK) {
            struct canonical_claim claim = keeper_claim(keeper, &record);
            if (best.id == 0 || canonical_better(&claim, &best))
                best = claim;
        } else if (status == STATUS_DAMAGED) {
            status = STATUS_OK;
        }
    }
    arena_close(&arena);
    if (status != STATUS_OK || best.id == 0 || best.id == before)
        return status;
    status = clusters_elect(clusters, cluster, best.id);
    struct event event = {
        .kind = EVENT_ELECTED, .time_ms = now_ms, .article = best.id, .cluster = cluster, .other = before};
    return status == STATUS_OK ? keeper_put_event(keeper, &event) : status;
}

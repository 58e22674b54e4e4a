#include "daemon/ingest/keeper_private.h"

struct canonical_claim keeper_claim(const struct keeper *keeper, const struct record *record)
{
    struct canonical_claim claim = {
        .id = (uint32_t)record->id,
        .source_priority = CANONICAL_UNLISTED,
        .agency_original = record->agency_original,
        .published_ms = record->published_ms ? record->published_ms : record->submitted_ms,
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

enum status keeper_elect(struct keeper *keeper, uint32_t cluster, int64_t now_ms)
{
    struct clusters *clusters = matcher_clusters(keeper->matcher);
    uint32_t before = clusters_canonical(clusters, cluster);
    struct canonical_claim best = {0};
    struct arena arena;
    enum status status = STATUS_OK;
    arena_init(&arena, 4096, 0);
    for (uint32_t member = clusters_first(clusters, cluster); member && status == STATUS_OK;
         member = clusters_next(clusters, cluster, member)) {
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

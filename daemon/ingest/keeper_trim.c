/*
 * The log's beginning goes when it tells of nothing that is left: events before the one that told of the oldest article
 * that is kept. What is removed in the order of its coming, as store.keep does, so leaves nothing behind. The newest
 * KEEPER_LOG_KEEP events stay in any case, for those who follow CHANGES.
 *
 *     log    1 new 1 | 2 new 2 | 3 joined 3 -> 1 | 4 forgotten 1 | 5 forgotten 2
 *     kept                       3 ...                                   and of clusters only the name 1
 *
 * A start replays what is left (keeper_load.c). Articles that were forgotten, and whose coming is cut off, are not
 * there to hold a place: who joins a cluster that is not there opens it under its name, a merge with one that is not
 * there gives a name, and a canonical that is not there is made good for when the log tells of its end and who came
 * after it.
 */
#include "daemon/ingest/keeper_private.h"

enum { EVENTS_AT_ONCE = 2048 };

/* store_visit: the event of the oldest article. */
static enum status visit_oldest(void *context, uint64_t id, enum status seal, struct bytes value)
{
    uint64_t *seq = context;
    int64_t submitted_ms;
    (void)id;
    if (seal != STATUS_OK || record_arrival(value, seq, &submitted_ms) != STATUS_OK)
        *seq = 0;
    return STATUS_END;
}

enum status keeper_trim(struct keeper *keeper)
{
    uint64_t end = keeper->next_seq, first = keeper->first_seq;
    if (keeper->next_seq - first <= keeper->log_keep || keeper->batch_removed == 0)
        return STATUS_OK;
    enum status status = store_walk(keeper->store, STORE_DOCS, 1, visit_oldest, &end);
    if (end > keeper->next_seq - keeper->log_keep)
        end = keeper->next_seq - keeper->log_keep;
    if (status != STATUS_OK || end <= first)
        return status;
    end = end - first > EVENTS_AT_ONCE ? first + EVENTS_AT_ONCE : end;
    for (uint64_t seq = first; seq < end && status == STATUS_OK; seq++) {
        status = store_delete(keeper->store, STORE_LOG, seq);
        status = status == STATUS_NOTFOUND ? STATUS_OK : status;
    }
    struct store_log_start start = {end, keeper->next_id};
    if (status == STATUS_OK)
        status = store_set_log_start(keeper->store, start, &keeper->value);
    if (status == STATUS_OK)
        keeper->first_seq = end;
    return status;
}

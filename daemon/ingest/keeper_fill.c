#include "daemon/ingest/keeper_fill.h"

#include "daemon/ingest/crew.h"
#include "daemon/store/store_view.h"

#include <stdlib.h>

enum {
    SLOTS = 32,               /* jobs that read, in one round */
    WIDTH_MOST = 512,         /* ids a job; fewer when they have many keys, */
    POSTINGS_MOST = 64 << 10, /* as a job that has so many ends early: one more article may go over it */
    INDEXES = 4
};

/* What one job reads. */
struct slot {
    struct fill *fill;
    struct store_view *view;
    struct arena arena;
    uint64_t first, last; /* ids to read */
    uint64_t end;         /* the id that it did not come to; 0 = it read all */
    uint64_t damaged;     /* the id of the record that is */
    uint64_t bases[WIDTH_MOST];
    size_t base_count;
    struct posting_batch batches[INDEXES];
    struct fill_tally tally;
    enum status status;
};

struct fill {
    struct keeper *keeper;
    const struct fill_log *log;
    struct posting_index *indexes[INDEXES]; /* the candidate index, URLs, your ids, texts */
    struct slot *slots;
    size_t used; /* slots whose batches are taken */
    uint64_t width;
    uint64_t now, left; /* ids in this round, and from it on */
    struct fill_tally tally;
    enum status log_status;
    enum status parts[POSTING_PARTS];
    uint64_t dropped[POSTING_PARTS][INDEXES];
};

static enum status add_name(struct slot *slot, size_t index, uint64_t hash, uint64_t id)
{
    return hash ? posting_batch_add(&slot->batches[index], slot->fill->indexes[index], hash, (uint32_t)id) : STATUS_OK;
}

static enum status add_record(struct slot *slot, const struct record *record)
{
    struct keeper *keeper = slot->fill->keeper;
    const struct hash_key *key = &keeper->prepare.key;
    struct match_record known = keeper_match_record(keeper, record);
    enum status status = matcher_fill(keeper->matcher, &known, &slot->batches[0]);
    if (status == STATUS_OK)
        status = add_name(slot, 1, url_hash(key, record->url, &slot->arena), record->id);
    if (status == STATUS_OK)
        status = add_name(slot, 2, your_id_hash(key, record->your_id), record->id);
    if (status == STATUS_OK)
        status = add_name(slot, 3, record->text_hash, record->id);
    if (record->base)
        slot->bases[slot->base_count++] = record->base;
    slot->tally.articles++;
    slot->tally.ids += mix64(record->id);
    return status;
}

/* store_visit */
static enum status visit_record(void *context, uint64_t id, enum status seal, struct bytes value)
{
    struct slot *slot = context;
    struct record record;
    bool full = slot->batches[0].count >= POSTINGS_MOST;
    if (id > slot->last || full) {
        slot->end = id > slot->last ? 0 : id;
        return STATUS_END;
    }
    arena_reset(&slot->arena);
    enum status status = seal == STATUS_OK ? record_decode(value, &slot->arena, &record) : seal;
    if (status == STATUS_OK && (record.id != id || id > CLUSTERS_ID_MAX || record.base > CLUSTERS_ID_MAX))
        status = STATUS_DAMAGED;
    if (status == STATUS_OK)
        status = add_record(slot, &record);
    if (status == STATUS_DAMAGED || status == STATUS_BADARG) {
        slot->damaged = id;
        status = STATUS_DAMAGED;
    }
    return status;
}

/* The first half of a round: the log, which is the longest, goes first. */
static void read_job(void *context, uint32_t number)
{
    struct fill *fill = context;
    if (number == 0) {
        fill->log_status = fill->log->go_on(fill->log->context, fill->now, fill->left);
        return;
    }
    struct slot *slot = &fill->slots[number - 1];
    slot->status = store_view_walk(slot->view, STORE_DOCS, slot->first, visit_record, slot);
}

/* The second half. */
static void take_job(void *context, uint32_t part)
{
    struct fill *fill = context;
    const struct posting_batch *batches[SLOTS];
    for (size_t i = 0; i < INDEXES && fill->parts[part] == STATUS_OK; i++) {
        for (size_t s = 0; s < fill->used; s++)
            batches[s] = &fill->slots[s].batches[i];
        fill->parts[part] = posting_fill_take(fill->indexes[i], part, batches, fill->used);
    }
}

static void ready_job(void *context, uint32_t part)
{
    struct fill *fill = context;
    for (size_t i = 0; i < INDEXES; i++)
        posting_fill_ready(fill->indexes[i], part);
}

static void settle_job(void *context, uint32_t part)
{
    struct fill *fill = context;
    for (size_t i = 0; i < INDEXES && fill->parts[part] == STATUS_OK; i++)
        fill->parts[part] = posting_fill_settle(fill->indexes[i], part, &fill->dropped[part][i]);
}

/* One job for each part. */
static enum status work_on_parts(struct fill *fill, void (*job)(void *context, uint32_t part))
{
    crew_work(job, fill, POSTING_PARTS);
    for (size_t i = 0; i < POSTING_PARTS; i++)
        if (fill->parts[i] != STATUS_OK)
            return fill->parts[i];
    return STATUS_OK;
}

/* Shares the ids from `first` on among the slots, and makes room for what they write side by side. */
static enum status begin_round(struct fill *fill, uint64_t first)
{
    struct facts *facts = matcher_tables(fill->keeper->matcher).facts;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < SLOTS; i++) {
        struct slot *slot = &fill->slots[i];
        slot->first = first + i * fill->width;
        slot->last = slot->first + fill->width - 1;
        slot->end = 0;
        slot->base_count = 0;
        slot->tally = (struct fill_tally){0};
        for (size_t t = 0; t < INDEXES; t++)
            posting_batch_clear(&slot->batches[t]);
    }
    uint64_t last = first + fill->now - 1;
    last = last < CLUSTERS_ID_MAX ? last : CLUSTERS_ID_MAX;
    for (uint64_t chunk = first / CLUSTERS_CHUNK_IDS; chunk <= last / CLUSTERS_CHUNK_IDS && status == STATUS_OK;
         chunk++)
        status = facts_reach(facts, (uint32_t)chunk);
    return status;
}

static enum status note_slot(struct fill *fill, const struct slot *slot, struct writer *problem)
{
    enum status status = slot->status;
    for (size_t i = 0; i < slot->base_count && status == STATUS_OK; i++)
        status = keeper_note_base(fill->keeper, slot->bases[i]);
    fill->tally.articles += slot->tally.articles;
    fill->tally.ids += slot->tally.ids;
    if (status == STATUS_DAMAGED && problem->size == 0)
        writer_format(problem, "the record of article %llu is damaged; run shingled --check",
                      (unsigned long long)slot->damaged);
    return status;
}

/* What was read up to where the first job ended early counts; the next round goes on there. */
static enum status end_reading(struct fill *fill, struct writer *problem, uint64_t *next)
{
    enum status status = fill->log_status;
    size_t most = 0;
    *next = fill->slots[SLOTS - 1].last + 1;
    for (fill->used = 0; fill->used < SLOTS && status == STATUS_OK;) {
        const struct slot *slot = &fill->slots[fill->used++];
        status = note_slot(fill, slot, problem);
        most = slot->batches[0].count > most ? slot->batches[0].count : most;
        if (slot->end) {
            *next = slot->end;
            break;
        }
    }
    if (most >= POSTINGS_MOST && fill->width > 1)
        fill->width /= 2;
    else if (most < POSTINGS_MOST / 4 && fill->width < WIDTH_MOST)
        fill->width *= 2;
    return status;
}

static enum status visit_first(void *context, uint64_t id, enum status seal, struct bytes value)
{
    uint64_t *first = context;
    (void)seal;
    (void)value;
    *first = id;
    return STATUS_END;
}

/* All rounds, from id 1 to the last. */
static enum status read_all(struct fill *fill, uint64_t articles, struct writer *problem)
{
    struct keeper *keeper = fill->keeper;
    uint64_t last = 0;
    enum status status = store_last(keeper->store, STORE_DOCS, &last);
    for (uint64_t next = 1; next <= last && status == STATUS_OK;) {
        uint64_t first = next;
        status = store_view_walk(fill->slots[0].view, STORE_DOCS, next, visit_first, &first);
        fill->left = last - first + 1;
        fill->now = SLOTS * fill->width < fill->left ? SLOTS * fill->width : fill->left;
        if (status == STATUS_OK)
            status = first > CLUSTERS_ID_MAX ? STATUS_DAMAGED : begin_round(fill, first);
        if (status != STATUS_OK)
            break;
        crew_work(read_job, fill, SLOTS + 1);
        status = end_reading(fill, problem, &next);
        if (status == STATUS_OK)
            status = work_on_parts(fill, take_job);
        store_relax(keeper->store);
        if (keeper->params.progress)
            keeper->params.progress(keeper->params.context, fill->tally.articles, articles);
    }
    return status == STATUS_OK ? fill->log->go_on(fill->log->context, 1, 1) : status;
}

static enum status open_slots(struct fill *fill)
{
    enum status status = STATUS_OK;
    fill->slots = calloc(SLOTS, sizeof *fill->slots);
    if (!fill->slots)
        return STATUS_NOMEM;
    for (size_t i = 0; i < SLOTS; i++) {
        fill->slots[i].fill = fill;
        arena_init(&fill->slots[i].arena, 16 << 10, 0);
    }
    for (size_t i = 0; i < SLOTS && status == STATUS_OK; i++)
        status = store_view_open(fill->keeper->store, &fill->slots[i].view);
    return status;
}

static void close_slots(struct fill *fill)
{
    for (size_t i = 0; i < SLOTS && fill->slots; i++) {
        store_view_close(fill->slots[i].view);
        arena_close(&fill->slots[i].arena);
        for (size_t t = 0; t < INDEXES; t++)
            posting_batch_close(&fill->slots[i].batches[t]);
    }
    free(fill->slots);
}

enum status keeper_fill(struct keeper *keeper, const struct fill_log *log, uint64_t articles, struct writer *problem,
                        struct fill_tally *tally)
{
    struct fill fill = {.keeper = keeper,
                        .log = log,
                        .indexes = {matcher_tables(keeper->matcher).index, keeper->lookups.url, keeper->lookups.your_id,
                                    keeper->lookups.text},
                        .width = WIDTH_MOST};
    enum status status = open_slots(&fill);
    for (size_t i = 0; i < INDEXES; i++)
        posting_fill_begin(fill.indexes[i]);
    if (status == STATUS_OK)
        status = work_on_parts(&fill, ready_job);
    if (status == STATUS_OK)
        status = read_all(&fill, articles, problem);
    close_slots(&fill);
    if (status == STATUS_OK)
        status = work_on_parts(&fill, settle_job);
    for (size_t i = 0; i < INDEXES && status == STATUS_OK; i++) {
        uint64_t dropped = 0;
        for (size_t part = 0; part < POSTING_PARTS; part++)
            dropped += fill.dropped[part][i];
        posting_fill_end(fill.indexes[i], dropped);
    }
    *tally = fill.tally;
    return status;
}

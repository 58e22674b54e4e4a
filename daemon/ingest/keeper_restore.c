/*
 * A start from the snapshot. It is looked at with suspicion: it must be this store's, of these settings, of a place in
 * the log that the log still has, and every block must pass its checksum; else it is put away, and the tables are made
 * from the records. Blocks are used where they stand, in a private map of the file: copying them to fresh memory took
 * five times as long. Those of the indexes, which are nine tenths of it, are proved later still when there are many,
 * before they are looked into (keeper_proof.c). Then the log is replayed from where the snapshot was begun, each shard
 * from where it was copied.
 */
#include "daemon/ingest/crew.h"
#include "daemon/ingest/keeper_private.h"

#include "daemon/store/snapshot_reader.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BASES_ROOM = 64 << 10 /* bytes that the bits of bases may have beyond what ids need */ };

struct restore {
    struct keeper *keeper;
    struct snapshot_reader *reader;
    void **rooms; /* for each block, where it goes */
    bool later;   /* what is used where it stands is proved later */
    atomic_int status;
};

static const char *head_fault(struct keeper *keeper, const struct snapshot_head *head)
{
    uint64_t last, event;
    if (!bytes_equal(bytes_of(head->uuid, sizeof head->uuid), store_uuid(keeper->store)))
        return "it belongs to another store";
    if (head->shape != keeper_snapshot_shape(keeper))
        return "it was made with other settings";
    if (store_last(keeper->store, STORE_LOG, &last) != STATUS_OK || head->seq > last)
        return "the store is older than it";
    if (head->highest > CLUSTERS_ID_MAX || head->next_id <= head->highest ||
        head->next_id > (uint64_t)CLUSTERS_ID_MAX + 1)
        return "its numbers make no sense";
    if (keeper_snapshot_event(keeper, head->seq, &event) != STATUS_OK || event != head->event)
        return "the store went another way since";
    return NULL;
}

static enum status room_for_bases(struct keeper *keeper, const struct snapshot_head *head,
                                  const struct snapshot_block *block, void **room)
{
    struct bases *bases = &keeper->bases;
    if (block->number != 0 || bases->bits || block->size > head->next_id / 4 + BASES_ROOM)
        return STATUS_DAMAGED;
    bases->bits = malloc(block->size);
    bases->words = bases->bits ? block->size / sizeof *bases->bits : 0;
    *room = bases->bits;
    return bases->bits ? STATUS_OK : STATUS_NOMEM;
}

/* Where a block goes; nowhere when it is used where it stands. DAMAGED when it is none that these tables have. */
static enum status room_for(struct keeper *keeper, const struct snapshot_head *head, const struct snapshot_block *block,
                            void **room)
{
    struct matcher_tables tables = matcher_tables(keeper->matcher);
    struct posting_index *table = keeper_snapshot_table(keeper, block->part);
    if (table) {
        struct posting_image image = {NULL, block->total, block->capacity, block->used};
        void *slots = keeper->snapshot_map + block->offset; /* of whole pages, inside of the file */
        *room = NULL;
        if (block->size != block->total * sizeof(uint64_t))
            return STATUS_DAMAGED;
        return posting_index_image_lend(table, block->number, &image, slots);
    }
    if (block->part == SNAPSHOT_BASES)
        return room_for_bases(keeper, head, block, room);
    bool facts = block->part == SNAPSHOT_FACTS;
    void *image = keeper->snapshot_map + block->offset;
    *room = NULL;
    if (block->number > head->highest / CLUSTERS_CHUNK_IDS ||
        block->size != (facts ? facts_image_size() : clusters_image_size()))
        return STATUS_DAMAGED;
    return facts ? facts_image_lend(tables.facts, block->number, image)
                 : clusters_image_lend(tables.clusters, block->number, image);
}

static enum status make_rooms(struct restore *restore)
{
    const struct snapshot_reader *reader = restore->reader;
    struct keeper *keeper = restore->keeper;
    enum status status = STATUS_OK;
    keeper->snapshot_map = snapshot_reader_map(reader);
    keeper->snapshot_map_size = reader->size;
    if (!keeper->snapshot_map)
        return STATUS_NOMEM;
    restore->rooms = calloc(reader->head.blocks + 1u, sizeof *restore->rooms);
    if (!restore->rooms)
        return STATUS_NOMEM;
    for (uint32_t i = 0; i < reader->head.blocks && status == STATUS_OK; i++)
        status = room_for(restore->keeper, &reader->head, &reader->blocks[i], &restore->rooms[i]);
    return status == STATUS_BADARG ? STATUS_DAMAGED : status; /* one block twice */
}

/* A job of the crew. Once a block was wrong the rest is not read. */
static void read_block(void *context, uint32_t number)
{
    struct restore *restore = context;
    const struct snapshot_reader *reader = restore->reader;
    const struct snapshot_block *block = &reader->blocks[number];
    void *room = restore->rooms[number];
    enum status status = STATUS_OK;
    if (atomic_load(&restore->status) != STATUS_OK)
        return;
    if (room)
        status = snapshot_reader_block(reader, block, room);
    else if (!restore->later || !keeper_snapshot_table(restore->keeper, block->part))
        status = snapshot_reader_prove(reader, block);
    if (status != STATUS_OK)
        atomic_store(&restore->status, (int)status);
}

/* Reading is copying and summing. */
static enum status read_all(struct restore *restore)
{
    crew_work(read_block, restore, restore->reader->head.blocks);
    return (enum status)atomic_load(&restore->status);
}

static enum status settle(struct restore *restore)
{
    struct keeper *keeper = restore->keeper;
    const struct snapshot_reader *reader = restore->reader;
    struct clusters *clusters = matcher_clusters(keeper->matcher);
    enum status status = STATUS_OK;
    for (uint32_t i = 0; i < reader->head.blocks && status == STATUS_OK; i++) {
        const struct snapshot_block *block = &reader->blocks[i];
        struct posting_index *table = keeper_snapshot_table(keeper, block->part);
        if (table)
            status = posting_index_image_end(table, block->number, block->used, block->seq);
    }
    if (status == STATUS_OK)
        status = clusters_image_end(clusters, reader->head.highest);
    if (status == STATUS_OK && clusters_stats(clusters).articles != reader->head.articles)
        status = STATUS_DAMAGED;
    return status;
}

static enum status restore_tables(struct restore *restore)
{
    enum status status = make_rooms(restore);
    if (status == STATUS_OK)
        status = read_all(restore);
    if (status == STATUS_OK && restore->later)
        status = keeper_proof_begin(restore->keeper, restore->reader);
    if (status == STATUS_OK)
        status = settle(restore);
    free(restore->rooms);
    return status;
}

static const char *fault_of(enum status status)
{
    return status == STATUS_MISMATCH  ? "it has another version's form"
           : status == STATUS_DAMAGED ? "it is damaged, or another store's"
                                      : status_text(status);
}

enum status keeper_restore(struct keeper *keeper, uint64_t *seq, const char **why)
{
    struct restore restore = {.keeper = keeper};
    enum status status =
        snapshot_reader_open(store_directory(keeper->store), store_key(keeper->store), &restore.reader);
    uint64_t at_once = keeper->params.prove_bytes ? keeper->params.prove_bytes : KEEPER_PROVE_BYTES;
    struct snapshot_head known = {.blocks = 0};
    uint64_t size = 0;
    *why = fault_of(status);
    if (status == STATUS_OK) {
        known = restore.reader->head;
        size = restore.reader->size;
        restore.later = size > at_once;
        *why = head_fault(keeper, &restore.reader->head);
        status = *why ? STATUS_MISMATCH : restore_tables(&restore);
        if (!*why && status != STATUS_OK)
            *why = fault_of(status);
    }
    if (status == STATUS_OK) {
        const struct snapshot_head *head = &known;
        *seq = head->seq;
        keeper->next_id = head->next_id;
        keeper->snapshot.head = *head;
        keeper->snapshot.stats.taken_ms = head->taken_ms;
        keeper->snapshot.stats.seq = head->seq;
        keeper->snapshot.stats.bytes = size;
    }
    if (!keeper->proof) /* to which it belongs now */
        snapshot_reader_close(restore.reader);
    return status;
}

void keeper_snapshot_follow(struct keeper *keeper)
{
    struct snapshot_reader *reader;
    struct matcher_params before = keeper->params.matcher;
    if (snapshot_reader_open(store_directory(keeper->store), store_key(keeper->store), &reader) != STATUS_OK)
        return;
    keeper->params.matcher.shards = reader->head.shards;
    keeper->params.matcher.key_cap = reader->head.key_cap;
    if (reader->head.shape != keeper_snapshot_shape(keeper))
        keeper->params.matcher = before;
    snapshot_reader_close(reader);
}

void keeper_snapshot_unmap(struct keeper *keeper)
{
    if (keeper->snapshot_map)
        (void)munmap(keeper->snapshot_map, keeper->snapshot_map_size);
    keeper->snapshot_map = NULL;
}

void keeper_snapshot_remove(struct keeper *keeper)
{
    (void)unlinkat(store_directory(keeper->store), SNAPSHOT_NAME, 0);
}

/* ---- what was forgotten since ---- */

/* Ids as bits. */
struct gone {
    uint64_t *bits;
    uint64_t room; /* bits */
    uint64_t count;
};

static enum status add_gone(struct gone *gone, uint64_t id)
{
    if (id > CLUSTERS_ID_MAX)
        return STATUS_DAMAGED;
    if (id >= gone->room) {
        uint64_t room = (id / 64 + 1) * 128;
        uint64_t *bits = calloc(room / 64, sizeof *bits);
        if (!bits)
            return STATUS_NOMEM;
        if (gone->bits)
            memcpy(bits, gone->bits, gone->room / 8);
        free(gone->bits);
        gone->bits = bits;
        gone->room = room;
    }
    gone->bits[id / 64] |= (uint64_t)1 << (id % 64);
    gone->count++;
    return STATUS_OK;
}

static enum status visit_event(void *context, uint64_t seq, enum status seal, struct bytes value)
{
    struct event event = {.seq = seq};
    enum status status = seal == STATUS_OK ? event_decode(value, &event) : seal;
    if (status == STATUS_OK && event.kind == EVENT_FORGOTTEN)
        status = add_gone(context, event.article);
    return status;
}

enum status keeper_sweep(struct keeper *keeper, uint64_t seq)
{
    struct gone gone = {NULL, 0, 0};
    enum status status = store_walk(keeper->store, STORE_LOG, seq + 1, visit_event, &gone);
    for (uint32_t part = SNAPSHOT_INDEX; part <= SNAPSHOT_TEXT && status == STATUS_OK && gone.count; part++)
        (void)posting_index_sweep(keeper_snapshot_table(keeper, part), gone.bits, gone.room);
    keeper->gone = gone.bits;
    if (!keeper->proof) {
        free(keeper->gone);
        keeper->gone = NULL;
    }
    return status;
}

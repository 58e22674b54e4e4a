/*
 * Proving a snapshot's indexes after the start. Their sums take a second for each gigabyte or so, which nobody need
 * wait for: a shard is proved before it is first looked into, and the rest while there is nothing else to do. What is
 * read for it comes through the file, not the map, where an error of the disk would be a signal.
 */
#include "daemon/ingest/keeper_private.h"

#include "daemon/store/snapshot_reader.h"

#include <stdlib.h>

enum { TABLES = SNAPSHOT_TEXT - SNAPSHOT_INDEX + 1, NO_BLOCK = UINT32_MAX };

/* One index: where its shards stand in the file. */
struct proof_table {
    const struct snapshot_reader *reader;
    uint32_t *blocks; /* for each shard */
};

struct keeper_proof {
    struct snapshot_reader *reader;
    struct proof_table tables[TABLES];
};

/* posting_index_image_doubt() */
static bool prove(void *context, uint32_t shard)
{
    const struct proof_table *table = context;
    uint32_t block = table->blocks[shard];
    return block != NO_BLOCK && snapshot_reader_prove(table->reader, &table->reader->blocks[block]) == STATUS_OK;
}

static struct posting_index *index_of(const struct keeper *keeper, uint32_t table)
{
    return keeper_snapshot_table(keeper, SNAPSHOT_INDEX + table);
}

static enum status make_table(struct keeper *keeper, uint32_t number)
{
    struct proof_table *table = &keeper->proof->tables[number];
    const struct snapshot_reader *reader = keeper->proof->reader;
    struct posting_index *index = index_of(keeper, number);
    uint32_t shards = posting_index_shards(index);
    table->reader = reader;
    table->blocks = malloc(shards * sizeof *table->blocks);
    if (!table->blocks)
        return STATUS_NOMEM;
    for (uint32_t i = 0; i < shards; i++)
        table->blocks[i] = NO_BLOCK;
    for (uint32_t i = 0; i < reader->head.blocks; i++)
        if (reader->blocks[i].part == SNAPSHOT_INDEX + number)
            table->blocks[reader->blocks[i].number] = i; /* all are shards of it: they have their images */
    return posting_index_image_doubt(index, prove, table);
}

enum status keeper_proof_begin(struct keeper *keeper, struct snapshot_reader *reader)
{
    enum status status = STATUS_OK;
    keeper->proof = calloc(1, sizeof *keeper->proof);
    if (!keeper->proof)
        return STATUS_NOMEM;
    keeper->proof->reader = reader;
    for (uint32_t i = 0; i < TABLES && status == STATUS_OK; i++)
        status = make_table(keeper, i);
    return status;
}

void keeper_proof_close(struct keeper *keeper)
{
    if (!keeper->proof)
        return;
    for (uint32_t i = 0; i < TABLES; i++)
        free(keeper->proof->tables[i].blocks);
    snapshot_reader_close(keeper->proof->reader);
    free(keeper->proof);
    free(keeper->gone);
    keeper->proof = NULL;
    keeper->gone = NULL;
}

bool keeper_is_doubtful(const struct keeper *keeper)
{
    for (uint32_t i = 0; i < TABLES && keeper->proof && !keeper->broken; i++)
        if (posting_index_is_doubtful(index_of(keeper, i)))
            return true;
    return false;
}

bool keeper_prove_step(struct keeper *keeper)
{
    if (keeper->broken || !keeper->proof || keeper_is_doubtful(keeper))
        return false;
    for (uint32_t i = 0; i < TABLES; i++)
        if (posting_index_prove_next(index_of(keeper, i)))
            return true;
    keeper_proof_close(keeper);
    return true; /* and now a snapshot may be due */
}

enum status keeper_prove_all(struct keeper *keeper)
{
    while (keeper_prove_step(keeper)) {
    }
    return keeper_is_doubtful(keeper) ? STATUS_DAMAGED : STATUS_OK;
}

enum status keeper_mend(struct keeper *keeper)
{
    if (keeper->batch_open)
        store_abort(keeper->store);
    keeper->batch_open = false;
    keeper->distrusts_snapshot = true;
    keeper_snapshot_put_away(keeper, "it is damaged, as one of its indexes shows now");
    return keeper_start_over(keeper);
}

#include "shingle/match/facts.h"

#include "shingle/base/pages.h"
#include "shingle/match/clusters.h"

#include <stdbool.h>
#include <stdlib.h>

enum { CHUNK_IDS = CLUSTERS_CHUNK_IDS };

#define CHUNKS CLUSTERS_CHUNKS_MAX

/* Five 32-bit fields, so that there is no padding. */
struct packed {
    uint32_t simhash_low, simhash_high;
    uint32_t source;
    uint32_t time_s;
    uint32_t words_marks; /* words << 8 | marks */
};

struct facts {
    struct packed **chunks;
    bool *lent; /* by chunk: its memory is somebody else's */
    uint32_t chunk_count;
};

enum status facts_open(struct facts **out)
{
    struct facts *facts = calloc(1, sizeof *facts);
    struct packed **chunks = calloc(CHUNKS, sizeof(struct packed *));
    bool *lent = calloc(CHUNKS, sizeof *lent);
    if (!facts || !chunks || !lent) {
        free(facts);
        free(chunks);
        free(lent);
        return STATUS_NOMEM;
    }
    facts->chunks = chunks;
    facts->lent = lent;
    *out = facts;
    return STATUS_OK;
}

static void drop_chunk(struct facts *facts, uint32_t chunk)
{
    if (facts->lent[chunk])
        pages_drop(facts->chunks[chunk], CHUNK_IDS * sizeof(struct packed));
    else
        free(facts->chunks[chunk]);
    facts->chunks[chunk] = NULL;
    facts->lent[chunk] = false;
}

void facts_close(struct facts *facts)
{
    if (!facts)
        return;
    for (uint32_t i = 0; i < CHUNKS; i++)
        drop_chunk(facts, i);
    free(facts->chunks);
    free(facts->lent);
    free(facts);
}

enum status facts_reach(struct facts *facts, uint32_t chunk)
{
    if (chunk >= CHUNKS)
        return STATUS_BADARG;
    if (facts->chunks[chunk])
        return STATUS_OK;
    facts->chunks[chunk] = calloc(CHUNK_IDS, sizeof(struct packed));
    facts->chunk_count += facts->chunks[chunk] != NULL;
    return facts->chunks[chunk] ? STATUS_OK : STATUS_NOMEM;
}

enum status facts_set(struct facts *facts, uint32_t id, const struct fact *fact)
{
    enum status status = facts_reach(facts, id / CHUNK_IDS);
    if (status != STATUS_OK)
        return status;
    struct packed *chunk = facts->chunks[id / CHUNK_IDS];
    uint32_t words = fact->words < FACT_WORDS_MAX ? fact->words : FACT_WORDS_MAX;
    uint32_t marks = fact->marks < FACT_MARKS_MAX ? fact->marks : FACT_MARKS_MAX;
    chunk[id % CHUNK_IDS] = (struct packed){
        .simhash_low = (uint32_t)fact->simhash,
        .simhash_high = (uint32_t)(fact->simhash >> 32),
        .source = fact->source,
        .time_s = fact->time_s,
        .words_marks = words << 8 | marks,
    };
    return STATUS_OK;
}

struct fact facts_get(const struct facts *facts, uint32_t id)
{
    const struct packed *chunk = id <= CLUSTERS_ID_MAX ? facts->chunks[id / CHUNK_IDS] : NULL;
    if (!chunk)
        return (struct fact){0};
    const struct packed *packed = &chunk[id % CHUNK_IDS];
    return (struct fact){
        .simhash = (uint64_t)packed->simhash_high << 32 | packed->simhash_low,
        .source = packed->source,
        .time_s = packed->time_s,
        .words = packed->words_marks >> 8,
        .marks = packed->words_marks & 255,
    };
}

uint32_t facts_source(const struct facts *facts, uint32_t id)
{
    const struct packed *chunk = id <= CLUSTERS_ID_MAX ? facts->chunks[id / CHUNK_IDS] : NULL;
    return chunk ? chunk[id % CHUNK_IDS].source : 0;
}

void facts_shed(struct facts *facts, uint32_t chunk)
{
    if (chunk >= CHUNKS || !facts->chunks[chunk])
        return;
    drop_chunk(facts, chunk);
    facts->chunk_count--;
}

uint64_t facts_bytes(const struct facts *facts)
{
    return (uint64_t)facts->chunk_count * CHUNK_IDS * sizeof(struct packed);
}

const void *facts_image(const struct facts *facts, uint32_t chunk)
{
    return chunk < CHUNKS ? facts->chunks[chunk] : NULL;
}

size_t facts_image_size(void)
{
    return CHUNK_IDS * sizeof(struct packed);
}

enum status facts_image_lend(struct facts *facts, uint32_t chunk, void *image)
{
    if (chunk >= CHUNKS || facts->chunks[chunk])
        return STATUS_BADARG;
    facts->chunks[chunk] = image;
    facts->lent[chunk] = true;
    facts->chunk_count++;
    return STATUS_OK;
}

/*
 * Facts: what the matcher keeps of every article beside keys and membership, by id; 20 bytes an article, in chunks that
 * never move.
 */
#ifndef SHINGLE_MATCH_FACTS_H
#define SHINGLE_MATCH_FACTS_H

#include "shingle/base/status.h"

#include <stddef.h>
#include <stdint.h>

struct facts;

struct fact {
    uint64_t simhash;
    uint32_t source; /* folded hash of the source, 0 = unknown */
    uint32_t time_s; /* seconds since the epoch, 0 = unknown */
    uint32_t words;  /* at most FACT_WORDS_MAX */
    uint32_t marks;  /* as decision.marks, at most FACT_MARKS_MAX */
};

enum { FACT_WORDS_MAX = (1 << 24) - 1, FACT_MARKS_MAX = 255 };

/* NOMEM. */
MUST_CHECK enum status facts_open(struct facts **out);
void facts_close(struct facts *facts);

/* Sets the facts of an id up to CLUSTERS_ID_MAX; larger words and marks are cut to their limits. NOMEM. */
MUST_CHECK enum status facts_set(struct facts *facts, uint32_t id, const struct fact *fact);

/* Takes the memory of a chunk of CLUSTERS_CHUNK_IDS, by its number: then several threads may set ids of it. NOMEM. */
MUST_CHECK enum status facts_reach(struct facts *facts, uint32_t chunk);

/* The facts of an id; all zero when never set. */
struct fact facts_get(const struct facts *facts, uint32_t id);

/* Only the source: the hot one. */
uint32_t facts_source(const struct facts *facts, uint32_t id);

/* Forgets all ids of a chunk of CLUSTERS_CHUNK_IDS, by its number, and gives its memory back. */
void facts_shed(struct facts *facts, uint32_t chunk);

uint64_t facts_bytes(const struct facts *facts);

/* For snapshots, by chunks of CLUSTERS_CHUNK_IDS ids: as clusters_image() and clusters_image_lend(). Any bytes will do.
 */
const void *facts_image(const struct facts *facts, uint32_t chunk);
size_t facts_image_size(void);
MUST_CHECK enum status facts_image_lend(struct facts *facts, uint32_t chunk, void *image);

#endif

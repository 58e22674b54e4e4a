/*
 * Clusters: which articles are copies of each other, by id; 16 bytes an article.
 *
 *     status = clusters_add(clusters, id, 0);              // alone: the cluster is named by this id
 *     status = clusters_add(clusters, id, cluster);        // joins
 *     for (uint32_t m = clusters_first(clusters, c); m; m = clusters_next(clusters, c, m))
 *         ...                                              // members by rising id
 *
 * A cluster is named by the id of the article that opened it, and keeps the name when that article is forgotten; of two
 * that merge, the lower name stays. So a name is never higher than a member's id. Members are a ring by rising id: the
 * same joins in any order give the same list. Each cluster has a canonical, at first the article that opened it.
 *
 * Ids are 1 to CLUSTERS_ID_MAX and should be dense: memory is for the highest. It is taken in chunks of 65,536 ids that
 * never move, so growing copies nothing.
 *
 * One thread.
 */
#ifndef SHINGLE_MATCH_CLUSTERS_H
#define SHINGLE_MATCH_CLUSTERS_H

#include "shingle/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLUSTERS_ID_MAX 0x7fffffffu /* highest article id */

enum { CLUSTERS_CHUNK_IDS = 65536 }; /* memory is taken for so many ids at a time */
#define CLUSTERS_CHUNKS_MAX (CLUSTERS_ID_MAX / CLUSTERS_CHUNK_IDS + 1)

struct clusters;

/* No clusters. NOMEM. */
MUST_CHECK enum status clusters_open(struct clusters **out);

/* Frees it; NULL is fine. */
void clusters_close(struct clusters *clusters);

/*
 * Adds article id to cluster, or opens a cluster of its own when cluster is 0 or id. BADARG for an id of 0, over
 * CLUSTERS_ID_MAX or lower than cluster; EXISTS when it is a member already, or still names a cluster that it left;
 * NOTFOUND when there is no such cluster; NOMEM. O(1) when id is the cluster's highest so far, else O(members above).
 */
MUST_CHECK enum status clusters_add(struct clusters *clusters, uint32_t id, uint32_t cluster);

/*
 * Gives a cluster another name, of a member or of an article that is gone. NOTFOUND when there is no such cluster,
 * BADARG when there is one of the new name, EXISTS when the new name is a member elsewhere; NOMEM. O(members).
 */
MUST_CHECK enum status clusters_rename(struct clusters *clusters, uint32_t cluster, uint32_t name);

/* The cluster of article id, or 0 when it is unknown or forgotten. */
uint32_t clusters_of(const struct clusters *clusters, uint32_t id);

/* Number of members, 0 when there is no such cluster. */
uint32_t clusters_size(const struct clusters *clusters, uint32_t cluster);

/* The canonical member, 0 when there is no such cluster. */
uint32_t clusters_canonical(const struct clusters *clusters, uint32_t cluster);

/* Makes member the canonical. NOTFOUND when it is not a member. */
MUST_CHECK enum status clusters_elect(struct clusters *clusters, uint32_t cluster, uint32_t member);

/* The member with the lowest id, 0 when there is no such cluster. */
uint32_t clusters_first(const struct clusters *clusters, uint32_t cluster);

/* The member after `member`, 0 after the last. */
uint32_t clusters_next(const struct clusters *clusters, uint32_t cluster, uint32_t member);

/* The member before `member`, 0 before the first, and when it is none of the cluster's. */
uint32_t clusters_previous(const struct clusters *clusters, uint32_t cluster, uint32_t member);

/* The member with the highest id, 0 when there is no such cluster. */
uint32_t clusters_last(const struct clusters *clusters, uint32_t cluster);

/*
 * Joins two clusters; *name is the one that stays (the lower), with its canonical. NOTFOUND when one does not exist;
 * the same cluster twice is fine. O(members of the one that goes, and those of the other above its lowest).
 */
MUST_CHECK enum status clusters_merge(struct clusters *clusters, uint32_t a, uint32_t b, uint32_t *name);

/*
 * Takes article id out into a cluster of its own, named by itself. When it gave its name to the cluster it leaves, the
 * rest is renamed after its lowest member; *rest is the name of the rest, 0 when there is none. NOTFOUND when id is
 * unknown. When id was the canonical, the rest's lowest member is, until somebody elects another.
 */
MUST_CHECK enum status clusters_split(struct clusters *clusters, uint32_t id, uint32_t *rest);

/*
 * Removes article id. The cluster keeps its name; when it was the canonical, *canonical is the lowest member left (the
 * caller may elect a better one), else the canonical as it was, 0 when the cluster ended. NOTFOUND when id is unknown.
 * O(1).
 */
MUST_CHECK enum status clusters_forget(struct clusters *clusters, uint32_t id, uint32_t *canonical);

/* The next cluster by name after `cluster` (0: from the start) up to and including name `last`; 0 when none is left. */
uint32_t clusters_after(const struct clusters *clusters, uint32_t cluster, uint32_t last);

/* The cluster before `cluster` by name (0: from the newest); 0 when none is left. */
uint32_t clusters_before(const struct clusters *clusters, uint32_t cluster);

struct clusters_stats {
    uint32_t articles; /* members of all clusters */
    uint32_t clusters;
    uint32_t highest;  /* id */
    uint64_t bytes;    /* memory taken */
    uint64_t regroups; /* merges, splits and renames so far: all that moves articles to another cluster */
};

struct clusters_stats clusters_stats(const struct clusters *clusters);

/*
 * For snapshots: chunk `chunk` (ids from chunk * CLUSTERS_CHUNK_IDS) as it stands in memory, clusters_image_size()
 * bytes, good until the next change; NULL when no id of it was ever taken. Only for the same build on the same machine.
 */
const void *clusters_image(const struct clusters *clusters, uint32_t chunk);
size_t clusters_image_size(void);

/* Is given a chunk's image, good until it returns. It must not call the clusters. */
struct clusters_saver {
    void *context;
    void (*save)(void *context, uint32_t chunk, const void *image);
};

/*
 * For a snapshot of one moment that is taken in steps: members point at each other across chunks. From now on every
 * chunk that is there is saved once as it is now: when clusters_save() asks for it, or just before it changes. NULL: no
 * more is saved.
 */
void clusters_freeze(struct clusters *clusters, const struct clusters_saver *saver);

/* Saves a chunk, unless it was, or was not there when the clusters were frozen. */
void clusters_save(struct clusters *clusters, uint32_t chunk);

/*
 * The way back, into an empty table: for each chunk memory where its image stands, of whole pages, private to this
 * process, and there until the table is closed; then clusters_image_end() with the highest id. It proves that every
 * ring is whole; DAMAGED: close the table. BADARG.
 */
MUST_CHECK enum status clusters_image_lend(struct clusters *clusters, uint32_t chunk, void *image);
MUST_CHECK enum status clusters_image_end(struct clusters *clusters, uint32_t highest);

#endif

/*
 * Taking a snapshot of the tables while they are used: shard by shard and chunk by chunk between batches, each with the
 * number of the log that it is right for. A start then replays for each only what came after (keeper_restore.c). The
 * clusters, whose members point at each other, must be of one moment: they come first, and a chunk that is about to
 * change before its turn is copied just then. Nothing is copied twice, nothing waits for the disk: a thread of the
 * writer's does that.
 */
#include "daemon/ingest/keeper_private.h"

#include "daemon/store/snapshot_writer.h"

#include <stdlib.h>
#include <time.h>

enum {
    STEP_SIZE = 4 << 20,    /* bytes copied in one step */
    STEP_AGAIN_MS = 2,      /* between two steps when there is nothing else to do */
    EVENTS_LEAST = 1 << 20, /* with so many new events one is due whatever the time, */
    EVENTS_SHARE = 2,       /* if they are also this part of all articles */
    ROOM_FLOOR = 256 << 20, /* bytes that it must leave on the disk */
    BYTES_AN_ARTICLE = 400  /* to guess how large it will be */
};

uint64_t keeper_snapshot_shape(const struct keeper *keeper)
{
    /* What fingerprints depend on belongs to the store, and so to its uuid. */
    const uint32_t numbers[] = {keeper->params.matcher.shards,
                                keeper->params.matcher.key_cap,
                                LOOKUP_CAP,
                                LOOKUP_SHARDS,
                                STORE_FORMAT_MAJOR,
                                CLUSTERS_CHUNK_IDS,
                                SNAPSHOT_VERSION};
    return hash_bytes(&keeper->prepare.key, HASH_CHECKSUM, bytes_of(numbers, sizeof numbers));
}

enum status keeper_snapshot_event(struct keeper *keeper, uint64_t seq, uint64_t *hash)
{
    struct bytes value = {NULL, 0};
    enum status status = seq ? store_get(keeper->store, STORE_LOG, seq, &value) : STATUS_OK;
    if (status == STATUS_OK)
        *hash = hash_bytes(&keeper->prepare.key, HASH_CHECKSUM, value);
    return status;
}

struct posting_index *keeper_snapshot_table(const struct keeper *keeper, uint32_t part)
{
    switch ((enum snapshot_part)part) {
    case SNAPSHOT_INDEX: return matcher_tables(keeper->matcher).index;
    case SNAPSHOT_URL: return keeper->lookups.url;
    case SNAPSHOT_YOUR_ID: return keeper->lookups.your_id;
    case SNAPSHOT_TEXT: return keeper->lookups.text;
    case SNAPSHOT_CLUSTERS:
    case SNAPSHOT_FACTS:
    case SNAPSHOT_BASES: break;
    }
    return NULL;
}

static void tell(struct keeper *keeper, const char *what, const char *why)
{
    struct writer line = {0};
    writer_format(&line, "%s: %s", what, why);
    writer_u8(&line, 0);
    if (keeper->params.tell && !line.failed)
        keeper->params.tell(keeper->params.tell_context, (const char *)line.at);
    writer_close(&line);
}

void keeper_snapshot_drop(struct keeper *keeper)
{
    if (keeper->matcher)
        clusters_freeze(matcher_clusters(keeper->matcher), NULL);
    snapshot_writer_close(keeper->snapshot.writer);
    keeper->snapshot.writer = NULL;
}

static void fail(struct keeper *keeper, const char *why)
{
    keeper_snapshot_drop(keeper);
    keeper->snapshot.failed = true;
    keeper->snapshot.stats.failures++;
    tell(keeper, "no snapshot was written", why);
}

static bool begin(struct keeper *keeper, int64_t now_ms)
{
    struct keeper_snapshot *snapshot = &keeper->snapshot;
    struct clusters_stats clusters = clusters_stats(matcher_clusters(keeper->matcher));
    uint64_t guess = (uint64_t)clusters.highest * BYTES_AN_ARTICLE + ROOM_FLOOR;
    size_t chunks = clusters.highest / CLUSTERS_CHUNK_IDS + 1;
    snapshot->tried_ms = now_ms;
    if (store_disk_room(keeper->store) < guess) {
        fail(keeper, "too little room on the disk");
        return false;
    }
    if (snapshot_writer_open(store_directory(keeper->store), store_key(keeper->store), chunks * clusters_image_size(),
                             &snapshot->writer) != STATUS_OK) {
        fail(keeper, "its file cannot be made");
        return false;
    }
    snapshot->part = 0;
    snapshot->ended = false;
    snapshot->unsaved = false;
    return true;
}

static bool put(struct keeper *keeper, struct snapshot_block *block, const void *at, size_t size)
{
    block->seq = keeper->durable_seq;
    return snapshot_writer_put(keeper->snapshot.writer, block, bytes_of(at, size)) == STATUS_OK;
}

static void save_chunk(void *context, uint32_t chunk, const void *image)
{
    struct keeper *keeper = context;
    struct snapshot_block block = {.part = SNAPSHOT_CLUSTERS, .number = chunk, .seq = keeper->snapshot.head.seq};
    struct bytes bytes = bytes_of(image, clusters_image_size());
    if (snapshot_writer_put(keeper->snapshot.writer, &block, bytes) != STATUS_OK)
        keeper->snapshot.unsaved = true;
}

/* The first step: who and when, and the clusters are held at that. */
static bool freeze(struct keeper *keeper, int64_t now_ms)
{
    const struct clusters_saver saver = {keeper, save_chunk};
    struct clusters *clusters = matcher_clusters(keeper->matcher);
    struct clusters_stats stats = clusters_stats(clusters);
    struct snapshot_head head = {
        .shape = keeper_snapshot_shape(keeper),
        .shards = keeper->params.matcher.shards,
        .key_cap = keeper->params.matcher.key_cap,
        .seq = keeper->durable_seq,
        .next_id = keeper->next_id,
        .articles = stats.articles,
        .highest = stats.highest,
        .taken_ms = now_ms,
    };
    memcpy(head.uuid, store_uuid(keeper->store).at, sizeof head.uuid);
    if (keeper_snapshot_event(keeper, head.seq, &head.event) != STATUS_OK)
        return false;
    keeper->snapshot.head = head;
    keeper->snapshot.part = SNAPSHOT_CLUSTERS;
    keeper->snapshot.number = 0;
    clusters_freeze(clusters, &saver);
    return true;
}

/* The next chunk of them; *size is what was copied, at most. */
static bool put_clusters(struct keeper *keeper, size_t *size)
{
    struct keeper_snapshot *snapshot = &keeper->snapshot;
    clusters_save(matcher_clusters(keeper->matcher), snapshot->number++);
    *size = clusters_image_size();
    if (snapshot->number <= snapshot->head.highest / CLUSTERS_CHUNK_IDS)
        return !snapshot->unsaved;
    clusters_freeze(matcher_clusters(keeper->matcher), NULL);
    snapshot->part = SNAPSHOT_FACTS;
    snapshot->number = 0;
    return !snapshot->unsaved;
}

/* One shard or chunk; *size is what was copied. */
static bool put_next(struct keeper *keeper, size_t *size)
{
    struct keeper_snapshot *snapshot = &keeper->snapshot;
    struct snapshot_block block = {.part = snapshot->part, .number = snapshot->number++};
    const struct posting_index *table = keeper_snapshot_table(keeper, block.part);
    uint32_t blocks = table                          ? posting_index_shards(table)
                      : block.part == SNAPSHOT_BASES ? 1
                                                     : snapshot->head.highest / CLUSTERS_CHUNK_IDS + 1;
    const void *at;
    if (table) {
        struct posting_image image = posting_index_image(table, block.number);
        block.total = image.total;
        block.capacity = image.capacity;
        block.used = image.used;
        at = image.used ? image.slots : NULL;
        *size = at ? image.total * sizeof *image.slots : 0;
    } else if (block.part == SNAPSHOT_BASES) {
        at = keeper->bases.bits; /* any later moment will do: bits are never taken away */
        *size = at ? keeper->bases.words * sizeof *keeper->bases.bits : 0;
    } else {
        at = facts_image(matcher_tables(keeper->matcher).facts, block.number);
        *size = at ? facts_image_size() : 0;
    }
    if (snapshot->number == blocks) {
        snapshot->part++;
        snapshot->number = 0;
    }
    return !at || put(keeper, &block, at, *size);
}

static bool put_some(struct keeper *keeper, int64_t now_ms)
{
    struct keeper_snapshot *snapshot = &keeper->snapshot;
    bool good = true;
    if (snapshot->part == 0)
        return freeze(keeper, now_ms);
    for (size_t copied = 0; good && copied < STEP_SIZE && snapshot->part < SNAPSHOT_PARTS;) {
        size_t size;
        if (!snapshot_writer_room(snapshot->writer))
            return true;
        good = snapshot->part == SNAPSHOT_CLUSTERS ? put_clusters(keeper, &size) : put_next(keeper, &size);
        copied += size;
    }
    if (good && snapshot->part == SNAPSHOT_PARTS) {
        snapshot_writer_end(snapshot->writer, &snapshot->head);
        snapshot->ended = true;
    }
    return good;
}

static void note_done(struct keeper *keeper)
{
    struct keeper_snapshot *snapshot = &keeper->snapshot;
    snapshot->stats.taken_ms = snapshot->head.taken_ms;
    snapshot->stats.seq = snapshot->head.seq;
    snapshot->stats.bytes = snapshot_writer_size(snapshot->writer);
    snapshot->stats.written++;
    snapshot->failed = false;
    keeper_snapshot_drop(keeper);
}

/* One step of the one that is being written; false when it ended, well or not. */
static bool go_on(struct keeper *keeper, int64_t now_ms)
{
    struct keeper_snapshot *snapshot = &keeper->snapshot;
    switch (snapshot_writer_state(snapshot->writer)) {
    case SNAPSHOT_WRITER_STARTING: return true;
    case SNAPSHOT_WRITER_READY:
        if (snapshot->ended || put_some(keeper, now_ms))
            return true;
        fail(keeper, status_text(STATUS_NOMEM));
        return false;
    case SNAPSHOT_WRITER_DONE: note_done(keeper); return false;
    case SNAPSHOT_WRITER_FAILED: fail(keeper, strerror(snapshot_writer_error(snapshot->writer))); return false;
    }
    return false;
}

static bool is_possible(const struct keeper *keeper)
{
    return keeper->params.snapshot_ms > 0 && !keeper->broken && !keeper->batch_open && !keeper->proof &&
           !store_is_readonly(keeper->store);
}

/* Milliseconds until one is due, at least 0; KEEPER_SNAPSHOT_IDLE when nothing is new. */
static int64_t due_in(struct keeper *keeper, int64_t now_ms)
{
    struct keeper_snapshot *snapshot = &keeper->snapshot;
    uint64_t fresh = keeper->durable_seq - snapshot->stats.seq;
    if (fresh == 0)
        return KEEPER_SNAPSHOT_IDLE;
    if (snapshot->tried_ms == 0 || snapshot->tried_ms > now_ms)
        snapshot->tried_ms = now_ms;
    int64_t left_ms = snapshot->tried_ms + keeper->params.snapshot_ms - now_ms;
    bool many = fresh >= EVENTS_LEAST && fresh >= snapshot->head.articles / EVENTS_SHARE && !snapshot->failed;
    return left_ms < 0 || many ? 0 : left_ms;
}

int64_t keeper_snapshot_step(struct keeper *keeper, int64_t now_ms)
{
    if (!is_possible(keeper))
        return KEEPER_SNAPSHOT_IDLE;
    if (keeper->snapshot.writer)
        return go_on(keeper, now_ms) ? STEP_AGAIN_MS : due_in(keeper, now_ms);
    int64_t due_ms = due_in(keeper, now_ms);
    if (due_ms != 0)
        return due_ms;
    return begin(keeper, now_ms) ? 0 : due_in(keeper, now_ms);
}

void keeper_snapshot_finish(struct keeper *keeper, int64_t now_ms)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    keeper_snapshot_drop(keeper);
    if (keeper->durable_seq != keeper->snapshot.stats.seq && keeper_prove_all(keeper) != STATUS_OK)
        return; /* the next start finds out as well, and reads the records */
    if (!is_possible(keeper) || keeper->durable_seq == keeper->snapshot.stats.seq || !begin(keeper, now_ms))
        return;
    while (go_on(keeper, now_ms))
        (void)nanosleep(&pause, NULL);
}

struct keeper_snapshot_stats keeper_snapshot_now(const struct keeper *keeper)
{
    return keeper->snapshot.stats;
}

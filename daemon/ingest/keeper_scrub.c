/*
 * Scrub: reads every article again and proves it, a few at a time whenever there is time, so that a disk that rots is
 * told of while there still is a good backup. A pass takes the time that is set; it begins somewhere else with every
 * start, or a daemon that is restarted often would prove the same beginning again and again.
 */
#include "daemon/ingest/keeper_private.h"

enum {
    AT_ONCE = 16,            /* articles a step */
    AT_ONCE_BYTES = 1 << 18, /* bytes of text after which a step takes no further article */
    AGAIN_AFTER_MS = 60000   /* looks at an empty store, or a broken one */
};

static bool keys_rise(const struct record *record)
{
    for (uint32_t i = 1; i < record->key_count; i++)
        if (record->keys[i] <= record->keys[i - 1])
            return false;
    return true;
}

enum status keeper_prove(struct keeper *keeper, const struct record *record, uint64_t id, struct arena *arena,
                         struct proof *out)
{
    struct bytes packed, text;
    *out = (struct proof){.what = "article"};
    if (record->id != id)
        out->why = "the record names another one";
    else if (!keys_rise(record))
        out->why = "its keys are not in order";
    if (out->why)
        return STATUS_OK;
    out->what = "text of article";
    enum status status = store_get_text(keeper->store, record->id, arena, &packed);
    if (status == STATUS_OK) {
        out->parts = store_text_parts(packed.size);
        status = keeper_record_text(keeper, record, arena, &text);
    }
    if (status == STATUS_NOMEM)
        return status;
    if (status != STATUS_OK)
        out->why = status_text(status);
    else if (hash_bytes(&keeper->prepare.key, HASH_TEXT, text) != record->content_hash)
        out->why = "is not the one that was kept";
    return STATUS_OK;
}

static void tell(struct keeper *keeper, const struct proof *proof, uint32_t id)
{
    struct writer line = {0};
    writer_format(&line, "damaged on disk: %s %u: %s", proof->what, id, proof->why);
    writer_u8(&line, 0);
    if (keeper->params.tell && !line.failed)
        keeper->params.tell(keeper->params.tell_context, (const char *)line.at);
    writer_close(&line);
}

/* Returns the bytes that it took. */
static size_t prove_one(struct keeper *keeper, uint32_t id, struct arena *arena)
{
    struct record record = {.text_size = 0};
    struct proof proof = {.what = "article"};
    enum status status = keeper_record(keeper, id, arena, &record);
    if (status == STATUS_OK)
        status = keeper_prove(keeper, &record, id, arena, &proof);
    else
        proof.why = status_text(status);
    if (status == STATUS_NOMEM)
        return 0;
    keeper_touched(keeper, 1);
    keeper->scrub.stats.articles++;
    if (proof.why) {
        keeper->scrub.stats.damaged++;
        tell(keeper, &proof, id);
    }
    return record.text_size;
}

static void begin_pass(struct keeper_scrub *scrub, uint32_t highest, int64_t now_ms)
{
    scrub->began_ms = now_ms;
    scrub->all = highest;
    scrub->start = highest ? (uint32_t)((uint64_t)now_ms % highest) : 0;
    scrub->visited = 0;
}

/* When the next step is due: it has AT_ONCE articles to look at then, or the last of the pass. */
static int64_t due_ms(const struct keeper_scrub *scrub, int64_t pass_ms)
{
    uint32_t left = scrub->all - scrub->visited;
    uint32_t then = scrub->visited + (left < AT_ONCE ? left : AT_ONCE);
    return scrub->began_ms + (int64_t)((double)pass_ms * then / scrub->all);
}

static void step(struct keeper *keeper, struct arena *arena)
{
    struct keeper_scrub *scrub = &keeper->scrub;
    const struct clusters *clusters = matcher_clusters(keeper->matcher);
    size_t size = 0;
    for (int i = 0; i < AT_ONCE && size < AT_ONCE_BYTES && scrub->visited < scrub->all; i++) {
        uint32_t id = (uint32_t)(((uint64_t)scrub->start + scrub->visited++) % scrub->all) + 1;
        if (clusters_of(clusters, id))
            size += prove_one(keeper, id, arena);
        arena_reset(arena);
    }
    scrub->stats.done = (double)scrub->visited / scrub->all;
    scrub->stats.passes += scrub->visited == scrub->all;
}

int64_t keeper_scrub_step(struct keeper *keeper, int64_t now_ms, struct arena *arena)
{
    struct keeper_scrub *scrub = &keeper->scrub;
    int64_t pass_ms = keeper->params.scrub_ms;
    if (pass_ms == 0)
        return KEEPER_SCRUB_OFF;
    if (keeper->broken || keeper->batch_open)
        return AGAIN_AFTER_MS;
    if (scrub->visited == scrub->all)
        begin_pass(scrub, clusters_stats(matcher_clusters(keeper->matcher)).highest, now_ms);
    if (scrub->all == 0)
        return AGAIN_AFTER_MS;
    if (now_ms >= due_ms(scrub, pass_ms))
        step(keeper, arena);
    int64_t left_ms = scrub->visited < scrub->all ? due_ms(scrub, pass_ms) - now_ms : 0;
    return left_ms > 0 ? left_ms : 0;
}

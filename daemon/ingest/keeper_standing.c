/*
 * What is known of a submission by its names, before the matcher is asked.
 *
 * Known is an article with the same id of yours and the same text, or the same URL and text: the answer is then the one
 * it got before. Not only the newest of its revisions counts: who sends a file again that has them all adds nothing.
 * But who gives an id of its own that is not known yet will ask for the article by it, so it becomes an article,
 * `unchanged`, which costs next to nothing. The same id, or the same URL, with text that is new is a revision.
 */
#include "daemon/ingest/keeper_private.h"

static bool same_content(const struct record *record, const struct prepared *prepared)
{
    return record->content_hash == prepared->content_hash && record->text_size == prepared->article.text.size;
}

/* The newest of the articles with one name, and the newest of them with the same content; 0 = none. */
struct namesakes {
    uint64_t newest, same;
};

static bool has_name(struct keeper *keeper, const struct record *record, enum keeper_name kind, uint64_t hash,
                     const struct prepared *prepared, struct arena *arena)
{
    if (kind == KEEPER_YOUR_ID)
        return bytes_equal(record->your_id, prepared->submission->your_id);
    return url_hash(&keeper->prepare.key, record->url, arena) == hash;
}

static enum status find_namesakes(struct keeper *keeper, enum keeper_name kind, uint64_t hash,
                                  const struct prepared *prepared, struct arena *arena, struct namesakes *out)
{
    uint32_t ids[LOOKUP_CAP];
    size_t count = keeper_named(keeper, kind, hash, ids);
    *out = (struct namesakes){0, 0};
    for (size_t i = 0; i < count && !out->same; i++) {
        struct record record;
        enum status status = keeper_record(keeper, ids[i], arena, &record);
        if (status == STATUS_NOTFOUND || status == STATUS_DAMAGED)
            continue;
        if (status != STATUS_OK)
            return status;
        if (!has_name(keeper, &record, kind, hash, prepared, arena))
            continue;
        if (!out->newest)
            out->newest = ids[i];
        if (same_content(&record, prepared))
            out->same = ids[i];
    }
    return STATUS_OK;
}

static enum status find_same_text(struct keeper *keeper, const struct prepared *prepared, struct arena *arena,
                                  uint64_t *id)
{
    uint32_t ids[LOOKUP_CAP];
    uint64_t hash = prepared->sketch.text_hash;
    size_t count = keeper_named(keeper, KEEPER_TEXT, hash, ids);
    *id = 0;
    for (size_t i = 0; i < count; i++) {
        struct record record;
        enum status status = keeper_record(keeper, ids[i], arena, &record);
        if (status == STATUS_NOTFOUND || status == STATUS_DAMAGED)
            continue;
        if (status != STATUS_OK)
            return status;
        if (record.text_hash == hash && record.words == prepared->sketch.words && (!*id || ids[i] < *id))
            *id = ids[i];
    }
    return STATUS_OK;
}

enum status keeper_standing(struct keeper *keeper, const struct prepared *prepared, struct arena *arena,
                            struct standing *out)
{
    struct namesakes named;
    *out = (struct standing){0};
    enum status status = find_namesakes(keeper, KEEPER_YOUR_ID, prepared->your_id_hash, prepared, arena, &named);
    out->same = named.same;
    out->previous = named.newest;
    if (status == STATUS_OK && !named.newest) {
        status = find_namesakes(keeper, KEEPER_URL, prepared->url_hash, prepared, arena, &named);
        bool renamed = named.same && prepared->submission->your_id.size;
        out->same = renamed ? 0 : named.same;
        out->same_text = renamed ? named.same : 0;
        out->previous = renamed ? named.same : named.newest;
    }
    if (status == STATUS_OK && !out->same && !out->same_text)
        status = find_same_text(keeper, prepared, arena, &out->same_text);
    return status;
}

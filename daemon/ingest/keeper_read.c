#include "daemon/ingest/keeper_private.h"

static bool reads_allowed(const struct keeper *keeper)
{
    return !keeper->broken;
}

enum status keeper_record(struct keeper *keeper, uint64_t id, struct arena *arena, struct record *out)
{
    struct bytes view;
    if (!reads_allowed(keeper))
        return STATUS_READONLY;
    enum status status = store_get(keeper->store, STORE_DOCS, id, &view);
    if (status != STATUS_OK)
        return status;
    keeper_touched(keeper, 1);
    struct bytes copy = arena_copy(arena, view);
    if (!copy.at)
        return STATUS_NOMEM;
    status = record_decode(copy, arena, out);
    return status == STATUS_OK && out->id != id ? STATUS_DAMAGED : status;
}

static enum status unpack(struct keeper *keeper, const struct record *record, struct bytes base, struct arena *arena,
                          struct bytes *out)
{
    struct bytes packed;
    enum status status = store_get_text(keeper->store, record->id, arena, &packed);
    if (status == STATUS_OK)
        status = packer_unpack(keeper->packer, packed, record->text_size, base, arena, out);
    return status == STATUS_NOTFOUND ? STATUS_DAMAGED : status;
}

enum status keeper_record_text(struct keeper *keeper, const struct record *record, struct arena *arena,
                               struct bytes *out)
{
    struct record base;
    struct bytes dictionary = {NULL, 0};
    enum status status = STATUS_OK;
    if (record->base) {
        status = keeper_record(keeper, record->base, arena, &base);
        /* A base has no base: one step, whatever the records say. */
        if (status == STATUS_OK)
            status = base.base ? STATUS_DAMAGED : unpack(keeper, &base, (struct bytes){NULL, 0}, arena, &dictionary);
        if (status == STATUS_NOTFOUND)
            status = STATUS_DAMAGED;
    }
    return status == STATUS_OK ? unpack(keeper, record, dictionary, arena, out) : status;
}

/* The text without its site's lines; *body_at is where its fingerprinted part starts. */
static enum status read_own_text(struct keeper *keeper, const struct record *record, struct arena *arena,
                                 size_t *body_at, struct bytes *out)
{
    struct bytes text;
    struct site_drops drops = {record->lines.template, record->lines.template_count};
    *body_at = record->body_at;
    enum status status = keeper_record_text(keeper, record, arena, &text);
    return status == STATUS_OK ? site_lines_strip(text, drops, body_at, arena, out) : status;
}

enum status keeper_record_body(struct keeper *keeper, const struct record *record, struct arena *arena,
                               struct bytes *out)
{
    size_t body_at;
    enum status status = read_own_text(keeper, record, arena, &body_at, out);
    if (status == STATUS_OK)
        *out = bytes_from(*out, body_at);
    return status;
}

/* What is compared of an earlier article: match_reader.read. */
static enum status read_body(void *context, uint32_t id, struct arena *arena, struct bytes *text)
{
    struct keeper *keeper = context;
    struct record record;
    enum status status = keeper_record(keeper, id, arena, &record);
    if (status == STATUS_OK)
        status = keeper_record_body(keeper, &record, arena, text);
    if (status != STATUS_DAMAGED)
        return status;
    /* A damaged article must not keep its copies out: it is no candidate, and --check names it. */
    keeper->stats.damaged++;
    return STATUS_NOTFOUND;
}

struct match_reader keeper_match_reader(struct keeper *keeper)
{
    return (struct match_reader){keeper, read_body};
}

enum status keeper_match_article(struct keeper *keeper, const struct record *record, struct arena *arena,
                                 struct match_article *out, struct sketch *sketch)
{
    const struct prepare_params *prepare = &keeper->prepare;
    *out = (struct match_article){
        .sketch = sketch,
        .source = source_hash(&prepare->key, record->source),
        .time_ms = record->published_ms ? record->published_ms : record->submitted_ms,
    };
    enum status status = keeper_record_body(keeper, record, arena, &out->text);
    if (status != STATUS_OK)
        return status;
    status = words_scan(&prepare->key, out->text, arena, &out->words);
    if (status == STATUS_OK)
        status = sketch_build(&prepare->sketch, &prepare->key, out->words, arena, sketch);
    return status;
}

enum status keeper_put_text(struct keeper *keeper, uint64_t id, struct bytes text, struct bytes base)
{
    writer_clear(&keeper->packed);
    enum status status = packer_pack(keeper->packer, text, base, &keeper->packed);
    return status == STATUS_OK ? store_put_text(keeper->store, id, writer_view(&keeper->packed)) : status;
}

enum status keeper_put_text_alone(struct keeper *keeper, uint64_t id, struct bytes text)
{
    writer_clear(&keeper->packed);
    enum status status = packer_pack_fast(keeper->packer, text, &keeper->packed);
    return status == STATUS_OK ? store_put_text(keeper->store, id, writer_view(&keeper->packed)) : status;
}

enum status keeper_put_record(struct keeper *keeper, const struct record *record)
{
    writer_clear(&keeper->value);
    record_encode(record, &keeper->value);
    return store_put(keeper->store, STORE_DOCS, record->id, &keeper->value);
}

enum status keeper_put_event(struct keeper *keeper, struct event *event)
{
    event->seq = keeper->next_seq;
    writer_clear(&keeper->value);
    event_encode(event, &keeper->value);
    enum status status = store_put(keeper->store, STORE_LOG, event->seq, &keeper->value);
    if (status == STATUS_OK)
        keeper->next_seq++;
    return status;
}

size_t keeper_named(const struct keeper *keeper, enum keeper_name kind, uint64_t hash, uint32_t ids[LOOKUP_CAP])
{
    const struct posting_index *index = kind == KEEPER_URL       ? keeper->lookups.url
                                        : kind == KEEPER_YOUR_ID ? keeper->lookups.your_id
                                                                 : keeper->lookups.text;
    return hash ? posting_index_find(index, hash, ids, LOOKUP_CAP) : 0;
}

/* The newest article that a hash names and whose record has this id of yours, or a URL of this hash. */
static enum status find_named(struct keeper *keeper, enum keeper_name kind, uint64_t hash, struct bytes your_id,
                              uint64_t *id)
{
    uint32_t ids[LOOKUP_CAP];
    struct arena arena;
    bool found = false;
    enum status status = STATUS_OK;
    size_t count = keeper_named(keeper, kind, hash, ids);
    arena_init(&arena, 4096, 0);
    for (size_t i = 0; i < count && !found && status == STATUS_OK; i++) {
        struct record record;
        status = keeper_record(keeper, ids[i], &arena, &record);
        found = status == STATUS_OK && (kind == KEEPER_URL ? url_hash(&keeper->prepare.key, record.url, &arena) == hash
                                                           : bytes_equal(record.your_id, your_id));
        if (status == STATUS_NOTFOUND || status == STATUS_DAMAGED)
            status = STATUS_OK;
        if (found)
            *id = ids[i];
    }
    arena_close(&arena);
    return status == STATUS_OK && !found ? STATUS_NOTFOUND : status;
}

enum status keeper_find(struct keeper *keeper, struct bytes reference, uint64_t *id)
{
    uint64_t number;
    if (!reads_allowed(keeper))
        return STATUS_READONLY;
    if (reference.size == 0)
        return STATUS_BADARG;
    if (bytes_to_u64(reference, &number)) {
        bool known = number > 0 && number <= CLUSTERS_ID_MAX &&
                     clusters_of(matcher_clusters(keeper->matcher), (uint32_t)number) != 0;
        *id = number;
        return known ? STATUS_OK : STATUS_NOTFOUND;
    }
    if (bytes_starts_with(reference, BYTES("key:"))) {
        struct bytes your_id = bytes_from(reference, 4);
        return find_named(keeper, KEEPER_YOUR_ID, your_id_hash(&keeper->prepare.key, your_id), your_id, id);
    }
    struct arena arena;
    arena_init(&arena, 4096, 0);
    uint64_t hash = url_hash(&keeper->prepare.key, reference, &arena);
    arena_close(&arena);
    return find_named(keeper, KEEPER_URL, hash, (struct bytes){NULL, 0}, id);
}

enum status keeper_doc(struct keeper *keeper, uint64_t id, struct arena *arena, struct doc *out)
{
    const struct clusters *clusters = matcher_clusters(keeper->matcher);
    struct bytes packed;
    enum status status = keeper_record(keeper, id, arena, &out->record);
    if (status != STATUS_OK)
        return status;
    status = store_get_text(keeper->store, id, arena, &packed);
    if (status != STATUS_OK)
        return status == STATUS_NOTFOUND ? STATUS_DAMAGED : status;
    uint32_t cluster = clusters_of(clusters, (uint32_t)id);
    out->cluster = cluster;
    out->canonical = clusters_canonical(clusters, cluster);
    out->cluster_size = clusters_size(clusters, cluster);
    out->stored_size = (uint32_t)packed.size;
    return STATUS_OK;
}

enum status keeper_text(struct keeper *keeper, uint64_t id, struct arena *arena, struct bytes *out)
{
    struct record record;
    size_t body_at;
    enum status status = keeper_record(keeper, id, arena, &record);
    return status == STATUS_OK ? read_own_text(keeper, &record, arena, &body_at, out) : status;
}

enum status keeper_body(struct keeper *keeper, uint64_t id, struct arena *arena, struct bytes *out)
{
    struct record record;
    enum status status = keeper_record(keeper, id, arena, &record);
    return status == STATUS_OK ? keeper_record_body(keeper, &record, arena, out) : status;
}

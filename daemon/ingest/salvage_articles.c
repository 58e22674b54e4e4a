/*
 * The articles of a salvage: record and text are proved together, since the record has the text's hash.
 *
 * A text that is packed against another article's (its base) needs that one. When only the base's record is lost its
 * text can still be unpacked, for a base has no base; the article is then packed anew, by itself.
 */
#include "daemon/ingest/salvage_private.h"

#include "shingle/base/reader.h"

enum {
    BASE_TEXT_MAX = 16 << 20, /* bytes, when no record tells */
    PACKED_MAX = 64 << 20,
    VERSIONS_MAX = 256 /* ways to put a text together that are tried */
};

/*
 * The packed text of an id, from its parts. Where parts were found in several versions, `version` counts through the
 * ways to put them together; *more says whether there is a further one. DAMAGED when this one is no text.
 */
static enum status join_parts(struct salvage *salvage, uint64_t id, unsigned version, bool *more, struct bytes *packed)
{
    struct salvage_range parts = salvage_range(salvage, STORE_TEXT, id);
    uint8_t *at = NULL;
    size_t size = 0, have = 0;
    for (size_t i = 0, number = 0; i < parts.count; number++) {
        size_t end = i;
        while (end < parts.count && parts.at[end].part == parts.at[i].part)
            end++;
        struct bytes piece = parts.at[i + version % (end - i)].value;
        version /= (unsigned)(end - i);
        if (parts.at[i].part != number)
            break;
        i = end;
        if (number == 0) {
            struct reader reader = reader_of(piece);
            size = reader_u32(&reader);
            piece = reader.rest;
            if (reader.failed || size > PACKED_MAX || !(at = arena_alloc(&salvage->arena, size + 1)))
                size = 0;
        }
        if (!at || piece.size > size - have)
            continue; /* still to count the versions */
        memcpy(at + have, piece.at, piece.size);
        have += piece.size;
    }
    *more = version == 0;
    *packed = bytes_of(at, size);
    return at && have == size ? STATUS_OK : STATUS_DAMAGED;
}

/* The version-th record of an id that was found. NOTFOUND when there are no more. */
static enum status read_record(struct salvage *salvage, uint64_t id, unsigned version, struct record *out)
{
    struct salvage_range range = salvage_range(salvage, STORE_DOCS, id);
    if (version >= range.count)
        return STATUS_NOTFOUND;
    enum status status = record_decode(range.at[version].value, &salvage->arena, out);
    return status == STATUS_OK && out->id != id ? STATUS_DAMAGED : status;
}

/* Puts the text of a record together in whichever way gives what it has the hash of. */
static enum status prove_text(struct salvage *salvage, const struct record *record, struct bytes base,
                              struct bytes *packed, struct bytes *text)
{
    bool more = true;
    for (unsigned version = 0; more && version < VERSIONS_MAX; version++) {
        enum status status = join_parts(salvage, record->id, version, &more, packed);
        if (version && !more)
            break;
        if (status == STATUS_OK)
            status = packer_unpack(salvage->packer, *packed, record->text_size, base, &salvage->arena, text);
        if (status == STATUS_OK &&
            hash_bytes(scavenge_key(salvage->scavenge), HASH_TEXT, *text) == record->content_hash)
            return STATUS_OK;
        if (status == STATUS_NOMEM)
            return status;
    }
    return STATUS_DAMAGED;
}

/* The text that serves others as a base, with its record or without. */
static enum status base_text(struct salvage *salvage, uint64_t id, struct bytes *out)
{
    struct record record;
    struct bytes packed;
    bool more;
    enum status status = read_record(salvage, id, 0, &record);
    for (unsigned version = 0; status != STATUS_NOTFOUND; status = read_record(salvage, id, ++version, &record))
        if (status == STATUS_OK && record.base == 0 &&
            prove_text(salvage, &record, (struct bytes){NULL, 0}, &packed, out) == STATUS_OK)
            return STATUS_OK;
    status = join_parts(salvage, id, 0, &more, &packed);
    return status == STATUS_OK ? packer_unpack_any(salvage->packer, packed, BASE_TEXT_MAX, &salvage->arena, out)
                               : status;
}

static bool is_kept(const struct salvage *salvage, uint64_t id)
{
    const struct salvage_article *article = salvage_article(salvage, id);
    return article && article->kept;
}

/* Puts what was proved; a text whose base is not in the new store is packed by itself. */
static enum status put_article(struct salvage *salvage, struct record *record, struct bytes packed, struct bytes text)
{
    if (record->base && !is_kept(salvage, record->base)) {
        record->base = 0;
        writer_clear(&salvage->packed);
        enum status status = packer_pack(salvage->packer, text, (struct bytes){NULL, 0}, &salvage->packed);
        if (status != STATUS_OK)
            return status;
        packed = writer_view(&salvage->packed);
    }
    writer_clear(&salvage->value);
    record_encode(record, &salvage->value);
    enum status status = store_put(salvage->store, STORE_DOCS, record->id, &salvage->value);
    if (status == STATUS_OK)
        status = store_put_text(salvage->store, record->id, packed);
    return status == STATUS_OK ? salvage_put_done(salvage) : status;
}

/* Proves one version of an article; why says what is wrong with it. */
static enum status prove(struct salvage *salvage, struct salvage_article *article, struct record *record,
                         struct bytes *packed, struct bytes *text)
{
    struct bytes base = {NULL, 0};
    if (record->base && base_text(salvage, record->base, &base) != STATUS_OK) {
        article->why = "the text that its own is packed against is damaged";
        return STATUS_DAMAGED;
    }
    article->why = "its text is damaged";
    return prove_text(salvage, record, base, packed, text);
}

static enum status take_article(struct salvage *salvage, struct salvage_article *article)
{
    struct record record;
    struct bytes packed;
    struct bytes text;
    arena_reset(&salvage->arena);
    /* What was forgotten is no loss; its pages may still lie about. */
    if (article->forgotten && !article->listed)
        return STATUS_OK;
    enum status status = read_record(salvage, article->id, 0, &record);
    article->why = status == STATUS_NOTFOUND ? "its record is lost" : "its record is damaged";
    for (unsigned version = 0; status != STATUS_NOTFOUND;) {
        if (status == STATUS_OK)
            status = prove(salvage, article, &record, &packed, &text);
        if (status == STATUS_OK || status == STATUS_NOMEM)
            break;
        status = read_record(salvage, article->id, ++version, &record);
    }
    if (status == STATUS_NOTFOUND)
        return STATUS_OK;
    if (status == STATUS_OK)
        status = put_article(salvage, &record, packed, text);
    article->kept = status == STATUS_OK;
    salvage->tally->articles += article->kept;
    return status;
}

enum status salvage_put_articles(struct salvage *salvage)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < salvage->article_count && status == STATUS_OK; i++)
        status = take_article(salvage, &salvage->articles[i]);
    return status;
}

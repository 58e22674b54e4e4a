#include "client/crawl/warc.h"

#include "client/crawl/head_lines.h"

enum { PIECE = 64 << 10 /* bytes at once of a block that goes by */ };

static enum status fail(struct warc *warc, const char *why)
{
    warc->why = why;
    return STATUS_DAMAGED;
}

/* What a source's refusal means in the middle of a record. */
static enum status cut_short(struct warc *warc, enum status status)
{
    return status == STATUS_END ? fail(warc, "the file ends inside a record") : status;
}

void warc_open(struct warc *warc, const struct byte_source *source)
{
    *warc = (struct warc){.source = source};
}

void warc_close(struct warc *warc)
{
    writer_close(&warc->head);
}

/* Steps over the line ends between records. STATUS_OK: something else stands there. */
static enum status skip_line_ends(struct warc *warc)
{
    for (;;) {
        struct bytes view;
        enum status status = warc->source->peek(warc->source->owner, 1, &view);
        if (status != STATUS_OK)
            return status;
        size_t size = 0;
        while (size < view.size && (view.at[size] == '\r' || view.at[size] == '\n'))
            size++;
        warc->source->take(warc->source->owner, size);
        if (size < view.size)
            return STATUS_OK;
    }
}

/* Copies the record's head, since the view of it ends with the next peek, and steps over it. */
static enum status read_head(struct warc *warc)
{
    struct bytes view;
    size_t searched = 0;
    size_t size = SIZE_MAX;
    enum status status = warc->source->peek(warc->source->owner, sizeof "WARC/" - 1, &view);
    if (!bytes_starts_with(view, BYTES("WARC/")))
        return status != STATUS_OK && status != STATUS_END ? status
                                                           : fail(warc, "no WARC record begins where one should");
    while ((size = head_size(bytes_upto(view, WARC_HEAD_MAX), searched)) == SIZE_MAX) {
        if (view.size >= WARC_HEAD_MAX)
            return fail(warc, "a record's head is over 64 KiB");
        searched = view.size > 2 ? view.size - 2 : 0; /* the end may have come in part */
        status = warc->source->peek(warc->source->owner, view.size + 1, &view);
        if (status != STATUS_OK)
            return cut_short(warc, status);
    }
    writer_clear(&warc->head);
    writer_bytes(&warc->head, bytes_upto(view, size));
    warc->source->take(warc->source->owner, size);
    return warc->head.failed ? STATUS_NOMEM : STATUS_OK;
}

/* Some writers put URIs in angle brackets, as ids are. */
static struct bytes without_brackets(struct bytes uri)
{
    if (uri.size >= 2 && uri.at[0] == '<' && uri.at[uri.size - 1] == '>')
        return bytes_of(uri.at + 1, uri.size - 2);
    return uri;
}

static enum warc_type type_of(struct bytes name)
{
    static const char *const names[] = {[WARC_RESPONSE] = "response",
                                        [WARC_RESOURCE] = "resource",
                                        [WARC_CONVERSION] = "conversion",
                                        [WARC_REVISIT] = "revisit"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (bytes_equal_nocase(name, bytes_of_string(names[i])))
            return (enum warc_type)i;
    return WARC_OTHER;
}

static enum status skip_block(struct warc *warc, uint64_t size)
{
    while (size) {
        struct bytes view;
        enum status status = warc->source->peek(warc->source->owner, size < PIECE ? (size_t)size : PIECE, &view);
        size_t taken = view.size < size ? view.size : (size_t)size;
        warc->source->take(warc->source->owner, taken);
        size -= taken;
        if (status != STATUS_OK && size)
            return cut_short(warc, status);
    }
    return STATUS_OK;
}

static enum status read_block(struct warc *warc, size_t size, struct bytes *block)
{
    struct bytes view = BYTES("");
    enum status status = size ? warc->source->peek(warc->source->owner, size, &view) : STATUS_OK;
    if (view.size < size)
        return cut_short(warc, status);
    *block = bytes_upto(view, size);
    warc->held = size;
    return STATUS_OK;
}

enum status warc_next(struct warc *warc, struct warc_record *out)
{
    uint64_t size;
    warc->source->take(warc->source->owner, warc->held);
    warc->held = 0;
    enum status status = skip_line_ends(warc);
    if (status == STATUS_OK) {
        warc->number++;
        status = read_head(warc);
    }
    if (status != STATUS_OK)
        return status;
    struct bytes head = writer_view(&warc->head);
    *out = (struct warc_record){.type = type_of(head_value(head, "WARC-Type")),
                                .id = without_brackets(head_value(head, "WARC-Record-ID")),
                                .url = without_brackets(head_value(head, "WARC-Target-URI")),
                                .date = head_value(head, "WARC-Date"),
                                .content_type = head_value(head, "Content-Type"),
                                .truncated = head_value(head, "WARC-Truncated").size > 0};
    if (!bytes_to_u64(head_value(head, "Content-Length"), &size))
        return fail(warc, "a record does not tell its length");
    out->too_big = size > WARC_BLOCK_MAX;
    if (out->too_big || out->type == WARC_OTHER || out->type == WARC_REVISIT)
        return skip_block(warc, size);
    return read_block(warc, (size_t)size, &out->block);
}

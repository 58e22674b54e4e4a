#include "shingle/extract/site_record.h"

#include "shingle/base/reader.h"

enum { SITE_VERSION = 1 };

void site_encode(const struct site *site, struct writer *writer)
{
    const struct site_template *template = &site->template;
    writer_u8(writer, SITE_VERSION);
    writer_u64(writer, site->name);
    writer_varint(writer, site->used);
    writer_varint(writer, template->pages);
    writer_varint(writer, template->learnt);
    writer_varint(writer, template->count);
    for (uint32_t i = 0; i < template->count; i++) {
        const struct site_count *count = &template->at[i];
        writer_u64(writer, count->hash);
        writer_varint(writer, template->pages - count->last);
        writer_varint(writer, count->seen);
        for (size_t k = 0; count->seen < SITE_PAGES_MIN && k < SITE_EARLIER; k++)
            writer_varint(writer, count->earlier[k]);
    }
}

static uint32_t take_u32(struct reader *reader)
{
    uint64_t value = reader_varint(reader);
    if (value > UINT32_MAX)
        reader->failed = true;
    return (uint32_t)value;
}

static void take_line(struct reader *reader, uint32_t pages, struct site_count *count)
{
    *count = (struct site_count){.hash = reader_u64(reader)};
    uint32_t age = take_u32(reader);
    count->seen = take_u32(reader);
    for (size_t k = 0; count->seen < SITE_PAGES_MIN && k < SITE_EARLIER; k++)
        count->earlier[k] = take_u32(reader);
    if (age >= pages || count->seen == 0)
        reader->failed = true;
    count->last = pages - age;
}

enum status site_decode(struct bytes value, struct site *site)
{
    struct reader reader = reader_of(value);
    struct site_template *template = &site->template;
    *template = (struct site_template){0};
    if (reader_u8(&reader) != SITE_VERSION)
        return STATUS_DAMAGED;
    site->name = reader_u64(&reader);
    site->used = reader_varint(&reader);
    template->pages = take_u32(&reader);
    template->learnt = take_u32(&reader);
    uint32_t lines = take_u32(&reader);
    if (reader.failed || lines > SITE_TABLE_LINES_MAX)
        return STATUS_DAMAGED;
    enum status status = site_template_reserve(template, lines);
    for (; status == STATUS_OK && template->count < lines && !reader.failed; template->count++)
        take_line(&reader, template->pages, &template->at[template->count]);
    if (status == STATUS_OK && !reader_done(&reader))
        status = STATUS_DAMAGED;
    if (status != STATUS_OK)
        site_template_free(template);
    return status;
}

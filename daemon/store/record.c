#include "daemon/store/record.h"

#include "shingle/base/reader.h"

#include <endian.h>

/* A record without lines (RECORD_PLAIN) is what was written before there were site templates. */
enum { RECORD_PLAIN = 1, RECORD_WITH_LINES = 2 };

static void put_string(struct writer *writer, struct bytes view)
{
    writer_string(writer, bytes_upto(view, RECORD_STRING_MAX));
}

static void put_f32(struct writer *writer, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    writer_u32(writer, bits);
}

static float take_f32(struct reader *reader)
{
    uint32_t bits = reader_u32(reader);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* A share of something; anything else, NaN too, is damage. */
static float take_share(struct reader *reader)
{
    float value = take_f32(reader);
    if (!(value >= 0.0F && value <= 1.0F))
        reader->failed = true;
    return value;
}

static uint32_t take_u32_varint(struct reader *reader)
{
    uint64_t value = reader_varint(reader);
    if (value > UINT32_MAX)
        reader->failed = true;
    return (uint32_t)value;
}

static struct bytes take_string(struct reader *reader)
{
    struct bytes view = reader_string(reader);
    if (view.size > RECORD_STRING_MAX)
        reader->failed = true;
    return view;
}

static void encode_verdict(const struct record_verdict *judged, struct writer *writer)
{
    writer_u8(writer, judged->verdict);
    writer_u8(writer, judged->hamming);
    writer_varint(writer, judged->marks);
    writer_varint(writer, judged->matched);
    writer_varint(writer, judged->cluster);
    writer_varint(writer, judged->canonical);
    writer_varint(writer, judged->previous);
    put_f32(writer, judged->resemblance);
    put_f32(writer, judged->containment);
    put_f32(writer, judged->contained);
}

static void decode_verdict(struct reader *reader, struct record_verdict *judged)
{
    judged->verdict = reader_u8(reader);
    judged->hamming = reader_u8(reader);
    judged->marks = take_u32_varint(reader);
    judged->matched = reader_varint(reader);
    judged->cluster = reader_varint(reader);
    judged->canonical = reader_varint(reader);
    judged->previous = reader_varint(reader);
    judged->resemblance = take_share(reader);
    judged->containment = take_share(reader);
    judged->contained = take_share(reader);
}

static bool has_lines(const struct record_lines *lines)
{
    return lines->kept || lines->dropped || lines->dropped_words || lines->template_count || lines->template_words;
}

static void encode_lines(const struct record_lines *lines, struct writer *writer)
{
    uint32_t count = lines->template_count < RECORD_LINES_MAX ? lines->template_count : RECORD_LINES_MAX;
    writer_varint(writer, lines->kept);
    writer_varint(writer, lines->dropped);
    writer_varint(writer, lines->dropped_words);
    writer_varint(writer, lines->template_words);
    writer_varint(writer, count);
    for (uint32_t i = 0; i < count; i++)
        writer_varint(writer, i ? lines->template[i] - lines->template[i - 1] : lines->template[i]);
}

static enum status decode_lines(struct reader *reader, struct arena *arena, struct record_lines *out)
{
    out->kept = take_u32_varint(reader);
    out->dropped = take_u32_varint(reader);
    out->dropped_words = take_u32_varint(reader);
    out->template_words = take_u32_varint(reader);
    out->template_count = take_u32_varint(reader);
    if (reader->failed || out->template_count > RECORD_LINES_MAX || !has_lines(out))
        return STATUS_DAMAGED;
    uint32_t *template = arena_array(arena, out->template_count, sizeof *template);
    if (!template)
        return STATUS_NOMEM;
    for (uint32_t i = 0; i < out->template_count; i++) {
        uint32_t step = take_u32_varint(reader);
        if (i && (step == 0 || step > UINT32_MAX - template[i - 1]))
            reader->failed = true;
        template[i] = i ? template[i - 1] + step : step;
    }
    out->template = template;
    return reader->failed ? STATUS_DAMAGED : STATUS_OK;
}

void record_encode(const struct record *record, struct writer *writer)
{
    bool lines = has_lines(&record->lines);
    writer_u8(writer, lines ? RECORD_WITH_LINES : RECORD_PLAIN);
    writer_varint(writer, record->id);
    writer_varint(writer, record->seq);
    writer_u64(writer, (uint64_t)record->submitted_ms);
    writer_u64(writer, (uint64_t)record->published_ms);
    put_string(writer, record->your_id);
    put_string(writer, record->url);
    put_string(writer, record->title);
    put_string(writer, record->source);
    put_string(writer, record->byline);
    put_string(writer, record->lang);
    put_string(writer, record->agency);
    put_string(writer, record->published);
    put_string(writer, record->modified);
    writer_u64(writer, record->text_hash);
    writer_u64(writer, record->simhash);
    writer_u64(writer, record->content_hash);
    writer_varint(writer, record->words);
    writer_varint(writer, record->page_size);
    writer_varint(writer, record->text_size);
    writer_varint(writer, record->body_at);
    writer_u8(writer, record->agency_original);
    writer_varint(writer, record->base);
    encode_verdict(&record->judged, writer);
    if (lines)
        encode_lines(&record->lines, writer);
    uint32_t count = record->key_count < RECORD_KEYS_MAX ? record->key_count : RECORD_KEYS_MAX;
    writer_varint(writer, count);
    for (uint32_t i = 0; i < count; i++)
        writer_u64(writer, record->keys[i]);
}

static enum status decode_keys(struct reader *reader, struct arena *arena, struct record *out)
{
    uint64_t count = reader_varint(reader);
    if (reader->failed || count > RECORD_KEYS_MAX || reader->rest.size != count * sizeof *out->keys)
        return STATUS_DAMAGED;
    uint64_t *keys = arena_array(arena, (size_t)count, sizeof *keys);
    if (!keys)
        return STATUS_NOMEM;
    struct bytes raw = reader_bytes(reader, count * sizeof *keys);
    for (uint64_t i = 0; i < count; i++) {
        memcpy(&keys[i], raw.at + i * sizeof *keys, sizeof *keys);
        keys[i] = le64toh(keys[i]);
    }
    out->keys = keys;
    out->key_count = (uint32_t)count;
    return STATUS_OK;
}

enum status record_decode(struct bytes value, struct arena *arena, struct record *out)
{
    struct reader reader = reader_of(value);
    uint8_t version = reader_u8(&reader);
    if (version != RECORD_PLAIN && version != RECORD_WITH_LINES)
        return STATUS_DAMAGED;
    out->id = reader_varint(&reader);
    out->seq = reader_varint(&reader);
    out->submitted_ms = (int64_t)reader_u64(&reader);
    out->published_ms = (int64_t)reader_u64(&reader);
    out->your_id = take_string(&reader);
    out->url = take_string(&reader);
    out->title = take_string(&reader);
    out->source = take_string(&reader);
    out->byline = take_string(&reader);
    out->lang = take_string(&reader);
    out->agency = take_string(&reader);
    out->published = take_string(&reader);
    out->modified = take_string(&reader);
    out->text_hash = reader_u64(&reader);
    out->simhash = reader_u64(&reader);
    out->content_hash = reader_u64(&reader);
    out->words = take_u32_varint(&reader);
    out->page_size = take_u32_varint(&reader);
    out->text_size = take_u32_varint(&reader);
    out->body_at = take_u32_varint(&reader);
    uint8_t original = reader_u8(&reader);
    out->agency_original = original == 1;
    out->base = reader_varint(&reader);
    decode_verdict(&reader, &out->judged);
    if (reader.failed || original > 1 || out->body_at > out->text_size)
        return STATUS_DAMAGED;
    out->lines = (struct record_lines){0};
    enum status status = version == RECORD_WITH_LINES ? decode_lines(&reader, arena, &out->lines) : STATUS_OK;
    return status == STATUS_OK ? decode_keys(&reader, arena, out) : status;
}

enum status record_arrival(struct bytes value, uint64_t *seq, int64_t *submitted_ms)
{
    struct reader reader = reader_of(value);
    uint8_t version = reader_u8(&reader);
    (void)reader_varint(&reader);
    *seq = reader_varint(&reader);
    *submitted_ms = (int64_t)reader_u64(&reader);
    bool known = version == RECORD_PLAIN || version == RECORD_WITH_LINES;
    return known && !reader.failed ? STATUS_OK : STATUS_DAMAGED;
}

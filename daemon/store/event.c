#include "daemon/store/event.h"

#include "shingle/base/reader.h"

static const char *const names[] = {
    [EVENT_NEW] = "new",
    [EVENT_JOINED] = "joined",
    [EVENT_REVISED] = "revised",
    [EVENT_MERGED] = "merged",
    [EVENT_SPLIT] = "split",
    [EVENT_FORGOTTEN] = "forgotten",
    [EVENT_ELECTED] = "re-elected",
    [EVENT_CANCELLED] = "cancelled",
    [EVENT_RENAMED] = "renamed",
};
enum { NAMES = sizeof names / sizeof *names };

const char *event_name(enum event_kind kind)
{
    size_t at = (size_t)kind;
    return at < NAMES && names[at] ? names[at] : "?";
}

void event_encode(const struct event *event, struct writer *writer)
{
    writer_u8(writer, (uint8_t)event->kind);
    writer_u64(writer, (uint64_t)event->time_ms);
    writer_varint(writer, event->article);
    writer_varint(writer, event->cluster);
    writer_varint(writer, event->other);
    writer_string(writer, event->your_id);
}

enum status event_decode(struct bytes value, struct event *out)
{
    struct reader reader = reader_of(value);
    uint8_t kind = reader_u8(&reader);
    out->kind = (enum event_kind)kind;
    out->time_ms = (int64_t)reader_u64(&reader);
    out->article = reader_varint(&reader);
    out->cluster = reader_varint(&reader);
    out->other = reader_varint(&reader);
    out->your_id = reader_string(&reader);
    bool known = kind >= EVENT_NEW && kind < NAMES;
    return known && reader_done(&reader) ? STATUS_OK : STATUS_DAMAGED;
}

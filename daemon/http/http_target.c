#include "daemon/http/http_target.h"

static int digit_of(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A view itself where it has no escapes, else a copy without them. */
static enum status unescape(struct bytes text, bool plus, struct arena *arena, struct bytes *out)
{
    *out = text;
    bool plain = bytes_find(text, BYTES("%"), 0) == SIZE_MAX;
    if (plain && (!plus || bytes_find(text, BYTES("+"), 0) == SIZE_MAX))
        return STATUS_OK;
    uint8_t *to = arena_alloc(arena, text.size);
    size_t size = 0;
    if (!to)
        return STATUS_NOMEM;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.at[i];
        if (c == '%') {
            bool whole = text.size - i > 2;
            int high = whole ? digit_of(text.at[i + 1]) : -1;
            int low = whole ? digit_of(text.at[i + 2]) : -1;
            if (high < 0 || low < 0)
                return STATUS_BADARG;
            c = (uint8_t)(high * 16 + low);
            i += 2;
        } else if (plus && c == '+') {
            c = ' ';
        }
        to[size++] = c;
    }
    *out = bytes_of(to, size);
    return STATUS_OK;
}

enum status http_target_segment(struct bytes *path, struct arena *arena, struct bytes *segment)
{
    if (path->size == 0)
        return STATUS_END;
    if (*path->at != '/')
        return STATUS_BADARG;
    size_t end = bytes_find(*path, BYTES("/"), 1);
    struct bytes whole = bytes_upto(*path, end);
    *path = bytes_from(*path, whole.size);
    return unescape(bytes_from(whole, 1), false, arena, segment);
}

enum status http_target_parameter(struct bytes *query, struct arena *arena, struct bytes *name, struct bytes *value)
{
    struct bytes whole = {NULL, 0};
    while (query->size && whole.size == 0) {
        size_t end = bytes_find(*query, BYTES("&"), 0);
        whole = bytes_upto(*query, end);
        *query = bytes_from(*query, end == SIZE_MAX ? query->size : end + 1);
    }
    if (whole.size == 0)
        return STATUS_END;
    size_t equals = bytes_find(whole, BYTES("="), 0);
    struct bytes text = equals == SIZE_MAX ? (struct bytes){NULL, 0} : bytes_from(whole, equals + 1);
    enum status status = unescape(bytes_upto(whole, equals), true, arena, name);
    return status == STATUS_OK ? unescape(text, true, arena, value) : status;
}

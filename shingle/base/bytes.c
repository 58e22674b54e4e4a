#include "shingle/base/bytes.h"

#include "shingle/base/checked.h"

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool bytes_equal_nocase(struct bytes a, struct bytes b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++) {
        if (lower(a.at[i]) != lower(b.at[i]))
            return false;
    }
    return true;
}

bool bytes_starts_with_nocase(struct bytes view, struct bytes prefix)
{
    return view.size >= prefix.size && bytes_equal_nocase(bytes_upto(view, prefix.size), prefix);
}

int bytes_compare(struct bytes a, struct bytes b)
{
    size_t common = a.size < b.size ? a.size : b.size;
    int order = common ? memcmp(a.at, b.at, common) : 0;
    if (order != 0)
        return order;
    return (a.size > b.size) - (a.size < b.size);
}

struct bytes bytes_trim(struct bytes view)
{
    while (view.size > 0 && is_space(view.at[0])) {
        view.at++;
        view.size--;
    }
    while (view.size > 0 && is_space(view.at[view.size - 1]))
        view.size--;
    return view;
}

size_t bytes_find(struct bytes view, struct bytes needle, size_t from)
{
    if (from > view.size)
        return SIZE_MAX;
    if (needle.size == 0)
        return from;
    if (view.size - from < needle.size)
        return SIZE_MAX;
    const uint8_t *found = memmem(view.at + from, view.size - from, needle.at, needle.size);
    return found ? (size_t)(found - view.at) : SIZE_MAX;
}

/* The next byte equal to `byte` at or behind from, or view.size. */
static size_t find_byte(struct bytes view, uint8_t byte, size_t from)
{
    const uint8_t *found = from < view.size ? memchr(view.at + from, byte, view.size - from) : NULL;
    return found ? (size_t)(found - view.at) : view.size;
}

/* Whether needle stands at offset at, where its first letter does and its end is in view. */
static bool stands_at(struct bytes view, struct bytes needle, size_t at)
{
    if (needle.size > 1 && lower(view.at[at + 1]) != lower(needle.at[1])) /* mostly so: most first letters stop here */
        return false;
    return bytes_equal_nocase(bytes_of(view.at + at, needle.size), needle);
}

/* Goes from one possible first letter to the next with memchr, once for each case. */
size_t bytes_find_nocase(struct bytes view, struct bytes needle, size_t from)
{
    if (from > view.size)
        return SIZE_MAX;
    if (needle.size == 0)
        return from;
    uint8_t small = lower(needle.at[0]);
    uint8_t large = small >= 'a' && small <= 'z' ? (uint8_t)(small - 'a' + 'A') : small;
    size_t next_small = find_byte(view, small, from);
    size_t next_large = small == large ? view.size : find_byte(view, large, from);
    for (;;) {
        size_t i = next_small < next_large ? next_small : next_large;
        if (needle.size > view.size - i)
            return SIZE_MAX;
        if (stands_at(view, needle, i))
            return i;
        if (i == next_small)
            next_small = find_byte(view, small, i + 1);
        else
            next_large = find_byte(view, large, i + 1);
    }
}

bool bytes_to_u64(struct bytes view, uint64_t *out)
{
    if (view.size == 0)
        return false;
    uint64_t value = 0;
    for (size_t i = 0; i < view.size; i++) {
        if (view.at[i] < '0' || view.at[i] > '9')
            return false;
        if (!checked_mul_u64(value, 10, &value) || !checked_add_u64(value, (uint64_t)(view.at[i] - '0'), &value))
            return false;
    }
    *out = value;
    return true;
}

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

/* The first place of a letter, which is given in lower case, in either case. */
static size_t find_letter(struct bytes view, uint8_t small, size_t from)
{
    for (size_t i = from; i < view.size; i++)
        if (lower(view.at[i]) == small)
            return i;
    return SIZE_MAX;
}

/* A needle's first two letters in lower case, and the bit that has no say in each: that of a letter's case. */
struct opening {
    uint8_t one, two;
    uint8_t case_one, case_two;
};

static uint8_t case_bit(uint8_t small)
{
    return small >= 'a' && small <= 'z' ? 0x20 : 0;
}

static struct opening opening_of(struct bytes needle)
{
    uint8_t one = lower(needle.at[0]), two = lower(needle.at[1]);
    return (struct opening){one, two, case_bit(one), case_bit(two)};
}

/* Bytes that are compared at once; two words of a 64-bit machine where it has nothing wider. */
typedef uint8_t stride __attribute__((vector_size(16)));

/* Whether the two letters stand at any of the offsets of a stride; one byte more is read. */
static bool opens_in(const uint8_t *at, struct opening opening)
{
    stride first, second;
    uint64_t found[2];
    memcpy(&first, at, sizeof first);
    memcpy(&second, at + 1, sizeof second);
    first = (stride)(((first | opening.case_one) == opening.one) & ((second | opening.case_two) == opening.two));
    memcpy(found, &first, sizeof found);
    return (found[0] | found[1]) != 0;
}

static bool opens_at(const uint8_t *at, struct opening opening)
{
    return (at[0] | opening.case_one) == opening.one && (at[1] | opening.case_two) == opening.two;
}

/* Looks for the first two letters, since a first letter alone stands in every other word. */
size_t bytes_find_nocase(struct bytes view, struct bytes needle, size_t from)
{
    if (from > view.size)
        return SIZE_MAX;
    if (needle.size == 0)
        return from;
    if (needle.size == 1)
        return find_letter(view, lower(needle.at[0]), from);
    if (needle.size > view.size)
        return SIZE_MAX;
    struct opening opening = opening_of(needle);
    size_t last = view.size - needle.size; /* where the needle may stand at most: a second letter is behind it */
    for (size_t i = from; i <= last;) {
        if (last - i >= sizeof(stride) && !opens_in(view.at + i, opening)) {
            i += sizeof(stride);
            continue;
        }
        for (size_t end = last - i >= sizeof(stride) ? i + sizeof(stride) : last + 1; i < end; i++)
            if (opens_at(view.at + i, opening) && bytes_equal_nocase(bytes_of(view.at + i, needle.size), needle))
                return i;
    }
    return SIZE_MAX;
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

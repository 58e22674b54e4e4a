/*
 * A view of bytes that somebody else owns. Passed by value; never ends in NUL by right.
 *
 *     struct bytes title = BYTES("Storm closes port");
 *     if (bytes_starts_with(title, BYTES("Storm")))
 *         title = bytes_trim(bytes_from(title, 5));
 */
#ifndef SHINGLE_BASE_BYTES_H
#define SHINGLE_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
    const uint8_t *at;
    size_t size;
};

/* A view of a string literal; also fit for static initialisers. */
#define BYTES(literal) ((struct bytes){(const uint8_t *)("" literal), sizeof(literal) - 1})

/* The format and arguments to print a view: printf("%" BYTES_FORMAT, BYTES_ARGS(view)). Cut at INT_MAX. */
#define BYTES_FORMAT     ".*s"
#define BYTES_ARGS(view) (int)((view).size > INT32_MAX ? INT32_MAX : (view).size), (const char *)(view).at

static inline struct bytes bytes_of(const void *at, size_t size)
{
    return (struct bytes){at, size};
}

/* A view of a NUL-terminated string, without the NUL; empty when text is NULL. */
static inline struct bytes bytes_of_string(const char *text)
{
    return (struct bytes){(const uint8_t *)text, text ? strlen(text) : 0};
}

static inline bool bytes_equal(struct bytes a, struct bytes b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

/* Everything from offset on; empty when offset is past the end. */
static inline struct bytes bytes_from(struct bytes view, size_t offset)
{
    if (offset >= view.size)
        return (struct bytes){view.at ? view.at + view.size : NULL, 0};
    return (struct bytes){view.at + offset, view.size - offset};
}

/* The first size bytes, or all when there are fewer. */
static inline struct bytes bytes_upto(struct bytes view, size_t size)
{
    return (struct bytes){view.at, size < view.size ? size : view.size};
}

static inline bool bytes_starts_with(struct bytes view, struct bytes prefix)
{
    return view.size >= prefix.size && bytes_equal(bytes_upto(view, prefix.size), prefix);
}

static inline bool bytes_ends_with(struct bytes view, struct bytes suffix)
{
    return view.size >= suffix.size && bytes_equal(bytes_from(view, view.size - suffix.size), suffix);
}

/* Equal but for the case of ASCII letters. */
bool bytes_equal_nocase(struct bytes a, struct bytes b);

/* Starts with prefix but for the case of ASCII letters. */
bool bytes_starts_with_nocase(struct bytes view, struct bytes prefix);

/* Byte order: as memcmp, a shorter view before a longer one that it opens. Negative, 0 or positive. */
int bytes_compare(struct bytes a, struct bytes b);

/* Without leading and trailing ASCII white space (space, \t \n \v \f \r). */
struct bytes bytes_trim(struct bytes view);

/* Offset of the first needle at or after from, or SIZE_MAX. An empty needle is found at from. Linear (memmem). */
size_t bytes_find(struct bytes view, struct bytes needle, size_t from);

/* As bytes_find, but for the case of ASCII letters. For short needles: time is the product of both sizes at worst. */
size_t bytes_find_nocase(struct bytes view, struct bytes needle, size_t from);

/*
 * Reads all of view as a decimal number, digits only. Returns false, leaving *out alone, when it is empty, has other
 * bytes, or is over UINT64_MAX.
 */
bool bytes_to_u64(struct bytes view, uint64_t *out);

#endif

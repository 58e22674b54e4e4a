#include "shingle/extract/site_names.h"

enum {
    SITE_SLACK = 14, /* bytes that a name may have more than the site's to be one of it */
    SURE_SIZE = 4,   /* bytes of a name that counts also within another */
    NAME_MAX_SIZE = 1000
};

/* Bytes of a sign at offset i that parts words, among them those of U+2000 to 206F and U+3000 to 3020; 0 for a letter.
 */
static size_t sign_size(struct bytes text, size_t i)
{
    uint8_t c = text.at[i];
    size_t left = text.size - i;
    if (c < 0x80)
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ? 0 : 1;
    if (c == 0xc2 && left >= 2)
        return 2; /* U+0080 to 00BF: signs, but for a few that no title turns on */
    if (c == 0xe2 && left >= 3 && (text.at[i + 1] == 0x80 || text.at[i + 1] == 0x81))
        return 3;
    return c == 0xe3 && left >= 3 && text.at[i + 1] == 0x80 && text.at[i + 2] < 0xa0 ? 3 : 0;
}

/* True for the sign of that size at i when it parts nothing: a soft hyphen, a space without width. */
static bool is_empty_sign(struct bytes text, size_t i, size_t size)
{
    return (size == 2 && text.at[i + 1] == 0xad) || (size == 3 && text.at[i + 1] == 0x80 && text.at[i + 2] == 0x8b);
}

size_t title_fold_to(struct bytes text, char gap, uint8_t *to)
{
    size_t size = 0;
    bool parted = true;
    for (size_t i = 0; i < text.size;) {
        size_t sign = sign_size(text, i);
        if (sign) {
            parted |= !is_empty_sign(text, i, sign);
            i += sign;
            continue;
        }
        if (parted && gap)
            to[size++] = (uint8_t)gap;
        parted = false;
        uint8_t c = text.at[i++];
        to[size++] = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
    }
    if (gap && size)
        to[size++] = (uint8_t)gap;
    return size;
}

struct bytes title_fold(struct bytes text, char gap, struct arena *arena)
{
    uint8_t *to = arena_alloc(arena, text.size + TITLE_FOLD_ROOM);
    if (!to)
        return bytes_of(NULL, 0);
    size_t size = title_fold_to(text, gap, to);
    arena_shrink(arena, to, text.size + TITLE_FOLD_ROOM, size);
    return bytes_of(to, size);
}

void site_names_add(struct site_names *sites, struct bytes name, struct arena *arena)
{
    struct bytes folded = title_fold(bytes_upto(name, NAME_MAX_SIZE), '\0', arena);
    if (folded.size >= 2 && sites->count < SITE_NAMES_MAX && !site_names_equal(sites, folded))
        sites->at[sites->count++] = folded;
}

struct bytes site_host(struct bytes url)
{
    size_t scheme = bytes_find(url, BYTES("//"), 0);
    struct bytes host = scheme == SIZE_MAX ? bytes_of(NULL, 0) : bytes_from(url, scheme + 2);
    for (size_t i = 0; i < host.size; i++)
        if (host.at[i] == '/' || host.at[i] == ':' || host.at[i] == '?' || host.at[i] == '#')
            host = bytes_upto(host, i);
    return bytes_starts_with(host, BYTES("www.")) ? bytes_from(host, 4) : host;
}

void site_names_add_url(struct site_names *sites, struct bytes url, struct arena *arena)
{
    struct bytes host = site_host(url);
    size_t last = SIZE_MAX;
    size_t before = 0;
    for (size_t i = 0; i < host.size; i++) {
        if (host.at[i] == '.') {
            before = last == SIZE_MAX ? 0 : last + 1;
            last = i;
        }
    }
    site_names_add(sites, host, arena);
    if (last == SIZE_MAX)
        return;
    site_names_add(sites, bytes_upto(host, last), arena);
    if (before)
        site_names_add(sites, bytes_of(host.at + before, last - before), arena);
}

bool site_names_equal(const struct site_names *sites, struct bytes folded)
{
    for (size_t i = 0; i < sites->count; i++)
        if (bytes_equal(folded, sites->at[i]))
            return true;
    return false;
}

bool site_names_have(const struct site_names *sites, struct bytes name)
{
    uint8_t room[NAME_MAX_SIZE + TITLE_FOLD_ROOM];
    name = bytes_upto(name, NAME_MAX_SIZE);
    struct bytes folded = bytes_of(room, title_fold_to(name, '\0', room));
    if (!folded.size || site_names_equal(sites, folded))
        return true;
    for (size_t i = 0; i < sites->count; i++) {
        struct bytes site = sites->at[i];
        if (site.size >= SURE_SIZE && folded.size <= site.size + SITE_SLACK && bytes_find(folded, site, 0) != SIZE_MAX)
            return true;
        if (folded.size >= SURE_SIZE && site.size <= folded.size + SITE_SLACK &&
            bytes_find(site, folded, 0) != SIZE_MAX)
            return true;
    }
    return false;
}

/* True for the first two bytes of a sign below, told cheaply: most blanks part words. */
static bool may_follow(uint8_t first, uint8_t second)
{
    if (first == '-')
        return second == '-';
    return first == ' ' && (second >= 0xc2 || second == '-' || second == '~' || second == '/' || second == '<' ||
                            second == '>' || second == ':');
}

size_t title_parting(struct bytes text, size_t i)
{
    static const char *const signs[] = {" - ",
                                        " \xe2\x80\x93 ",
                                        " \xe2\x80\x94 ",
                                        " \xc2\xb7 ",
                                        " \xe2\x80\xa2 ",
                                        " ~ ",
                                        " / ",
                                        " < ",
                                        " > ",
                                        " \xc2\xbb ",
                                        " \xc2\xab ",
                                        " :: ",
                                        "--",
                                        NULL};
    if (text.at[i] == '|')
        return 1;
    if (i + 1 >= text.size || !may_follow(text.at[i], text.at[i + 1]))
        return 0;
    struct bytes rest = bytes_from(text, i);
    for (const char *const *sign = signs; *sign; sign++)
        if (bytes_starts_with(rest, bytes_of_string(*sign)))
            return strlen(*sign);
    return 0;
}

/* text without its last part when that is the site's name; text itself when it is not. */
static struct bytes strip_last(const struct site_names *sites, struct bytes text)
{
    for (size_t i = text.size; i-- > 1;) {
        size_t sign = title_may_part(text.at[i]) ? title_parting(text, i) : 0;
        if (sign)
            return site_names_have(sites, bytes_from(text, i + sign)) ? bytes_trim(bytes_upto(text, i)) : text;
    }
    return text;
}

static struct bytes strip_first(const struct site_names *sites, struct bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        size_t sign = title_may_part(text.at[i]) ? title_parting(text, i) : 0;
        if (sign)
            return i + sign < text.size && site_names_have(sites, bytes_upto(text, i))
                       ? bytes_trim(bytes_from(text, i + sign))
                       : text;
    }
    return text;
}

struct bytes site_names_strip(const struct site_names *sites, struct bytes title)
{
    enum { PARTS_MAX = 3 };
    for (int part = 0; part < PARTS_MAX; part++)
        title = strip_first(sites, strip_last(sites, title));
    return title;
}

#include "shingle/text/lines.h"

#include "shingle/text/folding.h"
#include "shingle/text/utf8.h"

enum {
    NEXT_LINE = 0x85,
    NO_BREAK_SPACE = 0xA0,
    CASED_UPTO = 0x590, /* Latin, Greek, Cyrillic, Armenian: where lower case speaks against a new sentence */
    LINE_SEPARATOR = 0x2028,
    PARAGRAPH_SEPARATOR = 0x2029,
    IDEOGRAPHIC_SPACE = 0x3000,
    ABBREVIATION_MAX = 8
};

static bool is_line_end(uint32_t c)
{
    return (c >= '\n' && c <= '\r') || c == NEXT_LINE || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR;
}

static bool is_space(uint32_t c)
{
    return c == ' ' || c == '\t' || is_line_end(c) || c == NO_BREAK_SPACE || c == IDEOGRAPHIC_SPACE ||
           (c >= 0x2000 && c <= 0x200b) || c == 0x202F || c == 0xFEFF;
}

/* The code point at an offset; a line end where the text ends. */
static uint32_t peek(struct bytes text, size_t at)
{
    return at < text.size ? utf8_next(text, &at) : '\n';
}

bool line_next(struct bytes *rest, struct bytes *line)
{
    if (rest->size == 0)
        return false;
    size_t end = 0;
    size_t next = 0;
    while (next < rest->size) {
        end = next;
        if (is_line_end(utf8_next(*rest, &next)))
            break;
        end = next;
    }
    if (end < rest->size && rest->at[end] == '\r' && next < rest->size && rest->at[next] == '\n')
        next++;
    *line = bytes_upto(*rest, end);
    *rest = bytes_from(*rest, next);
    return true;
}

static bool in_list(const uint32_t *list, uint32_t c)
{
    while (*list && *list != c)
        list++;
    return *list != 0;
}

/* Stops that end a sentence whatever comes. */
static bool is_full_stop(uint32_t c)
{
    /* CJK and half and full width; danda; Urdu and Arabic; Ethiopic; Khmer; Burmese; Tibetan; doubled marks */
    static const uint32_t stops[] = {0x3002, 0xFF61, 0xFF01, 0xFF1F, 0x0964, 0x0965, 0x06D4, 0x061F, 0x1362, 0x1367,
                                     0x17D4, 0x17D5, 0x104B, 0x0F0D, 0x203C, 0x2047, 0x2048, 0x2049, 0};
    return c >= 0x80 && in_list(stops, c);
}

/* Stops that end a sentence where white space and no lower case follow. */
static bool is_half_stop(uint32_t c)
{
    return c == '.' || c == '!' || c == '?' || c == 0x2026;
}

static bool is_closer(uint32_t c)
{
    static const uint32_t closers[] = {'"',    '\'',   ')',    ']',    '}',    0x00BB, 0x2019, 0x201C, 0x201D, 0x203A,
                                       0x300D, 0x300F, 0x3011, 0x3009, 0x300B, 0xFF09, 0xFF3D, 0xFF63, 0};
    return in_list(closers, c);
}

/* Whether the letters before a stop at `at` are an abbreviation that goes on; digit: a digit is what comes next. */
static bool is_abbreviation(struct bytes text, size_t at, bool digit)
{
    static const char *const always[] = {"mr",   "mrs", "ms",  "dr",  "prof", "gen", "col", "lt", "sgt",
                                         "capt", "rep", "sen", "gov", "st",   "jr",  "sr",  "vs", "mme",
                                         "mlle", "hr",  "fr",  "bzw", "ca",   "sra", "dra", NULL};
    static const char *const numbered[] = {"no",  "nr",   "nos", "jan", "feb", "mar", "apr", "jun", "jul", "aug",
                                           "sep", "sept", "oct", "nov", "dec", "art", "fig", "pp",  "vol", NULL};
    size_t size = 0;
    while (size < at && size <= ABBREVIATION_MAX && folding_ascii[text.at[at - size - 1]] >= 'a')
        size++;
    if (size == 0 || size > ABBREVIATION_MAX || (size < at && text.at[at - size - 1] >= 0x80))
        return false;
    struct bytes word = bytes_of(text.at + at - size, size);
    if (size == 1)
        return true;
    for (const char *const *row = digit ? numbered : always; *row; row++) {
        if (bytes_equal_nocase(word, bytes_of_string(*row)))
            return true;
    }
    return false;
}

static bool is_lower(uint32_t c)
{
    uint32_t entry = folding_entry(c);
    return c < CASED_UPTO && folding_class(entry) == FOLDING_LETTER && !folding_capital(entry);
}

/* Whether a sentence ends behind a stop at `at` whose stops and closers end at `end`. */
static bool ends_sentence(struct bytes text, size_t at, size_t end)
{
    if (end < text.size && !is_space(peek(text, end)))
        return false;
    size_t next = end;
    while (next < text.size && is_space(peek(text, next)) && !is_line_end(peek(text, next)))
        (void)utf8_next(text, &next);
    uint32_t first = peek(text, next);
    if (is_lower(first))
        return false;
    bool alone = text.at[at] == '.' && end == at + 1;
    return !alone || is_line_end(first) || !is_abbreviation(text, at, first >= '0' && first <= '9');
}

static size_t skip_spaces(struct bytes text)
{
    size_t at = 0;
    while (at < text.size && is_space(peek(text, at)))
        (void)utf8_next(text, &at);
    return at;
}

static bool goes_with_stop(uint32_t c)
{
    return is_full_stop(c) || is_half_stop(c) || is_closer(c);
}

/* Size of the sentence that begins text, which does not begin with white space, without white space behind it. */
static size_t sentence_size(struct bytes text)
{
    size_t solid = 0;
    for (size_t at = 0; at < text.size;) {
        size_t next = at;
        uint32_t c = utf8_next(text, &next);
        if (is_line_end(c))
            break;
        bool full = is_full_stop(c);
        if (full || is_half_stop(c)) {
            while (next < text.size && goes_with_stop(peek(text, next)))
                (void)utf8_next(text, &next);
            if (full || ends_sentence(text, at, next))
                return next;
        }
        solid = is_space(c) ? solid : next;
        at = next;
    }
    return solid;
}

bool sentence_next(struct bytes *rest, struct bytes *sentence)
{
    *rest = bytes_from(*rest, skip_spaces(*rest));
    if (rest->size == 0)
        return false;
    *sentence = bytes_upto(*rest, sentence_size(*rest));
    *rest = bytes_from(*rest, sentence->size);
    return true;
}

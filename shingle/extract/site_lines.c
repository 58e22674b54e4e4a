#include "shingle/extract/site_lines.h"

#include "shingle/extract/letter.h"

/* Walks over a text's lines that are not empty. */
struct walk {
    struct bytes text;
    size_t at;       /* behind the line */
    size_t gap;      /* line feeds before it */
    size_t line_at;  /* where it begins */
    uint32_t number; /* from 1 on, once a line was found */
};

static bool next_line(struct walk *walk, struct bytes *line)
{
    walk->gap = 0;
    while (walk->at < walk->text.size && walk->text.at[walk->at] == '\n') {
        walk->gap++;
        walk->at++;
    }
    if (walk->at == walk->text.size)
        return false;
    walk->line_at = walk->at;
    const uint8_t *begin = walk->text.at + walk->at;
    const uint8_t *end = memchr(begin, '\n', walk->text.size - walk->at);
    walk->at = end ? (size_t)(end - walk->text.at) : walk->text.size;
    walk->number++;
    *line = bytes_of(begin, walk->at - walk->line_at);
    return true;
}

/* Letters of scripts that put no spaces between words. */
static uint32_t count_unspaced(struct bytes line)
{
    uint32_t count = 0;
    for (size_t at = 0; at < line.size;)
        count += letter_kind(letter_next(line, &at)) == LETTER_UNSPACED;
    return count;
}

/* Words of a line as its spaces tell: white space was squeezed. An unspaced script's letters count by twos. */
static uint32_t count_words(struct bytes line)
{
    uint32_t words = 1;
    uint8_t all = 0;
    for (size_t at = 0; at < line.size; at++) {
        words += line.at[at] == ' ';
        all |= line.at[at];
    }
    return words > SITE_LINE_WORDS || all < 0x80 ? words : words + count_unspaced(line) / 2;
}

enum status site_lines_read(const struct hash_key *key, struct bytes text, struct arena *arena, struct site_lines *out)
{
    struct walk walk = {.text = text};
    struct bytes line;
    *out = (struct site_lines){NULL, 0, 0};
    struct site_line *lines = arena_array(arena, SITE_PAGE_LINES, sizeof *lines);
    if (!lines)
        return STATUS_NOMEM;
    while (next_line(&walk, &line)) {
        out->text_size += line.size;
        if (line.size > SITE_LINE_BYTES || out->count == SITE_PAGE_LINES)
            continue;
        uint32_t words = count_words(line);
        if (words <= SITE_LINE_WORDS)
            lines[out->count++] =
                (struct site_line){hash_bytes(key, HASH_LINE, line), walk.number - 1, (uint32_t)line.size, words};
    }
    arena_shrink(arena, lines, SITE_PAGE_LINES * sizeof *lines, (out->count + 1) * sizeof *lines);
    out->at = lines;
    return STATUS_OK;
}

enum status site_lines_strip(struct bytes text, struct site_drops drops, size_t *body_at, struct arena *arena,
                             struct bytes *out)
{
    struct walk walk = {.text = text};
    struct bytes line;
    *out = text;
    if (drops.count == 0)
        return STATUS_OK;
    uint8_t *to = arena_alloc(arena, text.size);
    if (!to)
        return STATUS_NOMEM;
    size_t size = 0;
    size_t gap = 0;
    size_t next = 0;
    size_t body = SIZE_MAX;
    while (next_line(&walk, &line)) {
        gap = walk.gap > gap ? walk.gap : gap;
        if (next < drops.count && drops.at[next] == walk.number - 1) {
            next++;
            continue;
        }
        gap = size ? gap : 0;
        memset(to + size, '\n', gap);
        size += gap;
        /* The body begins in this line, or in one before it that went. */
        if (body == SIZE_MAX && *body_at < walk.at)
            body = size + (*body_at > walk.line_at ? *body_at - walk.line_at : 0);
        memcpy(to + size, line.at, line.size);
        size += line.size;
        gap = 0;
    }
    *body_at = body < size ? body : size;
    arena_shrink(arena, to, text.size, size);
    *out = bytes_of(to, size);
    return STATUS_OK;
}

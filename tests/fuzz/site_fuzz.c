/*
 * Laws: a site that opens is written back as the same bytes, and a table that takes it over stays within its bounds
 * while it goes on learning; what is stripped of a text are the lines that were named, and nothing of another. The
 * first byte of the input says which of the two it is.
 */
#include "shingle/extract/site_record.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SITES = 2, LINES = 4 };

static void require(bool law)
{
    if (!law)
        abort();
}

static bool no_story(void *context, uint32_t earlier, uint32_t article)
{
    (void)context;
    return earlier == article;
}

static void learn(struct site_table *table, uint64_t name, const struct site_lines *lines)
{
    static struct site_learnt learnt[SITE_PAGE_LINES];
    size_t count;
    struct site_page page = {.lines = lines, .article = 1, .same_story = no_story};
    require(site_table_learn(table, name, &page, learnt, &count) == STATUS_OK);
    require(count <= lines->count);
    require(site_table_find(table, name)->template.count <= LINES);
}

static void try_record(struct bytes input, struct writer *writer)
{
    struct site site = {.slot = 1};
    struct site_table *table;
    struct site_line line = {.hash = 1, .size = 1, .words = 1};
    struct site_lines lines = {&line, 1, 1000};
    if (site_decode(input, &site) != STATUS_OK)
        return;
    site_encode(&site, writer);
    require(bytes_equal(writer_view(writer), input));
    require(site_table_open(&(struct site_table_params){SITES, LINES}, &table) == STATUS_OK);
    uint64_t name = site.name;
    site_table_restore(table, &site);
    require(site_table_restored(table) == STATUS_OK);
    require(site_table_find(table, name)->template.count <= LINES);
    if (site_table_find(table, name)->template.pages < UINT32_MAX - 1)
        learn(table, name, &lines);
    for (uint64_t other = 1; other <= SITES; other++)
        learn(table, name + other, &lines);
    require(site_table_stats(table).sites <= SITES);
    site_table_close(table);
}

/* The next line that is not empty. */
static bool next_full(struct bytes *rest, struct bytes *line)
{
    size_t at = 0;
    while (at < rest->size && rest->at[at] == '\n')
        at++;
    *rest = bytes_from(*rest, at);
    if (rest->size == 0)
        return false;
    *line = bytes_upto(*rest, bytes_find(*rest, BYTES("\n"), 0));
    *rest = bytes_from(*rest, line->size);
    return true;
}

/* Every short line goes whose hash is odd. */
static void try_strip(struct bytes text, struct arena *arena)
{
    static uint32_t numbers[SITE_PAGE_LINES];
    struct hash_key key = hash_key_from_seed(1);
    struct site_lines lines;
    struct bytes out;
    struct bytes was;
    struct bytes is;
    size_t count = 0;
    size_t body_at = text.size / 2;
    if (site_lines_read(&key, text, arena, &lines) != STATUS_OK)
        return;
    require(lines.count <= SITE_PAGE_LINES && lines.text_size <= text.size);
    for (size_t i = 0; i < lines.count; i++)
        if (lines.at[i].hash & 1)
            numbers[count++] = lines.at[i].number;
    if (site_lines_strip(text, (struct site_drops){numbers, count}, &body_at, arena, &out) != STATUS_OK)
        return;
    require(out.size <= text.size && body_at <= out.size);
    size_t dropped = 0;
    for (uint32_t number = 0; next_full(&text, &was); number++) {
        if (dropped < count && numbers[dropped] == number) {
            dropped++;
            continue;
        }
        require(next_full(&out, &is) && bytes_equal(is, was));
    }
    require(!next_full(&out, &is));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct writer writer = {0};
    if (size == 0)
        return 0;
    arena_init(&arena, 4096, 1 << 20);
    if (data[0] % 2 == 0)
        try_record(bytes_of(data + 1, size - 1), &writer);
    else
        try_strip(bytes_of(data + 1, size - 1), &arena);
    writer_close(&writer);
    arena_close(&arena);
    return 0;
}

/*
 * Templates of sites, on an article's way: its known lines go before it is compared; its lines are counted after it was
 * kept; a line that became the site's goes from the articles that had it before, so that they too are compared without.
 *
 * Texts stay as they were kept. What goes is a list of line numbers in the record: an article is read the same way
 * however the template grows or forgets later, and whatever the matcher's cache holds.
 *
 * An article that is cleaned again keeps its index keys, simhash and text hash, those of its words as they were
 * compared when it came. Keys of the line name candidates that verification refuses, since it reads the text without
 * it, and those of the rest still find the article, but for the four shingles across a gap, of which a sixteenth is
 * sampled. A later article with the very words that are left is thus found as a copy of resemblance 1, not as exact.
 */
#include "daemon/ingest/keeper_private.h"

#include "shingle/extract/site_record.h"

#include <stdlib.h>

enum {
    CLEANED_AGAIN_MAX = 16 /* earlier articles that one article has cleaned again; further ones stay as they are */
};

/* Notes a line as one that goes. */
static void drop(const struct site_line *line, uint32_t *numbers, struct record_lines *out)
{
    numbers[out->template_count++] = line->number;
    out->template_words += line->words;
}

/* The lines that are the site's; none when they are most of the text. NOMEM. */
static enum status find_template(const struct site_template *template, const struct site_lines *lines,
                                 struct arena *arena, struct record_lines *out)
{
    size_t bytes = 0;
    uint32_t *numbers = arena_array(arena, lines->count, sizeof *numbers);
    if (!numbers)
        return STATUS_NOMEM;
    out->template = numbers;
    for (size_t i = 0; i < lines->count; i++) {
        if (site_template_seen(template, lines->at[i].hash) < SITE_PAGES_MIN)
            continue;
        drop(&lines->at[i], numbers, out);
        bytes += lines->at[i].size;
    }
    if (site_lines_may_drop(bytes, lines->text_size))
        return STATUS_OK;
    out->template_count = 0;
    out->template_words = 0;
    return STATUS_OK;
}

enum status keeper_site_clean(struct keeper *keeper, const struct prepared *prepared, struct arena *arena,
                              struct prepared *own, struct record_lines *lines)
{
    const struct site *site = prepared->site ? site_table_find(keeper->sites, prepared->site) : NULL;
    *own = *prepared;
    *lines = (struct record_lines){
        .kept = prepared->article.lines_kept,
        .dropped = prepared->article.lines_dropped,
        .dropped_words = prepared->article.words_dropped,
    };
    if (!site || !keeper->params.templates)
        return STATUS_OK;
    enum status status = find_template(&site->template, &prepared->lines, arena, lines);
    if (status != STATUS_OK || lines->template_count == 0)
        return status;
    struct site_drops drops = {lines->template, lines->template_count};
    return prepare_without(&keeper->prepare, prepared, drops, arena, own);
}

enum status keeper_explain_lines(struct keeper *keeper, const struct prepared *prepared, struct arena *arena,
                                 struct site_verdict *out)
{
    size_t count = prepared->article.lines_kept;
    uint32_t *pages = arena_zeroed(arena, count, sizeof *pages);
    bool *goes = arena_zeroed(arena, count, sizeof *goes);
    struct record_lines lines = {0};
    if (keeper->broken)
        return STATUS_READONLY;
    const struct site *site = prepared->site ? site_table_find(keeper->sites, prepared->site) : NULL;
    if (!pages || !goes)
        return STATUS_NOMEM;
    *out = (struct site_verdict){.pages = pages, .goes = goes, .count = count};
    if (!prepared->site || !keeper->params.templates)
        return STATUS_OK;
    out->site = site_name(prepared->url, prepared->source);
    if (!site)
        return STATUS_OK;
    for (size_t i = 0; i < prepared->lines.count; i++)
        if (prepared->lines.at[i].number < count)
            pages[prepared->lines.at[i].number] = site_template_seen(&site->template, prepared->lines.at[i].hash);
    enum status status = find_template(&site->template, &prepared->lines, arena, &lines);
    for (uint32_t i = 0; status == STATUS_OK && i < lines.template_count; i++)
        if (lines.template[i] < count)
            goes[lines.template[i]] = true;
    return status;
}

static int compare_learnt(const void *a, const void *b)
{
    uint64_t x = ((const struct site_learnt *)a)->hash;
    uint64_t y = ((const struct site_learnt *)b)->hash;
    return (x > y) - (x < y);
}

static bool is_learnt(const struct site_learnt *learnt, size_t count, uint64_t hash)
{
    struct site_learnt key = {.hash = hash};
    return bsearch(&key, learnt, count, sizeof *learnt, compare_learnt) != NULL;
}

static bool has_number(const struct record_lines *lines, uint32_t at, uint32_t number)
{
    return at < lines->template_count && lines->template[at] == number;
}

/* Adds the learnt lines that an article has to those that go from it, while less than most of it goes. */
static enum status add_learnt(const struct site_lines *lines, const struct site_learnt *learnt, size_t count,
                              struct arena *arena, struct record_lines *of)
{
    struct record_lines more = *of;
    size_t bytes = 0;
    uint32_t old = 0;
    uint32_t *numbers = arena_array(arena, lines->count, sizeof *numbers);
    if (!numbers)
        return STATUS_NOMEM;
    more.template = numbers;
    more.template_count = 0;
    more.template_words = 0;
    for (size_t i = 0; i < lines->count; i++) {
        bool goes = has_number(of, old, lines->at[i].number);
        bytes += goes ? lines->at[i].size : 0;
        old += goes;
    }
    old = 0;
    for (size_t i = 0; i < lines->count; i++) {
        bool goes = has_number(of, old, lines->at[i].number);
        old += goes;
        if (!goes && is_learnt(learnt, count, lines->at[i].hash) &&
            site_lines_may_drop(bytes + lines->at[i].size, lines->text_size)) {
            bytes += lines->at[i].size;
            goes = true;
        }
        if (goes)
            drop(&lines->at[i], numbers, &more);
    }
    *of = more;
    return STATUS_OK;
}

/* Takes learnt lines out of a record that is kept, and puts it again if that changes it. */
static enum status clean_record(struct keeper *keeper, struct record *record, const struct site_lines *lines,
                                const struct site_learnt *learnt, size_t count, struct arena *arena)
{
    uint32_t before = record->lines.template_count;
    enum status status = add_learnt(lines, learnt, count, arena, &record->lines);
    if (status != STATUS_OK || record->lines.template_count == before)
        return status;
    matcher_text_changed(keeper->matcher, (uint32_t)record->id);
    return keeper_put_record(keeper, record);
}

/* An article that was kept before; one that is gone or damaged is passed over. */
static enum status clean_again(struct keeper *keeper, uint32_t id, const struct site_learnt *learnt, size_t count,
                               struct arena *arena)
{
    struct record record;
    struct bytes text;
    struct site_lines lines;
    enum status status = keeper_record(keeper, id, arena, &record);
    if (status == STATUS_OK)
        status = keeper_record_text(keeper, &record, arena, &text);
    if (status == STATUS_OK)
        status = site_lines_read(&keeper->prepare.key, text, arena, &lines);
    if (status == STATUS_OK)
        status = clean_record(keeper, &record, &lines, learnt, count, arena);
    if (status == STATUS_OK)
        keeper->stats.cleaned_again++;
    return status == STATUS_NOTFOUND || status == STATUS_DAMAGED ? STATUS_OK : status;
}

/* The articles that had learnt lines before, each once. */
static size_t earlier_articles(const struct site_learnt *learnt, size_t count, uint32_t out[CLEANED_AGAIN_MAX])
{
    size_t found = 0;
    for (size_t i = 0; i < count * SITE_EARLIER && found < CLEANED_AGAIN_MAX; i++) {
        uint32_t id = learnt[i / SITE_EARLIER].earlier[i % SITE_EARLIER];
        bool known = id == 0;
        for (size_t k = 0; k < found; k++)
            known |= out[k] == id;
        if (!known)
            out[found++] = id;
    }
    return found;
}

static bool same_story(void *context, uint32_t earlier, uint32_t article)
{
    const struct clusters *clusters = context;
    uint32_t cluster = clusters_of(clusters, earlier);
    return cluster && cluster == clusters_of(clusters, article);
}

enum status keeper_site_learn(struct keeper *keeper, const struct prepared *prepared, struct record *record,
                              struct arena *arena)
{
    size_t count = 0;
    uint32_t earlier[CLEANED_AGAIN_MAX];
    struct site_page page = {&prepared->lines, (uint32_t)record->id, same_story, matcher_clusters(keeper->matcher)};
    if (prepared->site == 0 || !keeper->params.templates)
        return STATUS_OK;
    struct site_learnt *learnt = arena_array(arena, SITE_PAGE_LINES, sizeof *learnt);
    if (!learnt)
        return STATUS_NOMEM;
    enum status status = site_table_learn(keeper->sites, prepared->site, &page, learnt, &count);
    if (status != STATUS_OK || count == 0)
        return status;
    qsort(learnt, count, sizeof *learnt, compare_learnt);
    status = clean_record(keeper, record, &prepared->lines, learnt, count, arena);
    size_t articles = earlier_articles(learnt, count, earlier);
    for (size_t i = 0; i < articles && status == STATUS_OK; i++)
        status = clean_again(keeper, earlier[i], learnt, count, arena);
    return status;
}

enum status keeper_site_flush(struct keeper *keeper)
{
    enum status status = STATUS_OK;
    for (struct site *site; status == STATUS_OK && (site = site_table_next_changed(keeper->sites));) {
        writer_clear(&keeper->value);
        site_encode(site, &keeper->value);
        status = store_put(keeper->store, STORE_SITES, site->slot, &keeper->value);
    }
    return status;
}

static enum status visit_site(void *context, uint64_t slot, enum status seal, struct bytes value)
{
    struct keeper *keeper = context;
    struct site site = {.slot = slot <= SITE_TABLE_SITES_MAX ? (uint32_t)slot : 0};
    enum status status = seal == STATUS_OK ? site_decode(value, &site) : seal;
    if (status == STATUS_OK)
        site_table_restore(keeper->sites, &site);
    /* A damaged one is as good as unknown: its lines are learnt again. --check names it. */
    return status == STATUS_DAMAGED ? STATUS_OK : status;
}

enum status keeper_site_load(struct keeper *keeper)
{
    enum status status = store_walk(keeper->store, STORE_SITES, 1, visit_site, keeper);
    return status == STATUS_OK ? site_table_restored(keeper->sites) : status;
}

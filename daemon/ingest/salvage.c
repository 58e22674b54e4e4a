#include "daemon/ingest/salvage_private.h"

#include "daemon/ingest/keeper.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BATCH_VALUES = 4096 };

/* ---- what was found ---- */

static int compare_found(const void *a, const void *b)
{
    const struct scavenged *x = a, *y = b;
    if (x->table != y->table)
        return x->table < y->table ? -1 : 1;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    if (x->loose != y->loose)
        return x->loose ? 1 : -1;
    return x->value.at < y->value.at ? -1 : x->value.at > y->value.at;
}

static enum status note_found(void *context, const struct scavenged *found)
{
    struct salvage *salvage = context;
    if (salvage->count == salvage->room) {
        size_t room = salvage->room ? salvage->room * 2 : 4096;
        struct scavenged *grown = reallocarray(salvage->found, room, sizeof *grown);
        if (!grown)
            return STATUS_NOMEM;
        salvage->found = grown;
        salvage->room = room;
    }
    salvage->found[salvage->count++] = *found;
    return STATUS_OK;
}

/* Of records and texts all versions count: which of them belong together is only known when they are proved. */
static bool is_again(const struct scavenged *a, const struct scavenged *b)
{
    bool same_key = a->table == b->table && a->id == b->id && a->part == b->part;
    bool versions = a->table == STORE_DOCS || a->table == STORE_TEXT;
    return same_key && (!versions || bytes_equal(a->value, b->value));
}

/* Sorted, each key's values from the one on that the trees lead to, if any. */
static enum status find_all(struct salvage *salvage)
{
    enum status status = scavenge_walk(salvage->scavenge, note_found, salvage);
    if (status != STATUS_OK || salvage->count == 0)
        return status;
    qsort(salvage->found, salvage->count, sizeof *salvage->found, compare_found);
    size_t kept = 1;
    for (size_t i = 1; i < salvage->count; i++)
        if (!is_again(&salvage->found[kept - 1], &salvage->found[i]))
            salvage->found[kept++] = salvage->found[i];
    salvage->count = kept;
    salvage->tally->bad_pages = scavenge_bad_pages(salvage->scavenge);
    return STATUS_OK;
}

/* The first place at or behind (table, id). */
static size_t lower_bound(const struct salvage *salvage, enum store_table table, uint64_t id)
{
    size_t low = 0, high = salvage->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct scavenged *at = &salvage->found[middle];
        if (at->table < table || (at->table == table && at->id < id))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct salvage_range salvage_range(const struct salvage *salvage, enum store_table table, uint64_t id)
{
    size_t first = lower_bound(salvage, table, id), end = first;
    while (end < salvage->count && salvage->found[end].table == table && (id == 0 || salvage->found[end].id == id))
        end++;
    return (struct salvage_range){salvage->found ? salvage->found + first : NULL, end - first};
}

struct salvage_article *salvage_article(const struct salvage *salvage, uint64_t id)
{
    size_t low = 0, high = salvage->article_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (salvage->articles[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < salvage->article_count && salvage->articles[low].id == id ? &salvage->articles[low] : NULL;
}

/* ---- the new store ---- */

enum status salvage_put_done(struct salvage *salvage)
{
    if (++salvage->batch < BATCH_VALUES)
        return STATUS_OK;
    salvage->batch = 0;
    enum status status = store_commit(salvage->store);
    return status == STATUS_OK ? store_begin(salvage->store, false) : status;
}

/* Values that stand for themselves, as they are. */
static enum status copy_table(struct salvage *salvage, enum store_table table)
{
    struct salvage_range range = salvage_range(salvage, table, 0);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < range.count && status == STATUS_OK; i++) {
        writer_clear(&salvage->value);
        writer_bytes(&salvage->value, range.at[i].value);
        status = store_put(salvage->store, table, range.at[i].id, &salvage->value);
        if (status == STATUS_OK)
            status = salvage_put_done(salvage);
    }
    return status;
}

static enum status put_all(struct salvage *salvage)
{
    enum status status = store_begin(salvage->store, false);
    if (status == STATUS_OK)
        status = store_adopt(salvage->store, scavenge_identity(salvage->scavenge));
    if (status == STATUS_OK)
        status = salvage_put_articles(salvage);
    if (status == STATUS_OK)
        status = salvage_put_log(salvage);
    if (status == STATUS_OK)
        status = copy_table(salvage, STORE_SITES);
    if (status == STATUS_OK)
        status = copy_table(salvage, STORE_APART);
    return status == STATUS_OK ? store_commit(salvage->store) : status;
}

static void tell_lost(struct salvage *salvage, struct writer *report)
{
    for (size_t i = 0; i < salvage->article_count; i++) {
        const struct salvage_article *article = &salvage->articles[i];
        if (article->kept || (article->forgotten && !article->listed))
            continue;
        if (++salvage->tally->lost > SALVAGE_LINES_MAX)
            continue;
        writer_format(report, "article %llu", (unsigned long long)article->id);
        if (article->your_id.size)
            writer_format(report, " (key:%" BYTES_FORMAT ")", BYTES_ARGS(article->your_id));
        writer_format(report, ": %s\n", article->why ? article->why : "its record is lost");
    }
    if (salvage->tally->lost > SALVAGE_LINES_MAX)
        writer_format(report, "... and %llu more\n", (unsigned long long)(salvage->tally->lost - SALVAGE_LINES_MAX));
}

static enum status open_new(struct salvage *salvage, const char *to, struct writer *report)
{
    struct stat info;
    struct store_params params = {.path = to};
    if (lstat(to, &info) == 0) {
        writer_format(report, "%s is there already: name a directory that is not", to);
        return STATUS_EXISTS;
    }
    return store_open(&params, report, &salvage->store);
}

static enum status run(struct salvage *salvage, const char *from, const char *to, struct writer *report)
{
    enum status status = scavenge_open(from, report, &salvage->scavenge);
    if (status == STATUS_OK)
        status = open_new(salvage, to, report);
    if (status == STATUS_OK)
        status = packer_open(6, &salvage->packer);
    if (status == STATUS_OK)
        status = find_all(salvage);
    if (status == STATUS_OK)
        status = salvage_list(salvage);
    if (status == STATUS_OK)
        status = put_all(salvage);
    if (status == STATUS_OK)
        tell_lost(salvage, report);
    else if (report->size == 0)
        writer_format(report, "cannot copy %s to %s: %s", from, to, status_text(status));
    return status;
}

enum status salvage(const char *from, const char *to, struct writer *report, struct salvage_tally *tally)
{
    struct salvage salvage = {.tally = tally};
    *tally = (struct salvage_tally){.articles = 0};
    arena_init(&salvage.arena, 64 << 10, 0);
    enum status status = run(&salvage, from, to, report);
    store_close(salvage.store);
    packer_close(salvage.packer);
    scavenge_close(salvage.scavenge);
    arena_close(&salvage.arena);
    writer_close(&salvage.value);
    writer_close(&salvage.packed);
    free(salvage.found);
    free(salvage.articles);
    return status;
}

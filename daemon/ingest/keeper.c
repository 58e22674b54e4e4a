#include "daemon/ingest/keeper_private.h"

#include "daemon/store/store_copy.h"

#include <stdlib.h>
#include <sys/resource.h>

static struct store_identity identity_of(const struct sketch_params *sketch)
{
    return (struct store_identity){
        .shingle_width = sketch->width,
        .sample_rate = sketch->sample_rate,
        .min_keys = sketch->min_keys,
        .max_keys = sketch->max_keys,
        .words_version = words_version(),
    };
}

static enum status open_store(struct keeper *keeper, struct writer *problem)
{
    struct store_params params = {
        .path = keeper->path,
        .max_size = keeper->params.max_size,
        .identity = identity_of(&keeper->params.sketch),
        .lazy = keeper->params.snapshot_ms > 0,
    };
    enum status status = store_open(&params, problem, &keeper->store);
    if (status != STATUS_OK)
        return status;
    keeper->prepare.sketch = keeper->params.sketch;
    keeper->prepare.key = *store_key(keeper->store);
    return packer_open(keeper->params.compression, &keeper->packer);
}

enum status keeper_open(const struct keeper_params *params, struct writer *problem, struct keeper **out)
{
    *out = NULL;
    struct keeper *keeper = calloc(1, sizeof *keeper);
    if (!keeper)
        return STATUS_NOMEM;
    keeper->params = *params;
    keeper->log_keep = params->log_keep ? params->log_keep : KEEPER_LOG_KEEP;
    keeper->path = strdup(params->path);
    enum status status = keeper->path ? open_store(keeper, problem) : STATUS_NOMEM;
    if (status == STATUS_OK)
        status = keeper_make_tables(keeper);
    if (status == STATUS_OK)
        status = keeper_load(keeper, problem);
    if (status != STATUS_OK) {
        if (problem->size == 0)
            writer_format(problem, "cannot open the store %s: %s", params->path, status_text(status));
        keeper_close(keeper);
        return status;
    }
    keeper_watch(keeper, NULL, NULL); /* the listener was for the start */
    *out = keeper;
    return STATUS_OK;
}

void keeper_watch(struct keeper *keeper, void (*progress)(void *context, uint64_t done, uint64_t all), void *context)
{
    keeper->params.progress = progress;
    keeper->params.context = context;
}

enum status keeper_adjust(struct keeper *keeper, const struct keeper_params *params)
{
    struct packer *packer = NULL;
    if (keeper->broken)
        return STATUS_READONLY;
    enum status status = packer_open(params->compression, &packer);
    if (status == STATUS_OK)
        status = matcher_adjust(keeper->matcher, &params->matcher);
    if (status != STATUS_OK) {
        packer_close(packer);
        return status;
    }
    packer_close(keeper->packer);
    keeper->packer = packer;
    store_set_max_size(keeper->store, params->max_size);
    keeper->params.max_size = params->max_size;
    keeper->params.compression = params->compression;
    keeper->params.templates = params->templates;
    keeper->params.scrub_ms = params->scrub_ms;
    if (keeper->params.snapshot_ms > 0 && params->snapshot_ms > 0)
        keeper->params.snapshot_ms = params->snapshot_ms;
    keeper->params.priority = params->priority;
    keeper->params.priority_count = params->priority_count;
    keeper_electorates_drop(keeper);
    keeper->params.matcher = params->matcher; /* also for when the tables are made again */
    return STATUS_OK;
}

void keeper_close(struct keeper *keeper)
{
    if (!keeper)
        return;
    survey_close(keeper->survey.shown);
    survey_close(keeper->survey.next);
    keeper_snapshot_drop(keeper);
    keeper_free_tables(keeper);
    packer_close(keeper->packer);
    store_close(keeper->store);
    writer_close(&keeper->value);
    writer_close(&keeper->packed);
    free(keeper->path);
    explicit_bzero(&keeper->prepare.key, sizeof keeper->prepare.key);
    free(keeper);
}

const struct prepare_params *keeper_prepare_params(const struct keeper *keeper)
{
    return &keeper->prepare;
}

uint64_t keeper_seq(const struct keeper *keeper)
{
    return keeper->durable_seq;
}

/* Of this thread: each brings in one page of the map, and those around it, if it is not of other memory. */
static uint64_t faults(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_THREAD, &usage) == 0 ? (uint64_t)usage.ru_minflt + (uint64_t)usage.ru_majflt : 0;
}

void keeper_touched(struct keeper *keeper, uint32_t count)
{
    keeper->touched += count;
    if (keeper->touched < RELAX_LOOK)
        return;
    keeper->touched = 0;
    uint64_t now = faults();
    if (now - keeper->relaxed_at < (keeper->removing ? RELAX_REMOVING : RELAX_FAULTS))
        return;
    keeper->relaxed_at = now;
    if (store_size(keeper->store) > RELAX_STORE)
        store_relax(keeper->store);
}

static void start_batch(struct keeper *keeper, enum status status)
{
    keeper->batch_open = status == STATUS_OK;
    keeper->batch_changed = false;
    keeper->removing = keeper->batch_removed > 0;
    keeper->batch_articles = 0;
    keeper->batch_removed = 0;
}

enum status keeper_begin(struct keeper *keeper)
{
    enum status status = keeper->broken ? STATUS_READONLY : store_begin(keeper->store, false);
    start_batch(keeper, status);
    keeper->stats.full = status == STATUS_FULL;
    return status;
}

enum status keeper_begin_removal(struct keeper *keeper)
{
    enum status status = keeper->broken ? STATUS_READONLY : store_begin(keeper->store, true);
    start_batch(keeper, status);
    return status;
}

/*
 * After a batch that is not kept RAM is made again from the store: rare, and the one way that cannot be half right.
 * When that fails there are no tables: whoever would look into them asks first whether the keeper is broken.
 */
enum status keeper_start_over(struct keeper *keeper)
{
    struct writer problem = {0};
    keeper_snapshot_drop(keeper);
    keeper_free_tables(keeper);
    enum status status = keeper_make_tables(keeper);
    if (status == STATUS_OK)
        status = keeper_load(keeper, &problem);
    writer_close(&problem);
    keeper->broken = status != STATUS_OK;
    return status;
}

enum status keeper_commit(struct keeper *keeper)
{
    keeper->batch_open = false;
    enum status status = keeper_site_flush(keeper);
    if (status == STATUS_OK)
        status = keeper_apart_flush(keeper);
    if (status == STATUS_OK)
        status = keeper_trim(keeper);
    if (status == STATUS_OK && keeper_is_doubtful(keeper))
        status = STATUS_IO; /* whoever asks should have mended it */
    if (status == STATUS_OK)
        status = store_commit(keeper->store);
    else
        store_abort(keeper->store);
    if (status == STATUS_OK) {
        keeper->durable_seq = keeper->next_seq - 1;
        keeper->stats.commits++;
        keeper->stats.commit_articles += keeper->batch_articles;
        keeper_touched(keeper, (uint32_t)keeper->batch_articles);
        return STATUS_OK;
    }
    keeper->stats.full = status == STATUS_FULL;
    if (keeper->batch_changed && keeper_start_over(keeper) != STATUS_OK)
        return STATUS_IO;
    return status;
}

enum status keeper_abort(struct keeper *keeper)
{
    if (!keeper->batch_open)
        return STATUS_OK;
    keeper->batch_open = false;
    store_abort(keeper->store);
    return keeper->batch_changed && keeper_start_over(keeper) != STATUS_OK ? STATUS_IO : STATUS_OK;
}

enum status keeper_copy(struct keeper *keeper, const struct store_copy_params *params, struct store_copy **out)
{
    return store_copy_begin(keeper->store, params, out);
}

struct keeper_stats keeper_stats(const struct keeper *keeper)
{
    struct keeper_stats stats = keeper->stats;
    const struct posting_index *const tables[] = {keeper->lookups.url, keeper->lookups.your_id, keeper->lookups.text};
    stats.read_only = store_is_readonly(keeper->store) || keeper->broken;
    if (keeper->broken) /* and has no tables */
        return stats;
    stats.matcher = matcher_stats(keeper->matcher);
    stats.articles = stats.matcher.clusters.articles;
    stats.clusters = stats.matcher.clusters.clusters;
    stats.seq = keeper->durable_seq;
    stats.first_seq = keeper->first_seq;
    stats.disk_bytes = store_size(keeper->store);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        stats.table_bytes += posting_index_stats(tables[i]).bytes;
    stats.snapshot = keeper->snapshot.stats;
    stats.scrub = keeper->scrub.stats;
    stats.sites = site_table_stats(keeper->sites);
    stats.apart = apart_count(keeper->apart);
    return stats;
}

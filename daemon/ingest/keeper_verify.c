/*
 * --check: every seal, every reference, and what RAM would make of it.
 */
#include "daemon/ingest/keeper_private.h"

#include "shingle/extract/site_record.h"

#include <stdlib.h>

enum { FAULTS_MAX = 1000 /* lines reported; further ones are counted */ };

struct inspection {
    struct keeper *keeper;
    struct writer *report;
    struct arena arena;
    uint64_t faults;
    uint64_t articles;
    uint64_t forgotten;
    uint64_t parts; /* of texts, as the records make one expect */
};

static void fault(struct inspection *inspection, const char *what, uint64_t id, const char *why)
{
    inspection->faults++;
    if (inspection->faults <= FAULTS_MAX)
        writer_format(inspection->report, "%s %llu: %s\n", what, (unsigned long long)id, why);
}

static enum status inspect_doc(void *context, uint64_t id, enum status seal, struct bytes value)
{
    struct inspection *inspection = context;
    struct record record;
    arena_reset(&inspection->arena);
    inspection->articles++;
    enum status status = seal == STATUS_OK ? record_decode(value, &inspection->arena, &record) : seal;
    if (status == STATUS_NOMEM)
        return status;
    if (status != STATUS_OK) {
        fault(inspection, "article", id, status_text(status));
        return STATUS_OK;
    }
    struct proof proof;
    status = keeper_prove(inspection->keeper, &record, id, &inspection->arena, &proof);
    inspection->parts += proof.parts;
    if (status == STATUS_OK && proof.why)
        fault(inspection, proof.what, id, proof.why);
    return status;
}

/* Every event opens, and their numbers have no gap. */
struct log_inspection {
    struct inspection *inspection;
    uint64_t last;
};

static enum status inspect_event(void *context, uint64_t seq, enum status seal, struct bytes value)
{
    struct log_inspection *log = context;
    struct event event;
    if (seal != STATUS_OK || event_decode(value, &event) != STATUS_OK)
        fault(log->inspection, "event", seq, status_text(STATUS_DAMAGED));
    else
        log->inspection->forgotten += event.kind == EVENT_FORGOTTEN;
    if (seq != log->last + 1)
        fault(log->inspection, "event", seq, "does not follow the one before");
    log->last = seq;
    return STATUS_OK;
}

static enum status inspect_site(void *context, uint64_t slot, enum status seal, struct bytes value)
{
    struct inspection *inspection = context;
    struct site site = {.slot = 0};
    enum status status = seal == STATUS_OK ? site_decode(value, &site) : seal;
    if (status == STATUS_NOMEM)
        return status;
    if (status != STATUS_OK)
        fault(inspection, "site", slot, status_text(status));
    else if (slot == 0 || slot > SITE_TABLE_SITES_MAX)
        fault(inspection, "site", slot, "stands where none is kept");
    site_template_free(&site.template);
    return STATUS_OK;
}

static enum status inspect_pair(void *context, uint64_t slot, enum status seal, struct bytes value)
{
    struct apart_pair pair;
    enum status status = seal == STATUS_OK ? keeper_pair_decode(value, &pair) : seal;
    if (status != STATUS_OK)
        fault(context, "pair kept apart", slot, status_text(status));
    else if (slot == 0 || slot > APART_PAIRS_MAX)
        fault(context, "pair kept apart", slot, "stands where none is kept");
    return STATUS_OK;
}

static enum status inspect_all(struct inspection *inspection)
{
    struct keeper *keeper = inspection->keeper;
    struct log_inspection log = {inspection, 0};
    struct store_log_start start = {1, 1};
    struct writer problem = {0};
    uint64_t parts = 0;
    enum status begin = store_log_start(keeper->store, &start);
    if (begin != STATUS_OK)
        fault(inspection, "beginning of the log at", start.first_seq, status_text(begin));
    log.last = start.first_seq - 1;
    inspection->forgotten += start.first_seq > 1;
    enum status status = store_walk(keeper->store, STORE_DOCS, 0, inspect_doc, inspection);
    if (status == STATUS_OK)
        status = store_walk(keeper->store, STORE_LOG, 0, inspect_event, &log);
    if (status == STATUS_OK)
        status = store_walk(keeper->store, STORE_SITES, 0, inspect_site, inspection);
    if (status == STATUS_OK)
        status = store_walk(keeper->store, STORE_APART, 0, inspect_pair, inspection);
    if (status == STATUS_OK)
        status = store_count(keeper->store, STORE_TEXT, &parts);
    if (status == STATUS_OK && inspection->faults == 0 && parts != inspection->parts)
        fault(inspection, "parts of texts:", parts, "more or fewer than the articles have");
    /* The last proof: the tables can be made, and every article is told of in the log exactly once. */
    if (status == STATUS_OK && inspection->faults == 0 && keeper_load(keeper, &problem) != STATUS_OK) {
        inspection->faults++;
        writer_bytes(inspection->report, writer_view(&problem));
        writer_u8(inspection->report, '\n');
    }
    writer_close(&problem);
    if (status == STATUS_OK && inspection->faults == 0) {
        status = keeper_compare_snapshot(keeper, inspection->forgotten == 0, inspection->report);
        inspection->faults += status == STATUS_DAMAGED;
        status = status == STATUS_DAMAGED ? STATUS_OK : status;
    }
    return status;
}

static enum status open_for_check(struct keeper *keeper, const char *path, struct writer *report)
{
    struct store_params params = {.path = path, .must_exist = true};
    enum status status = store_open(&params, report, &keeper->store);
    if (status != STATUS_OK) {
        writer_u8(report, '\n');
        return status;
    }
    keeper->params.sketch = SKETCH_DEFAULTS;
    keeper->params.matcher = matcher_defaults();
    keeper->params.sites = (struct site_table_params){SITE_TABLE_SITES_MAX, SITE_TABLE_LINES_MAX};
    keeper->prepare.key = *store_key(keeper->store);
    keeper_snapshot_follow(keeper);
    status = packer_open(1, &keeper->packer);
    return status == STATUS_OK ? keeper_make_tables(keeper) : status;
}

enum status keeper_verify(const char *path, struct writer *report)
{
    struct keeper *keeper = calloc(1, sizeof *keeper);
    if (!keeper)
        return STATUS_NOMEM;
    struct inspection inspection = {.keeper = keeper, .report = report};
    arena_init(&inspection.arena, 64 << 10, 0);
    enum status status = open_for_check(keeper, path, report);
    if (status == STATUS_OK)
        status = inspect_all(&inspection);
    if (status == STATUS_OK && inspection.faults > FAULTS_MAX)
        writer_format(report, "... and %llu more\n", (unsigned long long)(inspection.faults - FAULTS_MAX));
    if (status == STATUS_OK && inspection.faults)
        status = STATUS_DAMAGED;
    if (status == STATUS_OK)
        writer_format(report, "%llu articles, all clean\n", (unsigned long long)inspection.articles);
    arena_close(&inspection.arena);
    keeper_close(keeper);
    return status;
}

/*
 * The start: everything that is looked up by hash is made again from `docs` and `log`, or, when a snapshot has most of
 * it, only what came after that.
 *
 * The log says, in order, what became of each article and cluster; replaying it gives the clusters exactly as they
 * were, because the same calls happen in the same order. An article that was forgotten later holds its place in its
 * cluster until the replay comes to that. The records of those that are still there give the rest (keys, names): all of
 * them while the log is replayed (keeper_fill.h), or, behind a snapshot, each where the log tells of its article.
 *
 *     log   1 new 1 | 2 new 2 | 3 joined 3 -> 1 | 4 merged 2 -> 1 | 5 forgotten 2
 *     docs  1       |         | 3
 */
#include "daemon/ingest/keeper_fill.h"

#include <stdlib.h>

enum {
    STEP = 8192,  /* records between two looks at memory */
    SAMPLES = 500 /* records that tell how large the tables will be */
};

struct load {
    struct keeper *keeper;
    struct writer *problem;
    struct arena arena;
    uint64_t articles;
    uint64_t event;   /* the number of the last event, */
    uint64_t pause;   /* the one to stop behind for now, */
    uint64_t last;    /* and the last of all */
    uint64_t records; /* read one by one */
    bool replaying;   /* into tables of a snapshot, with the records that the log tells of; else only the clusters */
    bool cut;         /* the log begins later than the store: see keeper_trim.c */
};

enum status keeper_make_tables(struct keeper *keeper)
{
    struct posting_index_params params = {.shards = LOOKUP_SHARDS, .cap = LOOKUP_CAP};
    enum status status = posting_index_open(&params, &keeper->lookups.url);
    if (status == STATUS_OK)
        status = posting_index_open(&params, &keeper->lookups.your_id);
    if (status == STATUS_OK)
        status = posting_index_open(&params, &keeper->lookups.text);
    if (status == STATUS_OK)
        status = site_table_open(&keeper->params.sites, &keeper->sites);
    if (status == STATUS_OK)
        status = apart_open(&keeper->apart);
    if (status == STATUS_OK)
        status = matcher_open(&keeper->params.matcher, &keeper->params.sketch, &keeper->prepare.key, &keeper->matcher);
    return status;
}

void keeper_free_tables(struct keeper *keeper)
{
    matcher_close(keeper->matcher);
    posting_index_close(keeper->lookups.url);
    posting_index_close(keeper->lookups.your_id);
    posting_index_close(keeper->lookups.text);
    site_table_close(keeper->sites);
    apart_close(keeper->apart);
    keeper->matcher = NULL;
    keeper->sites = NULL;
    keeper->apart = NULL;
    free(keeper->bases.bits);
    keeper->bases = (struct bases){NULL, 0};
    keeper->lookups = (struct lookups){0};
    keeper_electorates_drop(keeper);
    keeper_proof_close(keeper);
    keeper_snapshot_unmap(keeper);
}

/* What a sample of the records holds. */
struct sample {
    uint64_t records, keys, urls, your_ids;
};

static enum status take_sample(struct load *load, struct sample *sample)
{
    uint64_t last;
    enum status status = store_last(load->keeper->store, STORE_DOCS, &last);
    uint64_t step = last / SAMPLES + 1;
    *sample = (struct sample){0};
    for (uint64_t id = 1; id <= last && status == STATUS_OK; id += step) {
        struct bytes value;
        struct record record;
        arena_reset(&load->arena);
        enum status read = store_get(load->keeper->store, STORE_DOCS, id, &value);
        if (read != STATUS_OK || record_decode(value, &load->arena, &record) != STATUS_OK)
            continue;
        sample->records++;
        sample->keys += record.key_count;
        sample->urls += record.url.size > 0;
        sample->your_ids += record.your_id.size > 0;
    }
    return status;
}

/* Makes room for all at once: growing step by step took a sixth of a start. */
static enum status reserve(struct load *load)
{
    struct lookups *lookups = &load->keeper->lookups;
    struct sample sample;
    enum status status = take_sample(load, &sample);
    store_relax(load->keeper->store);
    if (status != STATUS_OK || sample.records == 0)
        return status;
    double scale = (double)load->articles / (double)sample.records;
    struct posting_index *index = matcher_tables(load->keeper->matcher).index;
    status = posting_index_reserve(index, (uint64_t)((double)sample.keys * scale));
    if (status == STATUS_OK)
        status = posting_index_reserve(lookups->url, (uint64_t)((double)sample.urls * scale));
    if (status == STATUS_OK)
        status = posting_index_reserve(lookups->your_id, (uint64_t)((double)sample.your_ids * scale));
    return status == STATUS_OK ? posting_index_reserve(lookups->text, load->articles) : status;
}

struct match_record keeper_match_record(const struct keeper *keeper, const struct record *record)
{
    return (struct match_record){
        .id = (uint32_t)record->id,
        .source = source_hash(&keeper->prepare.key, record->source),
        .time_ms = record->published_ms ? record->published_ms : record->submitted_ms,
        .words = record->words,
        .simhash = record->simhash,
        .marks = record->judged.marks,
        .keys = {record->keys, record->key_count},
    };
}

static enum status add(const struct load *load, struct posting_index *index, uint64_t hash, uint64_t id)
{
    return hash ? posting_index_replay(index, hash, (uint32_t)id, load->event) : STATUS_OK;
}

static enum status add_names(struct load *load, const struct record *record)
{
    struct keeper *keeper = load->keeper;
    const struct hash_key *key = &keeper->prepare.key;
    enum status status = add(load, keeper->lookups.url, url_hash(key, record->url, &load->arena), record->id);
    if (status == STATUS_OK)
        status = add(load, keeper->lookups.your_id, your_id_hash(key, record->your_id), record->id);
    if (status == STATUS_OK)
        status = add(load, keeper->lookups.text, record->text_hash, record->id);
    return status;
}

/* An article that is still there, with its place in the clusters. */
static enum status restore(struct load *load, const struct event *event, const struct record *record)
{
    struct match_record known = keeper_match_record(load->keeper, record);
    if (record->id != event->article || record->id > CLUSTERS_ID_MAX)
        return STATUS_DAMAGED;
    known.cluster = (uint32_t)event->cluster;
    enum status status = matcher_replay(load->keeper->matcher, &known, event->seq);
    if (status == STATUS_OK)
        status = keeper_note_base(load->keeper, record->base);
    return status == STATUS_OK ? add_names(load, record) : status;
}

/* The same with its record; when it has none, it was forgotten later. */
static enum status add_article(struct load *load, const struct event *event)
{
    struct keeper *keeper = load->keeper;
    struct bytes value = {NULL, 0};
    struct record record;
    arena_reset(&load->arena);
    enum status status =
        load->replaying ? store_get(keeper->store, STORE_DOCS, event->article, &value) : STATUS_NOTFOUND;
    if (status == STATUS_NOTFOUND)
        return clusters_add(matcher_clusters(keeper->matcher), (uint32_t)event->article, (uint32_t)event->cluster);
    if (status == STATUS_OK)
        status = record_decode(value, &load->arena, &record);
    if (status == STATUS_OK)
        status = restore(load, event, &record);
    if (++load->records % STEP == 0)
        store_relax(keeper->store);
    return status;
}

static enum status replay_article(struct load *load, const struct event *event)
{
    struct keeper *keeper = load->keeper;
    struct clusters *clusters = matcher_clusters(keeper->matcher);
    if (event->article == 0 || event->article > CLUSTERS_ID_MAX || event->cluster > CLUSTERS_ID_MAX)
        return STATUS_DAMAGED;
    if (event->article >= keeper->next_id)
        keeper->next_id = event->article + 1;
    struct event placed = *event;
    bool lost = load->cut && event->cluster != event->article && !clusters_size(clusters, (uint32_t)event->cluster);
    placed.cluster = lost ? 0 : event->cluster;
    enum status status = add_article(load, &placed);
    if (status == STATUS_OK && lost)
        status = clusters_rename(clusters, (uint32_t)event->article, (uint32_t)event->cluster);
    return status;
}

/* Its keys are not known any more: they are in no record, and keeper_sweep() took them out of a snapshot's tables. */
static enum status replay_forgotten(struct load *load, uint32_t article)
{
    struct matcher *matcher = load->keeper->matcher;
    uint32_t unused;
    return load->replaying ? matcher_forget(matcher, article, (struct shingle_set){NULL, 0}, &unused)
                           : clusters_forget(matcher_clusters(matcher), article, &unused);
}

/* Events of a log that was cut, where they speak of what is not there. *done: nothing is left to do. */
static enum status replay_cut(struct load *load, const struct event *event, bool *done)
{
    struct clusters *clusters = matcher_clusters(load->keeper->matcher);
    uint32_t article = (uint32_t)event->article, cluster = (uint32_t)event->cluster, other = (uint32_t)event->other;
    bool here = clusters_size(clusters, cluster) > 0, there = clusters_size(clusters, other) > 0;
    *done = true;
    switch (event->kind) {
    case EVENT_MERGED:
        *done = !here || !there;
        return there && !here ? clusters_rename(clusters, other, cluster) : STATUS_OK;
    case EVENT_RENAMED: return there && !here ? clusters_rename(clusters, other, cluster) : STATUS_OK;
    case EVENT_SPLIT: *done = clusters_of(clusters, article) == 0; return STATUS_OK;
    case EVENT_ELECTED: *done = clusters_of(clusters, article) != cluster; return STATUS_OK;
    case EVENT_FORGOTTEN: {
        enum status status = clusters_of(clusters, article) ? replay_forgotten(load, article) : STATUS_OK;
        return status == STATUS_OK && other && clusters_of(clusters, other) == cluster
                   ? clusters_elect(clusters, cluster, other)
                   : status;
    }
    case EVENT_NEW:
    case EVENT_JOINED:
    case EVENT_REVISED:
    case EVENT_CANCELLED: *done = false; return STATUS_OK;
    }
    return STATUS_DAMAGED;
}

static enum status replay(struct load *load, const struct event *event)
{
    bool done = false;
    enum status early = load->cut ? replay_cut(load, event, &done) : STATUS_OK;
    if (early != STATUS_OK || done)
        return early;
    struct clusters *clusters = matcher_clusters(load->keeper->matcher);
    uint32_t article = (uint32_t)event->article;
    uint32_t cluster = (uint32_t)event->cluster;
    uint32_t unused;
    switch (event->kind) {
    case EVENT_NEW:
    case EVENT_JOINED:
    case EVENT_REVISED: return replay_article(load, event);
    case EVENT_MERGED: return clusters_merge(clusters, cluster, (uint32_t)event->other, &unused);
    case EVENT_SPLIT: return clusters_split(clusters, article, &unused);
    case EVENT_FORGOTTEN: return replay_forgotten(load, article);
    case EVENT_ELECTED: return clusters_elect(clusters, cluster, article);
    case EVENT_CANCELLED:
    case EVENT_RENAMED: return STATUS_OK; /* the split behind it does it */
    }
    return STATUS_DAMAGED;
}

static enum status visit_event(void *context, uint64_t seq, enum status seal, struct bytes value)
{
    struct load *load = context;
    struct event event = {.seq = seq};
    if (seq > load->pause)
        return STATUS_END;
    enum status status = seal == STATUS_OK ? event_decode(value, &event) : seal;
    if (status == STATUS_OK && seq != load->event + 1)
        status = STATUS_DAMAGED;
    load->event = seq;
    if (status == STATUS_OK)
        status = replay(load, &event);
    if (status == STATUS_NOTFOUND || status == STATUS_EXISTS || status == STATUS_BADARG)
        status = STATUS_DAMAGED;
    if (status != STATUS_OK && load->problem->size == 0)
        writer_format(load->problem, "event %llu of the log (%s of article %llu): %s; run shingled --check",
                      (unsigned long long)seq, event_name(event.kind), (unsigned long long)event.article,
                      status_text(status));
    return status;
}

/* fill_log */
static enum status go_on(void *context, uint64_t now, uint64_t left)
{
    struct load *load = context;
    uint64_t rest = load->last > load->event ? load->last - load->event : 0;
    load->pause = now < left ? load->event + (uint64_t)((double)rest * (double)now / (double)left) + 1 : UINT64_MAX;
    return store_walk(load->keeper->store, STORE_LOG, load->event + 1, visit_event, load);
}

/* Facts of ids without an article, which a round of the fill had room for. */
static void shed_facts(const struct load *load)
{
    struct matcher_tables tables = matcher_tables(load->keeper->matcher);
    for (uint32_t chunk = 0; chunk < CLUSTERS_CHUNKS_MAX; chunk++)
        if (!clusters_image(tables.clusters, chunk))
            facts_shed(tables.facts, chunk);
}

/* The articles that the log tells of must be those that there are records of. */
static enum status compare(struct load *load, const struct fill_tally *tally)
{
    const struct clusters *clusters = matcher_clusters(load->keeper->matcher);
    struct clusters_stats stats = clusters_stats(clusters);
    uint64_t ids = 0;
    for (uint32_t id = 1; id <= stats.highest; id++)
        ids += clusters_of(clusters, id) ? mix64(id) : 0;
    if (stats.articles == tally->articles && ids == tally->ids)
        return STATUS_OK;
    writer_format(load->problem, "%llu articles, but the log tells of %llu, or of others; run shingled --check",
                  (unsigned long long)tally->articles, (unsigned long long)stats.articles);
    return STATUS_DAMAGED;
}

/* What both ways of a start end with. */
static enum status load_rest(struct load *load)
{
    struct keeper *keeper = load->keeper;
    uint64_t known = clusters_stats(matcher_clusters(keeper->matcher)).articles;
    enum status status = keeper_site_load(keeper);
    if (status == STATUS_OK)
        status = keeper_apart_load(keeper);
    if (status == STATUS_OK && known != load->articles) {
        writer_format(load->problem, "%llu articles, but the log tells of %llu; run shingled --check",
                      (unsigned long long)load->articles, (unsigned long long)known);
        status = STATUS_DAMAGED;
    }
    struct store_log_start start = {1, 1};
    if (status == STATUS_OK)
        status = store_log_start(keeper->store, &start);
    keeper->first_seq = start.first_seq;
    keeper->next_seq = load->event + 1;
    keeper->durable_seq = load->event;
    store_relax(keeper->store);
    return status;
}

/* Everything from the records. */
static enum status load_records(struct load *load)
{
    struct keeper *keeper = load->keeper;
    struct store_log_start start;
    enum status status = store_prove(keeper->store, load->problem);
    if (status == STATUS_OK)
        status = store_log_start(keeper->store, &start);
    if (status != STATUS_OK)
        return status;
    load->event = start.first_seq - 1;
    load->cut = start.first_seq > 1 || start.next_id > 1;
    keeper->next_id = start.next_id;
    store_expect_walks(keeper->store, true); /* a page at a time from a cold disk took a hundred times as long */
    const struct fill_log log = {load, go_on};
    struct fill_tally tally;
    status = store_last(keeper->store, STORE_LOG, &load->last);
    if (status == STATUS_OK)
        status = reserve(load);
    if (status == STATUS_OK)
        status = keeper_fill(keeper, &log, load->articles, load->problem, &tally);
    store_expect_walks(keeper->store, false);
    if (status == STATUS_OK)
        status = compare(load, &tally);
    shed_facts(load);
    return status == STATUS_OK ? load_rest(load) : status;
}

/* The tables from the snapshot, and what came after it. */
static enum status load_snapshot(struct load *load, const char **why)
{
    struct keeper *keeper = load->keeper;
    uint64_t last;
    enum status status = keeper_restore(keeper, &load->event, why);
    if (status != STATUS_OK)
        return status;
    *why = "the log does not go on from it";
    load->replaying = true;
    status = store_last(keeper->store, STORE_LOG, &last);
    if (status == STATUS_OK && last != load->event)
        status = store_prove_from(keeper->store, keeper->next_id, load->event + 1, load->problem);
    if (status == STATUS_OK && last != load->event)
        status = keeper_sweep(keeper, load->event);
    if (status == STATUS_OK)
        status = store_walk(keeper->store, STORE_LOG, load->event + 1, visit_event, load);
    if (status == STATUS_OK && keeper_is_doubtful(keeper)) {
        *why = "it is damaged";
        return STATUS_DAMAGED;
    }
    return status == STATUS_OK ? load_rest(load) : status;
}

enum status keeper_load_snapshot(struct keeper *keeper, struct writer *problem, const char **why)
{
    struct load load = {.keeper = keeper, .problem = problem, .pause = UINT64_MAX};
    arena_init(&load.arena, 64 << 10, 0);
    enum status status = store_count(keeper->store, STORE_DOCS, &load.articles);
    if (status == STATUS_OK)
        status = load_snapshot(&load, why);
    arena_close(&load.arena);
    return status;
}

/* One that does not fit now must not be found again when the log has grown past it. */
void keeper_snapshot_put_away(struct keeper *keeper, const char *why)
{
    keeper_snapshot_remove(keeper);
    struct writer line = {0};
    writer_format(&line, "the snapshot is not used: %s; all records are read", why);
    writer_u8(&line, 0);
    if (keeper->params.tell && !line.failed)
        keeper->params.tell(keeper->params.tell_context, (const char *)line.at);
    writer_close(&line);
}

/* What a snapshot left in the tables goes. */
static enum status clear_tables(struct keeper *keeper)
{
    keeper_free_tables(keeper);
    keeper->snapshot.head = (struct snapshot_head){.seq = 0};
    keeper->snapshot.stats = (struct keeper_snapshot_stats){.taken_ms = 0};
    return keeper_make_tables(keeper);
}

enum status keeper_load(struct keeper *keeper, struct writer *problem)
{
    struct load load = {.keeper = keeper, .problem = problem, .pause = UINT64_MAX};
    const char *why = NULL;
    enum status status = STATUS_NOTFOUND;
    if (keeper->params.snapshot_ms > 0 && !keeper->distrusts_snapshot)
        status = keeper_load_snapshot(keeper, problem, &why);
    keeper->snapshot.stats.loaded = status == STATUS_OK;
    if (status == STATUS_OK)
        return STATUS_OK;
    if (status != STATUS_NOTFOUND) {
        keeper_snapshot_put_away(keeper, why);
        writer_clear(problem);
    }
    arena_init(&load.arena, 64 << 10, 0);
    status = clear_tables(keeper);
    if (status == STATUS_OK)
        status = store_count(keeper->store, STORE_DOCS, &load.articles);
    if (status == STATUS_OK)
        status = load_records(&load);
    arena_close(&load.arena);
    return status;
}

/*
 * Questions with many answers. Each looks at a bounded part of the store a call and tells where to go on.
 */
#include "daemon/ingest/keeper_private.h"

#include <stdlib.h>

enum {
    CLUSTERS_SEEN_MAX = 20000, /* clusters looked at for one call */
    RECORDS_READ_MAX = 1000,   /* records read for one call, one cluster at least */
    MEMBERS_READ_MAX = 2000,   /* members of one cluster that are read for its row, where a filter asks for them */
    MEMBERS_SEEN_MAX = 64      /* where none does, and the newest */
};

enum status keeper_members(struct keeper *keeper, uint64_t id, uint64_t after, struct arena *arena, struct doc *out,
                           size_t room, size_t *count)
{
    const struct clusters *clusters = matcher_clusters(keeper->matcher);
    uint32_t cluster = id <= CLUSTERS_ID_MAX ? clusters_of(clusters, (uint32_t)id) : 0;
    enum status status = cluster ? STATUS_OK : STATUS_NOTFOUND;
    *count = 0;
    bool goes_on = after && after <= CLUSTERS_ID_MAX && clusters_of(clusters, (uint32_t)after) == cluster;
    uint32_t first = goes_on ? clusters_next(clusters, cluster, (uint32_t)after) : clusters_first(clusters, cluster);
    for (uint32_t member = first; member && *count < room && status == STATUS_OK;
         member = clusters_next(clusters, cluster, member)) {
        if (member <= after)
            continue;
        status = keeper_doc(keeper, member, arena, &out[*count]);
        *count += status == STATUS_OK;
    }
    return status;
}

struct article_walk {
    const struct clusters *clusters;
    struct arena *arena;
    struct arena *keys; /* of one record at a time */
    struct article_row *out;
    size_t room, count;
    uint64_t last;
};

static enum status visit_article(void *context, uint64_t id, enum status seal, struct bytes value)
{
    struct article_walk *walk = context;
    struct record record;
    if (walk->count == walk->room)
        return STATUS_END;
    walk->last = id;
    if (seal != STATUS_OK)
        return STATUS_OK;
    arena_reset(walk->keys);
    enum status status = record_decode(value, walk->keys, &record);
    struct bytes your_id = status == STATUS_OK ? arena_copy(walk->arena, record.your_id) : (struct bytes){NULL, 0};
    if (status == STATUS_DAMAGED)
        return STATUS_OK;
    if (status == STATUS_OK && !your_id.at)
        status = STATUS_NOMEM;
    if (status == STATUS_OK)
        walk->out[walk->count++] =
            (struct article_row){.id = id, .cluster = clusters_of(walk->clusters, (uint32_t)id), .your_id = your_id};
    return status;
}

enum status keeper_articles(struct keeper *keeper, uint64_t cursor, struct arena *arena, struct article_row *out,
                            size_t room, size_t *count, uint64_t *next)
{
    struct arena keys;
    arena_init(&keys, 8192, 0);
    struct article_walk walk = {
        keeper->broken ? NULL : matcher_clusters(keeper->matcher), arena, &keys, out, room, 0, cursor};
    enum status status = keeper->broken ? STATUS_READONLY : STATUS_OK;
    if (status == STATUS_OK)
        status = store_walk(keeper->store, STORE_DOCS, cursor + 1, visit_article, &walk);
    arena_close(&keys);
    *count = walk.count;
    *next = walk.count == room ? walk.last : 0;
    keeper_touched(keeper, (uint32_t)walk.count);
    return status;
}

static int compare_hashes(const void *a, const void *b)
{
    uint64_t x;
    uint64_t y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static uint32_t count_distinct(uint64_t *hashes, size_t count)
{
    uint32_t distinct = 0;
    qsort(hashes, count, sizeof *hashes, compare_hashes);
    for (size_t i = 0; i < count; i++)
        distinct += i == 0 || hashes[i] != hashes[i - 1];
    return distinct;
}

/* One of the agencies in "Reuters, AP" is the wanted one. */
static bool names_agency(struct bytes agencies, struct bytes wanted)
{
    while (agencies.size) {
        size_t comma = bytes_find(agencies, BYTES(","), 0);
        struct bytes one = bytes_trim(bytes_upto(agencies, comma));
        if (bytes_equal_nocase(one, wanted))
            return true;
        agencies = comma == SIZE_MAX ? (struct bytes){NULL, 0} : bytes_from(agencies, comma + 1);
    }
    return false;
}

/* What is gathered of a cluster while its members are read. */
struct survey {
    const struct cluster_filter *filter;
    struct cluster_row *row;
    uint64_t *sources;
    size_t source_count;
    bool source_seen, agency_seen;
};

static void survey_member(struct survey *survey, const struct record *record, const struct hash_key *key)
{
    struct cluster_row *row = survey->row;
    int64_t when = record->published_ms ? record->published_ms : record->submitted_ms;
    if (row->first_ms == 0 || when < row->first_ms)
        row->first_ms = when;
    if (when > row->last_ms)
        row->last_ms = when;
    if (record->source.size)
        survey->sources[survey->source_count++] = source_hash(key, record->source);
    if (bytes_equal_nocase(record->source, survey->filter->source))
        survey->source_seen = true;
    if (names_agency(record->agency, survey->filter->agency))
        survey->agency_seen = true;
}

/* Every word of `words` stands in the title. */
static bool has_words(struct bytes title, struct bytes words)
{
    while (words.size) {
        size_t blank = bytes_find(words, BYTES(" "), 0);
        struct bytes word = bytes_upto(words, blank);
        if (bytes_find_nocase(title, word, 0) == SIZE_MAX)
            return false;
        words = blank == SIZE_MAX ? (struct bytes){NULL, 0} : bytes_from(words, blank + 1);
    }
    return true;
}

static enum status describe_canonical(struct keeper *keeper, struct cluster_row *row, struct arena *arena)
{
    struct record record;
    enum status status = keeper_record(keeper, row->canonical, arena, &record);
    if (status != STATUS_OK)
        return status == STATUS_DAMAGED ? STATUS_OK : status;
    row->your_id = record.your_id;
    row->title = record.title;
    row->source = record.source;
    row->agency = record.agency;
    return STATUS_OK;
}

/* Reads a cluster's members into a row; *fits when it passes the filter. */
static enum status survey_members(struct keeper *keeper, const struct cluster_filter *filter, struct cluster_row *row,
                                  size_t *records, bool *fits)
{
    const struct clusters *clusters = matcher_clusters(keeper->matcher);
    uint32_t cluster = (uint32_t)row->cluster;
    bool asked = filter->source.size || filter->agency.size;
    size_t room = asked ? MEMBERS_READ_MAX : MEMBERS_SEEN_MAX;
    size_t most = row->size < room ? row->size : room;
    struct arena work;
    arena_init(&work, 16 << 10, 0);
    struct survey survey = {.filter = filter, .row = row, .sources = calloc(most + 1, sizeof *survey.sources)};
    enum status status = survey.sources ? STATUS_OK : STATUS_NOMEM;
    size_t seen = 0;
    for (uint32_t member = clusters_first(clusters, cluster); member && seen < most && status == STATUS_OK;
         member = clusters_next(clusters, cluster, member), seen++) {
        struct record record;
        arena_reset(&work);
        status = keeper_record(keeper, member, &work, &record);
        if (status == STATUS_OK)
            survey_member(&survey, &record, &keeper->prepare.key);
        else if (status == STATUS_DAMAGED)
            status = STATUS_OK;
    }
    struct record last;
    if (status == STATUS_OK && seen < row->size &&
        keeper_record(keeper, clusters_last(clusters, cluster), &work, &last) == STATUS_OK)
        survey_member(&survey, &last, &keeper->prepare.key);
    row->sources = status == STATUS_OK && seen == row->size ? count_distinct(survey.sources, survey.source_count) : 0;
    *records += seen;
    *fits = (filter->source.size == 0 || survey.source_seen) && (filter->agency.size == 0 || survey.agency_seen) &&
            (filter->since_ms == 0 || row->last_ms >= filter->since_ms) &&
            (filter->until_ms == 0 || row->last_ms <= filter->until_ms);
    free(survey.sources);
    arena_close(&work);
    return status;
}

/* The whole row, or *fits is false. The title is the cheapest to look at, so it goes first. */
static enum status describe(struct keeper *keeper, const struct cluster_filter *filter, struct cluster_row *row,
                            struct arena *arena, size_t *records, bool *fits)
{
    enum status status = describe_canonical(keeper, row, arena);
    ++*records;
    *fits = status == STATUS_OK && has_words(row->title, filter->title);
    return *fits ? survey_members(keeper, filter, row, records, fits) : status;
}

static int compare_ranks(const void *a, const void *b)
{
    const struct cluster_row *x = a;
    const struct cluster_row *y = b;
    if (x->size != y->size)
        return x->size > y->size ? -1 : 1;
    return x->cluster > y->cluster ? -1 : x->cluster < y->cluster;
}

/* The largest clusters that there are now, largest first. */
static size_t rank_clusters(struct keeper *keeper, uint32_t min_size, struct cluster_row ranks[SURVEY_LARGEST])
{
    const struct clusters *clusters = matcher_clusters(keeper->matcher);
    size_t count = 0, ranked = 0;
    const uint32_t *largest = keeper->survey.shown ? survey_largest(keeper->survey.shown, &count) : NULL;
    for (size_t i = 0; i < count; i++) {
        uint32_t size = clusters_size(clusters, largest[i]);
        if (size >= 2 && size >= min_size)
            ranks[ranked++] = (struct cluster_row){
                .cluster = largest[i], .size = size, .canonical = clusters_canonical(clusters, largest[i])};
    }
    qsort(ranks, ranked, sizeof *ranks, compare_ranks);
    return ranked;
}

static enum status largest_clusters(struct keeper *keeper, const struct cluster_filter *filter, uint64_t cursor,
                                    struct arena *arena, struct cluster_row *out, size_t room, size_t *count,
                                    uint64_t *next)
{
    struct cluster_row *ranks = arena_array(arena, SURVEY_LARGEST, sizeof *ranks);
    enum status status = !ranks ? STATUS_NOMEM : keeper->broken ? STATUS_READONLY : STATUS_OK;
    size_t ranked = status == STATUS_OK ? rank_clusters(keeper, filter->min_size, ranks) : 0;
    size_t records = 0;
    size_t at = cursor < ranked ? (size_t)cursor : ranked;
    for (; at < ranked && *count < room && records < RECORDS_READ_MAX && status == STATUS_OK; at++) {
        bool fits = false;
        status = describe(keeper, filter, &ranks[at], arena, &records, &fits);
        if (status == STATUS_OK && fits)
            out[(*count)++] = ranks[at];
    }
    *next = at < ranked ? at : 0;
    return status;
}

enum status keeper_clusters(struct keeper *keeper, const struct cluster_filter *filter, uint64_t cursor,
                            struct arena *arena, struct cluster_row *out, size_t room, size_t *count, uint64_t *next)
{
    *count = 0;
    *next = 0;
    if (keeper->broken)
        return STATUS_READONLY;
    if (filter->by_size)
        return largest_clusters(keeper, filter, cursor, arena, out, room, count, next);
    const struct clusters *clusters = matcher_clusters(keeper->matcher);
    size_t records = 0;
    enum status status = STATUS_OK;
    uint32_t from = cursor > CLUSTERS_ID_MAX ? 0 : (uint32_t)cursor;
    uint32_t cluster = clusters_before(clusters, from);
    for (size_t seen = 0; cluster && status == STATUS_OK; seen++) {
        bool fits = false;
        uint32_t size = clusters_size(clusters, cluster);
        if (*count == room || seen == CLUSTERS_SEEN_MAX || records >= RECORDS_READ_MAX)
            break;
        struct cluster_row row = {.cluster = cluster, .canonical = clusters_canonical(clusters, cluster), .size = size};
        if (size >= filter->min_size)
            status = describe(keeper, filter, &row, arena, &records, &fits);
        if (status == STATUS_OK && fits)
            out[(*count)++] = row;
        *next = cluster;
        cluster = clusters_before(clusters, cluster);
    }
    if (cluster == 0)
        *next = 0;
    return status;
}

enum status keeper_similar(struct keeper *keeper, uint64_t id, struct arena *arena, struct similar *out, size_t room,
                           size_t *count)
{
    struct record record;
    struct match_article article;
    struct sketch sketch;
    struct match_reader reader = keeper_match_reader(keeper);
    *count = 0;
    enum status status = keeper_record(keeper, id, arena, &record);
    if (status == STATUS_OK)
        status = keeper_match_article(keeper, &record, arena, &article, &sketch);
    if (status == STATUS_OK)
        status = matcher_similar(keeper->matcher, &article, (uint32_t)id, &reader, arena, out, room, count);
    return status;
}

struct event_walk {
    struct arena *arena;
    struct event *out;
    size_t room, count;
    uint64_t durable;
};

static enum status visit_event(void *context, uint64_t seq, enum status seal, struct bytes value)
{
    struct event_walk *walk = context;
    if (walk->count == walk->room || seq > walk->durable)
        return STATUS_END;
    struct event *event = &walk->out[walk->count];
    enum status status = seal == STATUS_OK ? event_decode(value, event) : seal;
    if (status != STATUS_OK)
        return status;
    event->seq = seq;
    event->your_id = arena_copy(walk->arena, event->your_id);
    walk->count++;
    return event->your_id.at ? STATUS_OK : STATUS_NOMEM;
}

enum status keeper_changes(struct keeper *keeper, uint64_t after, struct arena *arena, struct event *out, size_t room,
                           size_t *count)
{
    struct event_walk walk = {arena, out, room, 0, keeper->durable_seq};
    enum status status =
        after == UINT64_MAX ? STATUS_OK : store_walk(keeper->store, STORE_LOG, after + 1, visit_event, &walk);
    *count = walk.count;
    return status;
}

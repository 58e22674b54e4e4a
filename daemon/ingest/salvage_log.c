/*
 * The log of a salvage. A start replays it (keeper_load.c), as one that was cut: where it speaks of what is not there
 * it is taken to mean nothing. It has no gaps, and every article that is kept is told of once:
 *
 *     found     1 new 1 | .......... | 3 joined 3 -> 1 | ......... | 5 forgotten 2        article 2 is whole, 3 is not
 *     put       1 new 1 | 2 new 2    | 3 joined 3 -> 1 | 4 nothing | 5 forgotten 2 | 6 forgotten 3
 */
#include "daemon/ingest/salvage_private.h"

#include "daemon/store/event.h"

#include <stdlib.h>

static bool tells_of_coming(enum event_kind kind)
{
    return kind == EVENT_NEW || kind == EVENT_JOINED || kind == EVENT_REVISED;
}

/* ---- the list of articles ---- */

static int compare_articles(const void *a, const void *b)
{
    const struct salvage_article *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static enum status note_article(struct salvage *salvage, const struct salvage_article *article)
{
    if (salvage->article_count == salvage->article_room) {
        size_t room = salvage->article_room ? salvage->article_room * 2 : 4096;
        struct salvage_article *grown = reallocarray(salvage->articles, room, sizeof *grown);
        if (!grown)
            return STATUS_NOMEM;
        salvage->articles = grown;
        salvage->article_room = room;
    }
    salvage->articles[salvage->article_count++] = *article;
    return STATUS_OK;
}

static enum status list_records(struct salvage *salvage)
{
    struct salvage_range docs = salvage_range(salvage, STORE_DOCS, 0);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < docs.count && status == STATUS_OK; i++) {
        struct salvage_article article = {.id = docs.at[i].id,
                                          .listed = !docs.at[i].loose && scavenge_is_current(salvage->scavenge)};
        int64_t submitted_ms;
        if (record_arrival(docs.at[i].value, &article.seq, &submitted_ms) != STATUS_OK)
            article.seq = 0;
        status = note_article(salvage, &article);
    }
    return status;
}

static enum status list_events(struct salvage *salvage)
{
    struct salvage_range log = salvage_range(salvage, STORE_LOG, 0);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < log.count && status == STATUS_OK; i++) {
        struct event event;
        if (event_decode(log.at[i].value, &event) != STATUS_OK)
            continue;
        bool coming = tells_of_coming(event.kind);
        struct salvage_article article = {.id = event.article,
                                          .seq = coming ? log.at[i].id : 0,
                                          .told = coming,
                                          .forgotten = event.kind == EVENT_FORGOTTEN,
                                          .your_id = event.your_id,
                                          .cluster = coming ? event.cluster : 0};
        if (article.id && (article.told || article.forgotten))
            status = note_article(salvage, &article);
    }
    return status;
}

/* What several places say of one article, in one. */
static void merge_articles(struct salvage *salvage)
{
    size_t kept = 0;
    for (size_t i = 0; i < salvage->article_count; i++) {
        const struct salvage_article *next = &salvage->articles[i];
        struct salvage_article *last = kept ? &salvage->articles[kept - 1] : NULL;
        if (!last || last->id != next->id) {
            salvage->articles[kept++] = *next;
            continue;
        }
        last->seq = next->told || !last->seq ? next->seq : last->seq;
        last->told |= next->told;
        last->forgotten |= next->forgotten;
        last->listed |= next->listed;
        last->cluster = last->cluster ? last->cluster : next->cluster;
        last->your_id = last->your_id.size ? last->your_id : next->your_id;
    }
    salvage->article_count = kept;
}

/* A text without a record, whose event is lost too, still tells that there was an article. */
static enum status list_texts(struct salvage *salvage)
{
    struct salvage_range texts = salvage_range(salvage, STORE_TEXT, 0);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < texts.count && status == STATUS_OK; i++)
        if (!texts.at[i].loose && (i == 0 || texts.at[i].id != texts.at[i - 1].id))
            status = note_article(salvage, &(struct salvage_article){.id = texts.at[i].id});
    return status;
}

enum status salvage_list(struct salvage *salvage)
{
    enum status status = list_records(salvage);
    if (status == STATUS_OK)
        status = list_events(salvage);
    if (status == STATUS_OK)
        status = list_texts(salvage);
    if (status != STATUS_OK || salvage->article_count == 0)
        return status;
    qsort(salvage->articles, salvage->article_count, sizeof *salvage->articles, compare_articles);
    merge_articles(salvage);
    return STATUS_OK;
}

/* ---- the new log ---- */

static int compare_by_seq(const void *a, const void *b)
{
    const struct salvage_article *const *x = a, *const *y = b;
    return ((*x)->seq > (*y)->seq) - ((*x)->seq < (*y)->seq);
}

static enum status put_event(struct salvage *salvage, const struct event *event)
{
    writer_clear(&salvage->value);
    event_encode(event, &salvage->value);
    enum status status = store_put(salvage->store, STORE_LOG, event->seq, &salvage->value);
    salvage->tally->events += status == STATUS_OK;
    return status == STATUS_OK ? salvage_put_done(salvage) : status;
}

/* The event that told of an article, from its record in the new store. */
static enum status put_coming(struct salvage *salvage, const struct salvage_article *article)
{
    struct bytes value;
    struct record record;
    arena_reset(&salvage->arena);
    enum status status = store_get(salvage->store, STORE_DOCS, article->id, &value);
    if (status == STATUS_OK)
        status = record_decode(value, &salvage->arena, &record);
    if (status != STATUS_OK)
        return status;
    struct event event = {.seq = article->seq,
                          .kind = record.judged.previous               ? EVENT_REVISED
                                  : record.judged.cluster == record.id ? EVENT_NEW
                                                                       : EVENT_JOINED,
                          .time_ms = record.submitted_ms,
                          .article = record.id,
                          .cluster = record.judged.cluster ? record.judged.cluster : record.id,
                          .other = record.judged.previous ? record.judged.previous : record.judged.matched,
                          .your_id = record.your_id};
    return put_event(salvage, &event);
}

/* Articles that are kept and that no event tells of, by their numbers in the log; *count of them. NULL: no memory. */
static struct salvage_article **list_untold(struct salvage *salvage, size_t *count)
{
    struct salvage_article **untold = calloc(salvage->article_count + 1, sizeof *untold);
    *count = 0;
    for (size_t i = 0; untold && i < salvage->article_count; i++)
        if (salvage->articles[i].kept && !salvage->articles[i].told)
            untold[(*count)++] = &salvage->articles[i];
    if (untold)
        qsort(untold, *count, sizeof *untold, compare_by_seq);
    return untold;
}

/* Reads a found event; false when it cannot be, or when it tells of the end of what is there. */
static bool read_event(const struct salvage *salvage, const struct scavenged *found, struct event *event)
{
    if (event_decode(found->value, event) != STATUS_OK)
        return false;
    const struct salvage_article *article = salvage_article(salvage, event->article);
    return event->kind != EVENT_FORGOTTEN || !article || !article->kept;
}

/* Everything up to the last number that is known of. */
static enum status put_numbers(struct salvage *salvage, struct salvage_article **untold, size_t untold_count,
                               uint64_t first, uint64_t *next)
{
    struct salvage_range log = salvage_range(salvage, STORE_LOG, 0);
    enum status status = STATUS_OK;
    size_t at = 0, made = 0;
    for (*next = first; (at < log.count || made < untold_count) && status == STATUS_OK; (*next)++) {
        struct event event = {.seq = *next};
        bool found = at < log.count && log.at[at].id == *next;
        if (made < untold_count && untold[made]->seq <= *next && !found) {
            untold[made]->seq = *next; /* two records of one number: one of them is loose */
            status = put_coming(salvage, untold[made++]);
        } else if (found && read_event(salvage, &log.at[at], &event)) {
            status = put_event(salvage, &event);
        } else {
            salvage->tally->events_lost++;
            status = put_event(salvage, &(struct event){.seq = *next, .kind = EVENT_CANCELLED});
        }
        at += found;
    }
    return status;
}

/* What the log tells of and the new store has not. */
static enum status put_ends(struct salvage *salvage, uint64_t next)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < salvage->article_count && status == STATUS_OK; i++) {
        const struct salvage_article *article = &salvage->articles[i];
        if (article->kept || !article->told || article->forgotten)
            continue;
        struct event event = {.seq = next++,
                              .kind = EVENT_FORGOTTEN,
                              .article = article->id,
                              .cluster = article->cluster,
                              .your_id = article->your_id};
        status = put_event(salvage, &event);
    }
    return status;
}

enum status salvage_put_log(struct salvage *salvage)
{
    struct salvage_range log = salvage_range(salvage, STORE_LOG, 0);
    uint64_t first = log.count ? log.at[0].id : 1, next = 1;
    uint64_t highest = salvage->article_count ? salvage->articles[salvage->article_count - 1].id : 0;
    size_t count;
    struct salvage_article **untold = list_untold(salvage, &count);
    if (!untold)
        return STATUS_NOMEM;
    if (count && untold[0]->seq && untold[0]->seq < first)
        first = untold[0]->seq;
    enum status status = put_numbers(salvage, untold, count, first, &next);
    free(untold);
    if (status == STATUS_OK)
        status = put_ends(salvage, next);
    struct store_log_start start = {first, highest + 1};
    return status == STATUS_OK ? store_set_log_start(salvage->store, start, &salvage->value) : status;
}

#include "client/query.h"

#include "client/answer.h"
#include "client/connection.h"
#include "client/show.h"
#include "client/terminal.h"
#include "client/time_text.h"

#include <inttypes.h>
#include <stdio.h>

enum { PAGE_COUNT = 1000 /* clusters, articles or changes asked for at once */ };

static const struct show_field member_fields[] = {
    {"id", "ID>", SHOW_TEXT},
    {"key", "YOUR-ID", SHOW_TEXT},
    {"status", "STATUS", SHOW_TEXT},
    {"matched", "MATCHED>", SHOW_TEXT},
    {"resemblance", "RESEMBLANCE>", SHOW_SHARE},
    {"containment", "CONTAINMENT>", SHOW_SHARE},
    {"source", "SOURCE", SHOW_TEXT},
    {"agency", "AGENCY", SHOW_TEXT},
    {"title", "TITLE", SHOW_TEXT},
};
static const struct show_field similar_fields[] = {
    {"id", "ID>", SHOW_TEXT},
    {"key", "YOUR-ID", SHOW_TEXT},
    {"resemblance", "RESEMBLANCE>", SHOW_SHARE},
    {"containment", "CONTAINMENT>", SHOW_SHARE},
    {"contained", "CONTAINED>", SHOW_SHARE},
    {"cluster", "CLUSTER>", SHOW_TEXT},
    {"source", "SOURCE", SHOW_TEXT},
    {"title", "TITLE", SHOW_TEXT},
};
static const struct show_field cluster_fields[] = {
    {"cluster", "CLUSTER>", SHOW_TEXT}, {"size", "SIZE>", SHOW_TEXT},    {"first", "FIRST", SHOW_TIME},
    {"last", "LAST", SHOW_TIME},        {"source", "SOURCE", SHOW_TEXT}, {"agency", "AGENCY", SHOW_TEXT},
    {"title", "TITLE", SHOW_TEXT},
};
static const struct show_field change_fields[] = {
    {"seq", "SEQ>", SHOW_TEXT},    {"time", "TIME", SHOW_TIME},        {"event", "EVENT", SHOW_TEXT},
    {"id", "ID>", SHOW_TEXT},      {"cluster", "CLUSTER>", SHOW_TEXT}, {"other", "OTHER>", SHOW_TEXT},
    {"key", "YOUR-ID", SHOW_TEXT},
};
#define COUNT(fields) (sizeof(fields) / sizeof *(fields))

/* Asks, and tells what went wrong: the reply, or NULL with the exit status in *exit. */
static redisReply *ask(struct client *client, const struct request *request, int *exit)
{
    redisReply *reply = connection_ask(client, request);
    *exit = CLIENT_OK;
    if (!reply) {
        *exit = CLIENT_UNREACHABLE;
    } else if (connection_refused(reply)) {
        freeReplyObject(reply);
        reply = NULL;
        *exit = CLIENT_FAILED;
    }
    return reply;
}

/* A request of a name and the positional arguments. */
static struct request request_of(const char *name, const struct options *options)
{
    struct request request = {0};
    request_add_string(&request, name);
    for (int i = 0; i < options->argument_count; i++)
        request_add_string(&request, options->arguments[i]);
    return request;
}

/* One row of a list, in one of its forms. */
struct listing {
    struct client *client;
    const struct options *options;
    const struct show_field *fields;
    size_t field_count;
    struct show_list list;
    uint64_t shown;
};

static bool is_full(const struct listing *listing)
{
    return listing->options->limit && listing->shown >= listing->options->limit;
}

static void list_maps(struct listing *listing, const redisReply *maps)
{
    for (size_t i = 0; i < maps->elements && !is_full(listing); i++, listing->shown++)
        if (listing->options->json)
            show_json(maps->element[i]);
        else
            show_row(&listing->list, listing->client, maps->element[i], listing->fields, listing->field_count);
}

/* Asks for an array of maps and lists it. */
static int list_reply(struct client *client, const struct options *options, const struct request *request,
                      const struct show_field *fields, size_t field_count)
{
    struct listing listing = {.client = client, .options = options, .fields = fields, .field_count = field_count};
    int exit;
    if (!connection_open(client, false))
        return CLIENT_UNREACHABLE;
    redisReply *reply = ask(client, request, &exit);
    if (reply) {
        list_maps(&listing, reply);
        freeReplyObject(reply);
    }
    const char *nothing = exit == CLIENT_OK && !options->json ? "None." : NULL;
    return show_list_close(&listing.list, client, nothing) ? exit : CLIENT_FAILED;
}

int query_members(struct client *client, const struct options *options)
{
    struct request request = request_of("MEMBERS", options);
    return list_reply(client, options, &request, member_fields, COUNT(member_fields));
}

int query_similar(struct client *client, const struct options *options)
{
    char count[24];
    struct request request = request_of("SIMILAR", options);
    if (options->limit) {
        (void)snprintf(count, sizeof count, "%" PRIu64, options->limit);
        request_add_pair(&request, "COUNT", count);
    }
    return list_reply(client, options, &request, similar_fields, COUNT(similar_fields));
}

/* Adds SINCE or UNTIL; false, told, when it is no time. */
static bool add_time(struct request *request, const char *name, const char *text, struct writer *kept)
{
    int64_t time_ms;
    if (!text)
        return true;
    if (!time_parse(bytes_of_string(text), time_now_ms(), &time_ms)) {
        (void)fprintf(stderr, "shinglectl: %s: no time; write 2h, 3d, 2025-11-21 or 2025-11-21T08:00Z (UTC)\n", text);
        return false;
    }
    time_print_iso(time_ms, kept);
    writer_u8(kept, '\0');
    request_add_pair(request, name, kept->failed ? NULL : (const char *)kept->at);
    return !kept->failed;
}

/*
 * Asks again with the cursor of each reply, [next, [row...]], until it is 0 or the list is full, giving rows to `take`.
 */
static int walk(struct client *client, const struct request *request, struct listing *listing,
                void (*take)(struct listing *, const redisReply *rows))
{
    char cursor[64] = "0";
    int exit = CLIENT_OK;
    if (!connection_open(client, false))
        return CLIENT_UNREACHABLE;
    do {
        struct request page = *request;
        request_add_pair(&page, "CURSOR", cursor);
        request_add_pair(&page, "COUNT", "1000");
        redisReply *reply = ask(client, &page, &exit);
        if (!reply)
            return exit;
        char number[ANSWER_NUMBER_SIZE];
        bool good =
            reply->type == REDIS_REPLY_ARRAY && reply->elements == 2 && reply->element[1]->type == REDIS_REPLY_ARRAY;
        struct bytes next = good ? answer_bytes(reply->element[0], number) : BYTES("");
        if (good)
            take(listing, reply->element[1]);
        (void)snprintf(cursor, sizeof cursor, "%" BYTES_FORMAT, BYTES_ARGS(next));
        freeReplyObject(reply);
        if (!good) {
            (void)fputs("shinglectl: the answer has another form than expected\n", stderr);
            return CLIENT_FAILED;
        }
    } while (*cursor && strcmp(cursor, "0") != 0 && !is_full(listing));
    return exit;
}

/* A row of ARTICLES: [id, key, cluster]. Tabs and line feeds in an id would break the line: they become spaces. */
static void list_article(struct listing *listing, const redisReply *row)
{
    char number[ANSWER_NUMBER_SIZE], cluster[ANSWER_NUMBER_SIZE];
    if (row->type != REDIS_REPLY_ARRAY || row->elements < 3)
        return;
    struct bytes id = answer_bytes(row->element[0], number);
    struct bytes key = answer_bytes(row->element[1], (char[ANSWER_NUMBER_SIZE]){0});
    struct bytes in = answer_bytes(row->element[2], cluster);
    if (listing->options->json) {
        struct writer line = {0};
        writer_format(&line, "{\"id\":%" BYTES_FORMAT ",\"key\":", BYTES_ARGS(id));
        answer_json_value("key", row->element[1], &line);
        writer_format(&line, ",\"cluster\":%" BYTES_FORMAT "}\n", BYTES_ARGS(in));
        (void)fwrite(line.at, 1, line.failed ? 0 : line.size, stdout);
        writer_close(&line);
        return;
    }
    if (!listing->options->tsv)
        printf("%" BYTES_FORMAT "\t", BYTES_ARGS(id));
    if (key.size == 0 && listing->options->tsv)
        key = id;
    for (size_t i = 0; i < key.size; i++)
        putchar(key.at[i] < ' ' ? ' ' : key.at[i]);
    printf("\t%" BYTES_FORMAT "\n", BYTES_ARGS(in));
}

static void list_articles(struct listing *listing, const redisReply *rows)
{
    for (size_t i = 0; i < rows->elements && !is_full(listing); i++, listing->shown++)
        list_article(listing, rows->element[i]);
}

int query_articles(struct client *client, const struct options *options)
{
    struct listing listing = {.client = client, .options = options};
    struct request request = {0};
    request_add_string(&request, "ARTICLES");
    return walk(client, &request, &listing, list_articles);
}

int query_clusters(struct client *client, const struct options *options)
{
    if (options->tsv)
        return query_articles(client, options);
    struct listing listing = {
        .client = client, .options = options, .fields = cluster_fields, .field_count = COUNT(cluster_fields)};
    struct writer since = {0}, until = {0};
    struct request request = {0};
    char least[24];
    uint64_t min_size = options->min_size ? options->min_size : options->json ? 1 : 2;
    (void)snprintf(least, sizeof least, "%" PRIu64, min_size);
    request_add_string(&request, "CLUSTERS");
    request_add_pair(&request, "MINSIZE", least);
    request_add_pair(&request, "SOURCE", options->source);
    request_add_pair(&request, "AGENCY", options->agency);
    int exit = CLIENT_USAGE;
    if (add_time(&request, "SINCE", options->since, &since) && add_time(&request, "UNTIL", options->until, &until))
        exit = walk(client, &request, &listing, list_maps);
    if (!show_list_close(&listing.list, client, exit == CLIENT_OK && !options->json ? "None." : NULL))
        exit = CLIENT_FAILED;
    writer_close(&since);
    writer_close(&until);
    return exit;
}

int query_doc(struct client *client, const struct options *options)
{
    static const struct show_field fields[] = {
        {"id", "id", SHOW_TEXT},
        {"key", "your id", SHOW_TEXT},
        {"url", "url", SHOW_TEXT},
        {"title", "title", SHOW_TEXT},
        {"source", "source", SHOW_TEXT},
        {"byline", "byline", SHOW_TEXT},
        {"agency", "agency", SHOW_TEXT},
        {"lang", "language", SHOW_TEXT},
        {"published", "published", SHOW_TIME},
        {"modified", "modified", SHOW_TIME},
        {"fetched", "fetched", SHOW_TIME},
        {"submitted", "submitted", SHOW_TIME},
        {"status", "status", SHOW_TEXT},
        {"cluster", "cluster", SHOW_TEXT},
        {"cluster_size", "of articles", SHOW_TEXT},
        {"canonical", "canonical", SHOW_TEXT},
        {"words", "words", SHOW_TEXT},
        {"page_size", "page bytes", SHOW_TEXT},
        {"text_size", "text bytes", SHOW_TEXT},
        {"stored_size", "stored bytes", SHOW_TEXT},
    };
    struct request request = request_of("DOC", options);
    int exit;
    if (!connection_open(client, false))
        return CLIENT_UNREACHABLE;
    redisReply *reply = ask(client, &request, &exit);
    if (!reply)
        return exit;
    if (options->json)
        show_json(reply);
    else
        show_map(client, reply, fields, COUNT(fields));
    freeReplyObject(reply);
    return exit;
}

int query_text(struct client *client, const struct options *options)
{
    struct request request = request_of("TEXT", options);
    struct writer clean = {0};
    char number[ANSWER_NUMBER_SIZE];
    int exit;
    if (!connection_open(client, false))
        return CLIENT_UNREACHABLE;
    redisReply *reply = ask(client, &request, &exit);
    if (!reply)
        return exit;
    struct bytes text = answer_bytes(reply, number);
    if (client->terminal) {
        terminal_clean_lines(text, &clean);
        text = writer_view(&clean);
    }
    if (text.size)
        (void)fwrite(text.at, 1, text.size, stdout);
    if (!bytes_ends_with(text, BYTES("\n")))
        putchar('\n');
    writer_close(&clean);
    freeReplyObject(reply);
    return exit;
}

/* Lists up to limit changes after *seq, which moves on; block_ms < 0: without waiting. *count is how many came. */
static int list_changes(struct listing *listing, uint64_t *seq, int block_ms, size_t *count)
{
    char after[24], block[24];
    struct request request = {0};
    int exit;
    (void)snprintf(after, sizeof after, "%" PRIu64, *seq);
    (void)snprintf(block, sizeof block, "%d", block_ms);
    request_add_string(&request, "CHANGES");
    request_add_pair(&request, "AFTER", after);
    request_add_pair(&request, "COUNT", "1000");
    request_add_pair(&request, "BLOCK", block_ms < 0 ? NULL : block);
    *count = 0;
    redisReply *reply = ask(listing->client, &request, &exit);
    if (!reply)
        return exit;
    if (reply->type == REDIS_REPLY_ARRAY && reply->elements) {
        list_maps(listing, reply);
        *count = reply->elements;
        *seq = (uint64_t)answer_integer(reply->element[*count - 1], "seq", (int64_t)*seq);
    }
    freeReplyObject(reply);
    return exit;
}

int query_changes(struct client *client, const struct options *options)
{
    struct listing listing = {
        .client = client, .options = options, .fields = change_fields, .field_count = COUNT(change_fields)};
    uint64_t seq = options->after;
    size_t count;
    int exit;
    if (!connection_open(client, false))
        return CLIENT_UNREACHABLE;
    do
        exit = list_changes(&listing, &seq, -1, &count);
    while (exit == CLIENT_OK && count == PAGE_COUNT && !is_full(&listing));
    return show_list_close(&listing.list, client, NULL) ? exit : CLIENT_FAILED;
}

/* The last change there is, by SYNC. */
static int last_change(struct client *client, uint64_t *seq)
{
    char number[ANSWER_NUMBER_SIZE];
    struct request request = {0};
    int exit;
    request_add_string(&request, "SYNC");
    redisReply *reply = ask(client, &request, &exit);
    if (!reply)
        return exit;
    if (!bytes_to_u64(answer_bytes(reply, number), seq))
        *seq = 0;
    freeReplyObject(reply);
    return exit;
}

int query_watch(struct client *client, const struct options *options)
{
    struct listing listing = {
        .client = client, .options = options, .fields = change_fields, .field_count = COUNT(change_fields)};
    uint64_t seq = options->after;
    size_t count;
    int exit = CLIENT_OK;
    if (!connection_open(client, false))
        return CLIENT_UNREACHABLE;
    if (!options->has_after)
        exit = last_change(client, &seq);
    while (exit == CLIENT_OK && !is_full(&listing)) {
        exit = list_changes(&listing, &seq, client->timeout_ms / 2, &count);
        table_flush(&listing.list.table);
        if (fflush(stdout) != 0)
            return CLIENT_FAILED;
    }
    return show_list_close(&listing.list, client, NULL) ? exit : CLIENT_FAILED;
}

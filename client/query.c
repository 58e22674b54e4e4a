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
static const struct show_field article_fields[] = {
    {"id", "ID>", SHOW_TEXT}, {"key", "YOUR-ID", SHOW_TEXT}, {"cluster", "CLUSTER>", SHOW_TEXT}};
#define COUNT(fields) (sizeof(fields) / sizeof *(fields))

/* A request of a name and the positional arguments. */
static struct request request_of(const char *name, const struct options *options)
{
    struct request request = {0};
    request_add_string(&request, name);
    for (int i = 0; i < options->argument_count; i++)
        request_add_string(&request, options->arguments[i]);
    return request;
}

/* A list of maps, in one of its forms. */
struct listing {
    struct client *client;
    const struct options *options;
    const struct show_field *fields;
    size_t field_count;
    struct fields wanted; /* none: the form's own */
    bool refused;         /* a field that is wanted does not exist; told */
    struct show_list list;
    uint64_t shown;
};

/* False, told, when --fields is wrong. */
static bool listing_open(struct listing *listing, struct client *client, const struct options *options,
                         const struct show_field *fields, size_t field_count)
{
    *listing = (struct listing){.client = client, .options = options, .fields = fields, .field_count = field_count};
    return fields_parse(options->fields, &listing->wanted);
}

/* Prints what is left, and the exit status after all. */
static int listing_close(struct listing *listing, int exit, const char *nothing)
{
    bool people = !listing->options->json && !listing->options->tsv;
    if (!show_list_close(&listing->list, listing->client, exit == CLIENT_OK && people ? nothing : NULL))
        return CLIENT_FAILED;
    return exit == CLIENT_OK && listing->refused ? CLIENT_USAGE : exit;
}

static bool is_full(const struct listing *listing)
{
    return listing->refused || ferror(stdout) || (listing->options->limit && listing->shown >= listing->options->limit);
}

/* The fields of tables are those of tab-separated rows too. */
static void want_columns(struct listing *listing)
{
    for (size_t i = 0; i < listing->field_count && i < FIELDS_MAX; i++)
        (void)snprintf(listing->wanted.at[listing->wanted.count++], FIELD_NAME_MAX + 1, "%s", listing->fields[i].name);
}

static void list_map(struct listing *listing, const redisReply *map)
{
    const struct options *options = listing->options;
    if (listing->shown == 0)
        listing->refused = !fields_known(&listing->wanted, map);
    if (listing->refused)
        return;
    if (options->tsv && !listing->wanted.count)
        want_columns(listing);
    listing->shown++;
    if (options->json)
        show_json_fields(map, &listing->wanted);
    else if (options->tsv)
        show_tsv(map, &listing->wanted);
    else
        show_row(&listing->list, listing->client, map, listing->fields, listing->field_count, &listing->wanted);
}

static void list_maps(struct listing *listing, const redisReply *maps)
{
    for (size_t i = 0; i < maps->elements && !is_full(listing); i++)
        list_map(listing, maps->element[i]);
}

/* Asks for an array of maps and lists it. */
static int list_reply(struct client *client, const struct options *options, const struct request *request,
                      const struct show_field *fields, size_t field_count)
{
    struct listing listing;
    int exit;
    if (!listing_open(&listing, client, options, fields, field_count))
        return CLIENT_USAGE;
    redisReply *reply = connection_ask_for(client, request, &exit);
    if (reply) {
        list_maps(&listing, reply);
        freeReplyObject(reply);
    }
    return listing_close(&listing, exit, "None.");
}

/* The id of the last of these maps, "" of none. */
static void last_id(const redisReply *maps, char *out, size_t size)
{
    char number[ANSWER_NUMBER_SIZE];
    struct bytes id = BYTES("");
    if (maps->elements)
        id = answer_bytes(answer_field(maps->element[maps->elements - 1], "id"), number);
    (void)snprintf(out, size, "%" BYTES_FORMAT, BYTES_ARGS(id));
}

/* Page by page, as a cluster may have more members than one answer holds. */
int query_members(struct client *client, const struct options *options)
{
    struct listing listing;
    char after[ANSWER_NUMBER_SIZE] = "0", count[ANSWER_NUMBER_SIZE];
    int exit = CLIENT_OK;
    (void)snprintf(count, sizeof count, "%d", PAGE_COUNT);
    if (!listing_open(&listing, client, options, member_fields, COUNT(member_fields)))
        return CLIENT_USAGE;
    for (bool more = true; more && !is_full(&listing);) {
        struct request request = request_of("MEMBERS", options);
        request_add_pair(&request, "AFTER", after);
        request_add_pair(&request, "COUNT", count);
        redisReply *reply = connection_ask_for(client, &request, &exit);
        if (!reply)
            break;
        list_maps(&listing, reply);
        last_id(reply, after, sizeof after);
        more = reply->elements == PAGE_COUNT;
        freeReplyObject(reply);
    }
    return listing_close(&listing, exit, "None.");
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
        redisReply *reply = connection_ask_for(client, &page, &exit);
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

/* A row of ARTICLES, [id, key, cluster], as the map that other rows are. */
static void list_article(struct listing *listing, const redisReply *row)
{
    redisReply names[3];
    redisReply *pairs[6];
    if (row->type != REDIS_REPLY_ARRAY || row->elements < 3)
        return;
    for (size_t i = 0; i < 3; i++) {
        const char *name = article_fields[i].name;
        names[i] = (redisReply){.type = REDIS_REPLY_STRING, .str = (char *)(uintptr_t)name, .len = strlen(name)};
        pairs[2 * i] = &names[i];
        pairs[2 * i + 1] = row->element[i];
    }
    redisReply map = {.type = REDIS_REPLY_ARRAY, .elements = 6, .element = pairs};
    list_map(listing, &map);
}

/* YOUR-ID <tab> CLUSTER, where an article without an id of yours stands under its number. */
static void list_pair(struct listing *listing, redisReply *row)
{
    if (row->type != REDIS_REPLY_ARRAY || row->elements < 3)
        return;
    redisReply *key = row->element[1];
    if (key->type == REDIS_REPLY_NIL || (key->type == REDIS_REPLY_STRING && key->len == 0))
        row->element[1] = row->element[0];
    list_article(listing, row);
    row->element[1] = key;
}

static void list_articles(struct listing *listing, const redisReply *rows)
{
    bool pairs = listing->options->tsv && !listing->options->fields;
    for (size_t i = 0; i < rows->elements && !is_full(listing); i++)
        if (pairs)
            list_pair(listing, rows->element[i]);
        else
            list_article(listing, rows->element[i]);
}

int query_articles(struct client *client, const struct options *options)
{
    struct options rows = *options;
    struct listing listing;
    struct request request = {0};
    rows.tsv = !options->json; /* a table would have to wait for the widest */
    if (!listing_open(&listing, client, &rows, article_fields, COUNT(article_fields)))
        return CLIENT_USAGE;
    if (options->tsv && !options->fields)
        (void)fields_parse("key,cluster", &listing.wanted);
    request_add_string(&request, "ARTICLES");
    return listing_close(&listing, walk(client, &request, &listing, list_articles), NULL);
}

int query_clusters(struct client *client, const struct options *options)
{
    struct listing listing;
    if (options->tsv && !options->fields)
        return query_articles(client, options);
    if (!listing_open(&listing, client, options, cluster_fields, COUNT(cluster_fields)))
        return CLIENT_USAGE;
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
    writer_close(&since);
    writer_close(&until);
    return listing_close(&listing, exit, "None.");
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
    struct fields wanted;
    int exit;
    if (!fields_parse(options->fields, &wanted))
        return CLIENT_USAGE;
    redisReply *reply = connection_ask_for(client, &request, &exit);
    if (!reply)
        return exit;
    if (!fields_known(&wanted, reply))
        exit = CLIENT_USAGE;
    else if (options->json)
        show_json_fields(reply, &wanted);
    else
        show_map(client, reply, fields, COUNT(fields), &wanted);
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
    redisReply *reply = connection_ask_for(client, &request, &exit);
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
    redisReply *reply = connection_ask_for(listing->client, &request, &exit);
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
    struct listing listing;
    uint64_t seq = options->after;
    size_t count;
    int exit;
    if (!listing_open(&listing, client, options, change_fields, COUNT(change_fields)))
        return CLIENT_USAGE;
    do
        exit = list_changes(&listing, &seq, -1, &count);
    while (exit == CLIENT_OK && count == PAGE_COUNT && !is_full(&listing));
    return listing_close(&listing, exit, NULL);
}

/* The last change there is, by SYNC. */
static int last_change(struct client *client, uint64_t *seq)
{
    char number[ANSWER_NUMBER_SIZE];
    struct request request = {0};
    int exit;
    request_add_string(&request, "SYNC");
    redisReply *reply = connection_ask_for(client, &request, &exit);
    if (!reply)
        return exit;
    if (!bytes_to_u64(answer_bytes(reply, number), seq))
        *seq = 0;
    freeReplyObject(reply);
    return exit;
}

int query_watch(struct client *client, const struct options *options)
{
    struct listing listing;
    uint64_t seq = options->after;
    size_t count;
    int exit = CLIENT_OK;
    if (!listing_open(&listing, client, options, change_fields, COUNT(change_fields)))
        return CLIENT_USAGE;
    if (!options->has_after)
        exit = last_change(client, &seq);
    while (exit == CLIENT_OK && !is_full(&listing)) {
        exit = list_changes(&listing, &seq, client->timeout_ms / 2, &count);
        table_flush(&listing.list.table);
        if (fflush(stdout) != 0)
            return CLIENT_FAILED;
    }
    return listing_close(&listing, exit, NULL);
}

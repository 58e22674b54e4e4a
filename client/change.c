#include "client/change.h"

#include "client/answer.h"
#include "client/connection.h"
#include "client/input.h"
#include "client/show.h"
#include "client/time_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    FORGET_AT_ONCE = 50, /* references of one request */
    FORGET_LINES = 200   /* the same, as lines of one argument */
};

/* Says how many are gone, of how many that were named (0 = none were), and passes the exit status on. */
static int tell(const struct options *options, uint64_t forgotten, int named, int exit)
{
    if (options->json)
        printf("{\"forgotten\":%" PRIu64 "}\n", forgotten);
    else if (named && (exit == CLIENT_OK || forgotten))
        printf("%" PRIu64 " of %d forgotten\n", forgotten, named);
    else if (exit == CLIENT_OK || forgotten)
        printf("%" PRIu64 " forgotten\n", forgotten);
    return exit;
}

/* Sends a request that is answered with a number, and adds it. */
static int forget_some(struct client *client, const struct request *request, uint64_t *forgotten)
{
    int exit;
    redisReply *reply = connection_ask_for(client, request, &exit);
    if (!reply)
        return exit;
    *forgotten += reply->type == REDIS_REPLY_INTEGER && reply->integer > 0 ? (uint64_t)reply->integer : 0;
    freeReplyObject(reply);
    return exit;
}

/* Asks again with the cursor of each reply, [next, removed], until it is 0. */
static int remove_all(struct client *client, const struct options *options, const struct request *request)
{
    uint64_t forgotten = 0;
    char cursor[24] = "0";
    int exit;
    do {
        struct request step = *request;
        request_add_pair(&step, "CURSOR", cursor);
        redisReply *reply = connection_ask_for(client, &step, &exit);
        if (!reply)
            break;
        bool good = reply->type == REDIS_REPLY_ARRAY && reply->elements == 2 &&
                    reply->element[0]->type == REDIS_REPLY_INTEGER && reply->element[1]->type == REDIS_REPLY_INTEGER;
        (void)snprintf(cursor, sizeof cursor, "%lld", good ? reply->element[0]->integer : 0);
        forgotten += good ? (uint64_t)reply->element[1]->integer : 0;
        freeReplyObject(reply);
    } while (strcmp(cursor, "0") != 0);
    return tell(options, forgotten, 0, exit);
}

static int forget_arguments(struct client *client, const struct options *options)
{
    uint64_t forgotten = 0;
    int exit = CLIENT_OK;
    for (int i = 0; i < options->argument_count && exit == CLIENT_OK;) {
        struct request request = {0};
        request_add_string(&request, "FORGET");
        for (int end = i + FORGET_AT_ONCE; i < options->argument_count && i < end; i++)
            request_add_string(&request, options->arguments[i]);
        exit = forget_some(client, &request, &forgotten);
    }
    exit = tell(options, forgotten, options->argument_count, exit);
    return exit == CLIENT_OK && forgotten < (uint64_t)options->argument_count ? CLIENT_FAILED : exit;
}

/* Sends the lines gathered so far. */
static int forget_lines(struct client *client, struct writer *lines, uint64_t *forgotten)
{
    struct request request = {0};
    request_add_string(&request, "FORGET");
    request_add_string(&request, "LIST");
    request_add(&request, writer_view(lines));
    int exit = lines->failed ? CLIENT_FAILED : forget_some(client, &request, forgotten);
    writer_clear(lines);
    return exit;
}

static int forget_file(struct client *client, const struct options *options)
{
    struct input *input = NULL;
    struct bytes line;
    struct writer lines = {0};
    uint64_t forgotten = 0;
    size_t count = 0;
    int exit = CLIENT_OK;
    if (input_open(options->list, &input) != STATUS_OK) {
        (void)fprintf(stderr, "shinglectl: cannot read %s\n", options->list);
        return CLIENT_FAILED;
    }
    enum status status = STATUS_OK;
    while (exit == CLIENT_OK && (status = input_line(input, &line)) == STATUS_OK) {
        line = bytes_trim(line);
        if (line.size == 0)
            continue;
        writer_bytes(&lines, line);
        writer_u8(&lines, '\n');
        if (++count % FORGET_LINES == 0)
            exit = forget_lines(client, &lines, &forgotten);
    }
    if (exit == CLIENT_OK && lines.size)
        exit = forget_lines(client, &lines, &forgotten);
    if (exit == CLIENT_OK && status != STATUS_END) {
        (void)fprintf(stderr, "shinglectl: %s: %s\n", options->list, input_why(input));
        exit = CLIENT_FAILED;
    }
    writer_close(&lines);
    input_close(input);
    return tell(options, forgotten, 0, exit);
}

int change_forget(struct client *client, const struct options *options)
{
    struct request request = {0};
    int ways = (options->argument_count > 0) + (options->source != NULL) + (options->cluster != NULL) +
               (options->list != NULL);
    if (ways != 1) {
        (void)fprintf(stderr, "shinglectl: forget takes articles, or one of --source, --cluster and --list\n");
        return CLIENT_USAGE;
    }
    if (options->list)
        return forget_file(client, options);
    if (options->argument_count)
        return forget_arguments(client, options);
    request_add_string(&request, "FORGET");
    request_add_pair(&request, "SOURCE", options->source);
    request_add_pair(&request, "CLUSTER", options->cluster);
    return remove_all(client, options, &request);
}

int change_expire(struct client *client, const struct options *options)
{
    struct request request = {0};
    int64_t before_ms;
    char before[24];
    if (!time_parse(bytes_of_string(options->arguments[0]), time_now_ms(), &before_ms) || before_ms < 0) {
        (void)fprintf(stderr, "shinglectl: %s: no time; write 30d, 2w, 2025-11-21 or 2025-11-21T08:00Z (UTC)\n",
                      options->arguments[0]);
        return CLIENT_USAGE;
    }
    (void)snprintf(before, sizeof before, "%012" PRId64, before_ms);
    request_add_string(&request, "EXPIRE");
    request_add_pair(&request, "BEFORE", before);
    request_add_pair(&request, "BY", options->by_published ? "published" : "arrival");
    return remove_all(client, options, &request);
}

/* Asks with the positional arguments behind the name; NULL with the exit status in *exit. */
static redisReply *ask_with_arguments(struct client *client, const struct options *options, const char *name, int *exit)
{
    struct request request = {0};
    request_add_string(&request, name);
    for (int i = 0; i < options->argument_count; i++)
        request_add_string(&request, options->arguments[i]);
    return connection_ask_for(client, &request, exit);
}

int change_link(struct client *client, const struct options *options)
{
    int exit;
    redisReply *reply = ask_with_arguments(client, options, "LINK", &exit);
    if (!reply)
        return exit;
    if (options->json)
        show_json(reply);
    else
        printf(
            "%s cluster %" PRId64 " of %" PRId64 " articles, canonical %" PRId64 "\n",
            answer_integer(reply, "changed", 0) ? "now one:" : "were one already:", answer_integer(reply, "cluster", 0),
            answer_integer(reply, "size", 0), answer_integer(reply, "canonical", 0));
    freeReplyObject(reply);
    return exit;
}

int change_unlink(struct client *client, const struct options *options)
{
    int exit;
    redisReply *reply = ask_with_arguments(client, options, "UNLINK", &exit);
    if (!reply)
        return exit;
    int64_t id = answer_integer(reply, "id", 0), rest = answer_integer(reply, "rest", 0);
    if (options->json)
        show_json(reply);
    else if (rest)
        printf("article %" PRId64 " is alone in cluster %" PRId64 ", the rest is cluster %" PRId64 "\n", id,
               answer_integer(reply, "cluster", 0), rest);
    else if (answer_integer(reply, "changed", 0))
        printf("two clusters already, and kept apart from now on\n");
    else
        printf("nothing changed: article %" PRId64 " %s\n", id,
               options->argument_count > 1 ? "was kept apart already" : "is alone in its cluster");
    freeReplyObject(reply);
    return exit;
}

#include "client/change.h"

#include "client/answer.h"
#include "client/connection.h"
#include "client/show.h"

#include <inttypes.h>
#include <stdio.h>

enum { FORGET_AT_ONCE = 50 /* references of one request */ };

int change_forget(struct client *client, const struct options *options)
{
    uint64_t forgotten = 0;
    int exit = CLIENT_OK;
    for (int i = 0; i < options->argument_count && exit == CLIENT_OK;) {
        struct request request = {0};
        request_add_string(&request, "FORGET");
        for (int end = i + FORGET_AT_ONCE; i < options->argument_count && i < end; i++)
            request_add_string(&request, options->arguments[i]);
        redisReply *reply = connection_ask_for(client, &request, &exit);
        if (reply) {
            forgotten += reply->type == REDIS_REPLY_INTEGER && reply->integer > 0 ? (uint64_t)reply->integer : 0;
            freeReplyObject(reply);
        }
    }
    if (exit == CLIENT_OK || forgotten)
        printf("%" PRIu64 " of %d forgotten\n", forgotten, options->argument_count);
    return exit == CLIENT_OK && forgotten < (uint64_t)options->argument_count ? CLIENT_FAILED : exit;
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

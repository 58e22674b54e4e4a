#include "client/explain.h"

#include "client/answer.h"
#include "client/connection.h"
#include "client/show.h"
#include "client/terminal.h"

#include <stdio.h>

enum {
    WRAP_MOST = 100,  /* columns of a wrapped passage */
    SHARED_FIRST = 2, /* lines of a shared passage that are shown at its beginning, */
    SHARED_ALL = 4    /* unless it has so few in all */
};

/* A kind of passage: its mark at the line's beginning and its colour; whether all of it is worth the room. */
struct style {
    char mark;
    const char *colour;
    bool whole;
};

static const struct style shared = {'=', "", false};
static const struct style added = {'+', "\x1b[32m", true};
static const struct style cut = {'-', "\x1b[31m", true};

/* Takes the next line off rest, which is not empty: at most `columns` wide, broken at a space where there is one. */
static struct bytes take_line(struct bytes *rest, size_t columns)
{
    struct bytes line = terminal_cut(*rest, columns);
    if (line.size < rest->size) {
        size_t space = line.size;
        while (space && line.at[space - 1] != ' ')
            space--;
        line.size = space ? space : line.size; /* a script without spaces is cut anywhere */
    }
    if (line.size == 0) /* one character wider than a line */
        line = *rest;
    *rest = bytes_from(*rest, line.size);
    return bytes_trim(line);
}

static size_t count_lines(struct bytes text, size_t columns)
{
    size_t count = 0;
    for (; text.size; count++)
        (void)take_line(&text, columns);
    return count;
}

/* Prints a passage wrapped to the terminal, every line with the mark; of a long shared one the beginning and the end.
 */
static void print_passage(const struct client *client, struct bytes text, struct style style)
{
    struct writer clean = {0};
    terminal_clean(text, &clean);
    struct bytes rest = writer_view(&clean);
    size_t columns = (client->terminal && client->width < WRAP_MOST ? client->width : WRAP_MOST) - 2;
    size_t lines = count_lines(rest, columns);
    bool colour = client->colour && *style.colour, all = style.whole || lines <= SHARED_ALL;
    for (size_t i = 0; rest.size; i++) {
        struct bytes line = take_line(&rest, columns);
        if (all || i < SHARED_FIRST || i + 1 == lines)
            printf("%s%c %" BYTES_FORMAT "%s\n", colour ? style.colour : "", style.mark, BYTES_ARGS(line),
                   colour ? "\x1b[0m" : "");
        else if (i == SHARED_FIRST)
            printf("%c ... %zu lines more ...\n", style.mark, lines - SHARED_FIRST - 1);
    }
    writer_close(&clean);
}

/* A passage is a text, or a map with its text. */
static struct bytes passage_text(const redisReply *passage, char number[ANSWER_NUMBER_SIZE])
{
    return passage->type == REDIS_REPLY_ARRAY ? answer_text(passage, "text", number) : answer_bytes(passage, number);
}

static void print_passages(const struct client *client, const redisReply *map, const char *name, const char *title,
                           struct style style)
{
    char number[ANSWER_NUMBER_SIZE];
    const redisReply *passages = answer_field(map, name);
    if (!passages || passages->type != REDIS_REPLY_ARRAY || passages->elements == 0)
        return;
    printf("\n%s%s%s\n", client->colour ? "\x1b[1m" : "", title, client->colour ? "\x1b[0m" : "");
    for (size_t i = 0; i < passages->elements; i++)
        print_passage(client, passage_text(passages->element[i], number), style);
}

static void print_explanation(const struct client *client, const redisReply *map, const struct options *options)
{
    static const struct {
        const char *field, *title;
        enum show_kind kind;
    } measures[] = {
        {"resemblance", "resemblance", SHOW_SHARE},    {"containment", "of A in B", SHOW_SHARE},
        {"contained", "of B in A", SHOW_SHARE},        {"hamming", "simhash bits that differ", SHOW_TEXT},
        {"title_changed", "title changed", SHOW_TEXT},
    };
    struct writer value = {0};
    printf("A = %s, B = %s\n", options->arguments[0], options->arguments[1]);
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        show_value(map, &(struct show_field){measures[i].field, NULL, measures[i].kind}, &value);
        bool flag = strcmp(measures[i].field, "title_changed") == 0;
        if (value.size)
            printf("%-25s %" BYTES_FORMAT "\n", measures[i].title,
                   BYTES_ARGS(!flag                ? writer_view(&value)
                              : value.at[0] == '0' ? BYTES("no")
                                                   : BYTES("yes")));
        writer_clear(&value);
    }
    writer_close(&value);
    print_passages(client, map, "passages", "Both have", shared);
    print_passages(client, map, "cut", "Only A has", cut);
    print_passages(client, map, "added", "Only B has", added);
}

int explain_run(struct client *client, const struct options *options)
{
    struct request request = {0};
    request_add_string(&request, "EXPLAIN");
    request_add_string(&request, options->arguments[0]);
    request_add_string(&request, options->arguments[1]);
    if (!connection_open(client, false))
        return CLIENT_UNREACHABLE;
    redisReply *reply = connection_ask(client, &request);
    int exit = CLIENT_OK;
    if (!reply)
        return CLIENT_UNREACHABLE;
    if (connection_refused(reply))
        exit = CLIENT_FAILED;
    else if (options->json)
        show_json(reply);
    else
        print_explanation(client, reply, options);
    freeReplyObject(reply);
    return exit;
}

#include "client/admin.h"

#include "client/answer.h"
#include "client/connection.h"
#include "client/number_text.h"
#include "client/terminal.h"

#include <stdio.h>
#include <time.h>

static double clock_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

int admin_ping(struct client *client, const struct options *options)
{
    struct request request = {0};
    char number[ANSWER_NUMBER_SIZE];
    int exit;
    (void)options;
    request_add_string(&request, "PING");
    if (!connection_open(client, false))
        return CLIENT_UNREACHABLE;
    double start = clock_ms();
    redisReply *reply = connection_ask_for(client, &request, &exit);
    if (!reply)
        return exit;
    printf("%" BYTES_FORMAT " from %s in %.2f ms\n", BYTES_ARGS(answer_bytes(reply, number)), client->server_text,
           clock_ms() - start);
    freeReplyObject(reply);
    return exit;
}

/* INFO's lines name:value and "# Section" as one JSON object. */
static void print_info_json(struct bytes text)
{
    struct writer line = {0};
    size_t count = 0;
    while (text.size) {
        struct bytes row = bytes_upto(text, bytes_find(text, BYTES("\n"), 0));
        text = bytes_from(text, row.size + 1);
        row = bytes_trim(row);
        size_t colon = bytes_find(row, BYTES(":"), 0);
        if (row.size == 0 || row.at[0] == '#' || colon == SIZE_MAX)
            continue;
        uint64_t number;
        struct bytes value = bytes_from(row, colon + 1);
        writer_u8(&line, count++ ? ',' : '{');
        answer_json_string(bytes_upto(row, colon), &line);
        writer_u8(&line, ':');
        if (bytes_to_u64(value, &number) && (value.size == 1 || value.at[0] != '0'))
            writer_bytes(&line, value);
        else
            answer_json_string(value, &line);
    }
    writer_format(&line, count ? "}\n" : "{}\n");
    (void)fwrite(line.at, 1, line.failed ? 0 : line.size, stdout);
    writer_close(&line);
}

/* A number as people read it, by the end of its name; false when it is none, or small. */
static bool print_scaled(struct bytes name, struct bytes value)
{
    uint64_t number;
    char text[NUMBER_TEXT_SIZE];
    bool time = bytes_ends_with(name, BYTES("_us"));
    bool size = bytes_ends_with(name, BYTES("_bytes")) || bytes_starts_with(name, BYTES("memory_")) ||
                bytes_starts_with(name, BYTES("used_memory"));
    if (!bytes_to_u64(value, &number) || (!time && !size) || number < 1000)
        return false;
    puts(time ? number_time_us(number, text) : number_bytes(number, text));
    return true;
}

/* For a terminal: names and values in columns, with units. */
static void print_info_columns(struct bytes text)
{
    while (text.size) {
        struct bytes row = bytes_upto(text, bytes_find(text, BYTES("\n"), 0));
        text = bytes_from(text, row.size + 1);
        row = bytes_trim(row);
        size_t colon = bytes_find(row, BYTES(":"), 0);
        if (colon == SIZE_MAX) {
            printf("%" BYTES_FORMAT "\n", BYTES_ARGS(row));
            continue;
        }
        struct bytes name = bytes_upto(row, colon);
        struct bytes value = bytes_from(row, colon + 1);
        printf("  %-28.*s", BYTES_ARGS(name));
        if (!print_scaled(name, value))
            printf("%" BYTES_FORMAT "\n", BYTES_ARGS(value));
    }
}

int admin_info(struct client *client, const struct options *options)
{
    struct request request = {0};
    struct writer clean = {0};
    char number[ANSWER_NUMBER_SIZE];
    int exit;
    request_add_string(&request, "INFO");
    for (int i = 0; i < options->argument_count; i++)
        request_add_string(&request, options->arguments[i]);
    redisReply *reply = connection_ask_for(client, &request, &exit);
    if (!reply)
        return exit;
    struct bytes text = answer_bytes(reply, number);
    if (options->json) {
        print_info_json(text);
    } else {
        terminal_clean_lines(text, &clean);
        if (client->terminal)
            print_info_columns(writer_view(&clean));
        else if (clean.size)
            (void)fwrite(clean.at, 1, clean.size, stdout);
    }
    writer_close(&clean);
    freeReplyObject(reply);
    return exit;
}

int admin_config(struct client *client, const struct options *options)
{
    struct request request = {0};
    struct writer line = {0};
    char number[ANSWER_NUMBER_SIZE];
    int exit;
    request_add_string(&request, "CONFIG");
    request_add_string(&request, "GET");
    request_add_string(&request, options->argument_count ? options->arguments[0] : "*");
    redisReply *reply = connection_ask_for(client, &request, &exit);
    if (!reply)
        return exit;
    if (options->json) {
        answer_json_map(reply, &line);
        writer_u8(&line, '\n');
    } else {
        for (size_t i = 0; i + 1 < reply->elements; i += 2) {
            terminal_clean(answer_bytes(reply->element[i], number), &line);
            writer_bytes(&line, BYTES(" = "));
            terminal_clean(answer_bytes(reply->element[i + 1], number), &line);
            writer_u8(&line, '\n');
        }
    }
    (void)fwrite(line.at, 1, line.failed ? 0 : line.size, stdout);
    if (reply->elements == 0) {
        (void)fprintf(stderr, "shinglectl: no setting of that name\n");
        exit = CLIENT_FAILED;
    }
    writer_close(&line);
    freeReplyObject(reply);
    return exit;
}

int admin_backup(struct client *client, const struct options *options)
{
    struct request request = {0};
    struct writer line = {0};
    char number[ANSWER_NUMBER_SIZE];
    int exit;
    client->timeout_ms = 0; /* it takes as long as it takes */
    request_add_string(&request, "BACKUP");
    if (options->argument_count)
        request_add_string(&request, options->arguments[0]);
    redisReply *reply = connection_ask_for(client, &request, &exit);
    if (!reply)
        return exit;
    if (options->json)
        answer_json_map(reply, &line);
    for (size_t i = 0; i + 1 < reply->elements && !options->json; i += 2) {
        writer_format(&line, i ? ", " : "");
        terminal_clean(answer_bytes(reply->element[i], number), &line);
        writer_u8(&line, ' ');
        terminal_clean(answer_bytes(reply->element[i + 1], number), &line);
    }
    writer_u8(&line, '\n');
    (void)fwrite(line.at, 1, line.failed ? 0 : line.size, stdout);
    writer_close(&line);
    freeReplyObject(reply);
    return exit;
}

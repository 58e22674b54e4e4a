/*
 * INFO for the rates, which are differences of two looks, and CLUSTERS SORT size for the biggest stories:
 *
 *     shingled 0.1.0 at 127.0.0.1:7625   2025-11-21 08:00:05 UTC   every 2 s, q ends
 *     articles    1,234,567 in 345,678 clusters     1,020/s
 *     requests    2,300,123, 12 refused             1,100/s   in 4.1 MiB/s, out 512.0 KiB/s
 *     times       submit 99 % within 12.5 ms, query ..., commit ...
 *     waiting     3 submissions, 0 queries          memory 512.0 MiB   disk 1.2 GiB
 *
 *     CLUSTER  SIZE  FIRST             LAST              SOURCE       AGENCY   TITLE
 */
#include "client/top.h"

#include "client/answer.h"
#include "client/info.h"
#include "client/number_text.h"
#include "client/screen.h"
#include "client/show.h"
#include "client/terminal.h"
#include "client/time_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

enum {
    HEAD_LINES = 8, /* around the stories: with their titles, and the one behind the last */
    STORIES_PLAIN = 20,
    STORIES_MOST = 512 /* the daemon ranks no more */
};

/* One look. */
struct look {
    double time_s;
    uint64_t articles, requests, bytes_in, bytes_out;
    bool taken;
};

struct top {
    struct client *client;
    const struct options *options;
    struct look before;
};

static double clock_s(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* "1,020/s"; "-" at the first look, and after the daemon began anew. */
static const char *rate(const struct look *before, double time_s, uint64_t then, uint64_t now,
                        const char *(*write)(uint64_t, char[NUMBER_TEXT_SIZE]), char out[NUMBER_TEXT_SIZE + 4])
{
    double passed = time_s - before->time_s;
    if (!before->taken || now < then || passed <= 0)
        return "-";
    (void)write((uint64_t)((double)(now - then) / passed + 0.5), out);
    size_t size = strlen(out);
    (void)snprintf(out + size, NUMBER_TEXT_SIZE + 4 - size, "/s");
    return out;
}

/* One line, cut to the terminal. */
static void print_line(const struct client *client, struct writer *line)
{
    struct writer clean = {0};
    terminal_clean(writer_view(line), &clean);
    struct bytes shown = writer_view(&clean);
    if (client->terminal)
        shown = terminal_cut(shown, client->width);
    printf("%" BYTES_FORMAT "\n", BYTES_ARGS(shown));
    writer_close(&clean);
    writer_clear(line);
}

static void print_title(const struct top *top, const struct info *info, struct writer *line)
{
    writer_format(line, "shingled %" BYTES_FORMAT " at %s  ", BYTES_ARGS(info_text(info, "shingled_version")),
                  top->client->server_text);
    time_print_iso(time_now_ms(), line);
    if (top->client->terminal)
        writer_format(line, "  every %" PRIu64 " s, q ends", top->options->interval_s);
    print_line(top->client, line);
}

static void print_rates(struct top *top, const struct info *info, struct writer *line)
{
    char a[NUMBER_TEXT_SIZE + 4], b[NUMBER_TEXT_SIZE + 4], c[NUMBER_TEXT_SIZE + 4];
    const struct look *before = &top->before;
    struct look now = {.time_s = clock_s(),
                       .articles = info_number(info, "articles_committed"),
                       .requests = info_number(info, "total_commands_processed"),
                       .bytes_in = info_number(info, "total_net_input_bytes"),
                       .bytes_out = info_number(info, "total_net_output_bytes"),
                       .taken = true};
    writer_format(line, "articles  %s in ", number_grouped(info_number(info, "articles"), a));
    writer_format(line, "%s clusters, ", number_grouped(info_number(info, "clusters"), a));
    writer_format(line, "%s new", rate(before, now.time_s, before->articles, now.articles, number_grouped, a));
    print_line(top->client, line);
    writer_format(line, "requests  %s, ", number_grouped(now.requests, a));
    writer_format(line, "%s refused, ", number_grouped(info_number(info, "total_error_replies"), a));
    writer_format(line, "%s, in %s, out %s",
                  rate(before, now.time_s, before->requests, now.requests, number_grouped, a),
                  rate(before, now.time_s, before->bytes_in, now.bytes_in, number_bytes, b),
                  rate(before, now.time_s, before->bytes_out, now.bytes_out, number_bytes, c));
    print_line(top->client, line);
    top->before = now;
}

static void print_state(const struct top *top, const struct info *info, struct writer *line)
{
    char text[NUMBER_TEXT_SIZE];
    writer_format(line, "99 %% in   submit %s, ", number_time_us(info_number(info, "submit_p99_us"), text));
    writer_format(line, "query %s, ", number_time_us(info_number(info, "query_p99_us"), text));
    writer_format(line, "commit %s", number_time_us(info_number(info, "commit_p99_us"), text));
    print_line(top->client, line);
    writer_format(line, "waiting   %s submissions, ", number_grouped(info_number(info, "queued_submissions"), text));
    writer_format(line, "%s queries; ", number_grouped(info_number(info, "queued_queries"), text));
    writer_format(line, "memory %s, ", number_bytes(info_number(info, "used_memory_rss"), text));
    writer_format(line, "disk %s%s", number_bytes(info_number(info, "disk_bytes"), text),
                  info_number(info, "full")        ? ", full"
                  : info_number(info, "read_only") ? ", read only"
                                                   : "");
    print_line(top->client, line);
}

static int print_stories(const struct top *top, size_t rows)
{
    static const struct show_field fields[] = {
        {"cluster", "CLUSTER>", SHOW_TEXT}, {"size", "SIZE>", SHOW_TEXT},    {"first", "FIRST", SHOW_TIME},
        {"last", "LAST", SHOW_TIME},        {"source", "SOURCE", SHOW_TEXT}, {"agency", "AGENCY", SHOW_TEXT},
        {"title", "TITLE", SHOW_TEXT},
    };
    struct request request = {0};
    struct show_list list = {.columns = 0};
    char count[24];
    int exit;
    (void)snprintf(count, sizeof count, "%zu", rows < STORIES_MOST ? rows : (size_t)STORIES_MOST);
    request_add_string(&request, "CLUSTERS");
    request_add_pair(&request, "SORT", "size");
    request_add_pair(&request, "MINSIZE", "2");
    request_add_pair(&request, "COUNT", count);
    redisReply *reply = connection_ask_for(top->client, &request, &exit);
    if (!reply)
        return exit;
    if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 2 && reply->element[1]->type == REDIS_REPLY_ARRAY)
        for (size_t i = 0; i < reply->element[1]->elements && i < rows; i++)
            show_row(&list, top->client, reply->element[1]->element[i], fields, sizeof fields / sizeof *fields, NULL);
    freeReplyObject(reply);
    return show_list_close(&list, top->client, "No story has two copies yet.") ? CLIENT_OK : CLIENT_FAILED;
}

static int print_picture(struct top *top, size_t rows)
{
    struct info info;
    struct writer line = {0};
    int exit = info_ask(top->client, &info);
    if (exit == CLIENT_OK) {
        print_title(top, &info, &line);
        print_rates(top, &info, &line);
        print_state(top, &info, &line);
        putchar('\n');
        exit = print_stories(top, rows);
    }
    writer_close(&line);
    info_close(&info);
    return exit;
}

static int run_on_terminal(struct top *top)
{
    struct screen screen;
    int exit = CLIENT_OK;
    if (!connection_open(top->client, false))
        return CLIENT_UNREACHABLE;
    screen_open(&screen);
    do {
        screen_clear(&screen);
        top->client->width = screen.columns;
        exit = print_picture(top, screen.rows > HEAD_LINES ? screen.rows - HEAD_LINES : 1);
    } while (exit == CLIENT_OK && screen_wait(&screen, (int)top->options->interval_s * 1000));
    screen_close(&screen);
    return exit;
}

int top_run(struct client *client, const struct options *options)
{
    struct top top = {.client = client, .options = options};
    return client->terminal ? run_on_terminal(&top) : print_picture(&top, STORIES_PLAIN);
}

/*
 * INFO, and SOURCES where the user may ask for them, on one screen:
 *
 *     articles   1,234,567 in 345,678 clusters, 3.6 each
 *                new 54.1 %, copy 30.2 %, exact 9.0 %, ...
 *     sources    1,204; the largest: reuters.com 12,345 (12 % copies), ...
 *     disk       1.2 GiB, 1,034 B an article
 */
#include "client/stats.h"

#include "client/answer.h"
#include "client/info.h"
#include "client/number_text.h"
#include "client/terminal.h"

#include <inttypes.h>
#include <stdio.h>

enum {
    LARGEST = 5, /* sources that are named */
    STATUSES_MAX = 16
};

struct stats {
    struct info info;
    redisReply *sources; /* NULL: not for this user */
};

/* A verdict, and articles that got it. */
struct verdict_count {
    struct bytes name;
    uint64_t count;
};

/* The lines status_NAME:COUNT of INFO, most first; returns how many. */
static size_t count_verdicts(const struct info *info, struct verdict_count counts[STATUSES_MAX], uint64_t *sum)
{
    static const struct bytes prefix = {(const uint8_t *)"\nstatus_", 8};
    size_t count = 0;
    *sum = 0;
    for (size_t at = 0; count < STATUSES_MAX && (at = bytes_find(info->text, prefix, at)) != SIZE_MAX;) {
        at += prefix.size;
        struct bytes line = bytes_from(info->text, at);
        line = bytes_trim(bytes_upto(line, bytes_find(line, BYTES("\n"), 0)));
        struct bytes name = bytes_upto(line, bytes_find(line, BYTES(":"), 0));
        struct verdict_count one = {.name = name};
        if (!bytes_to_u64(bytes_from(line, name.size + 1), &one.count))
            continue;
        size_t place = count++;
        for (; place > 0 && counts[place - 1].count < one.count; place--)
            counts[place] = counts[place - 1];
        counts[place] = one;
        *sum += one.count;
    }
    return count;
}

static void print_title(const char *title)
{
    printf("%-10s ", title);
}

static double share(uint64_t part, uint64_t whole)
{
    return whole ? (double)part * 100 / (double)whole : 0;
}

static void print_articles(const struct info *info)
{
    char articles[NUMBER_TEXT_SIZE], clusters[NUMBER_TEXT_SIZE];
    struct verdict_count counts[STATUSES_MAX];
    uint64_t sum, kept = info_number(info, "articles"), groups = info_number(info, "clusters");
    size_t count = count_verdicts(info, counts, &sum);
    print_title("articles");
    printf("%s in %s clusters", number_grouped(kept, articles), number_grouped(groups, clusters));
    if (groups)
        printf(", %.1f each", (double)kept / (double)groups);
    putchar('\n');
    if (sum == 0)
        return;
    print_title("");
    for (size_t i = 0, shown = 0; i < count && counts[i].count; i++)
        printf("%s%" BYTES_FORMAT " %.1f %%", shown++ ? ", " : "", BYTES_ARGS(counts[i].name),
               share(counts[i].count, sum));
    putchar('\n');
}

static void print_sources(const redisReply *map)
{
    char number[ANSWER_NUMBER_SIZE], text[NUMBER_TEXT_SIZE];
    const redisReply *sources = answer_field(map, "sources");
    struct writer name = {0};
    if (!sources || sources->type != REDIS_REPLY_ARRAY)
        return;
    print_title("sources");
    printf("%s%s%s", answer_integer(map, "left_out", 0) ? "more than " : "", number_grouped(sources->elements, text),
           answer_integer(map, "whole", 1) ? "" : " so far");
    for (size_t i = 0; i < sources->elements && i < LARGEST; i++) {
        const redisReply *source = sources->element[i];
        uint64_t articles = (uint64_t)answer_integer(source, "articles", 0);
        terminal_clean(bytes_upto(answer_text(source, "source", number), 64), &name);
        printf("%s%" BYTES_FORMAT " %s (%.0f %% copies)", i ? ", " : "; the largest: ", BYTES_ARGS(writer_view(&name)),
               number_grouped(articles, text), share((uint64_t)answer_integer(source, "copies", 0), articles));
        writer_clear(&name);
    }
    putchar('\n');
    writer_close(&name);
}

static void print_sizes(const struct info *info)
{
    char text[NUMBER_TEXT_SIZE];
    uint64_t disk = info_number(info, "disk_bytes"), articles = info_number(info, "articles");
    print_title("disk");
    printf("%s", number_bytes(disk, text));
    if (articles)
        printf(", %s an article", number_bytes(disk / articles, text));
    puts(info_number(info, "full") ? "; full" : info_number(info, "read_only") ? "; read only" : "");
    print_title("memory");
    printf("%s\n", number_bytes(info_number(info, "used_memory_rss"), text));
}

static void print_time(const struct info *info, const char *title, const char *p50, const char *p99)
{
    char text[NUMBER_TEXT_SIZE];
    print_title(title);
    printf("half within %s, ", number_time_us(info_number(info, p50), text));
    printf("99 %% within %s\n", number_time_us(info_number(info, p99), text));
}

static void print_rates(const struct info *info)
{
    char text[NUMBER_TEXT_SIZE];
    print_title("rate");
    printf("%s articles/s now", number_grouped(info_number(info, "articles_per_second"), text));
    uint64_t up_s = info_number(info, "uptime_in_seconds"), since = info_number(info, "articles_committed");
    printf(", %s since the start", number_grouped(since, text));
    if (up_s)
        printf(" (%.1f/s)", (double)since / (double)up_s);
    printf("; %s waiting\n", number_grouped(info_number(info, "queued_submissions"), text));
    print_time(info, "submit", "submit_p50_us", "submit_p99_us");
    print_time(info, "query", "query_p50_us", "query_p99_us");
    print_time(info, "commit", "commit_p50_us", "commit_p99_us");
    print_title("requests");
    printf("%s, ", number_grouped(info_number(info, "total_commands_processed"), text));
    printf("%s refused; ", number_grouped(info_number(info, "total_error_replies"), text));
    printf("%s clients\n",
           number_grouped(info_number(info, "connected_clients") + info_number(info, "http_clients"), text));
}

static void print_screen(const struct client *client, const struct stats *stats)
{
    uint64_t up_s = info_number(&stats->info, "uptime_in_seconds");
    struct writer version = {0};
    terminal_clean(info_text(&stats->info, "shingled_version"), &version);
    print_title("shingled");
    printf("%" BYTES_FORMAT " at %s, up %" PRIu64 " d %" PRIu64 " h %" PRIu64 " min\n",
           BYTES_ARGS(writer_view(&version)), client->server_text, up_s / 86400, up_s / 3600 % 24, up_s / 60 % 60);
    writer_close(&version);
    print_articles(&stats->info);
    if (stats->sources)
        print_sources(stats->sources);
    print_sizes(&stats->info);
    print_rates(&stats->info);
}

/* The same as one object: INFO's names for INFO's numbers, verdicts in a map of their own, sources as SOURCES has them.
 */
static void print_json(const struct stats *stats)
{
    static const char *const names[] = {"uptime_in_seconds",
                                        "articles",
                                        "clusters",
                                        "disk_bytes",
                                        "used_memory_rss",
                                        "full",
                                        "read_only",
                                        "articles_committed",
                                        "articles_per_second",
                                        "queued_submissions",
                                        "submit_p50_us",
                                        "submit_p99_us",
                                        "query_p50_us",
                                        "query_p99_us",
                                        "commit_p50_us",
                                        "commit_p99_us",
                                        "connected_clients",
                                        "http_clients",
                                        "total_commands_processed",
                                        "total_error_replies"};
    struct verdict_count counts[STATUSES_MAX];
    uint64_t sum;
    size_t count = count_verdicts(&stats->info, counts, &sum);
    const redisReply *sources = answer_field(stats->sources, "sources");
    struct writer line = {0};
    writer_bytes(&line, BYTES("{\"version\":"));
    answer_json_string(info_text(&stats->info, "shingled_version"), &line);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        writer_format(&line, ",\"%s\":%" PRIu64, names[i], info_number(&stats->info, names[i]));
    writer_bytes(&line, BYTES(",\"statuses\":{"));
    for (size_t i = 0; i < count; i++) {
        writer_format(&line, "%s", i ? "," : "");
        answer_json_string(counts[i].name, &line);
        writer_format(&line, ":%" PRIu64, counts[i].count);
    }
    writer_bytes(&line, BYTES("},\"sources\":"));
    answer_json_value("sources", sources, &line);
    writer_bytes(&line, BYTES("}\n"));
    (void)fwrite(line.at, 1, line.failed ? 0 : line.size, stdout);
    writer_close(&line);
}

/* SOURCES needs another role than INFO: without it, or of an older daemon, the rest is shown alone. */
static int ask_sources(struct client *client, redisReply **out)
{
    struct request request = {0};
    request_add_string(&request, "SOURCES");
    request_add_pair(&request, "COUNT", "10000");
    *out = connection_ask(client, &request);
    if (!*out)
        return CLIENT_UNREACHABLE;
    if ((*out)->type != REDIS_REPLY_ERROR)
        return CLIENT_OK;
    freeReplyObject(*out);
    *out = NULL;
    return CLIENT_OK;
}

int stats_run(struct client *client, const struct options *options)
{
    struct stats stats = {0};
    int exit = info_ask(client, &stats.info);
    if (exit == CLIENT_OK)
        exit = ask_sources(client, &stats.sources);
    if (exit == CLIENT_OK && options->json)
        print_json(&stats);
    else if (exit == CLIENT_OK)
        print_screen(client, &stats);
    freeReplyObject(stats.sources);
    info_close(&stats.info);
    return exit;
}

#include "daemon/info.h"

#include "daemon/clock.h"
#include "daemon/ingest/keeper.h"
#include "daemon/log.h"
#include "daemon/server.h"
#include "daemon/store_thread.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

/* What a section is written from. */
struct source {
    struct server *server;
    struct keeper_stats store;
    int64_t now_ms;
};

static void number(struct writer *out, const char *name, uint64_t value)
{
    writer_format(out, "%s:%" PRIu64 "\r\n", name, value);
}

static void text(struct writer *out, const char *name, const char *value)
{
    writer_format(out, "%s:%s\r\n", name, value);
}

static void share(struct writer *out, const char *name, double value)
{
    writer_format(out, "%s:%.3f\r\n", name, value);
}

/* Pages of this process that are in memory, in bytes (proc(5), statm). */
uint64_t info_resident_bytes(void)
{
    char line[128] = "";
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    (void)!read(fd, line, sizeof line - 1);
    (void)close(fd);
    uint64_t pages = 0;
    return sscanf(line, "%*s %" SCNu64, &pages) == 1 ? pages * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static void write_server(const struct source *source, struct writer *out)
{
    uint64_t up_s = (uint64_t)(source->now_ms - source->server->started_ms) / 1000;
    text(out, "server_name", "shingled");
    text(out, "shingled_version", SHINGLED_VERSION);
    text(out, "redis_version", "7.0.0"); /* what clients that compare versions may expect of the protocol */
    text(out, "redis_mode", "standalone");
    number(out, "process_id", (uint64_t)getpid());
    text(out, "run_id", source->server->run_id);
    number(out, "uptime_in_seconds", up_s);
    number(out, "uptime_in_days", up_s / 86400);
    number(out, "started_ms", (uint64_t)source->server->started_wall_ms);
    number(out, "event_loops", source->server->loop_count);
    number(out, "workers", source->server->worker_count);
}

static void write_clients(const struct source *source, struct writer *out)
{
    struct server *server = source->server;
    number(out, "connected_clients", atomic_load(&server->clients.count));
    number(out, "maxclients", atomic_load(&server->tunables.clients));
    number(out, "total_connections_received", counted(&server->stats.connections));
    number(out, "rejected_connections", counted(&server->stats.refused_clients));
    number(out, "dropped_clients", counted(&server->stats.dropped_clients));
    number(out, "http_clients", counted(&server->stats.http_connections) - counted(&server->stats.http_left));
    number(out, "http_maxclients", atomic_load(&server->tunables.http_clients));
    number(out, "http_connections_received", counted(&server->stats.http_connections));
    number(out, "http_rejected_connections", counted(&server->stats.http_refused_clients));
    number(out, "http_dropped_clients", counted(&server->stats.http_dropped_clients));
    number(out, "users", server->access ? access_count(server->access) : 0);
    number(out, "wrong_tokens", counted(&server->stats.wrong_tokens));
    number(out, "cross_protocol_clients", counted(&server->stats.cross_protocol));
}

static void write_memory(const struct source *source, struct writer *out)
{
    struct server *server = source->server;
    uint64_t resident = info_resident_bytes();
    number(out, "used_memory", resident);
    number(out, "used_memory_rss", resident);
    number(out, "memory_requests", budget_used(&server->input));
    number(out, "memory_prepared", budget_used(&server->prepared));
    number(out, "memory_replies", budget_used(&server->replies));
    number(out, "memory_tables", source->store.table_bytes);
    number(out, "memory_sites", source->store.sites.bytes);
    number(out, "memory_index", source->store.matcher.index.bytes);
    number(out, "memory_facts", source->store.matcher.facts_bytes);
    number(out, "memory_cache", source->store.matcher.cache_bytes);
}

static void write_store(const struct source *source, struct writer *out)
{
    struct stats *stats = &source->server->stats;
    uint64_t commits = counted(&stats->commits);
    number(out, "loading", 0);
    number(out, "read_only", source->store.read_only);
    number(out, "full", source->store.full);
    number(out, "seq", source->store.seq);
    number(out, "disk_bytes", source->store.disk_bytes);
    const struct keeper_snapshot_stats *snapshot = &source->store.snapshot;
    int64_t age_ms = snapshot->taken_ms ? clock_wall_ms() - snapshot->taken_ms : 0;
    number(out, "snapshot_bytes", snapshot->bytes);
    number(out, "snapshot_seq", snapshot->seq);
    number(out, "snapshot_age", age_ms > 0 ? (uint64_t)age_ms / 1000 : 0);
    number(out, "snapshot_written", snapshot->written);
    number(out, "snapshot_failures", snapshot->failures);
    number(out, "snapshot_loaded", snapshot->loaded);
    const struct keeper_scrub_stats *scrub = &source->store.scrub;
    number(out, "scrub_articles", scrub->articles);
    number(out, "scrub_damaged", scrub->damaged);
    number(out, "scrub_passes", scrub->passes);
    share(out, "scrub_done", scrub->done);
    number(out, "damaged_reads", source->store.damaged);
    number(out, "commits", commits);
    number(out, "commit_failures", counted(&stats->commit_failures));
    number(out, "last_commit_us", counted(&stats->last_commit_us));
    number(out, "last_commit_articles", counted(&stats->last_batch));
    number(out, "commit_p50_us", histogram_quantile(&stats->commit_time, STATS_FIRST_US, 0.5));
    number(out, "commit_p99_us", histogram_quantile(&stats->commit_time, STATS_FIRST_US, 0.99));
    number(out, "commit_articles_p50", histogram_quantile(&stats->commit_articles, STATS_FIRST_ARTICLES, 0.5));
    number(out, "commit_articles_p99", histogram_quantile(&stats->commit_articles, STATS_FIRST_ARTICLES, 0.99));
    share(out, "articles_per_commit", commits ? (double)counted(&stats->committed_articles) / (double)commits : 0);
}

static void write_articles(const struct source *source, struct writer *out)
{
    const struct keeper_stats *store = &source->store;
    number(out, "articles", store->articles);
    number(out, "clusters", store->clusters);
    number(out, "repeats", store->repeats);
    number(out, "removed", store->removed);
    for (int i = 0; i < VERDICT_COUNT; i++)
        writer_format(out, "status_%s:%" PRIu64 "\r\n", verdict_name((enum verdict)i), store->verdicts[i]);
    number(out, "template_articles", store->template_articles);
    number(out, "template_lines", store->template_lines);
    number(out, "template_words", store->template_words);
    number(out, "template_cleaned_again", store->cleaned_again);
    number(out, "first_seq", store->first_seq);
    number(out, "pairs_apart", store->apart);
    number(out, "sites", store->sites.sites);
    number(out, "sites_with_template", store->sites.learnt_sites);
    number(out, "index_postings", store->matcher.index.postings);
    number(out, "index_dropped", store->matcher.index.dropped);
    number(out, "candidates", store->matcher.candidates);
    number(out, "verified", store->matcher.verified);
    uint64_t looked_up = 0;
    for (int i = 0; i < VERDICT_COUNT; i++)
        looked_up += store->verdicts[i];
    share(out, "candidates_per_article", looked_up ? (double)store->matcher.candidates / (double)looked_up : 0);
    number(out, "cache_hits", store->matcher.cache_hits);
    number(out, "text_reads", store->matcher.reads);
}

static void write_stats(const struct source *source, struct writer *out)
{
    struct stats *stats = &source->server->stats;
    number(out, "total_commands_processed", counted(&stats->commands));
    number(out, "total_error_replies", counted(&stats->errors));
    number(out, "total_net_input_bytes", counted(&stats->bytes_in));
    number(out, "total_net_output_bytes", counted(&stats->bytes_out));
    number(out, "articles_committed", counted(&stats->committed_articles));
    number(out, "articles_per_second", counted(&stats->articles_per_second));
    number(out, "busy_replies", counted(&stats->busy));
    number(out, "too_big_requests", counted(&stats->too_big));
    number(out, "pages_shed", counted(&stats->pages_shed));
    for (size_t kind = 0; kind < PAGE_SHED_KINDS; kind++)
        writer_format(out, "shed_%s:%" PRIu64 "\r\n", page_shed_count(NULL, kind).name, counted(&stats->shed[kind]));
    number(out, "submit_p50_us", histogram_quantile(&stats->submit_time, STATS_FIRST_US, 0.5));
    number(out, "submit_p99_us", histogram_quantile(&stats->submit_time, STATS_FIRST_US, 0.99));
    number(out, "query_p50_us", histogram_quantile(&stats->query_time, STATS_FIRST_US, 0.5));
    number(out, "query_p99_us", histogram_quantile(&stats->query_time, STATS_FIRST_US, 0.99));
    number(out, "prepare_p50_us", histogram_quantile(&stats->prepare_time, STATS_FIRST_US, 0.5));
    number(out, "prepare_p99_us", histogram_quantile(&stats->prepare_time, STATS_FIRST_US, 0.99));
}

/* Replies that were errors, in Redis's words: by the error's own word. */
static void write_errors(const struct source *source, struct writer *out)
{
    const struct stats *stats = &source->server->stats;
    for (int status = 0; status <= STATUS_COUNT; status++) {
        uint64_t times = counted(&stats->refused[status]);
        const char *word = status < STATUS_COUNT ? status_word((enum status)status) : "ERR";
        if (times)
            writer_format(out, "errorstat_%s:count=%" PRIu64 "\r\n", word, times);
    }
}

static void write_log(const struct source *source, struct writer *out)
{
    struct log_problems problems;
    log_problems(&problems);
    int64_t age_ms = problems.wall_ms ? clock_wall_ms() - problems.wall_ms : 0;
    number(out, "log_errors", problems.errors);
    number(out, "log_warnings", problems.warnings);
    number(out, "slow_requests", slowlog_count(&source->server->slowlog));
    text(out, "last_problem", problems.text);
    number(out, "last_problem_age", age_ms > 0 ? (uint64_t)age_ms / 1000 : 0);
}

static void write_queue(const struct source *source, struct writer *out)
{
    struct server *server = source->server;
    number(out, "queued_submissions", atomic_load(&server->queued_submissions));
    number(out, "queued_submission_bytes", budget_used(&server->queue));
    number(out, "queued_queries", atomic_load(&server->queued_queries));
}

static void write_replication(const struct source *source, struct writer *out)
{
    (void)source;
    text(out, "role", "master"); /* what clients with sentinels and clusters look for */
    number(out, "connected_slaves", 0);
}

static const struct {
    const char *name;
    void (*write)(const struct source *, struct writer *);
} sections[] = {
    {"Server", write_server},     {"Clients", write_clients},
    {"Memory", write_memory},     {"Store", write_store},
    {"Articles", write_articles}, {"Stats", write_stats},
    {"Errorstats", write_errors}, {"Log", write_log},
    {"Queue", write_queue},       {"Replication", write_replication},
};

static bool is_asked(const struct request *request, const char *name)
{
    if (request->count < 2)
        return true;
    for (uint32_t i = 1; i < request->count; i++) {
        struct bytes word = request_argument(request, i);
        if (bytes_equal_nocase(word, bytes_of_string(name)) || bytes_equal_nocase(word, BYTES("all")) ||
            bytes_equal_nocase(word, BYTES("default")) || bytes_equal_nocase(word, BYTES("everything")))
            return true;
    }
    return false;
}

void info_write(struct server *server, const struct request *request, int64_t now_ms, struct writer *out)
{
    struct source source = {.server = server, .now_ms = now_ms};
    store_thread_stats(server->store, &source.store);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        if (!is_asked(request, sections[i].name))
            continue;
        writer_format(out, "%s# %s\r\n", out->size ? "\r\n" : "", sections[i].name);
        sections[i].write(&source, out);
    }
}

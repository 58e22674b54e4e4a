#include "daemon/metrics.h"

#include "daemon/info.h"
#include "daemon/ingest/keeper.h"
#include "daemon/server.h"
#include "daemon/store_thread.h"

#include <inttypes.h>

static void head(struct writer *out, const char *name, const char *type, const char *help)
{
    writer_format(out, "# HELP shingled_%s %s\n# TYPE shingled_%s %s\n", name, help, name, type);
}

static void total(struct writer *out, const char *name, const char *help, uint64_t value)
{
    head(out, name, "counter", help);
    writer_format(out, "shingled_%s %" PRIu64 "\n", name, value);
}

static void gauge(struct writer *out, const char *name, const char *help, uint64_t value)
{
    head(out, name, "gauge", help);
    writer_format(out, "shingled_%s %" PRIu64 "\n", name, value);
}

/* unit: how many of the values counted are one of the metric's. */
static void histogram(struct writer *out, const char *name, const char *help, const struct histogram *from,
                      uint64_t first, double unit)
{
    head(out, name, "histogram", help);
    uint64_t sum = 0;
    for (unsigned i = 0; i < STATS_BUCKETS; i++) {
        sum += counted(&from->buckets[i]);
        writer_format(out, "shingled_%s_bucket{le=\"%g\"} %" PRIu64 "\n", name, (double)(first << i) / unit, sum);
    }
    sum += counted(&from->buckets[STATS_BUCKETS]);
    writer_format(out, "shingled_%s_bucket{le=\"+Inf\"} %" PRIu64 "\n", name, sum);
    writer_format(out, "shingled_%s_sum %.6f\nshingled_%s_count %" PRIu64 "\n", name,
                  (double)counted(&from->sum) / unit, name, sum);
}

static void durations(struct writer *out, const char *name, const char *help, const struct histogram *from)
{
    histogram(out, name, help, from, STATS_FIRST_US, 1e6);
}

static void write_store(const struct keeper_stats *store, struct writer *out)
{
    head(out, "submits_total", "counter", "Articles kept, by what they were found to be.");
    for (int i = 0; i < VERDICT_COUNT; i++)
        writer_format(out, "shingled_submits_total{status=\"%s\"} %" PRIu64 "\n", verdict_name((enum verdict)i),
                      store->verdicts[i]);
    total(out, "removed_total", "Articles that were forgotten, withdrawn or expired.", store->removed);
    total(out, "repeats_total", "Articles that were sent again unchanged.", store->repeats);
    total(out, "candidates_total", "Candidates that the index named.", store->matcher.candidates);
    total(out, "verified_total", "Candidates that were verified exactly.", store->matcher.verified);
    total(out, "template_articles_total", "Articles that came with lines of their site's template.",
          store->template_articles);
    total(out, "template_lines_total", "Lines that went from them.", store->template_lines);
    total(out, "template_words_total", "Words that went from them.", store->template_words);
    total(out, "cleaned_again_total", "Articles that lost lines when their site's template was learnt.",
          store->cleaned_again);
    gauge(out, "pairs_apart", "Pairs of articles that UNLINK keeps apart.", store->apart);
    gauge(out, "sites", "Sites whose lines are counted.", store->sites.sites);
    gauge(out, "sites_with_template", "Of them, those that have a template.", store->sites.learnt_sites);
    gauge(out, "sites_bytes", "Memory of the sites' lines.", store->sites.bytes);
    gauge(out, "articles", "Articles in the store.", store->articles);
    gauge(out, "clusters", "Clusters of articles.", store->clusters);
    gauge(out, "last_seq", "Sequence number of the newest event.", store->seq);
    gauge(out, "disk_bytes", "Size of the data file.", store->disk_bytes);
    gauge(out, "snapshot_bytes", "Size of the newest snapshot; 0 when there is none.", store->snapshot.bytes);
    gauge(out, "snapshot_timestamp_seconds", "When it was taken, Unix time.",
          (uint64_t)store->snapshot.taken_ms / 1000);
    total(out, "snapshot_failures_total", "Snapshots that could not be written.", store->snapshot.failures);
    total(out, "scrub_articles_total", "Stored articles that were read again and proved.", store->scrub.articles);
    total(out, "scrub_damaged_total", "Of them, those that the disk had damaged.", store->scrub.damaged);
    total(out, "scrub_passes_total", "Times that the whole store was proved.", store->scrub.passes);
    total(out, "damaged_reads_total", "Candidates that were passed over since their text is damaged.", store->damaged);
    gauge(out, "index_bytes", "Memory of the candidate index.", store->matcher.index.bytes);
    gauge(out, "index_postings", "Keys of articles in the candidate index.", store->matcher.index.postings);
    gauge(out, "tables_bytes", "Memory of the tables by URL, text and id.", store->table_bytes);
    gauge(out, "read_only", "1 after an error of the disk: nothing is taken any more.", store->read_only);
    gauge(out, "full", "1 while the disk or the quota is full.", store->full);
}

static void write_traffic(const struct server *server, struct writer *out)
{
    const struct stats *stats = &server->stats;
    total(out, "connections_total", "Connections accepted.", counted(&stats->connections));
    total(out, "refused_connections_total", "Connections over limits.clients.", counted(&stats->refused_clients));
    total(out, "dropped_connections_total", "Clients dropped: too slow, or not speaking the protocol.",
          counted(&stats->dropped_clients));
    total(out, "http_connections_total", "Connections of HTTP accepted.", counted(&stats->http_connections));
    total(out, "http_refused_connections_total", "Connections over limits.http-clients.",
          counted(&stats->http_refused_clients));
    total(out, "http_dropped_connections_total", "Clients of HTTP dropped: too slow.",
          counted(&stats->http_dropped_clients));
    total(out, "wrong_tokens_total", "AUTH that was refused.", counted(&stats->wrong_tokens));
    total(out, "cross_protocol_total", "Clients that spoke HTTP at the port of commands.",
          counted(&stats->cross_protocol));
    total(out, "commands_total", "Requests.", counted(&stats->commands));
    total(out, "errors_total", "Requests answered with an error.", counted(&stats->errors));
    head(out, "refused_total", "counter", "Error replies, by their word.");
    for (int status = 0; status <= STATUS_COUNT; status++)
        writer_format(out, "shingled_refused_total{word=\"%s\"} %" PRIu64 "\n",
                      status < STATUS_COUNT ? status_word((enum status)status) : "ERR",
                      counted(&stats->refused[status]));
    total(out, "busy_total", "Requests answered with BUSY.", counted(&stats->busy));
    total(out, "received_bytes_total", "Bytes received.", counted(&stats->bytes_in));
    total(out, "sent_bytes_total", "Bytes sent.", counted(&stats->bytes_out));
    total(out, "commits_total", "Synced commits.", counted(&stats->commits));
    total(out, "commit_failures_total", "Commits that failed.", counted(&stats->commit_failures));
    total(out, "pages_shed_total", "Pages of which the limits of markup took something off.",
          counted(&stats->pages_shed));
    head(out, "shed_total", "counter", "What they took off, by kind; text is never shed.");
    for (size_t kind = 0; kind < PAGE_SHED_KINDS; kind++)
        writer_format(out, "shingled_shed_total{kind=\"%s\"} %" PRIu64 "\n", page_shed_count(NULL, kind).name,
                      counted(&stats->shed[kind]));
    gauge(out, "connected_clients", "Connections now.", atomic_load(&server->clients.count));
    gauge(out, "http_clients", "Connections of HTTP now.",
          counted(&stats->http_connections) - counted(&stats->http_left));
    gauge(out, "queued_submissions", "Submissions between the event loops and the store.",
          atomic_load(&server->queued_submissions));
    gauge(out, "queued_queries", "Queries that wait for the store.", atomic_load(&server->queued_queries));
    gauge(out, "request_bytes", "Memory of requests.", budget_used(&server->input));
    gauge(out, "prepared_bytes", "Memory of prepared pages.", budget_used(&server->prepared));
    gauge(out, "reply_bytes", "Memory of replies.", budget_used(&server->replies));
    durations(out, "submit_duration_seconds", "From a submission's last byte to its answer.", &stats->submit_time);
    durations(out, "query_duration_seconds", "From a query's last byte to its answer.", &stats->query_time);
    durations(out, "prepare_duration_seconds", "Work of one page: extraction and fingerprint.", &stats->prepare_time);
    durations(out, "commit_duration_seconds", "Synced commits.", &stats->commit_time);
    histogram(out, "commit_articles", "Articles of a synced commit.", &stats->commit_articles, STATS_FIRST_ARTICLES, 1);
}

void metrics_write(struct server *server, struct writer *out)
{
    struct keeper_stats store;
    store_thread_stats(server->store, &store);
    head(out, "build_info", "gauge", "The daemon's version.");
    writer_format(out, "shingled_build_info{version=\"%s\"} 1\n", SHINGLED_VERSION);
    write_store(&store, out);
    write_traffic(server, out);
    writer_format(out,
                  "# HELP process_resident_memory_bytes Resident memory.\n# TYPE process_resident_memory_bytes gauge\n"
                  "process_resident_memory_bytes %" PRIu64 "\n"
                  "# HELP process_start_time_seconds Start, Unix time.\n# TYPE process_start_time_seconds gauge\n"
                  "process_start_time_seconds %.3f\n",
                  info_resident_bytes(), (double)server->started_wall_ms / 1e3);
}

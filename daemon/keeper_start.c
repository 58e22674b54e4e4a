#include "daemon/keeper_start.h"

#include "daemon/clock.h"
#include "daemon/exit_code.h"
#include "daemon/ingest/keeper.h"
#include "daemon/ingest/salvage.h"
#include "daemon/log.h"
#include "daemon/notify.h"

#include <inttypes.h>
#include <stdio.h>

enum { TELL_EVERY_MS = 500, EXTEND_US = 30 * 1000000, EXTEND_SNAPSHOT_US = 300 * 1000000 };

struct progress {
    int64_t told_ms;
};

static void on_progress(void *context, uint64_t done, uint64_t all)
{
    struct progress *progress = context;
    int64_t now_ms = clock_coarse_ms();
    if (now_ms - progress->told_ms < TELL_EVERY_MS)
        return;
    progress->told_ms = now_ms;
    char text[96];
    (void)snprintf(text, sizeof text, "reading the store: %" PRIu64 " of %" PRIu64 " articles", done, all);
    notify_extend(text, EXTEND_US);
}

static void on_tell(void *context, const char *text)
{
    (void)context;
    log_write(LOG_LEVEL_WARNING, "store: %s", text);
}

static int exit_code_of(enum status status)
{
    switch ((int)status) {
    case STATUS_OK: return EXIT_CODE_OK;
    case STATUS_DAMAGED: return EXIT_CODE_DAMAGED;
    case STATUS_NOTSTORE: return EXIT_CODE_NOT_STORE;
    case STATUS_LOCKED: return EXIT_CODE_LOCKED;
    case STATUS_NEWER:
    case STATUS_MISMATCH:
    case STATUS_BADARG: return EXIT_CODE_CONFIG;
    case STATUS_NOMEM: return EXIT_CODE_SYSTEM;
    case STATUS_FULL:
    case STATUS_IO: return EXIT_CODE_IO;
    default: return EXIT_CODE_FAILED;
    }
}

static struct matcher_params matcher_settings(const struct config *config)
{
    struct matcher_params params = matcher_defaults();
    params.key_cap = config->match.max_postings;
    params.verify_max = config->match.candidates;
    params.cache_bytes = config->match.cache_size < UINT32_MAX ? (uint32_t)config->match.cache_size : UINT32_MAX;
    params.words_min = config->fingerprint.min_words;
    params.containment = config->match.containment;
    params.resemblance = config->match.resemblance;
    params.window_ms = config->match.window_ms;
    return params;
}

static struct keeper_params keeper_settings(const struct config *config)
{
    return (struct keeper_params){
        .path = config->store.path,
        .max_size = config->store.max_size,
        .compression = (int)config->store.compression,
        .sketch = {.width = config->fingerprint.shingle_width,
                   .sample_rate = config->fingerprint.sample_rate,
                   .min_keys = config->fingerprint.min_keys,
                   .max_keys = config->fingerprint.max_keys},
        .matcher = matcher_settings(config),
        .priority = config->sources.priority.at,
        .priority_count = config->sources.priority.count,
        .sites = {.sites = config->templates.sites, .lines = config->templates.lines},
        .templates = config->templates.learn,
        .snapshot_ms = config->store.snapshot_ms,
        .scrub_ms = config->store.scrub_ms,
        .prove_bytes = config->store.prove_bytes,
        .tell = on_tell,
    };
}

int keeper_start(const struct config *config, struct keeper **keeper)
{
    struct progress progress = {.told_ms = 0};
    struct keeper_params params = keeper_settings(config);
    params.progress = on_progress;
    params.context = &progress;
    struct writer problem = {0};
    int64_t began_us = clock_us();
    enum status status = keeper_open(&params, &problem, keeper);
    int code = EXIT_CODE_OK;
    if (status == STATUS_OK) {
        struct keeper_stats stats = keeper_stats(*keeper);
        log_write(LOG_LEVEL_INFO, "store %s: %" PRIu64 " articles in %" PRIu64 " clusters, read in %.2f s%s",
                  config->store.path, stats.articles, stats.clusters, (double)(clock_us() - began_us) / 1e6,
                  stats.snapshot.loaded ? " from a snapshot" : "");
    } else {
        *keeper = NULL;
        code = exit_code_of(status);
        log_write(LOG_LEVEL_ERROR, "cannot open the store %s: %s: %" BYTES_FORMAT, config->store.path,
                  status_text(status), BYTES_ARGS(bytes_trim(writer_view(&problem))));
    }
    writer_close(&problem);
    return code;
}

void keeper_follow(const struct config *config, struct keeper *keeper)
{
    const struct keeper_params params = keeper_settings(config);
    enum status status = keeper_adjust(keeper, &params);
    if (status != STATUS_OK)
        log_write(LOG_LEVEL_ERROR, "the store does not take the new settings: %s", status_text(status));
}

void keeper_snapshot_at_stop(struct keeper *keeper)
{
    uint64_t before = keeper_stats(keeper).snapshot.written;
    int64_t began_us = clock_us();
    notify_extend("writing a snapshot", EXTEND_SNAPSHOT_US);
    keeper_snapshot_finish(keeper, clock_wall_ms());
    struct keeper_stats stats = keeper_stats(keeper);
    if (stats.snapshot.written != before)
        log_write(LOG_LEVEL_INFO, "snapshot of %" PRIu64 " bytes written in %.2f s", stats.snapshot.bytes,
                  (double)(clock_us() - began_us) / 1e6);
}

void keeper_stop(struct keeper *keeper)
{
    keeper_close(keeper);
}

static void print(const struct writer *report, FILE *out)
{
    if (report->size) /* or it has no memory, and fwrite takes no NULL */
        (void)fwrite(report->at, 1, report->size, out);
}

int keeper_check_store(const char *path)
{
    struct writer report = {0};
    enum status status = keeper_verify(path, &report);
    print(&report, stdout);
    if (status == STATUS_OK)
        (void)printf("%s: clean\n", path);
    else
        (void)fprintf(stderr, "shingled: %s: %s\n", path, status_text(status));
    writer_close(&report);
    return exit_code_of(status);
}

/* What was copied is worth nothing unless a daemon can open it. */
static int prove_salvaged(const char *path)
{
    struct writer faults = {0};
    enum status status = keeper_verify(path, &faults);
    if (status != STATUS_OK)
        (void)fprintf(stderr, "shingled: the new store %s: %s\n%.*s", path, status_text(status), (int)faults.size,
                      faults.size ? (const char *)faults.at : "");
    writer_close(&faults);
    return exit_code_of(status);
}

int keeper_salvage_store(const char *from, const char *to)
{
    struct writer report = {0};
    struct salvage_tally tally;
    enum status status = salvage(from, to, &report, &tally);
    print(&report, status == STATUS_OK ? stdout : stderr);
    int code = exit_code_of(status);
    if (status == STATUS_OK)
        code = prove_salvaged(to);
    if (status == STATUS_OK)
        (void)printf("%s: %" PRIu64 " articles copied, %" PRIu64 " lost; %" PRIu64 " events, %" PRIu64 " lost; %" PRIu64
                     " pages of %s make no sense\n",
                     to, tally.articles, tally.lost, tally.events, tally.events_lost, tally.bad_pages, from);
    else
        (void)fprintf(stderr, "\nshingled: nothing is salvaged: %s\n", status_text(status));
    writer_close(&report);
    return code == EXIT_CODE_OK && (tally.lost || tally.events_lost) ? EXIT_CODE_DAMAGED : code;
}

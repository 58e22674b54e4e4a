#include "daemon/server_run.h"

#include "daemon/api.h"
#include "daemon/clock.h"
#include "daemon/exit_code.h"
#include "daemon/ingest/json_read.h"
#include "daemon/keeper_start.h"
#include "daemon/listeners.h"
#include "daemon/log.h"
#include "daemon/loop.h"
#include "daemon/notify.h"
#include "daemon/reload.h"
#include "daemon/server.h"
#include "daemon/store_thread.h"
#include "daemon/tls/tls.h"
#include "daemon/verifier.h"
#include "daemon/worker.h"

#include <errno.h>
#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* Main thread. */
struct run {
    struct server server;
    const struct options *options;
    struct event_base *base;
    struct listeners *listeners;
    struct api *api;
    int signal_fd;
    struct event signals, mail, tick;
    bool stopping;
    bool untold; /* systemd does not know yet that it serves: it is told again, or it would end it */
    uint32_t ticks;
    uint64_t watchdog_us;
    int64_t last_sign_us;
    unsigned long *heartbeats; /* of each loop at the last tick */
    int64_t *heard_ms;         /* when each loop's last changed */
};

enum { LOOP_SILENT_MS = 5000, STATUS_EVERY_TICKS = 10, STOP_EXTEND_US = 10 * 1000000 };

void server_stop(struct server *server, int exit_code)
{
    int none = EXIT_CODE_OK;
    (void)atomic_compare_exchange_strong(&server->exit_code, &none, exit_code);
    atomic_store(&server->stop_wanted, true);
    mailbox_wake(&server->mailbox);
}

/* ---- stopping ---- */

static void stop(struct run *run, const char *why)
{
    if (run->stopping)
        return;
    run->stopping = true;
    log_write(LOG_LEVEL_NOTICE, "stopping: %s", why);
    notify_stopping("finishing what was accepted");
    listeners_close(run->listeners);
    run->listeners = NULL;
    atomic_store(&run->server.draining, true);
    store_thread_wake(run->server.store);
    for (uint32_t i = 0; i < run->server.loop_count; i++)
        mailbox_wake(&run->server.loops[i]->mailbox);
}

static void end_when_loops_ended(struct run *run)
{
    for (uint32_t i = 0; i < run->server.loop_count; i++)
        if (!atomic_load(&run->server.loops[i]->ended)) {
            mailbox_wake(&run->server.loops[i]->mailbox); /* HTTP waits for the others */
            return;
        }
    (void)event_base_loopbreak(run->base);
}

static void on_mail(int fd, short what, void *context)
{
    (void)fd;
    (void)what;
    struct run *run = context;
    (void)mailbox_take(&run->server.mailbox);
    if (atomic_load(&run->server.stop_wanted))
        stop(run, run->server.exit_code ? "a thread cannot go on" : "SHUTDOWN");
    if (run->stopping)
        end_when_loops_ended(run);
}

/* Whoever does not stand among the users any more is disconnected by the loops, which hear of it before the log does.
 */
static void reload_users(struct run *run)
{
    struct server *server = &run->server;
    struct writer errors = {0};
    if (!server->access)
        return;
    enum status status = access_reload(server->access, &errors);
    atomic_fetch_add(&server->users_version, 1);
    for (uint32_t i = 0; i < server->loop_count; i++)
        mailbox_wake(&server->loops[i]->mailbox);
    if (status == STATUS_OK)
        log_write(LOG_LEVEL_NOTICE, "users read again: %zu", access_count(server->access));
    else
        log_write(LOG_LEVEL_ERROR, "the users were not read again, the present ones stay: %" BYTES_FORMAT,
                  BYTES_ARGS(bytes_trim(writer_view(&errors))));
    writer_close(&errors);
}

/* Connections that are open keep the certificate that they began with. */
static void reload_certificate(struct server *server)
{
    struct writer errors = {0};
    if (!server->tls)
        return;
    if (tls_context_reload(server->tls, &errors) == STATUS_OK)
        log_write(LOG_LEVEL_NOTICE, "certificate read again");
    else
        log_write(LOG_LEVEL_ERROR, "the certificate was not read again, the present one stays: %" BYTES_FORMAT,
                  BYTES_ARGS(bytes_trim(writer_view(&errors))));
    writer_close(&errors);
}

static void on_signal(int fd, short what, void *context)
{
    (void)what;
    struct run *run = context;
    struct signalfd_siginfo info;
    while (read(fd, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo == SIGHUP && !run->stopping) {
            notify_reloading();
            reload_settings(&run->server, run->options);
            reload_users(run);
            reload_certificate(&run->server);
            run->untold = !notify_ready("serving");
        } else if (info.ssi_signo != SIGHUP) { /* a second one changes nothing: the last commit is not skipped */
            stop(run, info.ssi_signo == SIGINT ? "SIGINT" : "SIGTERM");
        }
    }
}

/* ---- signs of life ---- */

static bool loops_are_alive(struct run *run, int64_t now_ms)
{
    bool alive = true;
    for (uint32_t i = 0; i < run->server.loop_count; i++) {
        unsigned long beats = atomic_load(&run->server.loops[i]->heartbeats);
        if (beats != run->heartbeats[i] || atomic_load(&run->server.loops[i]->ended))
            run->heard_ms[i] = now_ms;
        run->heartbeats[i] = beats;
        alive &= now_ms - run->heard_ms[i] < LOOP_SILENT_MS;
    }
    return alive;
}

static void tell_status(struct run *run)
{
    char status[128];
    (void)snprintf(status, sizeof status, "%" PRIu64 " articles committed since the start, %" PRIu32 " clients",
                   counted(&run->server.stats.committed_articles), atomic_load(&run->server.clients.count));
    notify_status(status);
}

/* A sign of life goes out only while all loops turn and the store thread gets on. */
static void on_tick(int fd, short what, void *context)
{
    (void)fd;
    (void)what;
    struct run *run = context;
    run->ticks++;
    bool alive = loops_are_alive(run, clock_coarse_ms());
    alive &= store_thread_is_alive(run->server.store);
    atomic_store(&run->server.alive, alive);
    int64_t now_us = clock_us();
    if (run->untold && !run->stopping)
        run->untold = !notify_ready("serving");
    if (alive && run->watchdog_us && (uint64_t)(now_us - run->last_sign_us) >= run->watchdog_us / 3) {
        notify_watchdog();
        run->last_sign_us = now_us;
    }
    if (run->stopping && alive)
        notify_extend("finishing what was accepted", STOP_EXTEND_US);
    else if (run->ticks % STATUS_EVERY_TICKS == 0)
        tell_status(run);
}

/* ---- starting ---- */

/* All threads inherit this mask: signals come to the main thread through signal_fd alone. */
static int open_signals(void)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGHUP);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN); /* a file at its size limit is an error of write(2) */
    if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0)
        return -1;
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

/*
 * Large buffers come from the system and go back to it when they are freed. Left to itself glibc raises its threshold
 * to the largest one freed, and the 4 MiB requests of one bad minute stay in its heaps for good. Each heap is one
 * thread's, and jobs are freed by another thread than the one that filled them, so fewer heaps hold less.
 */
static void tune_memory(void)
{
    (void)mallopt(M_MMAP_THRESHOLD, LIMIT_HEAP_BUFFER);
    (void)mallopt(M_TRIM_THRESHOLD, 2 * LIMIT_HEAP_BUFFER);
    (void)mallopt(M_ARENA_MAX, 2);
}

/* As many files as clients may come, or as the system gives; then fewer clients are let in. */
static void raise_file_limit(struct server *server)
{
    struct rlimit limit;
    uint64_t wanted = (uint64_t)server->tunables.clients + LIMIT_FILES_RESERVED;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted)
        log_write(LOG_LEVEL_WARNING, "limits.clients is %" PRIu32 ", but the system gives only %" PRIu64 " files",
                  atomic_load(&server->tunables.clients), (uint64_t)limit.rlim_cur);
}

static void name_run(struct server *server)
{
    uint8_t random[20] = {0};
    (void)!getrandom(random, sizeof random, GRND_NONBLOCK);
    for (size_t i = 0; i < sizeof random; i++)
        (void)snprintf(server->run_id + 2 * i, 3, "%02x", random[i]);
}

static void take_settings(struct server *server, const struct config *config)
{
    server->config = config;
    (void)pthread_rwlock_init(&server->config_lock, NULL);
    reload_tunables(server, config);
    server->pipeline = config->limits.pipeline;
    server->output_size = config->limits.output_size;
    server->reply_size = config->limits.output_size + config->limits.article_size;
    server->requests = (struct resp_limits){.argument = config->limits.article_size,
                                            .request = 2 * config->limits.article_size,
                                            .inline_line = config->limits.inline_size,
                                            .arguments = config->limits.arguments};
    server->input.cap = config->limits.input_total;
    server->queue.cap = config->limits.queue_size;
    server->prepared.cap = LIMIT_PREPARED_SIZE;
    server->replies.cap = LIMIT_REPLIES_SIZE;
    server->held_answers.cap = LIMIT_HELD_ANSWERS;
    server->queue_articles = config->limits.queue_articles;
    client_table_open(&server->clients);
    peer_count_open(&server->peers);
    slowlog_open(&server->slowlog);
    server->started_ms = clock_coarse_ms();
    server->started_wall_ms = clock_wall_ms();
    name_run(server);
}

static uint32_t worker_threads(const struct config *config)
{
    if (config->threads.workers)
        return config->threads.workers;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors > 0 && processors < 256 ? (uint32_t)processors : 1;
}

/* Workers and loops; the store thread is there already. */
static bool start_threads(struct run *run, const struct config *config)
{
    struct server *server = &run->server;
    uint32_t workers = worker_threads(config);
    if (server->access && !(server->verifier = verifier_open(server)))
        return false;
    server->workers = calloc(workers, sizeof(struct worker *));
    uint32_t loops = config->threads.io + (run->api ? 1 : 0);
    server->loops = calloc(loops, sizeof(struct loop *));
    run->heartbeats = calloc(loops, sizeof *run->heartbeats);
    run->heard_ms = calloc(loops, sizeof *run->heard_ms);
    server->resp_loop_count = config->threads.io;
    if (!server->workers || !server->loops || !run->heartbeats || !run->heard_ms)
        return false;
    for (; server->worker_count < workers; server->worker_count++)
        if (!(server->workers[server->worker_count] = worker_open(server)))
            return false;
    for (; server->loop_count < loops; server->loop_count++) {
        struct api *api = server->loop_count == config->threads.io ? run->api : NULL;
        if (!(server->loops[server->loop_count] = loop_open(server, server->loop_count, api)))
            return false;
        run->heard_ms[server->loop_count] = clock_coarse_ms();
    }
    return true;
}

static bool start_main_loop(struct run *run)
{
    const struct timeval second = {.tv_sec = 1};
    (void)event_assign(&run->signals, run->base, run->signal_fd, EV_READ | EV_PERSIST, on_signal, run);
    (void)event_assign(&run->mail, run->base, run->server.mailbox.wake_fd, EV_READ | EV_PERSIST, on_mail, run);
    (void)event_assign(&run->tick, run->base, -1, EV_PERSIST, on_tick, run);
    return event_add(&run->signals, NULL) == 0 && event_add(&run->mail, NULL) == 0 &&
           event_add(&run->tick, &second) == 0 && listeners_start(run->listeners, &run->server, run->base) == STATUS_OK;
}

static void serve(struct run *run)
{
    struct writer where = {0};
    listeners_describe(run->listeners, &where);
    if (run->api) {
        writer_format(&where, ", ");
        api_describe(run->api, &where);
    }
    log_write(LOG_LEVEL_NOTICE, "shingled %s serves at %" BYTES_FORMAT, SHINGLED_VERSION,
              BYTES_ARGS(writer_view(&where)));
    writer_close(&where);
    run->watchdog_us = notify_watchdog_us();
    run->untold = !notify_ready("serving");
    (void)event_base_loop(run->base, EVLOOP_NO_EXIT_ON_EMPTY);
}

/* Threads end in the order of the work: no new jobs, none at the workers, then the last commit. */
static void end_threads(struct run *run)
{
    struct server *server = &run->server;
    for (uint32_t i = 0; i < server->loop_count; i++)
        (void)pthread_join(server->loops[i]->thread, NULL);
    for (uint32_t i = 0; i < server->worker_count; i++)
        worker_close(server->workers[i]);
    verifier_close(server->verifier);
    store_thread_close(server->store);
    for (uint32_t i = 0; i < server->loop_count; i++)
        loop_close(server->loops[i]);
    free(server->workers);
    free(server->loops);
}

/* The addresses are taken before the store is read, so that clients wait instead of being refused. */
static bool open_addresses(struct run *run, const struct config *config)
{
    struct writer errors = {0};
    enum status status = listeners_open(config, &run->listeners, &errors);
    if (status == STATUS_OK)
        status = api_open(&run->server, listeners_http_fds(run->listeners), &run->api, &errors);
    if (status != STATUS_OK)
        log_write(LOG_LEVEL_ERROR, "%s: %" BYTES_FORMAT, status_text(status),
                  BYTES_ARGS(bytes_trim(writer_view(&errors))));
    writer_close(&errors);
    return status == STATUS_OK;
}

static bool open_users(struct run *run, const struct config *config)
{
    struct writer errors = {0};
    if (!*config->access.users)
        return true;
    enum status status = access_open(config->access.users, &run->server.access, &errors);
    if (status != STATUS_OK)
        log_write(LOG_LEVEL_ERROR, "%s: %" BYTES_FORMAT, status_text(status),
                  BYTES_ARGS(bytes_trim(writer_view(&errors))));
    writer_close(&errors);
    return status == STATUS_OK;
}

static bool open_tls(struct run *run, const struct config *config)
{
    struct writer errors = {0};
    const struct tls_files files = {config->tls.certificate, config->tls.key, config->tls.client_ca};
    if (!listeners_have_tls(run->listeners) && !api_has_tls(run->api))
        return true;
    enum status status = tls_context_open(&files, &run->server.tls, &errors);
    if (status != STATUS_OK)
        log_write(LOG_LEVEL_ERROR, "%s: %" BYTES_FORMAT, status_text(status),
                  BYTES_ARGS(bytes_trim(writer_view(&errors))));
    writer_close(&errors);
    return status == STATUS_OK;
}

static int start_and_serve(struct run *run, const struct config *config)
{
    if (!open_users(run, config))
        return EXIT_CODE_CONFIG;
    if (!open_addresses(run, config))
        return EXIT_CODE_ADDRESS;
    if (!open_tls(run, config))
        return EXIT_CODE_CONFIG;
    struct keeper *keeper = NULL;
    int code = keeper_start(config, &keeper);
    if (!keeper)
        return code;
    run->server.store = store_thread_open(&run->server, keeper);
    if (!run->server.store) {
        keeper_stop(keeper);
        return EXIT_CODE_SYSTEM;
    }
    atomic_store(&run->server.alive, true);
    if (start_threads(run, config) && start_main_loop(run)) {
        serve(run);
    } else {
        log_write(LOG_LEVEL_ERROR, "cannot start: %s", strerror(errno));
        server_stop(&run->server, EXIT_CODE_SYSTEM);
        stop(run, "the system gives no threads or memory");
    }
    end_threads(run);
    return run->server.exit_code;
}

int server_run(const struct options *options, struct config *config)
{
    tune_memory();
    json_read_prepare();
    struct run *run = calloc(1, sizeof *run);
    if (!run)
        return EXIT_CODE_SYSTEM;
    struct event_config *base_config = event_config_new();
    if (base_config)
        (void)event_config_set_flag(base_config, EVENT_BASE_FLAG_NOLOCK);
    run->options = options;
    run->base = base_config ? event_base_new_with_config(base_config) : NULL;
    run->signal_fd = open_signals();
    take_settings(&run->server, config);
    raise_file_limit(&run->server);
    int code = EXIT_CODE_SYSTEM;
    if (run->base && run->signal_fd >= 0 && reload_agencies(&run->server, config) == STATUS_OK &&
        mailbox_open(&run->server.mailbox) == STATUS_OK)
        code = start_and_serve(run, config);
    api_close(run->api);
    listeners_close(run->listeners);
    mailbox_close(&run->server.mailbox);
    access_close(run->server.access);
    tls_context_close(run->server.tls);
    peer_count_close(&run->server.peers);
    slowlog_close(&run->server.slowlog);
    reload_close(&run->server);
    client_table_close(&run->server.clients);
    (void)pthread_rwlock_destroy(&run->server.config_lock);
    if (run->signal_fd >= 0)
        (void)close(run->signal_fd);
    if (run->base)
        event_base_free(run->base);
    if (base_config)
        event_config_free(base_config);
    free(run->heartbeats);
    free(run->heard_ms);
    free(run);
    log_write(LOG_LEVEL_NOTICE, code == EXIT_CODE_OK ? "stopped" : "stopped, exit code %d", code);
    return code;
}

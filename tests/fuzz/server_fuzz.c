/*
 * The whole daemon in this process, with a store of its own, and bytes for three of its connections: two of RESP and
 * one of HTTP. Before and after them a client of ours submits an article and asks for it. Laws:
 *
 *   - what was acknowledged, to whomever, is found, and ours has the text that it had, unless something was removed;
 *   - articles are as many as were there before, and came, and were not removed;
 *   - each connection's replies are whole RESP replies, or begin as HTTP does, and our client is always answered;
 *   - every ROUND inputs, and when the bytes stop it, the daemon ends with status 0; --check finds its store clean, and
 *     a start finds as many articles as the last one counted.
 *
 * The input is pieces: a byte that names the connection and the high bits of a size, a byte with the low ones, the
 * bytes.
 */
#include "daemon/exit_code.h"
#include "daemon/ingest/keeper.h"
#include "daemon/keeper_start.h"
#include "daemon/log.h"
#include "daemon/server_run.h"
#include "tests/fuzz/reply_reader.h"
#include "tests/store/scratch.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    ROUND = 256,         /* inputs that one daemon serves */
    CONNECTIONS = 3,     /* the last one is HTTP's */
    SILENCE_MS = 150,    /* after which nothing more is waited for: BLOCK and event streams */
    START_TRIES = 20000, /* of a millisecond each */
    IDS_MAX = 64,
    ROUND_IDS_MAX = 4096
};

/* One daemon, from its start to its end. */
struct life {
    struct scratch scratch;
    char data[300], resp[300], http[32]; /* a path; addresses */
    uint16_t port;                       /* of http */
    struct options options;
    struct config config;
    pthread_t thread;
    atomic_bool ended;
    int exit_code, control;
    unsigned served;
    uint64_t articles; /* as the daemon last said */
};

/* What one connection gives and gets. */
struct talk {
    int fd;
    bool http, cut;
    struct writer in, out;
    size_t sent;
};

struct counts {
    uint64_t articles, removed;
};

static void require(bool law)
{
    if (!law)
        abort();
}

/* ---- the daemon ---- */

static void *serve(void *context)
{
    struct life *life = context;
    life->exit_code = server_run(&life->options, &life->config);
    atomic_store(&life->ended, true);
    return NULL;
}

static int connect_to(int fd, const void *name, socklen_t size)
{
    require(fd >= 0);
    if (connect(fd, name, size) == 0)
        return fd;
    (void)close(fd);
    return -1;
}

static int reach_resp(const struct life *life)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    (void)snprintf(name.sun_path, sizeof name.sun_path, "%s", life->resp + sizeof "unix:" - 1);
    return connect_to(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), &name, sizeof name);
}

static int reach_http(const struct life *life)
{
    const struct sockaddr_in name = {
        .sin_family = AF_INET, .sin_port = htons(life->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    return connect_to(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), &name, sizeof name);
}

static uint16_t free_port(void)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof name;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    require(fd >= 0 && bind(fd, (const struct sockaddr *)&name, sizeof name) == 0 &&
            getsockname(fd, (struct sockaddr *)&name, &size) == 0);
    (void)close(fd);
    return ntohs(name.sin_port);
}

static void set(struct life *life, const char *name, const char *value)
{
    struct writer errors = {0};
    require(config_set(&life->config, name, value, &errors) == STATUS_OK);
    writer_close(&errors);
}

static void start(struct life *life)
{
    struct writer errors = {0};
    *life = (struct life){.scratch = scratch_make(), .control = -1};
    (void)snprintf(life->data, sizeof life->data, "%s/store", life->scratch.path);
    (void)snprintf(life->resp, sizeof life->resp, "unix:%s/resp", life->scratch.path);
    (void)snprintf(life->http, sizeof life->http, "127.0.0.1:%u", life->port = free_port());
    life->options = (struct options){
        .mode = OPTIONS_RUN, .data = life->data, .http = life->http, .listen = {life->resp}, .listen_count = 1};
    if (options_config(&life->options, &life->config, &errors) != STATUS_OK) {
        (void)fwrite(errors.at, 1, errors.size, stderr);
        abort();
    }
    set(life, "threads.workers", "1");
    set(life, "log.level", "error");
    set(life, "limits.article-size", "64K");
    set(life, "limits.drain-time", "1s");
    set(life, "store.snapshot", "1s");
    log_open((enum log_level)life->config.log.level);
    require(pthread_create(&life->thread, NULL, serve, life) == 0);
    for (unsigned tries = 0; life->control < 0; tries++) {
        require(tries < START_TRIES && !atomic_load(&life->ended));
        life->control = reach_resp(life);
        if (life->control < 0)
            (void)usleep(1000);
    }
}

/* ---- our own client ---- */

/* Sends words and reads the reply, good until the next call. False when the daemon has ended. */
static bool ask(struct life *life, const struct bytes *words, size_t count, struct bytes *reply)
{
    static struct writer line;
    static uint8_t buffer[1 << 20];
    size_t size = 0;
    writer_clear(&line);
    writer_format(&line, "*%zu\r\n", count);
    for (size_t i = 0; i < count; i++) {
        writer_format(&line, "$%zu\r\n", words[i].size);
        writer_bytes(&line, words[i]);
        writer_format(&line, "\r\n");
    }
    require(!line.failed);
    if (send(life->control, line.at, line.size, MSG_NOSIGNAL) != (ssize_t)line.size)
        return false;
    while (replied_size(bytes_of(buffer, size)) == REPLIED_MORE) {
        ssize_t more = recv(life->control, buffer + size, sizeof buffer - size, 0);
        if (more < 0 && errno == EINTR) /* libFuzzer's clock */
            continue;
        if (more <= 0)
            return false;
        size += (size_t)more;
    }
    require(replied_size(bytes_of(buffer, size)) == (ptrdiff_t)size);
    *reply = bytes_of(buffer, size);
    return true;
}

static bool ask_text(struct life *life, const char *command, uint64_t id, struct bytes *reply)
{
    char number[24];
    (void)snprintf(number, sizeof number, "%llu", (unsigned long long)id);
    const struct bytes words[] = {bytes_of_string(command), bytes_of_string(number)};
    return ask(life, words, 2, reply);
}

static uint64_t row(struct bytes info, const char *name)
{
    const uint8_t *at = memmem(info.at, info.size, name, strlen(name));
    require(at != NULL);
    return strtoull((const char *)at + strlen(name), NULL, 10);
}

static bool count(struct life *life, struct counts *out)
{
    const struct bytes words[] = {BYTES("INFO"), BYTES("articles")};
    struct bytes reply;
    if (!ask(life, words, 2, &reply))
        return false;
    *out = (struct counts){row(reply, "\narticles:"), row(reply, "\nremoved:")};
    life->articles = out->articles;
    return true;
}

/* An article that nobody has sent before. */
static bool submit(struct life *life, uint64_t *id)
{
    static unsigned made;
    static struct writer text;
    struct bytes reply;
    writer_clear(&text);
    made++;
    for (unsigned i = 0; i < 60; i++)
        writer_format(&text, "word%u-%u%s", made, i, i % 20 == 19 ? ".\n\n" : " ");
    const struct bytes words[] = {BYTES("SUBMIT"), BYTES("text"), writer_view(&text), BYTES("site_template"),
                                  BYTES("no")};
    if (!ask(life, words, 5, &reply))
        return false;
    *id = replied_id(reply);
    require(*id > 0);
    return true;
}

/* ---- the bytes ---- */

static void split(struct bytes input, struct talk *talks)
{
    while (input.size >= 2) {
        struct talk *talk = &talks[input.at[0] % CONNECTIONS];
        size_t size = (size_t)(input.at[0] / CONNECTIONS % 8) << 8 | input.at[1];
        struct bytes piece = bytes_upto(bytes_from(input, 2), size);
        writer_bytes(&talk->in, piece);
        input = bytes_from(input, 2 + piece.size);
    }
}

/* An input that says it outright stops the daemon each time, and shows nothing new. */
static bool says_shutdown(const struct talk *talk)
{
    static const char word[] = "shutdown";
    for (size_t at = 0; at + sizeof word - 1 <= talk->in.size; at++)
        if (strncasecmp((const char *)talk->in.at + at, word, sizeof word - 1) == 0)
            return true;
    return false;
}

static void receive(struct talk *talk)
{
    uint8_t buffer[16384];
    ssize_t size = recv(talk->fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (size > 0) {
        writer_bytes(&talk->out, bytes_of(buffer, (size_t)size));
        return;
    }
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    talk->cut = size < 0;
    (void)close(talk->fd);
    talk->fd = -1;
}

static void send_some(struct talk *talk)
{
    size_t left = talk->in.size - talk->sent;
    ssize_t size = left ? send(talk->fd, talk->in.at + talk->sent, left, MSG_DONTWAIT | MSG_NOSIGNAL) : 0;
    if (size > 0)
        talk->sent += (size_t)size;
    else if (size < 0 && errno != EAGAIN && errno != EINTR)
        talk->sent = talk->in.size; /* it hears no more; what it said is still to be read */
    if (talk->sent == talk->in.size)
        (void)shutdown(talk->fd, SHUT_WR);
}

/* Until each connection was ended by the daemon, or nothing was heard for a while. */
static void converse(struct talk *talks)
{
    for (;;) {
        struct pollfd polled[CONNECTIONS];
        nfds_t open = 0;
        for (size_t i = 0; i < CONNECTIONS; i++) {
            bool sending = talks[i].sent < talks[i].in.size;
            polled[i] = (struct pollfd){.fd = talks[i].fd, .events = (short)(sending ? POLLIN | POLLOUT : POLLIN)};
            open += talks[i].fd >= 0;
        }
        int ready = open ? poll(polled, CONNECTIONS, SILENCE_MS) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            break;
        for (size_t i = 0; i < CONNECTIONS; i++) {
            if (talks[i].fd >= 0 && polled[i].revents & POLLOUT)
                send_some(&talks[i]);
            if (talks[i].fd >= 0 && polled[i].revents & ~POLLOUT)
                receive(&talks[i]);
        }
    }
    for (size_t i = 0; i < CONNECTIONS; i++)
        if (talks[i].fd >= 0) {
            talks[i].cut = true;
            (void)close(talks[i].fd);
        }
}

/* ---- the laws ---- */

/* Numbers of articles that the replies say are kept. */
static size_t judge_replies(const struct talk *talk, uint64_t *ids, size_t count)
{
    struct bytes rest = writer_view(&talk->out);
    if (talk->http) {
        require(rest.size < 12 || bytes_equal(bytes_upto(rest, 7), BYTES("HTTP/1.")));
        return count;
    }
    while (rest.size) {
        ptrdiff_t size = replied_size(rest);
        require(size > 0 || (size == REPLIED_MORE && talk->cut));
        if (size <= 0)
            break;
        uint64_t id = replied_id(bytes_upto(rest, (size_t)size));
        if (id && count < IDS_MAX)
            ids[count++] = id;
        rest = bytes_from(rest, (size_t)size);
    }
    return count;
}

/* What the daemon leaves behind is sound. */
static void end(struct life *life)
{
    struct writer report = {0};
    struct keeper *keeper = NULL;
    (void)close(life->control); /* it would be waited for */
    require(pthread_join(life->thread, NULL) == 0);
    require(life->exit_code == EXIT_CODE_OK);
    require(keeper_verify(life->data, &report) == STATUS_OK);
    require(keeper_start(&life->config, &keeper) == EXIT_CODE_OK);
    require(keeper_stats(keeper).articles >= life->articles);
    keeper_stop(keeper);
    writer_close(&report);
    struct scratch store = {{0}};
    (void)snprintf(store.path, sizeof store.path, "%.250s", life->data);
    scratch_remove(&store);
    scratch_remove(&life->scratch);
    config_close(&life->config);
}

/* Talks; false when that has ended the daemon. */
static bool run(struct life *life, struct talk *talks)
{
    struct counts before, after;
    struct bytes text, reply;
    uint64_t mine, ids[IDS_MAX];
    size_t heard = 0;
    if (!submit(life, &mine) || !ask_text(life, "TEXT", mine, &text) || !count(life, &before))
        return false;
    struct writer kept = {0};
    require(ask_text(life, "TEXT", mine, &text) && text.at[0] == '$');
    writer_bytes(&kept, text);
    for (size_t i = 0; i < CONNECTIONS; i++) {
        talks[i].http = i == CONNECTIONS - 1;
        talks[i].fd = talks[i].in.size == 0 ? -1 : talks[i].http ? reach_http(life) : reach_resp(life);
    }
    converse(talks);
    for (size_t i = 0; i < CONNECTIONS; i++)
        heard = judge_replies(&talks[i], ids, heard);
    bool goes_on = count(life, &after);
    if (goes_on && after.removed == before.removed) {
        require(after.articles >= before.articles);
        require(!ask_text(life, "TEXT", mine, &reply) || bytes_equal(reply, writer_view(&kept)));
        for (size_t i = 0; i < heard; i++)
            require(!ask_text(life, "DOC", ids[i], &reply) || reply.at[0] != '-');
    }
    writer_close(&kept);
    return goes_on;
}

/* In good order, with the laws that are looked at then. */
static void stop(struct life *life)
{
    struct bytes reply;
    const struct bytes word = BYTES("SHUTDOWN");
    (void)ask(life, &word, 1, &reply);
    end(life);
}

static struct life *present; /* its threads go on between inputs */

static void stop_present(void)
{
    if (present)
        stop(present);
}

static void start_present(void)
{
    static bool before;
    if (!before)
        require(atexit(stop_present) == 0);
    before = true;
    present = calloc(1, sizeof *present);
    require(present != NULL);
    start(present);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct talk talks[CONNECTIONS] = {{.fd = -1}, {.fd = -1}, {.fd = -1}};
    split(bytes_of(data, size), talks);
    if (!says_shutdown(&talks[0]) && !says_shutdown(&talks[1]) && !says_shutdown(&talks[2])) {
        if (!present)
            start_present();
        bool goes_on = run(present, talks);
        if (!goes_on || ++present->served == ROUND) {
            (goes_on ? stop : end)(present);
            free(present);
            present = NULL;
        }
    }
    for (size_t i = 0; i < CONNECTIONS; i++) {
        writer_close(&talks[i].in);
        writer_close(&talks[i].out);
    }
    return 0;
}

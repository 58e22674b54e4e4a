/*
 * The daemon's settings as typed fields, filled from defaults, then the file, then the command line.
 *
 *     struct config config;
 *     struct writer errors = {0};
 *     enum status status = config_open(&config);                          // defaults; no file is needed
 *     if (status == STATUS_OK && path)
 *         status = config_load(&config, path, &errors);                   // "file:line: what is wrong" lines in errors
 *     if (status == STATUS_OK && data)
 *         status = config_set(&config, "store.path", data, &errors);      // the command line wins
 *     if (status == STATUS_OK)
 *         status = config_verify(&config, &errors);                       // what concerns several settings at once
 *     ...
 *     config_close(&config);
 *
 * Every field below is one row of config/settings.c, where its range, default and documentation stand. A name is
 * section.key as in the file: store.max-size is the field store.max_size. Units are in the names; sizes are bytes.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "shingle/base/arena.h"
#include "shingle/base/status.h"
#include "shingle/base/writer.h"

/* Words of a list setting, NUL-terminated, in the order written. */
struct config_list {
    const char *const *at;
    size_t count;
};

/* Least severe level that is logged; the numbers are syslog's. */
enum config_level {
    CONFIG_LEVEL_ERROR = 3,
    CONFIG_LEVEL_WARNING = 4,
    CONFIG_LEVEL_NOTICE = 5,
    CONFIG_LEVEL_INFO = 6,
    CONFIG_LEVEL_DEBUG = 7
};

struct config {
    struct arena memory; /* holds every string and list below */

    struct {
        struct config_list address;    /* RESP: "ADDR:PORT", "[V6]:PORT" or "unix:PATH"; see shingle/base/address.h */
        struct config_list tls;        /* the same for RESP over TLS; may be empty */
        const char *http;              /* one address, or "off" */
        const char *https;             /* the same for HTTP over TLS */
        struct config_list http_hosts; /* names by which browsers may call that address */
        bool i_know_this_is_open;      /* listening beyond this machine without users is meant */
    } listen;

    struct {
        const char *users; /* path of the users file; "" = whoever connects may do everything */
    } access;

    struct {
        const char *certificate, *key, *client_ca; /* PEM files; "" = none */
    } tls;

    struct {
        uint32_t io;      /* event loops */
        uint32_t workers; /* threads that extract and fingerprint; 0 = one for each processor */
    } threads;

    struct {
        uint64_t article_size; /* raw bytes of one page */
        uint32_t arguments;    /* of one command */
        uint64_t inline_size;  /* bytes of an inline command */
        uint32_t pipeline;     /* commands in flight for one client */
        uint32_t clients;      /* connections at once */
        uint32_t clients_per_address;
        uint64_t output_size;              /* unread reply bytes for one client */
        uint64_t input_total;              /* bytes in the input buffers of all clients together */
        uint32_t queue_articles;           /* submissions between the event loops and the store, then -BUSY */
        uint64_t queue_size;               /* the same in bytes */
        int64_t request_time_ms;           /* from a request's first byte to its last */
        int64_t write_time_ms;             /* without a byte of a waiting reply taken */
        int64_t idle_time_ms;              /* without a request; 0 = never */
        int64_t drain_time_ms;             /* to finish what was accepted, when stopping */
        uint32_t http_clients;             /* HTTP connections at once, */
        uint32_t http_clients_per_address; /* and of one address */
        int64_t http_time_ms;              /* for one HTTP request */
    } limits;

    struct {
        const char *path;        /* data directory */
        uint64_t max_size;       /* bytes of the data file, then -FULL */
        uint32_t compression;    /* deflate level, 1 to 9 */
        uint32_t batch_articles; /* of one commit */
        uint64_t batch_size;     /* of one commit, bytes of text */
        int64_t snapshot_ms;     /* between two snapshots; 0 = none */
        int64_t scrub_ms;        /* in which every article is read again and proved; 0 = never */
        uint64_t prove_bytes;    /* of a larger snapshot the indexes are proved after the start */
        const char *backup_path; /* directory for backups; "" = none are made */
        int64_t keep_ms;         /* articles that came longer ago are removed; 0 = never */
    } store;

    struct {
        struct config_list agencies; /* "Name|further name|host.example" */
    } extract;

    struct {
        uint32_t shingle_width; /* words */
        uint32_t sample_rate;   /* one shingle of so many is an index key; a power of two */
        uint32_t min_keys;      /* short texts are sampled finer until they have so many */
        uint32_t max_keys;      /* long texts are sampled coarser until they have at most so many */
        uint32_t min_words;     /* fewer: matched exactly or not at all */
    } fingerprint;

    struct {
        bool learn;     /* take out the lines that a site repeats */
        uint32_t sites; /* known at once */
        uint32_t lines; /* counted for one site */
    } templates;

    struct {
        double containment;    /* at least this share of the shorter text in the longer one: copies */
        double resemblance;    /* of copies: from here "copy", below "excerpt" or "extended" */
        int64_t window_ms;     /* older articles are not looked for; 0 = all are */
        uint32_t max_postings; /* articles kept for one key; past it the key is too common to tell */
        uint32_t candidates;   /* verified for one submission */
        uint64_t cache_size;   /* bytes of recent texts' shingles */
    } match;

    struct {
        struct config_list priority; /* sources, best first, for the choice of the canonical article */
    } sources;

    struct {
        enum config_level level;
        int64_t slow_ms; /* requests that took so long are kept for SLOWLOG */
    } log;
};

/*
 * Fills in every default; store.path is $STATE_DIRECTORY where the environment has it (systemd sets it).
 * STATUS_OK, or STATUS_NOMEM; config_close is right after both.
 */
MUST_CHECK enum status config_open(struct config *config);

/* Frees the memory. The strings and lists are gone with it. */
void config_close(struct config *config);

/*
 * Reads a file over what config holds. Every problem becomes one line "FILE:LINE: what is wrong; what is allowed\n" in
 * errors, and reading goes on to find the others. STATUS_OK; STATUS_SYNTAX when errors has lines; STATUS_NOTFOUND or
 * STATUS_IO when the file cannot be read, STATUS_TOOBIG past 1 MiB (also told in errors); STATUS_NOMEM. After a failure
 * config is a mixture that is good for config_close only.
 */
MUST_CHECK enum status config_load(struct config *config, const char *path, struct writer *errors);

/* The same for text in memory; name stands for the file in messages. The text may hold any bytes. */
MUST_CHECK enum status config_parse(struct config *config, struct bytes text, const char *name, struct writer *errors);

/*
 * Sets one setting by its dotted name from text as it would stand in the file; a list is replaced. STATUS_OK,
 * STATUS_UNKNOWN, STATUS_BADARG (both with a line in errors that names the setting), STATUS_NOMEM.
 */
MUST_CHECK enum status config_set(struct config *config, const char *name, const char *value, struct writer *errors);

/* As config_set, but a value for a list is added behind what it has (a second --listen). */
MUST_CHECK enum status config_add(struct config *config, const char *name, const char *value, struct writer *errors);

/*
 * Checks what concerns several settings: addresses beyond this machine need TLS and users, or
 * listen.i-know-this-is-open, and limits must fit each other. STATUS_OK, or STATUS_BADARG with one line a problem in
 * errors.
 */
MUST_CHECK enum status config_verify(const struct config *config, struct writer *errors);

/* Whether there is an address for HTTP over TLS; for anything over TLS. */
bool config_has_https(const struct config *config);
bool config_has_tls(const struct config *config);

/* One setting as the functions below hand it out. Strings are valid during the call. */
struct config_item {
    const char *name;  /* dotted, e.g. "store.max-size" */
    const char *value; /* as it could stand in the file, e.g. "64M"; a list is joined by ", "; NULL without memory */
    bool reloadable;   /* SIGHUP applies it */
    bool tied;         /* part of the store's identity: must not change once a store exists */
};

typedef void config_visit(void *context, const struct config_item *item);

/*
 * Visits every setting whose dotted name matches pattern (* any run, ? any one byte, case of letters ignored), in the
 * table's order. Returns how many. This answers CONFIG GET.
 */
size_t config_get(const struct config *config, struct bytes pattern, config_visit *visit, void *context);

/*
 * Visits every setting whose value differs between the two, with the value in `next`. Returns how many; without memory
 * a setting counts as differing. For SIGHUP.
 */
size_t config_compare(const struct config *now, const struct config *next, config_visit *visit, void *context);

#endif

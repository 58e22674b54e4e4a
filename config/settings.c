#include "config/settings.h"

#include <stdio.h>

/* The field's offset; does not compile when the field is not of the type (the last argument) that the parser stores. */
#define FIELD(name, ...) _Generic(((struct config *)0)->name, __VA_ARGS__ : offsetof(struct config, name))

#define INTEGER(name)   .type = SETTING_INTEGER, .field = FIELD(name, uint32_t)
#define SIZE(name)      .type = SETTING_SIZE, .field = FIELD(name, uint64_t)
#define DURATION(name)  .type = SETTING_DURATION, .field = FIELD(name, int64_t)
#define BOOLEAN(name)   .type = SETTING_BOOLEAN, .field = FIELD(name, bool)
#define FRACTION(name)  .type = SETTING_FRACTION, .field = FIELD(name, double), .least = 0, .most = 10000
#define LEVEL(name)     .type = SETTING_LEVEL, .field = FIELD(name, enum config_level)
#define ADDRESS(name)   .type = SETTING_ADDRESS, .field = FIELD(name, const char *)
#define ADDRESSES(name) .type = SETTING_ADDRESSES, .field = FIELD(name, struct config_list)
#define PATH(name)      .type = SETTING_PATH, .field = FIELD(name, const char *)
#define LIST(name)      .type = SETTING_LIST, .field = FIELD(name, struct config_list)
#define AGENCIES(name)  .type = SETTING_AGENCIES, .field = FIELD(name, struct config_list)

#define KIB    1024ull
#define MIB    (1024 * KIB)
#define GIB    (1024 * MIB)
#define SECOND 1000ull
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

static const struct {
    const char *section, *text;
} sections[] = {
    {"listen", "Where clients reach the daemon."},
    {"access", "Who may come in. See doc/protocol.md, \"Users\"."},
    {"tls",
     "Encryption, at the addresses of listen.tls and listen.https: TLS 1.2 and 1.3. SIGHUP reads the files again."},
    {"threads", "How many threads work."},
    {"limits", "What one client, and all of them together, may take. Everything has a limit."},
    {"store", "Where and how articles are kept."},
    {"extract", "How pages become articles."},
    {"fingerprint",
     "How texts become fingerprints. A store remembers these: with other values the daemon refuses to open it."},
    {"templates", "Lines that the pages of a site repeat."},
    {"match", "When two articles count as copies."},
    {"sources", "Which of several copies is the canonical one."},
    {"log", "What is logged, to standard error with syslog's priorities in front, as the journal reads them."},
};

const struct setting settings[] = {
    {"listen", "address", ADDRESSES(listen.address), .initial = "127.0.0.1:7625, [::1]:7625",
     .text = "Addresses for commands (RESP): ADDR:PORT, [IPV6]:PORT, *:PORT for every address of this machine, or "
             "unix:PATH. Sockets that systemd hands over are used instead of these."},
    {"listen", "tls", ADDRESSES(listen.tls), .initial = "", .flags = SETTING_MAY_BE_EMPTY,
     .text = "Addresses for commands over TLS, as above. Sockets that systemd hands over by the name tls are used "
             "instead of these."},
    {"listen", "http", ADDRESS(listen.http), .initial = "127.0.0.1:7626",
     .text = "Address for HTTP: the web page, the JSON API, metrics and health; off for none."},
    {"listen", "https", ADDRESS(listen.https), .initial = "off",
     .text = "Address for the same over TLS; off for none. A socket that systemd hands over by the name https is used "
             "instead of it."},
    {"listen", "http-hosts", LIST(listen.http_hosts), .initial = "", .flags = SETTING_RELOADABLE,
     .text =
         "Names under which HTTP may be asked for, besides numbers and localhost: what stands in front of the port in "
         "the address that a browser shows. A request that names another host is refused (421), since a foreign page "
         "could have its own name lead here."},
    {"listen", "i-know-this-is-open", BOOLEAN(listen.i_know_this_is_open), .initial = "no",
     .text = "Beyond this machine the daemon listens only over TLS and with users (access.users), unless this is yes: "
             "then whoever reaches an address may come in without a user, or read along, as the other settings have "
             "it. Say yes only behind a firewall."},

    {"access", "users", PATH(access.users), .initial = "", .flags = SETTING_MAY_BE_EMPTY,
     .text =
         "File of users: a line each with name, roles (submit, query, admin, metrics; commas between) and the hash "
         "that shingled --hash-token makes of the user's token. With it every client has to name its user (AUTH, or "
         "HTTP's Authorization: Bearer) before anything else; without it whoever connects may do everything. SIGHUP "
         "reads the file again, and who does not stand in it any more is disconnected."},

    {"tls", "certificate", PATH(tls.certificate), .initial = "", .flags = SETTING_MAY_BE_EMPTY,
     .text = "PEM file with the certificate, then those between it and its root."},
    {"tls", "key", PATH(tls.key), .initial = "", .flags = SETTING_MAY_BE_EMPTY,
     .text = "PEM file with the certificate's private key."},
    {"tls", "client-ca", PATH(tls.client_ca), .initial = "", .flags = SETTING_MAY_BE_EMPTY,
     .text = "PEM file of certificates. With it clients have to show a certificate that one of these signed."},

    {"threads", "io", INTEGER(threads.io), .least = 1, .most = 64, .initial = "1",
     .text = "Event loops that read requests and write replies. A connection stays with one of them."},
    {"threads", "workers", INTEGER(threads.workers), .least = 0, .most = 256, .initial = "0",
     .text = "Threads that strip boilerplate and take fingerprints; 0 means one for each processor."},

    {"limits", "article-size", SIZE(limits.article_size), .least = 64 * KIB, .most = 64 * MIB, .initial = "4M",
     .text = "Bytes of one submitted page. A larger one is refused with TOOBIG."},
    {"limits", "arguments", INTEGER(limits.arguments), .least = 16, .most = 1024, .initial = "64",
     .text = "Arguments of one command."},
    {"limits", "inline-size", SIZE(limits.inline_size), .least = 1 * KIB, .most = 1 * MIB, .initial = "8K",
     .text = "Bytes of one command typed as a plain line."},
    {"limits", "pipeline", INTEGER(limits.pipeline), .least = 1, .most = 65536, .initial = "128",
     .text = "Commands in flight for one client. The daemon reads no further from a client that has so many."},
    {"limits", "clients", INTEGER(limits.clients), .least = 1, .most = 1000000, .initial = "10000",
     .flags = SETTING_RELOADABLE,
     .text = "Connections at once. One more is told LIMIT and closed. Mind the limit of open files."},
    {"limits", "clients-per-address", INTEGER(limits.clients_per_address), .least = 1, .most = 1000000,
     .initial = "1024", .flags = SETTING_RELOADABLE,
     .text =
         "Of them, connections from one address; of IPv6, from one network of 64 bits. All Unix sockets count as one "
         "address. One more is told LIMIT and closed."},
    {"limits", "output-size", SIZE(limits.output_size), .least = 64 * KIB, .most = 1 * GIB, .initial = "1M",
     .text = "Bytes of replies that wait for one client. One that does not read them is disconnected; no single "
             "reply may be larger than this and article-size together."},
    {"limits", "input-total", SIZE(limits.input_total), .least = 1 * MIB, .most = 64 * GIB, .initial = "64M",
     .text = "Bytes of requests from all clients together, from their first byte to their answer. Past it a request is "
             "answered with BUSY; the last quarter is kept for requests of at most 64K."},
    {"limits", "queue-articles", INTEGER(limits.queue_articles), .least = 16, .most = 1000000, .initial = "4096",
     .text = "Submissions that wait for the store. Past it a submission is answered with BUSY."},
    {"limits", "queue-size", SIZE(limits.queue_size), .least = 1 * MIB, .most = 64 * GIB, .initial = "64M",
     .text = "Bytes of submissions that wait for the store. Past it a submission is answered with BUSY."},
    {"limits", "request-time", DURATION(limits.request_time_ms), .least = SECOND, .most = HOUR, .initial = "30s",
     .flags = SETTING_RELOADABLE, .text = "From a request's first byte to its last. A slower client is disconnected."},
    {"limits", "write-time", DURATION(limits.write_time_ms), .least = SECOND, .most = HOUR, .initial = "10s",
     .flags = SETTING_RELOADABLE,
     .text = "In so long a client has to take at least 4K of the replies that wait for it, or it is disconnected."},
    {"limits", "idle-time", DURATION(limits.idle_time_ms), .least = 0, .most = 365 * DAY, .initial = "0",
     .flags = SETTING_RELOADABLE,
     .text = "How long a client may send nothing before it is disconnected; 0 means for ever."},
    {"limits", "drain-time", DURATION(limits.drain_time_ms), .least = SECOND, .most = HOUR, .initial = "20s",
     .flags = SETTING_RELOADABLE,
     .text = "On a stop: how long to finish what was accepted and to send its replies. What was acknowledged is on "
             "disk in any case."},
    {"limits", "http-clients", INTEGER(limits.http_clients), .least = 1, .most = 100000, .initial = "256",
     .flags = SETTING_RELOADABLE, .text = "HTTP connections at once; half of them may be streams of changes."},
    {"limits", "http-clients-per-address", INTEGER(limits.http_clients_per_address), .least = 1, .most = 100000,
     .initial = "128", .flags = SETTING_RELOADABLE,
     .text = "Of them, connections from one address; of IPv6, from one network of 64 bits. Raise it when all clients "
             "come through one proxy."},
    {"limits", "http-time", DURATION(limits.http_time_ms), .least = SECOND, .most = HOUR, .initial = "10s",
     .text = "For the head of an HTTP request, for every 16 KiB of its body and of its answer, and between two "
             "requests of one connection."},

    {"store", "path", PATH(store.path), .initial = "/var/lib/shingled",
     .text = "Data directory; made when it is missing. Under systemd the default is the service's state directory."},
    {"store", "max-size", SIZE(store.max_size), .least = 16 * MIB, .most = 1000 * GIB, .initial = "512G",
     .flags = SETTING_RELOADABLE,
     .text = "Largest size of the data file. Past it submissions are answered with FULL; queries go on."},
    {"store", "compression", INTEGER(store.compression), .least = 1, .most = 9, .initial = "4",
     .flags = SETTING_RELOADABLE,
     .text = "Deflate level of stored texts: 1 is fastest, 9 smallest. Texts that are stored already stay as they "
             "are."},
    {"store", "batch-articles", INTEGER(store.batch_articles), .least = 1, .most = 4096, .initial = "256",
     .flags = SETTING_RELOADABLE,
     .text = "Most submissions that one synced commit takes. There is no waiting for a batch to fill."},
    {"store", "batch-size", SIZE(store.batch_size), .least = 64 * KIB, .most = 64 * MIB, .initial = "4M",
     .flags = SETTING_RELOADABLE, .text = "Bytes of text after which a commit takes no more submissions."},
    {"store", "snapshot", DURATION(store.snapshot_ms), .least = 0, .most = 365 * DAY, .initial = "15m",
     .text = "Between two snapshots of what is in memory, a file beside the data that makes the next start quick; many "
             "new articles make one due sooner, and one is written at a stop. It takes about as much disk as the "
             "tables take memory, twice while it is written. With 0 none is written or read: every start reads all "
             "records."},
    {"store", "scrub", DURATION(store.scrub_ms), .least = 0, .most = 3650 * DAY, .initial = "7d",
     .flags = SETTING_RELOADABLE,
     .text = "While there is nothing else to do every stored article is read again and proved, each once in this time; "
             "one that the disk damaged is told in the log and counted. 0 does not."},
    {"store", "prove-at-start", SIZE(store.prove_bytes), .least = 1, .most = 1000 * GIB, .initial = "256M",
     .text = "A snapshot of up to so many bytes is proved by its checksums before the start ends. Of a larger one the "
             "indexes, nine tenths of it, are proved as they are used, and in passing; if one is wrong, all records "
             "are read then, which holds answers up for as long as a start from records takes."},
    {"store", "backup-path", PATH(store.backup_path), .initial = "", .flags = SETTING_MAY_BE_EMPTY,
     .text = "Directory for the backups that BACKUP makes, each in a directory of its own; made when it is missing. "
             "Without it BACKUP is refused."},
    {"store", "keep", DURATION(store.keep_ms), .least = 0, .most = 36500 * DAY, .initial = "0",
     .flags = SETTING_RELOADABLE,
     .text =
         "Articles that came longer ago are removed for good, a few at a time, and their space is used again; 0 keeps "
         "them for ever."},

    {"extract", "agencies", AGENCIES(extract.agencies), .initial = "", .flags = SETTING_RELOADABLE,
     .text =
         "News agencies to look for in credits beside those that are built in. Each is the name that is reported, "
         "then other names and the agency's own sites with | between, such as Fana|Fana Broadcasting|fanamc.com, "
         "Kyodo|Kyodo Tsushin. A part with a dot and no blank is a site. A name of capitals only, or of at most four "
         "letters, is found in this very case, any other in both. An item that begins with the name of a built-in "
         "agency gives that one more names. Pages that come after a change are read with it; what is stored stays."},

    {"fingerprint", "shingle-width", INTEGER(fingerprint.shingle_width), .least = 2, .most = 16, .initial = "5",
     .flags = SETTING_TIED, .text = "Words of one shingle. Fewer find looser copies and more chance likenesses."},
    {"fingerprint", "sample-rate", INTEGER(fingerprint.sample_rate), .least = 1, .most = 1024, .initial = "16",
     .flags = SETTING_TIED | SETTING_POWER_OF_TWO,
     .text = "One shingle of so many goes to the index. Smaller finds shorter excerpts and takes more memory."},
    {"fingerprint", "min-keys", INTEGER(fingerprint.min_keys), .least = 1, .most = 256, .initial = "16",
     .flags = SETTING_TIED, .text = "Short texts are sampled finer until about so many of their shingles are indexed."},
    {"fingerprint", "max-keys", INTEGER(fingerprint.max_keys), .least = 32, .most = 65536, .initial = "512",
     .flags = SETTING_TIED,
     .text = "Long texts are sampled coarser until at most so many of their shingles are indexed; at least twice "
             "min-keys."},
    {"fingerprint", "min-words", INTEGER(fingerprint.min_words), .least = 1, .most = 1000, .initial = "12",
     .flags = SETTING_TIED, .text = "A text of fewer words is too short to judge: it matches an equal text or none."},

    {"templates", "learn", BOOLEAN(templates.learn), .initial = "yes", .flags = SETTING_RELOADABLE,
     .text = "Learn the short lines that three pages of a site have, and compare and show articles without them. A "
             "submission with site_template no is left out."},
    {"templates", "sites", INTEGER(templates.sites), .least = 1, .most = 1048576, .initial = "4096",
     .text = "Sites whose lines are known at once. A new one takes the place of the one that was seen least recently, "
             "first of those that have no template yet."},
    {"templates", "lines", INTEGER(templates.lines), .least = 16, .most = 4096, .initial = "128",
     .text = "Lines that are counted for one site, 24 bytes of memory each; those that came least go first."},

    {"match", "containment", FRACTION(match.containment), .initial = "0.48", .flags = SETTING_RELOADABLE,
     .text = "Two articles are copies when this much of the shorter one's own shingles stands in the longer one."},
    {"match", "resemblance", FRACTION(match.resemblance), .initial = "0.5", .flags = SETTING_RELOADABLE,
     .text = "Of copies, those that share this much of all their shingles (Jaccard) are called a copy; the others are "
             "an excerpt of the longer one, or extended from the shorter one."},
    {"match", "window", DURATION(match.window_ms), .least = 0, .most = 36500 * DAY, .initial = "0",
     .flags = SETTING_RELOADABLE,
     .text = "Articles that are older than this, by publication, are not looked for; 0 means that all are."},
    {"match", "max-postings", INTEGER(match.max_postings), .least = 4, .most = 65536, .initial = "64",
     .text = "Articles that are kept for one index key. A key that has more is too common to tell anything; the most "
             "recent ones stay."},
    {"match", "candidates", INTEGER(match.candidates), .least = 1, .most = 64, .initial = "16",
     .flags = SETTING_RELOADABLE,
     .text = "Candidates that are compared in full for one submission, the likeliest first."},
    {"match", "cache-size", SIZE(match.cache_size), .least = 1 * MIB, .most = 2 * GIB, .initial = "16M",
     .text = "Memory for the shingles of recently compared articles."},

    {"sources", "priority", LIST(sources.priority), .initial = "", .flags = SETTING_RELOADABLE,
     .text = "Sources or sites, best first, such as reuters.com, apnews.com. Of several copies the one from the best "
             "source is canonical; among others the agency's original, then the earliest, then the longest."},

    {"log", "level", LEVEL(log.level), .initial = "info", .flags = SETTING_RELOADABLE,
     .text = "Least severe messages that are logged: error, warning, notice, info or debug."},
    {"log", "slow", DURATION(log.slow_ms), .least = 0, .most = HOUR, .initial = "500ms", .flags = SETTING_RELOADABLE,
     .text = "Requests that take so long from their last byte to their answer are kept for SLOWLOG, the last 128 of "
             "them, with what each stage took. 0 keeps all."},
};

const size_t setting_count = sizeof settings / sizeof *settings;

const char *setting_section_text(const char *section)
{
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (strcmp(sections[i].section, section) == 0)
            return sections[i].text;
    return NULL;
}

const struct setting *setting_find(const char *section, const char *key)
{
    for (size_t i = 0; i < setting_count; i++)
        if (strcmp(settings[i].section, section) == 0 && strcmp(settings[i].key, key) == 0)
            return &settings[i];
    return NULL;
}

const struct setting *setting_find_dotted(const char *name)
{
    char full[SETTING_NAME_MAX];
    for (size_t i = 0; i < setting_count; i++) {
        setting_name(&settings[i], full);
        if (strcmp(full, name) == 0)
            return &settings[i];
    }
    return NULL;
}

void setting_name(const struct setting *setting, char out[SETTING_NAME_MAX])
{
    (void)snprintf(out, SETTING_NAME_MAX, "%s.%s", setting->section, setting->key);
}

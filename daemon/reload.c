#include "daemon/reload.h"

#include "config/settings.h"
#include "daemon/log.h"
#include "daemon/server.h"
#include "daemon/store_thread.h"
#include "shingle/extract/agency_table.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * Threads may hold strings of any settings that were in force, so none are freed before the end; a reload that changes
 * nothing keeps nothing.
 */
struct reloaded {
    struct reloaded *older;
    struct config config;
};

/* Settings that stay as they are until a restart, as text. */
struct kept {
    struct writer text; /* name NUL value NUL ... */
    size_t changed;     /* settings that take effect */
};

static void on_difference(void *context, const struct config_item *item)
{
    struct kept *kept = context;
    if (!item->value) {
        kept->text.failed = true;
        return;
    }
    if (item->reloadable) {
        kept->changed++;
        log_write(LOG_LEVEL_NOTICE, "%s is now %s", item->name, item->value);
        return;
    }
    log_write(LOG_LEVEL_WARNING, "%s was changed to \"%.*s\"; that takes a restart", item->name,
              LOG_FOREIGN(bytes_of_string(item->value)));
    writer_format(&kept->text, "%s", item->name);
    writer_u8(&kept->text, 0);
}

struct put_back {
    struct config *next;
    bool failed;
};

static void put_back(void *context, const struct config_item *item)
{
    struct put_back *at = context;
    struct writer errors = {0};
    if (!item->value || config_set(at->next, item->name, item->value, &errors) != STATUS_OK)
        at->failed = true;
    writer_close(&errors);
}

/* Gives next the present values of what cannot change, so that CONFIG GET tells what is in force. */
static bool keep_present(const struct config *now, struct config *next, const struct writer *names)
{
    struct put_back at = {.next = next};
    for (size_t i = 0; i < names->size; i += strlen((const char *)names->at + i) + 1)
        (void)config_get(now, bytes_of_string((const char *)names->at + i), put_back, &at);
    return !at.failed;
}

void reload_tunables(struct server *server, const struct config *config)
{
    struct tunables *tunables = &server->tunables;
    atomic_store(&tunables->clients, config->limits.clients);
    atomic_store(&tunables->http_clients, config->limits.http_clients);
    atomic_store(&tunables->http_clients_per_address, config->limits.http_clients_per_address);
    atomic_store(&tunables->clients_per_address, config->limits.clients_per_address);
    atomic_store(&tunables->slow_ms, config->log.slow_ms);
    atomic_store(&tunables->request_time_ms, config->limits.request_time_ms);
    atomic_store(&tunables->write_time_ms, config->limits.write_time_ms);
    atomic_store(&tunables->idle_time_ms, config->limits.idle_time_ms);
    atomic_store(&tunables->drain_time_ms, config->limits.drain_time_ms);
}

/* The settings are refused before an item could be wrong here. */
_Static_assert((int)SETTING_AGENCIES_MAX == AGENCY_ITEMS_MAX && (int)SETTING_AGENCY_PARTS_MAX == AGENCY_PARTS_MAX &&
                   (int)SETTING_AGENCY_NAME_MAX == AGENCY_NAME_BYTES &&
                   (int)SETTING_AGENCY_NAME_LEAST == AGENCY_NAME_LEAST,
               "limits of agencies");

enum status reload_agencies(struct server *server, struct config *config)
{
    const struct agency_table *table = NULL;
    enum status status = STATUS_OK;
    if (config->extract.agencies.count)
        status =
            agency_table_make(config->extract.agencies.at, config->extract.agencies.count, &config->memory, &table);
    if (status == STATUS_OK)
        atomic_store(&server->agencies, table);
    return status;
}

static void log_lines(const struct writer *lines)
{
    struct bytes rest = writer_view(lines);
    while (rest.size) {
        size_t end = bytes_find(rest, BYTES("\n"), 0);
        struct bytes line = bytes_upto(rest, end == SIZE_MAX ? rest.size : end);
        log_write(LOG_LEVEL_ERROR, "%" BYTES_FORMAT, BYTES_ARGS(line));
        rest = bytes_from(rest, line.size + 1);
    }
}

static void discard(struct reloaded *fresh)
{
    if (fresh)
        config_close(&fresh->config);
    free(fresh);
}

static void apply(struct server *server, struct reloaded *fresh)
{
    (void)pthread_rwlock_wrlock(&server->config_lock);
    fresh->older = server->reloaded;
    server->reloaded = fresh;
    server->config = &fresh->config;
    (void)pthread_rwlock_unlock(&server->config_lock);
    reload_tunables(server, &fresh->config);
    log_open((enum log_level)fresh->config.log.level);
    store_thread_reload(server->store);
}

void reload_settings(struct server *server, const struct options *options)
{
    struct writer errors = {0};
    struct kept kept = {.changed = 0};
    struct reloaded *fresh = calloc(1, sizeof *fresh);
    enum status status = fresh ? options_config(options, &fresh->config, &errors) : STATUS_NOMEM;
    if (status == STATUS_OK) {
        (void)config_compare(server->config, &fresh->config, on_difference, &kept);
        if (kept.text.failed || !keep_present(server->config, &fresh->config, &kept.text))
            status = STATUS_NOMEM;
    }
    if (status == STATUS_OK && kept.changed)
        status = reload_agencies(server, &fresh->config); /* the last that can fail */
    if (status == STATUS_OK) {
        log_write(LOG_LEVEL_NOTICE, "settings read again, %zu changed", kept.changed);
        if (kept.changed)
            apply(server, fresh);
        else
            discard(fresh);
    } else {
        log_lines(&errors);
        log_write(LOG_LEVEL_ERROR, "the settings were not read again: %s; the present ones stay", status_text(status));
        discard(fresh);
    }
    writer_close(&kept.text);
    writer_close(&errors);
}

void reload_close(struct server *server)
{
    while (server->reloaded) {
        struct reloaded *older = server->reloaded->older;
        config_close(&server->reloaded->config);
        free(server->reloaded);
        server->reloaded = older;
    }
}

#include "daemon/client_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void client_table_open(struct client_table *table)
{
    *table = (struct client_table){.first = NULL};
    (void)pthread_mutex_init(&table->lock, NULL);
}

void client_table_close(struct client_table *table)
{
    (void)pthread_mutex_destroy(&table->lock);
}

struct client *client_add(struct client_table *table, const char *address, int64_t now_ms)
{
    struct client *client = calloc(1, sizeof *client);
    if (!client)
        return NULL;
    client->id = atomic_fetch_add(&table->last_id, 1) + 1;
    client->since_ms = now_ms;
    atomic_init(&client->last_ms, now_ms);
    atomic_init(&client->last_command, "");
    atomic_init(&client->protocol, 2);
    (void)snprintf(client->address, sizeof client->address, "%s", address);
    (void)pthread_mutex_lock(&table->lock);
    client->next = table->first;
    if (table->first)
        table->first->previous = client;
    table->first = client;
    (void)pthread_mutex_unlock(&table->lock);
    return client;
}

void client_remove(struct client_table *table, struct client *client)
{
    (void)pthread_mutex_lock(&table->lock);
    if (client->next)
        client->next->previous = client->previous;
    if (client->previous)
        client->previous->next = client->next;
    else
        table->first = client->next;
    (void)pthread_mutex_unlock(&table->lock);
    free(client->name);
    free(client->user);
    free(client->library);
    free(client->version);
    free(client);
}

enum status client_set_label(struct client_table *table, struct client_label **label, struct bytes text)
{
    if (text.size > LIMIT_CLIENT_NAME)
        return STATUS_TOOBIG;
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] <= ' ' || text.at[i] >= 0x7f)
            return STATUS_BADARG;
    struct client_label *fresh = NULL;
    if (text.size) {
        fresh = calloc(1, sizeof *fresh);
        if (!fresh)
            return STATUS_NOMEM;
        memcpy(fresh->text, text.at, text.size);
    }
    (void)pthread_mutex_lock(&table->lock);
    struct client_label *old = *label;
    *label = fresh;
    (void)pthread_mutex_unlock(&table->lock);
    free(old);
    return STATUS_OK;
}

static const char *text_of(const struct client_label *label)
{
    return label ? label->text : "";
}

static uint64_t seconds(int64_t from_ms, int64_t now_ms)
{
    return now_ms > from_ms ? (uint64_t)(now_ms - from_ms) / 1000 : 0;
}

/*
 * Under the lock. The words are those of Redis's CLIENT LIST; what does not exist here stands as 0, because client
 * libraries read those words as numbers.
 */
static void describe(const struct client *client, int64_t now_ms, struct writer *out)
{
    size_t output = atomic_load(&client->output);
    writer_format(out,
                  "id=%" PRIu64 " addr=%s name=%s age=%" PRIu64 " idle=%" PRIu64 " flags=N db=0 sub=0 psub=0 "
                  "multi=-1 qbuf=0 qbuf-free=0 argv-mem=0 obl=0 oll=%" PRIu32 " omem=%zu tot-mem=%zu events=r cmd=%s "
                  "user=%s redir=-1 resp=%d lib-name=%s lib-ver=%s tot-cmds=%" PRIu64,
                  client->id, client->address, text_of(client->name), seconds(client->since_ms, now_ms),
                  seconds(atomic_load(&client->last_ms), now_ms), atomic_load(&client->in_flight), output, output,
                  atomic_load(&client->last_command), client->user ? client->user->text : "default",
                  atomic_load(&client->protocol), text_of(client->library), text_of(client->version),
                  atomic_load(&client->commands));
}

void client_describe(struct client_table *table, const struct client *client, int64_t now_ms, struct writer *out)
{
    (void)pthread_mutex_lock(&table->lock);
    describe(client, now_ms, out);
    (void)pthread_mutex_unlock(&table->lock);
}

void client_table_describe(struct client_table *table, int64_t now_ms, struct writer *out)
{
    (void)pthread_mutex_lock(&table->lock);
    for (const struct client *client = table->first; client; client = client->next) {
        describe(client, now_ms, out);
        writer_u8(out, '\n');
    }
    (void)pthread_mutex_unlock(&table->lock);
}

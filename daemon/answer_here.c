#include "daemon/answer_here.h"

#include "daemon/exit_code.h"
#include "daemon/info.h"
#include "daemon/loop.h"
#include "daemon/server.h"
#include "daemon/sign_in.h"

#include <inttypes.h>

typedef void handler(struct connection *, const struct request *, struct reply *);

static bool is_word(struct bytes argument, const char *word)
{
    return bytes_equal_nocase(argument, bytes_of_string(word));
}

static struct client_table *table_of(const struct connection *connection)
{
    return &connection->loop->server->clients;
}

/* ---- connection ---- */

static void ping(struct connection *connection, const struct request *request, struct reply *reply)
{
    (void)connection;
    if (request->count > 2)
        reply_error_word(reply, "ERR", "wrong number of arguments for 'ping' command");
    else if (request->count == 2)
        reply_text(reply, request_argument(request, 1));
    else
        reply_simple(reply, "PONG");
}

static void echo(struct connection *connection, const struct request *request, struct reply *reply)
{
    (void)connection;
    reply_text(reply, request_argument(request, 1));
}

static void no_users(struct reply *reply)
{
    reply_error_word(reply, "ERR", "AUTH was called, but no users are configured here, so nobody need log in");
}

/* With users this is reached when the token was right, and with arguments that are no credentials. */
static void auth(struct connection *connection, const struct request *request, struct reply *reply)
{
    if (request->count > 3)
        reply_error_word(reply, "ERR", "wrong number of arguments for 'auth' command");
    else if (connection->loop->server->access)
        reply_simple(reply, "OK");
    else
        no_users(reply);
}

static void about_server(const struct connection *connection, struct reply *reply)
{
    reply_map(reply, 7);
    reply_string(reply, "server");
    reply_string(reply, "shingled");
    reply_string(reply, "version");
    reply_string(reply, SHINGLED_VERSION);
    reply_string(reply, "proto");
    reply_integer(reply, reply->form);
    reply_string(reply, "id");
    reply_integer(reply, (int64_t)connection->client->id);
    reply_string(reply, "mode");
    reply_string(reply, "standalone");
    reply_string(reply, "role");
    reply_string(reply, "master");
    reply_string(reply, "modules");
    reply_array(reply, 0);
}

static void reply_label_error(struct reply *reply, enum status status)
{
    if (status == STATUS_BADARG)
        reply_error(reply, status, "a name has no spaces, line ends or bytes outside of ASCII");
    else if (status == STATUS_TOOBIG)
        reply_error(reply, status, "a name has at most %d bytes", LIMIT_CLIENT_NAME);
    else
        reply_error(reply, status, NULL);
}

/* HELLO [protover [AUTH user password] [SETNAME name]]: all is checked before anything changes. */
static void hello(struct connection *connection, const struct request *request, struct reply *reply)
{
    uint64_t version = connection->output.form;
    if (request->count > 1 && (!bytes_to_u64(request_argument(request, 1), &version) || version < 2 || version > 3)) {
        reply_error_word(reply, "NOPROTO", "this server speaks protocol versions 2 and 3");
        return;
    }
    if (connection->stranger) {
        reply_error(reply, STATUS_NOAUTH,
                    "HELLO must be called with the client already authenticated, or as HELLO version AUTH user token");
        return;
    }
    struct bytes name = {NULL, 0};
    bool named = false;
    for (uint32_t i = 2; i < request->count; i++) {
        struct bytes word = request_argument(request, i);
        if (is_word(word, "AUTH") && i + 2 < request->count) {
            if (!connection->loop->server->access) {
                no_users(reply);
                return;
            }
            i += 2; /* the token was right */
            continue;
        }
        bool names = is_word(word, "SETNAME") && i + 1 < request->count;
        named |= names;
        if (!names) {
            reply_error(reply, STATUS_BADARG, "HELLO takes AUTH user password and SETNAME name behind the version");
            return;
        }
        name = request_argument(request, ++i);
    }
    enum status status = named ? client_set_label(table_of(connection), &connection->client->name, name) : STATUS_OK;
    if (status != STATUS_OK) {
        reply_label_error(reply, status);
        return;
    }
    connection->output.form = version == 3 ? REPLY_RESP3 : REPLY_RESP2;
    reply->form = connection->output.form;
    atomic_store(&connection->client->protocol, (int)version);
    about_server(connection, reply);
}

static void select_database(struct connection *connection, const struct request *request, struct reply *reply)
{
    (void)connection;
    if (bytes_equal(request_argument(request, 1), BYTES("0")))
        reply_simple(reply, "OK");
    else
        reply_error(reply, STATUS_BADARG, "there is one database, number 0");
}

static void reset(struct connection *connection, const struct request *request, struct reply *reply)
{
    (void)request;
    connection->output.form = REPLY_RESP2;
    reply->form = REPLY_RESP2;
    atomic_store(&connection->client->protocol, 2);
    sign_in_clear(connection);
    (void)!client_set_label(table_of(connection), &connection->client->name, BYTES(""));
    reply_simple(reply, "RESET");
}

static void quit(struct connection *connection, const struct request *request, struct reply *reply)
{
    (void)request;
    reply_simple(reply, "OK");
    connection_finish(connection);
}

/* ---- CLIENT ---- */

static void set_label(struct connection *connection, struct client_label **label, struct bytes text,
                      struct reply *reply)
{
    enum status status = client_set_label(table_of(connection), label, text);
    if (status == STATUS_OK)
        reply_simple(reply, "OK");
    else
        reply_label_error(reply, status);
}

static void client_setinfo(struct connection *connection, const struct request *request, struct reply *reply)
{
    struct bytes attribute = request_argument(request, 2);
    struct bytes value = request_argument(request, 3);
    if (is_word(attribute, "LIB-NAME"))
        set_label(connection, &connection->client->library, value, reply);
    else if (is_word(attribute, "LIB-VER"))
        set_label(connection, &connection->client->version, value, reply);
    else
        reply_error(reply, STATUS_BADARG, "CLIENT SETINFO takes LIB-NAME or LIB-VER");
}

static void client_setname(struct connection *connection, const struct request *request, struct reply *reply)
{
    set_label(connection, &connection->client->name, request_argument(request, 2), reply);
}

static void client_getname(struct connection *connection, const struct request *request, struct reply *reply)
{
    (void)request;
    reply_string(reply, connection->client->name ? connection->client->name->text : NULL);
}

static void client_id(struct connection *connection, const struct request *request, struct reply *reply)
{
    (void)request;
    reply_integer(reply, (int64_t)connection->client->id);
}

static void client_list(struct connection *connection, const struct request *request, struct reply *reply)
{
    struct writer text = {0};
    bool typed = request->count == 4 && is_word(request_argument(request, 2), "TYPE");
    if (request->count > 2 && !typed) {
        reply_error(reply, STATUS_BADARG, "CLIENT LIST takes nothing, or TYPE normal");
        return;
    }
    if (!typed || is_word(request_argument(request, 3), "normal"))
        client_table_describe(table_of(connection), connection->loop->now_ms, &text);
    reply_prose(reply, writer_view(&text));
    reply->out.failed |= text.failed;
    writer_close(&text);
}

static void client_info(struct connection *connection, const struct request *request, struct reply *reply)
{
    (void)request;
    struct writer text = {0};
    client_describe(table_of(connection), connection->client, connection->loop->now_ms, &text);
    writer_u8(&text, '\n');
    reply_prose(reply, writer_view(&text));
    reply->out.failed |= text.failed;
    writer_close(&text);
}

/* ---- server ---- */

static void info(struct connection *connection, const struct request *request, struct reply *reply)
{
    struct writer text = {0};
    info_write(connection->loop->server, request, connection->loop->now_ms, &text);
    reply_prose(reply, writer_view(&text));
    reply->out.failed |= text.failed;
    writer_close(&text);
}

/* What redis-benchmark and some clients ask about durability, said in Redis's terms. */
static const struct {
    const char *name;
    const char *value;
} redis_settings[] = {{"appendonly", "yes"}, {"appendfsync", "always"}, {"save", ""}, {"databases", "1"}};

enum { REDIS_SETTINGS = sizeof redis_settings / sizeof *redis_settings };

static void count_item(void *context, const struct config_item *item)
{
    (void)item;
    ++*(size_t *)context;
}

static void reply_item(void *context, const struct config_item *item)
{
    struct reply *reply = context;
    reply_string(reply, item->name);
    reply_string(reply, item->value);
    reply->out.failed |= !item->value;
}

/* Walks over what the patterns match: once to count (reply == NULL), once to write. */
static size_t config_items(const struct config *config, const struct request *request, struct reply *reply)
{
    size_t found = 0;
    for (uint32_t i = 2; i < request->count; i++) {
        struct bytes pattern = request_argument(request, i);
        if (reply)
            (void)config_get(config, pattern, reply_item, reply);
        else
            (void)config_get(config, pattern, count_item, &found);
        for (size_t k = 0; k < REDIS_SETTINGS; k++) {
            if (!is_word(pattern, redis_settings[k].name))
                continue;
            found++;
            if (reply)
                reply_item(reply, &(struct config_item){redis_settings[k].name, redis_settings[k].value, false, false});
        }
    }
    return found;
}

static void config_get_command(struct connection *connection, const struct request *request, struct reply *reply)
{
    struct server *server = connection->loop->server;
    (void)pthread_rwlock_rdlock(&server->config_lock);
    reply_map(reply, config_items(server->config, request, NULL));
    (void)config_items(server->config, request, reply);
    (void)pthread_rwlock_unlock(&server->config_lock);
}

static void command_all(struct connection *connection, const struct request *request, struct reply *reply)
{
    (void)connection;
    if (request->count == 1)
        command_reply_info(reply, request);
    else
        reply_error_word(reply, "ERR", "unknown subcommand; COMMAND knows COUNT, DOCS, INFO and LIST");
}

static void command_number(struct connection *connection, const struct request *request, struct reply *reply)
{
    (void)connection;
    (void)request;
    reply_integer(reply, (int64_t)command_count());
}

static void command_docs(struct connection *connection, const struct request *request, struct reply *reply)
{
    (void)connection;
    command_reply_docs(reply, request);
}

static void command_info(struct connection *connection, const struct request *request, struct reply *reply)
{
    (void)connection;
    command_reply_info(reply, request);
}

static void command_list(struct connection *connection, const struct request *request, struct reply *reply)
{
    (void)connection;
    (void)request;
    command_reply_list(reply);
}

static void slowlog_get(struct connection *connection, const struct request *request, struct reply *reply)
{
    uint64_t most = 10;
    struct bytes text = request_argument(request, 2);
    bool all = bytes_equal(text, BYTES("-1"));
    if (request->count > 3 || (request->count == 3 && !all && !bytes_to_u64(text, &most)))
        reply_error(reply, STATUS_BADARG, "SLOWLOG GET takes a number, or -1 for all");
    else
        slowlog_reply(&connection->loop->server->slowlog,
                      all || most > SLOWLOG_ENTRIES ? SLOWLOG_ENTRIES : (size_t)most, reply);
}

static void slowlog_len(struct connection *connection, const struct request *request, struct reply *reply)
{
    (void)request;
    reply_integer(reply, (int64_t)slowlog_count(&connection->loop->server->slowlog));
}

static void slowlog_forget(struct connection *connection, const struct request *request, struct reply *reply)
{
    (void)request;
    slowlog_reset(&connection->loop->server->slowlog);
    reply_simple(reply, "OK");
}

/* Like Redis it does not answer: the connection ends when all is done. */
static void shutdown_daemon(struct connection *connection, const struct request *request, struct reply *reply)
{
    if (request->count > 1 && is_word(request_argument(request, 1), "ABORT")) {
        reply_error(reply, STATUS_BADARG, "a stop cannot be taken back");
        return;
    }
    server_stop(connection->loop->server, EXIT_CODE_OK);
    connection_finish(connection);
}

/* A container that was called with a subcommand that it does not have. */
static void unknown_inside(struct connection *connection, const struct request *request, struct reply *reply)
{
    (void)connection;
    struct bytes inside = bytes_upto(request_argument(request, 1), LIMIT_CLIENT_NAME);
    reply_error_word(reply, "ERR", "unknown subcommand '%" BYTES_FORMAT "'; COMMAND LIST tells what there is",
                     BYTES_ARGS(inside));
}

static handler *const handlers[COMMANDS] = {
    [COMMAND_PING] = ping,
    [COMMAND_ECHO] = echo,
    [COMMAND_HELLO] = hello,
    [COMMAND_AUTH] = auth,
    [COMMAND_SELECT] = select_database,
    [COMMAND_RESET] = reset,
    [COMMAND_QUIT] = quit,
    [COMMAND_CLIENT] = unknown_inside,
    [COMMAND_CLIENT_SETINFO] = client_setinfo,
    [COMMAND_CLIENT_SETNAME] = client_setname,
    [COMMAND_CLIENT_GETNAME] = client_getname,
    [COMMAND_CLIENT_ID] = client_id,
    [COMMAND_CLIENT_LIST] = client_list,
    [COMMAND_CLIENT_INFO] = client_info,
    [COMMAND_INFO] = info,
    [COMMAND_CONFIG] = unknown_inside,
    [COMMAND_CONFIG_GET] = config_get_command,
    [COMMAND_COMMAND] = command_all,
    [COMMAND_COMMAND_COUNT] = command_number,
    [COMMAND_COMMAND_DOCS] = command_docs,
    [COMMAND_COMMAND_INFO] = command_info,
    [COMMAND_COMMAND_LIST] = command_list,
    [COMMAND_SLOWLOG] = unknown_inside,
    [COMMAND_SLOWLOG_GET] = slowlog_get,
    [COMMAND_SLOWLOG_LEN] = slowlog_len,
    [COMMAND_SLOWLOG_RESET] = slowlog_forget,
    [COMMAND_SHUTDOWN] = shutdown_daemon,
};

void answer_here(struct connection *connection, const struct command *command, const struct request *request,
                 struct reply *reply)
{
    handler *handle = handlers[command->id];
    if (handle)
        handle(connection, request, reply);
    else
        reply_error(reply, STATUS_UNKNOWN, NULL);
}

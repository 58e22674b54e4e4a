/*
 * The commands of the protocol, in one table: what each is called, how many arguments it takes, where it runs, and what
 * its documentation says. The parser of requests, COMMAND DOCS, and the list in doc/protocol.md all read this table.
 *
 *     const struct command *command = command_find(request);
 *     if (!command)
 *         reply_error_word(reply, "ERR", "unknown command");
 *     else if (!command_arity_fits(command, request->count))
 *         ...
 *
 * A subcommand (CLIENT SETNAME) is a row of its own with the name of its container in `container`.
 */
#ifndef DAEMON_WIRE_COMMAND_H
#define DAEMON_WIRE_COMMAND_H

#include "daemon/wire/reply.h"
#include "daemon/wire/request.h"
#include "daemon/wire/role.h"

enum command_id {
    COMMAND_SUBMIT,
    COMMAND_CHECK,
    COMMAND_EXPLAINPAGE,
    COMMAND_DOC,
    COMMAND_TEXT,
    COMMAND_MEMBERS,
    COMMAND_ARTICLES,
    COMMAND_CLUSTERS,
    COMMAND_SOURCES,
    COMMAND_SIMILAR,
    COMMAND_EXPLAIN,
    COMMAND_CHANGES,
    COMMAND_LINK,
    COMMAND_UNLINK,
    COMMAND_FORGET,
    COMMAND_EXPIRE,
    COMMAND_SYNC,
    COMMAND_PING,
    COMMAND_ECHO,
    COMMAND_HELLO,
    COMMAND_AUTH,
    COMMAND_SELECT,
    COMMAND_RESET,
    COMMAND_QUIT,
    COMMAND_CLIENT,
    COMMAND_CLIENT_SETINFO,
    COMMAND_CLIENT_SETNAME,
    COMMAND_CLIENT_GETNAME,
    COMMAND_CLIENT_ID,
    COMMAND_CLIENT_LIST,
    COMMAND_CLIENT_INFO,
    COMMAND_INFO,
    COMMAND_CONFIG,
    COMMAND_CONFIG_GET,
    COMMAND_COMMAND,
    COMMAND_COMMAND_COUNT,
    COMMAND_COMMAND_DOCS,
    COMMAND_COMMAND_INFO,
    COMMAND_COMMAND_LIST,
    COMMAND_BACKUP,
    COMMAND_SLOWLOG,
    COMMAND_SLOWLOG_GET,
    COMMAND_SLOWLOG_LEN,
    COMMAND_SLOWLOG_RESET,
    COMMAND_SHUTDOWN
};
enum { COMMANDS = COMMAND_SHUTDOWN + 1 };

/* Which thread answers. */
enum command_place {
    PLACE_LOOP,   /* the connection's event loop, at once */
    PLACE_WORKER, /* a worker prepares the page, then the writer decides */
    PLACE_WRITER  /* the writer, which owns the store */
};

enum command_flag {
    COMMAND_WRITES = 1,     /* changes the store; its reply waits for the commit */
    COMMAND_READS = 2,      /* reads the store */
    COMMAND_FAST = 4,       /* constant time */
    COMMAND_ADMIN = 8,      /* for operators */
    COMMAND_BLOCKS = 16,    /* may wait */
    COMMAND_NO_AUTH = 32,   /* allowed before AUTH */
    COMMAND_CONTAINER = 64, /* only its subcommands do something */
    COMMAND_SETTLES = 128   /* answered only when all that was submitted before it is committed */
};

enum command_argument_flag { ARGUMENT_OPTIONAL = 1, ARGUMENT_MULTIPLE = 2 };

struct command_argument {
    const char *name;
    const char *type;  /* of COMMAND DOCS: "string", "integer", "pattern", "pure-token" ... */
    const char *token; /* the keyword before it, or NULL */
    unsigned flags;
};

struct command {
    enum command_id id;
    enum command_place place;
    const char *container; /* "CLIENT" for CLIENT SETNAME, else NULL */
    const char *name;      /* upper-case; of a subcommand without its container */
    int arity;             /* arguments with the name(s): exactly so many, or at least -arity when negative */
    unsigned flags;
    unsigned roles;    /* one of them is needed; 0 = any user's */
    const char *group; /* "articles", "clusters", "connection", "server" */
    const char *summary;
    const char *complexity;
    const struct command_argument *arguments;
    size_t argument_count;
};

/* The rows, by id. */
extern const struct command COMMAND_TABLE[COMMANDS];

/*
 * The row for the request's name, and subcommand where the name is a container. NULL when there is none. A container
 * called with an unknown subcommand gives the container's row.
 */
const struct command *command_find(const struct request *request);

/* The row by full name, "client" or "client|setname", case ignored; NULL when there is none. */
const struct command *command_named(struct bytes name);

/* Whether a request of count arguments (with the names) fits the row's arity. */
bool command_arity_fits(const struct command *command, uint32_t count);

/*
 * Whether a client may call it. before_auth: users exist, and the client has not named one yet; then roles is not
 * looked at.
 */
bool command_permits(const struct command *command, bool before_auth, unsigned roles);

/* "SUBMIT [JSON json] [field value ...]": the call as documentation shows it. */
void command_syntax(const struct command *command, struct writer *out);

/* Replies to COMMAND (all rows), COMMAND INFO, COMMAND DOCS and COMMAND LIST; names from argument 2 on, none = all. */
void command_reply_info(struct reply *reply, const struct request *request);
void command_reply_docs(struct reply *reply, const struct request *request);
void command_reply_list(struct reply *reply);

/* How many commands there are, subcommands not counted. */
size_t command_count(void);

/* The list of doc/protocol.md: a heading a group, a row a command. */
void command_markdown(struct writer *out);

#endif

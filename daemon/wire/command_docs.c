/* COMMAND's replies in the shapes of Redis 7, which client libraries and redis-cli's hints read. */
#include "daemon/wire/command.h"

#include <ctype.h>
#include <stdio.h>

enum { NAME_SIZE = 64 };

static bool is_inside(const struct command *command, const struct command *container)
{
    return command->container && strcmp(command->container, container->name) == 0;
}

static size_t count_inside(const struct command *container)
{
    size_t count = 0;
    for (size_t i = 0; i < COMMANDS; i++)
        count += is_inside(&COMMAND_TABLE[i], container);
    return count;
}

/* "client|setname": names are lower-case in these replies. */
static void reply_name(struct reply *reply, const struct command *command)
{
    char name[NAME_SIZE];
    int size = snprintf(name, sizeof name, "%s%s%s", command->container ? command->container : "",
                        command->container ? "|" : "", command->name);
    for (int i = 0; i < size; i++)
        name[i] = (char)tolower((unsigned char)name[i]);
    reply_text(reply, bytes_of(name, (size_t)size));
}

static void reply_flags(struct reply *reply, unsigned flags)
{
    static const struct {
        unsigned flag;
        const char *name;
    } names[] = {{COMMAND_WRITES, "write"}, {COMMAND_READS, "readonly"},  {COMMAND_FAST, "fast"},
                 {COMMAND_ADMIN, "admin"},  {COMMAND_BLOCKS, "blocking"}, {COMMAND_NO_AUTH, "no_auth"}};
    size_t count = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        count += (flags & names[i].flag) != 0;
    reply_set(reply, count);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (flags & names[i].flag)
            reply_simple(reply, names[i].name);
}

/* The first nine elements are scalars and sets, the tenth holds the subcommands in the same shape. */
static void info_row(struct reply *reply, const struct command *command)
{
    reply_array(reply, 10);
    reply_name(reply, command);
    reply_integer(reply, command->arity);
    reply_flags(reply, command->flags);
    for (int i = 0; i < 3; i++)
        reply_integer(reply, 0); /* first, last and step of keys: no argument is a key of a cluster */
    reply_set(reply, 1);
    reply_simple(reply, command->flags & COMMAND_WRITES ? "@write" : "@read");
    reply_array(reply, 0); /* tips */
    reply_array(reply, 0); /* key specifications */
    reply_array(reply, count_inside(command));
}

static void info_with_inside(struct reply *reply, const struct command *command)
{
    info_row(reply, command);
    for (size_t i = 0; i < COMMANDS; i++)
        if (is_inside(&COMMAND_TABLE[i], command))
            info_row(reply, &COMMAND_TABLE[i]);
}

void command_reply_info(struct reply *reply, const struct request *request)
{
    if (request->count > 2) {
        reply_array(reply, request->count - 2);
        for (uint32_t i = 2; i < request->count; i++) {
            const struct command *command = command_named(request_argument(request, i));
            if (command)
                info_with_inside(reply, command);
            else
                reply_null(reply);
        }
        return;
    }
    reply_array(reply, command_count());
    for (size_t i = 0; i < COMMANDS; i++)
        if (!COMMAND_TABLE[i].container)
            info_with_inside(reply, &COMMAND_TABLE[i]);
}

static void docs_argument(struct reply *reply, const struct command_argument *argument)
{
    reply_map(reply, (size_t)2 + (argument->token ? 1 : 0) + (argument->flags ? 1 : 0));
    reply_string(reply, "name");
    reply_string(reply, argument->name);
    reply_string(reply, "type");
    reply_string(reply, argument->type);
    if (argument->token) {
        reply_string(reply, "token");
        reply_string(reply, argument->token);
    }
    if (argument->flags) {
        reply_string(reply, "flags");
        reply_set(reply, (size_t)(argument->flags & ARGUMENT_OPTIONAL ? 1 : 0) +
                             (argument->flags & ARGUMENT_MULTIPLE ? 1 : 0));
        if (argument->flags & ARGUMENT_OPTIONAL)
            reply_simple(reply, "optional");
        if (argument->flags & ARGUMENT_MULTIPLE)
            reply_simple(reply, "multiple");
    }
}

static void docs_row(struct reply *reply, const struct command *command)
{
    size_t inside = count_inside(command);
    reply_name(reply, command);
    reply_map(reply, (size_t)4 + (command->argument_count ? 1 : 0) + (inside ? 1 : 0));
    reply_string(reply, "summary");
    reply_string(reply, command->summary);
    reply_string(reply, "since");
    reply_string(reply, "0.1.0");
    reply_string(reply, "group");
    reply_string(reply, command->group);
    reply_string(reply, "complexity");
    reply_string(reply, command->complexity);
    if (command->argument_count) {
        reply_string(reply, "arguments");
        reply_array(reply, command->argument_count);
        for (size_t i = 0; i < command->argument_count; i++)
            docs_argument(reply, &command->arguments[i]);
    }
    if (inside) {
        reply_string(reply, "subcommands");
        reply_map(reply, inside);
    }
}

static void docs_with_inside(struct reply *reply, const struct command *command)
{
    docs_row(reply, command);
    for (size_t i = 0; i < COMMANDS; i++)
        if (is_inside(&COMMAND_TABLE[i], command))
            docs_row(reply, &COMMAND_TABLE[i]);
}

void command_reply_docs(struct reply *reply, const struct request *request)
{
    if (request->count <= 2) {
        reply_map(reply, command_count());
        for (size_t i = 0; i < COMMANDS; i++)
            if (!COMMAND_TABLE[i].container)
                docs_with_inside(reply, &COMMAND_TABLE[i]);
        return;
    }
    size_t known = 0;
    for (uint32_t i = 2; i < request->count; i++)
        known += command_named(request_argument(request, i)) != NULL;
    reply_map(reply, known);
    for (uint32_t i = 2; i < request->count; i++) {
        const struct command *command = command_named(request_argument(request, i));
        if (command)
            docs_with_inside(reply, command);
    }
}

void command_reply_list(struct reply *reply)
{
    reply_array(reply, command_count());
    for (size_t i = 0; i < COMMANDS; i++)
        if (!COMMAND_TABLE[i].container)
            reply_name(reply, &COMMAND_TABLE[i]);
}

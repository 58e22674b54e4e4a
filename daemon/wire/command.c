#include "daemon/wire/command.h"

static bool is_name(const char *name, struct bytes word)
{
    return bytes_equal_nocase(bytes_of_string(name), word);
}

/* Some 40 rows, the busiest first: a walk that compares lengths is as fast as a hash here. */
static const struct command *find(struct bytes container, struct bytes name)
{
    for (size_t i = 0; i < COMMANDS; i++) {
        const struct command *command = &COMMAND_TABLE[i];
        bool inside = command->container != NULL;
        if (inside == (container.size > 0) && is_name(command->name, name) &&
            (!inside || is_name(command->container, container)))
            return command;
    }
    return NULL;
}

const struct command *command_find(const struct request *request)
{
    struct bytes none = {NULL, 0};
    struct bytes name = request_argument(request, 0);
    const struct command *command = find(none, name);
    if (!command || request->count < 2)
        return command;
    bool has_rows_inside = (command->flags & COMMAND_CONTAINER) || command->id == COMMAND_COMMAND;
    const struct command *inside = has_rows_inside ? find(name, request_argument(request, 1)) : NULL;
    return inside ? inside : command;
}

const struct command *command_named(struct bytes name)
{
    size_t bar = bytes_find(name, BYTES("|"), 0);
    if (bar == SIZE_MAX)
        return find((struct bytes){NULL, 0}, name);
    return bar ? find(bytes_upto(name, bar), bytes_from(name, bar + 1)) : NULL;
}

bool command_arity_fits(const struct command *command, uint32_t count)
{
    return command->arity >= 0 ? count == (uint32_t)command->arity : count >= (uint32_t)-command->arity;
}

bool command_permits(const struct command *command, bool before_auth, unsigned roles)
{
    if (command->flags & COMMAND_NO_AUTH)
        return true;
    return !before_auth && role_permits(roles, command->roles);
}

static void argument_syntax(const struct command_argument *argument, struct writer *out)
{
    bool optional = argument->flags & ARGUMENT_OPTIONAL;
    writer_format(out, " %s", optional ? "[" : "");
    if (argument->token)
        writer_format(out, "%s ", argument->token);
    writer_format(out, "%s", argument->name);
    if (argument->flags & ARGUMENT_MULTIPLE)
        writer_format(out, optional ? " ..." : " [%s ...]", argument->name);
    writer_format(out, "%s", optional ? "]" : "");
}

void command_syntax(const struct command *command, struct writer *out)
{
    if (command->container)
        writer_format(out, "%s ", command->container);
    writer_format(out, "%s", command->name);
    for (size_t i = 0; i < command->argument_count; i++)
        argument_syntax(&command->arguments[i], out);
}

size_t command_count(void)
{
    size_t count = 0;
    for (size_t i = 0; i < COMMANDS; i++)
        count += !COMMAND_TABLE[i].container;
    return count;
}

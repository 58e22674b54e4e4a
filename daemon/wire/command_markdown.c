#include "daemon/wire/command.h"

static const char *const GROUPS[] = {"articles", "clusters", "connection", "server"};

/* "submit or query", "any", and for what is there before AUTH "none". */
static void role_column(const struct command *command, struct writer *out)
{
    if (command->roles == 0) {
        writer_format(out, command->flags & COMMAND_NO_AUTH ? "none" : "any");
        return;
    }
    const char *between = "";
    for (unsigned role = 1; role <= ROLE_ALL; role <<= 1)
        if (command->roles & role) {
            writer_format(out, "%s", between);
            role_print(role, out);
            between = " or ";
        }
}

static void row(const struct command *command, struct writer *out)
{
    writer_format(out, "| `");
    command_syntax(command, out);
    writer_format(out, "` | ");
    role_column(command, out);
    writer_format(out, " | %s. | %s |\n", command->summary, command->complexity);
}

void command_markdown(struct writer *out)
{
    for (size_t g = 0; g < sizeof GROUPS / sizeof *GROUPS; g++) {
        writer_format(out, "%s### %c%s\n\n", g ? "\n" : "", GROUPS[g][0] - 'a' + 'A', GROUPS[g] + 1);
        writer_format(out, "| command | role | what it does | time |\n| --- | --- | --- | --- |\n");
        for (size_t i = 0; i < COMMANDS; i++) {
            const struct command *command = &COMMAND_TABLE[i];
            if (strcmp(command->group, GROUPS[g]) == 0 && !(command->flags & COMMAND_CONTAINER))
                row(command, out);
        }
    }
}

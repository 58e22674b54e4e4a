#include "daemon/wire/command.h"

static const char *const GROUPS[] = {"articles", "clusters", "connection", "server"};

static void row(const struct command *command, struct writer *out)
{
    writer_format(out, "| `");
    command_syntax(command, out);
    writer_format(out, "` | %s. | %s |\n", command->summary, command->complexity);
}

void command_markdown(struct writer *out)
{
    for (size_t g = 0; g < sizeof GROUPS / sizeof *GROUPS; g++) {
        writer_format(out, "%s### %c%s\n\n", g ? "\n" : "", GROUPS[g][0] - 'a' + 'A', GROUPS[g] + 1);
        writer_format(out, "| command | what it does | time |\n| --- | --- | --- |\n");
        for (size_t i = 0; i < COMMANDS; i++) {
            const struct command *command = &COMMAND_TABLE[i];
            if (strcmp(command->group, GROUPS[g]) == 0 && !(command->flags & COMMAND_CONTAINER))
                row(command, out);
        }
    }
}

/* A line for each command, and one for each option of each command. */
#include "client/completions.h"

/* Text inside '...'. */
static void write_text(const char *text, struct writer *out)
{
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            writer_u8(out, '\\');
        writer_u8(out, (uint8_t)*text);
    }
}

/* What follows: a file, one of some words, something else. */
static void write_argument(const char *argument, struct writer *out)
{
    if (completions_is_file(argument)) {
        writer_format(out, " -r -F");
    } else if (completions_is_choice(argument)) {
        writer_format(out, " -x -a '");
        completions_choices(argument, out);
        writer_u8(out, '\'');
    } else {
        writer_format(out, " -x");
    }
}

static void write_option(const struct command *command, const struct option_row *row, struct writer *out)
{
    writer_format(out, "complete -c shinglectl");
    if (command)
        writer_format(out, " -n '__fish_seen_subcommand_from %s'", command->name);
    if (row->id < OPTION_ID_WORDS)
        writer_format(out, " -s %c", row->id);
    writer_format(out, " -l %s", row->name);
    if (row->argument)
        write_argument(row->argument, out);
    writer_format(out, " -d '");
    write_text(row->text, out);
    writer_format(out, "'\n");
}

static void write_command(const struct command *command, struct writer *out)
{
    size_t count;
    const struct option_row *rows = options_rows(&count);
    writer_format(out, "complete -c shinglectl -n __fish_use_subcommand -a %s -d '", command->name);
    write_text(command->summary, out);
    writer_format(out, "'\n");
    if (completions_is_file(command->arguments) || completions_is_choice(command->arguments)) {
        writer_format(out, "complete -c shinglectl -n '__fish_seen_subcommand_from %s'", command->name);
        write_argument(command->arguments, out);
        writer_u8(out, '\n');
    }
    for (size_t i = 0; i < count; i++)
        if (rows[i].commands && completions_takes(command, &rows[i]))
            write_option(command, &rows[i], out);
}

void completions_fish(const struct options *options, struct writer *out)
{
    size_t count;
    const struct option_row *rows = options_rows(&count);
    writer_format(out,
                  "# fish completion for shinglectl, made by: shinglectl completions fish\n"
                  "complete -c shinglectl -f\n"
                  "complete -c shinglectl -n __fish_use_subcommand -a help -d 'Shows help, of a command where one is "
                  "named'\n");
    for (size_t i = 0; i < count; i++)
        if (!rows[i].commands)
            write_option(NULL, &rows[i], out);
    for (size_t i = 0; i < options->command_count; i++)
        write_command(&options->commands[i], out);
}

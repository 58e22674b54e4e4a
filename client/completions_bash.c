/*
 * One function: which command is on the line, which option stands before the cursor, and from both the words there are.
 * It needs nothing of the package bash-completion.
 */
#include "client/completions.h"

static bool is_other(const char *argument)
{
    return !completions_is_file(argument) && !completions_is_choice(argument);
}

/* The long names of the options that a command takes. */
static void write_options(const struct command *command, struct writer *out)
{
    size_t count, written = 0;
    const struct option_row *rows = options_rows(&count);
    for (size_t i = 0; i < count; i++)
        if (completions_takes(command, &rows[i]))
            writer_format(out, "%s--%s", written++ ? " " : "", rows[i].name);
}

static void write_choices(struct writer *out)
{
    size_t count;
    const struct option_row *rows = options_rows(&count);
    for (size_t i = 0; i < count; i++) {
        if (!completions_is_choice(rows[i].argument))
            continue;
        writer_format(out, "        --%s) words='", rows[i].name);
        completions_choices(rows[i].argument, out);
        writer_format(out, "' ;;\n");
    }
}

static void write_command(const struct command *command, struct writer *out)
{
    writer_format(out, "            %s) options='", command->name);
    write_options(command, out);
    writer_bytes(out, BYTES("'"));
    if (completions_is_choice(command->arguments)) {
        writer_bytes(out, BYTES(" words='"));
        completions_choices(command->arguments, out);
        writer_bytes(out, BYTES("'"));
    } else if (completions_is_file(command->arguments)) {
        writer_bytes(out, BYTES(" files=yes"));
    }
    writer_bytes(out, BYTES(" ;;\n"));
}

static void write_names(const struct options *options, struct writer *out)
{
    for (size_t i = 0; i < options->command_count; i++)
        writer_format(out, "%s ", options->commands[i].name);
    writer_bytes(out, BYTES("help"));
}

void completions_bash(const struct options *options, struct writer *out)
{
    writer_format(out, "# bash completion for shinglectl, made by: shinglectl completions bash\n"
                       "_shinglectl()\n{\n"
                       "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
                       "    local command='' words='' options='' files='' i\n"
                       "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                       "        case ${COMP_WORDS[i]} in\n            ");
    completions_pattern(completions_is_any, out);
    writer_format(out, ") ((i++)) ;;\n"
                       "            -*) ;;\n"
                       "            *) command=${COMP_WORDS[i]}; break ;;\n"
                       "        esac\n    done\n"
                       "    case $before in\n        ");
    completions_pattern(completions_is_file, out);
    writer_format(out, ") files=yes ;;\n");
    write_choices(out);
    writer_format(out, "        ");
    completions_pattern(is_other, out);
    writer_format(out, ") return ;;\n        *) case $command in\n            '') options='");
    write_options(NULL, out);
    writer_format(out, "' words='");
    write_names(options, out);
    writer_format(out, "' ;;\n            help) words='");
    write_names(options, out);
    writer_format(out, "' ;;\n");
    for (size_t i = 0; i < options->command_count; i++)
        write_command(&options->commands[i], out);
    writer_format(out, "        esac ;;\n    esac\n"
                       "    case $word in\n        -*) words=$options files='' ;;\n    esac\n"
                       "    if [ -n \"$files\" ]; then\n"
                       "        compopt -o filenames 2> /dev/null\n"
                       "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
                       "    else\n"
                       "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
                       "    fi\n}\n"
                       "complete -F _shinglectl shinglectl\n");
}

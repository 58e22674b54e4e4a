/*
 * The command is looked for on the line; zsh's own _arguments does the rest, with the options of that command and the
 * words from it on.
 */
#include "client/completions.h"

#include <ctype.h>

/* Text inside '...[text]...': what would end it is escaped. */
static void write_text(const char *text, struct writer *out)
{
    for (; *text; text++) {
        if (*text == '\'')
            writer_format(out, "'\\''");
        else if (*text == '[' || *text == ']' || *text == ':' || *text == '\\')
            writer_format(out, "\\%c", *text);
        else
            writer_u8(out, (uint8_t)*text);
    }
}

/* ":NAME:_files", ":NAME:(a b)" or ":NAME:" */
static void write_argument(const char *argument, struct writer *out)
{
    writer_u8(out, ':');
    write_text(argument, out);
    writer_u8(out, ':');
    if (completions_is_choice(argument)) {
        writer_u8(out, '(');
        completions_choices(argument, out);
        writer_u8(out, ')');
    } else if (completions_is_file(argument)) {
        writer_format(out, "_files");
    } else {
        writer_u8(out, ' ');
    }
}

static void write_option(const struct option_row *row, struct writer *out)
{
    if (row->id < OPTION_ID_WORDS)
        writer_format(out, " '(-%c --%s)'{-%c,--%s}'[", row->id, row->name, row->id, row->name);
    else
        writer_format(out, " '--%s[", row->name);
    write_text(row->text, out);
    writer_u8(out, ']');
    if (row->argument)
        write_argument(row->argument, out);
    writer_format(out, "' \\\n       ");
}

static void write_options(const struct command *command, struct writer *out)
{
    size_t count;
    const struct option_row *rows = options_rows(&count);
    for (size_t i = 0; i < count; i++)
        if (completions_takes(command, &rows[i]))
            write_option(&rows[i], out);
}

static void write_names(const struct options *options, struct writer *out)
{
    for (size_t i = 0; i < options->command_count; i++) {
        writer_format(out, "        '%s:", options->commands[i].name);
        write_text(options->commands[i].summary, out);
        writer_format(out, "'\n");
    }
    writer_format(out, "        'help:Shows help, of a command where one is named'\n");
}

/* An argument that nothing is known of has no part here: with one, zsh would not complete options. */
static void write_command(const struct command *command, struct writer *out)
{
    writer_format(out, "    %s) _arguments -S ", command->name);
    write_options(command, out);
    if (completions_is_file(command->arguments) || completions_is_choice(command->arguments)) {
        writer_format(out, " '%s", command->most == 1 ? "1" : "*");
        write_argument(command->arguments, out);
        writer_u8(out, '\'');
    }
    writer_format(out, " ;;\n");
}

void completions_zsh(const struct options *options, struct writer *out)
{
    writer_format(out, "#compdef shinglectl\n# zsh completion for shinglectl, made by: shinglectl completions zsh\n"
                       "_shinglectl()\n{\n"
                       "    local curcontext=$curcontext command state line\n    local -a names\n    local -i i\n"
                       "    typeset -A opt_args\n    names=(\n");
    write_names(options, out);
    writer_format(out, "    )\n    for ((i = 2; i < CURRENT; i++)); do\n        case $words[i] in\n            ");
    completions_pattern(completions_is_any, out);
    writer_format(out,
                  ") i+=1 ;;\n            -*) ;;\n            *) command=$words[i]; break ;;\n        esac\n    done\n"
                  "    if [[ -z $command ]]; then\n        _arguments -S ");
    write_options(NULL, out);
    writer_format(out, " '1: :->command'\n"
                       "        [[ $state != command ]] || _describe -t commands command names\n"
                       "        return\n    fi\n"
                       "    words=(\"${(@)words[i,-1]}\")\n    (( CURRENT -= i - 1 ))\n"
                       "    case $command in\n"
                       "    help) _describe -t commands command names ;;\n");
    for (size_t i = 0; i < options->command_count; i++)
        write_command(&options->commands[i], out);
    writer_format(out, "    esac\n}\n"
                       "if [[ $funcstack[1] == _shinglectl ]]; then\n    _shinglectl \"$@\"\nelse\n"
                       "    compdef _shinglectl shinglectl\nfi\n");
}

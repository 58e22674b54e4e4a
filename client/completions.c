#include "client/completions.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

bool completions_is_choice(const char *argument)
{
    return argument && islower((unsigned char)*argument) && strchr(argument, '|');
}

bool completions_is_file(const char *argument)
{
    return argument && (strncmp(argument, "FILE", 4) == 0 || strstr(argument, ".tsv"));
}

bool completions_is_any(const char *argument)
{
    return argument != NULL;
}

void completions_pattern(bool (*is)(const char *), struct writer *out)
{
    size_t count, written = 0;
    const struct option_row *rows = options_rows(&count);
    for (size_t i = 0; i < count; i++) {
        if (!rows[i].argument || !is(rows[i].argument))
            continue;
        writer_format(out, "%s", written++ ? " | " : "");
        if (rows[i].id < OPTION_ID_WORDS)
            writer_format(out, "-%c | ", rows[i].id);
        writer_format(out, "--%s", rows[i].name);
    }
}

void completions_choices(const char *argument, struct writer *out)
{
    for (; *argument; argument++)
        writer_u8(out, *argument == '|' ? ' ' : (uint8_t)*argument);
}

bool completions_takes(const struct command *command, const struct option_row *row)
{
    return row->commands == 0 || (command && (command->options & row->commands));
}

int completions_run(struct client *client, const struct options *options)
{
    static const struct {
        const char *shell;
        void (*write)(const struct options *, struct writer *);
    } shells[] = {{"bash", completions_bash}, {"zsh", completions_zsh}, {"fish", completions_fish}};
    struct writer out = {0};
    (void)client;
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
        if (strcmp(options->arguments[0], shells[i].shell) != 0)
            continue;
        shells[i].write(options, &out);
        (void)fwrite(out.at, 1, out.failed ? 0 : out.size, stdout);
        writer_close(&out);
        return out.failed ? CLIENT_FAILED : CLIENT_OK;
    }
    (void)fprintf(stderr, "shinglectl: %s: no shell that is known; bash, zsh and fish are\n", options->arguments[0]);
    return CLIENT_USAGE;
}

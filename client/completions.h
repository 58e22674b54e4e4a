/*
 * Completions for shells, made of the tables of commands and options:
 *
 *     shinglectl completions bash > /etc/bash_completion.d/shinglectl
 */
#ifndef CLIENT_COMPLETIONS_H
#define CLIENT_COMPLETIONS_H

#include "client/client.h"
#include "shingle/base/writer.h"

/* shinglectl completions. Returns the exit status. */
int completions_run(struct client *client, const struct options *options);

/* Each appends a shell's script. */
void completions_bash(const struct options *options, struct writer *out);
void completions_zsh(const struct options *options, struct writer *out);
void completions_fish(const struct options *options, struct writer *out);

/* Whether an argument, as help shows it, is one of some words ("bash|zsh|fish"). */
bool completions_is_choice(const char *argument);

/* Whether it is a file. */
bool completions_is_file(const char *argument);

/* Whether there is an argument. */
bool completions_is_any(const char *argument);

/* Appends "-s | --server | ..." of the options whose argument `is` tells of, for a pattern of case. */
void completions_pattern(bool (*is)(const char *), struct writer *out);

/* Appends the words of a choice with blanks between. */
void completions_choices(const char *argument, struct writer *out);

/* Whether a command takes an option; NULL: whether it may stand before all commands. */
bool completions_takes(const struct command *command, const struct option_row *row);

#endif

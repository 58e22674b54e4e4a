/*
 * One setting's value: from text to the typed field, and back.
 *
 *     if (value_store(&config, setting, "64M", false, &errors) != STATUS_OK)
 *         ...                            // errors says what is wrong and what is allowed, without a file or line
 *     value_print(&config, setting, &writer);
 */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include "config/settings.h"

/*
 * Parses text and stores it in the setting's field. add: a list keeps what it has and gets the new items behind it.
 * STATUS_OK, STATUS_BADARG (one sentence in why, no newline), STATUS_NOMEM; the field is unchanged unless OK.
 */
MUST_CHECK enum status value_store(struct config *config, const struct setting *setting, const char *text, bool add,
                                   struct writer *why);

/* Appends the field's value as it could stand in a file; sizes and times in the largest unit that divides them. */
void value_print(const struct config *config, const struct setting *setting, struct writer *out);

/* Appends what the setting may be, e.g. "from 64K to 64M" or "yes or no". */
void value_print_allowed(const struct setting *setting, struct writer *out);

/* Appends text in double quotes, control bytes as \xNN, cut past 60 bytes: for messages about foreign text. */
void value_print_quoted(struct writer *out, const char *text);

#endif

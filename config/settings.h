/*
 * The table of settings: one row a setting. Everything that knows a setting's name, type, range, default or meaning
 * reads it here: the parser, its messages, CONFIG GET, the sample file and the manual page.
 *
 *     for (size_t i = 0; i < setting_count; i++)
 *         puts(settings[i].key);
 */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include "config/config.h"

enum setting_type {
    SETTING_INTEGER,   /* uint32_t */
    SETTING_SIZE,      /* uint64_t, bytes; K, M, G, T are powers of 1024 */
    SETTING_DURATION,  /* int64_t, milliseconds; ms, s, m, h, d */
    SETTING_BOOLEAN,   /* bool; yes, no */
    SETTING_FRACTION,  /* double, 0 to 1, at most four decimals */
    SETTING_LEVEL,     /* enum config_level, by name */
    SETTING_ADDRESS,   /* const char *, one TCP address or "off" */
    SETTING_ADDRESSES, /* struct config_list of addresses */
    SETTING_PATH,      /* const char * */
    SETTING_LIST,      /* struct config_list of words or phrases */
    SETTING_AGENCIES   /* struct config_list of "Name|further name|host.example" */
};

enum setting_flags {
    SETTING_RELOADABLE = 1, /* SIGHUP applies a change; the others need a restart */
    SETTING_TIED = 2,       /* kept in the store, and refused to differ from it */
    SETTING_POWER_OF_TWO = 4,
    SETTING_MAY_BE_EMPTY = 8 /* of a path or addresses: none */
};

struct setting {
    const char *section;
    const char *key;
    enum setting_type type;
    unsigned flags;       /* of enum setting_flags */
    size_t field;         /* offset in struct config */
    uint64_t least, most; /* inclusive; of the number, bytes or milliseconds, or ten-thousandths for a fraction */
    const char *initial;  /* the default, as in the file; "" is an empty list */
    const char *text;     /* for the sample file and the manual page: full sentences, plain text */
};

enum {
    SETTING_NAME_MAX = 64,  /* bytes of section.key with its NUL */
    SETTING_LIST_MAX = 1000 /* items of one list */
};

/* Limits of a list of agencies. */
enum {
    SETTING_AGENCIES_MAX = 64,     /* items */
    SETTING_AGENCY_PARTS_MAX = 16, /* names and hosts of an item */
    SETTING_AGENCY_NAME_LEAST = 2, /* bytes of each */
    SETTING_AGENCY_NAME_MAX = 64
};

extern const struct setting settings[];
extern const size_t setting_count;

/* What a section is about: one line for the sample file and the manual page. NULL when there is no such section. */
const char *setting_section_text(const char *section);

/* The row of section and key, or NULL. Exact: settings are lower-case. */
const struct setting *setting_find(const char *section, const char *key);

/* The row of a dotted name, or NULL. */
const struct setting *setting_find_dotted(const char *name);

/* Writes section.key and a NUL to out. */
void setting_name(const struct setting *setting, char out[SETTING_NAME_MAX]);

#endif

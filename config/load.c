/*
 * Reading a file. inih finds sections, names and values; it gives no line numbers, silently splits lines past its
 * buffer and takes an indented setting for a continuation of the one before. So it reads through next_line(), which
 * counts lines, refuses long ones and NUL bytes, and takes leading spaces away.
 */
#include "config/suggest.h"
#include "config/value.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>

enum {
    FILE_SIZE_MAX = 1 << 20, /* bytes of a settings file */
    PROBLEMS_MAX = 50,       /* lines of errors; then one that says there are more */
    SETTINGS_MAX = 128       /* rows of the table, at most */
};

struct load {
    struct config *config;
    struct bytes rest; /* text not yet handed to inih */
    const char *name;  /* of the file, for messages */
    struct writer *errors;
    unsigned line;                     /* of the last line handed out, from 1 */
    bool expects_setting;              /* that line must reach take_setting() */
    unsigned first_line[SETTINGS_MAX]; /* where each setting was set first; 0 = not yet */
    size_t problems;
    bool no_memory;
};

/* Opens a message "FILE:LINE: "; false when there were enough of them. End it with problem_end. */
static bool problem(struct load *load)
{
    load->problems++;
    if (load->problems == PROBLEMS_MAX + 1)
        writer_format(load->errors, "%s:%u: more problems follow that are not listed\n", load->name, load->line);
    if (load->problems > PROBLEMS_MAX)
        return false;
    writer_format(load->errors, "%s:%u: ", load->name, load->line);
    return true;
}

static void problem_end(struct load *load)
{
    writer_u8(load->errors, '\n');
}

static void problem_text(struct load *load, const char *text)
{
    if (problem(load)) {
        writer_format(load->errors, "%s", text);
        problem_end(load);
    }
}

static void tell_unknown_section(struct load *load, const char *section)
{
    if (!problem(load))
        return;
    struct suggestion best = suggestion_for(section);
    for (size_t i = 0; i < setting_count; i++)
        suggestion_offer(&best, settings[i].section);
    writer_format(load->errors, "unknown section ");
    value_print_quoted(load->errors, section);
    if (best.word)
        writer_format(load->errors, "; did you mean [%s]?", best.word);
    else
        for (size_t i = 0; i < setting_count; i++)
            if (i == 0 || strcmp(settings[i].section, settings[i - 1].section) != 0)
                writer_format(load->errors, "%s[%s]", i ? ", " : "; there are ", settings[i].section);
    problem_end(load);
}

/* A known section, or none, without such a key. */
static void tell_unknown_key(struct load *load, const char *section, const char *key)
{
    if (!problem(load))
        return;
    struct suggestion best = suggestion_for(key);
    const char *elsewhere = NULL;
    for (size_t i = 0; i < setting_count; i++) {
        if (strcmp(settings[i].section, section) == 0)
            suggestion_offer(&best, settings[i].key);
        else if (!elsewhere && strcmp(settings[i].key, key) == 0)
            elsewhere = settings[i].section;
    }
    writer_format(load->errors, "unknown setting ");
    value_print_quoted(load->errors, key);
    if (*section)
        writer_format(load->errors, " in [%s]", section);
    if (elsewhere)
        writer_format(load->errors, "; it belongs under [%s]", elsewhere);
    else if (best.word)
        writer_format(load->errors, "; did you mean %s?", best.word);
    else if (!*section)
        writer_format(load->errors, "; settings stand under a section such as [store]");
    else
        for (size_t i = 0, told = 0; i < setting_count; i++)
            if (strcmp(settings[i].section, section) == 0)
                writer_format(load->errors, "%s%s", told++ ? ", " : "; there are ", settings[i].key);
    problem_end(load);
}

static void take_known(struct load *load, const struct setting *setting, const char *value)
{
    unsigned *first = &load->first_line[setting - settings];
    bool list =
        setting->type == SETTING_LIST || setting->type == SETTING_ADDRESSES || setting->type == SETTING_AGENCIES;
    if (*first && !list) {
        if (problem(load)) {
            writer_format(load->errors, "%s is set twice, first in line %u", setting->key, *first);
            problem_end(load);
        }
        return;
    }
    struct writer why = {0};
    enum status status = value_store(load->config, setting, value, *first != 0, &why);
    if (status == STATUS_NOMEM)
        load->no_memory = true;
    else if (status != STATUS_OK && problem(load)) {
        writer_format(load->errors, "%s: %" BYTES_FORMAT, setting->key, BYTES_ARGS(writer_view(&why)));
        problem_end(load);
    }
    writer_close(&why);
    if (!*first)
        *first = load->line;
}

/* inih's handler; 1 lets it go on. */
static int take_setting(void *context, const char *section, const char *key, const char *value)
{
    struct load *load = context;
    load->expects_setting = false;
    const struct setting *setting = setting_find(section, key);
    if (setting)
        take_known(load, setting, value);
    else if (!*section || setting_section_text(section)) /* an unknown section was told at its line */
        tell_unknown_key(load, section, key);
    return 1;
}

/*
 * inih calls take_setting for a setting only. So a line is looked at before inih sees it: a section must be known, also
 * an empty one, and any other line that is no comment must come back through take_setting.
 */
static void look_at(struct load *load, struct bytes line)
{
    if (bytes_starts_with(line, BYTES("\xef\xbb\xbf")))
        line = bytes_from(line, 3);
    line = bytes_trim(line);
    load->expects_setting = line.size && line.at[0] != '#' && line.at[0] != ';';
    size_t end = bytes_find(line, BYTES("]"), 0);
    if (!load->expects_setting || line.at[0] != '[' || end == SIZE_MAX)
        return;
    char section[SETTING_NAME_MAX];
    (void)snprintf(section, sizeof section, "%" BYTES_FORMAT, BYTES_ARGS(bytes_from(bytes_upto(line, end), 1)));
    load->expects_setting = false;
    if (!setting_section_text(section))
        tell_unknown_section(load, section);
}

static void judge_last_line(struct load *load)
{
    if (load->expects_setting)
        problem_text(load, "neither a [section] nor name = value");
    load->expects_setting = false;
}

/* inih's reader, as fgets: the next line, at most size - 1 bytes, and a NUL. */
static char *next_line(char *to, int size, void *context)
{
    struct load *load = context;
    judge_last_line(load);
    if (load->rest.size == 0 || size < 1)
        return NULL;
    struct bytes line = bytes_upto(load->rest, bytes_find(load->rest, BYTES("\n"), 0));
    load->rest = bytes_from(load->rest, line.size + 1);
    load->line++;
    while (line.size && (line.at[0] == ' ' || line.at[0] == '\t'))
        line = bytes_from(line, 1);
    bool has_nul = line.size && memchr(line.at, '\0', line.size);
    size_t most = (size_t)size - 1;
    if (has_nul)
        problem_text(load, "the line has a NUL byte");
    else if (line.size > most && problem(load)) {
        writer_format(load->errors,
                      "the line is longer than %zu bytes; a list may go on in a further line of the same name", most);
        problem_end(load);
    }
    if (has_nul || line.size > most)
        line.size = 0;
    look_at(load, line);
    if (line.size)
        memcpy(to, line.at, line.size);
    to[line.size] = '\0';
    return to;
}

enum status config_parse(struct config *config, struct bytes text, const char *name, struct writer *errors)
{
    struct load load = {.config = config, .rest = text, .name = name, .errors = errors};
    if (setting_count > SETTINGS_MAX)
        return STATUS_TOOBIG;
    int result = ini_parse_stream(next_line, &load, take_setting, &load);
    judge_last_line(&load);
    if (result == -2 || load.no_memory || errors->failed)
        return STATUS_NOMEM;
    return load.problems ? STATUS_SYNTAX : STATUS_OK;
}

/* All of an open file, at most FILE_SIZE_MAX bytes. */
static enum status read_all(FILE *file, struct writer *text)
{
    for (;;) {
        uint8_t *room = writer_reserve(text, 4096);
        if (!room)
            return STATUS_NOMEM;
        size_t got = fread(room, 1, 4096, file);
        text->size += got;
        if (text->size > FILE_SIZE_MAX)
            return STATUS_TOOBIG;
        if (got == 0)
            return ferror(file) ? STATUS_IO : STATUS_OK;
    }
}

enum status config_load(struct config *config, const char *path, struct writer *errors)
{
    FILE *file = fopen(path, "rbe");
    if (!file) {
        int error = errno;
        writer_format(errors, "%s: cannot open the settings: %s\n", path, strerror(error));
        return error == ENOENT ? STATUS_NOTFOUND : STATUS_IO;
    }
    struct writer text = {0};
    enum status status = read_all(file, &text);
    if (status == STATUS_IO)
        writer_format(errors, "%s: cannot read the settings: %s\n", path, strerror(errno));
    else if (status == STATUS_TOOBIG)
        writer_format(errors, "%s: larger than %d bytes: not a settings file\n", path, FILE_SIZE_MAX);
    else if (status == STATUS_OK)
        status = config_parse(config, writer_view(&text), path, errors);
    (void)fclose(file);
    writer_close(&text);
    return status;
}

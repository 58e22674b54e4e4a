#include "config/sample.h"

#include "config/value.h"

enum {
    SAMPLE_WIDTH = 110, /* bytes of a line of the sample file */
    MANUAL_WIDTH = 79   /* and of the manual page's source */
};

/* Appends text in lines of at most width bytes (unless one word is longer) that begin with prefix. */
static void wrap(struct bytes text, const char *prefix, size_t width, struct writer *out)
{
    size_t column = 0;
    while (text.size) {
        struct bytes word = bytes_upto(text, bytes_find(text, BYTES(" "), 0));
        text = bytes_from(text, word.size + 1);
        if (column && column + 1 + word.size > width) {
            writer_u8(out, '\n');
            column = 0;
        }
        writer_format(out, "%s%" BYTES_FORMAT, column ? " " : prefix, BYTES_ARGS(word));
        column += word.size + (column ? 1 : strlen(prefix));
    }
    writer_u8(out, '\n');
}

/* "From 1 to 9. Takes effect at a reload." */
static void describe_use(const struct setting *setting, struct writer *out)
{
    size_t start = out->size;
    value_print_allowed(setting, out);
    if (out->at && out->size > start && out->at[start] >= 'a' && out->at[start] <= 'z')
        out->at[start] = (uint8_t)(out->at[start] - 'a' + 'A');
    writer_format(out, ".");
    if (setting->flags & SETTING_TIED)
        writer_format(out, " Fixed once the store exists.");
    else if (setting->flags & SETTING_RELOADABLE)
        writer_format(out, " Takes effect at a reload.");
}

static void sample_setting(const struct setting *setting, struct writer *out)
{
    struct writer use = {0};
    describe_use(setting, &use);
    writer_u8(out, '\n');
    wrap(bytes_of_string(setting->text), "# ", SAMPLE_WIDTH, out);
    wrap(writer_view(&use), "# ", SAMPLE_WIDTH, out);
    writer_format(out, "#%s =%s%s\n", setting->key, *setting->initial ? " " : "", setting->initial);
    writer_close(&use);
}

void sample_file(struct writer *out)
{
    wrap(BYTES("Settings of shingled(8). Every setting stands here at its default and commented out: the daemon runs "
               "without this file. A wrong or unknown setting keeps it from starting; shingled --check-config tells "
               "what is wrong. Values may be followed by a comment after \" ;\"."),
         "# ", SAMPLE_WIDTH, out);
    const char *section = "";
    for (size_t i = 0; i < setting_count; i++) {
        if (strcmp(settings[i].section, section) != 0) {
            section = settings[i].section;
            writer_format(out, "\n\n");
            wrap(bytes_of_string(setting_section_text(section)), "# ", SAMPLE_WIDTH, out);
            writer_format(out, "[%s]\n", section);
        }
        sample_setting(&settings[i], out);
    }
}

/* Size of the sentence that text begins with: to a full stop before a space and a capital, or all of it. */
static size_t sentence_size(struct bytes text)
{
    for (size_t i = 0; i + 2 < text.size; i++)
        if (text.at[i] == '.' && text.at[i + 1] == ' ' && text.at[i + 2] >= 'A' && text.at[i + 2] <= 'Z')
            return i + 1;
    return text.size;
}

/*
 * Appends text, each sentence from a line of its own as mdoc(7) asks. The table's texts have no backslash and no word
 * that begins with a full stop or an apostrophe, which roff would take for its own; a test sees to it.
 */
static void manual_text(struct bytes text, struct writer *out)
{
    while (text.size) {
        size_t size = sentence_size(text);
        wrap(bytes_upto(text, size), "", MANUAL_WIDTH, out);
        text = bytes_from(text, size + 1);
    }
}

static void manual_setting(const struct setting *setting, struct writer *out)
{
    struct writer use = {0};
    describe_use(setting, &use);
    writer_format(out, ".It Cm %s Li = %s\n", setting->key, *setting->initial ? setting->initial : "(empty)");
    manual_text(bytes_of_string(setting->text), out);
    manual_text(writer_view(&use), out);
    writer_close(&use);
}

static void manual_settings(struct writer *out)
{
    const char *section = "";
    for (size_t i = 0; i < setting_count; i++) {
        if (strcmp(settings[i].section, section) != 0) {
            writer_format(out, "%s.Ss Section %s\n", *section ? ".El\n" : "", settings[i].section);
            section = settings[i].section;
            manual_text(bytes_of_string(setting_section_text(section)), out);
            writer_format(out, ".Bl -tag -width Ds\n");
        }
        manual_setting(&settings[i], out);
    }
    writer_format(out, ".El\n");
}

enum status sample_manual(struct bytes page, struct writer *out)
{
    size_t begin = bytes_find(page, BYTES(SAMPLE_BEGIN "\n"), 0);
    size_t end = begin == SIZE_MAX ? SIZE_MAX : bytes_find(page, BYTES(SAMPLE_END "\n"), begin);
    if (end == SIZE_MAX)
        return STATUS_NOTFOUND;
    writer_bytes(out, bytes_upto(page, begin));
    writer_format(out, "%s\n", SAMPLE_BEGIN);
    manual_settings(out);
    writer_bytes(out, bytes_from(page, end));
    return STATUS_OK;
}

#include "config/config.h"
#include "config/settings.h"
#include "config/value.h"
#include "shingle/base/hash_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
/* cmocka wants the headers above first. */
#include <cmocka.h>

static struct config opened(void)
{
    struct config config;
    assert_int_equal(unsetenv("STATE_DIRECTORY"), 0);
    assert_int_equal(config_open(&config), STATUS_OK);
    return config;
}

static void closes(struct config *config, struct writer *errors)
{
    config_close(config);
    writer_close(errors);
}

static void assert_text(const struct writer *writer, const char *expected)
{
    struct bytes view = writer_view(writer);
    if (!bytes_equal(view, bytes_of_string(expected)))
        fail_msg("got:\n%" BYTES_FORMAT "expected:\n%s", BYTES_ARGS(view), expected);
}

static void every_default_is_in_range_and_prints_as_written(void **state)
{
    (void)state;
    struct config config = opened();
    for (size_t i = 0; i < setting_count; i++) {
        struct writer out = {0};
        value_print(&config, &settings[i], &out);
        assert_text(&out, settings[i].initial);
        writer_close(&out);
    }
    assert_int_equal(config.limits.article_size, 4 << 20);
    assert_int_equal(config.limits.request_time_ms, 30000);
    assert_string_equal(config.store.path, "/var/lib/shingled");
    assert_int_equal(config.listen.address.count, 2);
    assert_int_equal(config.log.level, CONFIG_LEVEL_INFO);
    config_close(&config);
}

/* What the sample file and the manual page rely on. */
static void the_table_is_well_formed(void **state)
{
    (void)state;
    for (size_t i = 0; i < setting_count; i++) {
        const struct setting *setting = &settings[i];
        assert_non_null(setting_section_text(setting->section));
        assert_ptr_equal(setting_find(setting->section, setting->key), setting);
        assert_true(setting->least <= setting->most);
        assert_true(strlen(setting->section) + strlen(setting->key) + 2 < SETTING_NAME_MAX);
        assert_int_equal(setting->text[strlen(setting->text) - 1], '.');
        assert_null(strchr(setting->text, '\\'));
        assert_null(strstr(setting->text, " ."));
        assert_null(strstr(setting->text, " '"));
        if (i > 0 && strcmp(setting->section, settings[i - 1].section) != 0)
            for (size_t j = 0; j < i; j++)
                assert_string_not_equal(setting->section, settings[j].section);
    }
}

static void state_directory_is_the_default_store(void **state)
{
    (void)state;
    struct config config;
    assert_int_equal(setenv("STATE_DIRECTORY", "/var/lib/private/shingled", 1), 0);
    assert_int_equal(config_open(&config), STATUS_OK);
    assert_string_equal(config.store.path, "/var/lib/private/shingled");
    config_close(&config);
    assert_int_equal(unsetenv("STATE_DIRECTORY"), 0);
}

/* Values at the edge of what is allowed and one past it. canonical NULL: refused. */
static void values_are_read_as_written(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text, *canonical;
    } rows[] = {
        {"threads.io", "1", "1"},
        {"threads.io", "0", NULL},
        {"threads.io", "64", "64"},
        {"threads.io", "65", NULL},
        {"threads.io", "two", NULL},
        {"threads.io", "-1", NULL},
        {"threads.io", "1.5", NULL},
        {"threads.io", "", NULL},
        {"threads.io", "18446744073709551617", NULL},
        {"limits.article-size", "64K", "64K"},
        {"limits.article-size", "65535", NULL},
        {"limits.article-size", "65537", "65537"},
        {"limits.article-size", "64M", "64M"},
        {"limits.article-size", "67108865", NULL},
        {"limits.article-size", "2 MiB", "2M"},
        {"limits.article-size", "2048k", "2M"},
        {"limits.article-size", "100000b", "100000"},
        {"limits.article-size", "2MB", NULL},
        {"limits.article-size", "M", NULL},
        {"limits.article-size", "99999999999999999999T", NULL},
        {"limits.article-size", "16777216T", NULL},
        {"limits.request-time", "1000ms", "1s"},
        {"limits.request-time", "999ms", NULL},
        {"limits.request-time", "90s", "90s"},
        {"limits.request-time", "60 m", "1h"},
        {"limits.request-time", "3600001ms", NULL},
        {"limits.request-time", "30", NULL},
        {"limits.idle-time", "0", "0"},
        {"limits.idle-time", "0s", "0"},
        {"limits.idle-time", "365d", "365d"},
        {"limits.idle-time", "366d", NULL},
        {"match.containment", "0", "0"},
        {"match.containment", "1", "1"},
        {"match.containment", "1.0", "1"},
        {"match.containment", "1.0001", NULL},
        {"match.containment", ".25", "0.25"},
        {"match.containment", "0.8512", "0.8512"},
        {"match.containment", "0.85123", NULL},
        {"match.containment", ".", NULL},
        {"match.containment", "50%", NULL},
        {"fingerprint.sample-rate", "32", "32"},
        {"fingerprint.sample-rate", "24", NULL},
        {"fingerprint.sample-rate", "2048", NULL},
        {"listen.i-know-this-is-open", "YES", "yes"},
        {"listen.i-know-this-is-open", "off", "no"},
        {"listen.i-know-this-is-open", "maybe", NULL},
        {"log.level", "Debug", "debug"},
        {"log.level", "loud", NULL},
        {"listen.http", "OFF", "off"},
        {"listen.http", "[::1]:80", "[::1]:80"},
        {"listen.http", "localhost", NULL},
        {"listen.http", "unix:/run/x", NULL},
        {"listen.address", "127.0.0.1:1,unix:/run/x , [::1]:2", "127.0.0.1:1, unix:/run/x, [::1]:2"},
        {"listen.address", ";127.0.0.1:1", NULL},
        {"listen.http", ";127.0.0.1:1", NULL},
        {"sources.priority", "a,;b", NULL},
        {"sources.priority", "a ;b", NULL},
        {"sources.priority", "a;b", "a;b"},
        {"store.path", ";a", NULL},
        {"store.path", "a ;b", NULL},
        {"store.path", "a;b", "a;b"},
        {"listen.address", ",", NULL},
        {"listen.address", "127.0.0.1:65536", NULL},
        {"store.path", "some where/else", "some where/else"},
        {"store.path", "", NULL},
        {"store.path", "a\tb", NULL},
        {"sources.priority", "", ""},
        {"sources.priority", "b.com,,Deutsche Welle,", "b.com, Deutsche Welle"},
        {"sources.priority", "a\x01", NULL},
        {"extract.agencies", "", ""},
        {"extract.agencies", "Fana|Fana Broadcasting|fanamc.com,Reuters|Ройтерс",
         "Fana|Fana Broadcasting|fanamc.com, Reuters|Ройтерс"},
        {"extract.agencies", "AB", "AB"},
        {"extract.agencies", "A", NULL},
        {"extract.agencies", "AB||CD", NULL},
        {"extract.agencies", "AB|", NULL},
        {"extract.agencies", "|AB", NULL},
        {"extract.agencies", "AB|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa",
         "AB|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa"},
        {"extract.agencies", "AB|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa|aa", NULL},
        {"extract.agencies", "0123456789012345678901234567890123456789012345678901234567890123",
         "0123456789012345678901234567890123456789012345678901234567890123"},
        {"extract.agencies", "01234567890123456789012345678901234567890123456789012345678901234", NULL},
    };
    struct config config = opened();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct writer errors = {0}, out = {0};
        enum status status = config_set(&config, rows[i].name, rows[i].text, &errors);
        if ((status == STATUS_OK) != (rows[i].canonical != NULL))
            fail_msg("%s = \"%s\": status %s", rows[i].name, rows[i].text, status_word(status));
        if (rows[i].canonical) {
            value_print(&config, setting_find_dotted(rows[i].name), &out);
            assert_text(&out, rows[i].canonical);
            assert_int_equal(errors.size, 0);
        } else {
            assert_int_equal(status, STATUS_BADARG);
            assert_true(bytes_starts_with(writer_view(&errors), bytes_of_string(rows[i].name)));
            assert_true(bytes_find(writer_view(&errors), BYTES("allowed: "), 0) != SIZE_MAX);
            assert_true(bytes_ends_with(writer_view(&errors), BYTES("\n")));
        }
        writer_close(&errors);
        writer_close(&out);
    }
    config_close(&config);
}

static void lists_have_a_limit(void **state)
{
    (void)state;
    struct config config = opened();
    struct writer errors = {0};
    for (size_t i = 0; i < SETTING_LIST_MAX; i++)
        assert_int_equal(config_add(&config, "sources.priority", "a", &errors), STATUS_OK);
    assert_int_equal(config.sources.priority.count, SETTING_LIST_MAX);
    for (size_t i = 0; i < SETTING_AGENCIES_MAX; i++)
        assert_int_equal(config_add(&config, "extract.agencies", "ab", &errors), STATUS_OK);
    assert_int_equal(config_add(&config, "extract.agencies", "ab", &errors), STATUS_BADARG);
    assert_int_equal(config.extract.agencies.count, SETTING_AGENCIES_MAX);
    assert_int_equal(config_add(&config, "sources.priority", "a", &errors), STATUS_BADARG);
    assert_int_equal(config.sources.priority.count, SETTING_LIST_MAX);
    closes(&config, &errors);
}

static void the_command_line_replaces_or_adds(void **state)
{
    (void)state;
    struct config config = opened();
    struct writer errors = {0};
    assert_int_equal(config_set(&config, "listen.address", "127.0.0.1:1", &errors), STATUS_OK);
    assert_int_equal(config_add(&config, "listen.address", "unix:/x", &errors), STATUS_OK);
    assert_int_equal(config.listen.address.count, 2);
    assert_string_equal(config.listen.address.at[1], "unix:/x");
    assert_int_equal(config_set(&config, "store.pth", "/x", &errors), STATUS_UNKNOWN);
    assert_text(&errors, "unknown setting \"store.pth\"; did you mean store.path?\n");
    closes(&config, &errors);
}

static void a_file_is_read_over_the_defaults(void **state)
{
    (void)state;
    struct config config = opened();
    struct writer errors = {0};
    enum status status =
        config_parse(&config,
                     BYTES("\xef\xbb\xbf# comment\r\n[store]\r\n  path = /a/b ; why\r\n\tmax-size=1G\n\n"
                           "[sources]\npriority = a.com, b.com\npriority: c.com\n[log]\nlevel=debug"),
                     "f", &errors);
    assert_text(&errors, "");
    assert_int_equal(status, STATUS_OK);
    assert_string_equal(config.store.path, "/a/b");
    assert_int_equal(config.store.max_size, 1 << 30);
    assert_int_equal(config.sources.priority.count, 3);
    assert_string_equal(config.sources.priority.at[2], "c.com");
    assert_int_equal(config.log.level, CONFIG_LEVEL_DEBUG);
    closes(&config, &errors);
}

static void every_mistake_is_named_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *errors;
    } rows[] = {
        {"x = 1\n", "f:1: unknown setting \"x\"; settings stand under a section such as [store]\n"},
        {"path = /x\n", "f:1: unknown setting \"path\"; it belongs under [store]\n"},
        {"[stor]\npath = /x\nmax-size = 1\n", "f:1: unknown section \"stor\"; did you mean [store]?\n"},
        {"[zzzzzz]\na=1\n",
         "f:1: unknown section \"zzzzzz\"; there are [listen], [access], [tls], [threads], [limits], [store], "
         "[extract], [fingerprint], [templates], [match], [sources], [log]\n"},
        {"# a\n [sotre] ; b\n", "f:2: unknown section \"sotre\"; did you mean [store]?\n"},
        {"[store]\nmaxsize = 1G\n", "f:2: unknown setting \"maxsize\" in [store]; did you mean max-size?\n"},
        {"[log]\nlimit = 1G\n", "f:2: unknown setting \"limit\" in [log]; there are level, slow\n"},
        {"[log]\nworkers = 1\n", "f:2: unknown setting \"workers\" in [log]; it belongs under [threads]\n"},
        {"[store]\nmax-size = 12Q\n",
         "f:2: max-size: \"12Q\" cannot be read; allowed: from 16M to 1000G, bytes with K, M, G or T\n"},
        {"[store]\nmax-size = 1K\n",
         "f:2: max-size: \"1K\" is too small; allowed: from 16M to 1000G, bytes with K, M, G or T\n"},
        {"[store]\nmax-size = 2T\n",
         "f:2: max-size: \"2T\" is too large; allowed: from 16M to 1000G, bytes with K, M, G or T\n"},
        {"[store]\npath = /a\n\npath = /b\n", "f:4: path is set twice, first in line 2\n"},
        {"[store]\nhello\n[log]\nlevel = \x1b[1m\n",
         "f:2: neither a [section] nor name = value\n"
         "f:4: level: \"\\x1b[1m\" is not a level; allowed: error, warning, notice, info or debug\n"},
        {"[store\npath = /a\n", "f:1: neither a [section] nor name = value\n"
                                "f:2: unknown setting \"path\"; it belongs under [store]\n"},
        {"[match]\ncontainment = 2\n", "f:2: containment: \"2\" cannot be read; allowed: from 0 to 1\n"},
        {"[fingerprint]\nsample-rate = 5\n",
         "f:2: sample-rate: \"5\" is not a power of two; allowed: a power of two from 1 to 1024\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct config config = opened();
        struct writer errors = {0};
        assert_int_equal(config_parse(&config, bytes_of_string(rows[i].text), "f", &errors), STATUS_SYNTAX);
        assert_text(&errors, rows[i].errors);
        closes(&config, &errors);
    }
}

static void hostile_lines_are_named(void **state)
{
    (void)state;
    struct config config = opened();
    struct writer errors = {0};
    assert_int_equal(config_parse(&config, BYTES("[log]\nle\0vel = info\n"), "f", &errors), STATUS_SYNTAX);
    assert_text(&errors, "f:2: the line has a NUL byte\n");

    /* The longest line that passes, and one byte more. */
    for (size_t length = 199; length <= 200; length++) {
        struct writer text = {0};
        writer_format(&text, "[sources]\npriority = %0*d", (int)(length - strlen("priority = ")), 1);
        writer_clear(&errors);
        enum status status = config_parse(&config, writer_view(&text), "f", &errors);
        assert_int_equal(status, length == 199 ? STATUS_OK : STATUS_SYNTAX);
        writer_close(&text);
    }
    assert_text(&errors,
                "f:2: the line is longer than 199 bytes; a list may go on in a further line of the same name\n");

    /* Fifty problems are listed, the rest is only mentioned. */
    struct writer text = {0};
    for (size_t i = 0; i < 200; i++)
        writer_format(&text, "x\n");
    writer_clear(&errors);
    assert_int_equal(config_parse(&config, writer_view(&text), "f", &errors), STATUS_SYNTAX);
    writer_close(&text);
    size_t lines = 0;
    for (size_t i = 0; i < errors.size; i++)
        lines += errors.at[i] == '\n';
    assert_int_equal(lines, 51);
    closes(&config, &errors);
}

static void a_missing_file_is_told(void **state)
{
    (void)state;
    struct config config = opened();
    struct writer errors = {0};
    assert_int_equal(config_load(&config, "no/such/file", &errors), STATUS_NOTFOUND);
    assert_text(&errors, "no/such/file: cannot open the settings: No such file or directory\n");
    writer_clear(&errors);
    assert_int_equal(config_load(&config, "tests", &errors), STATUS_IO);
    assert_int_equal(config_load(&config, "config/shingled.conf", &errors), STATUS_OK);
    closes(&config, &errors);
}

static void files_have_a_limit(void **state)
{
    (void)state;
    enum { MOST = 1 << 20 };
    struct config config = opened();
    struct writer errors = {0};
    char path[] = "/tmp/shingled-config-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    for (size_t i = 0; i < MOST / 64; i++)
        assert_int_equal(write(file, "# 345678901234567890123456789012345678901234567890123456789012\n\n", 64), 64);
    assert_int_equal(config_load(&config, path, &errors), STATUS_OK);
    assert_int_equal(write(file, "\n", 1), 1);
    assert_int_equal(config_load(&config, path, &errors), STATUS_TOOBIG);
    assert_true(bytes_find(writer_view(&errors), BYTES("larger than 1048576 bytes"), 0) != SIZE_MAX);
    assert_int_equal(close(file), 0);
    assert_int_equal(unlink(path), 0);
    closes(&config, &errors);
}

static void open_addresses_need_the_word(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value;
        bool good;
    } rows[] = {
        {"listen.address", "127.0.0.1:1, [::1]:1, localhost:1, unix:/x", true},
        {"listen.address", "127.0.0.1:1, *:1", false},
        {"listen.address", "0.0.0.0:1", false},
        {"listen.address", "[::]:1", false},
        {"listen.address", "news.example:1", false},
        {"listen.http", "127.9.9.9:1", true},
        {"listen.http", "10.0.0.1:1", false},
        {"limits.queue-size", "3M", false},
        {"limits.queue-size", "4M", true},
        {"limits.input-total", "4194303", false},
        {"fingerprint.max-keys", "32", true},
        {"fingerprint.min-keys", "256", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct config config = opened();
        struct writer errors = {0};
        assert_int_equal(config_set(&config, rows[i].name, rows[i].value, &errors), STATUS_OK);
        assert_int_equal(config_verify(&config, &errors), rows[i].good ? STATUS_OK : STATUS_BADARG);
        assert_int_equal(errors.size == 0, rows[i].good);
        if (strncmp(rows[i].name, "listen", 6) == 0) {
            assert_int_equal(config_set(&config, "listen.i-know-this-is-open", "yes", &errors), STATUS_OK);
            assert_int_equal(config_verify(&config, &errors), STATUS_OK);
        }
        closes(&config, &errors);
    }
}

static void key_counts_must_fit(void **state)
{
    (void)state;
    struct config config = opened();
    struct writer errors = {0};
    assert_int_equal(config_set(&config, "fingerprint.max-keys", "100", &errors), STATUS_OK);
    assert_int_equal(config_set(&config, "fingerprint.min-keys", "50", &errors), STATUS_OK);
    assert_int_equal(config_verify(&config, &errors), STATUS_OK);
    assert_int_equal(config_set(&config, "fingerprint.min-keys", "51", &errors), STATUS_OK);
    assert_int_equal(config_verify(&config, &errors), STATUS_BADARG);
    assert_text(&errors, "fingerprint.max-keys: smaller than twice fingerprint.min-keys\n");
    closes(&config, &errors);
}

static void count_item(void *context, const struct config_item *item)
{
    struct writer *names = context;
    writer_format(names, "%s=%s%s%s ", item->name, item->value, item->reloadable ? "+" : "", item->tied ? "!" : "");
}

static void get_takes_patterns(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *found;
    } rows[] = {
        {"store.max-size", "store.max-size=512G+ "},
        {"STORE.Max-Size", "store.max-size=512G+ "},
        {"fingerprint.*", "fingerprint.shingle-width=5! fingerprint.sample-rate=16! fingerprint.min-keys=16! "
                          "fingerprint.max-keys=512! fingerprint.min-words=12! "},
        {"threads.i?", "threads.io=1 "},
        {"*.path", "store.path=/var/lib/shingled "},
        {"*path*", "store.path=/var/lib/shingled store.backup-path= "},
        {"*a*t*h", "store.path=/var/lib/shingled store.backup-path= "},
        {"save", ""},
        {"", ""},
        {"store", ""},
        {"store.path?", ""},
    };
    struct config config = opened();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct writer names = {0};
        size_t count = config_get(&config, bytes_of_string(rows[i].pattern), count_item, &names);
        assert_text(&names, rows[i].found);
        assert_int_equal(count > 0, rows[i].found[0] != '\0');
        writer_close(&names);
    }
    struct writer names = {0};
    assert_int_equal(config_get(&config, BYTES("*"), count_item, &names), setting_count);
    writer_close(&names);
    config_close(&config);
}

static void compare_visits_what_differs(void **state)
{
    (void)state;
    struct config now = opened(), next = opened();
    struct writer errors = {0}, names = {0};
    assert_int_equal(config_compare(&now, &next, count_item, &names), 0);
    assert_int_equal(config_set(&next, "store.path", "/b", &errors), STATUS_OK);
    assert_int_equal(config_set(&next, "sources.priority", "x, y", &errors), STATUS_OK);
    assert_int_equal(config_compare(&now, &next, count_item, &names), 2);
    assert_text(&names, "store.path=/b sources.priority=x, y+ ");
    writer_close(&names);
    config_close(&now);
    closes(&next, &errors);
}

/* A random value for the setting that is in its range. */
static void random_value(const struct setting *setting, uint64_t *seed, struct writer *out)
{
    *seed = mix64(*seed);
    uint64_t number = setting->least + *seed % (setting->most - setting->least + 1);
    switch (setting->type) {
    case SETTING_FRACTION: writer_format(out, "%u.%04u", (unsigned)(number / 10000), (unsigned)(number % 10000)); break;
    case SETTING_DURATION: writer_format(out, "%llums", (unsigned long long)number); break;
    case SETTING_BOOLEAN: writer_format(out, "%s", *seed & 1 ? "yes" : "no"); break;
    case SETTING_LEVEL: writer_format(out, "%s", *seed & 1 ? "debug" : "error"); break;
    case SETTING_ADDRESS:
    case SETTING_ADDRESSES: writer_format(out, "10.0.0.1:%u", (unsigned)(*seed & 0xffff)); break;
    case SETTING_PATH:
    case SETTING_AGENCIES:
    case SETTING_LIST: writer_format(out, "n%u", (unsigned)*seed); break;
    case SETTING_INTEGER:
        while ((setting->flags & SETTING_POWER_OF_TWO) && (number & (number - 1)))
            number &= number - 1;
        writer_format(out, "%llu", (unsigned long long)number);
        break;
    case SETTING_SIZE: writer_format(out, "%llu", (unsigned long long)number); break;
    }
}

static void write_as_file(void *context, const struct config_item *item)
{
    const char *dot = strchr(item->name, '.');
    writer_format(context, "[%.*s]\n%s = %s\n", (int)(dot - item->name), item->name, dot + 1, item->value);
}

/* Law: what CONFIG GET shows, written to a file, gives the same settings. */
static void shown_values_read_back_the_same(void **state)
{
    (void)state;
    uint64_t seed = 20240611;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (size_t round = 0; round < 300; round++) {
        struct config config = opened(), again = opened();
        struct writer errors = {0}, file = {0}, differing = {0};
        for (size_t i = 0; i < setting_count; i++) {
            struct writer value = {0};
            char name[SETTING_NAME_MAX];
            random_value(&settings[i], &seed, &value);
            writer_u8(&value, '\0');
            setting_name(&settings[i], name);
            assert_int_equal(config_set(&config, name, (const char *)value.at, &errors), STATUS_OK);
            writer_close(&value);
        }
        assert_int_equal(config_get(&config, BYTES("*"), write_as_file, &file), setting_count);
        assert_int_equal(config_parse(&again, writer_view(&file), "f", &errors), STATUS_OK);
        assert_int_equal(config_compare(&config, &again, count_item, &differing), 0);
        writer_close(&file);
        writer_close(&differing);
        config_close(&again);
        closes(&config, &errors);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_default_is_in_range_and_prints_as_written),
        cmocka_unit_test(the_table_is_well_formed),
        cmocka_unit_test(state_directory_is_the_default_store),
        cmocka_unit_test(values_are_read_as_written),
        cmocka_unit_test(lists_have_a_limit),
        cmocka_unit_test(the_command_line_replaces_or_adds),
        cmocka_unit_test(a_file_is_read_over_the_defaults),
        cmocka_unit_test(every_mistake_is_named_with_its_line),
        cmocka_unit_test(hostile_lines_are_named),
        cmocka_unit_test(a_missing_file_is_told),
        cmocka_unit_test(files_have_a_limit),
        cmocka_unit_test(open_addresses_need_the_word),
        cmocka_unit_test(key_counts_must_fit),
        cmocka_unit_test(get_takes_patterns),
        cmocka_unit_test(compare_visits_what_differs),
        cmocka_unit_test(shown_values_read_back_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "config/config.h"

#include "config/suggest.h"
#include "config/value.h"
#include "shingle/base/address.h"

#include <stdlib.h>

enum { MEMORY_MAX = 32 << 20 /* bytes of all strings and lists */ };

enum status config_open(struct config *config)
{
    *config = (struct config){0};
    arena_init(&config->memory, 4096, MEMORY_MAX);
    struct writer why = {0};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < setting_count && status == STATUS_OK; i++)
        status = value_store(config, &settings[i], settings[i].initial, false, &why);
    const char *state = getenv("STATE_DIRECTORY");
    if (status == STATUS_OK && state && *state)
        status = config_set(config, "store.path", state, &why);
    writer_close(&why);
    return status;
}

void config_close(struct config *config)
{
    arena_close(&config->memory);
    *config = (struct config){0};
}

static enum status set_by_name(struct config *config, const char *name, const char *value, bool add,
                               struct writer *errors)
{
    const struct setting *setting = setting_find_dotted(name);
    if (!setting) {
        struct suggestion best = suggestion_for(name);
        char names[2][SETTING_NAME_MAX]; /* one holds the best name while the other is tried */
        size_t spare = 0;
        for (size_t i = 0; i < setting_count; i++) {
            setting_name(&settings[i], names[spare]);
            suggestion_offer(&best, names[spare]);
            if (best.word == names[spare])
                spare = 1 - spare;
        }
        writer_format(errors, "unknown setting ");
        value_print_quoted(errors, name);
        writer_format(errors, best.word ? "; did you mean %s?\n" : "\n", best.word);
        return STATUS_UNKNOWN;
    }
    struct writer why = {0};
    enum status status = value_store(config, setting, value, add, &why);
    if (status == STATUS_BADARG)
        writer_format(errors, "%s: %" BYTES_FORMAT "\n", name, BYTES_ARGS(writer_view(&why)));
    writer_close(&why);
    return status;
}

enum status config_set(struct config *config, const char *name, const char *value, struct writer *errors)
{
    return set_by_name(config, name, value, false, errors);
}

enum status config_add(struct config *config, const char *name, const char *value, struct writer *errors)
{
    return set_by_name(config, name, value, true, errors);
}

bool config_has_https(const struct config *config)
{
    return strcmp(config->listen.https, "off") != 0;
}

bool config_has_tls(const struct config *config)
{
    return config->listen.tls.count || config_has_https(config);
}

static bool is_local(const char *text)
{
    struct address address;
    return address_parse(bytes_of_string(text), 0, &address) && address_is_local(&address);
}

/* False, with a line in errors, when the address is open to other machines without encryption. */
static bool verify_address(const char *name, const char *text, const char *advice, struct writer *errors)
{
    if (is_local(text))
        return true;
    writer_format(errors,
                  "%s: %s can be reached from other machines, without encryption; listen on 127.0.0.1 or a unix: "
                  "socket%s, or set listen.i-know-this-is-open = yes\n",
                  name, text, advice);
    return false;
}

/* The same where there is encryption: then users are needed. */
static bool verify_tls_address(const struct config *config, const char *name, const char *text, struct writer *errors)
{
    if (*config->access.users || is_local(text))
        return true;
    writer_format(errors,
                  "%s: %s can be reached from other machines, and there are no users; set access.users, or "
                  "listen.i-know-this-is-open = yes\n",
                  name, text);
    return false;
}

static bool verify_addresses(const struct config *config, struct writer *errors)
{
    bool good = true;
    for (size_t i = 0; i < config->listen.address.count; i++)
        good &= verify_address("listen.address", config->listen.address.at[i], ", or over TLS (listen.tls)", errors);
    for (size_t i = 0; i < config->listen.tls.count; i++)
        good &= verify_tls_address(config, "listen.tls", config->listen.tls.at[i], errors);
    if (strcmp(config->listen.http, "off") != 0)
        good &= verify_address("listen.http", config->listen.http, ", or over TLS (listen.https)", errors);
    if (config_has_https(config))
        good &= verify_tls_address(config, "listen.https", config->listen.https, errors);
    return good;
}

enum status config_verify(const struct config *config, struct writer *errors)
{
    bool good = config->listen.i_know_this_is_open || verify_addresses(config, errors);
    if (config_has_tls(config) && (!*config->tls.certificate || !*config->tls.key)) {
        writer_format(errors, "%s: needs tls.certificate and tls.key\n",
                      config->listen.tls.count ? "listen.tls" : "listen.https");
        good = false;
    }
    const struct {
        const char *name;
        uint64_t value;
    } holders[] = {{"limits.input-total", config->limits.input_total},
                   {"limits.queue-size", config->limits.queue_size}};
    for (size_t i = 0; i < sizeof holders / sizeof *holders; i++)
        if (holders[i].value < config->limits.article_size) {
            writer_format(errors, "%s: smaller than limits.article-size: no article of that size could pass\n",
                          holders[i].name);
            good = false;
        }
    if (config->fingerprint.max_keys / 2 < config->fingerprint.min_keys) {
        writer_format(errors, "fingerprint.max-keys: smaller than twice fingerprint.min-keys\n");
        good = false;
    }
    return good ? STATUS_OK : STATUS_BADARG;
}

static uint8_t lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

/* Goes back to the last star only, so the time is at most pattern x name. */
static bool matches(struct bytes pattern, struct bytes name)
{
    size_t p = 0, n = 0, star = SIZE_MAX, resume = 0;
    while (n < name.size) {
        if (p < pattern.size && pattern.at[p] == '*') {
            star = p++;
            resume = n;
        } else if (p < pattern.size && (pattern.at[p] == '?' || lower(pattern.at[p]) == lower(name.at[n]))) {
            p++;
            n++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            n = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size && pattern.at[p] == '*')
        p++;
    return p == pattern.size;
}

static void print(const struct config *config, const struct setting *setting, struct writer *text)
{
    writer_clear(text);
    value_print(config, setting, text);
    writer_u8(text, '\0');
}

/* Hands out one setting, text as print() left it. */
static void visit_setting(const struct setting *setting, const struct writer *text, config_visit *visit, void *context)
{
    char name[SETTING_NAME_MAX];
    setting_name(setting, name);
    const struct config_item item = {name, text->failed ? NULL : (const char *)text->at,
                                     (setting->flags & SETTING_RELOADABLE) != 0, (setting->flags & SETTING_TIED) != 0};
    visit(context, &item);
}

size_t config_get(const struct config *config, struct bytes pattern, config_visit *visit, void *context)
{
    struct writer text = {0};
    size_t count = 0;
    for (size_t i = 0; i < setting_count; i++) {
        char name[SETTING_NAME_MAX];
        setting_name(&settings[i], name);
        if (!matches(pattern, bytes_of_string(name)))
            continue;
        print(config, &settings[i], &text);
        visit_setting(&settings[i], &text, visit, context);
        count++;
    }
    writer_close(&text);
    return count;
}

size_t config_compare(const struct config *now, const struct config *next, config_visit *visit, void *context)
{
    struct writer before = {0}, after = {0};
    size_t count = 0;
    for (size_t i = 0; i < setting_count; i++) {
        print(now, &settings[i], &before);
        print(next, &settings[i], &after);
        after.failed |= before.failed;
        if (!after.failed && bytes_equal(writer_view(&before), writer_view(&after)))
            continue;
        visit_setting(&settings[i], &after, visit, context);
        count++;
    }
    writer_close(&before);
    writer_close(&after);
    return count;
}

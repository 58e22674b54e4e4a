/*
 * Law: any bytes are read without harm; problems are told exactly when the text is refused; and what was read, shown
 * and read again is the same.
 */
#include "config/config.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_as_file(void *context, const struct config_item *item)
{
    const char *dot = strchr(item->name, '.');
    writer_format(context, "[%.*s]\n%s = %s\n", (int)(dot - item->name), item->name, dot + 1, item->value);
}

static void count_only(void *context, const struct config_item *item)
{
    (void)context;
    (void)item;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct config config, again;
    struct writer errors = {0}, file = {0};
    if (config_open(&config) != STATUS_OK || config_open(&again) != STATUS_OK)
        abort();
    enum status status = config_parse(&config, bytes_of(data, size), "fuzz", &errors);
    if ((status == STATUS_SYNTAX) != (errors.size > 0) || (status != STATUS_OK && status != STATUS_SYNTAX))
        abort();
    if (status == STATUS_OK) {
        (void)config_get(&config, BYTES("*"), write_as_file, &file);
        /* A list joined in one line may be longer than a line may be; nothing else may differ. */
        if (config_parse(&again, writer_view(&file), "again", &errors) == STATUS_OK &&
            config_compare(&config, &again, count_only, NULL) != 0)
            abort();
        writer_clear(&errors);
        if ((config_verify(&config, &errors) == STATUS_OK) != (errors.size == 0))
            abort();
    }
    writer_close(&errors);
    writer_close(&file);
    config_close(&config);
    config_close(&again);
    return 0;
}

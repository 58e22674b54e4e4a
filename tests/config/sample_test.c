#include "config/sample.h"

#include "config/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
/* cmocka wants the headers above first. */
#include <cmocka.h>

static void read_file(const char *path, struct writer *out)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    for (size_t got = 1; got > 0;) {
        uint8_t *room = writer_reserve(out, 4096);
        assert_non_null(room);
        got = fread(room, 1, 4096, file);
        out->size += got;
    }
    (void)fclose(file);
}

static void assert_current(const char *path, const struct writer *made)
{
    struct writer file = {0};
    read_file(path, &file);
    if (!bytes_equal(writer_view(&file), writer_view(made)))
        fail_msg("%s is not what config/settings.c says; run the target config-texts", path);
    writer_close(&file);
}

static void the_sample_file_is_current(void **state)
{
    (void)state;
    struct writer made = {0};
    sample_file(&made);
    assert_current("config/shingled.conf", &made);
    writer_close(&made);
}

static void the_manual_page_is_current(void **state)
{
    (void)state;
    struct writer page = {0}, made = {0};
    read_file("doc/man/shingled.conf.5", &page);
    assert_int_equal(sample_manual(writer_view(&page), &made), STATUS_OK);
    assert_current("doc/man/shingled.conf.5", &made);
    writer_close(&page);
    writer_close(&made);
}

static void name_item(void *context, const struct config_item *item)
{
    (void)context;
    print_error("differs: %s = %s\n", item->name, item->value);
}

/* Law: the sample with every setting switched on is right, and changes nothing. */
static void the_sample_holds_the_defaults(void **state)
{
    (void)state;
    struct writer made = {0}, live = {0}, errors = {0};
    struct config config, parsed;
    sample_file(&made);
    for (size_t i = 0; i < made.size; i++) {
        bool opens_line = i == 0 || made.at[i - 1] == '\n';
        bool switched_off = opens_line && made.at[i] == '#' && i + 1 < made.size && made.at[i + 1] != ' ';
        if (!switched_off)
            writer_u8(&live, made.at[i]);
    }
    assert_int_equal(config_open(&config), STATUS_OK);
    assert_int_equal(config_open(&parsed), STATUS_OK);
    assert_int_equal(config_parse(&parsed, writer_view(&live), "sample", &errors), STATUS_OK);
    assert_int_equal(config_compare(&config, &parsed, name_item, NULL), 0);
    config_close(&config);
    config_close(&parsed);
    writer_close(&made);
    writer_close(&live);
    writer_close(&errors);
}

static void a_page_without_marks_is_refused(void **state)
{
    (void)state;
    struct writer made = {0};
    assert_int_equal(sample_manual(BYTES(".Sh SETTINGS\n"), &made), STATUS_NOTFOUND);
    assert_int_equal(sample_manual(BYTES(SAMPLE_END "\n" SAMPLE_BEGIN "\n"), &made), STATUS_NOTFOUND);
    writer_close(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sample_file_is_current),
        cmocka_unit_test(the_manual_page_is_current),
        cmocka_unit_test(the_sample_holds_the_defaults),
        cmocka_unit_test(a_page_without_marks_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

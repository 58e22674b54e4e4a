/* doc/protocol.md holds the list of commands as the table has it, and every word that an error can open with. */
#include "daemon/wire/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct bytes page(struct writer *out)
{
    FILE *file = fopen("doc/protocol.md", "rb");
    assert_non_null(file);
    char piece[4096];
    size_t size;
    while ((size = fread(piece, 1, sizeof piece, file)) > 0)
        writer_bytes(out, bytes_of(piece, size));
    (void)fclose(file);
    return writer_view(out);
}

static void test_list_of_commands_is_up_to_date(void **state)
{
    (void)state;
    struct writer text = {0};
    struct writer wanted = {0};
    struct bytes whole = page(&text);
    command_markdown(&wanted);
    size_t begin = bytes_find(whole, BYTES("<!-- commands -->\n"), 0);
    size_t end = bytes_find(whole, BYTES("<!-- end of commands -->"), 0);
    assert_int_not_equal(begin, SIZE_MAX);
    assert_int_not_equal(end, SIZE_MAX);
    begin += strlen("<!-- commands -->\n");
    if (!bytes_equal(bytes_upto(bytes_from(whole, begin), end - begin), writer_view(&wanted)))
        fail_msg("put the output of shingled --commands-markdown between the marks of doc/protocol.md");
    writer_close(&text);
    writer_close(&wanted);
}

static void test_every_error_word_is_explained(void **state)
{
    (void)state;
    struct writer text = {0};
    struct bytes whole = page(&text);
    for (int status = 0; status < STATUS_COUNT; status++) {
        char word[64];
        int size = snprintf(word, sizeof word, "`%s`", status_word((enum status)status));
        if (bytes_find(whole, bytes_of(word, (size_t)size), 0) == SIZE_MAX)
            fail_msg("%s is not in doc/protocol.md", word);
    }
    writer_close(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list_of_commands_is_up_to_date),
        cmocka_unit_test(test_every_error_word_is_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

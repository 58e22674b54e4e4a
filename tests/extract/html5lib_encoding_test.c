/*
 * The html5lib project's encoding tests, where ../shared/data/html5lib is there: what a page declares, by byte order
 * mark or label; windows-1252 where it declares nothing.
 */
#include "shingle/base/writer.h"
#include "shingle/extract/charset.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char folder[] = "../shared/data/html5lib/encoding/";
enum { SKIPPED = 77, FILES_MIN = 3 };

static void read_file(const char *name, struct writer *out)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s%s", folder, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    for (int c; (c = getc(file)) != EOF;)
        writer_u8(out, (uint8_t)c);
    (void)fclose(file);
}

static bool holds(struct bytes page, struct bytes expected)
{
    enum charset_origin origin;
    enum charset charset = charset_declared(page, bytes_of(NULL, 0), &origin);
    struct bytes name = bytes_of_string(charset == CHARSET_NONE ? "windows-1252" : charset_name(charset));
    if (bytes_equal_nocase(name, expected))
        return true;
    printf("expected %" BYTES_FORMAT ", got %" BYTES_FORMAT " of\n%" BYTES_FORMAT "\n", BYTES_ARGS(expected),
           BYTES_ARGS(name), BYTES_ARGS(bytes_upto(page, 400)));
    return false;
}

static void run_file(const char *name, unsigned *all_run, unsigned *all_failed)
{
    unsigned run = 0;
    unsigned failed = 0;
    struct writer file = {0};
    read_file(name, &file);
    struct bytes text = writer_view(&file);
    for (size_t at = bytes_find(text, BYTES("#data\n"), 0); at != SIZE_MAX;) {
        at += 6;
        size_t mark = bytes_find(text, BYTES("\n#encoding\n"), at);
        assert_true(mark != SIZE_MAX);
        size_t name_at = mark + 11;
        size_t end = bytes_find(text, BYTES("\n"), name_at);
        size_t name_size = (end == SIZE_MAX ? text.size : end) - name_at;
        run++;
        failed += !holds(bytes_upto(bytes_from(text, at), mark - at), bytes_upto(bytes_from(text, name_at), name_size));
        at = bytes_find(text, BYTES("#data\n"), name_at);
    }
    writer_close(&file);
    printf("  %-28s %4u of %4u\n", name, run - failed, run);
    assert_true(run > 0);
    *all_run += run;
    *all_failed += failed;
}

/* Every file of the folder is run, so that none is passed over in silence. */
static int is_test(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name);
    return size > 4 && strcmp(entry->d_name + size - 4, ".dat") == 0;
}

static void labels_and_marks_are_found(void **state)
{
    unsigned run = 0;
    unsigned failed = 0;
    (void)state;
    struct dirent **entries;
    int count = scandir(folder, &entries, is_test, alphasort);
    assert_true(count >= FILES_MIN);
    for (int i = 0; i < count; i++) {
        run_file(entries[i]->d_name, &run, &failed);
        free(entries[i]);
    }
    free(entries);
    printf("html5lib encoding: %u of %u tests hold\n", run - failed, run);
    assert_int_equal(failed, 0);
    assert_true(run > 50);
}

/* A text without any declaration, for the guess. */
static void a_text_is_guessed(void **state)
{
    struct writer file = {0};
    (void)state;
    read_file("chardet_big5.txt", &file);
    assert_int_equal(charset_guess(writer_view(&file), bytes_of(NULL, 0)), CHARSET_BIG5);
    writer_close(&file);
}

int main(void)
{
    DIR *there = opendir(folder);
    if (!there) {
        printf("skipped: no %s\n", folder);
        return SKIPPED;
    }
    (void)closedir(there);
    const struct CMUnitTest tests[] = {cmocka_unit_test(labels_and_marks_are_found),
                                       cmocka_unit_test(a_text_is_guessed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

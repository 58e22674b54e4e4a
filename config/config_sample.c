/*
 * Prints config/shingled.conf, or with --manual a manual page with its settings made anew:
 *
 *     config_sample > config/shingled.conf
 *     config_sample --manual doc/man/shingled.conf.5 > page && mv page doc/man/shingled.conf.5
 *
 * Exit status: 0 printed, 1 the page cannot be read or has no marks, 2 usage.
 */
#include "config/sample.h"

#include <stdio.h>
#include <stdlib.h>

/* Appends a whole file; false when it cannot be read. */
static bool read_file(const char *path, struct writer *out)
{
    FILE *file = fopen(path, "rbe");
    if (!file)
        return false;
    for (size_t got = 1; got > 0;) {
        uint8_t *room = writer_reserve(out, 4096);
        got = room ? fread(room, 1, 4096, file) : 0;
        out->size += got;
    }
    bool good = !ferror(file) && !out->failed;
    return fclose(file) == 0 && good;
}

int main(int argc, char **argv)
{
    struct writer page = {0}, out = {0};
    if (argc == 1) {
        sample_file(&out);
    } else if (argc == 3 && strcmp(argv[1], "--manual") == 0) {
        if (!read_file(argv[2], &page) || sample_manual(writer_view(&page), &out) != STATUS_OK) {
            (void)fprintf(stderr, "config_sample: %s: cannot be read, or has no line %s\n", argv[2], SAMPLE_BEGIN);
            return 1;
        }
    } else {
        (void)fprintf(stderr, "usage: config_sample [--manual PAGE]\n");
        return 2;
    }
    bool good = !out.failed && fwrite(out.at, 1, out.size, stdout) == out.size && fflush(stdout) == 0;
    writer_close(&page);
    writer_close(&out);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

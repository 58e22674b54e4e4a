#include "bench/extract_pages.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(int good, const char *what)
{
    if (good)
        return;
    (void)fprintf(stderr, "extract: %s\n", what);
    exit(1);
}

static void add_sample(struct page_samples *samples, const char *content, size_t size)
{
    if (samples->count == samples->capacity) {
        samples->capacity = samples->capacity ? samples->capacity * 2 : 1024;
        samples->at = realloc(samples->at, samples->capacity * sizeof *samples->at);
        check(samples->at != NULL, "out of memory");
    }
    struct page_sample *sample = &samples->at[samples->count++];
    *sample = (struct page_sample){.content = malloc(size + 1), .size = size, .best_ns = INT64_MAX};
    check(sample->content != NULL, "out of memory");
    memcpy(sample->content, content, size);
    samples->bytes += size;
}

void page_samples_load(struct page_samples *samples, const char *path, const char *field)
{
    char command[4096];
    size_t length = strlen(path);
    int packed = length > 4 && !strcmp(path + length - 4, ".zst");
    (void)snprintf(command, sizeof command, "zstd -qdc --long=27 '%s'", path);
    FILE *in = packed ? popen(command, "r") : fopen(path, "r");
    check(in != NULL, path);
    char *row = NULL;
    size_t room = 0;
    for (ssize_t size; (size = getline(&row, &room, in)) > 0;) {
        json_t *page = json_loadb(row, (size_t)size, JSON_ALLOW_NUL, NULL);
        const json_t *content = json_object_get(page, field);
        if (json_is_string(content))
            add_sample(samples, json_string_value(content), json_string_length(content));
        json_decref(page);
    }
    free(row);
    (void)(packed ? pclose(in) : fclose(in));
}

void page_samples_close(struct page_samples *samples)
{
    for (size_t i = 0; i < samples->count; i++)
        free(samples->at[i].content);
    free(samples->at);
    *samples = (struct page_samples){0};
}

static int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

struct page_times page_times_of(const struct page_samples *samples)
{
    int64_t *times = calloc(samples->count, sizeof *times);
    double seconds = 0;
    check(times != NULL, "out of memory");
    for (size_t i = 0; i < samples->count; i++) {
        times[i] = samples->at[i].best_ns;
        seconds += (double)times[i] / 1e9;
    }
    qsort(times, samples->count, sizeof *times, compare_times);
    struct page_times result = {.pages_per_s = (double)samples->count / seconds,
                                .mb_per_s = (double)samples->bytes / 1e6 / seconds,
                                .median_ms = (double)times[samples->count / 2] / 1e6,
                                .p99_ms = (double)times[samples->count * 99 / 100] / 1e6,
                                .most_ms = (double)times[samples->count - 1] / 1e6};
    free(times);
    return result;
}

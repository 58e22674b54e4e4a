#include "bench/train_pages.h"

#include "shingle/base/bytes.h"
#include "shingle/base/hash_key.h"

#include <stdio.h>
#include <stdlib.h>

const char *const train_sets[TRAIN_SETS] = {"fundus", "mozilla", "trafilatura", "wcxb"};

uint64_t train_site(const struct train_page *page)
{
    const char *url = json_string_value(json_object_get(page->truth, "url"));
    struct bytes site = bytes_of_string(url ? url : page->id);
    size_t at = bytes_find(site, BYTES("://"), 0);
    if (at != SIZE_MAX)
        site = bytes_from(site, at + 3);
    if (bytes_starts_with(site, BYTES("www.")))
        site = bytes_from(site, 4);
    site = bytes_upto(site, bytes_find(site, BYTES("/"), 0));
    uint64_t hash = 7;
    for (size_t i = 0; i < site.size; i++)
        hash = mix64(hash ^ site.at[i]);
    return hash;
}

static json_t *load_truths(const char *directory, unsigned set)
{
    char path[4096];
    json_error_t error;
    snprintf(path, sizeof path, "%s/%s.truth.json", directory, train_sets[set]);
    json_t *truths = json_load_file(path, 0, &error);
    if (!truths) {
        fprintf(stderr, "%s: %s\n", path, error.text);
        exit(1);
    }
    return truths;
}

void train_pages(const char *directory, unsigned set, bool html, void (*use)(void *context, const struct train_page *),
                 void *context)
{
    char command[8192];
    char *row = NULL;
    size_t room = 0;
    ssize_t size;
    json_t *truths = load_truths(directory, set);
    snprintf(command, sizeof command, "zstd -qdc --long=27 '%s/%s.%s.jsonl.zst'", directory, train_sets[set],
             html ? "html" : "text");
    FILE *in = popen(command, "r");
    if (!in) {
        perror("zstd");
        exit(1);
    }
    while ((size = getline(&row, &room, in)) > 0) {
        struct train_page page = {.set = set};
        page.row = json_loadb(row, (size_t)size, 0, NULL);
        page.id = json_string_value(json_object_get(page.row, "id"));
        page.truth = page.id ? json_object_get(truths, page.id) : NULL;
        if (page.truth)
            use(context, &page);
        json_decref(page.row);
    }
    free(row);
    pclose(in);
    json_decref(truths);
}

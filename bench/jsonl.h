/*
 * Reads the neardup sets for the benches: JSON lines, plain or compressed with zstd (windows up to 2^27).
 *
 *     struct jsonl jsonl = {0};
 *     if (jsonl_load(path, &jsonl) != 0) ...     // says on stderr what is wrong
 *     for (size_t i = 0; i < jsonl.count; i++)
 *         use(jsonl.at[i].text);
 *     jsonl_close(&jsonl);
 */
#ifndef BENCH_JSONL_H
#define BENCH_JSONL_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"

struct jsonl_article {
    struct bytes id, url, source, title, date, lang, text; /* empty when absent */
};

struct jsonl {
    struct jsonl_article *at;
    size_t count, room;
    struct arena arena;
};

/* Appends a file's articles. 0, or -1 after a message. */
int jsonl_load(const char *path, struct jsonl *jsonl);

void jsonl_close(struct jsonl *jsonl);

#endif

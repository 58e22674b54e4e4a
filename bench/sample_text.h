/*
 * Made-up news text for benches: words by a Zipf law from a made-up vocabulary, set in sentences and paragraphs.
 *
 *     struct writer text = {0};
 *     sample_text(&text, SAMPLE_HAN, 7, 2400);
 *
 * The same script, number and size always give the same text; two numbers give unrelated texts.
 */
#ifndef BENCH_SAMPLE_TEXT_H
#define BENCH_SAMPLE_TEXT_H

#include "shingle/base/writer.h"

enum sample_script {
    SAMPLE_ASCII,
    SAMPLE_LATIN, /* as French: accents, curly apostrophes, quotes, dashes */
    SAMPLE_CYRILLIC,
    SAMPLE_ARABIC,
    SAMPLE_DEVANAGARI,
    SAMPLE_HANGUL,
    SAMPLE_HAN,
    SAMPLE_JAPANESE,
    SAMPLE_THAI,
    SAMPLE_SCRIPT_COUNT
};

/* "ascii", "latin" ...; static storage. */
const char *sample_script_name(enum sample_script script);

/* Appends a text of at least size bytes, and at most a sentence more. A failure stays in the writer. */
void sample_text(struct writer *out, enum sample_script script, uint64_t number, size_t size);

#endif

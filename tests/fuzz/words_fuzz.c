/*
 * Laws: words end in order within the text, and are those that the machine of scan.h finds by itself; repairing the
 * text's UTF-8 changes none of them; sketch, sentences and passages take whatever the words are, and a text shares all
 * its words with itself.
 */
#include "shingle/sketch/passages.h"
#include "shingle/sketch/sketch.h"
#include "shingle/text/lines.h"
#include "shingle/text/scan.h"
#include "shingle/text/utf8.h"
#include "shingle/text/words.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void law(bool holds)
{
    if (!holds)
        abort();
}

static void check_places(struct words words, size_t size)
{
    size_t last = 0;
    for (size_t i = 0; i < words.count; i++) {
        struct word word = words.at[i];
        law(word.size > 0 && word.size <= size && word.at <= size - word.size && word.at + word.size >= last);
        last = word.at + word.size;
    }
}

static void check_machine(const struct hash_key *key, struct bytes text, struct arena *arena, struct words words)
{
    static struct scan machine;
    struct words slow;
    scan_begin(&machine, key, text, arena);
    for (size_t at = 0; at < text.size;)
        at = scan_code_point(&machine, at);
    law(scan_finish(&machine, &slow) == STATUS_OK && slow.count == words.count);
    for (size_t i = 0; i < slow.count; i++) {
        struct word a = slow.at[i];
        struct word b = words.at[i];
        law(a.hash == b.hash && a.at == b.at && a.size == b.size && a.flags == b.flags);
    }
}

static void check_sentences(struct bytes text)
{
    size_t end = 0;
    struct bytes rest = text;
    for (struct bytes sentence; sentence_next(&rest, &sentence);) {
        law(sentence.size > 0 && (size_t)(sentence.at - text.at) >= end);
        end = (size_t)(sentence.at - text.at) + sentence.size;
    }
    law(end <= text.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct hash_key key = hash_key_from_seed(1);
    struct bytes text = bytes_of(data, size);
    struct bytes repaired;
    struct words words;
    struct words again;
    struct sketch sketch;
    struct passages passages;
    const struct sketch_params params = SKETCH_DEFAULTS;
    size_t bad;
    arena_init(&arena, 1 << 16, 0);
    law(words_scan(&key, text, &arena, &words) == STATUS_OK);
    check_places(words, size);
    check_machine(&key, text, &arena, words);
    law(utf8_repair(text, &arena, &repaired, &bad) == STATUS_OK);
    law(words_scan(&key, repaired, &arena, &again) == STATUS_OK && again.count == words.count);
    for (size_t i = 0; i < words.count; i++)
        law(words.at[i].hash == again.at[i].hash && words.at[i].flags == again.at[i].flags);
    law(sketch_build(&params, &key, words, &arena, &sketch) == STATUS_OK);
    law(sketch.shingles.count <= words.count && sketch.keys.count <= sketch.shingles.count);
    law((sketch.text_hash == 0) == (words.count == 0));
    law(passages_find(words, words, 1, &arena, &passages) == STATUS_OK && passages.b_words == words.count);
    check_sentences(text);
    arena_close(&arena);
    return 0;
}

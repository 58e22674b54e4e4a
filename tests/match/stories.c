#include "tests/match/stories.h"

#include "shingle/base/hash_key.h"

static void one_word(struct writer *out, uint64_t dice)
{
    static const char *const syllables[] = {"ba", "do", "fi", "ga", "ke", "lu", "ma", "ne",
                                            "po", "ri", "su", "ta", "ve", "wo", "ya", "zi"};
    writer_u8(out, out->size == 0 ? (uint8_t)'B' : (uint8_t)' ');
    for (uint32_t i = 0; i < 4; i++, dice >>= 4)
        writer_bytes(out, bytes_of_string(syllables[dice & 15]));
}

void story_edited(struct writer *out, uint64_t seed, uint32_t first, uint32_t words, uint32_t every)
{
    for (uint32_t i = first; i < first + words; i++) {
        bool edit = every != 0 && i % every == every - 1;
        one_word(out, mix64(edit ? mix64(seed ^ i) : mix64(seed) + i));
        if (i % 12 == 11)
            writer_u8(out, '.');
    }
}

void story_words(struct writer *out, uint64_t seed, uint32_t first, uint32_t words)
{
    story_edited(out, seed, first, words, 0);
}

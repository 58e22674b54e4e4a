#include "shingle/extract/lexicon_words.h"

unsigned lexicon_topics(uint32_t word_hash)
{
    size_t bit = lexicon_bit_of(word_hash), slot = lexicon_slot_of(word_hash);
    if (!(lexicon_filter[bit / 64] >> bit % 64 & 1))
        return 0;
    while (lexicon_slots[slot].hash) {
        if (lexicon_slots[slot].hash == word_hash)
            return lexicon_slots[slot].topics;
        slot = (slot + 1) % LEXICON_SLOTS;
    }
    return 0;
}

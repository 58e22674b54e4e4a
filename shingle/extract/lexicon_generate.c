/*
 * Writes lexicon_table.c: the slots of the lexicon and their filter as constant tables. Run by the build. Fails when
 * the words fill more than half of the slots, so that probes stay short and finite however long the lists grow.
 */
#include "shingle/extract/lexicon_words.h"

#include <inttypes.h>
#include <stdio.h>

static struct lexicon_slot slots[LEXICON_SLOTS];
static uint64_t filter[LEXICON_FILTER_WORDS];

static void add_word(uint32_t hash, unsigned topic, size_t *count)
{
    size_t slot = lexicon_slot_of(hash);
    while (slots[slot].hash && slots[slot].hash != hash)
        slot = (slot + 1) % LEXICON_SLOTS;
    *count += slots[slot].hash == 0;
    slots[slot].hash = hash;
    slots[slot].topics |= (uint16_t)(1u << topic);
    filter[lexicon_bit_of(hash) / 64] |= 1ull << lexicon_bit_of(hash) % 64;
}

int main(void)
{
    size_t count = 0;
    for (unsigned topic = 0; topic < LEXICON_TOPICS; topic++) {
        struct bytes rest = bytes_of_string(lexicon_words[topic]);
        while (rest.size && count <= LEXICON_WORDS_MAX) {
            size_t end = bytes_find(rest, BYTES(" "), 0);
            add_word(lexicon_hash(bytes_upto(rest, end)), topic, &count);
            rest = bytes_from(rest, end == SIZE_MAX ? rest.size : end + 1);
        }
    }
    if (count > LEXICON_WORDS_MAX) {
        (void)fprintf(stderr, "lexicon_generate: more than %d words: raise LEXICON_SLOT_BITS\n", LEXICON_WORDS_MAX);
        return 1;
    }
    printf("/* Made by lexicon_generate. */\n#include \"shingle/extract/lexicon_words.h\"\n\n");
    printf("const struct lexicon_slot lexicon_slots[LEXICON_SLOTS] = {\n");
    for (size_t i = 0; i < LEXICON_SLOTS; i++) {
        if (slots[i].hash)
            printf("    [%zu] = {%uu, %u},\n", i, slots[i].hash, slots[i].topics);
    }
    printf("};\n\nconst uint64_t lexicon_filter[LEXICON_FILTER_WORDS] = {\n");
    for (size_t i = 0; i < LEXICON_FILTER_WORDS; i++)
        printf("    0x%016" PRIx64 "u,\n", filter[i]);
    printf("};\n");
    return 0;
}

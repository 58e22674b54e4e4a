/*
 * Writes hint_table.c: the slots of the hints and their filter as constant tables. Run by the build. Fails when the
 * words fill more than half of the slots, so that probes stay short and finite however long the lists grow.
 */
#include "shingle/extract/hint_words.h"

#include <inttypes.h>
#include <stdio.h>

static struct hint_slot slots[HINT_SLOTS];
static uint64_t filter[HINT_FILTER_WORDS];

static void add_word(struct bytes word, unsigned hint, size_t *count)
{
    uint32_t hash = HINT_HASH_START;
    for (size_t i = 0; i < word.size; i++)
        hash = hint_hash_step(hash, word.at[i]);
    size_t slot = hint_slot_of(hash);
    while (slots[slot].hash && slots[slot].hash != hash)
        slot = (slot + 1) % HINT_SLOTS;
    *count += slots[slot].hash == 0;
    slots[slot].hash = hash;
    slots[slot].hints |= 1u << hint;
    filter[hint_bit_of(hash) / 64] |= 1ull << hint_bit_of(hash) % 64;
}

int main(void)
{
    size_t count = 0;
    for (unsigned hint = 0; hint < HINT_COUNT; hint++) {
        struct bytes rest = bytes_of_string(hint_words[hint]);
        while (rest.size && count <= HINT_WORDS_MAX) {
            size_t end = bytes_find(rest, BYTES(" "), 0);
            add_word(bytes_upto(rest, end), hint, &count);
            rest = bytes_from(rest, end == SIZE_MAX ? rest.size : end + 1);
        }
    }
    if (count > HINT_WORDS_MAX) {
        (void)fprintf(stderr, "hint_generate: more than %d words: raise HINT_SLOT_BITS\n", HINT_WORDS_MAX);
        return 1;
    }
    printf("/* Made by hint_generate. */\n#include \"shingle/extract/hint_words.h\"\n\n");
    printf("const struct hint_slot hint_slots[HINT_SLOTS] = {\n");
    for (size_t i = 0; i < HINT_SLOTS; i++) {
        if (slots[i].hash)
            printf("    [%zu] = {%uu, %uu},\n", i, slots[i].hash, slots[i].hints);
    }
    printf("};\n\nconst uint64_t hint_filter[HINT_FILTER_WORDS] = {\n");
    for (size_t i = 0; i < HINT_FILTER_WORDS; i++)
        printf("    0x%016" PRIx64 "u,\n", filter[i]);
    printf("};\n");
    return 0;
}

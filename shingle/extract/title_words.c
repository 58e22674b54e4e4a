#include "shingle/extract/title_words.h"

#include "shingle/extract/letter.h"

static const uint32_t word_start = 0x811c9dc5; /* FNV-1a's, with code points in place of bytes */
static const uint32_t word_step = 0x01000193;
static const uint64_t letters_step = 0x9e3779b97f4a7c15;

static bool is_letter(enum letter_kind kind)
{
    return kind == LETTER_LOWER || kind == LETTER_UPPER || kind == LETTER_OTHER || kind == LETTER_DIGIT ||
           kind == LETTER_UNSPACED;
}

/* Signs that are written inside a word and part nothing: soft hyphen, zero-width space, joiners and their like. */
static bool is_empty_sign(uint32_t code)
{
    return code == 0xad || (code >= 0x200b && code <= 0x200f) || code == 0x2060 || code == 0xfeff;
}

static void end_word(struct title_words *out, uint32_t *word)
{
    if (*word != word_start && out->count < TITLE_WORDS_MAX)
        out->at[out->count++] = *word;
    *word = word_start;
}

void title_words_read(struct bytes text, struct title_words *out)
{
    uint32_t word = word_start;
    out->letters = 0;
    out->size = 0;
    out->count = 0;
    for (size_t at = 0; at < text.size && out->count < TITLE_WORDS_MAX;) {
        uint32_t code = letter_next(text, &at);
        enum letter_kind kind = letter_kind(code);
        if (!is_letter(kind)) {
            if (kind != LETTER_JOINER && !is_empty_sign(code))
                end_word(out, &word);
            continue;
        }
        code = kind == LETTER_UPPER ? letter_lower(code) : code;
        out->letters = (out->letters ^ code) * letters_step;
        out->letters ^= out->letters >> 29;
        out->size++;
        if (kind == LETTER_UNSPACED)
            end_word(out, &word);
        word = (word ^ code) * word_step;
        if (kind == LETTER_UNSPACED)
            end_word(out, &word);
    }
    end_word(out, &word);
}

/* Offset of the first place where `some` stands in `all`, a later one only when it ends `all`; SIZE_MAX when none. */
static size_t find_words(const struct title_words *all, const struct title_words *some)
{
    size_t tail = all->count - some->count;
    if (memcmp(all->at, some->at, some->count * sizeof *some->at) == 0)
        return 0;
    if (memcmp(&all->at[tail], some->at, some->count * sizeof *some->at) == 0)
        return tail;
    for (size_t i = 1; i < tail; i++) {
        if (all->at[i] == some->at[0] && memcmp(&all->at[i], some->at, some->count * sizeof *some->at) == 0)
            return i;
    }
    return SIZE_MAX;
}

enum title_relation title_relate(const struct title_words *it, const struct title_words *other)
{
    if (!it->count || !other->count)
        return TITLE_ABSENT;
    if (title_words_equal(it, other))
        return TITLE_SAME;
    bool longer = it->count > other->count;
    const struct title_words *all = longer ? it : other, *some = longer ? other : it;
    size_t at = find_words(all, some);
    if (at == SIZE_MAX)
        return TITLE_APART;
    if (at == 0)
        return longer ? TITLE_STARTED : TITLE_STARTS;
    if (at == all->count - some->count)
        return longer ? TITLE_ENDED : TITLE_ENDS;
    return longer ? TITLE_HOLDS : TITLE_INSIDE;
}

float title_share(const struct title_words *it, const struct title_words *other)
{
    uint64_t bloom = 0;
    uint32_t found = 0;
    for (size_t i = 0; i < other->count; i++)
        bloom |= 1ull << (other->at[i] >> 26);
    for (size_t i = 0; i < it->count; i++) {
        bool has = false;
        for (size_t j = 0; bloom >> (it->at[i] >> 26) & 1 && j < other->count && !has; j++)
            has = other->at[j] == it->at[i];
        found += has;
    }
    return it->count ? (float)found / (float)it->count : 0;
}

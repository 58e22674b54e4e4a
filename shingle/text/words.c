#include "shingle/text/words.h"

#include "shingle/text/ascii.h"
#include "shingle/text/scan.h"

/*
 * One pass over the text. What needs care is fed to the machine of scan.h one code point at a time; nearly all of a
 * text goes past it, by ways that do the same for simple cases at a fraction of the time: ASCII words whole
 * (scan_ascii), other letters in runs (scan_letters), characters of unspaced scripts (scan_unspaced). The tests compare
 * the ways with each other.
 */

enum {
    RULES_VERSION = 1 /* of what this file, scan.c, the generator and unspaced.h say; part of words_version */
};

uint32_t words_version(void)
{
    return (uint32_t)RULES_VERSION << 24 | folding_unicode;
}

static void feed_ascii_separator(struct scan *scan)
{
    scan->run.open = false;
    scan_end_word(scan);
}

/* Up to WORD_PAIR bytes of ASCII letters and digits, folded. */
struct prefix {
    unsigned size;
    uint64_t first;
    uint64_t second;
    unsigned flags;
};

/* The ASCII letters and digits at `at`, the first WORD_PAIR of them; so many bytes must be there. */
static inline struct prefix read_prefix(const uint8_t *at)
{
    uint64_t first = word_eight(at);
    uint64_t second = word_eight(at + 8);
    struct eight low = eight_of(first);
    struct eight high = eight_of(second);
    unsigned members = eight_gather(low.letters | low.digits) | eight_gather(high.letters | high.digits) << 8;
    unsigned digits = eight_gather(low.digits) | eight_gather(high.digits) << 8;
    unsigned size = (unsigned)__builtin_ctz(~members);
    unsigned flags = (digits & ((1u << size) - 1)) ? WORD_NUMBER : 0;
    return (struct prefix){size, first | eight_times(0x20), second | eight_times(0x20),
                           flags | (*at & 0x20 ? 0 : WORD_CAPITAL)};
}

/* Whether a word that ends before `at` is complete whatever comes: no joiner with a character behind it. */
static inline bool ends_plainly(struct bytes text, size_t at)
{
    uint8_t next = at < text.size ? folding_ascii[text.at[at]] : FOLDING_ASCII_SEPARATOR;
    if (next != FOLDING_ASCII_JOINER)
        return next == FOLDING_ASCII_SEPARATOR;
    return at + 1 >= text.size || folding_ascii[text.at[at + 1]] < FOLDING_ASCII_NOT;
}

/*
 * Where no word is being read and an ASCII letter or digit stands at `at`, WORD_PAIR bytes or more before the end:
 * takes the word if it is short and complete, else begins it with what is ASCII of it. Returns where that ends. Bytes
 * are looked at in two registers, without a branch that depends on the word's length: those would cost most of the
 * time.
 */
static inline size_t scan_ascii(struct scan *scan, size_t at)
{
    struct prefix prefix = read_prefix(scan->text.at + at);
    size_t end = at + prefix.size;
    if (ends_plainly(scan->text, end)) {
        size_t firsts = prefix.size < 8 ? prefix.size : 8;
        if (scan->run.count)
            unspaced_end(&scan->run, &scan->list);
        uint64_t hash = hash_pair(scan->list.key, HASH_WORD, word_eight_upto(prefix.first, firsts),
                                  word_eight_upto(prefix.second, prefix.size - firsts));
        word_list_add(&scan->list, hash, at, end, prefix.flags);
        return end;
    }
    scan_start_word(scan, at, prefix.flags & WORD_CAPITAL);
    word_put_eight(scan->word.at, prefix.first);
    word_put_eight(scan->word.at + 8, prefix.second);
    scan->word.size = prefix.size;
    scan->word.marks = 0;
    scan->word.sortable = 0;
    scan->to = end;
    scan->segment = prefix.size;
    scan->last = scan->word.at[prefix.size - 1] <= '9' ? FOLDING_DIGIT : FOLDING_LETTER;
    scan->flags = prefix.flags;
    return end;
}

/* Writes the 2 or 3 letters of a Hangul syllable, each of 3 bytes; returns how many letters. */
static unsigned put_hangul(uint8_t *out, uint32_t code_point)
{
    uint32_t letters[FOLDING_HANGUL_MAX];
    unsigned count = folding_hangul(code_point, letters);
    for (unsigned i = 0; i < count; i++)
        (void)utf8_put(out + (size_t)3 * i, letters[i]);
    return count;
}

/*
 * Appends the folded form of the plain letter at *at, one with or without marks or a Hangul syllable. Moves *at behind
 * it, counts its letters and returns its entry; or leaves all as it is and returns 0 when something else is there.
 */
static inline uint32_t take_letter(struct bytes text, size_t *at, struct folded *word, size_t *size, unsigned *letters)
{
    size_t next = *at;
    uint32_t code_point = utf8_next(text, &next);
    uint32_t entry = folding_entry(code_point);
    unsigned count = 1;
    if (folding_class(entry) != FOLDING_LETTER)
        return 0;
    switch (folding_kind(entry)) {
    case FOLDING_SELF: *size += utf8_put(word->at + *size, code_point); break;
    case FOLDING_ONE: *size += utf8_put(word->at + *size, folding_payload(entry)); break;
    case FOLDING_MARKED:
        word_put_eight(word->at + *size, folding_marked[folding_payload(entry)]);
        *size += folding_marked[folding_payload(entry)] >> 56;
        break;
    case FOLDING_HANGUL:
        if (*size > WORD_FOLDED_MAX - 3 * FOLDING_HANGUL_MAX)
            return 0; /* the word may have to end within the syllable */
        count = put_hangul(word->at + *size, code_point);
        *size += (size_t)3 * count;
        break;
    case FOLDING_MANY: return 0;
    }
    *letters += count;
    *at = next;
    return entry;
}

/* Whether a mark stands at `at`, perhaps behind something ignored. */
static bool may_get_mark(struct bytes text, size_t at)
{
    if (at == text.size || text.at[at] < 0x80)
        return false;
    enum folding_class class = folding_class(folding_entry(utf8_next(text, &at)));
    return class == FOLDING_MARK || class == FOLDING_IGNORED;
}

/*
 * Feeds as many plain letters and ASCII digits as follow at `at`, and returns where they end. No joiner may be open.
 * The machine must know the marks of the last letter when more of them follow: a letter that came with marks is then
 * left to it.
 */
static size_t scan_letters(struct scan *scan, size_t at)
{
    struct bytes text = scan->text;
    size_t from = at;
    size_t size = scan->word.size;
    size_t last_at = at;
    size_t last_size = size;
    uint32_t last = 0; /* entry of the last letter; 0 when it is ASCII */
    unsigned letters = 0;
    uint8_t common = 0xff; /* of the ASCII characters: letters have the bit 0x40, digits have not */
    while (at < text.size && size < WORD_FOLDED_MAX) {
        uint8_t folded = folding_ascii[text.at[at]];
        size_t before = at;
        size_t size_before = size;
        if (folded >= '0') {
            scan->word.at[size++] = folded;
            common &= folded;
            last = 0;
            letters++;
            at++;
        } else {
            uint32_t entry = folded == FOLDING_ASCII_NOT ? take_letter(text, &at, &scan->word, &size, &letters) : 0;
            if (!entry)
                break;
            last = entry;
        }
        last_at = before;
        last_size = size_before;
    }
    if (folding_kind(last) == FOLDING_MARKED && may_get_mark(text, at)) {
        at = last_at;
        size = last_size;
        letters--;
    }
    if (at == from)
        return at;
    if (scan->word.size == 0) {
        size_t first = from;
        uint32_t entry = folding_entry(utf8_next(text, &first));
        scan_start_word(scan, from, folding_capital(entry));
    }
    scan->word.size = size;
    scan->word.marks = 0;
    scan->word.sortable = 0;
    scan->to = at;
    scan->segment += letters;
    scan->last = text.at[at - 1] >= '0' && text.at[at - 1] <= '9' ? FOLDING_DIGIT : FOLDING_LETTER;
    scan->flags |= (common & 0x40) ? 0 : WORD_NUMBER;
    return at;
}

/* Feeds as many characters of unspaced scripts as follow at `at` where no word is being read; returns where they end.
 */
static size_t scan_unspaced(struct scan *scan, size_t at)
{
    struct bytes text = scan->text;
    while (at < text.size && text.at[at] >= 0xe0) {
        size_t next = at;
        uint32_t entry = folding_entry(utf8_next(text, &next));
        struct bytes folded = bytes_of(text.at + at, next - at);
        if (folding_kind(entry) != FOLDING_SELF)
            break;
        if (folding_class(entry) >= FOLDING_HAN)
            unspaced_add(&scan->run, &scan->list, folding_class(entry), folded, at, next);
        else if (folding_class(entry) == FOLDING_MARK && scan->run.open)
            unspaced_add_mark(&scan->run, folded, folding_payload(entry), next);
        else
            break;
        at = next;
    }
    return at;
}

/* One step of the scan; returns where the next one begins. */
static inline size_t scan_step(struct scan *scan, size_t at)
{
    uint8_t kind = folding_ascii[scan->text.at[at]];
    size_t end = at;
    if (kind == FOLDING_ASCII_SEPARATOR) {
        feed_ascii_separator(scan);
        return at + 1;
    }
    if (kind >= '0' && scan->word.size == 0 && scan->text.size - at >= WORD_PAIR)
        return scan_ascii(scan, at);
    if (kind >= FOLDING_ASCII_NOT && scan->joiner == FOLDING_SEPARATOR) {
        end = scan_letters(scan, at);
        if (end == at && scan->word.size == 0)
            end = scan_unspaced(scan, at);
    }
    return end != at ? end : scan_code_point(scan, at);
}

enum status words_scan(const struct hash_key *key, struct bytes text, struct arena *arena, struct words *out)
{
    *out = (struct words){NULL, 0};
    if (text.size > WORDS_TEXT_MAX)
        return STATUS_TOOBIG;
    struct scan scan;
    scan_begin(&scan, key, text, arena);
    for (size_t at = 0; at < text.size;)
        at = scan_step(&scan, at);
    return scan_finish(&scan, out);
}

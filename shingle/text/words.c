#include "shingle/text/words.h"

#include "shingle/text/folded.h"
#include "shingle/text/folding.h"
#include "shingle/text/unspaced.h"
#include "shingle/text/word_list.h"

/*
 * One pass. Every code point is folded by the table into one or more folded code points, and each of those is fed to
 * a small machine that holds the word, or the run of an unspaced script, that is being read. Because words are parted
 * by what the folded code points are, not the ones in the text, texts with equal foldings have equal words.
 *
 *     text   Don’t  ﬁx  U.S.      folded   d o n ' t _ f i x _ u . s . _      words   dont fix us
 *
 * Nearly all of a text goes past the machine: ASCII words whole (scan_ascii), other letters in runs (scan_letters).
 */

enum {
    RULES_VERSION = 1, /* of what this file, the generator and unspaced.h say; part of words_version */
    FIRST_WORDS = 64,
    BYTES_A_WORD = 5 /* a first guess: English has 5.9 */
};

struct scan {
    struct bytes text;
    struct word_list list;
    struct unspaced run;
    struct folded word;        /* folded form of the word being read; empty when there is none */
    size_t from;               /* where it starts in the text */
    size_t to;                 /* end of its last character */
    unsigned flags;            /* its flags so far */
    unsigned segment;          /* characters since its beginning or the last joined stop */
    enum folding_class last;   /* of its last character: letter or digit */
    enum folding_class joiner; /* what stands between the word and the next character: apostrophe, stop, comma;
                                  FOLDING_SEPARATOR when nothing does */
};

/* A folded code point, and the one in the text that it came from. */
struct character {
    uint32_t entry;
    bool capital;
    uint8_t size;
    uint8_t at[UTF8_SIZE_MAX];
    size_t from;
    size_t to;
};

uint32_t words_version(void)
{
    return (uint32_t)RULES_VERSION << 24 | folding_unicode;
}

bool word_list_grow(struct word_list *list)
{
    size_t capacity = list->capacity + list->capacity / 2 + FIRST_WORDS;
    struct word *grown =
        arena_grow(list->arena, list->at, list->capacity * sizeof *list->at, capacity * sizeof *list->at);
    if (!grown || list->failed) {
        list->failed = true;
        return false;
    }
    list->at = grown;
    list->capacity = capacity;
    return true;
}

/* Ends the word being read, if there is one. */
static void end_word(struct scan *scan)
{
    if (scan->word.size) {
        uint64_t hash = word_hash(scan->list.key, bytes_of(scan->word.at, scan->word.size));
        word_list_add(&scan->list, hash, scan->from, scan->to, scan->flags);
    }
    scan->word.size = 0;
    scan->joiner = FOLDING_SEPARATOR;
}

/* Whether the word goes on behind the joiner with a character of the class. */
static bool joins(const struct scan *scan, enum folding_class class)
{
    bool numbers = scan->last == FOLDING_DIGIT && class == FOLDING_DIGIT;
    bool initials = scan->segment == 1 && scan->last == FOLDING_LETTER && class == FOLDING_LETTER;
    if (scan->joiner == FOLDING_APOSTROPHE)
        return class == FOLDING_LETTER || numbers;
    if (scan->joiner == FOLDING_STOP)
        return numbers || initials;
    return numbers;
}

static void start_word(struct scan *scan, size_t from, bool capital)
{
    unspaced_end(&scan->run, &scan->list);
    scan->from = from;
    scan->flags = capital ? WORD_CAPITAL : 0;
    scan->segment = 0;
}

/* A letter or digit. */
static void feed_word(struct scan *scan, enum folding_class class, const struct character *character)
{
    if (scan->joiner != FOLDING_SEPARATOR) {
        if (!joins(scan, class))
            end_word(scan);
        else if (scan->joiner == FOLDING_STOP && class == FOLDING_DIGIT)
            folded_add(&scan->word, (const uint8_t *)".", 1);
        else if (scan->joiner == FOLDING_STOP)
            scan->segment = 0;
        scan->joiner = FOLDING_SEPARATOR;
    }
    if (scan->word.size >= WORD_FOLDED_MAX)
        end_word(scan);
    if (scan->word.size == 0)
        start_word(scan, character->from, character->capital);
    folded_add(&scan->word, character->at, character->size);
    scan->to = character->to;
    scan->segment++;
    scan->last = class;
    if (class == FOLDING_DIGIT)
        scan->flags |= WORD_NUMBER;
}

/* An apostrophe, stop or comma: the next character tells whether it parts the word. */
static void feed_joiner(struct scan *scan, enum folding_class class)
{
    scan->run.open = false;
    if (scan->word.size == 0)
        return;
    if (scan->joiner == FOLDING_SEPARATOR)
        scan->joiner = class;
    else
        end_word(scan);
}

static void feed_separator(struct scan *scan)
{
    scan->run.open = false;
    end_word(scan);
}

/* A mark on nothing, as at the beginning of a text, is left out. */
static void feed_mark(struct scan *scan, const struct character *character)
{
    struct bytes mark = bytes_of(character->at, character->size);
    uint32_t combining = folding_payload(character->entry);
    if (scan->joiner != FOLDING_SEPARATOR)
        return;
    if (scan->word.size) {
        folded_add_mark(&scan->word, mark.at, mark.size, combining);
        scan->to = character->to;
    } else if (scan->run.open) {
        unspaced_add_mark(&scan->run, mark, combining, character->to);
    }
}

/* One folded code point. */
static void feed(struct scan *scan, const struct character *character)
{
    enum folding_class class = folding_class(character->entry);
    switch (class) {
    case FOLDING_LETTER:
    case FOLDING_DIGIT: feed_word(scan, class, character); break;
    case FOLDING_MARK: feed_mark(scan, character); break;
    case FOLDING_IGNORED: break;
    case FOLDING_APOSTROPHE:
    case FOLDING_STOP:
    case FOLDING_COMMA: feed_joiner(scan, class); break;
    case FOLDING_HAN:
    case FOLDING_KANA:
    case FOLDING_SYLLABIC:
        end_word(scan);
        unspaced_add(&scan->run, &scan->list, class, bytes_of(character->at, character->size), character->from,
                     character->to);
        break;
    case FOLDING_SEPARATOR:
    case FOLDING_CLASS_COUNT: feed_separator(scan); break;
    }
}

static void feed_code_point(struct scan *scan, uint32_t code_point, struct character *character)
{
    character->entry = folding_entry(code_point);
    character->size = (uint8_t)utf8_put(character->at, code_point);
    feed(scan, character);
}

/* A syllable is a leading consonant, a vowel and perhaps a trailing consonant (the Unicode Standard 3.12). */
static void feed_hangul(struct scan *scan, uint32_t code_point, struct character *character)
{
    enum {
        SYLLABLES = 0xAC00,
        LEADING = 0x1100,
        VOWELS = 0x1161,
        TRAILING = 0x11A7,
        VOWEL_COUNT = 21,
        TRAIL_COUNT = 28
    };
    uint32_t index = code_point - SYLLABLES;
    feed_code_point(scan, LEADING + index / (VOWEL_COUNT * TRAIL_COUNT), character);
    feed_code_point(scan, VOWELS + index / TRAIL_COUNT % VOWEL_COUNT, character);
    if (index % TRAIL_COUNT)
        feed_code_point(scan, TRAILING + index % TRAIL_COUNT, character);
}

/* One code point of the text; returns where the next one stands. */
static size_t scan_code_point(struct scan *scan, size_t at)
{
    struct character character = {.from = at};
    uint32_t code_point = utf8_next(scan->text, &at);
    uint32_t entry = folding_entry(code_point);
    uint32_t payload = folding_payload(entry);
    character.to = at;
    character.capital = folding_capital(entry);
    switch (folding_kind(entry)) {
    case FOLDING_SELF: feed_code_point(scan, code_point, &character); break;
    case FOLDING_ONE: feed_code_point(scan, payload, &character); break;
    case FOLDING_MANY:
        for (uint32_t i = 0; i < (payload & ((1 << FOLDING_LENGTH_BITS) - 1)); i++)
            feed_code_point(scan, folding_sequences[(payload >> FOLDING_LENGTH_BITS) + i], &character);
        break;
    case FOLDING_HANGUL: feed_hangul(scan, code_point, &character); break;
    }
    return at;
}

/* The class and kind of an entry, to compare both at once. */
static inline uint32_t shape(uint32_t entry)
{
    return entry & folding_pack(15, false, 3, 0);
}

static inline bool is_plain_letter(uint32_t entry)
{
    return shape(entry) == folding_pack(FOLDING_LETTER, false, FOLDING_SELF, 0) ||
           shape(entry) == folding_pack(FOLDING_LETTER, false, FOLDING_ONE, 0);
}

/*
 * Feeds as many letters, ASCII digits and marks in their order as follow at `at`, and returns where they end. The same
 * as feeding them singly, at a fraction of the time: nearly all of a text goes this way. No joiner may be open.
 */
static size_t scan_letters(struct scan *scan, size_t at)
{
    struct bytes text = scan->text;
    struct folded *word = &scan->word;
    size_t from = at;
    size_t before = word->size;
    size_t size = before;
    unsigned characters = 0;
    uint8_t common = 0xff; /* of the ASCII characters: letters have the bit 0x40, digits have not */
    uint8_t last = 'a';
    while (at < text.size && size < WORD_FOLDED_MAX) {
        uint8_t folded = folding_ascii[text.at[at]];
        if (folded >= '0') {
            word->at[size++] = folded;
            common &= folded;
            last = folded;
            at++;
        } else if (folded != FOLDING_ASCII_NOT) {
            break;
        } else {
            size_t next = at;
            uint32_t code_point = utf8_next(text, &next);
            uint32_t entry = folding_entry(code_point);
            if (!is_plain_letter(entry))
                break;
            if (folding_kind(entry) == FOLDING_ONE)
                code_point = folding_payload(entry);
            size += utf8_put(word->at + size, code_point);
            last = 'a';
            at = next;
        }
        characters++;
    }
    if (at == from)
        return at;
    word->size = size;
    word->marks = 0;
    word->sortable = 0;
    if (before == 0) {
        size_t first = from;
        uint32_t entry = folding_entry(utf8_next(text, &first));
        start_word(scan, from, folding_capital(entry));
    }
    scan->to = at;
    scan->segment += characters;
    scan->last = last <= '9' ? FOLDING_DIGIT : FOLDING_LETTER;
    scan->flags |= (common & 0x40) ? 0 : WORD_NUMBER;
    return at;
}

/* For each of eight bytes its uppermost bit: whether it is an ASCII letter, an ASCII digit. */
struct eight {
    uint64_t letters;
    uint64_t digits;
};

static inline uint64_t each(uint8_t byte)
{
    return byte * 0x0101010101010101u;
}

/* Which of eight bytes, each below 0x80, are from first to last: in their uppermost bits; the other bits are noise. */
static inline uint64_t between(uint64_t eight, uint8_t first, uint8_t last)
{
    return (eight + each((uint8_t)(0x80 - first))) & ~(eight + each((uint8_t)(0x7f - last)));
}

static inline struct eight classify(uint64_t eight)
{
    uint64_t ascii = ~eight & each(0x80);
    uint64_t low = eight & each(0x7f);
    return (struct eight){between(low | each(0x20), 'a', 'z') & ascii, between(low, '0', '9') & ascii};
}

/* The uppermost bits of eight bytes as eight bits. */
static inline unsigned gather(uint64_t tops)
{
    return (unsigned)((tops >> 7) * 0x0102040810204080u >> 56);
}

/* Whether a word that ends before `at` is complete whatever comes: no joiner with a character behind it. */
static inline bool ends_plainly(struct bytes text, size_t at)
{
    uint8_t next = folding_ascii[text.at[at]];
    if (next != FOLDING_ASCII_JOINER)
        return next == FOLDING_ASCII_SEPARATOR;
    return at + 1 == text.size || folding_ascii[text.at[at + 1]] < FOLDING_ASCII_NOT;
}

/*
 * Where no word is being read: takes the word at `at` when it is of up to 15 ASCII characters, complete, and not within
 * 16 bytes of the text's end, and returns its end; else returns `at`. Words of 16 bytes at a time in two registers,
 * without a branch that depends on the word's length: these are what costs time in scan_letters.
 */
static size_t scan_ascii(struct scan *scan, size_t at)
{
    struct bytes text = scan->text;
    if (text.size - at < WORD_PAIR)
        return at;
    uint64_t first = word_eight(text.at + at);
    uint64_t second = word_eight(text.at + at + 8);
    struct eight low = classify(first);
    struct eight high = classify(second);
    unsigned members = gather(low.letters | low.digits) | gather(high.letters | high.digits) << 8;
    unsigned size = (unsigned)__builtin_ctz(~members);
    if (size == 0 || size == WORD_PAIR || !ends_plainly(text, at + size))
        return at;
    if (scan->run.count)
        unspaced_end(&scan->run, &scan->list);
    unsigned digits = (gather(low.digits) | gather(high.digits) << 8) & ((1u << size) - 1);
    unsigned flags = (digits ? WORD_NUMBER : 0) | (text.at[at] & 0x20 ? 0 : WORD_CAPITAL);
    size_t firsts = size < 8 ? size : 8;
    uint64_t hash = hash_pair(scan->list.key, HASH_WORD, word_eight_upto(first | each(0x20), firsts),
                              word_eight_upto(second | each(0x20), size - firsts));
    word_list_add(&scan->list, hash, at, at + size, flags);
    return at + size;
}

/* One step of the scan: a word, some letters, or one code point. Returns where the next one begins. */
static inline size_t scan_step(struct scan *scan, size_t at)
{
    uint8_t kind = folding_ascii[scan->text.at[at]];
    if (kind == FOLDING_ASCII_SEPARATOR) {
        feed_separator(scan);
        return at + 1;
    }
    size_t end = at;
    if (kind >= '0' && scan->word.size == 0)
        end = scan_ascii(scan, at);
    if (end == at && kind >= FOLDING_ASCII_NOT && scan->joiner == FOLDING_SEPARATOR)
        end = scan_letters(scan, at);
    return end != at ? end : scan_code_point(scan, at);
}

enum status words_scan(const struct hash_key *key, struct bytes text, struct arena *arena, struct words *out)
{
    *out = (struct words){NULL, 0};
    if (text.size > WORDS_TEXT_MAX)
        return STATUS_TOOBIG;
    struct scan scan;
    scan.text = text;
    scan.list = (struct word_list){.key = key, .arena = arena};
    scan.word.size = 0;
    scan.joiner = FOLDING_SEPARATOR;
    scan.run.folded.size = 0;
    scan.run.count = 0;
    scan.run.grams = 0;
    scan.run.open = false;
    for (size_t at = 0; at < text.size;)
        at = scan_step(&scan, at);
    end_word(&scan);
    unspaced_end(&scan.run, &scan.list);
    if (scan.list.failed)
        return STATUS_NOMEM;
    arena_shrink(arena, scan.list.at, scan.list.capacity * sizeof *scan.list.at,
                 scan.list.count * sizeof *scan.list.at);
    *out = (struct words){scan.list.at, scan.list.count};
    return STATUS_OK;
}

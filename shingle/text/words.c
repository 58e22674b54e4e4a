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
 * Plain ASCII words, nearly all of an English text, go past the machine (scan_ascii).
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
    if (scan->word.size)
        word_list_add(&scan->list, bytes_of(scan->word.at, scan->word.size), scan->from, scan->to, scan->flags);
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
        at = scan_code_point(&scan, at);
    end_word(&scan);
    unspaced_end(&scan.run, &scan.list);
    if (scan.list.failed)
        return STATUS_NOMEM;
    arena_shrink(arena, scan.list.at, scan.list.capacity * sizeof *scan.list.at,
                 scan.list.count * sizeof *scan.list.at);
    *out = (struct words){scan.list.at, scan.list.count};
    return STATUS_OK;
}

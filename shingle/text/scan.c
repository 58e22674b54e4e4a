#include "shingle/text/scan.h"

/* A folded code point, and the one in the text that it came from. */
struct character {
    uint32_t entry;
    bool capital;
    uint8_t size;
    uint8_t at[UTF8_SIZE_MAX];
    size_t from;
    size_t to;
};

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

/* A letter or digit. */
static void feed_word(struct scan *scan, enum folding_class class, const struct character *character)
{
    if (scan->joiner != FOLDING_SEPARATOR) {
        if (!joins(scan, class))
            scan_end_word(scan);
        else if (scan->joiner == FOLDING_STOP && class == FOLDING_DIGIT)
            folded_add(&scan->word, (const uint8_t *)".", 1);
        else if (scan->joiner == FOLDING_STOP)
            scan->segment = 0;
        scan->joiner = FOLDING_SEPARATOR;
    }
    if (scan->word.size >= WORD_FOLDED_MAX)
        scan_end_word(scan);
    if (scan->word.size == 0)
        scan_start_word(scan, character->from, character->capital);
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
        scan_end_word(scan);
}

static void feed_separator(struct scan *scan)
{
    scan->run.open = false;
    scan_end_word(scan);
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
        scan_end_word(scan);
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

static void feed_marked(struct scan *scan, uint64_t marked, struct character *character)
{
    uint8_t raw[sizeof marked];
    word_put_eight(raw, marked);
    struct bytes text = bytes_of(raw, marked >> 56);
    for (size_t at = 0; at < text.size;)
        feed_code_point(scan, utf8_next(text, &at), character);
}

static void feed_hangul(struct scan *scan, uint32_t code_point, struct character *character)
{
    uint32_t letters[FOLDING_HANGUL_MAX];
    unsigned count = folding_hangul(code_point, letters);
    for (unsigned i = 0; i < count; i++)
        feed_code_point(scan, letters[i], character);
}

size_t scan_code_point(struct scan *scan, size_t at)
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
    case FOLDING_MARKED: feed_marked(scan, folding_marked[payload], &character); break;
    case FOLDING_HANGUL: feed_hangul(scan, code_point, &character); break;
    }
    return at;
}

enum status scan_finish(struct scan *scan, struct words *out)
{
    struct word_list *list = &scan->list;
    scan_end_word(scan);
    unspaced_end(&scan->run, list);
    if (list->failed)
        return STATUS_NOMEM;
    arena_shrink(list->arena, list->at, list->capacity * sizeof *list->at, list->count * sizeof *list->at);
    *out = (struct words){list->at, list->count};
    return STATUS_OK;
}

bool word_list_grow(struct word_list *list)
{
    size_t capacity = list->capacity ? 2 * list->capacity : list->guess;
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

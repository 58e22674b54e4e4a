#include "shingle/extract/line.h"

#include "shingle/extract/wording.h"

/* PROBES_MAX: steps through a table; lines made to collide are not found again, but cost no more time than others. */
enum { PROBES_MAX = 64 };
enum { FIRST_CAPACITY = 256, REPEAT_MAX = 1000 };

enum status line_list_reserve(struct line_list *list, struct arena *arena, size_t lines)
{
    list->capacity = lines < LINE_COUNT_MAX ? lines + 1 : LINE_COUNT_MAX + 1;
    list->at = arena_array(arena, list->capacity, sizeof *list->at);
    return list->at ? STATUS_OK : STATUS_NOMEM;
}

void line_list_trim(struct line_list *list, struct arena *arena)
{
    size_t split = list->count + list->breaks, room = split <= LINE_COUNT_MAX ? split : list->count;
    if (room >= list->capacity)
        return;
    arena_shrink(arena, list->at, list->capacity * sizeof *list->at, room * sizeof *list->at);
    list->capacity = room;
}

struct line *line_list_add(struct line_list *list, struct arena *arena, struct bytes text)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : FIRST_CAPACITY;
        struct line *at = arena_grow(arena, list->at, list->capacity * sizeof *at, capacity * sizeof *at);
        if (!at)
            return NULL;
        list->at = at;
        list->capacity = capacity;
    }
    struct line *line = &list->at[list->count++];
    memset(line, 0, sizeof *line);
    line->text = text;
    line->reason = "";
    return line;
}

/* State of the pass over one line's text. */
struct measurer {
    struct line *line;
    uint32_t *words;
    uint32_t hash;         /* of the word that is open */
    uint32_t length;       /* its letters; 0 = no word is open */
    bool capital;          /* it opens with upper case */
    bool number;           /* it holds a digit */
    bool lower;            /* it has only lower case */
    uint16_t topics[3];    /* of the last three words, newest first */
    enum letter_kind last; /* kind of the last sign that is not space */
};

static uint8_t add_saturated(uint8_t count)
{
    return count == UINT8_MAX ? count : (uint8_t)(count + 1);
}

static void end_word(struct measurer *m)
{
    if (!m->length)
        return;
    struct line *line = m->line;
    uint32_t hash = m->hash ? m->hash : 1;
    m->words[line->word_at + line->words] = hash;
    line->words++;
    line->capitals += m->capital;
    line->numbers += m->number;
    line->short_words += m->lower && m->length <= 3;
    line->hash = (line->hash ^ hash) * 2246822519u;
    line->hash ^= line->hash >> 15;
    unsigned topics = lexicon_topics(hash);
    m->topics[2] = m->topics[1];
    m->topics[1] = m->topics[0];
    m->topics[0] = (uint16_t)topics;
    if (line->words <= 2)
        line->first_topics |= (uint16_t)topics;
    for (unsigned rest = topics; rest; rest &= rest - 1) {
        unsigned topic = (unsigned)__builtin_ctz(rest);
        line->topics[topic] = add_saturated(line->topics[topic]);
    }
    m->length = 0;
}

/* Items of a page that lost their markup often lost the space between a label and what it labels. */
static void take_glued(struct measurer *m)
{
    unsigned topics = lexicon_topics(m->hash ? m->hash : 1);
    m->line->first_topics |= (uint16_t)topics;
    m->line->glued |= topics != 0;
}

static void letter_of_word(struct measurer *m, enum letter_kind kind, uint32_t code)
{
    if (!m->length) {
        m->hash = LEXICON_HASH_START;
        m->capital = kind == LETTER_UPPER;
        m->lower = true;
        m->number = false;
    }
    if (m->line->words == 0 && kind == LETTER_UPPER && m->length > 2 && m->last == LETTER_LOWER)
        take_glued(m);
    m->number |= kind == LETTER_DIGIT;
    m->lower = m->lower && kind == LETTER_LOWER;
    m->hash = lexicon_hash_step(m->hash, kind == LETTER_UPPER ? letter_lower(code) : code);
    m->length++;
}

/* A stop ends a sentence unless it follows an initial or another stop. */
static void take_sign(struct measurer *m, enum letter_kind kind, uint32_t word_length)
{
    struct line *line = m->line;
    bool initial = word_length == 1 && m->last == LETTER_UPPER;
    line->stops += kind == LETTER_STOP && !initial && m->last != LETTER_STOP;
    line->commas += kind == LETTER_COMMA;
    line->colons += kind == LETTER_COLON;
    line->bars += kind == LETTER_BAR;
    line->quotes += kind == LETTER_QUOTE;
}

static bool is_address_sign(struct bytes text, size_t at, uint32_t code)
{
    if (code == '@')
        return at > 1 && at < text.size && letter_kind(text.at[at] < 128 ? text.at[at] : 'a') == LETTER_LOWER;
    return code == ':' && text.size - at > 2 && text.at[at] == '/' && text.at[at + 1] == '/';
}

static void take_code(struct measurer *m, size_t at, uint32_t code)
{
    struct line *line = m->line;
    enum letter_kind kind = letter_kind(code);
    line->chars++;
    switch (kind) {
    case LETTER_LOWER:
    case LETTER_UPPER:
    case LETTER_OTHER:
    case LETTER_DIGIT:
        line->upper += kind == LETTER_UPPER;
        line->digits += kind == LETTER_DIGIT;
        line->letters += kind != LETTER_DIGIT;
        letter_of_word(m, kind, code);
        break;
    case LETTER_UNSPACED:
        line->letters++;
        letter_of_word(m, kind, code);
        if (m->length >= 2)
            end_word(m);
        break;
    case LETTER_JOINER: break;
    case LETTER_SPACE: end_word(m); return;
    case LETTER_STOP:
    case LETTER_COLON:
    case LETTER_COMMA:
    case LETTER_QUOTE:
    case LETTER_OPEN:
    case LETTER_CLOSE:
    case LETTER_DASH:
    case LETTER_BAR:
    case LETTER_MARK: {
        uint32_t length = m->length;
        bool inside = false;
        line->address |= is_address_sign(line->text, at, code);
        if (kind == LETTER_STOP && at < line->text.size && m->length &&
            letter_kind(line->text.at[at] < 128 ? line->text.at[at] : ' ') != LETTER_SPACE &&
            letter_kind(line->text.at[at] < 128 ? line->text.at[at] : ' ') != LETTER_QUOTE)
            inside = true; /* "U.S", "3.5", "name.com": no end of a sentence */
        end_word(m);
        take_sign(m, inside ? LETTER_MARK : kind, length);
        break;
    }
    }
    if (line->first_kind == LETTER_SPACE)
        line->first_kind = (uint8_t)kind;
    line->closing = (uint8_t)kind;
    if (kind != LETTER_CLOSE && kind != LETTER_QUOTE && kind != LETTER_JOINER)
        line->last_kind = (uint8_t)kind;
    m->last = kind;
}

/* The rest of an open word's small ASCII letters at once: most of most texts. Returns where they end. */
static size_t take_small_letters(struct measurer *m, size_t at)
{
    struct line *line = m->line;
    size_t start = at;
    uint32_t hash = m->hash;
    while (at < line->text.size && line->text.at[at] >= 'a' && line->text.at[at] <= 'z')
        hash = lexicon_hash_step(hash, line->text.at[at++]);
    uint32_t count = (uint32_t)(at - start);
    if (!count)
        return at;
    m->hash = hash;
    m->length += count;
    m->last = LETTER_LOWER;
    line->chars += count;
    line->letters += count;
    line->closing = LETTER_LOWER;
    line->last_kind = LETTER_LOWER;
    return at;
}

static void measure_line(struct line *line, uint32_t *words)
{
    struct measurer m = {.line = line, .words = words, .last = LETTER_SPACE};
    size_t at = 0;
    line->hash = 1;
    while (at < line->text.size) {
        uint32_t code = letter_next(line->text, &at);
        take_code(&m, at, code);
        if (m.length)
            at = take_small_letters(&m, at);
    }
    end_word(&m);
    line->last_topics = m.topics[0] | m.topics[1] | m.topics[2];
    line->ellipsis = bytes_ends_with(line->text, BYTES("...")) || bytes_ends_with(line->text, BYTES("\xe2\x80\xa6"));
}

/* Words in links by their share of bytes. */
static void take_links(struct line *line)
{
    if (line->link_bytes)
        line->link_words = (uint32_t)((uint64_t)line->words * line->link_bytes / line->text.size);
    if (line->link_words > line->words)
        line->link_words = line->words;
}

static size_t power_above(size_t count)
{
    size_t power = 16;
    while (power < count * 2)
        power *= 2;
    return power;
}

/* Counts equal lines above and below each line through one table of hashes. */
static enum status count_repeats(struct line_list *list, struct arena *arena)
{
    size_t slots = power_above(list->count);
    struct {
        uint32_t hash, count;
    } *table = arena_zeroed(arena, slots, sizeof *table);
    if (!table)
        return STATUS_NOMEM;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < list->count; i++) {
            struct line *line = &list->at[i];
            size_t slot = (line->hash * 2654435769u >> 4) & (slots - 1), probes = 0;
            while (table[slot].count && table[slot].hash != line->hash && probes++ < PROBES_MAX)
                slot = (slot + 1) & (slots - 1);
            if (probes > PROBES_MAX)
                continue;
            uint32_t seen = table[slot].count;
            if (pass == 0) {
                table[slot].hash = line->hash;
                line->before = (uint16_t)(seen < REPEAT_MAX ? seen : REPEAT_MAX);
                table[slot].count = seen + 1;
            } else {
                uint32_t after = seen - 1 - (line->before < REPEAT_MAX ? line->before : seen - 1);
                line->after = (uint16_t)(after < REPEAT_MAX ? after : REPEAT_MAX);
            }
        }
    }
    arena_shrink(arena, table, slots * sizeof *table, 0);
    return STATUS_OK;
}

enum status line_list_measure(struct line_list *list, struct arena *arena)
{
    size_t bytes = 0;
    for (size_t i = 0; i < list->count; i++)
        bytes += list->at[i].text.size;
    /* At most one word per two bytes, but for unspaced letters: two of them, six bytes, are one. A line may end early.
     */
    list->words = arena_array(arena, bytes / 2 + list->count + 1, sizeof *list->words);
    if (!list->words)
        return STATUS_NOMEM;
    list->word_count = 0;
    for (size_t i = 0; i < list->count; i++) {
        list->at[i].word_at = (uint32_t)list->word_count;
        measure_line(&list->at[i], list->words);
        take_links(&list->at[i]);
        list->word_count += list->at[i].words;
    }
    arena_shrink(arena, list->words, (bytes / 2 + list->count + 1) * sizeof *list->words,
                 (list->word_count + 1) * sizeof *list->words);
    wording_measure(&wording_learnt, list);
    return count_repeats(list, arena);
}

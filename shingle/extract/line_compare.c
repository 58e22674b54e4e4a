/* Lines against what the page's metadata says: its title, its description, its body. */
#include "shingle/extract/line.h"

/* PROBES_MAX: steps through a table; words made to collide are not found again, but cost no more time than others. */
enum { TITLE_WORDS_MAX = 64, LEAD_WORDS_MAX = 64, PROBES_MAX = 64 };

static size_t power_above(size_t count)
{
    size_t power = 16;
    while (power < count * 2)
        power *= 2;
    return power;
}

/* Hashes of a text's words as measure_line makes them, at most room; their count. */
static size_t scan_words(struct bytes text, uint32_t *out, size_t room)
{
    size_t at = 0, count = 0;
    uint32_t hash = LEXICON_HASH_START, length = 0;
    while (count < room) {
        uint32_t code = at < text.size ? letter_next(text, &at) : 0;
        enum letter_kind kind = code ? letter_kind(code) : LETTER_SPACE;
        bool letter = kind == LETTER_LOWER || kind == LETTER_UPPER || kind == LETTER_OTHER || kind == LETTER_DIGIT ||
                      kind == LETTER_UNSPACED;
        if (letter) {
            hash = lexicon_hash_step(hash, kind == LETTER_UPPER ? letter_lower(code) : code);
            length++;
        }
        if (length && (!letter || (kind == LETTER_UNSPACED && length >= 2)) && kind != LETTER_JOINER) {
            out[count++] = hash ? hash : 1;
            hash = LEXICON_HASH_START;
            length = 0;
        }
        if (!code)
            break;
    }
    return count;
}

/* A set of hashes with open addressing; 0 is no member. */
struct hash_set {
    uint32_t *at;
    size_t mask;
};

static bool hash_set_open(struct hash_set *set, size_t count, struct arena *arena)
{
    size_t slots = power_above(count);
    set->at = arena_zeroed(arena, slots, sizeof *set->at);
    set->mask = slots - 1;
    return set->at != NULL;
}

/* The member's slot, or the free one where it would go; another's when too many collide. */
static uint32_t *hash_set_slot(const struct hash_set *set, uint32_t hash)
{
    size_t slot = (hash * 2654435769u >> 4) & set->mask, probes = 0;
    while (set->at[slot] && set->at[slot] != hash && probes++ < PROBES_MAX)
        slot = (slot + 1) & set->mask;
    return &set->at[slot];
}

static uint32_t hash_run(const uint32_t *words, size_t count)
{
    uint32_t hash = (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ words[i]) * 2246822519u;
        hash ^= hash >> 15;
    }
    return hash ? hash : 1;
}

enum { RUN_WORDS = 3 };

/* Words of a line that lie in runs of three (of two, in a line of two words) that the set has. */
static uint32_t count_runs(const struct hash_set *runs, const uint32_t *words, size_t count)
{
    size_t run = count < RUN_WORDS ? count : RUN_WORDS, covered = 0, found = 0;
    for (size_t w = 0; run >= 2 && w + run <= count; w++) {
        uint32_t hash = hash_run(&words[w], run);
        if (*hash_set_slot(runs, hash) != hash)
            continue;
        size_t from = w > covered ? w : covered;
        found += w + run - from;
        covered = w + run;
    }
    return (uint32_t)found;
}

enum status line_list_compare_body(struct line_list *list, struct bytes body, struct arena *arena)
{
    size_t room = body.size / 2 + 1;
    uint32_t *words = arena_array(arena, room, sizeof *words);
    if (!words)
        return STATUS_NOMEM;
    list->body_count = scan_words(body, words, room);
    arena_shrink(arena, words, room * sizeof *words, list->body_count * sizeof *words);
    struct hash_set runs;
    if (!hash_set_open(&runs, list->body_count * 2, arena))
        return STATUS_NOMEM;
    for (size_t run = 2; run <= RUN_WORDS; run++) {
        for (size_t w = 0; w + run <= list->body_count; w++) {
            uint32_t hash = hash_run(&words[w], run);
            *hash_set_slot(&runs, hash) = hash;
        }
    }
    for (size_t i = 0; i < list->count; i++) {
        struct line *line = &list->at[i];
        line->body_words = count_runs(&runs, &list->words[line->word_at], line->words);
    }
    arena_shrink(arena, runs.at, (runs.mask + 1) * sizeof *runs.at, 0);
    return STATUS_OK;
}

/* Which hashes a few words may have: no member is missed, and few others are taken for one. */
struct hash_filter {
    uint64_t bits[64];
};

static void hash_filter_fill(struct hash_filter *filter, const uint32_t *words, size_t count)
{
    *filter = (struct hash_filter){{0}};
    for (size_t i = 0; i < count; i++)
        filter->bits[words[i] >> 26] |= 1ull << (words[i] >> 20 & 63);
}

static bool hash_filter_has(const struct hash_filter *filter, uint32_t hash)
{
    return filter->bits[hash >> 26] >> (hash >> 20 & 63) & 1;
}

/* Words of a line that are among these, which the filter was filled with. */
static uint32_t count_among(const struct hash_filter *filter, const uint32_t *words, size_t count,
                            const uint32_t *of_line, size_t line_count)
{
    uint32_t found = 0;
    for (size_t w = 0; w < line_count; w++) {
        for (size_t i = 0; hash_filter_has(filter, of_line[w]) && i < count; i++) {
            if (words[i] == of_line[w]) {
                found++;
                break;
            }
        }
    }
    return found;
}

void line_list_compare_lead(struct line_list *list, struct bytes lead)
{
    uint32_t words[LEAD_WORDS_MAX];
    size_t count = scan_words(lead, words, LEAD_WORDS_MAX);
    struct hash_filter filter;
    hash_filter_fill(&filter, words, count);
    for (size_t i = 0; i < list->count; i++) {
        struct line *line = &list->at[i];
        line->lead_words += count_among(&filter, words, count, &list->words[line->word_at], line->words);
    }
}

void line_list_compare_title(struct line_list *list, struct bytes title)
{
    list->title_count = scan_words(title, list->title_hashes, TITLE_WORDS_MAX);
    list->title_line = SIZE_MAX;
    if (!list->title_count)
        return;
    struct hash_filter filter;
    hash_filter_fill(&filter, list->title_hashes, list->title_count);
    double best = 0.6;
    for (size_t i = 0; i < list->count; i++) {
        struct line *line = &list->at[i];
        line->title_words =
            count_among(&filter, list->title_hashes, list->title_count, &list->words[line->word_at], line->words);
        uint32_t most = line->words > list->title_count ? line->words : (uint32_t)list->title_count;
        double likeness = most ? (double)line->title_words / most : 0;
        if (line->tag == LINE_HEADING && line->level == 1)
            likeness += 0.2;
        if (likeness > best) {
            best = likeness;
            list->title_line = i;
        }
    }
}

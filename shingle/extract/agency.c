#include "shingle/extract/agency.h"

#include "shingle/extract/agency_rows.h"
#include "shingle/extract/letter.h"

/* Words that may stand between agencies' names in a credit. */
static const char fillers[] =
    " and und et y e i ve with mit avec con con com và via by von par por di da from aus of for the der die staff news "
    "agency agencies agences agenturen agencias agenzie wire service services report reports reporting writer writers "
    "bureau newsroom inputs input contributed to this source quelle fuente fonte kaynak source: correspondents desk "
    "story redaktion copyright c all rights reserved tweede und-agenturen material combined online editorial ";

static bool is_word(enum letter_kind kind)
{
    return kind == LETTER_LOWER || kind == LETTER_UPPER || kind == LETTER_OTHER || kind == LETTER_DIGIT;
}

/* A border: nothing on one side, or not both sides letters of scripts with spaces. */
static bool is_border(struct bytes text, size_t at)
{
    if (at == 0 || at >= text.size)
        return true;
    size_t before = at - 1;
    while (before > 0 && (text.at[before] & 0xc0) == 0x80)
        before--;
    size_t here = at;
    enum letter_kind left = letter_kind(letter_next(text, &before)), right = letter_kind(letter_next(text, &here));
    return !(is_word(left) && is_word(right));
}

static bool name_stands_at(struct bytes text, size_t at, const struct agency_name *row)
{
    struct bytes rest = bytes_from(text, at);
    struct bytes name = bytes_of(row->text, row->size);
    bool same = row->exact ? bytes_starts_with(rest, name) : bytes_starts_with_nocase(rest, name);
    return same && is_border(text, at) && is_border(text, at + name.size);
}

size_t agency_at(struct bytes text, size_t at, size_t *size)
{
    size_t best = SIZE_MAX;
    unsigned first = text.at[at] | 32u;
    *size = 0;
    for (size_t i = agency_first[first]; i < agency_first[first + 1]; i++) {
        const struct agency_name *name = &agency_names[i];
        if (name->size > *size && name_stands_at(text, at, name)) {
            *size = name->size;
            best = name->row;
        }
    }
    return best;
}

size_t agency_of_host(struct bytes host)
{
    for (size_t row = 0; row < agency_row_count; row++) {
        struct bytes rest = bytes_of_string(agency_rows[row].hosts);
        while (rest.size) {
            size_t end = bytes_find(rest, BYTES("|"), 0);
            struct bytes name = bytes_upto(rest, end);
            if (host.size >= name.size && bytes_equal_nocase(bytes_from(host, host.size - name.size), name) &&
                (host.size == name.size || host.at[host.size - name.size - 1] == '.'))
                return row;
            rest = bytes_from(rest, end == SIZE_MAX ? rest.size : end + 1);
        }
    }
    return SIZE_MAX;
}

void agency_set_add(struct agency_set *set, size_t agency)
{
    for (size_t i = 0; i < set->count; i++) {
        if (set->at[i] == agency)
            return;
    }
    if (set->count < AGENCY_SET_MAX)
        set->at[set->count++] = (uint8_t)agency;
}

/* Where the word or sign at `at` ends. */
static size_t piece_end(struct bytes text, size_t at)
{
    size_t end = at;
    bool word = is_word(letter_kind(letter_next(text, &end)));
    while (word && end < text.size) {
        size_t next = end;
        if (!is_word(letter_kind(letter_next(text, &next))))
            break;
        end = next;
    }
    return end;
}

static bool is_filler(struct bytes word)
{
    uint8_t key[20];
    if (word.size + 2 > sizeof key)
        return false;
    key[0] = key[word.size + 1] = ' ';
    memcpy(key + 1, word.at, word.size);
    for (size_t i = 1; i <= word.size; i++)
        key[i] = key[i] >= 'A' && key[i] <= 'Z' ? (uint8_t)(key[i] + 32) : key[i];
    return bytes_find(bytes_of_string(fillers), bytes_of(key, word.size + 2), 0) != SIZE_MAX;
}

static bool is_number(struct bytes word)
{
    uint64_t number;
    return bytes_to_u64(word, &number);
}

bool agencies_only(struct bytes text, struct agency_set *set)
{
    struct agency_set found = {.count = 0};
    size_t at = text.size > AGENCY_TEXT_MAX ? text.size : 0;
    while (at < text.size) {
        size_t size, agency = agency_at(text, at, &size);
        if (agency != SIZE_MAX) {
            agency_set_add(&found, agency);
            at += size;
            continue;
        }
        size_t first = at, end = piece_end(text, at);
        struct bytes piece = bytes_of(text.at + at, end - at);
        enum letter_kind kind = letter_kind(letter_next(text, &first));
        if ((is_word(kind) || kind == LETTER_UNSPACED) && !is_filler(piece) && !is_number(piece))
            return false;
        at = end;
    }
    for (size_t i = 0; i < found.count; i++)
        agency_set_add(set, found.at[i]);
    return found.count > 0;
}

bool agencies_in(struct bytes text, struct agency_set *set)
{
    bool any = false;
    size_t at = text.size > AGENCY_TEXT_MAX ? text.size : 0;
    while (at < text.size) {
        size_t size, agency = agency_at(text, at, &size);
        if (agency != SIZE_MAX) {
            agency_set_add(set, agency);
            any = true;
            at += size;
        } else {
            at = piece_end(text, at);
        }
    }
    return any;
}

/* Puts a string at the end of what is written; there is room. */
static size_t put(uint8_t *text, size_t size, struct bytes part)
{
    memcpy(text + size, part.at, part.size);
    return size + part.size;
}

struct bytes agency_set_text(const struct agency_set *set, struct arena *arena)
{
    size_t room = 0, size = 0;
    for (size_t i = 0; i < set->count; i++)
        room += strlen(agency_rows[set->at[i]].name) + 2;
    uint8_t *text = room ? arena_alloc(arena, room) : NULL;
    if (!text)
        return (struct bytes){NULL, 0};
    for (size_t i = 0; i < set->count; i++) {
        size = i ? put(text, size, BYTES(", ")) : 0;
        size = put(text, size, bytes_of_string(agency_rows[set->at[i]].name));
    }
    return bytes_of(text, size);
}

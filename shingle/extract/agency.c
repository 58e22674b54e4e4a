#include "shingle/extract/agency.h"

#include "shingle/extract/agency_table.h"
#include "shingle/extract/letter.h"

enum { STAFF_LOWER_MAX = 4, STAFF_UPPER_MAX = 5, STAFF_WORDS_MAX = 3, FILLER_MAX = 18 };

/* Words that may stand between agencies' names in a credit. */
static const char fillers[] =
    " and und et y e i ve with mit avec con con com og och en ja via by von par por di da do av af van door from aus of "
    "for the der die de la los las el du das desde staff news agency agencies agence agences agenturen agentur agencia "
    "agencias agenzia agenzie wire wires service services report reports reporting writer writers bureau newsroom inputs "
    "input contributed to this source sources quelle quellen fuente fuentes fonte kaynak correspondents correspondent desk "
    "story redaktion redacción redacao redazione copyright c all rights reserved tweede und-agenturen material combined "
    "online editorial ajans haber kilde bron wires newswire via syndicated distributed additional content contributor contributors contributing haberler ";

static bool is_word(enum letter_kind kind)
{
    return kind == LETTER_LOWER || kind == LETTER_UPPER || kind == LETTER_OTHER || kind == LETTER_DIGIT;
}

/* The letter in front of at, which is not 0; *start is where it begins. */
static enum letter_kind kind_before(struct bytes text, size_t at, size_t *start)
{
    size_t before = at - 1;
    while (before > 0 && (text.at[before] & 0xc0) == 0x80)
        before--;
    *start = before;
    return letter_kind(letter_next(text, &before));
}

/* A border: nothing on one side, or not both sides letters of scripts with spaces. */
static bool is_border(struct bytes text, size_t at)
{
    if (at == 0 || at >= text.size)
        return true;
    size_t start, here = at;
    enum letter_kind left = kind_before(text, at, &start), right = letter_kind(letter_next(text, &here));
    return !(is_word(left) && is_word(right));
}

static bool name_stands_at(struct bytes text, size_t at, const struct agency_name *row)
{
    struct bytes rest = bytes_from(text, at);
    struct bytes name = bytes_of(row->text, row->size);
    bool same =
        row->kind == AGENCY_NAME_ANY_CASE ? bytes_starts_with_nocase(rest, name) : bytes_starts_with(rest, name);
    return same && is_border(text, at) && is_border(text, at + name.size);
}

/* The longest name of an index at text[at], if it is longer than best, which is NULL when there is none yet. */
static const struct agency_name *longest_name(const struct agency_index *index, struct bytes text, size_t at,
                                              const struct agency_name *best)
{
    if (text.size - at < AGENCY_NAME_LEAST)
        return best;
    unsigned key = agency_key(text.at[at], text.at[at + 1]);
    uint8_t third = agency_third(bytes_from(text, at));
    for (size_t i = index->first[key]; i < index->first[key + 1]; i++) {
        const struct agency_name *name = &index->names[i];
        if ((name->third == third || !name->third) && (!best || name->size > best->size) &&
            name_stands_at(text, at, name))
            best = name;
    }
    return best;
}

/* True when the page's language, up to its region, is one of langs. */
static bool is_home(struct bytes lang, uint8_t agency)
{
    if (agency >= agency_row_count || lang.size < 2)
        return false;
    lang = bytes_upto(lang, 2);
    struct bytes langs = bytes_of_string(agency_rows[agency].langs);
    for (size_t at = 0; at + 2 <= langs.size; at += 3)
        if (bytes_equal_nocase(lang, bytes_of(langs.at + at, 2)))
            return true;
    return false;
}

bool agency_at(const struct agency_set *set, struct bytes text, size_t at, struct agency_match *out)
{
    const struct agency_name *name = longest_name(&agency_index, text, at, NULL);
    if (set->extra)
        name = longest_name(&set->extra->index, text, at, name);
    if (!name)
        return false;
    *out = (struct agency_match){.agency = name->row,
                                 .size = name->size,
                                 .sure = name->kind != AGENCY_NAME_WEAK || is_home(set->lang, name->row),
                                 .family = name->kind == AGENCY_NAME_FAMILY};
    return true;
}

/* Whether host is name or lies below it. */
static bool is_host_of(struct bytes host, struct bytes name)
{
    return host.size >= name.size && bytes_equal_nocase(bytes_from(host, host.size - name.size), name) &&
           (host.size == name.size || host.at[host.size - name.size - 1] == '.');
}

bool agency_of_host(const struct agency_set *set, struct bytes host, uint8_t *agency)
{
    for (size_t i = 0; set->extra && i < set->extra->host_count; i++)
        if (is_host_of(host, bytes_of_string(set->extra->hosts[i].text))) {
            *agency = set->extra->hosts[i].agency;
            return true;
        }
    for (size_t row = 0; row < agency_row_count; row++) {
        struct bytes rest = bytes_of_string(agency_rows[row].hosts);
        while (rest.size) {
            size_t end = bytes_find(rest, BYTES("|"), 0);
            if (is_host_of(host, bytes_upto(rest, end))) {
                *agency = (uint8_t)row;
                return true;
            }
            rest = bytes_from(rest, end == SIZE_MAX ? rest.size : end + 1);
        }
    }
    return false;
}

struct bytes agency_name(const struct agency_set *set, uint8_t agency)
{
    if (agency < agency_row_count)
        return bytes_of_string(agency_rows[agency].name);
    size_t more = agency - agency_row_count;
    return bytes_of_string(set->extra && more < set->extra->name_count ? set->extra->names[more] : NULL);
}

void agency_set_add(struct agency_set *set, uint8_t agency)
{
    for (size_t i = 0; i < set->count; i++) {
        if (set->at[i] == agency)
            return;
    }
    if (set->count < AGENCY_SET_MAX)
        set->at[set->count++] = agency;
}

void agency_set_join(struct agency_set *set, const struct agency_set *from)
{
    for (size_t i = 0; i < from->count; i++)
        agency_set_add(set, from->at[i]);
}

struct agency_set agency_set_like(const struct agency_set *set)
{
    return (struct agency_set){.extra = set->extra, .lang = set->lang};
}

/* Where the word or sign at `at` ends. */
static size_t piece_end(struct bytes text, size_t at)
{
    size_t end = at;
    bool word = is_word(letter_kind(letter_next(text, &end)));
    while (word && end < text.size) {
        size_t next = end;
        if (text.at[end] >= 'a' && text.at[end] <= 'z') {
            end++;
            continue;
        }
        if (!is_word(letter_kind(letter_next(text, &next))))
            break;
        end = next;
    }
    return end;
}

static bool is_filler(struct bytes word)
{
    uint8_t key[FILLER_MAX + 2];
    if (word.size > FILLER_MAX)
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

/* Initials of staff or the short name of a paper: few letters, all of one case ("lno", "FR", "jW" is neither). */
static bool is_initials(struct bytes word)
{
    size_t lower = 0, upper = 0;
    for (size_t i = 0; i < word.size; i++) {
        lower += word.at[i] >= 'a' && word.at[i] <= 'z';
        upper += word.at[i] >= 'A' && word.at[i] <= 'Z';
    }
    return (lower == word.size && lower <= STAFF_LOWER_MAX) || (upper == word.size && upper <= STAFF_UPPER_MAX);
}

/* Whether a sign, or the dot of a site's name, is beside the piece; for capitals a word such as "mit" does too. */
static bool is_parted(struct bytes text, size_t at, size_t end)
{
    bool before = at > 0 && (text.at[at - 1] == '/' || text.at[at - 1] == '.' ||
                             (at > 1 && text.at[at - 1] == ' ' && text.at[at - 2] == ','));
    bool behind = end < text.size && (text.at[end] == '/' || text.at[end] == ',' || text.at[end] == '.');
    if (before || behind)
        return true;
    size_t next = end + 1;
    bool upper = text.at[at] >= 'A' && text.at[at] <= 'Z';
    return upper && next < text.size && text.at[end] == ' ' &&
           is_filler(bytes_of(text.at + next, piece_end(text, next) - next));
}

/* Initials that are an agency's in lower case: "sid/dpa". */
static bool agency_of_initials(const struct agency_set *set, struct bytes word, uint8_t *agency)
{
    uint8_t upper[STAFF_LOWER_MAX];
    struct agency_match match;
    if (word.size < 3 || word.size > sizeof upper || !(word.at[0] >= 'a' && word.at[0] <= 'z'))
        return false;
    for (size_t i = 0; i < word.size; i++)
        upper[i] = word.at[i] & 0xdf;
    if (!agency_at(set, bytes_of(upper, word.size), 0, &match) || match.size != word.size)
        return false;
    *agency = match.agency;
    return true;
}

bool agencies_credited(struct bytes text, unsigned how, struct agency_set *set)
{
    struct agency_set found = agency_set_like(set);
    size_t at = text.size > AGENCY_TEXT_MAX ? text.size : 0, staff = 0;
    bool sure = false;
    while (at < text.size) {
        struct agency_match match;
        if (agency_at(set, text, at, &match)) {
            agency_set_add(&found, match.agency);
            sure |= match.sure;
            at += match.size;
            continue;
        }
        size_t first = at, end = piece_end(text, at);
        struct bytes piece = bytes_of(text.at + at, end - at);
        enum letter_kind kind = letter_kind(letter_next(text, &first));
        size_t start = at;
        at = end;
        if ((!is_word(kind) && kind != LETTER_UNSPACED) || is_filler(piece) || is_number(piece))
            continue;
        uint8_t agency;
        if (!(how & AGENCY_STAFF) || !is_initials(piece) || !is_parted(text, start, end) || ++staff > STAFF_WORDS_MAX)
            return false;
        if (agency_of_initials(set, piece, &agency))
            agency_set_add(&found, agency);
    }
    if (found.count == 0 || (how & AGENCY_STRICT && !sure))
        return false;
    agency_set_join(set, &found);
    return true;
}

bool agencies_only(struct bytes text, struct agency_set *set)
{
    return agencies_credited(text, 0, set);
}

/* The kind of the first letter of the word in front of at, when a blank alone parts it from at; else LETTER_MARK. */
static enum letter_kind word_before(struct bytes text, size_t at)
{
    size_t start = at;
    enum letter_kind kind = LETTER_MARK;
    if (at < 2 || text.at[at - 1] != ' ')
        return kind;
    at--;
    while (at > 0) {
        enum letter_kind next = kind_before(text, at, &start);
        if (!is_word(next))
            break;
        kind = next;
        at = start;
    }
    return kind;
}

/* Whether a name that was found in running text may be an agency's. */
static bool is_meant(struct bytes text, size_t at, const struct agency_match *match)
{
    if (match->family)
        return word_before(text, at) != LETTER_UPPER;
    return match->sure || word_before(text, at) == LETTER_LOWER;
}

bool agencies_in(struct bytes text, struct agency_set *set)
{
    bool any = false;
    size_t at = text.size > AGENCY_TEXT_MAX ? text.size : 0;
    while (at < text.size) {
        struct agency_match match;
        if (!agency_at(set, text, at, &match)) {
            at = piece_end(text, at);
            continue;
        }
        if (is_meant(text, at, &match)) {
            agency_set_add(set, match.agency);
            any = true;
        }
        at += match.size;
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
        room += agency_name(set, set->at[i]).size + 2;
    uint8_t *text = room ? arena_alloc(arena, room) : NULL;
    if (!text)
        return (struct bytes){NULL, 0};
    for (size_t i = 0; i < set->count; i++) {
        size = i ? put(text, size, BYTES(", ")) : 0;
        size = put(text, size, agency_name(set, set->at[i]));
    }
    return bytes_of(text, size);
}

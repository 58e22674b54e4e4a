#include "shingle/extract/byline.h"

#include "shingle/extract/letter.h"
#include "shingle/extract/lexicon.h"
#include "shingle/extract/month_names.h"

enum {
    NAME_SIZE_MAX = 60, /* bytes of a name */
    NAME_WORDS_MAX = 6, /* words of it */
    PREFIXES_MAX = 3,   /* "Text: von" */
    PARTICLE_SIZE_MAX = 3
};

/* Longer ones first where one opens another. */
static const char *const prefixes[] = {"article by",
                                       "post author",
                                       "written by",
                                       "posted by",
                                       "story by",
                                       "words by",
                                       "text by",
                                       "reported by",
                                       "created by",
                                       "authored by",
                                       "by",
                                       "authors",
                                       "author(s)",
                                       "author",
                                       "verfasst von",
                                       "geschrieben von",
                                       "erstellt von",
                                       "gepostet von",
                                       "gespeichert von",
                                       "text von",
                                       "artikel von",
                                       "ein artikel von",
                                       "ein beitrag von",
                                       "beitrag von",
                                       "ein kommentar von",
                                       "kommentar von",
                                       "eine kolumne von",
                                       "kolumne von",
                                       "eine analyse von",
                                       "ein gastbeitrag von",
                                       "gastbeitrag von",
                                       "interview von",
                                       "von",
                                       "autorin/autor",
                                       "autor/in",
                                       "autor*in",
                                       "autor:in",
                                       "autorinnen",
                                       "autoren",
                                       "autorin",
                                       "autor",
                                       "redaktion:",
                                       "redaktion von",
                                       "text",
                                       "publié par",
                                       "écrit par",
                                       "rédigé par",
                                       "par",
                                       "auteur(s)",
                                       "auteurs",
                                       "auteur",
                                       "scritto da",
                                       "a cura di",
                                       "pubblicato da",
                                       "di",
                                       "autore",
                                       "escrito por",
                                       "publicado por",
                                       "redactado por",
                                       "por",
                                       "texto",
                                       "geschreven door",
                                       "door",
                                       "skrevet av",
                                       "skriven av",
                                       "skrevet af",
                                       "av",
                                       "af",
                                       "tekst",
                                       "yazan",
                                       "yazar",
                                       "autor tekstu",
                                       "napisane przez",
                                       "przez",
                                       "автор",
                                       "авторы",
                                       "текст",
                                       "Автор",
                                       "Авторы",
                                       "Текст",
                                       "Écrit par",
                                       "Tác giả",
                                       "بقلم",
                                       "كتب",
                                       "كتبت",
                                       "作者",
                                       "撰文",
                                       "记者",
                                       "記者",
                                       "執筆",
                                       "oleh",
                                       "penulis",
                                       "bởi",
                                       "tác giả",
                                       NULL};

/* Where a byline's names end, though no sign parts them from the rest. */
static const char *const ends[] = {" in ", " for ", " on ",      " at ",  " am ", " aus ", " bei ",
                                   " um ", " via ", " for the ", " est ", " à ",  " le ",  " en ",
                                   " à ",  " il ",  " em ",      "(",     NULL};

static const char *const joints[] = {" and ", " und ",  " et ",  " y ",   " e ",  " og ",  " och ", " with ",
                                     " mit ", " avec ", " con ", " com ", " ve ", " dan ", " и ",   NULL};

/* Those that no name has inside it, so that they part also what is trusted to be names. */
static const char *const sure_joints[] = {" and ", " und ", " et ", NULL};

static size_t blank_size(struct bytes text, size_t at)
{
    if (at >= text.size)
        return 0;
    if (text.at[at] == ' ' || (text.at[at] >= '\t' && text.at[at] <= '\r'))
        return 1;
    return at + 1 < text.size && text.at[at] == 0xc2 && text.at[at + 1] == 0xa0 ? 2 : 0;
}

static size_t colon_size(struct bytes text, size_t at)
{
    if (at < text.size && text.at[at] == ':')
        return 1;
    return bytes_starts_with(bytes_from(text, at), BYTES("：")) ? 3 : 0;
}

size_t byline_prefix(struct bytes text)
{
    for (const char *const *prefix = prefixes; *prefix; prefix++) {
        struct bytes word = bytes_of_string(*prefix);
        if (!bytes_starts_with_nocase(text, word))
            continue;
        size_t size = word.size;
        size_t blanks = 0;
        for (size_t blank; (blank = blank_size(text, size + blanks)) != 0;)
            blanks += blank;
        size_t colon = colon_size(text, size + blanks);
        bool closed = word.at[word.size - 1] == ':';
        if (!colon && !blanks && !closed && size < text.size)
            continue;
        size += blanks + colon;
        while (blank_size(text, size))
            size += blank_size(text, size);
        return size;
    }
    return 0;
}

bool byline_is_label(struct bytes text)
{
    text = bytes_trim(text);
    return text.size && byline_prefix(text) == text.size;
}

size_t byline_inside(struct bytes text)
{
    static const char *const words[] = {" by ", " von ", " par ", " por ", " di ", " door ", " av ", " oleh ", NULL};
    for (const char *const *word = words; *word; word++) {
        size_t at = bytes_find_nocase(text, bytes_of_string(*word), 0);
        if (at != SIZE_MAX)
            return at + 1;
    }
    return SIZE_MAX;
}

static bool is_one_of(struct bytes word, const char *const *words)
{
    for (; *words; words++)
        if (bytes_equal_nocase(word, bytes_of_string(*words)))
            return true;
    return false;
}

static struct bytes next_word(struct bytes text, size_t *at)
{
    while (*at < text.size && text.at[*at] == ' ')
        *at += 1;
    size_t from = *at;
    while (*at < text.size && text.at[*at] != ' ')
        *at += 1;
    return bytes_of(text.at + from, *at - from);
}

/* Words that say what somebody is, and not who. */
static bool is_role_word(struct bytes word)
{
    static const char *const words[] = {
        "staff",        "writer",     "writers",     "reporter",      "reporters",     "editor",
        "editors",      "editorial",  "contributor", "columnist",     "freelance",     "correspondent",
        "journalist",   "producer",   "associate",   "senior",        "managing",      "guest",
        "author",       "published",  "updated",     "team",          "newsroom",      "newsdesk",
        "desk",         "redaktion",  "redakteur",   "redakteurin",   "korrespondent", "korrespondentin",
        "journalistin", "reporterin", "volontär",    "volontärin",    "chefredakteur", "journaliste",
        "rédaction",    "rédacteur",  "redacción",   "redazione",     "redator",       "redação",
        "corresponsal", "muhabir",    "editör",      "корреспондент", "editörü",       NULL};
    return is_one_of(word, words);
}

/* What a word of a line is for a name. */
enum name_word { NAME_WORD_NONE, NAME_WORD_PARTICLE, NAME_WORD_DATE, NAME_WORD_NAME };

/* led: behind "by", where also a word that menus have may be a name ("Ana" is Turkish for main). */
static enum name_word classify_word(struct bytes word, bool led)
{
    static const char *const particles[] = {"van", "von", "der", "den", "dem", "del", "della", "dos", "das", "bin",
                                            "ibn", "ben", "ten", "ter", "zur", "zum", "und",   "the", NULL};
    static const char *const strangers[] = {"the",        "read",        "more",       "this",      "photo",
                                            "foto",       "image",       "bild",       "video",     "views",
                                            "min",        "posted",      "on",         "recent",    "posts",
                                            "table",      "contents",    "full",       "bio",       "articles",
                                            "guide",      "recipe",      "categories", "spotlight", "filter",
                                            "suche",      "mehr",        "über",       "about",     "learn",
                                            "privacy",    "close",       "schließen",  "allgemein", "uncategorized",
                                            "tags",       "link",        "reviewed",   "edited",    "veröffentlicht",
                                            "publiziert", "publié",      "pubblicato", "publicado", "erstellt",
                                            "lifestyle",  "development", "references", "options",   "follow",
                                            "artikel",    "beiträge",    "nachricht",  "image:",    "last",
                                            "modified",   "apply",       "now",        "courtesy",  NULL};
    enum {
        FURNITURE = 1u << LEXICON_SHARE | 1u << LEXICON_SUBSCRIBE | 1u << LEXICON_RELATED | 1u << LEXICON_LEGAL |
                    1u << LEXICON_COMMENT | 1u << LEXICON_ADVERT | 1u << LEXICON_PROMPT | 1u << LEXICON_MENU
    };
    size_t at = 0;
    size_t letters = 0;
    bool capital = false;
    unsigned topics = lexicon_topics(lexicon_hash(word));
    if (is_one_of(word, strangers) || (topics & FURNITURE && !led))
        return NAME_WORD_NONE;
    while (at < word.size) {
        uint32_t code = letter_next(word, &at);
        enum letter_kind kind = letter_kind(code);
        bool letter = kind == LETTER_UPPER || kind == LETTER_LOWER || kind == LETTER_OTHER || kind == LETTER_UNSPACED;
        if (letter && !letters)
            capital = kind != LETTER_LOWER;
        letters += letter;
        if (!letter && code != '.' && code != '-' && kind != LETTER_JOINER && code != 0x2010)
            return NAME_WORD_NONE;
    }
    if (capital)
        return topics & 1u << LEXICON_DATE ? NAME_WORD_DATE : NAME_WORD_NAME; /* "April Roe", but not "April" */
    return letters && (word.size <= PARTICLE_SIZE_MAX || is_one_of(word, particles)) ? NAME_WORD_PARTICLE
                                                                                     : NAME_WORD_NONE;
}

enum part_kind { PART_NAME, PART_WORD, PART_HANDLE, PART_ROLE, PART_OTHER };

static enum part_kind classify_part(struct bytes part, bool led)
{
    size_t words = 0, names = 0, strange = 0;
    if (part.size > NAME_SIZE_MAX)
        return PART_OTHER;
    for (size_t at = 0; at < part.size;) {
        struct bytes word = next_word(part, &at);
        if (!word.size)
            break;
        if (is_role_word(word))
            return PART_ROLE;
        enum name_word kind = classify_word(word, led);
        words++;
        names += kind == NAME_WORD_NAME;
        strange += kind == NAME_WORD_NONE;
    }
    if (words == 1 && !names && strange)
        return PART_HANDLE;
    if (!names || strange || words > NAME_WORDS_MAX)
        return PART_OTHER;
    return words == 1 ? PART_WORD : PART_NAME;
}

static bool has_digits(struct bytes text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.size; i++)
        digits += text.at[i] >= '0' && text.at[i] <= '9';
    return digits >= 2;
}

/* "courier.example", "www.quay.test": one word that ends in a dot and two or three small letters. */
static bool is_host(struct bytes text)
{
    size_t letters = 0;
    while (letters < text.size && text.at[text.size - 1 - letters] >= 'a' && text.at[text.size - 1 - letters] <= 'z')
        letters++;
    return letters >= 2 && letters <= 3 && text.size > letters + 2 && text.at[text.size - 1 - letters] == '.' &&
           !memchr(text.at, ' ', text.size);
}

/* An address, a handle, a host: not how anybody is called. */
static bool is_address(struct bytes text)
{
    return memchr(text.at, '@', text.size) || bytes_find(text, BYTES("://"), 0) != SIZE_MAX ||
           bytes_starts_with_nocase(text, BYTES("www.")) || is_host(text);
}

struct names {
    struct bytes at[BYLINE_NAMES_MAX];
    size_t count;
    size_t size; /* of all with their signs between */
};

static void add_name(struct names *names, struct bytes name)
{
    for (size_t i = 0; i < names->count; i++)
        if (bytes_equal_nocase(names->at[i], name))
            return;
    if (names->count < BYLINE_NAMES_MAX) {
        names->at[names->count++] = name;
        names->size += name.size + 2;
    }
}

/* Bytes of a sign that parts names at `at`; 0 when there is none. */
static size_t sign_size(struct bytes text, size_t at, enum byline_kind kind)
{
    static const char *const wide[] = {"•", "·", "、", "，", "｜", " – ", " — ", " - ", NULL};
    uint8_t c = text.at[at];
    if (c == ',' || c == ';' || c == '|' || c == '\n')
        return 1;
    if (kind != BYLINE_FIELD && (c == '/' || c == '&'))
        return 1;
    struct bytes rest = bytes_from(text, at);
    for (const char *const *sign = wide; *sign && (c >= 0x80 || c == ' '); sign++)
        if (bytes_starts_with(rest, bytes_of_string(*sign)))
            return strlen(*sign);
    return 0;
}

static size_t word_between(struct bytes text, size_t at, const char *const *words)
{
    struct bytes rest = bytes_from(text, at);
    for (; *words; words++)
        if (rest.at[0] == (uint8_t) * *words && bytes_starts_with_nocase(rest, bytes_of_string(*words)))
            return strlen(*words);
    return 0;
}

/* A word that parts names; in a field only where a name of two words stands on either side. */
static size_t joint_size(struct bytes text, size_t from, size_t at, enum byline_kind kind)
{
    if (kind != BYLINE_FIELD)
        return word_between(text, at, joints);
    size_t size = word_between(text, at, sure_joints);
    bool before = memchr(text.at + from, ' ', at - from) != NULL;
    bool behind = size && memchr(text.at + at + size, ' ', text.size - at - size);
    return before && behind ? size : 0;
}

/* The end of the part that begins at `from`, and bytes of what parts it from the next. */
static size_t part_end(struct bytes text, size_t from, enum byline_kind kind, size_t *sign)
{
    for (size_t i = from; i < text.size; i++) {
        *sign = sign_size(text, i, kind);
        if (!*sign && text.at[i] == ' ')
            *sign = joint_size(text, from, i, kind);
        if (*sign)
            return i;
    }
    *sign = 0;
    return text.size;
}

/* A part up to where something else than a name begins: "Jane Roe in Valencia". */
static struct bytes cut_end(struct bytes part)
{
    for (size_t i = 1; i < part.size; i++)
        if ((part.at[i] == ' ' || part.at[i] == '(') && word_between(part, i, ends))
            return bytes_upto(part, i);
    return part;
}

static struct bytes without_prefixes(struct bytes text)
{
    for (int i = 0; i < PREFIXES_MAX; i++) {
        size_t size = byline_prefix(text);
        if (!size || size >= text.size)
            break;
        text = bytes_from(text, size);
    }
    return text;
}

static struct bytes trim_signs(struct bytes text)
{
    text = bytes_trim(text);
    while (text.size && (text.at[0] == ',' || text.at[0] == '-' || text.at[0] == ':' || text.at[0] == '|'))
        text = bytes_trim(bytes_from(text, 1));
    while (text.size &&
           (text.at[text.size - 1] == ',' || text.at[text.size - 1] == ':' || text.at[text.size - 1] == '|'))
        text = bytes_trim(bytes_upto(text, text.size - 1));
    return text;
}

static struct bytes join(const struct names *names, struct arena *arena)
{
    if (names->count == 1)
        return names->at[0];
    uint8_t *text = names->count ? arena_alloc(arena, names->size) : NULL;
    size_t size = 0;
    if (!text)
        return bytes_of(NULL, 0);
    for (size_t i = 0; i < names->count; i++) {
        if (i) {
            text[size++] = ',';
            text[size++] = ' ';
        }
        memcpy(text + size, names->at[i].at, names->at[i].size);
        size += names->at[i].size;
    }
    return bytes_of(text, size);
}

/* "Reviewed by", "Updated by": from here on it is about others. */
static bool is_about_others(struct bytes part)
{
    static const char *const openings[] = {"reviewed by",  "updated by", "edited by",  "fact checked",
                                           "fact-checked", "medically",  "photo",      "foto",
                                           "illustration", "video",      "translated", NULL};
    for (const char *const *opening = openings; *opening; opening++)
        if (bytes_starts_with_nocase(part, bytes_of_string(*opening)))
            return true;
    return false;
}

/* A field's parts: all that are not known to be something else. Words such as "and" part names of two words only. */
static struct bytes names_of_field(struct bytes text, const struct site_names *sites, struct arena *arena)
{
    struct names names = {.count = 0};
    size_t sign = 0;
    for (size_t from = 0; from < text.size;) {
        size_t end = part_end(text, from, BYLINE_FIELD, &sign);
        struct bytes part = trim_signs(without_prefixes(trim_signs(bytes_of(text.at + from, end - from))));
        from = end + sign;
        bool other = is_about_others(part) || (names.count && classify_part(part, false) == PART_ROLE);
        bool dropped = other || part.size < 2 || is_address(part) || byline_is_label(part) ||
                       (part.at[0] >= '0' && part.at[0] <= '9') || (sites && site_names_have(sites, part));
        if (!dropped)
            add_name(&names, part);
    }
    return join(&names, arena);
}

/* True for what parts names when it stands alone between elements: "and". */
static bool is_joint(struct bytes part)
{
    static const char *const words[] = {"and", "und", "et", "y", "e", "&", "og", "och", "with", "mit", NULL};
    return is_one_of(part, words);
}

static bool is_good(enum part_kind part, enum byline_kind kind, bool whole, bool led)
{
    if (part == PART_NAME || (part == PART_WORD && (kind < BYLINE_LINE || led)))
        return true;
    return whole && kind == BYLINE_CLASS && (part == PART_HANDLE || part == PART_ROLE);
}

/* Bytes of word up to where another is glued to it: "MillerPublished:". */
static size_t glued_at(struct bytes word)
{
    for (size_t i = 2; i + 1 < word.size; i++) {
        bool seam = word.at[i - 1] >= 'a' && word.at[i - 1] <= 'z' && word.at[i] >= 'A' && word.at[i] <= 'Z';
        if (!seam)
            continue;
        struct bytes rest = bytes_from(word, i);
        while (rest.size && (rest.at[rest.size - 1] == ':' || rest.at[rest.size - 1] == '.'))
            rest.size--;
        if (lexicon_topics(lexicon_hash(rest)) & 1u << LEXICON_DATE)
            return i;
    }
    return word.size;
}

static bool opens_with_digit(struct bytes word)
{
    return word.size && word.at[0] >= '0' && word.at[0] <= '9';
}

/* A word such as "published", or a month with its day behind it: "May" alone may be a name. */
static bool opens_date(struct bytes word, struct bytes next)
{
    while (word.size && (word.at[word.size - 1] == ':' || word.at[word.size - 1] == '.'))
        word.size--;
    if (has_digits(word) || opens_with_digit(word))
        return true;
    bool said = lexicon_topics(lexicon_hash(word)) & 1u << LEXICON_DATE;
    return said && (!month_of_word(word) || opens_with_digit(next));
}

/* What stands in front of a date or a word of one: "Jane Roe 3 March 2025". */
static struct bytes before_date(struct bytes part)
{
    for (size_t at = 0; at < part.size;) {
        struct bytes word = next_word(part, &at);
        size_t from = at - word.size, glued = glued_at(word), behind = at;
        if (glued < word.size)
            return bytes_upto(part, from + glued);
        if (from && opens_date(word, next_word(part, &behind)))
            return bytes_upto(part, from);
    }
    return part;
}

/* Two names and more behind "by", up to a word that is none: "Jane Roe Follow", "Jane Roe Photo: Quay Agency". */
static struct bytes led_names(struct bytes part)
{
    size_t names = 0;
    for (size_t at = 0; at < part.size;) {
        struct bytes word = next_word(part, &at);
        enum name_word kind = classify_word(word, false);
        if (kind == NAME_WORD_NONE && names >= 2)
            return bytes_upto(part, at - word.size);
        if (kind == NAME_WORD_NONE)
            return part;
        names += kind == NAME_WORD_NAME;
    }
    return part;
}

static struct bytes bare_part(struct bytes part, enum byline_kind kind, bool led)
{
    part = trim_signs(cut_end(trim_signs(without_prefixes(trim_signs(part)))));
    if (kind == BYLINE_PLAIN)
        part = trim_signs(before_date(part));
    return led ? trim_signs(led_names(part)) : part;
}

static struct bytes names_of_text(struct bytes text, enum byline_kind kind, const struct site_names *sites,
                                  struct arena *arena)
{
    struct names names = {.count = 0};
    bool led = kind == BYLINE_PLAIN && byline_prefix(text);
    text = without_prefixes(text);
    size_t sign = 0;
    bool parted = true; /* a sign stands between the last name and this part, not just the end of an element */
    for (size_t from = 0; from < text.size;) {
        size_t end = part_end(text, from, kind, &sign);
        struct bytes part = bare_part(bytes_of(text.at + from, end - from), kind, led);
        bool whole = from == 0 && end == text.size;
        bool glued = !parted && names.count;
        parted = (parted && !part.size) || is_joint(part) || (sign && text.at[end] != '\n');
        from = end + sign;
        if (part.size < 2 || is_joint(part) || byline_is_label(part))
            continue;
        if (is_about_others(part) || (glued && !has_digits(part)))
            break;
        if (has_digits(part) || is_address(part) || (sites && site_names_have(sites, part)))
            continue;
        enum part_kind part_kind = classify_part(part, led);
        if (is_good(part_kind, kind, whole, led))
            add_name(&names, part);
        else if (part_kind != PART_ROLE && !names.count)
            return bytes_of(NULL, 0);
        else if (part_kind != PART_ROLE)
            break;
    }
    return join(&names, arena);
}

bool byline_is_weak(struct bytes names)
{
    if (!names.size || memchr(names.at, ' ', names.size))
        return !names.size || classify_part(names, false) == PART_ROLE;
    bool signs = false;
    for (size_t i = 0; i < names.size; i++)
        signs |= names.at[i] == '_' || names.at[i] == '.' || (names.at[i] >= '0' && names.at[i] <= '9');
    return signs || (names.at[0] >= 'a' && names.at[0] <= 'z') || classify_part(names, false) == PART_ROLE;
}

struct bytes byline_names(struct bytes text, enum byline_kind kind, const struct site_names *sites, struct arena *arena)
{
    text = bytes_trim(text);
    if (kind == BYLINE_FIELD)
        return names_of_field(text, sites, arena);
    if (!text.size || text.size > BYLINE_TEXT_MAX)
        return bytes_of(NULL, 0);
    return names_of_text(text, kind, sites, arena);
}

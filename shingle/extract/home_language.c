#include "shingle/extract/home_language.h"

enum { WORDS_READ = 500, WORDS_LEAST = 5, SHARE = 20 /* one word of so many is a small one of the language */ };

/* Small words that the other languages here do not have. */
static const struct {
    const char *lang;
    const char *words[10];
} languages[] = {
    {"bg", {"се", "от", "ще", "са", "като", "това", "че", "няма", "също", NULL}},
    {"cs", {"se", "že", "který", "podle", "jako", "však", "také", "byl", "ve", NULL}},
    {"de", {"der", "die", "und", "das", "nicht", "ist", "mit", "ein", "auf", NULL}},
    {"en", {"the", "and", "of", "that", "was", "with", "for", "said", "his", NULL}},
    {"fi", {"ja", "että", "oli", "mutta", "myös", "ovat", "kuin", "sekä", "mukaan", NULL}},
    {"fr", {"les", "des", "est", "une", "dans", "pour", "qui", "pas", "avec", NULL}},
    {"hr", {"je", "koji", "što", "nije", "samo", "će", "bio", "kako", "iz", NULL}},
    {"hu", {"az", "hogy", "nem", "egy", "volt", "meg", "csak", "szerint", "mint", NULL}},
    {"it", {"che", "della", "per", "del", "una", "sono", "nel", "gli", "alla", NULL}},
    {"nl", {"het", "een", "van", "niet", "zijn", "voor", "aan", "dat", "maar", NULL}},
    {"no", {"og", "ikke", "som", "på", "er", "av", "det", "har", "til", NULL}},
    {"pl", {"się", "nie", "jest", "przez", "oraz", "który", "także", "jak", "po", NULL}},
    {"sv", {"och", "att", "inte", "som", "är", "på", "för", "det", "till", NULL}},
    {"tr", {"ve", "bir", "bu", "için", "olarak", "ile", "daha", "olan", "çok", NULL}},
};
enum { LANGUAGES = sizeof languages / sizeof *languages };

struct small_word {
    uint32_t hash;
    uint32_t languages; /* bits */
};

/* The words of all languages by hash; returns how many. There are few, so that a search in line is quick enough. */
static size_t gather(struct small_word *out)
{
    size_t count = 0;
    for (size_t lang = 0; lang < LANGUAGES; lang++) {
        for (const char *const *word = languages[lang].words; *word; word++) {
            uint32_t hash = lexicon_hash(bytes_of_string(*word));
            size_t i = 0;
            while (i < count && out[i].hash != hash)
                i++;
            count += i == count;
            out[i].languages = (out[i].hash == hash ? out[i].languages : 0) | 1u << lang;
            out[i].hash = hash;
        }
    }
    return count;
}

/* Counts the small words of a line, at most `most` words. */
static void count_words(const struct line_list *list, const struct line *line, size_t most,
                        const struct small_word *small, size_t small_count, uint32_t *counts)
{
    for (size_t w = 0; w < line->words && w < most; w++) {
        uint32_t hash = list->words[line->word_at + w];
        for (size_t i = 0; i < small_count; i++) {
            if (small[i].hash != hash)
                continue;
            for (size_t lang = 0; lang < LANGUAGES; lang++)
                counts[lang] += small[i].languages >> lang & 1;
            break;
        }
    }
}

/* Kana, as nothing else writes. */
static bool is_japanese(struct bytes text)
{
    text = bytes_upto(text, 600);
    return bytes_find(text, BYTES("の"), 0) != SIZE_MAX && bytes_find(text, BYTES("は"), 0) != SIZE_MAX;
}

struct bytes home_language(const struct line_list *list)
{
    struct small_word small[LANGUAGES * 10] = {{0, 0}};
    uint32_t counts[LANGUAGES] = {0};
    size_t small_count = gather(small), words = 0;
    for (size_t i = 0; i < list->count && words < WORDS_READ; i++) {
        const struct line *line = &list->at[i];
        if (!line->kept)
            continue;
        if (is_japanese(line->text))
            return BYTES("ja");
        count_words(list, line, WORDS_READ - words, small, small_count, counts);
        words += line->words;
    }
    words = words < WORDS_READ ? words : WORDS_READ;
    size_t best = 0, second = LANGUAGES;
    for (size_t lang = 1; lang < LANGUAGES; lang++) {
        if (counts[lang] > counts[best]) {
            second = best;
            best = lang;
        } else if (second == LANGUAGES || counts[lang] > counts[second]) {
            second = lang;
        }
    }
    bool clear = counts[best] >= WORDS_LEAST && counts[best] * SHARE >= words &&
                 (second == LANGUAGES || counts[best] > counts[second] + counts[second] / 2);
    return clear ? bytes_of_string(languages[best].lang) : (struct bytes){NULL, 0};
}

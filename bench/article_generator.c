#include "bench/article_generator.h"

#include "shingle/base/hash_key.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    VOCABULARY = 30000,
    WORD_MAX = 15,   /* bytes of a word */
    DRAWS = 1 << 16, /* of the table that turns a random number into a word */
    SITES = 200,
    MINUTE_S = 60
};

/* The most frequent words of English newspapers, most frequent first: what makes texts of any subject alike. */
static const char *const common[] = {
    "the",     "of",         "to",        "and",     "a",     "in",       "that",    "said",      "for",     "on",
    "is",      "was",        "with",      "at",      "by",    "it",       "as",      "from",      "he",      "be",
    "has",     "his",        "have",      "are",     "an",    "not",      "but",     "will",      "were",    "they",
    "who",     "its",        "their",     "had",     "which", "more",     "about",   "would",     "she",     "been",
    "after",   "or",         "this",      "one",     "her",   "when",     "also",    "there",     "we",      "two",
    "out",     "up",         "new",       "people",  "than",  "over",     "year",    "last",      "could",   "first",
    "years",   "other",      "if",        "all",     "time",  "no",       "what",    "into",      "before",  "some",
    "three",   "government", "state",     "told",    "most",  "can",      "only",    "while",     "because", "against",
    "police",  "country",    "president", "between", "under", "minister", "company", "officials", "week",    "during",
    "percent", "million",    "since",
};
enum { COMMON = sizeof common / sizeof *common };

struct vocabulary_word {
    uint8_t size;
    char text[WORD_MAX];
};

struct article_generator {
    struct article_generator_params params;
    struct vocabulary_word words[VOCABULARY];
    uint16_t draws[DRAWS];
};

/* A generator state; every use takes the next number. */
struct dice {
    uint64_t state;
};

static uint64_t roll(struct dice *dice)
{
    return dice->state = mix64(dice->state);
}

static uint32_t roll_below(struct dice *dice, uint32_t bound)
{
    return (uint32_t)(((roll(dice) >> 32) * bound) >> 32);
}

/* A made-up word of one to three syllables. */
static void make_word(struct dice *dice, struct vocabulary_word *word)
{
    static const char *const starts[] = {"b", "br", "c",  "ch", "d", "f",  "g", "gr", "h", "l", "m",
                                         "n", "p",  "pr", "r",  "s", "st", "t", "tr", "v", "w", "k"};
    static const char *const middles[] = {"a", "e", "i", "o", "u", "ea", "io", "ou", "ai"};
    static const char *const ends[] = {"", "n", "r", "s", "l", "t", "nd", "rt", "ng", "st"};
    uint32_t syllables = 1 + roll_below(dice, 3);
    size_t size = 0;
    for (uint32_t i = 0; i < syllables && size < WORD_MAX - 5; i++) {
        char part[8];
        int made = snprintf(part, sizeof part, "%s%s%s", starts[roll_below(dice, sizeof starts / sizeof *starts)],
                            middles[roll_below(dice, sizeof middles / sizeof *middles)],
                            i + 1 == syllables ? ends[roll_below(dice, sizeof ends / sizeof *ends)] : "");
        size_t take = size + (size_t)made > WORD_MAX ? WORD_MAX - size : (size_t)made;
        memcpy(word->text + size, part, take);
        size += take;
    }
    word->size = (uint8_t)size;
}

struct article_generator *article_generator_open(const struct article_generator_params *params)
{
    struct article_generator *generator = malloc(sizeof *generator);
    if (!generator)
        return NULL;
    generator->params = *params;
    struct dice dice = {params->seed ^ 0x766f6361};
    for (size_t i = 0; i < VOCABULARY; i++) {
        if (i < COMMON) {
            generator->words[i].size = (uint8_t)strlen(common[i]);
            memcpy(generator->words[i].text, common[i], generator->words[i].size);
        } else {
            make_word(&dice, &generator->words[i]);
        }
    }
    /* draws[] holds each word as often as its share, 1 / (rank + 2.7) (Mandelbrot's form), asks for. */
    double sum = 0, so_far = 0;
    for (size_t i = 0; i < VOCABULARY; i++)
        sum += 1 / ((double)i + 2.7);
    for (size_t i = 0, at = 0; i < VOCABULARY; i++) {
        so_far += 1 / ((double)i + 2.7) / sum;
        for (size_t end = (size_t)(so_far * DRAWS); at < end && at < DRAWS; at++)
            generator->draws[at] = (uint16_t)i;
        if (i + 1 == VOCABULARY)
            while (at < DRAWS)
                generator->draws[at++] = (uint16_t)roll_below(&dice, VOCABULARY);
    }
    return generator;
}

void article_generator_close(struct article_generator *generator)
{
    free(generator);
}

static void write_word(const struct article_generator *generator, struct dice *dice, bool capital, struct writer *out)
{
    const struct vocabulary_word *word = &generator->words[generator->draws[roll(dice) >> 48]];
    uint8_t *room = writer_reserve(out, WORD_MAX);
    if (!room)
        return;
    memcpy(room, word->text, word->size);
    if (capital)
        room[0] = (uint8_t)(room[0] - 'a' + 'A');
    out->size += word->size;
}

/* Words, now and then a name, a figure or a comma, and a full stop. */
static void write_sentence(const struct article_generator *generator, struct dice *dice, struct writer *out)
{
    uint32_t words = 8 + roll_below(dice, 20);
    for (uint32_t i = 0; i < words; i++) {
        uint32_t chance = roll_below(dice, 100);
        if (i)
            writer_u8(out, ' ');
        if (i && chance < 2)
            writer_format(out, "%u", roll_below(dice, 5000));
        else
            write_word(generator, dice, i == 0 || chance < 10, out);
        if (chance >= 94 && i + 1 < words)
            writer_u8(out, ',');
    }
    writer_bytes(out, BYTES("."));
}

static void write_headline(const struct article_generator *generator, struct dice *dice, struct writer *out)
{
    uint32_t words = 5 + roll_below(dice, 6);
    for (uint32_t i = 0; i < words; i++) {
        if (i)
            writer_u8(out, ' ');
        write_word(generator, dice, true, out);
    }
}

/* The dice of an article: everything in it follows from its number. */
static struct dice dice_of(const struct article_generator *generator, uint64_t number)
{
    return (struct dice){mix64(generator->params.seed * 0x9e3779b97f4a7c15u + number)};
}

/* Kind and original of an article. A chosen original that is a copy itself passes the choice on to its own original. */
static enum article_kind kind_of(const struct article_generator *generator, uint64_t number, uint64_t *original)
{
    enum article_kind kind = ARTICLE_ORIGINAL;
    *original = number;
    for (;;) {
        struct dice dice = dice_of(generator, *original);
        uint64_t at = *original;
        if (at == 0 || roll_below(&dice, 100) >= generator->params.copies)
            return kind;
        if (kind == ARTICLE_ORIGINAL)
            kind = (enum article_kind)(ARTICLE_REPRINT + roll_below(&dice, 4));
        else
            (void)roll(&dice);
        uint64_t reach = at < generator->params.reach ? at : generator->params.reach;
        *original = at - 1 - roll_below(&dice, (uint32_t)reach);
    }
}

static void write_original(const struct article_generator *generator, uint64_t number, struct writer *title,
                           struct writer *text)
{
    struct dice dice = {dice_of(generator, number).state ^ 0x74657874};
    uint32_t size = generator->params.least + roll_below(&dice, generator->params.most - generator->params.least + 1);
    write_headline(generator, &dice, title);
    while (text->size < size && !text->failed) {
        if (text->size)
            writer_bytes(text, BYTES("\n\n"));
        for (uint32_t sentences = 2 + roll_below(&dice, 3); sentences > 0 && text->size < size; sentences--) {
            write_sentence(generator, &dice, text);
            if (sentences > 1 && text->size < size)
                writer_u8(text, ' ');
        }
    }
}

/* Replaces so many per cent of the words. */
static void edit(const struct article_generator *generator, struct dice *dice, uint32_t per_cent, struct writer *text)
{
    struct writer edited = {0};
    struct bytes rest = writer_view(text);
    while (rest.size) {
        size_t end = 0;
        while (end < rest.size && rest.at[end] != ' ' && rest.at[end] != '\n')
            end++;
        if (end && roll_below(dice, 100) < per_cent)
            write_word(generator, dice, false, &edited);
        else
            writer_bytes(&edited, bytes_upto(rest, end));
        if (end < rest.size)
            writer_u8(&edited, rest.at[end]);
        rest = bytes_from(rest, end + 1);
    }
    writer_close(text);
    *text = edited;
}

/* To 35 to 80 % of its size, at the end of a sentence where there is one. */
static void cut(struct dice *dice, struct writer *text)
{
    size_t size = text->size * (35 + roll_below(dice, 46)) / 100;
    while (size > 1 && !(text->at[size - 1] == '.' && text->at[size] <= ' '))
        size--;
    if (size > 1)
        text->size = size;
}

static void make_copy(const struct article_generator *generator, uint64_t number, struct generated_article *article)
{
    struct dice dice = {dice_of(generator, number).state ^ 0x636f7079};
    switch (article->kind) {
    case ARTICLE_ORIGINAL: return;
    case ARTICLE_REPRINT:
        writer_clear(&article->title);
        write_headline(generator, &dice, &article->title);
        writer_format(&article->text, "\n\nThis story was first published by %s.", article->source);
        break;
    case ARTICLE_CUT: cut(&dice, &article->text); break;
    case ARTICLE_EDIT_LIGHT: edit(generator, &dice, 2, &article->text); break;
    case ARTICLE_EDIT_HEAVY: edit(generator, &dice, 8, &article->text); break;
    }
}

/* Makes one of many that share what everybody sends: the paragraph or text of number 0. */
static void make_attack(const struct article_generator *generator, uint64_t number, struct generated_article *article)
{
    struct dice dice = {dice_of(generator, number).state ^ 0x61747461};
    struct writer shared = {0};
    struct writer title = {0};
    write_original(generator, 0, &title, &shared);
    struct bytes all = writer_view(&shared);
    if (generator->params.attack == ATTACK_PARAGRAPH) {
        struct bytes paragraph = bytes_upto(all, bytes_find(all, BYTES("\n\n"), 0));
        write_original(generator, number, &article->title, &article->text);
        struct writer own = article->text;
        article->text = (struct writer){0};
        writer_bytes(&article->text, paragraph);
        writer_bytes(&article->text, BYTES("\n\n"));
        writer_bytes(&article->text, writer_view(&own));
        writer_close(&own);
    } else {
        size_t at = roll_below(&dice, (uint32_t)all.size);
        while (at > 0 && all.at[at] != ' ')
            at--;
        writer_bytes(&article->title, writer_view(&title));
        writer_bytes(&article->text, bytes_upto(all, at));
        writer_format(&article->text, " unlike%" PRIu64, number);
        writer_bytes(&article->text, bytes_from(all, at));
    }
    writer_close(&shared);
    writer_close(&title);
}

void article_generate(const struct article_generator *generator, uint64_t number, struct generated_article *article)
{
    struct tm when;
    time_t seconds = 1735689600 + (time_t)number * MINUTE_S / 10;
    uint64_t site = mix64(number ^ generator->params.seed) % SITES;
    writer_clear(&article->title);
    writer_clear(&article->text);
    bool attack = generator->params.attack != ATTACK_NONE;
    article->original = number;
    article->kind = attack ? ARTICLE_ORIGINAL : kind_of(generator, number, &article->original);
    (void)snprintf(article->id, sizeof article->id, "g%" PRIu64, number);
    (void)snprintf(article->source, sizeof article->source, "site%" PRIu64 ".example", site);
    (void)snprintf(article->url, sizeof article->url, "https://site%" PRIu64 ".example/news/%" PRIu64 ".html", site,
                   number);
    (void)gmtime_r(&seconds, &when);
    (void)strftime(article->published, sizeof article->published, "%Y-%m-%dT%H:%M:%SZ", &when);
    if (attack) {
        make_attack(generator, number, article);
        return;
    }
    write_original(generator, article->original, &article->title, &article->text);
    make_copy(generator, number, article);
}

void generated_article_close(struct generated_article *article)
{
    writer_close(&article->title);
    writer_close(&article->text);
}

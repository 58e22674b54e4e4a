/*
 * News-like articles out of nothing, for load: the same seed and number give the same article, so that a copy can be
 * made of any earlier one without keeping it.
 *
 *     struct article_generator *generator = article_generator_open(&ARTICLE_GENERATOR_DEFAULTS);
 *     struct generated_article article = {0};
 *     for (uint64_t number = 0; number < count; number++) {
 *         article_generate(generator, number, &article);
 *         use(writer_view(&article.text));
 *     }
 *
 * Words follow a Zipf law (Zipf 1949) over a vocabulary of English function words and made-up content words, in
 * sentences and paragraphs with names and figures. A share of the articles are copies of a recent original: reprinted
 * under another headline with lines around, cut to 35 to 80 %, or with 2 % or 8 % of the words changed.
 */
#ifndef BENCH_ARTICLE_GENERATOR_H
#define BENCH_ARTICLE_GENERATOR_H

#include "shingle/base/writer.h"

/* What somebody would send who wants to slow a store down: new texts that have much in common. */
enum article_attack {
    ATTACK_NONE,
    ATTACK_PARAGRAPH, /* originals, all of which begin with one paragraph */
    ATTACK_SHINGLES   /* one text, each time with another word in another place */
};

struct article_generator_params {
    uint64_t seed;
    uint32_t copies; /* per cent of the articles that are copies */
    uint32_t reach;  /* a copy's original is among so many articles before it */
    uint32_t least;  /* bytes of a text, about */
    uint32_t most;
    enum article_attack attack;
};

/* 1.2 to 3.6 KB, 2.4 on average. */
#define ARTICLE_GENERATOR_DEFAULTS                                                                                     \
    ((struct article_generator_params){.seed = 1, .copies = 30, .reach = 20000, .least = 1200, .most = 3600})

/* 200 to 400 bytes: the least that can be judged. */
#define ARTICLE_GENERATOR_SHORT                                                                                        \
    ((struct article_generator_params){.seed = 1, .copies = 30, .reach = 20000, .least = 200, .most = 400})

enum article_kind { ARTICLE_ORIGINAL, ARTICLE_REPRINT, ARTICLE_CUT, ARTICLE_EDIT_LIGHT, ARTICLE_EDIT_HEAVY };

struct generated_article {
    enum article_kind kind;
    uint64_t original; /* number of the article that it is a copy of; its own for an original */
    struct writer title, text;
    char id[32], url[96], source[32], published[32];
};

struct article_generator;

/* NULL when memory ran out. */
struct article_generator *article_generator_open(const struct article_generator_params *params);

void article_generator_close(struct article_generator *generator);

/* Fills in article number `number` (from 0), reusing its memory. */
void article_generate(const struct article_generator *generator, uint64_t number, struct generated_article *article);

/* Frees what an article holds. */
void generated_article_close(struct generated_article *article);

#endif

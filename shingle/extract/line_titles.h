/*
 * The headline of a page that has only lines: plain text, and HTML that says none. Candidates are the lines around the
 * body's beginning and at the page's top, whole and cut at their signs; a learnt forest chooses among them and "none".
 *
 *     struct line_title title = line_titles_choose(&list, body, guess);
 *     if (title.text.size)
 *         ...
 */
#ifndef SHINGLE_EXTRACT_LINE_TITLES_H
#define SHINGLE_EXTRACT_LINE_TITLES_H

#include "shingle/extract/line.h"
#include "shingle/extract/title_words.h"

enum {
    LINE_TITLES_MAX = 64,   /* candidates, "none" among them */
    LINE_TITLES_ABOVE = 48, /* lines above the body that are looked at, */
    LINE_TITLES_BELOW = 6,  /* from its beginning on, */
    LINE_TITLES_TOP = 3,    /* and from the page's */
    LINE_TITLE_WORDS_MIN = 2,
    LINE_TITLE_WORDS_MAX = 40
};

/* How a candidate came about. */
enum line_title_way {
    LINE_TITLE_NONE,  /* that there is no headline; always the first candidate */
    LINE_TITLE_WHOLE, /* a line */
    LINE_TITLE_FRONT, /* what stands before its last sign such as " | " */
    LINE_TITLE_BACK   /* what stands behind its first */
};

struct line_title {
    size_t line; /* SIZE_MAX: none */
    struct bytes text;
    struct title_words words;
    enum line_title_way way;
};

struct line_titles {
    const struct line_list *list;
    size_t body; /* the first line that is kept */
    struct title_words top, lead, guess;
    uint64_t body_words[64]; /* a bit for each value of the upper bits of a word's hash */
    struct line_title at[LINE_TITLES_MAX];
    size_t count;
};

/*
 * Fills *titles, all of it, from a list that was judged; body is the index of its first kept line. guess is what the
 * list was compared with before, or empty.
 */
void line_titles_read(const struct line_list *list, size_t body, struct bytes guess, struct line_titles *titles);

enum line_title_feature {
    LINE_TITLE_WAY,
    LINE_TITLE_ABOVE_BODY, /* lines from it to the body; below 0 in the body */
    LINE_TITLE_FROM_TOP,
    LINE_TITLE_BETWEEN, /* other candidates between it and the body */
    LINE_TITLE_WORD_COUNT,
    LINE_TITLE_LETTER_COUNT,
    LINE_TITLE_CUT_WORDS, /* words of its line that it has not */
    LINE_TITLE_IN_LEAD,   /* share of its words that the body's first line has, */
    LINE_TITLE_IN_BODY,   /* words of its line, of each six, that the body has */
    LINE_TITLE_IN_TOP,    /* and share that the page's first line has */
    LINE_TITLE_OF_TOP,
    LINE_TITLE_TO_TOP, /* enum title_relation */
    LINE_TITLE_TO_GUESS,
    LINE_TITLE_HELD,  /* other candidates that begin with it, */
    LINE_TITLE_HOLDS, /* and that it begins with */
    /* Of its line. */
    LINE_TITLE_STOPS,
    LINE_TITLE_FIRST_KIND,
    LINE_TITLE_LAST_KIND,
    LINE_TITLE_COMMAS,
    LINE_TITLE_COLONS,
    LINE_TITLE_BARS,
    LINE_TITLE_QUOTES,
    LINE_TITLE_UPPER,
    LINE_TITLE_CAPITALS,
    LINE_TITLE_NUMBERS,
    LINE_TITLE_BEFORE,
    LINE_TITLE_AFTER,
    LINE_TITLE_LEVEL,
    LINE_TITLE_GAP,
    LINE_TITLE_GAP_BELOW,
    LINE_TITLE_WORDING,
    LINE_TITLE_WORDING_FIRST,
    LINE_TITLE_WORDING_LAST,
    LINE_TITLE_WORDING_LOW,
    LINE_TITLE_WORDING_HIGH,
    LINE_TITLE_SCORE,
    LINE_TITLE_FIRST_SCORE,
    LINE_TITLE_KEPT,
    LINE_TITLE_TOPICS,                                    /* words of each topic */
    LINE_TITLE_NEAR = LINE_TITLE_TOPICS + LEXICON_TOPICS, /* and of its neighbours, two above and two below: */
    LINE_TITLE_NEAR_EACH = 7,                             /* words, stops, date, byline, credit, score, kept */
    LINE_TITLE_LEAD_WORDS =
        LINE_TITLE_NEAR + 4 * LINE_TITLE_NEAR_EACH, /* of the page: words of the body's first line, */
    LINE_TITLE_LEAD_STOPS,
    LINE_TITLE_BODY_AT, /* lines above it */
    LINE_TITLE_CANDIDATES,
    LINE_TITLE_FEATURES
};

/* Fills vector with the features of a candidate; those of a line are -1 for "none". */
void line_title_features(const struct line_titles *titles, size_t index, float vector[LINE_TITLE_FEATURES]);

/* The headline; its text is empty and its line SIZE_MAX when there seems to be none. */
struct line_title line_titles_choose(const struct line_list *list, size_t body, struct bytes guess);

#endif

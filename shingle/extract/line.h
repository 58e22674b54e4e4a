/*
 * A line: the unit that is kept or dropped. In HTML it is the text of a block up to a <br>; in plain text a line, or a
 * paragraph of hard-wrapped lines. Both kinds carry the same measures, HTML lines a few more.
 *
 *     struct line_list list = {...};
 *     status = line_list_add(&list, arena, text);           // as many as the page has
 *     status = line_list_measure(&list, arena, title);      // one pass over all text
 */
#ifndef SHINGLE_EXTRACT_LINE_H
#define SHINGLE_EXTRACT_LINE_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"
#include "shingle/base/status.h"
#include "shingle/extract/letter.h"
#include "shingle/extract/lexicon.h"

/* What kind of element a line comes from. Plain text lines are LINE_TEXT. */
enum line_tag {
    LINE_TEXT,
    LINE_DIV, /* any block without a meaning of its own */
    LINE_PARAGRAPH,
    LINE_HEADING, /* h1 to h6; line.level tells which */
    LINE_ITEM,    /* li, dt, dd */
    LINE_CELL,    /* td, th, caption of a table */
    LINE_QUOTE,   /* blockquote, q */
    LINE_CAPTION, /* figcaption */
    LINE_CODE,    /* pre */
    LINE_CONTROL  /* button, label, option, legend, summary */
};

/* What class, id, role, itemprop and tag names of an element say; bits of line.own_hints and line.all_hints. */
enum line_hint {
    HINT_BODY,      /* article, body, content, story, entry, post, text */
    HINT_ARTICLE,   /* <article>, itemprop articleBody */
    HINT_MAIN,      /* <main>, role main */
    HINT_HEADER,    /* <header>, masthead, top */
    HINT_FOOTER,    /* <footer>, bottom, copyright */
    HINT_NAV,       /* <nav>, menu, breadcrumb, pagination */
    HINT_ASIDE,     /* <aside>, sidebar, rail, widget, module */
    HINT_SHARE,     /* share, social, tools, follow */
    HINT_RELATED,   /* related, recommended, more, teaser, promo, most read, outbrain, taboola */
    HINT_COMMENT,   /* comment, disqus, reply, discussion */
    HINT_ADVERT,    /* ad, sponsor, banner */
    HINT_SUBSCRIBE, /* newsletter, subscribe, paywall, signup, login, register */
    HINT_FIGURE,    /* <figure>, image, photo, caption, media, gallery, video */
    HINT_META,      /* byline, author, date, time, meta, info, credit, source, tags */
    HINT_TITLE,     /* headline, title */
    HINT_LEAD,      /* summary, lead, intro, deck, standfirst, description */
    HINT_TAGS,      /* tag, topic, category, keyword, label */
    HINT_CONSENT,   /* cookie, consent, gdpr, privacy, modal, popup, overlay */
    HINT_HIDDEN,    /* hidden, aria-hidden, display none, sr-only */
    HINT_LIST,      /* list, grid, items, feed, card */
    HINT_FORM,      /* <form>, <fieldset> */
    HINT_TABLE,     /* <table> */
    HINT_QUOTE,     /* <blockquote>, quote, tweet */
    HINT_AUTHORBOX, /* bio, about the author, profile */
    HINT_UNSEEN,    /* its own style says display none or visibility hidden */
    HINT_COUNT
};

/* A block element. Blocks are numbered in the page's order, so that one stands above all that are inside it. */
struct line_block {
    uint32_t parent;    /* the block around it; 0, the body, is its own */
    uint32_t line_from; /* its lines and those of all blocks inside: from here */
    uint32_t line_to;   /* to below here */
    uint32_t hints;     /* of its names */
};

enum {
    LINE_PARENTS = 4,        /* containers above the line's own block that are known */
    LINE_COUNT_MAX = 1 << 16 /* lines of a page; all text behind them is one more line */
};

/* What learnt words say of a line; see wording.h. Above 0 they speak for an article. */
struct line_wording {
    int16_t sum;   /* of all words and pairs, in 1/WORDING_UNIT, as all of these */
    int16_t first; /* of the first four words */
    int16_t last;  /* of the last four */
    int16_t low;   /* of the word that speaks most against */
    int16_t high;  /* of the word that speaks most for */
};

struct line {
    struct bytes text; /* white space squeezed to single spaces, none at the ends; UTF-8; see breaks */
    size_t source_at;  /* plain text: offset of the line in the page */

    /* Measures of the text; see line_list_measure. */
    uint32_t word_at; /* its words' hashes begin here in line_list.words */
    uint32_t words;
    uint32_t chars; /* code points */
    uint32_t letters;
    uint32_t upper;
    uint32_t digits;
    uint32_t capitals;    /* words that open with upper case */
    uint32_t short_words; /* lower-case words of at most three letters: articles, prepositions */
    uint32_t numbers;     /* words that hold a digit */
    uint32_t stops;       /* sentence ends */
    uint32_t commas;
    uint32_t colons;
    uint32_t bars; /* signs that part menu items */
    uint32_t quotes;
    uint32_t title_words;           /* words that the title has too */
    uint32_t lead_words;            /* words that the page's description has too */
    uint32_t body_words;            /* words in runs that the body in the page's metadata has too */
    uint32_t hash;                  /* of all words; equal lines have equal hashes */
    uint16_t before;                /* equal lines above */
    uint16_t after;                 /* equal lines below */
    uint8_t first_kind;             /* enum letter_kind of the first sign */
    uint8_t last_kind;              /* of the last sign, closing quotes and brackets passed over */
    uint8_t closing;                /* of the very last sign */
    uint8_t ellipsis;               /* ends in an ellipsis */
    uint8_t address;                /* has an URL or mail address */
    uint8_t gap;                    /* plain text: an empty line stands above */
    uint8_t glued;                  /* a listed word and the next are written as one ("RelatedStorm closes port") */
    uint16_t first_topics;          /* lexicon topics of the first two words */
    uint16_t last_topics;           /* of the last three words */
    uint8_t topics[LEXICON_TOPICS]; /* words of each topic, at most 255 */

    struct line_wording wording;

    /* HTML only. */
    uint8_t tag;      /* enum line_tag */
    uint8_t level;    /* of a heading, 1 to 6 */
    uint8_t broken;   /* a <br> stands before it inside the same block */
    uint8_t breaks;   /* how many, at most 255; two part paragraphs */
    uint8_t emphasis; /* all of the text is strong, b or em */
    uint16_t depth;   /* elements above */
    uint16_t links;
    uint32_t link_words;
    uint32_t link_bytes;
    uint32_t own_hints;             /* of the block and its parent */
    uint32_t all_hints;             /* of all elements above it too */
    uint32_t signature;             /* of tag and class of block and parent: what a template repeats */
    uint32_t block;                 /* number of its block in line_list.spans */
    uint32_t parents[LINE_PARENTS]; /* dense numbers of the containers above, nearest first */

    /* The classifier's. */
    float first_score; /* of the first stage, 0 to 1 */
    float score;       /* of the last, 0 to 1 */
    uint8_t kept;
    const char *reason;
};

struct block;

struct line_list {
    struct line *at;
    size_t count;
    size_t capacity;
    uint32_t lines_joined;          /* lines past LINE_COUNT_MAX, which are one */
    uint32_t blocks_joined;         /* HTML: blocks past the most that are told apart, which count as their parents */
    size_t containers;              /* dense container numbers run from 0 to below this; 0 in plain text */
    const struct block *blocks;     /* HTML: these containers; see blocks.h */
    const struct line_block *spans; /* HTML: these containers as seen from the lines */
    uint32_t *words;                /* hashes of all words in order */
    size_t word_count;
    uint32_t title_hashes[64];
    size_t title_count;
    bool news;         /* HTML: the page says that it is a news article, so boxes stand around it */
    size_t body_count; /* words of the body in the page's metadata, 0 when there is none */
    size_t title_line; /* line that is most like the title, or SIZE_MAX */
    size_t breaks;     /* HTML: line feeds in the texts, of preformatted text: what line_list_split adds */
};

/*
 * Room for that many lines at once, so that adding them moves none; at most LINE_COUNT_MAX + 1 are taken. Call on an
 * empty list. STATUS_NOMEM when the arena is exhausted.
 */
MUST_CHECK enum status line_list_reserve(struct line_list *list, struct arena *arena, size_t lines);

/*
 * Gives back the room that no line took and that line_list_split will not need, if nothing was allocated since
 * line_list_reserve.
 */
void line_list_trim(struct line_list *list, struct arena *arena);

/* Adds a line with this text; all else zero. The pointer is good until the next call. NULL when the arena is exhausted.
 */
struct line *line_list_add(struct line_list *list, struct arena *arena, struct bytes text);

/* Measures all lines: one pass over their text. Returns STATUS_NOMEM when the arena is exhausted. */
MUST_CHECK enum status line_list_measure(struct line_list *list, struct arena *arena);

/*
 * Compares all lines with a title: fills title_words of every line and title_line. An empty title changes nothing.
 * Call after line_list_measure.
 */
void line_list_compare_title(struct line_list *list, struct bytes title);

/*
 * Compares all lines with the body that the page's metadata gives: fills body_words and body_count. STATUS_NOMEM when
 * the arena is exhausted. Call after line_list_measure.
 */
MUST_CHECK enum status line_list_compare_body(struct line_list *list, struct bytes body, struct arena *arena);

/* Compares all lines with the page's description, of which 64 words count: fills lead_words. */
void line_list_compare_lead(struct line_list *list, struct bytes lead);

#endif

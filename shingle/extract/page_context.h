/*
 * What the lines of a page are to each other: sums up and down the page, over the containers of the tree and over what
 * a template repeats, and the labels and headings that stand above a line.
 *
 *     struct page_context context;
 *     status = page_context_open(&context, &list, arena);
 *     ...                                         // first_score of all lines
 *     page_context_take_scores(&context);
 */
#ifndef SHINGLE_EXTRACT_PAGE_CONTEXT_H
#define SHINGLE_EXTRACT_PAGE_CONTEXT_H

#include "shingle/extract/region.h"

/* Sums over the lines of a container or of a signature. */
struct line_sums {
    float lines;
    uint32_t first; /* first line */
    float words;
    float link_words;
    float sentence_words;
    float score_words; /* words times first score */
    float claim;       /* container: sentence words, lessened with each step up */
    float score_claim; /* the same with first scores */
};

/* Of one page; in the arena, but for itself. */
struct page_context {
    const struct line_list *list;
    float *mass;        /* sentence words above each line; count + 1 entries */
    float *score_mass;  /* words times first score above each line; count + 1 entries */
    uint32_t *run_from; /* first line of the run of lines without sentences that a line is in */
    uint32_t *run_to;   /* behind its last line */
    uint32_t *label;    /* nearest label above each line, or UINT32_MAX: see line_is_label */
    uint32_t *heading;  /* nearest heading above, or UINT32_MAX */
    uint32_t *sign;     /* dense number of each line's signature */
    struct line_sums *containers;
    struct line_sums *signs;
    size_t sign_count;
    float *words;         /* all words above each line; count + 1 entries; HTML only, as the next two */
    float *links;         /* words in links above each line */
    float *paragraphs;    /* lines in <p> above each line */
    struct claims claims; /* HTML only */
    struct region claim;  /* how blocks lie to the top claim; HTML only */
    uint32_t top;         /* container with the greatest claim, or UINT32_MAX */
    uint32_t best;        /* the same by scores */
    float total_words;
    float mean_words; /* of lines with sentences */
};

/* Prepares the sums that need no scores. STATUS_NOMEM when the arena is exhausted. */
MUST_CHECK enum status page_context_open(struct page_context *context, const struct line_list *list,
                                         struct arena *arena);

/* Prepares the sums over first_score, which all lines must have. */
void page_context_take_scores(struct page_context *context);

/* Whether no line near this one reads like a sentence: articles are rarely there. */
bool page_context_is_barren(const struct page_context *context, size_t index);

/* Words of a line that reads like a sentence; 0 for others. */
float line_sentence_words(const struct line *line);

/* A label: a short line that says what follows, such as "Related stories" or "Leave a comment". */
bool line_is_label(const struct line *line);

/* Sum between two lines of one of the running sums, both cut to the page. */
float page_context_between(const struct page_context *context, const float *mass, ptrdiff_t from, ptrdiff_t to);

/* Whether the page has a tree: HTML. */
static inline bool page_context_has_tree(const struct page_context *context)
{
    return context->list->containers > 0;
}

#endif

#include "shingle/extract/classify.h"

#include "shingle/extract/agency.h"
#include "shingle/extract/features.h"
#include "shingle/extract/reason.h"

/*
 * What a line must score more than. A page that calls itself a news article comes from a newsroom's system, which puts
 * teasers and pleas between the paragraphs; other pages are mostly what they are about, lists and notes included. One
 * threshold for both is worse on either: judged out of fold, fundus falls from .973 to .970, and mozilla from .935 to
 * .930.
 */
static const float keep_above = 0.5f, keep_above_news = 0.6f, keep_above_other = 0.45f;

static const float listing_above = 0.15f; /* the same for a listing between lines that are kept */
static const float sure_below = 0.03f;    /* what scores less is boilerplate without doubt */

enum {
    LISTING_NEAR = 6,   /* lines from a listing to those that are kept */
    HEADLINE_WORDS = 4, /* words of a line that can be known as the headline again */
    MANY_LINES = 8000,  /* lines of a page, past which barren ones are passed over */
    DATE_WORDS = 8,     /* words of a line that may be a date and nothing else */
    CAPTION_WORDS = 80, /* words of a caption */
    SOURCE_WORDS = 8,   /* words of a line that names its source and nothing else */
    CREDIT_BYTES = 60,  /* bytes of the credit at its end */
    TINY_WORDS = 60,    /* words and lines of a page that has nothing to strip */
    TINY_LINES = 12,
    LABEL_WORDS = 4, /* words of a line that may be a label and nothing else */
    TITLE_WORDS = 3, /* words of a line above the body, from which on it may be its title */
    BELOW_LABEL = 3, /* lines below a label, of which none may fall with it in a text that is kept whole */
    FALL_SHARE = 30  /* in a hundred words, what may fall of a text that is kept whole */
};

static const char reason_headline[] = "the headline", reason_above[] = "above the headline";

static void drop(struct line *line, const char *reason)
{
    line->kept = false;
    line->reason = reason;
}

/*
 * What its own style keeps out of sight is no part of an article of which most is seen: a second copy to republish, a
 * dialog. Where most of it is unseen, a click shows it (folded chapters).
 */
static void drop_unseen(struct line_list *list)
{
    size_t seen = 0, unseen = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct line *line = &list->at[i];
        *(line->all_hints >> HINT_UNSEEN & 1 ? &unseen : &seen) += line->kept ? line->words : 0;
    }
    if (unseen >= seen)
        return;
    for (size_t i = 0; i < list->count; i++)
        if (list->at[i].kept && list->at[i].all_hints >> HINT_UNSEEN & 1)
            drop(&list->at[i], "hidden");
}

static bool is_headline(const struct line_list *list, const struct line *line)
{
    return line->words >= HEADLINE_WORDS && line->title_words * 8 >= line->words * 7 &&
           line->title_words * (size_t)8 >= list->title_count * 7;
}

/*
 * The headline and what stands above it are not the body: a deck or a teaser over it is the page's. The headline that
 * counts is the last one that has at most an eighth of the kept words above it.
 */
static void drop_to_headline(struct line_list *list)
{
    size_t kept = 0, above = 0, end = 0;
    for (size_t i = 0; i < list->count; i++)
        kept += list->at[i].kept ? list->at[i].words : 0;
    for (size_t i = 0; i < list->count && above * 8 <= kept; i++) {
        if (is_headline(list, &list->at[i]))
            end = i + 1;
        else
            above += list->at[i].kept ? list->at[i].words : 0;
    }
    for (size_t i = 0; i < end; i++) {
        if (list->at[i].kept && list->at[i].words < kept)
            drop(&list->at[i], is_headline(list, &list->at[i]) ? reason_headline : reason_above);
    }
}

/* A short line that only says "Recommended", "Read more" or "Share" is furniture wherever it stands. */
static bool is_label(const struct line *line)
{
    unsigned words = 0;
    static const uint8_t topics[] = {LEXICON_SHARE,  LEXICON_SUBSCRIBE, LEXICON_RELATED,
                                     LEXICON_ADVERT, LEXICON_PROMPT,    LEXICON_COMMENT};
    for (size_t i = 0; i < sizeof topics; i++)
        words += line->topics[topics[i]];
    return line->words && line->words <= LABEL_WORDS && words >= line->words && line->last_kind != LETTER_STOP &&
           line->last_kind != LETTER_COLON;
}

/* A page of a few words, such as a test or a notice, is kept but for its menus: there is nothing to strip. */
static void keep_tiny_page(struct line_list *list)
{
    const uint32_t bad = 1u << HINT_NAV | 1u << HINT_FOOTER | 1u << HINT_ASIDE | 1u << HINT_FORM | 1u << HINT_SHARE |
                         1u << HINT_COMMENT | 1u << HINT_CONSENT | 1u << HINT_ADVERT | 1u << HINT_RELATED;
    if (list->word_count > TINY_WORDS || list->count > TINY_LINES)
        return;
    for (size_t i = 0; i < list->count; i++) {
        struct line *line = &list->at[i];
        if (line->kept)
            return;
    }
    for (size_t i = 0; i < list->count; i++) {
        struct line *line = &list->at[i];
        line->kept = line->words && line->link_words * 2 < line->words && !(line->all_hints & bad) && !is_label(line);
        line->reason = line->kept ? "all that there is" : "";
    }
}

/* Nothing but a date and time, with words such as "updated" or "by". */
static bool is_date(const struct line *line)
{
    return line->words <= DATE_WORDS && line->topics[LEXICON_DATE] && line->numbers &&
           line->topics[LEXICON_DATE] + line->numbers >= line->words && line->tag != LINE_HEADING;
}

/* "A ship at the quay. / Reuters": what a picture's agency stands behind is its caption. */
static bool ends_in_agency(struct bytes text)
{
    size_t slash = text.size;
    while (slash > 0 && text.at[slash - 1] != '/')
        slash--;
    struct agency_set set = {.count = 0};
    return slash > 2 && text.at[slash - 2] == ' ' && agencies_only(bytes_from(text, slash), &set);
}

/* Whether a word that credits pictures ("Photo", "Bildrechte") opens the text. */
static bool opens_with_credit(struct bytes text)
{
    size_t end = 0;
    while (end < text.size && (text.at[end] >= 0x80 || (uint8_t)((text.at[end] | 32) - 'a') < 26))
        end++;
    return end > 1 && lexicon_topics(lexicon_hash(bytes_upto(text, end))) >> LEXICON_CREDIT & 1;
}

/*
 * "A ship at the quay (Picture: somebody)": the last brackets credit a picture. With nothing but agencies in them, they
 * end a story.
 */
static bool ends_in_credit(struct bytes text)
{
    if (!bytes_ends_with(text, BYTES(")")))
        return false;
    size_t open = text.size;
    while (open > 0 && text.size - open < CREDIT_BYTES && text.at[open - 1] != '(')
        open--;
    struct bytes inside = bytes_upto(bytes_from(text, open), text.size - open - 1);
    struct agency_set set = {.count = 0};
    return open > 1 && text.at[open - 1] == '(' && opens_with_credit(inside) &&
           !agencies_credited(inside, AGENCY_STAFF, &set);
}

/* "SOURCE:Reuters": a word or two, and agencies. */
static bool is_source(const struct line *line)
{
    size_t colon = bytes_find(line->text, BYTES(":"), 0);
    struct agency_set set = {.count = 0};
    return line->words <= SOURCE_WORDS && colon != SIZE_MAX && colon < CREDIT_BYTES && line->colons == 1 &&
           agencies_only(bytes_trim(bytes_from(line->text, colon + 1)), &set);
}

static bool is_credited_caption(const struct line *line)
{
    return line->words <= CAPTION_WORDS && line->topics[LEXICON_CREDIT] &&
           (ends_in_agency(line->text) || ends_in_credit(line->text));
}

/* "RelatedStorm closes port": a label and a link without a blank between them. */
static bool is_glued_link(const struct line *line)
{
    return line->glued && line->first_topics >> LEXICON_RELATED & 1;
}

static bool has_headline_reason(const struct line *line)
{
    return line->reason == reason_headline || line->reason == reason_above;
}

/* Whether the body opens the page, no headline above it: then a line like the title further down is a subheading. */
static bool opens_with_body(const struct line_list *list)
{
    size_t first = 0;
    while (first < list->count && !list->at[first].words)
        first++;
    return first < list->count && list->at[first].score > keep_above && list->at[first].reason != reason_headline;
}

/*
 * Whether a line that falls says that the text around it is no article alone: it is boilerplate beyond doubt, a credit
 * or a link, a headline, or what may be the title or date above the body.
 */
static bool speaks_against_whole(const struct line *line, bool body_opens, bool above_body)
{
    if (line->score > keep_above && has_headline_reason(line))
        return !body_opens;
    if (line->score < sure_below || is_source(line) || is_credited_caption(line) || is_glued_link(line))
        return true;
    bool ends = line->last_kind == LETTER_STOP || line->last_kind == LETTER_COLON;
    return above_body && ((line->words >= TITLE_WORDS && !ends) || is_date(line) || line->topics[LEXICON_BYLINE]);
}

/*
 * Plain text in which nothing but a few doubtful lines would fall was stripped before: it is kept whole, so that what
 * is article once is article again. Lines that fall by the headline's rule, though the body opens the page, are not
 * counted: they are body. Judged page by page out of fold, this brings marked bodies that come through whole from 77 %
 * to 94 %, and changes one page of a hundred that have boilerplate.
 */
static void keep_whole_text(struct line_list *list)
{
    bool body_opens = opens_with_body(list), above_body = true;
    size_t fallen = 0, below_label = SIZE_MAX; /* lines since a label that falls */
    for (size_t i = 0; i < list->count; i++) {
        const struct line *line = &list->at[i];
        bool body = line->kept || (body_opens && line->score > keep_above && has_headline_reason(line));
        above_body &= !body;
        below_label += below_label != SIZE_MAX;
        if (line->kept || !line->words)
            continue;
        bool label = is_label(line);
        if (speaks_against_whole(line, body_opens, above_body) || (!label && below_label <= BELOW_LABEL))
            return;
        below_label = label ? 0 : below_label;
        fallen += body ? 0 : line->words;
    }
    if (!list->word_count || fallen * 100 > list->word_count * FALL_SHARE)
        return;
    for (size_t i = 0; i < list->count; i++) {
        list->at[i].kept = true;
        list->at[i].reason = "";
    }
}

/* What a line must score more than on this page. */
static float threshold(const struct line_list *list)
{
    if (!list->containers)
        return keep_above;
    return list->news ? keep_above_news : keep_above_other;
}

static bool any_kept(const struct line_list *list, size_t from, size_t to)
{
    for (size_t i = from; i < to && i < list->count; i++) {
        if (list->at[i].kept)
            return true;
    }
    return false;
}

/* Listings do not read like sentences, so the forests doubt them; between paragraphs of an article they are its. */
static void keep_listings(struct line_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct line *line = &list->at[i];
        if (line->tag == LINE_CODE && !line->kept && line->words && line->score > listing_above &&
            any_kept(list, i > LISTING_NEAR ? i - LISTING_NEAR : 0, i) && any_kept(list, i + 1, i + 1 + LISTING_NEAR)) {
            line->kept = true;
            line->reason = "";
        }
    }
}

void classify_judge(struct line_list *list)
{
    float least = threshold(list);
    for (size_t i = 0; i < list->count; i++) {
        struct line *line = &list->at[i];
        line->kept = line->score > least;
        line->reason = "";
        if (line->kept && is_label(line))
            drop(line, "a label");
        if (line->kept && is_date(line))
            drop(line, "byline or date");
        if (line->kept && (is_source(line) || is_credited_caption(line)))
            drop(line, "caption or credit");
        if (line->kept && is_glued_link(line))
            drop(line, "a label and a link");
    }
    drop_unseen(list);
    drop_to_headline(list);
    keep_listings(list);
    keep_tiny_page(list);
    if (!list->containers)
        keep_whole_text(list);
    for (size_t i = 0; i < list->count; i++) {
        if (!*list->at[i].reason)
            list->at[i].reason = reason_of_line(list, i);
    }
}

const struct classifier classifier_html = {&forest_html_first, &forest_html_second};
const struct classifier classifier_text = {&forest_text_first, &forest_text_second};

/*
 * A page of very many lines is a catalogue or an attack; there, lines far from any sentence are not worth the forests'
 * time. On ordinary pages they are judged all the same: a list of names may be the article's.
 */
static bool is_passed_over(const struct page_context *context, size_t index)
{
    return context->list->count > MANY_LINES && page_context_is_barren(context, index);
}

/* Lines that wait for a forest until they are a lot. */
struct lot {
    float vectors[FOREST_LOT][FEATURE_COUNT];
    size_t lines[FOREST_LOT];
    size_t count;
};

static void take_first(struct line *line, float score)
{
    line->first_score = score;
}

/* The mean of both stages errs less than either: the second knows more, the first is surer of it. */
static void take_second(struct line *line, float score)
{
    line->score = (line->first_score + score) / 2;
}

static void score_lot(struct lot *lot, const struct forest *forest, struct line *lines,
                      void (*take)(struct line *line, float score))
{
    float scores[FOREST_LOT];
    if (lot->count == FOREST_LOT) {
        forest_score_lot(forest, lot->vectors[0], FEATURE_COUNT, scores);
    } else {
        for (size_t i = 0; i < lot->count; i++)
            scores[i] = forest_score(forest, lot->vectors[i]);
    }
    for (size_t i = 0; i < lot->count; i++)
        take(&lines[lot->lines[i]], scores[i]);
    lot->count = 0;
}

/* Scores all lines by one stage's forest. */
static void score_lines(const struct page_context *context, const struct forest *forest, bool second,
                        struct line_list *list)
{
    struct lot lot = {.count = 0};
    for (size_t i = 0; i < list->count; i++) {
        *(second ? &list->at[i].score : &list->at[i].first_score) = 0;
        if (is_passed_over(context, i))
            continue;
        float *vector = lot.vectors[lot.count];
        features_of_line(context, i, vector);
        if (second)
            features_of_scores(context, i, vector);
        lot.lines[lot.count++] = i;
        if (lot.count == FOREST_LOT)
            score_lot(&lot, forest, list->at, second ? take_second : take_first);
    }
    score_lot(&lot, forest, list->at, second ? take_second : take_first);
}

enum status classify_lines(struct line_list *list, const struct classifier *classifier, struct arena *arena)
{
    struct page_context context;
    enum status status = page_context_open(&context, list, arena);
    if (status != STATUS_OK)
        return status;
    score_lines(&context, classifier->first, false, list);
    page_context_take_scores(&context);
    score_lines(&context, classifier->second, true, list);
    classify_judge(list);
    return STATUS_OK;
}

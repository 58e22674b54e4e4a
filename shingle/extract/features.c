#include "shingle/extract/features.h"

#include "shingle/extract/wording.h"

static const char *const names[] = {
#define X(name) #name,
    FEATURES_FIRST(X) FEATURES_SECOND(X)
#undef X
};

const char *feature_name(size_t feature)
{
    return feature < FEATURE_COUNT ? names[feature] : "?";
}

static float share(double part, double whole)
{
    return whole > 0 ? (float)(part / whole) : 0.0f;
}

static float least(double value, double most)
{
    return (float)(value < most ? value : most);
}

static float wording_value(int16_t sum)
{
    return (float)sum / WORDING_UNIT;
}

static float topic_words(const struct line *line)
{
    float sum = 0;
    for (size_t i = 0; i < LEXICON_TOPICS; i++)
        sum += line->topics[i];
    return sum;
}

static const struct line nobody = {.text = {NULL, 0}};

static const struct line *line_at(const struct line_list *list, size_t index, ptrdiff_t step)
{
    ptrdiff_t at = (ptrdiff_t)index + step;
    return at >= 0 && at < (ptrdiff_t)list->count ? &list->at[at] : &nobody;
}

static void features_of_text(const struct line *line, size_t title_count, float *v)
{
    double words = line->words;
    v[FEATURE_words] = (float)words;
    v[FEATURE_chars] = (float)line->chars;
    v[FEATURE_word_length] = share(line->letters + line->digits, words);
    v[FEATURE_stops] = (float)line->stops;
    v[FEATURE_stop_rate] = share(line->stops, words);
    v[FEATURE_first_kind] = line->first_kind;
    v[FEATURE_last_kind] = line->last_kind;
    v[FEATURE_closing] = line->closing;
    v[FEATURE_ellipsis] = line->ellipsis;
    v[FEATURE_capital_share] = share(line->capitals, words);
    v[FEATURE_upper_share] = share(line->upper, line->letters);
    v[FEATURE_digit_share] = share(line->digits, line->letters + line->digits);
    v[FEATURE_comma_rate] = share(line->commas, words);
    v[FEATURE_colons] = (float)line->colons;
    v[FEATURE_bars] = (float)line->bars;
    v[FEATURE_quotes] = (float)line->quotes;
    v[FEATURE_short_share] = share(line->short_words, words);
    v[FEATURE_address] = line->address;
    v[FEATURE_number_share] = share(line->numbers, words);
    v[FEATURE_title_share] = share(line->title_words, words);
    v[FEATURE_title_cover] = share(line->title_words, (double)title_count);
    v[FEATURE_lead_share] = share(line->lead_words, words);
    v[FEATURE_body_share] = share(line->body_words, words);
    v[FEATURE_before] = least(line->before, 20);
    v[FEATURE_after] = least(line->after, 20);
    v[FEATURE_glued] = line->glued;
    v[FEATURE_wording] = wording_value(line->wording.sum);
    v[FEATURE_wording_mean] = share(wording_value(line->wording.sum), words);
    v[FEATURE_wording_first] = wording_value(line->wording.first);
    v[FEATURE_wording_last] = wording_value(line->wording.last);
    v[FEATURE_wording_low] = wording_value(line->wording.low);
    v[FEATURE_wording_high] = wording_value(line->wording.high);
}

static void features_of_topics(const struct line *line, float *v)
{
    for (size_t topic = 0; topic < LEXICON_TOPICS; topic++)
        v[FEATURE_share + topic] = line->topics[topic];
    v[FEATURE_topic_share] = share(topic_words(line), line->words);
    v[FEATURE_first_topics] = (float)__builtin_popcount(line->first_topics);
    v[FEATURE_first_byline] = (float)(line->first_topics >> LEXICON_BYLINE & 1);
    v[FEATURE_first_date] = (float)(line->first_topics >> LEXICON_DATE & 1);
    v[FEATURE_first_credit] = (float)(line->first_topics >> LEXICON_CREDIT & 1);
    v[FEATURE_last_credit] = (float)(line->last_topics >> LEXICON_CREDIT & 1);
    v[FEATURE_first_related] = (float)(line->first_topics >> LEXICON_RELATED & 1);
    v[FEATURE_first_prompt] = (float)(line->first_topics >> LEXICON_PROMPT & 1);
}

static void features_of_neighbours(const struct line_list *list, size_t index, float *v)
{
    const struct line *prev = line_at(list, index, -1), *next = line_at(list, index, 1);
    v[FEATURE_prev_words] = (float)prev->words;
    v[FEATURE_prev_stops] = (float)prev->stops;
    v[FEATURE_prev_last] = prev->last_kind;
    v[FEATURE_prev_topic_share] = share(topic_words(prev), prev->words);
    v[FEATURE_prev_capital_share] = share(prev->capitals, prev->words);
    v[FEATURE_prev_link_share] = share(prev->link_words, prev->words);
    v[FEATURE_prev_colon] = prev->last_kind == LETTER_COLON;
    v[FEATURE_prev_related] = prev->words < 8 ? prev->topics[LEXICON_RELATED] : 0;
    v[FEATURE_prev_subscribe] = prev->topics[LEXICON_SUBSCRIBE];
    v[FEATURE_prev_wording] = wording_value(prev->wording.sum);
    v[FEATURE_next_wording] = wording_value(next->wording.sum);
    v[FEATURE_next_words] = (float)next->words;
    v[FEATURE_next_stops] = (float)next->stops;
    v[FEATURE_next_last] = next->last_kind;
    v[FEATURE_next_topic_share] = share(topic_words(next), next->words);
    v[FEATURE_next_capital_share] = share(next->capitals, next->words);
    v[FEATURE_next_link_share] = share(next->link_words, next->words);
    v[FEATURE_next_first_lower] = next->first_kind == LETTER_LOWER;
    v[FEATURE_prev2_words] = (float)line_at(list, index, -2)->words;
    v[FEATURE_next2_words] = (float)line_at(list, index, 2)->words;
    v[FEATURE_prev2_stops] = (float)line_at(list, index, -2)->stops;
    v[FEATURE_next2_stops] = (float)line_at(list, index, 2)->stops;
}

static void features_of_place(const struct page_context *context, size_t index, float *v)
{
    const struct line_list *list = context->list;
    const float *mass = context->mass;
    ptrdiff_t at = (ptrdiff_t)index;
    float total = mass[list->count];
    v[FEATURE_near_sentences] = page_context_between(context, mass, at - 2, at + 3);
    v[FEATURE_wide_sentences] = page_context_between(context, mass, at - 7, at + 8);
    v[FEATURE_near_above] = page_context_between(context, mass, at - 4, at);
    v[FEATURE_near_below] = page_context_between(context, mass, at + 1, at + 5);
    v[FEATURE_run_length] = (float)(context->run_to[index] - context->run_from[index]);
    v[FEATURE_run_at] = (float)(index - context->run_from[index]);
    v[FEATURE_run_left] = (float)(context->run_to[index] - index);
    v[FEATURE_place] = share((double)index, (double)list->count);
    v[FEATURE_mass_above] = share(mass[index], total);
    v[FEATURE_mass_below] = share(total - mass[index + 1], total);
    bool titled = list->title_line != SIZE_MAX;
    double distance = titled ? (double)index - (double)list->title_line : 0;
    v[FEATURE_title_distance] = titled ? (float)distance : -1000.0f;
    v[FEATURE_above_title] = titled && distance < 0;
    v[FEATURE_page_lines] = (float)list->count;
    v[FEATURE_page_words] = context->total_words;
    v[FEATURE_page_sentence_share] = share(total, context->total_words);
    v[FEATURE_page_sentence_words] = total;
    v[FEATURE_words_to_mean] = share(list->at[index].words, context->mean_words);
    v[FEATURE_page_body] = (float)list->body_count;
}

static float distance_to(uint32_t above, size_t index)
{
    return above == UINT32_MAX ? 100.0f : least((double)(index - above), 100);
}

static void features_of_labels(const struct page_context *context, size_t index, float *v)
{
    const struct line_list *list = context->list;
    uint32_t label = context->label[index];
    const struct line *line = label == UINT32_MAX ? &nobody : &list->at[label];
    v[FEATURE_label_distance] = distance_to(label, index);
    v[FEATURE_label_related] = line->topics[LEXICON_RELATED];
    v[FEATURE_label_comment] = line->topics[LEXICON_COMMENT];
    v[FEATURE_label_other] = (float)(line->topics[LEXICON_SHARE] + line->topics[LEXICON_SUBSCRIBE] +
                                     line->topics[LEXICON_ADVERT] + line->topics[LEXICON_PROMPT]);
    v[FEATURE_label_mass] = label == UINT32_MAX ? -1 : context->mass[index] - context->mass[label];
}

static float has(uint32_t hints, enum line_hint hint)
{
    return (float)(hints >> hint & 1);
}

static const uint32_t bad_hints = 1u << HINT_FOOTER | 1u << HINT_NAV | 1u << HINT_ASIDE | 1u << HINT_SHARE |
                                  1u << HINT_RELATED | 1u << HINT_COMMENT | 1u << HINT_ADVERT | 1u << HINT_SUBSCRIBE |
                                  1u << HINT_CONSENT | 1u << HINT_FORM | 1u << HINT_META | 1u << HINT_FIGURE;

static float popcount(uint32_t bits)
{
    return (float)__builtin_popcount(bits);
}

static void features_of_hints(const struct line *line, float *v)
{
    static const uint8_t own[] = {HINT_BODY,    HINT_HEADER,    HINT_ASIDE,  HINT_SHARE, HINT_RELATED,
                                  HINT_COMMENT, HINT_SUBSCRIBE, HINT_FIGURE, HINT_META,  HINT_TITLE,
                                  HINT_LEAD,    HINT_TAGS,      HINT_LIST,   HINT_QUOTE};
    static const uint8_t all[] = {HINT_BODY,   HINT_ARTICLE, HINT_MAIN,    HINT_HEADER,  HINT_FOOTER,   HINT_NAV,
                                  HINT_ASIDE,  HINT_SHARE,   HINT_RELATED, HINT_COMMENT, HINT_ADVERT,   HINT_SUBSCRIBE,
                                  HINT_FIGURE, HINT_META,    HINT_LEAD,    HINT_TAGS,    HINT_CONSENT,  HINT_HIDDEN,
                                  HINT_LIST,   HINT_FORM,    HINT_TABLE,   HINT_QUOTE,   HINT_AUTHORBOX};
    for (size_t i = 0; i < sizeof own; i++)
        v[FEATURE_own_body + i] = has(line->own_hints, own[i]);
    for (size_t i = 0; i < sizeof all; i++)
        v[FEATURE_all_body + i] = has(line->all_hints, all[i]);
    v[FEATURE_bad_hints] = popcount(line->all_hints & bad_hints);
}

static void features_of_sums(const struct line_sums *sums, float total, float *v)
{
    v[0] = share(sums->link_words, sums->words);
    v[1] = share(sums->sentence_words, sums->words);
    v[2] = share(sums->sentence_words, total);
}

/* 1 when the container's first line is a label, and not this very line. */
static float opens_with_label(const struct page_context *context, uint32_t container, size_t index)
{
    const struct line_sums *sums = &context->containers[container];
    return sums->first < index && line_is_label(&context->list->at[sums->first]);
}

static void features_of_tree(const struct page_context *context, size_t index, float *v)
{
    const struct line_list *list = context->list;
    const struct line *line = &list->at[index];
    const struct line *prev = line_at(list, index, -1), *next = line_at(list, index, 1);
    float total = context->mass[list->count];
    const struct line_sums *parent = &context->containers[line->parents[0]];
    v[FEATURE_parent_lines] = parent->lines;
    v[FEATURE_parent_words] = parent->words;
    features_of_sums(parent, total, &v[FEATURE_parent_link_share]);
    features_of_sums(&context->containers[line->parents[1]], total, &v[FEATURE_grand_link_share]);
    features_of_sums(&context->containers[line->parents[2]], total, &v[FEATURE_great_link_share]);
    v[FEATURE_fourth_mass] = share(context->containers[line->parents[3]].sentence_words, total);
    v[FEATURE_top_score] =
        context->top == UINT32_MAX ? 0 : share(parent->claim, context->containers[context->top].claim);
    v[FEATURE_in_top] = 0;
    v[FEATURE_top_steps] = LINE_PARENTS;
    for (size_t step = LINE_PARENTS; step-- > 0;) {
        if (line->parents[step] == context->top) {
            v[FEATURE_in_top] = 1;
            v[FEATURE_top_steps] = (float)step;
        }
    }
    v[FEATURE_heading_distance] = distance_to(context->heading[index], index);
    v[FEATURE_parent_label] = opens_with_label(context, line->parents[0], index);
    v[FEATURE_grand_label] = opens_with_label(context, line->parents[1], index);
    v[FEATURE_prev_same_parent] = prev->parents[0] == line->parents[0];
    v[FEATURE_next_same_parent] = next->parents[0] == line->parents[0];
    v[FEATURE_prev_tag] = prev->tag;
    v[FEATURE_next_tag] = next->tag;
    const struct line_sums *sign = &context->signs[context->sign[index]];
    v[FEATURE_sign_lines] = sign->lines;
    v[FEATURE_sign_words] = share(sign->words, sign->lines);
    features_of_sums(sign, total, &v[FEATURE_sign_link_share]);
}

/* Where a line stands in a block: 0 at its first line, 1 at its last, beyond these outside, at most 1 away. */
static float place_in(const struct line_block *block, size_t index)
{
    double place = ((double)index - block->line_from) / (block->line_to - block->line_from + 0.001);
    return (float)(place < -1 ? -1 : place > 2 ? 2 : place);
}

/* Sum of the lines of a block. */
static float in_block(const struct line_block *block, const float *sums)
{
    return sums[block->line_to] - sums[block->line_from];
}

static void features_of_claims(const struct page_context *context, size_t index, float *v)
{
    const struct line_list *list = context->list;
    const struct line *line = &list->at[index];
    const struct claims *claims = &context->claims;
    const struct region *region = &context->claim;
    const struct line_block *branch = &list->spans[region->branch[line->block]];
    const struct line_block *parent = &list->spans[list->spans[line->block].parent];
    float words = in_block(branch, context->words), sentences = in_block(branch, context->mass);
    bool joined = region->up[line->block] == 1 && claims_joins(claims, list, region->branch[line->block]);
    v[FEATURE_claim_in] = region->up[line->block] == 0 ? 2 : joined;
    v[FEATURE_claim_best] = claims->best[line->block];
    v[FEATURE_claim_up] = (float)region->up[line->block];
    v[FEATURE_claim_shut] = claims->shut[line->block];
    v[FEATURE_claim_place] = place_in(&list->spans[claims->top], index);
    v[FEATURE_parent_paragraphs] =
        share(in_block(parent, context->paragraphs), (double)parent->line_to - parent->line_from);
    v[FEATURE_branch_lines] = (float)(branch->line_to - branch->line_from);
    v[FEATURE_branch_words] = share(words, context->total_words);
    v[FEATURE_branch_link_share] = share(in_block(branch, context->links), words);
    v[FEATURE_branch_sentence_share] = share(sentences, words);
    v[FEATURE_branch_mass] = share(sentences, context->mass[list->count]);
    v[FEATURE_branch_bad] = popcount(branch->hints & bad_hints);
    v[FEATURE_branch_good] = has(branch->hints, HINT_BODY);
    v[FEATURE_branch_label] = branch->line_from < index && line_is_label(&list->at[branch->line_from]);
    v[FEATURE_branch_first] = least((double)index - branch->line_from, 50);
}

void features_of_line(const struct page_context *context, size_t index, float *v)
{
    const struct line *line = &context->list->at[index];
    features_of_text(line, context->list->title_count, v);
    features_of_topics(line, v);
    features_of_neighbours(context->list, index, v);
    features_of_place(context, index, v);
    features_of_labels(context, index, v);
    memset(&v[FEATURE_tag], 0, (FEATURE_FIRST_COUNT - FEATURE_tag) * sizeof *v);
    if (!page_context_has_tree(context))
        return;
    v[FEATURE_tag] = line->tag;
    v[FEATURE_level] = line->level;
    v[FEATURE_broken] = line->broken;
    v[FEATURE_emphasis] = line->emphasis;
    v[FEATURE_depth] = line->depth;
    v[FEATURE_links] = line->links;
    v[FEATURE_link_share] = share(line->link_words, line->words);
    features_of_hints(line, v);
    features_of_tree(context, index, v);
    features_of_claims(context, index, v);
}

/* Lines to the nearest line above or below that scores well, at most 20. */
static float gap_to_best(const struct line_list *list, size_t index, ptrdiff_t step)
{
    enum { FARTHEST = 20 };
    for (ptrdiff_t i = 1; i < FARTHEST; i++) {
        ptrdiff_t at = (ptrdiff_t)index + i * step;
        if (at < 0 || at >= (ptrdiff_t)list->count)
            break;
        if (list->at[at].first_score > 0.7f && list->at[at].words >= 6)
            return (float)i;
    }
    return FARTHEST;
}

void features_of_scores(const struct page_context *context, size_t index, float *v)
{
    const struct line_list *list = context->list;
    const struct line *line = &list->at[index];
    const float *mass = context->score_mass;
    ptrdiff_t at = (ptrdiff_t)index;
    float total = mass[list->count];
    v[FEATURE_score] = line->first_score;
    v[FEATURE_prev_score] = line_at(list, index, -1)->first_score;
    v[FEATURE_next_score] = line_at(list, index, 1)->first_score;
    v[FEATURE_prev2_score] = line_at(list, index, -2)->first_score;
    v[FEATURE_next2_score] = line_at(list, index, 2)->first_score;
    v[FEATURE_prev3_score] = line_at(list, index, -3)->first_score;
    v[FEATURE_next3_score] = line_at(list, index, 3)->first_score;
    float near = 0, wide = 0;
    for (ptrdiff_t i = -6; i <= 6; i++) {
        float score = line_at(list, index, i)->first_score;
        near += i >= -2 && i <= 2 ? score : 0;
        wide += score;
    }
    v[FEATURE_near_score] = near / 5;
    v[FEATURE_wide_score] = wide / 13;
    v[FEATURE_score_above] = share(mass[index], total);
    v[FEATURE_score_below] = share(total - mass[index + 1], total);
    v[FEATURE_near_score_above] = page_context_between(context, mass, at - 5, at);
    v[FEATURE_near_score_below] = page_context_between(context, mass, at + 1, at + 6);
    v[FEATURE_best_gap_above] = gap_to_best(list, index, -1);
    v[FEATURE_best_gap_below] = gap_to_best(list, index, 1);
    memset(&v[FEATURE_parent_score], 0, (FEATURE_COUNT - FEATURE_parent_score) * sizeof *v);
    v[FEATURE_page_score] = share(total, context->total_words);
    v[FEATURE_page_score_words] = total;
    if (!page_context_has_tree(context))
        return;
    for (size_t step = 0; step < LINE_PARENTS; step++) {
        const struct line_sums *sums = &context->containers[line->parents[step]];
        v[FEATURE_parent_score + step] = share(sums->score_words, sums->words);
        v[FEATURE_parent_score_mass + step] = share(sums->score_words, total);
        if (line->parents[step] == context->best)
            v[FEATURE_in_best] = 1;
    }
    const struct line_sums *sign = &context->signs[context->sign[index]];
    v[FEATURE_sign_score] = share(sign->score_words, sign->words);
    v[FEATURE_sign_score_mass] = share(sign->score_words, total);
    v[FEATURE_best_score] = context->best == UINT32_MAX ? 0
                                                        : share(context->containers[line->parents[0]].score_claim,
                                                                context->containers[context->best].score_claim);
}

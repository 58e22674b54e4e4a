/*
 * What the classifier sees of a line: its measures, its neighbours', its place on the page, in the tree and in the
 * template. One vector of floats a line; the same for HTML and plain text, where the tree's entries are 0.
 *
 *     struct page_context context;
 *     status = page_context_open(&context, &list, arena);
 *     float vector[FEATURE_COUNT];
 *     features_of_line(&context, i, vector);          // first stage: FEATURE_FIRST_COUNT entries
 *     page_context_take_scores(&context);             // after all lines have a first_score
 *     features_of_scores(&context, i, vector);        // second stage: the rest
 */
#ifndef SHINGLE_EXTRACT_FEATURES_H
#define SHINGLE_EXTRACT_FEATURES_H

#include "shingle/extract/page_context.h"

/* Every feature: its name for people, in the order of the vector. (Formatting would indent the lists ever deeper.) */
/* clang-format off */
#define FEATURES_FIRST(X)                                                                                              \
    X(words) X(chars) X(word_length) X(stops) X(stop_rate) X(first_kind) X(last_kind) X(closing) X(ellipsis)           \
    X(capital_share) X(upper_share) X(digit_share) X(comma_rate) X(colons) X(bars) X(quotes) X(short_share)            \
    X(address) X(number_share)                                                                                         \
    X(title_share) X(title_cover) X(lead_share) X(body_share) X(before) X(after) X(glued)                              \
    X(wording) X(wording_mean) X(wording_first) X(wording_last) X(wording_low) X(wording_high)                         \
    X(prev_wording) X(next_wording)                                                                                    \
    X(share) X(subscribe) X(related) X(credit) X(legal) X(comment) X(advert) X(byline) X(date) X(prompt) X(menu)       \
    X(topic_share) X(first_topics) X(first_byline) X(first_date) X(first_credit) X(last_credit) X(first_related)       \
    X(first_prompt)                                                                                                    \
    X(prev_words) X(prev_stops) X(prev_last) X(prev_topic_share) X(prev_capital_share) X(prev_link_share)              \
    X(prev_colon) X(prev_related) X(prev_subscribe)                                                                    \
    X(next_words) X(next_stops) X(next_last) X(next_topic_share) X(next_capital_share) X(next_link_share)              \
    X(next_first_lower)                                                                                                \
    X(prev2_words) X(next2_words) X(prev2_stops) X(next2_stops)                                                        \
    X(near_sentences) X(wide_sentences) X(near_above) X(near_below) X(run_length) X(run_at) X(run_left)                \
    X(place) X(mass_above) X(mass_below) X(title_distance) X(above_title)                                              \
    X(page_lines) X(page_words) X(page_sentence_share) X(page_sentence_words) X(words_to_mean) X(page_body)            \
    X(label_distance) X(label_related) X(label_comment) X(label_other) X(label_mass)                                   \
    X(tag) X(level) X(broken) X(emphasis) X(depth) X(links) X(link_share)                                              \
    X(own_body) X(own_header) X(own_aside) X(own_share) X(own_related) X(own_comment) X(own_subscribe)                 \
    X(own_figure) X(own_meta) X(own_title) X(own_lead) X(own_tags) X(own_list) X(own_quote)                            \
    X(all_body) X(all_article) X(all_main) X(all_header) X(all_footer) X(all_nav) X(all_aside) X(all_share)            \
    X(all_related) X(all_comment) X(all_advert) X(all_subscribe) X(all_figure) X(all_meta) X(all_lead) X(all_tags)     \
    X(all_consent) X(all_hidden) X(all_list) X(all_form) X(all_table) X(all_quote) X(all_authorbox) X(bad_hints)       \
    X(parent_lines) X(parent_words) X(parent_link_share) X(parent_sentence_share) X(parent_mass)                       \
    X(grand_link_share) X(grand_sentence_share) X(grand_mass)                                                          \
    X(great_link_share) X(great_sentence_share) X(great_mass) X(fourth_mass)                                           \
    X(top_score) X(in_top) X(top_steps)                                                                                \
    X(sign_lines) X(sign_words) X(sign_link_share) X(sign_sentence_share) X(sign_mass)                                 \
    X(prev_same_parent) X(next_same_parent) X(prev_tag) X(next_tag)                                                    \
    X(heading_distance) X(parent_label) X(grand_label)                                                                 \
    X(claim_in) X(claim_best) X(claim_up) X(claim_shut) X(claim_place) X(parent_paragraphs)                            \
    X(branch_lines) X(branch_words) X(branch_link_share) X(branch_sentence_share) X(branch_mass) X(branch_bad)         \
    X(branch_good) X(branch_label) X(branch_first)

#define FEATURES_SECOND(X)                                                                                             \
    X(score) X(prev_score) X(next_score) X(prev2_score) X(next2_score) X(prev3_score) X(next3_score)                   \
    X(near_score) X(wide_score) X(score_above) X(score_below) X(near_score_above) X(near_score_below)                  \
    X(best_gap_above) X(best_gap_below) X(parent_score) X(grand_score) X(great_score) X(fourth_score)                  \
    X(parent_score_mass) X(grand_score_mass) X(great_score_mass) X(fourth_score_mass)                                  \
    X(sign_score) X(sign_score_mass) X(page_score) X(page_score_words) X(in_best) X(best_score)
/* clang-format on */

enum feature {
#define X(name) FEATURE_##name,
    FEATURES_FIRST(X) FEATURE_FIRST_COUNT,
    FEATURE_SECOND_BEFORE = FEATURE_FIRST_COUNT - 1,
    FEATURES_SECOND(X)
#undef X
        FEATURE_COUNT
};

/* Name of a feature; "?" past the end. */
const char *feature_name(size_t feature);

/* Fills vector[0 .. FEATURE_FIRST_COUNT) for the line with this index. */
void features_of_line(const struct page_context *context, size_t index, float *vector);

/* Fills vector[FEATURE_FIRST_COUNT .. FEATURE_COUNT); call after page_context_take_scores. */
void features_of_scores(const struct page_context *context, size_t index, float *vector);

#endif

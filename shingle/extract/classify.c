#include "shingle/extract/classify.h"

#include "shingle/extract/features.h"

static const float keep_above = 0.5f;

static const char *reason_of(const struct line *line)
{
    (void)line;
    return line->kept ? "body" : "boilerplate";
}

enum status classify_lines(struct line_list *list, const struct forest *first, const struct forest *second,
                           struct arena *arena)
{
    struct page_context context;
    enum status status = page_context_open(&context, list, arena);
    if (status != STATUS_OK)
        return status;
    float vector[FEATURE_COUNT];
    for (size_t i = 0; i < list->count; i++) {
        features_of_line(&context, i, vector);
        list->at[i].first_score = forest_score(first, vector);
    }
    page_context_take_scores(&context);
    for (size_t i = 0; i < list->count; i++) {
        struct line *line = &list->at[i];
        features_of_line(&context, i, vector);
        features_of_scores(&context, i, vector);
        line->score = forest_score(second, vector);
        line->kept = line->score > keep_above;
        line->reason = reason_of(line);
    }
    return STATUS_OK;
}

#include "shingle/match/canonical.h"

bool canonical_better(const struct canonical_claim *a, const struct canonical_claim *b)
{
    if (a->source_priority != b->source_priority)
        return a->source_priority < b->source_priority;
    if (a->agency_original != b->agency_original)
        return a->agency_original;
    int64_t a_ms = a->published_ms == 0 ? INT64_MAX : a->published_ms;
    int64_t b_ms = b->published_ms == 0 ? INT64_MAX : b->published_ms;
    if (a_ms != b_ms)
        return a_ms < b_ms;
    if (a_ms != INT64_MAX && a->words != b->words)
        return a->words > b->words;
    return a->id < b->id;
}

#include "shingle/sketch/resemblance.h"

enum { LOPSIDED = 32 }; /* so many times larger, a set is searched rather than walked through */

/* Both sets walked through side by side, without a branch that depends on the numbers. */
static size_t count_by_merging(struct shingle_set a, struct shingle_set b)
{
    size_t both = 0;
    size_t i = 0;
    size_t j = 0;
    while (i < a.count && j < b.count) {
        uint64_t x = a.at[i];
        uint64_t y = b.at[j];
        both += x == y;
        i += x <= y;
        j += y <= x;
    }
    return both;
}

/* Each number of the small set looked up in the large one, behind where the last one was. */
static size_t count_by_searching(struct shingle_set small, struct shingle_set large)
{
    size_t both = 0;
    size_t from = 0;
    for (size_t i = 0; i < small.count; i++) {
        size_t upto = large.count;
        while (from < upto) {
            size_t middle = from + (upto - from) / 2;
            if (large.at[middle] < small.at[i])
                from = middle + 1;
            else
                upto = middle;
        }
        both += from < large.count && large.at[from] == small.at[i];
    }
    return both;
}

struct overlap shingle_overlap(struct shingle_set a, struct shingle_set b)
{
    struct shingle_set small = a.count < b.count ? a : b;
    struct shingle_set large = a.count < b.count ? b : a;
    size_t both = small.count < large.count / LOPSIDED ? count_by_searching(small, large) : count_by_merging(a, b);
    return (struct overlap){a.count, b.count, both};
}

static double share(size_t part, size_t whole)
{
    return whole ? (double)part / (double)whole : 0.0;
}

double overlap_resemblance(struct overlap overlap)
{
    return share(overlap.both, overlap.a + overlap.b - overlap.both);
}

double overlap_containment(struct overlap overlap)
{
    return share(overlap.both, overlap.a);
}

double overlap_contained(struct overlap overlap)
{
    return share(overlap.both, overlap.b);
}

double shingle_resemblance(struct shingle_set a, struct shingle_set b)
{
    return overlap_resemblance(shingle_overlap(a, b));
}

double shingle_containment(struct shingle_set a, struct shingle_set b)
{
    return overlap_containment(shingle_overlap(a, b));
}

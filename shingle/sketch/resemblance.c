#include "shingle/sketch/resemblance.h"

struct overlap shingle_overlap(struct shingle_set a, struct shingle_set b)
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

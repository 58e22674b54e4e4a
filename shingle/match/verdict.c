#include "shingle/match/verdict.h"

static const char *const names[VERDICT_COUNT] = {
    [VERDICT_NEW] = "new",
    [VERDICT_EXACT] = "exact",
    [VERDICT_COPY] = "copy",
    [VERDICT_EXCERPT] = "excerpt",
    [VERDICT_EXTENDED] = "extended",
    [VERDICT_REVISION] = "revision",
    [VERDICT_UNCHANGED] = "unchanged",
    [VERDICT_DIGEST] = "digest",
    [VERDICT_SHORT] = "short",
};

const char *verdict_name(enum verdict verdict)
{
    return (unsigned)verdict < VERDICT_COUNT ? names[verdict] : "?";
}

bool verdict_from_name(struct bytes word, enum verdict *out)
{
    for (unsigned i = 0; i < VERDICT_COUNT; i++)
        if (bytes_equal(word, bytes_of_string(names[i]))) {
            *out = (enum verdict)i;
            return true;
        }
    return false;
}

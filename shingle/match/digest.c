#include "shingle/match/digest.h"

/* When a text holds several stories. Of the shingles, informative or plain, 0 to 1. */
#define DIGEST_WHOLE     0.8 /* whoever has so much of a text has all of it */
#define DIGEST_SAME_PART 0.2 /* two that share less of a text than this are different parts of it */

enum { FELLOWS_MAX = 8 }; /* members of a cluster that are looked at beside the candidate */

/* May the newcomer join through this one? A round-up lends its cluster only to its own copies. */
static void hold_back(const struct hearing *hearing, struct evidence *one)
{
    if (facts_get(hearing->matcher->facts, one->id).marks & MARK_DIGEST &&
        one->resemblance < hearing->matcher->params.resemblance)
        one->joins = false;
}

void digest_hold_back(struct hearing *hearing)
{
    for (size_t i = 0; i < hearing->trial.count; i++)
        if (hearing->trial.evidence[i].joins)
            hold_back(hearing, &hearing->trial.evidence[i]);
}

/* One of several stories in the newcomer: a good part of it stands here, and much of the newcomer does not. */
static bool is_part(const struct evidence *one)
{
    return one->joins && one->containment < DIGEST_WHOLE;
}

bool digest_is(const struct hearing *hearing)
{
    const struct trial *trial = &hearing->trial;
    for (size_t i = 0; i < trial->count; i++)
        for (size_t j = i + 1; j < trial->count; j++) {
            const struct evidence *a = &trial->evidence[i], *b = &trial->evidence[j];
            if (a->cluster != b->cluster && is_part(a) && is_part(b) && trial_same_part(trial, i, j) < DIGEST_SAME_PART)
                return true;
        }
    return false;
}

/*
 * The newcomer is a part of `whole`, an earlier, longer article. If another member of its cluster is another part, and
 * none has the newcomer's, then `whole` is a round-up that was not known as one: joining it would glue two stories.
 */
static enum status check_glue(struct hearing *hearing, const struct evidence *whole, bool *glues)
{
    struct matcher *matcher = hearing->matcher;
    struct trial trial;
    *glues = false;
    enum status status =
        trial_open(&trial, matcher->sketch_params.width, whole->theirs, whole->source, FELLOWS_MAX + 1, hearing->arena);
    if (status != STATUS_OK)
        return status;
    trial_add(&trial, 0, 0, 0, hearing->trial.comparer.ours);
    for (uint32_t id = clusters_first(matcher->clusters, whole->cluster); id != 0 && trial.count <= FELLOWS_MAX;
         id = clusters_next(matcher->clusters, whole->cluster, id)) {
        struct profile profile;
        if (id == whole->id)
            continue;
        status = hearing_profile(hearing, id, &profile);
        if (status == STATUS_OK)
            trial_add(&trial, id, whole->cluster, 0, profile);
        else if (status != STATUS_NOTFOUND)
            return status;
    }
    for (size_t i = 1; i < trial.count; i++) {
        if (trial_same_part(&trial, 0, i) >= DIGEST_SAME_PART) {
            *glues = false;
            return STATUS_OK;
        }
        *glues = true;
    }
    return STATUS_OK;
}

enum status digest_refuse_glue(struct hearing *hearing)
{
    struct trial *trial = &hearing->trial;
    for (const struct evidence *best = hearing_best(hearing); best; best = hearing_best(hearing)) {
        bool glues = false;
        bool part = best->contained < DIGEST_WHOLE && best->comparison.theirs > best->comparison.ours;
        if (!part || clusters_size(hearing->matcher->clusters, best->cluster) < 2)
            return STATUS_OK;
        enum status status = check_glue(hearing, best, &glues);
        if (status != STATUS_OK || !glues)
            return status;
        uint32_t cluster = best->cluster;
        for (size_t i = 0; i < trial->count; i++)
            if (trial->evidence[i].cluster == cluster)
                trial->evidence[i].joins = false;
    }
    return STATUS_OK;
}

#include "shingle/match/digest.h"

/* When a text holds several stories. Of the shingles, informative or plain, 0 to 1. */
#define DIGEST_WHOLE     0.8 /* whoever has so much of a text has all of it */
#define DIGEST_SAME_PART 0.2 /* two that share less of a text than this are different parts of it */

enum { FELLOWS_MAX = 8 }; /* members of a cluster that are looked at beside the candidate */

/* May the newcomer join through this one? A round-up lends its cluster only to its own copies. */
static void hold_back(const struct hearing *hearing, struct evidence *one)
{
    if (facts_get(hearing->matcher->facts, one->id).marks & MARK_DIGEST && one->contained < DIGEST_WHOLE)
        trial_refuse(one, REFUSAL_DIGEST);
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

bool digest_apart(const struct trial *trial, size_t i, size_t j)
{
    return trial_same_part(trial, i, j) < DIGEST_SAME_PART;
}

bool digest_is(const struct hearing *hearing)
{
    const struct trial *trial = &hearing->trial;
    for (size_t i = 0; i < trial->count; i++)
        for (size_t j = i + 1; j < trial->count; j++) {
            const struct evidence *a = &trial->evidence[i], *b = &trial->evidence[j];
            if (a->cluster != b->cluster && is_part(a) && is_part(b) && digest_apart(trial, i, j))
                return true;
        }
    return false;
}

/* Another member of the cluster is another part of `whole`, as far as the first FELLOWS_MAX tell, and none is ours. */
static enum status check_glue(struct hearing *hearing, const struct evidence *whole, bool *glues)
{
    const struct clusters *clusters = hearing->matcher->clusters;
    struct trial trial;
    *glues = false;
    enum status status = trial_open(&trial, hearing->matcher->sketch_params.width, whole->theirs, whole->source,
                                    FELLOWS_MAX + 1, hearing->arena);
    if (status != STATUS_OK)
        return status;
    trial_add(&trial, 0, 0, 0, hearing->trial.comparer.ours);
    for (uint32_t id = clusters_first(clusters, whole->cluster); id != 0 && trial.count <= FELLOWS_MAX;
         id = clusters_next(clusters, whole->cluster, id)) {
        struct profile profile;
        if (id == whole->id)
            continue;
        status = hearing_profile(hearing, id, &profile);
        if (status == STATUS_NOTFOUND)
            continue;
        if (status != STATUS_OK)
            return status;
        trial_add(&trial, id, whole->cluster, 0, profile);
        *glues = digest_apart(&trial, 0, trial.count - 1);
        if (!*glues)
            return STATUS_OK;
    }
    return STATUS_OK;
}

/*
 * When the newcomer is a part of an earlier, longer article, and another member of that one's cluster is another part,
 * then the longer one is a round-up that was not known as one: joining it would glue two stories.
 */
enum status digest_refuse_glue(struct hearing *hearing)
{
    struct trial *trial = &hearing->trial;
    for (size_t i = 0; i < trial->count; i++) {
        const struct evidence *one = &trial->evidence[i];
        bool part = one->joins && one->contained < DIGEST_WHOLE && one->comparison.theirs > one->comparison.ours;
        bool glues = false;
        if (!part || clusters_size(hearing->matcher->clusters, one->cluster) < 2)
            continue;
        enum status status = check_glue(hearing, one, &glues);
        if (status != STATUS_OK)
            return status;
        for (size_t j = 0; j < trial->count && glues; j++)
            if (trial->evidence[j].cluster == one->cluster)
                trial_refuse(&trial->evidence[j], REFUSAL_DIGEST);
    }
    return STATUS_OK;
}

/*
 * --check of a snapshot: the tables that a start from it would have, against those that the records give.
 */
#include "daemon/ingest/keeper_private.h"

struct differences {
    uint64_t strange; /* postings of the snapshot that no record has, or in another order */
    uint64_t missing; /* postings of the records that the snapshot does not have */
    uint64_t articles, clusters;
};

/*
 * Postings stand in the same order in both, keys by value and ids by age. The snapshot's may be fewer: an id that left
 * a full key comes back when all are read again after one of the others was forgotten.
 */
static void compare_shard(struct posting_image ours, struct posting_image theirs, struct differences *found)
{
    uint32_t at = 0;
    for (uint32_t i = 0; ours.used && i < ours.total; i++) {
        if (ours.slots[i] == 0)
            continue;
        while (theirs.used && at < theirs.total && theirs.slots[at] == 0)
            at++;
        bool same = theirs.used && at < theirs.total && theirs.slots[at] == ours.slots[i];
        at += same;
        found->missing += !same;
    }
    for (; theirs.used && at < theirs.total; at++)
        found->strange += theirs.slots[at] != 0;
}

static void compare_tables(const struct keeper *ours, const struct keeper *theirs, struct differences *found)
{
    for (uint32_t part = SNAPSHOT_INDEX; part <= SNAPSHOT_TEXT; part++) {
        const struct posting_index *one = keeper_snapshot_table(ours, part);
        const struct posting_index *other = keeper_snapshot_table(theirs, part);
        for (uint32_t shard = 0; shard < posting_index_shards(one); shard++)
            compare_shard(posting_index_image(one, shard), posting_index_image(other, shard), found);
    }
}

static bool same_fact(struct fact a, struct fact b)
{
    return a.simhash == b.simhash && a.source == b.source && a.time_s == b.time_s && a.words == b.words &&
           a.marks == b.marks;
}

static void compare_articles(const struct keeper *ours, const struct keeper *theirs, struct differences *found)
{
    struct matcher_tables one = matcher_tables(ours->matcher), other = matcher_tables(theirs->matcher);
    for (uint64_t id = 1; id < ours->next_id || id < theirs->next_id; id++) {
        uint32_t name = (uint32_t)id;
        found->articles += clusters_of(one.clusters, name) != clusters_of(other.clusters, name) ||
                           !same_fact(facts_get(one.facts, name), facts_get(other.facts, name));
        found->clusters += clusters_size(one.clusters, name) != clusters_size(other.clusters, name) ||
                           clusters_canonical(one.clusters, name) != clusters_canonical(other.clusters, name);
    }
    found->articles += ours->next_id != theirs->next_id;
    for (uint64_t word = 0; word < ours->bases.words; word++) /* more bits are fine, fewer are not */
        found->articles += (ours->bases.bits[word] & ~(word < theirs->bases.words ? theirs->bases.bits[word] : 0)) != 0;
}

static enum status report_differences(const struct differences *found, bool exact, struct writer *report)
{
    bool good = found->strange == 0 && found->articles == 0 && found->clusters == 0 && (!exact || found->missing == 0);
    if (good)
        return STATUS_OK;
    writer_format(
        report,
        "the snapshot differs from the records: %llu articles, %llu clusters, %llu postings too many, %llu too "
        "few; remove the file snapshot\n",
        (unsigned long long)found->articles, (unsigned long long)found->clusters, (unsigned long long)found->strange,
        (unsigned long long)found->missing);
    return STATUS_DAMAGED;
}

enum status keeper_compare_snapshot(struct keeper *keeper, bool exact, struct writer *report)
{
    struct keeper twin = {
        .params = keeper->params, .prepare = keeper->prepare, .store = keeper->store, .packer = keeper->packer};
    twin.params.prove_bytes = UINT64_MAX; /* all at once */
    struct writer problem = {0};
    struct differences found = {0};
    const char *why = NULL;
    enum status status = keeper_make_tables(&twin);
    if (status == STATUS_OK)
        status = keeper_load_snapshot(&twin, &problem, &why);
    if (status == STATUS_OK) {
        compare_tables(keeper, &twin, &found);
        compare_articles(keeper, &twin, &found);
        status = report_differences(&found, exact, report);
    } else if (status == STATUS_NOTFOUND) {
        status = STATUS_OK;
    } else if (status != STATUS_NOMEM) {
        writer_format(report, "the snapshot cannot be used: %s; a start removes it\n", why);
        status = status == STATUS_MISMATCH ? STATUS_OK : STATUS_DAMAGED;
    }
    keeper_free_tables(&twin);
    writer_close(&problem);
    return status;
}

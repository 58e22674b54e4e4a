/*
 * EXPLAIN a b: what the two texts share, word for word, and what stands in only one of them. The measures are those of
 * all shingles, before templates are discounted, so they may differ a little from what decided.
 */
#include "daemon/answer_steps.h"
#include "shingle/sketch/passages.h"
#include "shingle/sketch/resemblance.h"
#include "shingle/text/lines.h"

enum {
    PASSAGES_MAX = 64,      /* shown of each kind */
    PASSAGE_SIZE_MAX = 4096 /* bytes of one that are shown */
};

struct side {
    struct doc doc;
    struct bytes text;
    struct words words;
    struct shingle_set shingles;
    uint64_t *covered; /* a bit a word: it lies in a shared passage */
};

static enum status read_side(const struct answer_context *context, uint64_t id, struct side *side)
{
    const struct prepare_params *params = keeper_prepare_params(context->keeper);
    enum status status = keeper_doc(context->keeper, id, context->arena, &side->doc);
    if (status == STATUS_OK)
        status = keeper_body(context->keeper, id, context->arena, &side->text);
    if (status != STATUS_OK)
        return status;
    status = words_scan(&params->key, side->text, context->arena, &side->words);
    if (status == STATUS_OK)
        status = shingles_build(&params->sketch, &params->key, side->words, context->arena, &side->shingles);
    side->covered = arena_zeroed(context->arena, side->words.count / 64 + 1, sizeof *side->covered);
    return side->covered ? status : STATUS_NOMEM;
}

static void cover(struct side *side, uint32_t first, uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++)
        side->covered[i / 64] |= (uint64_t)1 << (i % 64);
}

static bool is_covered(const struct side *side, size_t i)
{
    return side->covered[i / 64] >> (i % 64) & 1;
}

/* The longest passages first would hide the order of the story, so they come as they stand in b. */
static void write_shared(const struct passages *shared, const struct side *b, struct reply *reply)
{
    size_t count = shared->count < PASSAGES_MAX ? shared->count : PASSAGES_MAX;
    reply_array(reply, count);
    for (size_t i = 0; i < count; i++) {
        struct bytes text = passage_text(b->text, b->words, shared->at[i].b, shared->at[i].count);
        reply_text(reply, bytes_upto(text, PASSAGE_SIZE_MAX));
    }
}

/* The runs of words of one side that stand in no shared passage. */
static void write_own(const struct side *side, struct reply *reply)
{
    size_t at = reply->out.size;
    size_t written = 0;
    for (size_t i = 0; i < side->words.count && written < PASSAGES_MAX;) {
        size_t first = i;
        while (i < side->words.count && !is_covered(side, i))
            i++;
        if (i > first) {
            struct bytes text = passage_text(side->text, side->words, first, i - first);
            reply_text(reply, bytes_upto(text, PASSAGE_SIZE_MAX));
            written++;
        }
        i += i == first;
    }
    reply_array_insert(reply, at, written);
}

static void write_measures(const struct side *a, const struct side *b, struct reply *reply)
{
    struct overlap overlap = shingle_overlap(a->shingles, b->shingles);
    answer_pair_id(reply, "a", a->doc.record.id);
    answer_pair_id(reply, "b", b->doc.record.id);
    reply_string(reply, "same_cluster");
    reply_boolean(reply, a->doc.cluster == b->doc.cluster);
    answer_pair_share(reply, "resemblance", true, overlap_resemblance(overlap));
    answer_pair_share(reply, "containment", true, overlap_containment(overlap));
    answer_pair_share(reply, "contained", true, overlap_contained(overlap));
    answer_pair_number(reply, "hamming", simhash_distance(a->doc.record.simhash, b->doc.record.simhash));
    reply_string(reply, "title_changed");
    reply_boolean(reply, !bytes_equal(a->doc.record.title, b->doc.record.title));
    answer_pair_number(reply, "a_words", a->words.count);
    answer_pair_number(reply, "b_words", b->words.count);
}

static void write_explanation(const struct side *a, const struct side *b, const struct passages *shared,
                              struct reply *reply)
{
    reply_map(reply, 13);
    write_measures(a, b, reply);
    reply_string(reply, "passages");
    write_shared(shared, b, reply);
    reply_string(reply, "added");
    write_own(b, reply);
    reply_string(reply, "cut");
    write_own(a, reply);
}

/* EXPLAIN a b, EXPLAIN a b MEASURES: false, and the error is written, for anything else. */
static bool only_measures(struct job *job, bool *measures)
{
    *measures = job->request->count == 4 && bytes_equal_nocase(request_argument(job->request, 3), BYTES("MEASURES"));
    if (*measures || job->request->count == 3)
        return true;
    reply_error(&job->reply, STATUS_BADARG, "EXPLAIN takes two articles, and MEASURES for the numbers alone");
    return false;
}

bool answer_explain(const struct answer_context *context, struct job *job)
{
    bool measures;
    if (!only_measures(job, &measures))
        return true;
    uint64_t id_a = answer_find(context, job, 1);
    uint64_t id_b = id_a ? answer_find(context, job, 2) : 0;
    if (!id_b)
        return true;
    struct side a;
    struct side b;
    struct passages shared;
    enum status status = read_side(context, id_a, &a);
    if (status == STATUS_OK)
        status = read_side(context, id_b, &b);
    if (status == STATUS_OK && measures) {
        reply_map(&job->reply, 10);
        write_measures(&a, &b, &job->reply);
        return true;
    }
    if (status == STATUS_OK)
        status = passages_find(a.words, b.words, PASSAGE_WORDS_DEFAULT, context->arena, &shared);
    if (status != STATUS_OK) {
        answer_status(job, status);
        return true;
    }
    for (size_t i = 0; i < shared.count; i++) {
        cover(&a, shared.at[i].a, shared.at[i].count);
        cover(&b, shared.at[i].b, shared.at[i].count);
    }
    write_explanation(&a, &b, &shared, &job->reply);
    return true;
}

/*
 * EXPLAIN a b: what the two texts share, word for word, and what stands in only one of them; with RUNS both texts in
 * reading order, as a diff. The measures are those of all shingles, before templates are discounted, so they may differ
 * a little from what decided.
 */
#include "daemon/answer_steps.h"
#include "shingle/sketch/alignment.h"
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

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

/*
 * Where what belongs to a word begins: marks stand with the word before them, blanks and line ends with the one behind,
 * so that a line of one side alone has its line end. The first word has all before it, the last all behind it; words of
 * scripts without spaces overlap and begin where they begin.
 */
static size_t place_of(const struct side *side, size_t word)
{
    if (word == 0 || word >= side->words.count)
        return word == 0 ? 0 : side->text.size;
    size_t at = side->words.at[word - 1].at + side->words.at[word - 1].size, end = side->words.at[word].at;
    while (at < end && !is_blank(side->text.at[at]))
        at++;
    return at < end ? at : end;
}

/* The place of the first passage: nothing stands before the change before it, so this has the blanks behind it. */
static size_t first_place_of(const struct side *side, size_t word)
{
    size_t at = place_of(side, word);
    while (word > 0 && at < side->text.size && is_blank(side->text.at[at]))
        at++;
    return at;
}

static bool is_unspaced(const struct side *side, size_t word)
{
    return word < side->words.count && side->words.at[word].flags & WORD_UNSPACED;
}

static struct bytes between(const struct side *side, size_t from, size_t end)
{
    return bytes_upto(bytes_from(side->text, from), end - from);
}

/*
 * Bytes that two changes begin with in common. Words of scripts without spaces are overlapping runs of characters, so
 * the first one that differs begins some characters early; elsewhere a word that differs is shown whole.
 */
static size_t same_bytes(const struct side *a, size_t a_word, struct bytes left, const struct side *b, size_t b_word,
                         struct bytes right)
{
    size_t size = left.size < right.size ? left.size : right.size, same = 0;
    if (!is_unspaced(a, a_word) || !is_unspaced(b, b_word))
        return 0;
    while (same < size && left.at[same] == right.at[same])
        same++;
    while (same > 0 && same < size && ((left.at[same] & 0xc0) == 0x80 || (right.at[same] & 0xc0) == 0x80))
        same--; /* not within a character */
    return same;
}

static size_t write_run(const char *kind, size_t words, struct bytes text, struct reply *reply)
{
    if (words == 0)
        return 0;
    reply_map(reply, 3);
    reply_string(reply, "kind");
    reply_string(reply, kind);
    answer_pair_number(reply, "words", words);
    reply_string(reply, "text");
    reply_text(reply, text);
    return 1;
}

/* The passage with a number; behind the last one there is an empty one at both ends. */
static struct passage passage_at(const struct alignment *both, size_t i, const struct side *a, const struct side *b)
{
    return i < both->count ? both->at[i] : (struct passage){(uint32_t)a->words.count, (uint32_t)b->words.count, 0};
}

/*
 * Both texts: the changes before each passage, cut and added, then the passage as it stands in b. Stops past `most`
 * bytes, which is too much for any reply.
 */
static void write_runs(const struct side *a, const struct side *b, const struct alignment *both, size_t most,
                       struct reply *reply)
{
    size_t start = reply->out.size, written = 0;
    size_t a_word = 0, b_word = 0, a_at = 0, b_at = 0;
    struct passage next = passage_at(both, 0, a, b);
    for (size_t i = 0; i <= both->count && reply->out.size <= most; i++) {
        size_t until = i ? place_of(a, next.a) : first_place_of(a, next.a);
        size_t from = i ? place_of(b, next.b) : first_place_of(b, next.b);
        written += write_run("cut", next.a - a_word, between(a, a_at, until), reply);
        written += write_run("added", next.b - b_word, between(b, b_at, from), reply);
        size_t count = next.count;
        a_word = next.a + count;
        b_word = next.b + count;
        next = passage_at(both, i + 1, a, b);
        a_at = place_of(a, a_word);
        b_at = place_of(b, b_word);
        size_t same = same_bytes(a, a_word, between(a, a_at, place_of(a, next.a)), b, b_word,
                                 between(b, b_at, place_of(b, next.b)));
        a_at += same;
        b_at += same;
        written += write_run("both", count, between(b, from, b_at), reply);
    }
    reply_array_insert(reply, start, written);
}

enum extent { EXTENT_PASSAGES, EXTENT_MEASURES, EXTENT_RUNS };

/* EXPLAIN a b, and one word behind them: false, and the error is written, for anything else. */
static bool read_extent(struct job *job, enum extent *extent)
{
    struct bytes word = job->request->count == 4 ? request_argument(job->request, 3) : BYTES("");
    bool measures = bytes_equal_nocase(word, BYTES("MEASURES")), runs = bytes_equal_nocase(word, BYTES("RUNS"));
    *extent = measures ? EXTENT_MEASURES : runs ? EXTENT_RUNS : EXTENT_PASSAGES;
    if (measures || runs || job->request->count == 3)
        return true;
    reply_error(&job->reply, STATUS_BADARG,
                "EXPLAIN takes two articles, and MEASURES for the numbers alone or RUNS for both texts as a diff");
    return false;
}

static enum status explain_passages(const struct answer_context *context, struct side *a, struct side *b,
                                    struct reply *reply)
{
    struct passages shared;
    enum status status = passages_find(a->words, b->words, PASSAGE_WORDS_DEFAULT, context->arena, &shared);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < shared.count; i++) {
        cover(a, shared.at[i].a, shared.at[i].count);
        cover(b, shared.at[i].b, shared.at[i].count);
    }
    write_explanation(a, b, &shared, reply);
    return STATUS_OK;
}

static enum status explain_runs(const struct answer_context *context, const struct side *a, const struct side *b,
                                struct reply *reply)
{
    struct alignment both;
    enum status status = alignment_find(a->words, b->words, context->arena, &both);
    if (status == STATUS_OK)
        status = alignment_slide(a->text, a->words, b->text, b->words, context->arena, &both);
    if (status != STATUS_OK)
        return status;
    reply_map(reply, 11);
    write_measures(a, b, reply);
    reply_string(reply, "runs");
    write_runs(a, b, &both, context->reply_size, reply);
    return STATUS_OK;
}

bool answer_explain(const struct answer_context *context, struct job *job)
{
    enum extent extent;
    if (!read_extent(job, &extent))
        return true;
    uint64_t id_a = answer_find(context, job, 1);
    uint64_t id_b = id_a ? answer_find(context, job, 2) : 0;
    if (!id_b)
        return true;
    struct side a;
    struct side b;
    enum status status = read_side(context, id_a, &a);
    if (status == STATUS_OK)
        status = read_side(context, id_b, &b);
    if (status == STATUS_OK && extent == EXTENT_MEASURES) {
        reply_map(&job->reply, 10);
        write_measures(&a, &b, &job->reply);
    } else if (status == STATUS_OK && extent == EXTENT_RUNS) {
        status = explain_runs(context, &a, &b, &job->reply);
    } else if (status == STATUS_OK) {
        status = explain_passages(context, &a, &b, &job->reply);
    }
    if (status != STATUS_OK)
        answer_status(job, status);
    return true;
}

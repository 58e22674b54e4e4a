#include "shingle/sketch/alignment.h"

/*
 * The chain is the heaviest increasing subsequence: going through the passages by rising b, each continues the heaviest
 * chain that ends before it in a. "The heaviest up to a place" is a prefix maximum, kept in a Fenwick tree over the
 * places of a (Fenwick 1994), so that a passage costs the logarithm of the words.
 */

enum { NONE = 0 }; /* passages in the tree are one more than they are */

/* Room for all gaps of one round, the largest of which is all there is. */
struct room {
    uint32_t *tree;   /* by place in a: the passage that ends the heaviest chain */
    uint32_t *weight; /* by passage: words of the heaviest chain that it ends */
    uint32_t *before; /* by passage: the one before it in that chain */
};

/* The words of both sides between two passages of the chain. */
struct gap {
    uint32_t a;
    uint32_t a_end;
    uint32_t b;
    uint32_t b_end;
};

/* What a round does: passages of at least min_words in gaps of at most `most` words on each side. */
struct round {
    uint32_t min_words;
    size_t most;
};

static struct words part(struct words words, uint32_t from, uint32_t end)
{
    return (struct words){words.at + from, end - from};
}

static uint32_t heavier(const struct room *room, uint32_t one, uint32_t other)
{
    if (one == NONE || other == NONE)
        return one == NONE ? other : one;
    return room->weight[other - 1] > room->weight[one - 1] ? other : one;
}

/* The heaviest chain that ends at place `end` of a or before. */
static uint32_t heaviest(const struct room *room, size_t end)
{
    uint32_t best = NONE;
    for (size_t i = end; i > 0; i &= i - 1)
        best = heavier(room, best, room->tree[i]);
    return best;
}

static void note_end(struct room *room, size_t places, size_t end, uint32_t passage)
{
    for (size_t i = end; i <= places; i += i & (~i + 1))
        room->tree[i] = heavier(room, room->tree[i], passage);
}

/* Appends the heaviest chain of passages, which lie in a gap, to out; returns how many there are. */
static size_t append_chain(const struct passages *found, struct gap gap, struct room *room, struct passage *out)
{
    size_t places = gap.a_end - gap.a;
    memset(room->tree, 0, (places + 1) * sizeof *room->tree);
    for (uint32_t i = 0; i < found->count; i++) {
        const struct passage *passage = &found->at[i];
        room->before[i] = heaviest(room, passage->a);
        room->weight[i] = passage->count + (room->before[i] == NONE ? 0 : room->weight[room->before[i] - 1]);
        note_end(room, places, passage->a + passage->count, i + 1);
    }
    size_t count = 0;
    uint32_t last = heaviest(room, places);
    for (uint32_t i = last; i != NONE; i = room->before[i - 1])
        count++;
    size_t at = count;
    for (uint32_t i = last; i != NONE; i = room->before[i - 1]) {
        struct passage passage = found->at[i - 1];
        out[--at] = (struct passage){passage.a + gap.a, passage.b + gap.b, passage.count};
    }
    return count;
}

static enum status fill_gap(struct words a, struct words b, struct gap gap, struct round round, struct room *room,
                            struct arena *arena, struct passage *out, size_t *count)
{
    struct passages found;
    size_t a_words = gap.a_end - gap.a;
    size_t b_words = gap.b_end - gap.b;
    if (a_words == 0 || b_words == 0 || a_words > round.most || b_words > round.most)
        return STATUS_OK;
    enum status status =
        passages_find(part(a, gap.a, gap.a_end), part(b, gap.b, gap.b_end), round.min_words, arena, &found);
    if (status == STATUS_OK)
        *count += append_chain(&found, gap, room, out + *count);
    return status;
}

/* Looks into the gaps of the chain so far, which becomes the longer one. */
static enum status refine(struct words a, struct words b, struct round round, struct arena *arena,
                          struct alignment *chain)
{
    size_t most = b.count / round.min_words + 1; /* passages do not overlap in b */
    struct room room = {arena_array(arena, a.count + 1, sizeof *room.tree),
                        arena_array(arena, most, sizeof *room.weight), arena_array(arena, most, sizeof *room.before)};
    struct passage *out = arena_array(arena, most + 1, sizeof *out);
    if (!room.tree || !room.weight || !room.before || !out)
        return STATUS_NOMEM;
    size_t count = 0;
    struct gap gap = {0};
    for (size_t i = 0; i <= chain->count; i++) {
        bool last = i == chain->count;
        gap.a_end = last ? (uint32_t)a.count : chain->at[i].a;
        gap.b_end = last ? (uint32_t)b.count : chain->at[i].b;
        enum status status = fill_gap(a, b, gap, round, &room, arena, out, &count);
        if (status != STATUS_OK)
            return status;
        if (last)
            break;
        out[count++] = chain->at[i];
        gap.a = chain->at[i].a + chain->at[i].count;
        gap.b = chain->at[i].b + chain->at[i].count;
    }
    *chain = (struct alignment){out, count};
    return STATUS_OK;
}

enum status alignment_find(struct words a, struct words b, struct arena *arena, struct alignment *out)
{
    static const struct round rounds[] = {
        {PASSAGE_WORDS_DEFAULT, SIZE_MAX}, {ALIGNMENT_NEAR_WORDS, SIZE_MAX}, {1, ALIGNMENT_GAP_WORDS}};
    enum status status = STATUS_OK;
    *out = (struct alignment){NULL, 0};
    for (size_t i = 0; i < sizeof rounds / sizeof *rounds && status == STATUS_OK; i++)
        status = refine(a, b, rounds[i], arena, out);
    return status;
}

/*
 * A news desk for tests: a keeper in a directory of its own, and stories to submit to it.
 *
 *     struct desk desk;
 *     desk_open(&desk);
 *     struct piece piece = {.id = "a1", .url = "https://a.example/1", .text = story_text(&desk.stories, 7, 0, 20)};
 *     struct answer answer = desk_submit(&desk, &piece);       // a batch of one
 *     desk_reopen(&desk);
 *     desk_close(&desk);
 *
 * A story is endless: its sentences are made from its number, and stories share none. A text is a piece of one or
 * several, so what should be found is known.
 */
#ifndef TESTS_INGEST_DESK_H
#define TESTS_INGEST_DESK_H

#include "daemon/ingest/keeper.h"
#include "tests/store/scratch.h"

struct desk {
    struct scratch scratch;
    struct keeper *keeper;
    struct arena stories; /* texts that a test makes; lives as long as the desk */
    struct arena work;    /* of the last submission or question */
    struct keeper_params params;
    int64_t now_ms;
};

struct piece {
    const char *id, *url, *source, *published; /* NULL = not told */
    struct bytes text;
    bool template; /* lines of its site go, and are learnt */
};

/* Opens a desk in a new directory. Fails the test when it cannot, as all of these do. */
void desk_open(struct desk *desk);

/* Opens another desk on a copy of a desk's store, which must not be open: the same secret, so the same fingerprints. */
void desk_open_copy(struct desk *desk, const struct desk *of);

/* Closes and opens the keeper, as a restart of the daemon does. */
void desk_reopen(struct desk *desk);

void desk_close(struct desk *desk);

/* keeper_begin(), keeper_commit(). */
void desk_begin(struct desk *desk);
void desk_commit(struct desk *desk);

/* Submits in the open batch. Views in the answer live until the next call. */
enum status desk_try(struct desk *desk, const struct piece *piece, struct answer *answer);
struct answer desk_put(struct desk *desk, const struct piece *piece);

/* A batch of one. */
struct answer desk_submit(struct desk *desk, const struct piece *piece);

/* keeper_check(). */
struct answer desk_check(struct desk *desk, const struct piece *piece);

/* Forgets in a batch of its own. */
enum status desk_forget(struct desk *desk, uint64_t id);

/* The id that a reference finds, 0 = none. */
uint64_t desk_find(struct desk *desk, const char *reference);

/* The stored text, valid until the next call. */
struct bytes desk_text(struct desk *desk, uint64_t id);

/* All that a desk can say of articles 1 to last, as lines of text: what a restart must not change. */
void desk_describe(struct desk *desk, uint64_t last, struct writer *out);

/* True when both are the same answer, but for `repeat`. */
bool same_answer(const struct answer *a, const struct answer *b);

/* Sentences from..to-1 of a story, each a paragraph. */
struct bytes story_text(struct arena *arena, uint64_t story, unsigned from, unsigned to);

/* Both texts, one behind the other. */
struct bytes text_join(struct arena *arena, struct bytes a, struct bytes b);

#endif

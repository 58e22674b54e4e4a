/*
 * What the answers from the store share; for the files answer_*.c only.
 */
#ifndef DAEMON_ANSWER_STEPS_H
#define DAEMON_ANSWER_STEPS_H

#include "daemon/answer_store.h"

/* One handler a command. It writes the answer, or an error, and returns false only to wait (CHANGES). */
typedef bool answer_handler(const struct answer_context *context, struct job *job);

answer_handler answer_doc, answer_text, answer_articles, answer_sync;
answer_handler answer_sources;
answer_handler answer_members, answer_clusters, answer_similar, answer_changes;
answer_handler answer_explain;

/* The article that argument i names; 0 when there is none, and the error is written. */
uint64_t answer_find(const struct answer_context *context, struct job *job, uint32_t i);

/* An error by status alone. */
void answer_status(struct job *job, enum status status);

/* Words with a value each behind them, as "COUNT 10 CURSOR 7", in any order. */
struct answer_option {
    const char *word;
    enum { OPTION_NUMBER, OPTION_COUNT, OPTION_TIME, OPTION_TEXT } kind;
    uint64_t *number;   /* OPTION_NUMBER; OPTION_COUNT, which is 1 or more */
    int64_t *time_ms;   /* OPTION_TIME */
    struct bytes *text; /* OPTION_TEXT */
};

/* Reads the arguments from `from` on; false when one is wrong, and the error is written. */
bool answer_options(struct job *job, uint32_t from, const struct answer_option *options, size_t count);

/* COUNT within its bounds: 0 becomes usual, more than most becomes most. */
size_t answer_count(uint64_t asked, size_t usual, size_t most);

/* A key and its value. */
void answer_pair_text(struct reply *reply, const char *key, struct bytes value); /* empty = null */
void answer_pair_id(struct reply *reply, const char *key, uint64_t value);       /* 0 = null */
void answer_pair_number(struct reply *reply, const char *key, uint64_t value);
void answer_pair_time(struct reply *reply, const char *key, int64_t time_ms);           /* 0 = null */
void answer_pair_share(struct reply *reply, const char *key, bool known, double value); /* unknown = null */

/* What an article was matched with, and how much of each is in the other: four keys, null where it was with nothing. */
void answer_pairs_matched(struct reply *reply, const struct record_verdict *judged);

#endif

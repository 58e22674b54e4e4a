/*
 * The only way from one thread to another: many threads post, one takes everything that is there. Items are linked
 * through a field of their own, so posting allocates nothing.
 *
 *     mailbox_post(&loop->mailbox, &job->item);              // any thread
 *
 *     mailbox_wait(&mailbox, -1);                            // the owner; or watch mailbox.wake_fd for reading
 *     for (struct mailbox_item *item = mailbox_take(&mailbox), *next; item; item = next) {
 *         next = item->next;
 *         use(MAILBOX_OWNER(item, struct job, item));
 *     }
 *
 * A stack that is pushed with compare-and-swap and taken whole with one exchange (Treiber 1986), turned over by the
 * taker: items of one poster come out in the order posted. The eventfd is written only when the stack was empty, so a
 * busy owner costs its posters no system call.
 */
#ifndef DAEMON_MAILBOX_H
#define DAEMON_MAILBOX_H

#include "shingle/base/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct mailbox_item {
    struct mailbox_item *next;
};

struct mailbox {
    _Atomic(struct mailbox_item *) newest; /* any thread */
    int wake_fd;                           /* eventfd, readable when something may be there */
};

#define MAILBOX_OWNER(item_pointer, type, field) ((type *)(void *)((char *)(item_pointer)-offsetof(type, field)))

/* STATUS_OK, or STATUS_IO when the system gives no eventfd. */
MUST_CHECK enum status mailbox_open(struct mailbox *mailbox);

/* Frees the eventfd; items still inside are the caller's. */
void mailbox_close(struct mailbox *mailbox);

/* Hands item over; it belongs to the mailbox's owner from here on. Any thread. */
void mailbox_post(struct mailbox *mailbox, struct mailbox_item *item);

/* Items to be posted together, so that the owner is woken once. One thread at a time uses it. */
struct mailbox_chain {
    struct mailbox_item *newest, *oldest;
};

static inline void mailbox_chain_add(struct mailbox_chain *chain, struct mailbox_item *item)
{
    item->next = chain->newest;
    chain->newest = item;
    if (!chain->oldest)
        chain->oldest = item;
}

/* Hands over all of chain, in the order added, and empties it. Any thread. */
void mailbox_post_chain(struct mailbox *mailbox, struct mailbox_chain *chain);

/* Makes the owner look, with nothing posted: it re-reads whatever flags it watches. Any thread. */
void mailbox_wake(struct mailbox *mailbox);

/* Waits until something may be there, at most timeout_ms (-1 = for ever). False after a time-out. Owner only. */
bool mailbox_wait(struct mailbox *mailbox, int timeout_ms);

/* Whether mailbox_take() would give something; costs no system call. */
bool mailbox_has(const struct mailbox *mailbox);

/* All items, oldest first, linked by next; NULL when there are none. Owner only. */
struct mailbox_item *mailbox_take(struct mailbox *mailbox);

#endif

/*
 * Views of a store for threads that read beside others: each has a read transaction of its own, and sees what was
 * durable when it was opened. For a short while, such as a start: as long as one is open, no page that it may see can
 * be used again.
 *
 *     status = store_view_open(store, &view);              // the store's thread
 *     status = store_view_walk(view, STORE_DOCS, 1, visit, context);    // one thread at a time a view
 *     store_view_close(view);                              // the store's thread
 */
#ifndef DAEMON_STORE_STORE_VIEW_H
#define DAEMON_STORE_STORE_VIEW_H

#include "daemon/store/store.h"

struct store_view;

/* No batch may be open. The store must outlive it. IO, NOMEM. */
MUST_CHECK enum status store_view_open(const struct store *store, struct store_view **out);

/* NULL is fine. */
void store_view_close(struct store_view *view);

/* As store_walk(). */
MUST_CHECK enum status store_view_walk(struct store_view *view, enum store_table table, uint64_t from,
                                       store_visit *visit, void *context);

#endif

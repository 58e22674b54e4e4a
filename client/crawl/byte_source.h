/*
 * Where a reader of records gets its bytes from: a file that may be compressed, or memory in a test.
 *
 *     struct bytes view;
 *     enum status status = source->peek(source->owner, 5, &view);    // at least 5 bytes, fewer only at the end
 *     source->take(source->owner, view.size);                        // steps over them
 */
#ifndef CLIENT_CRAWL_BYTE_SOURCE_H
#define CLIENT_CRAWL_BYTE_SOURCE_H

#include "shingle/base/bytes.h"
#include "shingle/base/status.h"

struct byte_source {
    void *owner;

    /*
     * All bytes at hand, valid until the next peek; at least least of them unless the input ends before. STATUS_OK;
     * where fewer are there the reason why: STATUS_END, or an error, with the view of what there is.
     */
    enum status (*peek)(void *owner, size_t least, struct bytes *view);

    /* Steps over size bytes, which were peeked at. */
    void (*take)(void *owner, size_t size);
};

#endif

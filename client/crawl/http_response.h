/*
 * An HTTP response as a crawler wrote it down, head and body, and the page in it.
 *
 *     struct http_response response;
 *     if (http_response_read(record.block, &response) && response.status == 200)
 *         status = http_response_page(&response, &scratch, &page, &why);
 *
 * Chunked bodies are put together (RFC 9112, 7.1) and gzip, deflate and zstd taken off, at most HTTP_CODINGS_MAX of
 * them; what comes out of each has at most HTTP_PAGE_MAX bytes. Crawlers that took a coding off and left the header are
 * common: a body that does not begin as its header says is taken as it is.
 */
#ifndef CLIENT_CRAWL_HTTP_RESPONSE_H
#define CLIENT_CRAWL_HTTP_RESPONSE_H

#include "shingle/base/status.h"
#include "shingle/base/writer.h"

enum {
    HTTP_HEAD_MAX = 64 << 10, /* bytes of a head */
    HTTP_PAGE_MAX = 16 << 20, /* bytes of a page, and of each step on the way to it */
    HTTP_CODINGS_MAX = 2      /* content codings over each other */
};

struct http_response {
    unsigned status;
    struct bytes content_type;
    struct bytes head, body; /* the body as it came */
};

/* Memory for the steps: two buffers in turn. All zero at first. */
struct http_scratch {
    struct writer buffers[2];
};

void http_scratch_close(struct http_scratch *scratch);

/* Parts a message; views of it. False when it is no HTTP response, or its head is too long. */
bool http_response_read(struct bytes message, struct http_response *out);

/*
 * The page, a view of the body or of scratch. STATUS_OK; STATUS_TOOBIG; STATUS_UNKNOWN: a coding that is not known;
 * STATUS_DAMAGED: the body is broken or cut short; STATUS_NOMEM. *why is then a static text.
 */
MUST_CHECK enum status http_response_page(const struct http_response *response, struct http_scratch *scratch,
                                          struct bytes *page, const char **why);

#endif

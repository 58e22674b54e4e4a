/*
 * Content codings of HTTP (RFC 9110, 8.4.1; RFC 8878 for zstd), taken off in one go with a bound on what comes out.
 *
 *     if (coding_begins(CODING_GZIP, body))
 *         status = unpack(CODING_GZIP, body, 16 << 20, &out);
 */
#ifndef CLIENT_CRAWL_UNPACK_H
#define CLIENT_CRAWL_UNPACK_H

#include "shingle/base/status.h"
#include "shingle/base/writer.h"

enum coding { CODING_GZIP, CODING_DEFLATE, CODING_ZSTD, CODING_UNKNOWN };

/* By its name in Content-Encoding, whatever the case. */
enum coding coding_named(struct bytes name);

/* Whether body begins as this coding does; deflate, which comes with and without a head of zlib, may
 * begin with anything that is no tag. */
bool coding_begins(enum coding coding, struct bytes body);

/*
 * Appends what body unpacks to, at most most bytes. STATUS_OK; STATUS_TOOBIG; STATUS_DAMAGED, also when it is cut
 * short; STATUS_NOMEM. Bytes behind the end of the packed data are passed over.
 */
MUST_CHECK enum status unpack(enum coding coding, struct bytes body, size_t most, struct writer *out);

#endif

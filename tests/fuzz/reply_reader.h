/*
 * Reads RESP2 and RESP3 replies, strictly: what is none has no size.
 *
 *     ptrdiff_t size = replied_size(bytes);     // of the first reply
 */
#ifndef TESTS_FUZZ_REPLY_READER_H
#define TESTS_FUZZ_REPLY_READER_H

#include "shingle/base/bytes.h"

enum { REPLIED_WRONG = -1, REPLIED_MORE = 0 };

/* Bytes of the reply that stands first, REPLIED_MORE when it is not all there, REPLIED_WRONG when it is none. */
ptrdiff_t replied_size(struct bytes bytes);

/* The number behind `id`, when the reply is a map that begins with it, as those of SUBMIT and DOC; else 0. */
uint64_t replied_id(struct bytes reply);

#endif

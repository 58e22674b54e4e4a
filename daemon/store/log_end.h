/*
 * Where the log ends in the tree of one of a data file's two meta pages, read without LMDB.
 *
 * LMDB takes the meta page with the higher transaction number, and has no checksum of it: a flipped bit can make the
 * older one look newer, by one, as it should be, and then the last commit would be gone without a word. But all that is
 * acknowledged adds to our log, whose numbers only rise, so the tree whose log ends later is the later one whatever the
 * meta pages say. Both trees are whole at any time: LMDB uses no page again that one of them has.
 */
#ifndef DAEMON_STORE_LOG_END_H
#define DAEMON_STORE_LOG_END_H

#include "shingle/base/bytes.h"

#include <stdbool.h>

/*
 * The number of the last event in *seq, 0 when there is none. False when the way there makes no sense. file is the
 * whole data file, meta the offset of the meta page's first byte in it, page_size a power of two that divides it into
 * pages.
 */
bool log_end(struct bytes file, size_t page_size, size_t meta, uint64_t *seq);

#endif

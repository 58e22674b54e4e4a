/*
 * Memory by whole pages, for tables of megabytes: zeros that are made ready in one call before they are written.
 *
 *     uint64_t *at = pages_map(size);
 *     pages_ready(at, 2 << 20);      // these are about to be written
 *     pages_drop(at, 1 << 20);       // these are needed no more: zeros again, and no memory
 *     pages_unmap(at, size);
 *
 * A page that is first written to costs a fault: measured at 20 us in a virtual machine, as much as matching an
 * article; asked for in one call, a page costs 1 us, and as part of a huge one half of that. Huge pages also spare
 * misses of the TLB: a table of 250 MB that is looked up at random became twice as fast.
 */
#ifndef SHINGLE_BASE_PAGES_H
#define SHINGLE_BASE_PAGES_H

#include <stdbool.h>
#include <stddef.h>

enum { PAGES_HUGE = 2 << 20 /* bytes; also what pages_map() aligns to from this size on */ };

/* Addresses for size bytes, more than 0, whose memory is taken as it is used. NULL: there are none. */
void *pages_map(size_t size);

/* Frees them. NULL is fine. */
void pages_unmap(void *at, size_t size);

/* Takes the memory of the pages that [at, at + size) touches, as far as there is some: no more than a help. */
void pages_ready(void *at, size_t size);

/*
 * Moves the memory of size bytes at `from` to `to`, with what stands in it, so that the system need not clear other
 * memory: that is most of the work of a table that grows. All three are whole huge pages of maps of ours, `to` has no
 * memory yet. `from` stays mapped, and has none then. False: nothing has moved.
 */
bool pages_hand_over(void *from, void *to, size_t size);

/* Gives the memory of the whole pages in [at, at + size) back; they are zero after. */
void pages_drop(void *at, size_t size);

#endif

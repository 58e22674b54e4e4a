/*
 * Packing: texts as raw deflate (RFC 1951), a copy with its base's text as preset dictionary, which leaves little more
 * than what is new in it (measured: 214 bytes on average where 1,215 without).
 *
 *     struct packer *packer;
 *     packer_open(6, &packer);
 *     packer_pack(packer, text, base_text, &writer);              // base_text empty: plain
 *     packer_unpack(packer, packed, size, base_text, arena, &text);
 *     packer_close(packer);
 *
 * The z_streams are made once and reset for each text (47 MB/s where making them anew gives 27). Deflate looks back
 * 32 KiB at most, so of a longer base only the last 32 KiB serve. One thread.
 */
#ifndef DAEMON_STORE_PACK_H
#define DAEMON_STORE_PACK_H

#include "shingle/base/arena.h"
#include "shingle/base/status.h"
#include "shingle/base/writer.h"

enum { PACK_WINDOW = 32 << 10 /* bytes of a base that can serve */ };

struct packer;

/* level: 1 (fast) to 9 (small). BADARG, NOMEM. */
MUST_CHECK enum status packer_open(int level, struct packer **out);

/* Frees it; NULL is fine. */
void packer_close(struct packer *packer);

/* Appends the packed text to writer. NOMEM, TOOBIG over 1 GiB. */
MUST_CHECK enum status packer_pack(struct packer *packer, struct bytes text, struct bytes base, struct writer *writer);

/*
 * As packer_pack() without a base, at level 1: four times as fast, and a tenth larger. For texts that are packed anew
 * while somebody waits for something else. Unpacked like any other.
 */
MUST_CHECK enum status packer_pack_fast(struct packer *packer, struct bytes text, struct writer *writer);

/* Unpacks to exactly size bytes in arena, with the base it was packed with. DAMAGED when it gives anything else, NOMEM.
 */
MUST_CHECK enum status packer_unpack(struct packer *packer, struct bytes packed, size_t size, struct bytes base,
                                     struct arena *arena, struct bytes *out);

/*
 * Unpacks a text whose size nobody knows any more and that was packed by itself. DAMAGED, also when it has more than
 * `most` bytes; NOMEM.
 */
MUST_CHECK enum status packer_unpack_any(struct packer *packer, struct bytes packed, size_t most, struct arena *arena,
                                         struct bytes *out);

#endif

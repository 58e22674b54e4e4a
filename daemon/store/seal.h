/*
 * Seals: every stored value ends with 8 bytes of keyed checksum over table, key and value. LMDB has no checksums; a bit
 * that flips on the disk, or a value under another key than it was written for, shows here.
 *
 *     seal_append(key, table, name, &writer);                 // writer holds the value
 *     if (seal_open(key, table, name, stored, &value) != STATUS_OK) ...
 *
 * A checksum, not a signature: who can read the store's secret can make seals.
 */
#ifndef DAEMON_STORE_SEAL_H
#define DAEMON_STORE_SEAL_H

#include "shingle/base/bytes.h"
#include "shingle/base/hash_key.h"
#include "shingle/base/status.h"
#include "shingle/base/writer.h"

enum { SEAL_SIZE = 8 };

/* Appends the seal of what writer holds; table is a small number, name the key's bytes (at most 32 count). */
void seal_append(const struct hash_key *key, uint8_t table, struct bytes name, struct writer *writer);

/* Checks the seal at the end of stored; *value is what stands before it. DAMAGED. */
MUST_CHECK enum status seal_open(const struct hash_key *key, uint8_t table, struct bytes name, struct bytes stored,
                                 struct bytes *value);

#endif

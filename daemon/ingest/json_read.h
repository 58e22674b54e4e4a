/*
 * JSON as clients send it, read by jansson into an arena, whole or not at all.
 *
 *     const json_t *root;
 *     status = json_read(text, 0, arena, &root, &error);   // root dies with the arena
 *
 * jansson 2.14 does not look whether the buffer of a string could grow: it leaves bytes out and reads on, or ends the
 * process by an assertion. So it is given memory that comes, or is left where it stands.
 */
#ifndef DAEMON_INGEST_JSON_READ_H
#define DAEMON_INGEST_JSON_READ_H

#include "shingle/base/arena.h"
#include "shingle/base/status.h"

#include <jansson.h>

/* Makes jansson ask here for memory, in the whole process. Before a second thread uses jansson; json_read() does it
 * too. */
void json_read_prepare(void);

/*
 * Reads all of text; flags are those of json_loadb(). OK: *out is the arena's, and is never given to json_decref().
 * SYNTAX: error tells where and what. NOMEM: also at the arena's limit.
 */
MUST_CHECK enum status json_read(struct bytes text, size_t flags, struct arena *arena, const json_t **out,
                                 json_error_t *error);

#endif

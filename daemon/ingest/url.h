/*
 * URLs, as far as telling articles apart needs them.
 */
#ifndef DAEMON_INGEST_URL_H
#define DAEMON_INGEST_URL_H

#include "shingle/base/arena.h"

/*
 * The form under which two addresses of one page are equal: no scheme, user or port, host in lower case
 * without "www.", no fragment, no parameters that only tell where a reader came from (utm_*, fbclid, gclid ...), no
 * final slash. In arena; .at NULL when memory ran out. What is no URL comes back as it is, trimmed.
 */
struct bytes url_normalise(struct bytes url, struct arena *arena);

/* The host in the URL as written, without user, port and "www."; empty when it has none. A view. */
struct bytes url_host(struct bytes url);

#endif

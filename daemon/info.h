/*
 * The text of INFO: "name:value" lines in sections "# Section", as Redis has them, so that its clients and monitors can
 * read them.
 */
#ifndef DAEMON_INFO_H
#define DAEMON_INFO_H

#include "daemon/wire/request.h"
#include "shingle/base/writer.h"

struct server;

/* Memory of this process that is resident, in bytes; 0 when the system does not tell. Any thread. */
uint64_t info_resident_bytes(void);

/* Writes the sections that the request's arguments name, or all. Any thread. */
void info_write(struct server *server, const struct request *request, int64_t now_ms, struct writer *out);

#endif

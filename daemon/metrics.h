/*
 * The text of /metrics, in Prometheus's exposition format 0.0.4: counters end in _total, times are seconds, sizes
 * bytes.
 */
#ifndef DAEMON_METRICS_H
#define DAEMON_METRICS_H

#include "shingle/base/writer.h"

struct server;

/* Any thread. */
void metrics_write(struct server *server, struct writer *out);

#endif

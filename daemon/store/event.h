/*
 * Event: one line of the log, which is the change feed and, replayed at a start, what makes the clusters again.
 */
#ifndef DAEMON_STORE_EVENT_H
#define DAEMON_STORE_EVENT_H

#include "shingle/base/bytes.h"
#include "shingle/base/status.h"
#include "shingle/base/writer.h"

enum event_kind {
    EVENT_NEW = 1,   /* article opened cluster */
    EVENT_JOINED,    /* article joined cluster; other = the member it matched */
    EVENT_REVISED,   /* article revises other, in cluster */
    EVENT_MERGED,    /* cluster `other` became part of cluster; article proved it */
    EVENT_SPLIT,     /* article left cluster `other` for cluster */
    EVENT_FORGOTTEN, /* article was removed; other = canonical left in the cluster, 0 = the cluster ended */
    EVENT_ELECTED,   /* article became cluster's canonical; other = the one before */
    EVENT_CANCELLED, /* article was withdrawn by its agency; EVENT_FORGOTTEN follows */
    EVENT_RENAMED    /* cluster `other` is named cluster from now on, because EVENT_SPLIT follows: article, which
                        gave it its name, leaves */
};

struct event {
    uint64_t seq; /* the key in the table; rises by one */
    enum event_kind kind;
    int64_t time_ms;
    uint64_t article, cluster, other;
    struct bytes your_id; /* of the article */
};

/* The word users see, e.g. "joined"; "?" outside the enum. Static storage. */
const char *event_name(enum event_kind kind);

/* Appends the event, without seq. */
void event_encode(const struct event *event, struct writer *writer);

/* Reads an event; your_id is a view into value. seq is left alone. DAMAGED. */
MUST_CHECK enum status event_decode(struct bytes value, struct event *out);

#endif

/*
 * An event of a socket that is waited for only sometimes; `on` remembers, so that nothing is asked of the system twice.
 */
#ifndef DAEMON_EVENT_EVENT_SWITCH_H
#define DAEMON_EVENT_EVENT_SWITCH_H

#include <event2/event.h>
#include <stdbool.h>

/* Waits for the event, or no longer. Where it cannot be added *on stays false, and the next call tries again. */
static inline void event_switch(struct event *event, bool *on, bool wanted)
{
    if (*on == wanted)
        return;
    *on = wanted && event_add(event, NULL) == 0;
    if (!wanted)
        (void)event_del(event);
}

#endif

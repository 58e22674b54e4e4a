/*
 * What a user may do. A command's row names the roles of which one is needed; admin may do everything.
 */
#ifndef DAEMON_WIRE_ROLE_H
#define DAEMON_WIRE_ROLE_H

#include "shingle/base/writer.h"

enum role {
    ROLE_SUBMIT = 1,  /* hands in articles */
    ROLE_QUERY = 2,   /* asks about articles and clusters */
    ROLE_ADMIN = 4,   /* changes what others handed in, sees settings and clients, stops the daemon; and all below */
    ROLE_METRICS = 8, /* reads how the daemon is */
    ROLE_ALL = ROLE_SUBMIT | ROLE_QUERY | ROLE_ADMIN | ROLE_METRICS
};

/* The role of that name, case ignored; 0 when there is none. */
unsigned role_named(struct bytes name);

/* "submit,query": the names of a set of roles. */
void role_print(unsigned roles, struct writer *out);

/* Whether a user with the roles `has` may do what one of the roles `needed` is asked for; 0 = any user may. */
static inline bool role_permits(unsigned has, unsigned needed)
{
    return needed == 0 || (has & (needed | ROLE_ADMIN)) != 0;
}

#endif

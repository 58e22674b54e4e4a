/*
 * Long output to a terminal goes through the user's pager: $PAGER, else less where there is one.
 *
 *     struct pager pager = PAGER_NONE;
 *     if (client.terminal && is_wanted)
 *         pager_open(&pager);       // standard output leads to it from now on
 *     run();
 *     pager_close(&pager);          // waits until the user is done
 *
 * less is told, by $LESS where that is not set, to end by itself when all fits on the screen, to pass colours, and to
 * leave the text on the screen.
 */
#ifndef CLIENT_PAGER_H
#define CLIENT_PAGER_H

#include <sys/types.h>

struct pager {
    pid_t process; /* 0: none */
};

#define PAGER_NONE                                                                                                     \
    {                                                                                                                  \
        0                                                                                                              \
    }

/* No pager, and no word, when $PAGER is empty or cat, when there is none or when it cannot be started. */
void pager_open(struct pager *pager);

/* Ends standard output, when there is a pager. */
void pager_close(struct pager *pager);

#endif

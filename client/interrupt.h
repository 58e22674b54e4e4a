/*
 * SIGINT and SIGTERM, noticed between two steps of something that ends in order.
 *
 *     struct interrupt interrupt = INTERRUPT_NONE;
 *     interrupt_open(&interrupt);
 *     while (!interrupt_seen(&interrupt))
 *         step(interrupt.file);           // a file to poll beside others, -1 when there is none
 *
 * Once the first was seen, a second one ends the program at once.
 */
#ifndef CLIENT_INTERRUPT_H
#define CLIENT_INTERRUPT_H

#include <stdbool.h>

struct interrupt {
    int file; /* can be read when a signal came; -1 until interrupt_open */
    bool seen;
};

#define INTERRUPT_NONE                                                                                                 \
    {                                                                                                                  \
        -1, false                                                                                                      \
    }

/* From now on the signals wait to be seen. Without a file, when there are no more, they end the program as before. */
void interrupt_open(struct interrupt *interrupt);

/* Whether one came. */
bool interrupt_seen(struct interrupt *interrupt);

/* No more is seen; signals that are blocked stay so, for a program that is about to end. */
void interrupt_close(struct interrupt *interrupt);

#endif

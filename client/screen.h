/*
 * A terminal for a program that redraws all of it: the other screen, without cursor, until screen_close, which leaves
 * everything as it was.
 *
 *     struct screen screen;
 *     screen_open(&screen);
 *     do {
 *         screen_clear(&screen);
 *         draw(screen.columns, screen.rows);
 *     } while (screen_wait(&screen, 2000));    // false: Ctrl-C, SIGTERM or q
 *     screen_close(&screen);
 *
 * What goes to standard error meanwhile is told at the end. Only plain sequences that every terminal
 * knows since the VT100 and xterm; all of a picture goes out in one write.
 */
#ifndef CLIENT_SCREEN_H
#define CLIENT_SCREEN_H

#include "client/interrupt.h"

#include <stddef.h>
#include <termios.h>

struct screen {
    size_t columns, rows;
    struct interrupt interrupt;
    int resized; /* a file that can be read when the size changed; -1 when there is none */
    bool keys;   /* standard input is a terminal, and gives every key at once */
    struct termios before;
    int errors; /* what was told on standard error meanwhile, -1 when it is told at once */
    int error_output;
};

void screen_open(struct screen *screen);

/* Empties the screen and puts the cursor to its beginning; columns and rows are up to date. */
void screen_clear(struct screen *screen);

/* Shows what was drawn, and waits so long, or until the size changed or a key was pressed. False: it is to end. */
bool screen_wait(struct screen *screen, int time_ms);

void screen_close(struct screen *screen);

#endif

/*
 * Running text with marked parts, wrapped to the terminal.
 *
 *     struct marked_text text = marked_text_of(client);
 *     marked_text_add(&text, BYTES("The port "), &mark_none);
 *     marked_text_add(&text, BYTES("closed "), &mark_cut);       // in red, or [-closed-] where there are no colours
 *     marked_text_end(&text);
 *
 * A mark stands around words, not around the blanks behind them; colours end with each line, as pagers want it.
 */
#ifndef CLIENT_MARKED_TEXT_H
#define CLIENT_MARKED_TEXT_H

#include "client/client.h"

enum { MARKED_WIDTH_MOST = 100 /* columns of a line */ };

struct mark {
    const char *colour;       /* of the words; "" for none */
    const char *open, *close; /* around them where there are no colours */
};

extern const struct mark mark_none, mark_cut, mark_added;

struct marked_text {
    bool colour;
    size_t width;  /* columns of a line */
    size_t column; /* of the next character */
    bool blank;    /* one is due before the next word */
    bool line;     /* a new line is due before it */
};

struct marked_text marked_text_of(const struct client *client);

/* Prints text, made safe for terminals. Blanks are one blank, line feeds begin a new line. */
void marked_text_add(struct marked_text *out, struct bytes text, const struct mark *mark);

/* Ends the line, when there is something on it. */
void marked_text_end(struct marked_text *out);

#endif

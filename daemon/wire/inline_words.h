/*
 * Splits an inline command, one line as a person types it, into arguments:
 *
 *     SUBMIT title "Storm closes port" text 'it''s wet'   ->   SUBMIT | title | Storm closes port | text | ...
 *
 * Words are parted by spaces and tabs. Double quotes know \n \r \t \\ \" and \xHH; single quotes know \'. As in Redis,
 * a closing quote is followed by a space or the end.
 */
#ifndef DAEMON_WIRE_INLINE_WORDS_H
#define DAEMON_WIRE_INLINE_WORDS_H

#include "daemon/wire/request.h"

/*
 * True when piece, some of a line, holds a control byte besides tab and CR: the start of a TLS handshake, random bytes.
 * Telling at once spares waiting for the line's end.
 */
bool inline_words_forbid(struct bytes piece);

/*
 * Splits request->body in place; a CR at its end is dropped. More than `arguments` words are refused with TOOBIG, an
 * unbalanced quote with SYNTAX (in request->refused). Returns NULL, or why the line cannot come from a client of this
 * protocol: a CR before the end, or an HTTP request, with which web pages attack
 * servers on a reader's own machine.
 */
const char *inline_words_split(struct request *request, uint32_t arguments);

/* What inline_words_split says of a line of HTTP: a browser may have been led here (cross-protocol scripting). */
extern const char INLINE_WORDS_HTTP[];

#endif

/*
 * Why a line was kept or dropped, in two to four words for people. The forest's own reasons are hundreds of small
 * votes; this names what most likely moved them: where the line stands, what its words are about, how it is made.
 *
 *     line->reason = reason_of_line(&list, index);     // when kept is settled
 */
#ifndef SHINGLE_EXTRACT_REASON_H
#define SHINGLE_EXTRACT_REASON_H

#include "shingle/extract/line.h"

/* Static storage, never NULL. */
const char *reason_of_line(const struct line_list *list, size_t index);

#endif

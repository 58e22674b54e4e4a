/*
 * The parts of a request's target: the segments of its path, and the parameters of its query.
 *
 *     struct bytes rest = request.path, segment;
 *     while (http_target_segment(&rest, arena, &segment) == STATUS_OK)
 *         use(segment);                                        // "/articles/key%3Aa" -> "articles", "key:a"
 *     while (http_target_parameter(&query, arena, &name, &value) == STATUS_OK)
 *         use(name, value);                                    // "a=1&b=x%20y+z" -> a 1, b "x y z"
 *
 * Segments are split before they are unescaped, so that an id may hold a slash. Any byte may come out, NUL too.
 */
#ifndef DAEMON_HTTP_HTTP_TARGET_H
#define DAEMON_HTTP_HTTP_TARGET_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"
#include "shingle/base/status.h"

/* The next segment of *path, which has to begin with "/". END after the last; BADARG for a broken escape; NOMEM. */
MUST_CHECK enum status http_target_segment(struct bytes *path, struct arena *arena, struct bytes *segment);

/* The next parameter of *query; "+" is a blank. END, BADARG and NOMEM as above. Empty ones ("&&") are passed over. */
MUST_CHECK enum status http_target_parameter(struct bytes *query, struct arena *arena, struct bytes *name,
                                             struct bytes *value);

#endif

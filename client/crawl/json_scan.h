/*
 * Where the objects in a JSON document begin and end: an array of articles, one pretty-printed article, or several
 * behind each other, without parsing them.
 *
 *     struct json_scan scan = {0};
 *     do peek(more) while (json_scan(&scan, view) == STATUS_END);      // scan.begin .. scan.end is one object
 *
 * Brackets, commas and blanks between objects are passed over. Goes over each byte once, whatever the pieces.
 */
#ifndef CLIENT_CRAWL_JSON_SCAN_H
#define CLIENT_CRAWL_JSON_SCAN_H

#include "shingle/base/bytes.h"
#include "shingle/base/status.h"

struct json_scan {
    size_t begin, end; /* of the object; begin is also where the blanks before it end */
    size_t depth;      /* brackets that are open */
    bool in_string, escaped;
};

/*
 * Goes on over view, which begins as it did at the call before and has more behind. STATUS_OK: an object is whole;
 * STATUS_END: more bytes are needed (none were open where depth is 0); STATUS_SYNTAX: something else than an object
 * stands at begin.
 */
MUST_CHECK enum status json_scan(struct json_scan *scan, struct bytes view);

#endif

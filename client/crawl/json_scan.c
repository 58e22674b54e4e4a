#include "client/crawl/json_scan.h"

static bool is_between(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == '[' || c == ']';
}

/* One byte inside an object. */
static void step(struct json_scan *scan, uint8_t c)
{
    if (scan->in_string) {
        scan->in_string = scan->escaped || c != '"';
        scan->escaped = !scan->escaped && c == '\\';
    } else if (c == '"') {
        scan->in_string = true;
    } else if (c == '{' || c == '[') {
        scan->depth++;
    } else if (c == '}' || c == ']') {
        scan->depth--;
    }
}

enum status json_scan(struct json_scan *scan, struct bytes view)
{
    if (scan->depth == 0) {
        while (scan->begin < view.size && is_between(view.at[scan->begin]))
            scan->begin++;
        scan->end = scan->begin;
        if (scan->begin == view.size)
            return STATUS_END;
        if (view.at[scan->begin] != '{')
            return STATUS_SYNTAX;
    }
    while (scan->end < view.size) {
        step(scan, view.at[scan->end++]);
        if (scan->depth == 0)
            return STATUS_OK;
    }
    return STATUS_END;
}

#include "daemon/api_steps.h"
#include "daemon/http/resp_json.h"

int api_code(enum status status)
{
    switch (status) {
    case STATUS_OK:
    case STATUS_END: return 200;
    case STATUS_BADARG:
    case STATUS_SYNTAX:
    case STATUS_PROTO: return 400;
    case STATUS_NOAUTH:
    case STATUS_WRONGPASS: return 401;
    case STATUS_NOPERM: return 403;
    case STATUS_NOTFOUND: return 404;
    case STATUS_TIMEOUT: return 408;
    case STATUS_EXISTS:
    case STATUS_MISMATCH:
    case STATUS_LOCKED: return 409;
    case STATUS_TOOBIG: return 413;
    case STATUS_UNKNOWN: return 415;
    case STATUS_TOOSHORT:
    case STATUS_NOARTICLE:
    case STATUS_EMBARGOED:
    case STATUS_CANCELLED: return 422;
    case STATUS_LIMIT: return 429;
    case STATUS_BUSY:
    case STATUS_STOPPING:
    case STATUS_READONLY:
    case STATUS_NOMEM: return 503;
    case STATUS_FULL: return 507;
    case STATUS_IO:
    case STATUS_DAMAGED:
    case STATUS_NOTSTORE:
    case STATUS_NEWER: return 500;
    }
    return 500;
}

json_t *api_problem(enum status status, struct bytes detail)
{
    char type[64];
    (void)snprintf(type, sizeof type, "urn:shingled:problem:%s", status_word(status));
    json_t *problem = json_pack("{s:s, s:s, s:i, s:s}", "type", type, "title", status_text(status), "status",
                                api_code(status), "code", status_word(status));
    json_t *text = detail.size ? json_text(detail) : NULL;
    if (problem && text)
        (void)json_object_set(problem, "detail", text);
    json_decref(text);
    return problem;
}

enum status api_error_read(struct bytes error, struct bytes *detail)
{
    struct bytes line = bytes_from(bytes_upto(error, bytes_find(error, BYTES("\r\n"), 0)), 1);
    size_t blank = bytes_find(line, BYTES(" "), 0);
    struct bytes word = bytes_upto(line, blank);
    *detail = blank == SIZE_MAX ? (struct bytes){NULL, 0} : bytes_from(line, blank + 1);
    for (int i = 1; i < STATUS_COUNT; i++)
        if (bytes_equal(word, bytes_of_string(status_word((enum status)i))))
            return (enum status)i;
    return STATUS_BADARG; /* ERR: what clients of Redis look for when a call is wrong */
}

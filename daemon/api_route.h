/*
 * The JSON API as a table: which method and path stands for which command, and where its arguments come from. The
 * commands themselves, and their answers, are those of RESP (daemon/wire/command.h): one set of handlers, two faces.
 *
 *     status = api_route_find(method, path, arena, &call);
 *     status = api_route_request(&call, query, body, request, arena, &problem);
 *     ...
 *     json_t *shown = call.route->shape(answer);
 *
 * doc/openapi.yaml describes the same for people and programs; a test holds the two against each other.
 */
#ifndef DAEMON_API_ROUTE_H
#define DAEMON_API_ROUTE_H

#include "daemon/http/http_request.h"
#include "daemon/wire/command.h"
#include "shingle/base/arena.h"

#include <jansson.h>

enum { API_REFERENCES_MAX = 2 };

/* Where an argument comes from: the query of a GET, the JSON object of a POST. */
enum api_kind {
    API_ARGUMENT, /* its value alone, required */
    API_OPTIONAL, /* its value alone */
    API_OPTION,   /* a word and the value */
    API_NEEDED,   /* the same, required */
    API_SWITCH,   /* a word alone, when the value is true, yes or 1 */
    API_LINES     /* a word, and the values as lines of one argument */
};

struct api_parameter {
    const char *name; /* as the API calls it */
    const char *word; /* as the command calls it */
    enum api_kind kind;
};

/* What a request's body is. */
enum api_body {
    API_BODY_NONE,
    API_BODY_OBJECT, /* a JSON object with the parameters */
    API_BODY_PAGE    /* a page: a JSON object of fields, HTML, text, or NDJSON of many */
};

struct api_route {
    enum http_method method; /* GET stands for HEAD too */
    const char *path;        /* "/api/v1/articles/{ref}/text": each {} becomes an argument */
    enum command_id command;
    enum api_body body;
    const struct api_parameter *parameters;
    size_t parameter_count;
    /* Makes of a command's answer what the API shows; takes the reference over. NULL when memory ran out. */
    json_t *(*shape)(json_t *answer);
};

extern const struct api_route API_ROUTES[];
extern const size_t API_ROUTE_COUNT;

/* A route with the values of its path. */
struct api_call {
    const struct api_route *route;
    struct bytes references[API_REFERENCES_MAX];
    size_t reference_count;
    unsigned methods; /* when the path is known and the method is not: a bit for each that is */
};

/* STATUS_OK; NOTFOUND: no such path; UNKNOWN: another method; BADARG: a broken escape; NOMEM. */
MUST_CHECK enum status api_route_find(enum http_method method, struct bytes path, struct arena *arena,
                                      struct api_call *out);

/*
 * Makes the request that the command gets. body is the JSON object of API_BODY_OBJECT; of API_BODY_PAGE, where `type`
 * is its media type, nothing is read of it, and request holds it already as its first bytes. BADARG, SYNTAX with
 * *problem in words, in arena; UNKNOWN: that media type is not taken; BUSY, NOMEM.
 */
MUST_CHECK enum status api_route_request(const struct api_call *call, struct bytes query, struct bytes type,
                                         struct bytes body, struct request *request, struct arena *arena,
                                         struct bytes *problem);

/* Whether a media type, without its parameters, is this one. */
bool api_type_is(struct bytes type, const char *name);

#endif

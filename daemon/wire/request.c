#include "daemon/wire/request.h"

#include "shingle/base/checked.h"

#include <stdlib.h>

enum { FIRST_BODY = 512 };

struct request *request_new(struct budget *budget)
{
    struct request *request = calloc(1, sizeof *request);
    if (!request)
        return NULL;
    request->budget = budget;
    request->spans = malloc(REQUEST_FIRST_ARGUMENTS * sizeof *request->spans);
    request->span_capacity = REQUEST_FIRST_ARGUMENTS;
    if (!request->spans) {
        free(request);
        return NULL;
    }
    return request;
}

/* A few clients with huge requests must not keep all others from asking. */
static bool charge(struct request *request, size_t size)
{
    bool small = request->charged + size <= REQUEST_SMALL;
    if (request->budget && !budget_take_leaving(request->budget, size, small ? 0 : request->budget->cap / 4))
        return false;
    request->charged += size;
    return true;
}

static void discharge(struct request *request, size_t size)
{
    if (request->budget)
        budget_give(request->budget, size);
    request->charged -= size;
}

void request_free(struct request *request)
{
    if (!request)
        return;
    discharge(request, request->charged);
    free(request->body);
    free(request->spans);
    free(request);
}

void request_clear(struct request *request, size_t keep_size)
{
    discharge(request, request->charged);
    if (request->capacity > keep_size) {
        free(request->body);
        request->body = NULL;
        request->capacity = 0;
    }
    request->size = 0;
    request->count = 0;
    request->refused = STATUS_OK;
    request->refused_what = NULL;
    request->refused_size = 0;
    request->refused_limit = 0;
    request->wire_size = 0;
}

/*
 * Memory grows with what has arrived, never with what was announced: at most to twice of what is needed now, and not
 * past what is announced. Each byte is moved O(1) times on average.
 */
static size_t next_capacity(const struct request *request, size_t needed, size_t expected_size)
{
    size_t doubled = request->capacity ? request->capacity * 2 : FIRST_BODY;
    size_t capacity = doubled > needed ? doubled : needed;
    if (expected_size >= needed && capacity > expected_size)
        capacity = expected_size;
    return capacity < FIRST_BODY ? FIRST_BODY : capacity;
}

enum status request_append(struct request *request, struct bytes piece, size_t expected)
{
    size_t needed;
    size_t expected_size;
    if (!checked_add_size(request->size, piece.size, &needed) ||
        !checked_add_size(request->size, expected, &expected_size) || needed > UINT32_MAX)
        return STATUS_NOMEM;
    size_t capacity = request->capacity;
    if (needed > capacity)
        capacity = next_capacity(request, needed, expected_size);
    if (capacity > request->charged && !charge(request, capacity - request->charged))
        return STATUS_BUSY;
    if (capacity > request->capacity) {
        uint8_t *grown = realloc(request->body, capacity);
        if (!grown)
            return STATUS_NOMEM;
        request->body = grown;
        request->capacity = capacity;
    }
    if (piece.size)
        memcpy(request->body + request->size, piece.at, piece.size);
    request->size = needed;
    return STATUS_OK;
}

enum status request_close_argument(struct request *request, size_t at, size_t size)
{
    if (request->count == request->span_capacity) {
        uint32_t capacity = request->span_capacity * 2;
        struct request_span *grown =
            capacity <= REQUEST_ARGUMENTS_MAX ? realloc(request->spans, capacity * sizeof *grown) : NULL;
        if (!grown)
            return STATUS_NOMEM;
        request->spans = grown;
        request->span_capacity = capacity;
    }
    request->spans[request->count++] = (struct request_span){(uint32_t)at, (uint32_t)size};
    return STATUS_OK;
}

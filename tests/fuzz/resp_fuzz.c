/*
 * Law: how the bytes are cut into pieces makes no difference to the requests that come out, and a request that was kept
 * comes out again when it is written as RESP. The first byte of the input says how long the pieces are.
 */
#include "daemon/wire/resp.h"
#include "shingle/base/writer.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct resp_limits limits = {.argument = 64, .request = 200, .inline_line = 80, .arguments = 5};

static void require(bool law)
{
    if (!law)
        abort();
}

static void record(const struct request *request, struct writer *out)
{
    require(request->count <= limits.arguments && request->size <= limits.request);
    writer_format(out, "*%u %d\r\n", request->count, request->refused);
    for (uint32_t i = 0; i < request->count; i++) {
        struct bytes argument = request_argument(request, i);
        writer_format(out, "$%zu\r\n", argument.size);
        writer_bytes(out, argument);
        writer_format(out, "\r\n");
    }
}

static void run(struct bytes input, size_t piece, struct writer *out)
{
    struct budget budget = {.cap = 4096};
    struct resp_parser parser;
    resp_init(&parser, &limits);
    parser.request = request_new(&budget);
    require(parser.request != NULL);
    while (input.size && parser.event != RESP_BROKEN) {
        size_t used = resp_feed(&parser, bytes_upto(input, piece));
        require(used > 0 || parser.event == RESP_BROKEN);
        input = bytes_from(input, used);
        if (parser.event == RESP_REQUEST) {
            struct request *request = resp_take(&parser);
            record(request, out);
            request_clear(request, 128);
            parser.request = request;
        }
    }
    writer_format(out, "%d %d", parser.event, resp_idle(&parser));
    request_free(parser.request);
    require(budget_used(&budget) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct writer whole = {0};
    struct writer pieces = {0};
    struct bytes input = bytes_of(data + 1, size - 1);
    run(input, SIZE_MAX, &whole);
    run(input, 1 + data[0] % 40u, &pieces);
    require(bytes_equal(writer_view(&whole), writer_view(&pieces)));
    writer_close(&whole);
    writer_close(&pieces);
    return 0;
}

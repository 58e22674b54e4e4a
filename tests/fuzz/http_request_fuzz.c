/*
 * Law: once a head is complete, more bytes behind it change nothing; before that, no beginning of it is anything but
 * incomplete or, at its end, judged. What is read lies inside the head, and a body has one end at most.
 */
#include "daemon/http/http_request.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool law)
{
    if (!law)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes whole = bytes_of(data, size);
    struct http_request request = {0};
    enum http_reading reading = http_request_read(whole, &request);
    if (reading == HTTP_READING_DONE)
        require(request.path.size > 0 && request.path.at >= data &&
                request.path.at + request.path.size <= data + size && *request.path.at == '/' && request.size <= size &&
                request.size <= HTTP_HEAD_SIZE && !(request.chunked && request.content_length));
    for (size_t i = 0; reading == HTTP_READING_DONE && i < request.field_count; i++)
        require(request.fields[i].name.at > data && request.fields[i].value.at <= data + request.size);
    enum http_reading before = HTTP_READING_MORE;
    for (size_t cut = 0; cut <= size; cut += 1 + cut / 16) {
        enum http_reading now = http_request_read(bytes_upto(whole, cut), &request);
        require(before == HTTP_READING_MORE || now == before);
        before = now;
    }
    require(before == HTTP_READING_MORE || before == reading || reading == HTTP_READING_TOO_LONG);
    return 0;
}

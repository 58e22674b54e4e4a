/*
 * Laws: how the bytes of a WARC file come in pieces makes no difference to its records and their pages; the blocks of
 * a file together are no larger than the file; pages keep to their limit. The first byte says how long the pieces are.
 */
#include "client/crawl/http_response.h"
#include "client/crawl/warc.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct memory {
    struct bytes all;
    size_t at, piece; /* bytes that are handed out beyond those asked for */
};

static void require(bool law)
{
    if (!law)
        abort();
}

static enum status peek(void *owner, size_t least, struct bytes *view)
{
    const struct memory *memory = owner;
    struct bytes rest = bytes_from(memory->all, memory->at);
    *view = bytes_upto(rest, least < SIZE_MAX - memory->piece ? least + memory->piece : SIZE_MAX);
    return rest.size >= least ? STATUS_OK : STATUS_END;
}

static void take(void *owner, size_t size)
{
    struct memory *memory = owner;
    require(size <= memory->all.size - memory->at);
    memory->at += size;
}

static void record_page(struct bytes block, struct http_scratch *scratch, struct writer *out)
{
    struct http_response response;
    struct bytes page;
    const char *why;
    if (!http_response_read(block, &response))
        return;
    enum status status = http_response_page(&response, scratch, &page, &why);
    writer_format(out, "%u %d ", response.status, status);
    require(page.size <= HTTP_PAGE_MAX || status != STATUS_OK);
    if (status == STATUS_OK)
        writer_bytes(out, page);
}

static void run(struct bytes input, size_t piece, struct writer *out)
{
    struct memory memory = {input, 0, piece};
    struct byte_source source = {&memory, peek, take};
    struct http_scratch scratch = {0};
    struct warc_record record;
    struct warc warc;
    enum status status;
    size_t blocks = 0;
    warc_open(&warc, &source);
    while ((status = warc_next(&warc, &record)) == STATUS_OK) {
        blocks += record.block.size;
        writer_format(out, "%d %d ", record.type, record.too_big);
        writer_bytes(out, record.id);
        writer_bytes(out, record.url);
        writer_bytes(out, record.block);
        record_page(record.block, &scratch, out);
    }
    writer_format(out, "%d %s", status, warc.why ? warc.why : "");
    require(blocks <= input.size && warc.number <= input.size);
    http_scratch_close(&scratch);
    warc_close(&warc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct writer whole = {0};
    struct writer pieces = {0};
    struct bytes input = bytes_of(data + 1, size - 1);
    run(input, SIZE_MAX / 2, &whole);
    run(input, data[0] % 40u, &pieces);
    require(bytes_equal(writer_view(&whole), writer_view(&pieces)));
    writer_close(&whole);
    writer_close(&pieces);
    return 0;
}

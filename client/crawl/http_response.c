#include "client/crawl/http_response.h"

#include "client/crawl/head_lines.h"
#include "client/crawl/unpack.h"

void http_scratch_close(struct http_scratch *scratch)
{
    writer_close(&scratch->buffers[0]);
    writer_close(&scratch->buffers[1]);
}

/* "HTTP/1.1 200 OK" (RFC 9112, 4); HTTP/2 has no line of its own, crawlers write "HTTP/2 200". */
static bool read_status(struct bytes line, unsigned *status)
{
    if (!bytes_starts_with_nocase(line, BYTES("HTTP/")))
        return false;
    size_t space = bytes_find(line, BYTES(" "), 0);
    struct bytes digits = bytes_upto(bytes_trim(bytes_from(line, space)), 3);
    uint64_t number;
    if (digits.size != 3 || !bytes_to_u64(digits, &number))
        return false;
    *status = (unsigned)number;
    return true;
}

bool http_response_read(struct bytes message, struct http_response *out)
{
    size_t size = head_size(bytes_upto(message, HTTP_HEAD_MAX), 0);
    if (size == SIZE_MAX && message.size <= HTTP_HEAD_MAX)
        size = message.size; /* a head and nothing behind it */
    *out = (struct http_response){.status = 0};
    if (size == SIZE_MAX)
        return false;
    out->head = bytes_upto(message, size);
    out->body = bytes_from(message, size);
    out->content_type = head_value(out->head, "Content-Type");
    return read_status(head_first_line(out->head), &out->status);
}

/* A chunk's line: its size in hexadecimal, perhaps with extensions. False when it is none. */
static bool read_chunk_size(struct bytes line, size_t *size)
{
    size_t digits = 0;
    *size = 0;
    line = bytes_trim(head_token(line));
    for (; digits < line.size; digits++) {
        uint8_t c = line.at[digits];
        unsigned digit = c >= '0' && c <= '9'                     ? (unsigned)c - '0'
                         : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20u) - 'a' + 10u
                                                                  : 16u;
        if (digit > 15 || *size > HTTP_PAGE_MAX)
            return false;
        *size = *size * 16 + digit;
    }
    return digits > 0;
}

/* Puts chunks together. STATUS_NOTFOUND: the body is not chunked. */
static enum status join_chunks(struct bytes body, struct writer *out)
{
    for (size_t count = 0;; count++) {
        size_t size, end = bytes_find(bytes_upto(body, 1024), BYTES("\n"), 0);
        if (end == SIZE_MAX || !read_chunk_size(bytes_upto(body, end), &size))
            return count ? STATUS_DAMAGED : STATUS_NOTFOUND;
        body = bytes_from(body, end + 1);
        if (size == 0)
            return STATUS_OK;
        if (out->size + size > HTTP_PAGE_MAX)
            return STATUS_TOOBIG;
        if (body.size < size)
            return count ? STATUS_DAMAGED : STATUS_NOTFOUND;
        writer_bytes(out, bytes_upto(body, size));
        body = bytes_from(body, size);
        if (bytes_starts_with(body, BYTES("\r")))
            body = bytes_from(body, 1);
        if (bytes_starts_with(body, BYTES("\n")))
            body = bytes_from(body, 1);
        if (out->failed)
            return STATUS_NOMEM;
    }
}

/* Takes the last name off a list "gzip, deflate"; empty when none is left. */
static struct bytes take_last(struct bytes *list)
{
    size_t start = list->size;
    while (start && list->at[start - 1] != ',')
        start--;
    struct bytes name = bytes_trim(bytes_from(*list, start));
    *list = bytes_upto(*list, start ? start - 1 : 0);
    return name;
}

static const char *text_of(enum status status)
{
    switch ((int)status) {
    case STATUS_TOOBIG: return "the page is over 16 MiB";
    case STATUS_UNKNOWN: return "the page's content coding is not known";
    case STATUS_NOMEM: return "out of memory";
    default: return "the page's body is broken or cut short";
    }
}

/* Takes the codings off, the last one first. */
static enum status take_codings(struct bytes codings, struct http_scratch *scratch, unsigned turn, struct bytes *page)
{
    unsigned taken = 0;
    while (codings.size) {
        struct bytes name = take_last(&codings);
        if (name.size == 0 || bytes_equal_nocase(name, BYTES("identity")))
            continue;
        enum coding coding = coding_named(name);
        if (coding == CODING_UNKNOWN || ++taken > HTTP_CODINGS_MAX)
            return STATUS_UNKNOWN;
        if (!coding_begins(coding, *page))
            continue;
        struct writer *out = &scratch->buffers[turn ^= 1];
        writer_clear(out);
        enum status status = unpack(coding, *page, HTTP_PAGE_MAX, out);
        if (status != STATUS_OK)
            return status;
        *page = writer_view(out);
    }
    return STATUS_OK;
}

enum status http_response_page(const struct http_response *response, struct http_scratch *scratch, struct bytes *page,
                               const char **why)
{
    enum status status = STATUS_OK;
    *page = response->body;
    writer_clear(&scratch->buffers[0]);
    if (bytes_find_nocase(head_value(response->head, "Transfer-Encoding"), BYTES("chunked"), 0) != SIZE_MAX) {
        status = join_chunks(response->body, &scratch->buffers[0]);
        if (status == STATUS_OK)
            *page = writer_view(&scratch->buffers[0]);
        else if (status == STATUS_NOTFOUND)
            status = STATUS_OK;
    }
    if (status == STATUS_OK)
        status = take_codings(head_value(response->head, "Content-Encoding"), scratch, 0, page);
    if (status == STATUS_OK && page->size > HTTP_PAGE_MAX)
        status = STATUS_TOOBIG;
    *why = status == STATUS_OK ? NULL : text_of(status);
    return status;
}

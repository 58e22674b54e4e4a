#include "client/crawl/head_lines.h"
#include "client/crawl/http_response.h"
#include "client/crawl/json_scan.h"
#include "client/crawl/unpack.h"
#include "client/crawl/warc.h"
#include "client/file_walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>
/* cmocka wants the headers above first. */
#include <cmocka.h>

static void assert_bytes(struct bytes got, const char *expected)
{
    if (!bytes_equal(got, bytes_of_string(expected)))
        fail_msg("got \"%" BYTES_FORMAT "\", expected \"%s\"", BYTES_ARGS(got), expected);
}

static void heads_are_read_as_people_write_them(void **state)
{
    (void)state;
    struct bytes head =
        BYTES("HTTP/1.1 200 OK\r\ncontent-TYPE:  text/html; Charset=\"utf-8\" \r\n folded: x\r\nA:b\n\r\n");
    assert_int_equal(head_size(head, 0), head.size);
    assert_int_equal(head_size(bytes_upto(head, head.size - 1), 0), SIZE_MAX);
    assert_int_equal(head_size(BYTES("a: b\n\nrest"), 0), 6);
    assert_bytes(head_first_line(head), "HTTP/1.1 200 OK");
    assert_bytes(head_value(head, "Content-Type"), "text/html; Charset=\"utf-8\"");
    assert_bytes(head_token(head_value(head, "Content-Type")), "text/html");
    assert_bytes(head_parameter(head_value(head, "Content-Type"), "charset"), "utf-8");
    assert_bytes(head_parameter(head_value(head, "Content-Type"), "boundary"), "");
    assert_bytes(head_value(head, "a"), "b");
    assert_bytes(head_value(head, "folded"), "");
    assert_bytes(head_value(head, "Content"), "");
}

/* The page of a message, or the name of what is wrong with it. */
static void assert_page(struct bytes message, enum status wanted, const char *page)
{
    struct http_response response;
    struct http_scratch scratch = {0};
    struct bytes got;
    const char *why;
    assert_true(http_response_read(message, &response));
    enum status status = http_response_page(&response, &scratch, &got, &why);
    if (status != wanted)
        fail_msg("status %d (%s), expected %d", status, why ? why : "none", wanted);
    assert_true((status == STATUS_OK) == (why == NULL));
    if (page)
        assert_bytes(got, page);
    http_scratch_close(&scratch);
}

#define CHUNKED "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

static void chunks_are_put_together(void **state)
{
    (void)state;
    assert_page(BYTES(CHUNKED "4\r\nThe \r\n00a;x=y\r\nharbour is\r\n0\r\n\r\n"), STATUS_OK, "The harbour is");
    assert_page(BYTES(CHUNKED "0\r\n\r\n"), STATUS_OK, "");
    assert_page(BYTES(CHUNKED "<p>not chunked at all</p>"), STATUS_OK, "<p>not chunked at all</p>");
    assert_page(BYTES(CHUNKED "4\r\nThe \r\n5\r\nhar"), STATUS_DAMAGED, NULL);
    assert_page(BYTES(CHUNKED "4\r\nThe \r\nzz\r\nhar"), STATUS_DAMAGED, NULL);
    assert_page(BYTES(CHUNKED "4\r\nThe \r\nffffffffffffffffff\r\nhar"), STATUS_DAMAGED, NULL);
    assert_page(BYTES(CHUNKED "1000001\r\nhar"), STATUS_TOOBIG, NULL);
    assert_page(BYTES("HTTP/1.0 200 OK\n\nplain"), STATUS_OK, "plain");
}

/* Packs text; the caller frees it. */
static struct bytes packed(enum coding coding, struct bytes text, int window)
{
    size_t room = text.size + text.size / 100 + 1024;
    uint8_t *at = malloc(room);
    assert_non_null(at);
    if (coding == CODING_ZSTD)
        return bytes_of(at, ZSTD_compress(at, room, text.at, text.size, 1));
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)text.at, .avail_in = (uInt)text.size};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_out = at;
    stream.avail_out = (uInt)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size_t size = stream.total_out;
    (void)deflateEnd(&stream);
    return bytes_of(at, size);
}

static void assert_packed_page(const char *codings, struct bytes body, enum status wanted, const char *page)
{
    struct writer message = {0};
    writer_format(&message, "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n\r\n", codings);
    writer_bytes(&message, body);
    assert_page(writer_view(&message), wanted, page);
    writer_close(&message);
}

static void codings_come_off(void **state)
{
    (void)state;
    struct bytes text = BYTES("<p>The harbour is closed.</p>");
    struct bytes gzip = packed(CODING_GZIP, text, 15 + 16), zlib = packed(CODING_DEFLATE, text, 15);
    struct bytes raw = packed(CODING_DEFLATE, text, -15), zstd = packed(CODING_ZSTD, text, 0);
    struct bytes twice = packed(CODING_GZIP, zstd, 15 + 16), thrice = packed(CODING_GZIP, twice, 15 + 16);
    const char *page = "<p>The harbour is closed.</p>";
    assert_packed_page("gzip", gzip, STATUS_OK, page);
    assert_packed_page("X-GZIP, identity", gzip, STATUS_OK, page);
    assert_packed_page("deflate", zlib, STATUS_OK, page);
    assert_packed_page("deflate", raw, STATUS_OK, page);
    assert_packed_page("zstd", zstd, STATUS_OK, page);
    assert_packed_page("zstd, gzip", twice, STATUS_OK, page);
    assert_packed_page("zstd, gzip, gzip", thrice, STATUS_UNKNOWN, NULL);
    assert_packed_page("br", gzip, STATUS_UNKNOWN, NULL);
    assert_packed_page("gzip", text, STATUS_OK, page);
    assert_packed_page("deflate", text, STATUS_OK, page);
    assert_packed_page("gzip", bytes_upto(gzip, gzip.size - 9), STATUS_DAMAGED, NULL);
    assert_packed_page("zstd", bytes_upto(zstd, zstd.size - 3), STATUS_DAMAGED, NULL);
    assert_packed_page("deflate", BYTES("\x78\x9cnonsense"), STATUS_DAMAGED, NULL);
    const struct bytes all[] = {gzip, zlib, raw, zstd, twice, thrice};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free((void *)(uintptr_t)all[i].at);
}

static void bombs_are_bounded_at_the_limit(void **state)
{
    (void)state;
    struct bytes zeros = bytes_of(calloc(1, HTTP_PAGE_MAX + 1), HTTP_PAGE_MAX + 1);
    assert_non_null(zeros.at);
    for (enum coding coding = CODING_GZIP; coding <= CODING_ZSTD; coding++) {
        const char *name = coding == CODING_ZSTD ? "zstd" : coding == CODING_GZIP ? "gzip" : "deflate";
        struct bytes fits = packed(coding, bytes_upto(zeros, HTTP_PAGE_MAX), coding == CODING_GZIP ? 31 : 15);
        struct bytes bomb = packed(coding, zeros, coding == CODING_GZIP ? 31 : 15);
        assert_packed_page(name, fits, STATUS_OK, NULL);
        assert_packed_page(name, bomb, STATUS_TOOBIG, NULL);
        free((void *)(uintptr_t)fits.at);
        free((void *)(uintptr_t)bomb.at);
    }
    free((void *)(uintptr_t)zeros.at);
}

/* Memory as a source that hands out little more than it is asked for. */
struct memory {
    struct bytes all;
    size_t at;
};

static enum status peek(void *owner, size_t least, struct bytes *view)
{
    struct memory *memory = owner;
    struct bytes rest = bytes_from(memory->all, memory->at);
    *view = bytes_upto(rest, least);
    return rest.size >= least ? STATUS_OK : STATUS_END;
}

static void take(void *owner, size_t size)
{
    ((struct memory *)owner)->at += size;
}

static void assert_warc(struct bytes file, size_t records, enum status end, const char *why)
{
    struct memory memory = {file, 0};
    struct byte_source source = {&memory, peek, take};
    struct warc warc;
    struct warc_record record;
    enum status status;
    warc_open(&warc, &source);
    size_t count = 0;
    while ((status = warc_next(&warc, &record)) == STATUS_OK)
        count++;
    if (count != records || status != end)
        fail_msg("%zu records and status %d, expected %zu and %d", count, status, records, end);
    if (why)
        assert_string_equal(warc.why, why);
    warc_close(&warc);
}

#define RECORD                                                                                                         \
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:1>\r\nWARC-Target-URI: <http://a.example/>\r\n"         \
    "Content-Length: 5\r\n\r\n12345\r\n\r\n"

static void records_are_counted_to_the_first_broken_one(void **state)
{
    (void)state;
    assert_warc(BYTES(""), 0, STATUS_END, NULL);
    assert_warc(BYTES(RECORD RECORD), 2, STATUS_END, NULL);
    assert_warc(BYTES("\r\n\n" RECORD "\r\n\r\n\r\n"), 1, STATUS_END, NULL);
    assert_warc(BYTES(RECORD "garbage"), 1, STATUS_DAMAGED, "no WARC record begins where one should");
    assert_warc(BYTES(RECORD "WARC/1.0\r\nWARC-Type: response\r\n"), 1, STATUS_DAMAGED,
                "the file ends inside a record");
    assert_warc(BYTES(RECORD "WARC/1.0\r\nContent-Length: 5\r\n\r\n1234"), 1, STATUS_DAMAGED,
                "the file ends inside a record");
    assert_warc(BYTES("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\n1234"), 0, STATUS_DAMAGED, NULL);
    assert_warc(BYTES("WARC/1.0\r\nContent-Length: -1\r\n\r\n"), 0, STATUS_DAMAGED,
                "a record does not tell its length");
    assert_warc(BYTES("WARC/1.0\r\nContent-Length: 18446744073709551615\r\n\r\nx"), 0, STATUS_DAMAGED, NULL);
    assert_warc(BYTES("WARC/1.0\r\nContent-Length: 18446744073709551616\r\n\r\nx"), 0, STATUS_DAMAGED, NULL);
}

static void views_of_a_record_are_its_own(void **state)
{
    (void)state;
    struct memory memory = {BYTES(RECORD), 0};
    struct byte_source source = {&memory, peek, take};
    struct warc warc;
    struct warc_record record;
    warc_open(&warc, &source);
    assert_int_equal(warc_next(&warc, &record), STATUS_OK);
    assert_int_equal(record.type, WARC_RESPONSE);
    assert_bytes(record.id, "urn:x:1");
    assert_bytes(record.url, "http://a.example/");
    assert_bytes(record.block, "12345");
    warc_close(&warc);
}

/* A head of size bytes. */
static struct bytes head_of(size_t size)
{
    static char head[WARC_HEAD_MAX + 16];
    memset(head, 'x', sizeof head);
    memcpy(head, "WARC/1.0\r\nContent-Length: 0\r\nX: ", 32);
    memcpy(head + size - 4, "\r\n\r\n", 4);
    return bytes_of(head, size);
}

static void limits_hold_at_their_edges(void **state)
{
    (void)state;
    assert_warc(head_of(WARC_HEAD_MAX), 1, STATUS_END, NULL);
    assert_warc(head_of(WARC_HEAD_MAX + 1), 0, STATUS_DAMAGED, "a record's head is over 64 KiB");
    for (size_t over = 0; over < 2; over++) {
        struct writer file = {0};
        struct warc warc;
        struct warc_record record;
        writer_format(&file, "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %zu\r\n\r\n", WARC_BLOCK_MAX + over);
        assert_non_null(writer_reserve(&file, WARC_BLOCK_MAX + over));
        memset(file.at + file.size, 'a', WARC_BLOCK_MAX + over);
        file.size += WARC_BLOCK_MAX + over;
        struct memory memory = {writer_view(&file), 0};
        struct byte_source source = {&memory, peek, take};
        warc_open(&warc, &source);
        assert_int_equal(warc_next(&warc, &record), STATUS_OK);
        assert_int_equal(record.too_big, over);
        assert_int_equal(record.block.size, over ? 0 : WARC_BLOCK_MAX);
        assert_int_equal(warc_next(&warc, &record), STATUS_END);
        warc_close(&warc);
        writer_close(&file);
    }
}

/* The objects of a document, parted by "|", the scan being fed `piece` bytes more each time. */
static void assert_objects(const char *text, size_t piece, const char *expected, enum status end)
{
    struct bytes all = bytes_of_string(text);
    struct writer out = {0};
    struct json_scan scan = {.depth = 0};
    enum status status = STATUS_END;
    for (size_t shown = piece;; shown += piece) {
        struct bytes view = bytes_upto(all, shown);
        while ((status = json_scan(&scan, view)) == STATUS_OK) {
            writer_format(&out, "%s%.*s", out.size ? "|" : "", (int)(scan.end - scan.begin), view.at + scan.begin);
            scan.begin = scan.end;
        }
        if (status != STATUS_END || shown >= all.size)
            break;
    }
    assert_bytes(writer_view(&out), expected);
    assert_int_equal(status, end);
    writer_close(&out);
}

static void objects_are_found_in_any_pieces(void **state)
{
    (void)state;
    for (size_t piece = 1; piece < 40; piece += 3) {
        assert_objects("[{\"a\": [1, {\"b\": \"}\\\"{\"}]},\n {}]", piece, "{\"a\": [1, {\"b\": \"}\\\"{\"}]}|{}",
                       STATUS_END);
        assert_objects("{\"a\":\n1}\n{\"b\":2}", piece, "{\"a\":\n1}|{\"b\":2}", STATUS_END);
        assert_objects("[1]", piece, "", STATUS_SYNTAX);
        assert_objects("{\"a\": {", piece, "", STATUS_END);
        assert_objects("{\"\\\\\"}x", piece, "{\"\\\\\"}", STATUS_SYNTAX);
        assert_objects(" [ ] ", piece, "", STATUS_END);
    }
}

static void a_walk_has_one_order(void **state)
{
    (void)state;
    static const char *const sorted[] = {"", "a", "a/b", "a/c/d", "a.html", "ab", "b"};
    for (int i = 0; i < 7; i++)
        for (int j = 0; j < 7; j++)
            assert_int_equal(file_walk_compare(sorted[i], sorted[j]), (i > j) - (i < j));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_are_read_as_people_write_them),
        cmocka_unit_test(chunks_are_put_together),
        cmocka_unit_test(codings_come_off),
        cmocka_unit_test(bombs_are_bounded_at_the_limit),
        cmocka_unit_test(records_are_counted_to_the_first_broken_one),
        cmocka_unit_test(views_of_a_record_are_its_own),
        cmocka_unit_test(limits_hold_at_their_edges),
        cmocka_unit_test(objects_are_found_in_any_pieces),
        cmocka_unit_test(a_walk_has_one_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

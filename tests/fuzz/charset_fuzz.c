/*
 * Any bytes as a page with a label: the first byte is the label's size. Laws: what comes out is valid UTF-8 of at most
 * three times the size, decoding it again changes nothing, and nothing is counted bad the second time.
 */
#include "shingle/extract/charset.h"
#include "shingle/text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool law)
{
    if (!law)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct charset_text first;
    struct charset_text second;
    struct bytes input = bytes_of(data, size);
    size_t label_size = size ? data[0] % 32u : 0;
    struct bytes label = bytes_upto(bytes_from(input, 1), label_size);
    struct bytes page = bytes_from(input, 1 + label.size);
    arena_init(&arena, 4096, 0);
    require(charset_decode(page, label, &arena, &first) == STATUS_OK);
    require(utf8_valid_upto(first.text) == first.text.size);
    require(first.text.size <= 3 * page.size + 8);
    require(charset_decode_as(first.text, CHARSET_UTF_8, &arena, &second) == STATUS_OK);
    require(bytes_equal(first.text, second.text) && second.bad == 0);
    (void)charset_guess(page, label);
    arena_close(&arena);
    return 0;
}

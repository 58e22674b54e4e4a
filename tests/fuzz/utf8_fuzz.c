/* Laws: what was repaired is well-formed, repairing it again changes nothing, reading code points gives the same. */
#include "shingle/text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void law(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct bytes text = bytes_of(data, size);
    struct bytes once;
    struct bytes twice;
    size_t bad;
    size_t none;
    arena_init(&arena, 1 << 12, 0);
    law(utf8_repair(text, &arena, &once, &bad) == STATUS_OK);
    law(once.size <= 3 * size && (bad == 0) == (utf8_valid_upto(text) == size));
    law(utf8_valid_upto(once) == once.size);
    law(utf8_repair(once, &arena, &twice, &none) == STATUS_OK && none == 0 && twice.at == once.at);
    size_t joined = 0;
    for (size_t at = 0; at < size;) {
        uint8_t raw[UTF8_SIZE_MAX];
        size_t put = utf8_put(raw, utf8_next(text, &at));
        law(put <= once.size - joined && memcmp(once.at + joined, raw, put) == 0);
        joined += put;
    }
    law(joined == once.size);
    arena_close(&arena);
    return 0;
}

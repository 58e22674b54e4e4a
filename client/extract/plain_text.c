#include "client/extract/plain_text.h"

size_t plain_next(struct bytes text, size_t *at, uint8_t out[UTF8_SIZE_MAX])
{
    uint32_t code = utf8_next(text, at);
    if (code == '\n' || code == '\t' || code == '\r')
        code = ' ';
    if (code < 0x20 || (code >= 0x7f && code < 0xa0))
        return 0;
    return utf8_put(out, code);
}

/* Writes wording_tags.c: which tags the learnt wording has. Run by the build. */
#include "shingle/extract/wording.h"

#include <inttypes.h>
#include <stdio.h>

#include "shingle/extract/wording_table.inc"

const uint64_t wording_tags[WORDING_TAG_WORDS] = {0}; /* not looked at here */

int main(void)
{
    static uint64_t tags[WORDING_TAG_WORDS];
    for (size_t i = 0; i < WORDING_SLOTS; i++) {
        uint16_t tag = wording_learnt.tag[i];
        tags[tag / 64] |= (uint64_t)(tag != 0) << tag % 64;
    }
    printf("/* Made by wording_generate. */\n#include \"shingle/extract/wording.h\"\n\n");
    printf("const uint64_t wording_tags[WORDING_TAG_WORDS] = {\n");
    for (size_t i = 0; i < WORDING_TAG_WORDS; i++)
        printf("    0x%016" PRIx64 "u,\n", tags[i]);
    printf("};\n");
    return 0;
}

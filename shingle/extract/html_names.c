/* Written by cmake/generate_html_names.py: change that, not this. */
#include "shingle/extract/html_names.h"

/* clang-format off */
#define TAG_MULTIPLIER UINT64_C(0xb39f1cfc86fb3aa5)
#define TAG_BITS 11
static const uint8_t tag_slots[1 << TAG_BITS] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 96, 0, 0, 0, 0, 0, 0,
    126, 0, 0, 0, 134, 0, 0, 0, 0, 36, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 135, 0, 0, 0, 0, 0, 0, 0, 0, 8,
    0, 0, 0, 0, 0, 0, 0, 0, 74, 0, 0, 0, 0, 0, 0, 75, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 54, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 1, 0, 0, 0, 0, 0, 0, 69, 0, 0, 0, 0, 0, 0, 0, 43, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 83, 49, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 67, 0, 0, 0, 0, 0, 109, 0, 0, 0, 0, 0, 0, 80, 0, 0, 127, 0, 0, 0, 142, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 82, 0, 0, 0, 0, 0, 0, 0, 0, 0, 84, 0, 0,
    0, 0, 0, 0, 46, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 111, 115, 0, 0,
    0, 0, 77, 0, 0, 0, 0, 0, 33, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 51, 0, 0, 103, 0, 0, 102, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 143, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 79, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    139, 0, 0, 0, 0, 0, 25, 0, 0, 0, 0, 0, 65, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 66, 0, 0, 97, 0, 41, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 123, 0, 0, 0, 30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 124, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 106, 0, 44, 0, 0, 0, 0, 0, 0, 0, 40, 56, 0, 0, 0,
    0, 0, 0, 0, 0, 110, 0, 0, 0, 0, 0, 0, 0, 68, 0, 0, 0, 0, 0, 105, 0, 0, 0, 140,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 70, 0, 0, 0, 0, 0, 0, 0, 130, 0, 0, 146, 29, 0, 0,
    0, 0, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 71, 0, 0, 0, 117, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 31, 0, 0, 0, 0, 59, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 76, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 27, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 94, 0, 0, 0, 53, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 47, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 78, 0, 0, 0, 0, 0, 0, 35, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 95, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 87, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 26, 141, 0, 0, 0, 0, 0, 81,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 60, 0, 0,
    0, 0, 0, 125, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 22, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 58, 0, 145, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 131, 0, 0, 0, 93, 0, 0, 0, 0, 89, 0, 0, 0,
    0, 37, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 129, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 138, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 116, 0, 0, 0, 0, 0, 0, 114,
    0, 0, 0, 0, 108, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 23, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 42, 0, 0, 0, 0, 0, 21, 0, 0, 34, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 137, 0, 0, 0, 0, 147, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 55, 0, 0, 0, 0, 0, 0, 64, 0, 19, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 98, 28, 48, 0, 0, 0, 0, 18, 0, 0, 0, 0, 0, 0, 0, 112, 0, 0, 0, 0,
    0, 0, 0, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 120, 0, 0, 0, 0, 0, 13, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 91, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    72, 0, 0, 0, 0, 85, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 99, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 39, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 121, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    132, 0, 0, 0, 0, 0, 0, 0, 113, 0, 0, 0, 0, 0, 15, 0, 0, 5, 0, 0, 122, 0, 0, 0,
    0, 0, 118, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 62, 0, 92, 0, 0, 0, 0, 0, 0, 0, 90, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    17, 0, 0, 0, 0, 0, 0, 0, 0, 86, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 133, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 104, 0, 0, 0, 0, 136, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 107, 0, 0, 0, 119, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 57, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 101, 0, 0, 0, 0, 0, 0, 52, 0, 0, 0, 0, 0, 0, 0, 0, 63, 0, 0, 0, 0, 0, 9,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 88, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 73, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 50, 0, 0, 0, 0, 0, 0, 144, 0, 0, 0, 0, 0, 0, 0, 61, 0,
    0, 0, 0, 0, 0, 0, 0, 0,
};

#define ATTRIBUTE_MULTIPLIER UINT64_C(0x37e83672575ac1a5)
#define ATTRIBUTE_BITS 8
static const uint8_t attribute_slots[1 << ATTRIBUTE_BITS] = {
    0, 0, 0, 0, 0, 41, 0, 0, 0, 0, 0, 0, 0, 0, 42, 0, 0, 0, 0, 0, 0, 0, 0, 15,
    0, 27, 0, 0, 33, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 22, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0,
    0, 0, 0, 0, 7, 32, 0, 0, 0, 0, 4, 18, 0, 0, 0, 0, 0, 21, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 36, 0, 0, 19, 0, 0, 0, 0, 43, 0, 0, 0, 0, 0,
    0, 0, 0, 34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 38, 0, 0, 0, 0, 0, 24, 0, 0,
    0, 0, 0, 37, 0, 0, 0, 0, 0, 26, 0, 0, 0, 29, 0, 0, 0, 0, 0, 25, 0, 8, 13, 0,
    0, 35, 0, 0, 0, 0, 0, 31, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0,
    10, 0, 0, 0, 0, 39, 0, 0, 0, 45, 12, 0, 44, 0, 0, 0, 0, 1, 9, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 16, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5,
    0, 3, 0, 40, 0, 0, 17, 0, 30, 0, 0, 0, 14, 0, 23, 0,
};

const uint16_t tag_properties[TAG_COUNT] = {
    [TAG_A] = TAG_IS_FORMATTING,
    [TAG_ADDRESS] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_ANNOTATION_XML] = TAG_IS_INTEGRATION,
    [TAG_APPLET] = TAG_IS_SPECIAL | TAG_IS_SCOPE,
    [TAG_AREA] = TAG_IS_VOID | TAG_IS_SPECIAL,
    [TAG_ARTICLE] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_ASIDE] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_B] = TAG_IS_FORMATTING | TAG_IS_BREAKOUT,
    [TAG_BASE] = TAG_IS_VOID | TAG_IS_SPECIAL | TAG_IN_HEAD,
    [TAG_BASEFONT] = TAG_IS_VOID | TAG_IS_SPECIAL | TAG_IN_HEAD,
    [TAG_BGSOUND] = TAG_IS_VOID | TAG_IS_SPECIAL | TAG_IN_HEAD,
    [TAG_BIG] = TAG_IS_FORMATTING | TAG_IS_BREAKOUT,
    [TAG_BLOCKQUOTE] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_BREAKOUT,
    [TAG_BODY] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_BREAKOUT,
    [TAG_BR] = TAG_IS_VOID | TAG_IS_SPECIAL | TAG_IS_BREAKOUT,
    [TAG_BUTTON] = TAG_IS_SPECIAL,
    [TAG_CAPTION] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_SCOPE,
    [TAG_CENTER] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_BREAKOUT,
    [TAG_CODE] = TAG_IS_FORMATTING | TAG_IS_BREAKOUT,
    [TAG_COL] = TAG_IS_VOID | TAG_IS_SPECIAL | TAG_IS_BLOCK,
    [TAG_COLGROUP] = TAG_IS_SPECIAL | TAG_IS_BLOCK,
    [TAG_DD] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_BREAKOUT,
    [TAG_DESC] = TAG_IS_INTEGRATION,
    [TAG_DETAILS] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_DIALOG] = TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_DIR] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_DIV] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_BREAKOUT,
    [TAG_DL] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_BREAKOUT,
    [TAG_DT] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_BREAKOUT,
    [TAG_EM] = TAG_IS_FORMATTING | TAG_IS_BREAKOUT,
    [TAG_EMBED] = TAG_IS_VOID | TAG_IS_SPECIAL | TAG_IS_BREAKOUT,
    [TAG_FIELDSET] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_FIGCAPTION] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_FIGURE] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_FONT] = TAG_IS_FORMATTING,
    [TAG_FOOTER] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_FOREIGNOBJECT] = TAG_IS_INTEGRATION,
    [TAG_FORM] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_FRAME] = TAG_IS_VOID | TAG_IS_SPECIAL | TAG_IS_BLOCK,
    [TAG_FRAMESET] = TAG_IS_SPECIAL | TAG_IS_BLOCK,
    [TAG_H1] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_HEADING | TAG_IS_BREAKOUT,
    [TAG_H2] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_HEADING | TAG_IS_BREAKOUT,
    [TAG_H3] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_HEADING | TAG_IS_BREAKOUT,
    [TAG_H4] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_HEADING | TAG_IS_BREAKOUT,
    [TAG_H5] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_HEADING | TAG_IS_BREAKOUT,
    [TAG_H6] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_HEADING | TAG_IS_BREAKOUT,
    [TAG_HEAD] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_BREAKOUT,
    [TAG_HEADER] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_HGROUP] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_HR] = TAG_IS_VOID | TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_BREAKOUT,
    [TAG_HTML] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_SCOPE,
    [TAG_I] = TAG_IS_FORMATTING | TAG_IS_BREAKOUT,
    [TAG_IFRAME] = TAG_IS_SPECIAL | TAG_IS_RAWTEXT,
    [TAG_IMG] = TAG_IS_VOID | TAG_IS_SPECIAL | TAG_IS_BREAKOUT,
    [TAG_INPUT] = TAG_IS_VOID | TAG_IS_SPECIAL,
    [TAG_KEYGEN] = TAG_IS_VOID | TAG_IS_SPECIAL,
    [TAG_LEGEND] = TAG_IS_BLOCK,
    [TAG_LI] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_BREAKOUT,
    [TAG_LINK] = TAG_IS_VOID | TAG_IS_SPECIAL | TAG_IN_HEAD,
    [TAG_LISTING] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_BREAKOUT,
    [TAG_MAIN] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_MARQUEE] = TAG_IS_SPECIAL | TAG_IS_SCOPE,
    [TAG_MENU] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_BREAKOUT,
    [TAG_META] = TAG_IS_VOID | TAG_IS_SPECIAL | TAG_IS_BREAKOUT | TAG_IN_HEAD,
    [TAG_MI] = TAG_IS_INTEGRATION,
    [TAG_MN] = TAG_IS_INTEGRATION,
    [TAG_MO] = TAG_IS_INTEGRATION,
    [TAG_MS] = TAG_IS_INTEGRATION,
    [TAG_MTEXT] = TAG_IS_INTEGRATION,
    [TAG_NAV] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_NOBR] = TAG_IS_FORMATTING | TAG_IS_BREAKOUT,
    [TAG_NOEMBED] = TAG_IS_SPECIAL | TAG_IS_RAWTEXT,
    [TAG_NOFRAMES] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IN_HEAD | TAG_IS_RAWTEXT,
    [TAG_NOSCRIPT] = TAG_IS_SPECIAL | TAG_IN_HEAD,
    [TAG_OBJECT] = TAG_IS_SPECIAL | TAG_IS_SCOPE,
    [TAG_OL] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_BREAKOUT,
    [TAG_OPTGROUP] = TAG_IS_BLOCK,
    [TAG_OPTION] = TAG_IS_BLOCK,
    [TAG_P] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_BREAKOUT,
    [TAG_PARAM] = TAG_IS_VOID | TAG_IS_SPECIAL,
    [TAG_PLAINTEXT] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_PRE] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_BREAKOUT,
    [TAG_RUBY] = TAG_IS_BREAKOUT,
    [TAG_S] = TAG_IS_FORMATTING | TAG_IS_BREAKOUT,
    [TAG_SCRIPT] = TAG_IS_SPECIAL | TAG_IN_HEAD,
    [TAG_SEARCH] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_SECTION] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_SELECT] = TAG_IS_SPECIAL,
    [TAG_SMALL] = TAG_IS_FORMATTING | TAG_IS_BREAKOUT,
    [TAG_SOURCE] = TAG_IS_VOID | TAG_IS_SPECIAL,
    [TAG_SPAN] = TAG_IS_BREAKOUT,
    [TAG_STRIKE] = TAG_IS_FORMATTING | TAG_IS_BREAKOUT,
    [TAG_STRONG] = TAG_IS_FORMATTING | TAG_IS_BREAKOUT,
    [TAG_STYLE] = TAG_IS_SPECIAL | TAG_IN_HEAD | TAG_IS_RAWTEXT,
    [TAG_SUB] = TAG_IS_BREAKOUT,
    [TAG_SUMMARY] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P,
    [TAG_SUP] = TAG_IS_BREAKOUT,
    [TAG_TABLE] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_SCOPE | TAG_IS_BREAKOUT,
    [TAG_TBODY] = TAG_IS_SPECIAL | TAG_IS_BLOCK,
    [TAG_TD] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_SCOPE,
    [TAG_TEMPLATE] = TAG_IS_SPECIAL | TAG_IS_SCOPE | TAG_IN_HEAD,
    [TAG_TEXTAREA] = TAG_IS_SPECIAL | TAG_IS_RCDATA,
    [TAG_TFOOT] = TAG_IS_SPECIAL | TAG_IS_BLOCK,
    [TAG_TH] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_SCOPE,
    [TAG_THEAD] = TAG_IS_SPECIAL | TAG_IS_BLOCK,
    [TAG_TITLE] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IN_HEAD | TAG_IS_RCDATA | TAG_IS_INTEGRATION,
    [TAG_TR] = TAG_IS_SPECIAL | TAG_IS_BLOCK,
    [TAG_TRACK] = TAG_IS_VOID | TAG_IS_SPECIAL,
    [TAG_TT] = TAG_IS_FORMATTING | TAG_IS_BREAKOUT,
    [TAG_U] = TAG_IS_FORMATTING | TAG_IS_BREAKOUT,
    [TAG_UL] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_BREAKOUT,
    [TAG_VAR] = TAG_IS_BREAKOUT,
    [TAG_WBR] = TAG_IS_VOID | TAG_IS_SPECIAL,
    [TAG_XMP] = TAG_IS_SPECIAL | TAG_IS_BLOCK | TAG_IS_CLOSES_P | TAG_IS_RAWTEXT,
};

static const struct name_key tag_keys[] = {
    {UINT64_C(0x61), UINT64_C(0x0)}, /* a */
    {UINT64_C(0x72626261), UINT64_C(0x0)}, /* abbr */
    {UINT64_C(0x6d796e6f726361), UINT64_C(0x0)}, /* acronym */
    {UINT64_C(0x73736572646461), UINT64_C(0x0)}, /* address */
    {UINT64_C(0x676d692d706d61), UINT64_C(0x0)}, /* amp-img */
    {UINT64_C(0x697461746f6e6e61), UINT64_C(0x6c6d782d6e6f)}, /* annotation-xml */
    {UINT64_C(0x74656c707061), UINT64_C(0x0)}, /* applet */
    {UINT64_C(0x61657261), UINT64_C(0x0)}, /* area */
    {UINT64_C(0x656c6369747261), UINT64_C(0x0)}, /* article */
    {UINT64_C(0x6564697361), UINT64_C(0x0)}, /* aside */
    {UINT64_C(0x6f69647561), UINT64_C(0x0)}, /* audio */
    {UINT64_C(0x62), UINT64_C(0x0)}, /* b */
    {UINT64_C(0x65736162), UINT64_C(0x0)}, /* base */
    {UINT64_C(0x746e6f6665736162), UINT64_C(0x0)}, /* basefont */
    {UINT64_C(0x696462), UINT64_C(0x0)}, /* bdi */
    {UINT64_C(0x6f6462), UINT64_C(0x0)}, /* bdo */
    {UINT64_C(0x646e756f736762), UINT64_C(0x0)}, /* bgsound */
    {UINT64_C(0x676962), UINT64_C(0x0)}, /* big */
    {UINT64_C(0x6f75716b636f6c62), UINT64_C(0x6574)}, /* blockquote */
    {UINT64_C(0x79646f62), UINT64_C(0x0)}, /* body */
    {UINT64_C(0x7262), UINT64_C(0x0)}, /* br */
    {UINT64_C(0x6e6f74747562), UINT64_C(0x0)}, /* button */
    {UINT64_C(0x7361766e6163), UINT64_C(0x0)}, /* canvas */
    {UINT64_C(0x6e6f6974706163), UINT64_C(0x0)}, /* caption */
    {UINT64_C(0x7265746e6563), UINT64_C(0x0)}, /* center */
    {UINT64_C(0x65746963), UINT64_C(0x0)}, /* cite */
    {UINT64_C(0x65646f63), UINT64_C(0x0)}, /* code */
    {UINT64_C(0x6c6f63), UINT64_C(0x0)}, /* col */
    {UINT64_C(0x70756f72676c6f63), UINT64_C(0x0)}, /* colgroup */
    {UINT64_C(0x61746164), UINT64_C(0x0)}, /* data */
    {UINT64_C(0x7473696c61746164), UINT64_C(0x0)}, /* datalist */
    {UINT64_C(0x6464), UINT64_C(0x0)}, /* dd */
    {UINT64_C(0x6c6564), UINT64_C(0x0)}, /* del */
    {UINT64_C(0x63736564), UINT64_C(0x0)}, /* desc */
    {UINT64_C(0x736c6961746564), UINT64_C(0x0)}, /* details */
    {UINT64_C(0x6e6664), UINT64_C(0x0)}, /* dfn */
    {UINT64_C(0x676f6c616964), UINT64_C(0x0)}, /* dialog */
    {UINT64_C(0x726964), UINT64_C(0x0)}, /* dir */
    {UINT64_C(0x766964), UINT64_C(0x0)}, /* div */
    {UINT64_C(0x6c64), UINT64_C(0x0)}, /* dl */
    {UINT64_C(0x7464), UINT64_C(0x0)}, /* dt */
    {UINT64_C(0x6d65), UINT64_C(0x0)}, /* em */
    {UINT64_C(0x6465626d65), UINT64_C(0x0)}, /* embed */
    {UINT64_C(0x746573646c656966), UINT64_C(0x0)}, /* fieldset */
    {UINT64_C(0x6974706163676966), UINT64_C(0x6e6f)}, /* figcaption */
    {UINT64_C(0x657275676966), UINT64_C(0x0)}, /* figure */
    {UINT64_C(0x746e6f66), UINT64_C(0x0)}, /* font */
    {UINT64_C(0x7265746f6f66), UINT64_C(0x0)}, /* footer */
    {UINT64_C(0x6f6e676965726f66), UINT64_C(0x7463656a62)}, /* foreignobject */
    {UINT64_C(0x6d726f66), UINT64_C(0x0)}, /* form */
    {UINT64_C(0x656d617266), UINT64_C(0x0)}, /* frame */
    {UINT64_C(0x746573656d617266), UINT64_C(0x0)}, /* frameset */
    {UINT64_C(0x3168), UINT64_C(0x0)}, /* h1 */
    {UINT64_C(0x3268), UINT64_C(0x0)}, /* h2 */
    {UINT64_C(0x3368), UINT64_C(0x0)}, /* h3 */
    {UINT64_C(0x3468), UINT64_C(0x0)}, /* h4 */
    {UINT64_C(0x3568), UINT64_C(0x0)}, /* h5 */
    {UINT64_C(0x3668), UINT64_C(0x0)}, /* h6 */
    {UINT64_C(0x64616568), UINT64_C(0x0)}, /* head */
    {UINT64_C(0x726564616568), UINT64_C(0x0)}, /* header */
    {UINT64_C(0x70756f726768), UINT64_C(0x0)}, /* hgroup */
    {UINT64_C(0x7268), UINT64_C(0x0)}, /* hr */
    {UINT64_C(0x6c6d7468), UINT64_C(0x0)}, /* html */
    {UINT64_C(0x69), UINT64_C(0x0)}, /* i */
    {UINT64_C(0x656d61726669), UINT64_C(0x0)}, /* iframe */
    {UINT64_C(0x6567616d69), UINT64_C(0x0)}, /* image */
    {UINT64_C(0x676d69), UINT64_C(0x0)}, /* img */
    {UINT64_C(0x7475706e69), UINT64_C(0x0)}, /* input */
    {UINT64_C(0x736e69), UINT64_C(0x0)}, /* ins */
    {UINT64_C(0x64626b), UINT64_C(0x0)}, /* kbd */
    {UINT64_C(0x6e656779656b), UINT64_C(0x0)}, /* keygen */
    {UINT64_C(0x6c6562616c), UINT64_C(0x0)}, /* label */
    {UINT64_C(0x646e6567656c), UINT64_C(0x0)}, /* legend */
    {UINT64_C(0x696c), UINT64_C(0x0)}, /* li */
    {UINT64_C(0x6b6e696c), UINT64_C(0x0)}, /* link */
    {UINT64_C(0x676e697473696c), UINT64_C(0x0)}, /* listing */
    {UINT64_C(0x6e69616d), UINT64_C(0x0)}, /* main */
    {UINT64_C(0x70616d), UINT64_C(0x0)}, /* map */
    {UINT64_C(0x6b72616d), UINT64_C(0x0)}, /* mark */
    {UINT64_C(0x6565757172616d), UINT64_C(0x0)}, /* marquee */
    {UINT64_C(0x6874616d), UINT64_C(0x0)}, /* math */
    {UINT64_C(0x756e656d), UINT64_C(0x0)}, /* menu */
    {UINT64_C(0x6174656d), UINT64_C(0x0)}, /* meta */
    {UINT64_C(0x726574656d), UINT64_C(0x0)}, /* meter */
    {UINT64_C(0x696d), UINT64_C(0x0)}, /* mi */
    {UINT64_C(0x6e6d), UINT64_C(0x0)}, /* mn */
    {UINT64_C(0x6f6d), UINT64_C(0x0)}, /* mo */
    {UINT64_C(0x736d), UINT64_C(0x0)}, /* ms */
    {UINT64_C(0x747865746d), UINT64_C(0x0)}, /* mtext */
    {UINT64_C(0x76616e), UINT64_C(0x0)}, /* nav */
    {UINT64_C(0x72626f6e), UINT64_C(0x0)}, /* nobr */
    {UINT64_C(0x6465626d656f6e), UINT64_C(0x0)}, /* noembed */
    {UINT64_C(0x73656d6172666f6e), UINT64_C(0x0)}, /* noframes */
    {UINT64_C(0x7470697263736f6e), UINT64_C(0x0)}, /* noscript */
    {UINT64_C(0x7463656a626f), UINT64_C(0x0)}, /* object */
    {UINT64_C(0x6c6f), UINT64_C(0x0)}, /* ol */
    {UINT64_C(0x70756f726774706f), UINT64_C(0x0)}, /* optgroup */
    {UINT64_C(0x6e6f6974706f), UINT64_C(0x0)}, /* option */
    {UINT64_C(0x74757074756f), UINT64_C(0x0)}, /* output */
    {UINT64_C(0x70), UINT64_C(0x0)}, /* p */
    {UINT64_C(0x6d61726170), UINT64_C(0x0)}, /* param */
    {UINT64_C(0x65727574636970), UINT64_C(0x0)}, /* picture */
    {UINT64_C(0x7865746e69616c70), UINT64_C(0x74)}, /* plaintext */
    {UINT64_C(0x657270), UINT64_C(0x0)}, /* pre */
    {UINT64_C(0x73736572676f7270), UINT64_C(0x0)}, /* progress */
    {UINT64_C(0x71), UINT64_C(0x0)}, /* q */
    {UINT64_C(0x6272), UINT64_C(0x0)}, /* rb */
    {UINT64_C(0x7072), UINT64_C(0x0)}, /* rp */
    {UINT64_C(0x7472), UINT64_C(0x0)}, /* rt */
    {UINT64_C(0x637472), UINT64_C(0x0)}, /* rtc */
    {UINT64_C(0x79627572), UINT64_C(0x0)}, /* ruby */
    {UINT64_C(0x73), UINT64_C(0x0)}, /* s */
    {UINT64_C(0x706d6173), UINT64_C(0x0)}, /* samp */
    {UINT64_C(0x747069726373), UINT64_C(0x0)}, /* script */
    {UINT64_C(0x686372616573), UINT64_C(0x0)}, /* search */
    {UINT64_C(0x6e6f6974636573), UINT64_C(0x0)}, /* section */
    {UINT64_C(0x7463656c6573), UINT64_C(0x0)}, /* select */
    {UINT64_C(0x746f6c73), UINT64_C(0x0)}, /* slot */
    {UINT64_C(0x6c6c616d73), UINT64_C(0x0)}, /* small */
    {UINT64_C(0x656372756f73), UINT64_C(0x0)}, /* source */
    {UINT64_C(0x6e617073), UINT64_C(0x0)}, /* span */
    {UINT64_C(0x656b69727473), UINT64_C(0x0)}, /* strike */
    {UINT64_C(0x676e6f727473), UINT64_C(0x0)}, /* strong */
    {UINT64_C(0x656c797473), UINT64_C(0x0)}, /* style */
    {UINT64_C(0x627573), UINT64_C(0x0)}, /* sub */
    {UINT64_C(0x7972616d6d7573), UINT64_C(0x0)}, /* summary */
    {UINT64_C(0x707573), UINT64_C(0x0)}, /* sup */
    {UINT64_C(0x677673), UINT64_C(0x0)}, /* svg */
    {UINT64_C(0x656c626174), UINT64_C(0x0)}, /* table */
    {UINT64_C(0x79646f6274), UINT64_C(0x0)}, /* tbody */
    {UINT64_C(0x6474), UINT64_C(0x0)}, /* td */
    {UINT64_C(0x6574616c706d6574), UINT64_C(0x0)}, /* template */
    {UINT64_C(0x6165726174786574), UINT64_C(0x0)}, /* textarea */
    {UINT64_C(0x746f6f6674), UINT64_C(0x0)}, /* tfoot */
    {UINT64_C(0x6874), UINT64_C(0x0)}, /* th */
    {UINT64_C(0x6461656874), UINT64_C(0x0)}, /* thead */
    {UINT64_C(0x656d6974), UINT64_C(0x0)}, /* time */
    {UINT64_C(0x656c746974), UINT64_C(0x0)}, /* title */
    {UINT64_C(0x7274), UINT64_C(0x0)}, /* tr */
    {UINT64_C(0x6b63617274), UINT64_C(0x0)}, /* track */
    {UINT64_C(0x7474), UINT64_C(0x0)}, /* tt */
    {UINT64_C(0x75), UINT64_C(0x0)}, /* u */
    {UINT64_C(0x6c75), UINT64_C(0x0)}, /* ul */
    {UINT64_C(0x726176), UINT64_C(0x0)}, /* var */
    {UINT64_C(0x6f65646976), UINT64_C(0x0)}, /* video */
    {UINT64_C(0x726277), UINT64_C(0x0)}, /* wbr */
    {UINT64_C(0x706d78), UINT64_C(0x0)}, /* xmp */
};

static const struct name_key attribute_keys[] = {
    {UINT64_C(0x746c61), UINT64_C(0x0)}, /* alt */
    {UINT64_C(0x706d61), UINT64_C(0x0)}, /* amp */
    {UINT64_C(0x6469682d61697261), UINT64_C(0x6e6564)}, /* aria-hidden */
    {UINT64_C(0x62616c2d61697261), UINT64_C(0x6c65)}, /* aria-label */
    {UINT64_C(0x62616c2d61697261), UINT64_C(0x796264656c6c65)}, /* aria-labelledby */
    {UINT64_C(0x76656c2d61697261), UINT64_C(0x6c65)}, /* aria-level */
    {UINT64_C(0x74657372616863), UINT64_C(0x0)}, /* charset */
    {UINT64_C(0x65746963), UINT64_C(0x0)}, /* cite */
    {UINT64_C(0x7373616c63), UINT64_C(0x0)}, /* class */
    {UINT64_C(0x726f6c6f63), UINT64_C(0x0)}, /* color */
    {UINT64_C(0x746e65746e6f63), UINT64_C(0x0)}, /* content */
    {UINT64_C(0x6d6f632d61746164), UINT64_C(0x746e656e6f70)}, /* data-component */
    {UINT64_C(0x6d616e2d61746164), UINT64_C(0x65)}, /* data-name */
    {UINT64_C(0x6372732d61746164), UINT64_C(0x0)}, /* data-src */
    {UINT64_C(0x7365742d61746164), UINT64_C(0x646974)}, /* data-testid */
    {UINT64_C(0x7079742d61746164), UINT64_C(0x65)}, /* data-type */
    {UINT64_C(0x656d697465746164), UINT64_C(0x0)}, /* datetime */
    {UINT64_C(0x726964), UINT64_C(0x0)}, /* dir */
    {UINT64_C(0x65636166), UINT64_C(0x0)}, /* face */
    {UINT64_C(0x746867696568), UINT64_C(0x0)}, /* height */
    {UINT64_C(0x6e6564646968), UINT64_C(0x0)}, /* hidden */
    {UINT64_C(0x66657268), UINT64_C(0x0)}, /* href */
    {UINT64_C(0x676e616c66657268), UINT64_C(0x0)}, /* hreflang */
    {UINT64_C(0x7571652d70747468), UINT64_C(0x7669)}, /* http-equiv */
    {UINT64_C(0x6469), UINT64_C(0x0)}, /* id */
    {UINT64_C(0x64696d657469), UINT64_C(0x0)}, /* itemid */
    {UINT64_C(0x706f72706d657469), UINT64_C(0x0)}, /* itemprop */
    {UINT64_C(0x706f63736d657469), UINT64_C(0x65)}, /* itemscope */
    {UINT64_C(0x657079746d657469), UINT64_C(0x0)}, /* itemtype */
    {UINT64_C(0x676e616c), UINT64_C(0x0)}, /* lang */
    {UINT64_C(0x616964656d), UINT64_C(0x0)}, /* media */
    {UINT64_C(0x656d616e), UINT64_C(0x0)}, /* name */
    {UINT64_C(0x79747265706f7270), UINT64_C(0x0)}, /* property */
    {UINT64_C(0x6c6572), UINT64_C(0x0)}, /* rel */
    {UINT64_C(0x656c6f72), UINT64_C(0x0)}, /* role */
    {UINT64_C(0x657a6973), UINT64_C(0x0)}, /* size */
    {UINT64_C(0x637273), UINT64_C(0x0)}, /* src */
    {UINT64_C(0x746573637273), UINT64_C(0x0)}, /* srcset */
    {UINT64_C(0x656c797473), UINT64_C(0x0)}, /* style */
    {UINT64_C(0x656c746974), UINT64_C(0x0)}, /* title */
    {UINT64_C(0x65707974), UINT64_C(0x0)}, /* type */
    {UINT64_C(0x666f65707974), UINT64_C(0x0)}, /* typeof */
    {UINT64_C(0x65756c6176), UINT64_C(0x0)}, /* value */
    {UINT64_C(0x6874646977), UINT64_C(0x0)}, /* width */
    {UINT64_C(0x676e616c3a6c6d78), UINT64_C(0x0)}, /* xml:lang */
};

static const char *const tag_names[TAG_COUNT] = {
    [TAG_NONE] = "#none",
    [TAG_DOCUMENT] = "#document",
    [TAG_TEXT] = "#text",
    [TAG_RAW] = "#raw",
    [TAG_OTHER] = "#other",
    [TAG_A] = "a",
    [TAG_ABBR] = "abbr",
    [TAG_ACRONYM] = "acronym",
    [TAG_ADDRESS] = "address",
    [TAG_AMP_IMG] = "amp-img",
    [TAG_ANNOTATION_XML] = "annotation-xml",
    [TAG_APPLET] = "applet",
    [TAG_AREA] = "area",
    [TAG_ARTICLE] = "article",
    [TAG_ASIDE] = "aside",
    [TAG_AUDIO] = "audio",
    [TAG_B] = "b",
    [TAG_BASE] = "base",
    [TAG_BASEFONT] = "basefont",
    [TAG_BDI] = "bdi",
    [TAG_BDO] = "bdo",
    [TAG_BGSOUND] = "bgsound",
    [TAG_BIG] = "big",
    [TAG_BLOCKQUOTE] = "blockquote",
    [TAG_BODY] = "body",
    [TAG_BR] = "br",
    [TAG_BUTTON] = "button",
    [TAG_CANVAS] = "canvas",
    [TAG_CAPTION] = "caption",
    [TAG_CENTER] = "center",
    [TAG_CITE] = "cite",
    [TAG_CODE] = "code",
    [TAG_COL] = "col",
    [TAG_COLGROUP] = "colgroup",
    [TAG_DATA] = "data",
    [TAG_DATALIST] = "datalist",
    [TAG_DD] = "dd",
    [TAG_DEL] = "del",
    [TAG_DESC] = "desc",
    [TAG_DETAILS] = "details",
    [TAG_DFN] = "dfn",
    [TAG_DIALOG] = "dialog",
    [TAG_DIR] = "dir",
    [TAG_DIV] = "div",
    [TAG_DL] = "dl",
    [TAG_DT] = "dt",
    [TAG_EM] = "em",
    [TAG_EMBED] = "embed",
    [TAG_FIELDSET] = "fieldset",
    [TAG_FIGCAPTION] = "figcaption",
    [TAG_FIGURE] = "figure",
    [TAG_FONT] = "font",
    [TAG_FOOTER] = "footer",
    [TAG_FOREIGNOBJECT] = "foreignobject",
    [TAG_FORM] = "form",
    [TAG_FRAME] = "frame",
    [TAG_FRAMESET] = "frameset",
    [TAG_H1] = "h1",
    [TAG_H2] = "h2",
    [TAG_H3] = "h3",
    [TAG_H4] = "h4",
    [TAG_H5] = "h5",
    [TAG_H6] = "h6",
    [TAG_HEAD] = "head",
    [TAG_HEADER] = "header",
    [TAG_HGROUP] = "hgroup",
    [TAG_HR] = "hr",
    [TAG_HTML] = "html",
    [TAG_I] = "i",
    [TAG_IFRAME] = "iframe",
    [TAG_IMAGE] = "image",
    [TAG_IMG] = "img",
    [TAG_INPUT] = "input",
    [TAG_INS] = "ins",
    [TAG_KBD] = "kbd",
    [TAG_KEYGEN] = "keygen",
    [TAG_LABEL] = "label",
    [TAG_LEGEND] = "legend",
    [TAG_LI] = "li",
    [TAG_LINK] = "link",
    [TAG_LISTING] = "listing",
    [TAG_MAIN] = "main",
    [TAG_MAP] = "map",
    [TAG_MARK] = "mark",
    [TAG_MARQUEE] = "marquee",
    [TAG_MATH] = "math",
    [TAG_MENU] = "menu",
    [TAG_META] = "meta",
    [TAG_METER] = "meter",
    [TAG_MI] = "mi",
    [TAG_MN] = "mn",
    [TAG_MO] = "mo",
    [TAG_MS] = "ms",
    [TAG_MTEXT] = "mtext",
    [TAG_NAV] = "nav",
    [TAG_NOBR] = "nobr",
    [TAG_NOEMBED] = "noembed",
    [TAG_NOFRAMES] = "noframes",
    [TAG_NOSCRIPT] = "noscript",
    [TAG_OBJECT] = "object",
    [TAG_OL] = "ol",
    [TAG_OPTGROUP] = "optgroup",
    [TAG_OPTION] = "option",
    [TAG_OUTPUT] = "output",
    [TAG_P] = "p",
    [TAG_PARAM] = "param",
    [TAG_PICTURE] = "picture",
    [TAG_PLAINTEXT] = "plaintext",
    [TAG_PRE] = "pre",
    [TAG_PROGRESS] = "progress",
    [TAG_Q] = "q",
    [TAG_RB] = "rb",
    [TAG_RP] = "rp",
    [TAG_RT] = "rt",
    [TAG_RTC] = "rtc",
    [TAG_RUBY] = "ruby",
    [TAG_S] = "s",
    [TAG_SAMP] = "samp",
    [TAG_SCRIPT] = "script",
    [TAG_SEARCH] = "search",
    [TAG_SECTION] = "section",
    [TAG_SELECT] = "select",
    [TAG_SLOT] = "slot",
    [TAG_SMALL] = "small",
    [TAG_SOURCE] = "source",
    [TAG_SPAN] = "span",
    [TAG_STRIKE] = "strike",
    [TAG_STRONG] = "strong",
    [TAG_STYLE] = "style",
    [TAG_SUB] = "sub",
    [TAG_SUMMARY] = "summary",
    [TAG_SUP] = "sup",
    [TAG_SVG] = "svg",
    [TAG_TABLE] = "table",
    [TAG_TBODY] = "tbody",
    [TAG_TD] = "td",
    [TAG_TEMPLATE] = "template",
    [TAG_TEXTAREA] = "textarea",
    [TAG_TFOOT] = "tfoot",
    [TAG_TH] = "th",
    [TAG_THEAD] = "thead",
    [TAG_TIME] = "time",
    [TAG_TITLE] = "title",
    [TAG_TR] = "tr",
    [TAG_TRACK] = "track",
    [TAG_TT] = "tt",
    [TAG_U] = "u",
    [TAG_UL] = "ul",
    [TAG_VAR] = "var",
    [TAG_VIDEO] = "video",
    [TAG_WBR] = "wbr",
    [TAG_XMP] = "xmp",
};
/* clang-format on */

struct name_key name_key(struct bytes name)
{
    struct name_key key = {0, 0};
    if (name.size > 16)
        return key;
    for (size_t i = 0; i < name.size; i++) {
        if (i < 8)
            key.low |= (uint64_t)name.at[i] << (8 * i);
        else
            key.high |= (uint64_t)name.at[i] << (8 * (i - 8));
    }
    return key;
}

static size_t name_slot(struct name_key key, uint64_t multiplier, unsigned bits)
{
    return (size_t)(((key.low ^ (key.high << 5) ^ (key.high >> 59)) * multiplier) >> (64 - bits));
}

static bool same_key(struct name_key a, struct name_key b)
{
    return a.low == b.low && a.high == b.high;
}

enum tag tag_find(struct name_key key)
{
    unsigned at = tag_slots[name_slot(key, TAG_MULTIPLIER, TAG_BITS)];
    return at && same_key(tag_keys[at - 1], key) ? (enum tag)(TAG_OTHER + at) : TAG_OTHER;
}

enum attribute_name attribute_find(struct name_key key)
{
    unsigned at = attribute_slots[name_slot(key, ATTRIBUTE_MULTIPLIER, ATTRIBUTE_BITS)];
    return at && same_key(attribute_keys[at - 1], key) ? (enum attribute_name)at : ATTRIBUTE_OTHER;
}

const char *tag_name(enum tag tag)
{
    return (unsigned)tag < TAG_COUNT ? tag_names[tag] : "#none";
}

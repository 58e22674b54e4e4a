#include "shingle/extract/letter.h"

#define S LETTER_SPACE
#define L LETTER_LOWER
#define U LETTER_UPPER
#define D LETTER_DIGIT
#define P LETTER_STOP
#define N LETTER_COLON
#define C LETTER_COMMA
#define Q LETTER_QUOTE
#define O LETTER_OPEN
#define E LETTER_CLOSE
#define H LETTER_DASH
#define B LETTER_BAR
#define J LETTER_JOINER
#define M LETTER_MARK
const uint8_t letter_ascii[128] = {
    S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, //
    S, P, Q, M, M, M, M, J, O, E, M, M, C, H, P, B, D, D, D, D, D, D, D, D, D, D, N, N, B, M, B, P, //
    M, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, O, B, E, M, M, //
    M, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, O, B, E, M, S};
#undef S
#undef L
#undef U
#undef D
#undef P
#undef N
#undef C
#undef Q
#undef O
#undef E
#undef H
#undef B
#undef J
#undef M

/* Sorted ranges that the cases below do not settle; a gap between ranges is LETTER_OTHER. */
static const struct letter_range {
    uint32_t first, last;
    enum letter_kind kind;
} ranges[] = {{0x0080, 0x00a0, LETTER_SPACE},    {0x00a1, 0x00aa, LETTER_MARK},      {0x00ab, 0x00ab, LETTER_QUOTE},
              {0x00ac, 0x00ac, LETTER_MARK},     {0x00ad, 0x00ad, LETTER_JOINER},    {0x00ae, 0x00b6, LETTER_MARK},
              {0x00b7, 0x00b7, LETTER_BAR},      {0x00b8, 0x00ba, LETTER_MARK},      {0x00bb, 0x00bb, LETTER_QUOTE},
              {0x00bc, 0x00bf, LETTER_MARK},     {0x00c0, 0x00d6, LETTER_UPPER},     {0x00d7, 0x00d7, LETTER_MARK},
              {0x00d8, 0x00de, LETTER_UPPER},    {0x00df, 0x00f6, LETTER_LOWER},     {0x00f7, 0x00f7, LETTER_MARK},
              {0x00f8, 0x00ff, LETTER_LOWER},    {0x0180, 0x036f, LETTER_LOWER},     {0x0386, 0x0386, LETTER_UPPER},
              {0x0388, 0x038f, LETTER_UPPER},    {0x0390, 0x0390, LETTER_LOWER},     {0x0391, 0x03ab, LETTER_UPPER},
              {0x03ac, 0x03ff, LETTER_LOWER},    {0x0400, 0x042f, LETTER_UPPER},     {0x0430, 0x045f, LETTER_LOWER},
              {0x0531, 0x0556, LETTER_UPPER},    {0x0561, 0x0587, LETTER_LOWER},     {0x060c, 0x060c, LETTER_COMMA},
              {0x061b, 0x061b, LETTER_COLON},    {0x061f, 0x061f, LETTER_STOP},      {0x0660, 0x0669, LETTER_DIGIT},
              {0x06d4, 0x06d4, LETTER_STOP},     {0x06f0, 0x06f9, LETTER_DIGIT},     {0x0964, 0x0965, LETTER_STOP},
              {0x0966, 0x096f, LETTER_DIGIT},    {0x0e00, 0x0eff, LETTER_UNSPACED},  {0x1000, 0x109f, LETTER_UNSPACED},
              {0x1780, 0x17ff, LETTER_UNSPACED}, {0x1f00, 0x1fff, LETTER_LOWER},     {0x2000, 0x200b, LETTER_SPACE},
              {0x200c, 0x200d, LETTER_JOINER},   {0x200e, 0x200f, LETTER_SPACE},     {0x2010, 0x2015, LETTER_DASH},
              {0x2016, 0x2017, LETTER_BAR},      {0x2018, 0x2018, LETTER_QUOTE},     {0x2019, 0x2019, LETTER_JOINER},
              {0x201a, 0x201f, LETTER_QUOTE},    {0x2020, 0x2023, LETTER_BAR},       {0x2024, 0x2026, LETTER_STOP},
              {0x2027, 0x2027, LETTER_BAR},      {0x2028, 0x202f, LETTER_SPACE},     {0x2030, 0x2038, LETTER_MARK},
              {0x2039, 0x203a, LETTER_QUOTE},    {0x203c, 0x203d, LETTER_STOP},      {0x203e, 0x2060, LETTER_MARK},
              {0x2061, 0x2bff, LETTER_BAR},      {0x3000, 0x3000, LETTER_SPACE},     {0x3001, 0x3001, LETTER_COMMA},
              {0x3002, 0x3002, LETTER_STOP},     {0x3003, 0x3007, LETTER_MARK},      {0x3008, 0x300b, LETTER_QUOTE},
              {0x300c, 0x300f, LETTER_QUOTE},    {0x3010, 0x3011, LETTER_OPEN},      {0x3012, 0x303f, LETTER_MARK},
              {0x3040, 0x30fa, LETTER_UNSPACED}, {0x30fb, 0x30fb, LETTER_BAR},       {0x30fc, 0x312f, LETTER_UNSPACED},
              {0x3400, 0x9fff, LETTER_UNSPACED}, {0xd800, 0xf8ff, LETTER_MARK},      {0xf900, 0xfaff, LETTER_UNSPACED},
              {0xfeff, 0xfeff, LETTER_SPACE},    {0xff01, 0xff01, LETTER_STOP},      {0xff08, 0xff08, LETTER_OPEN},
              {0xff09, 0xff09, LETTER_CLOSE},    {0xff0c, 0xff0c, LETTER_COMMA},     {0xff0e, 0xff0e, LETTER_STOP},
              {0xff0f, 0xff0f, LETTER_BAR},      {0xff10, 0xff19, LETTER_DIGIT},     {0xff1a, 0xff1b, LETTER_COLON},
              {0xff1f, 0xff1f, LETTER_STOP},     {0xff21, 0xff3a, LETTER_UPPER},     {0xff41, 0xff5a, LETTER_LOWER},
              {0xff5c, 0xff5c, LETTER_BAR},      {0xff61, 0xff61, LETTER_STOP},      {0xff62, 0xff63, LETTER_QUOTE},
              {0xff64, 0xff64, LETTER_COMMA},    {0xff66, 0xff9f, LETTER_UNSPACED},  {0xfff0, 0xffff, LETTER_MARK},
              {0x1f000, 0x1faff, LETTER_BAR},    {0x20000, 0x3ffff, LETTER_UNSPACED}};

/* Blocks where upper and lower case take turns. */
static int takes_turns(uint32_t code)
{
    return (code >= 0x100 && code <= 0x17f) || (code >= 0x460 && code <= 0x52f) || (code >= 0x1e00 && code <= 0x1eff);
}

static uint32_t turn_of_upper(uint32_t code)
{
    return (code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17e) ? 1 : 0;
}

enum letter_kind letter_kind_wide(uint32_t code)
{
    if (takes_turns(code))
        return (code & 1) == turn_of_upper(code) ? LETTER_UPPER : LETTER_LOWER;
    size_t low = 0, high = sizeof ranges / sizeof *ranges;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (code > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < sizeof ranges / sizeof *ranges && code >= ranges[low].first)
        return ranges[low].kind;
    return LETTER_OTHER;
}

uint32_t letter_lower(uint32_t code)
{
    if (code < 0x80)
        return code >= 'A' && code <= 'Z' ? code + 32 : code;
    if (takes_turns(code))
        return (code & 1) == turn_of_upper(code) ? code + 1 : code;
    if ((code >= 0xc0 && code <= 0xde && code != 0xd7) || (code >= 0x391 && code <= 0x3ab) ||
        (code >= 0x410 && code <= 0x42f) || (code >= 0xff21 && code <= 0xff3a))
        return code + 32;
    if (code >= 0x400 && code <= 0x40f)
        return code + 80;
    if (code >= 0x531 && code <= 0x556)
        return code + 48;
    return code;
}

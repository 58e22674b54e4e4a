/*
 * Writes the tables of folding.h as C source to standard output: run by the build, linked with utf8proc, whose data
 * follows the Unicode Character Database. Two stages: equal blocks of entries are kept once.
 */
#include "shingle/text/folding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { BLOCK_COUNT = FOLDING_CODE_POINTS >> FOLDING_BLOCK_BITS, SEQUENCES_MAX = 1 << 17 };

struct range {
    uint32_t first;
    uint32_t last;
};

static const struct range han[] = {
    {0x3005, 0x3007}, {0x3021, 0x3029}, {0x3038, 0x303C}, {0x3105, 0x312F},   {0x31A0, 0x31BF},
    {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xF900, 0xFAFF}, {0x20000, 0x3FFFD},
};
static const struct range kana[] = {
    {0x3031, 0x3035}, {0x3041, 0x30FF}, {0x31F0, 0x31FF}, {0xA000, 0xA48C}, {0x1AFF0, 0x1B16F}, /* Yi with them */
};
/* Thai, Lao; Myanmar; Khmer; Tai Le, New Tai Lue; Tai Tham; Balinese; Javanese, Myanmar; Myanmar, Tai Viet. */
static const struct range syllabic[] = {
    {0x0E01, 0x0EFF}, {0x1000, 0x109F}, {0x1780, 0x17FF}, {0x1950, 0x19DF},
    {0x1A20, 0x1AAF}, {0x1B00, 0x1B7F}, {0xA980, 0xA9FF}, {0xAA60, 0xAADF},
};
/* Vowel points and cantillation that Hebrew and Arabic may leave out, and the tatweel that only stretches a word. */
static const struct range points[] = {
    {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2}, {0x05C4, 0x05C5}, {0x05C7, 0x05C7},
    {0x0610, 0x061A}, {0x0640, 0x0640}, {0x064B, 0x0652}, {0x0656, 0x065F}, {0x0670, 0x0670},
    {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED},
};
/* ' ` and what is set for them: modifier letters, quotation marks, prime, Hebrew geresh, Armenian apostrophe. */
static const struct range apostrophes[] = {
    {0x0027, 0x0027}, {0x0060, 0x0060}, {0x02B9, 0x02B9}, {0x02BB, 0x02BC}, {0x055A, 0x055A},
    {0x05F3, 0x05F3}, {0x2018, 0x2019}, {0x201B, 0x201B}, {0x2032, 0x2032},
};

#define IN(ranges, code_point) in_ranges(ranges, sizeof(ranges) / sizeof *(ranges), code_point)

static bool in_ranges(const struct range *ranges, size_t count, uint32_t code_point)
{
    for (size_t i = 0; i < count; i++) {
        if (code_point >= ranges[i].first && code_point <= ranges[i].last)
            return true;
    }
    return false;
}

static utf8proc_category_t category(uint32_t code_point)
{
    return utf8proc_category((utf8proc_int32_t)code_point);
}

static enum folding_class unspaced_class(uint32_t code_point)
{
    return IN(han, code_point)        ? FOLDING_HAN
           : IN(kana, code_point)     ? FOLDING_KANA
           : IN(syllabic, code_point) ? FOLDING_SYLLABIC
                                      : FOLDING_LETTER;
}

/* The class of a code point that is folded already. */
static enum folding_class class_of(uint32_t code_point)
{
    if (IN(points, code_point))
        return FOLDING_IGNORED;
    if (IN(apostrophes, code_point))
        return FOLDING_APOSTROPHE;
    if (code_point == '.')
        return FOLDING_STOP;
    if (code_point == ',')
        return FOLDING_COMMA;
    switch ((int)category(code_point)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME: return FOLDING_MARK;
    case UTF8PROC_CATEGORY_ND: return FOLDING_DIGIT;
    case UTF8PROC_CATEGORY_CF: return FOLDING_IGNORED;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO: return unspaced_class(code_point);
    case UTF8PROC_CATEGORY_CN: /* characters of a newer Unicode: ideographs are the ones to expect */
        return IN(han, code_point) && code_point >= 0x3400 ? FOLDING_HAN : FOLDING_SEPARATOR;
    default: return FOLDING_SEPARATOR;
    }
}

/* Decimal digits of every script stand in tens, zero first; the Arabic separators of numbers go with ours. */
static uint32_t plain_number(uint32_t code_point)
{
    if (code_point == 0x066B)
        return '.';
    if (code_point == 0x066C)
        return ',';
    if (category(code_point) != UTF8PROC_CATEGORY_ND)
        return code_point;
    uint32_t first = code_point;
    while (category(first - 1) == UTF8PROC_CATEGORY_ND)
        first--;
    return '0' + (code_point - first) % 10;
}

/* Folds sequence in place until nothing changes; returns its length, 0 when it vanishes. */
static size_t fold(utf8proc_int32_t sequence[FOLDING_SEQUENCE_MAX], size_t length)
{
    const utf8proc_option_t options =
        (utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    for (bool changed = true; changed;) {
        utf8proc_int32_t next[FOLDING_SEQUENCE_MAX];
        size_t size = 0;
        for (size_t i = 0; i < length; i++) {
            utf8proc_ssize_t got = utf8proc_decompose_char(
                sequence[i], next + size, (utf8proc_ssize_t)(FOLDING_SEQUENCE_MAX - size), options, NULL);
            if (got < 0 || size + (size_t)got > FOLDING_SEQUENCE_MAX) {
                (void)fprintf(stderr, "U+%04X does not fold\n", (unsigned)sequence[i]);
                exit(1);
            }
            size += (size_t)got;
        }
        for (size_t i = 0; i < size; i++)
            next[i] = (utf8proc_int32_t)plain_number((uint32_t)next[i]);
        changed = size != length || memcmp(next, sequence, size * sizeof *next) != 0;
        memcpy(sequence, next, size * sizeof *next);
        length = size;
    }
    return length;
}

static uint32_t sequences[SEQUENCES_MAX];
static size_t sequences_size;

/* Where the sequence stands in sequences, added at the end when it is not there yet. */
static uint32_t place(const utf8proc_int32_t *sequence, size_t length)
{
    for (size_t at = 0; at + length <= sequences_size; at++) {
        if (memcmp(sequences + at, sequence, length * sizeof *sequence) == 0)
            return (uint32_t)at;
    }
    if (sequences_size + length > SEQUENCES_MAX) {
        (void)fprintf(stderr, "too many sequences\n");
        exit(1);
    }
    memcpy(sequences + sequences_size, sequence, length * sizeof *sequence);
    sequences_size += length;
    return (uint32_t)(sequences_size - length);
}

static uint64_t marked[SEQUENCES_MAX];
static uint32_t marked_size;

/* A sequence that is a letter and marks, as folding_marked holds it; 0 when it is another one or has no room. */
static uint64_t pack_marked(const utf8proc_int32_t *sequence, size_t length)
{
    uint64_t packed = 0;
    unsigned size = 0;
    for (size_t i = 0; i < length; i++) {
        utf8proc_uint8_t raw[4];
        unsigned got = (unsigned)utf8proc_encode_char(sequence[i], raw);
        if (class_of((uint32_t)sequence[i]) != (i ? FOLDING_MARK : FOLDING_LETTER) || size + got > FOLDING_MARKED_MAX)
            return 0;
        for (unsigned j = 0; j < got; j++)
            packed |= (uint64_t)raw[j] << (8 * size++);
    }
    return packed | (uint64_t)size << 56;
}

static uint32_t place_marked(uint64_t packed)
{
    uint32_t at = 0;
    while (at < marked_size && marked[at] != packed)
        at++;
    marked[at] = packed;
    marked_size += at == marked_size;
    return at;
}

static uint32_t entry_of(uint32_t code_point)
{
    if (code_point >= 0xAC00 && code_point <= 0xD7A3)
        return folding_pack(FOLDING_LETTER, false, FOLDING_HANGUL, 0);
    utf8proc_int32_t sequence[FOLDING_SEQUENCE_MAX] = {(utf8proc_int32_t)code_point};
    bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    size_t length = surrogate ? 1 : fold(sequence, 1);
    utf8proc_category_t was = category(code_point);
    bool capital = was == UTF8PROC_CATEGORY_LU || was == UTF8PROC_CATEGORY_LT;
    if (length == 0)
        return folding_pack(FOLDING_IGNORED, false, FOLDING_SELF, 0);
    enum folding_class class = class_of((uint32_t)sequence[0]);
    uint64_t packed = length > 1 ? pack_marked(sequence, length) : 0;
    if (packed)
        return folding_pack(class, capital, FOLDING_MARKED, place_marked(packed));
    if (length > 1)
        return folding_pack(class, capital, FOLDING_MANY,
                            place(sequence, length) << FOLDING_LENGTH_BITS | (uint32_t)length);
    if ((uint32_t)sequence[0] != code_point)
        return folding_pack(class, capital, FOLDING_ONE, (uint32_t)sequence[0]);
    uint32_t combining = (uint32_t)utf8proc_get_property((utf8proc_int32_t)code_point)->combining_class;
    return folding_pack(class, capital, FOLDING_SELF, combining);
}

static void print_array(const char *type, const char *name, const uint32_t *at, size_t count)
{
    printf("const %s %s[] = {", type, name);
    for (size_t i = 0; i < count; i++)
        printf("%s%u,", i % 16 ? "" : "\n", (unsigned)at[i]);
    printf("\n};\n");
}

static uint32_t ascii_entry(uint32_t byte)
{
    if (byte >= 0x80)
        return FOLDING_ASCII_NOT;
    uint32_t entry = entry_of(byte);
    enum folding_class class = folding_class(entry);
    if (class == FOLDING_LETTER || class == FOLDING_DIGIT)
        return folding_kind(entry) == FOLDING_ONE ? folding_payload(entry) : byte;
    return class == FOLDING_SEPARATOR ? FOLDING_ASCII_SEPARATOR : FOLDING_ASCII_JOINER;
}

static void print_ascii(void)
{
    uint32_t ascii[256];
    for (uint32_t byte = 0; byte < 256; byte++)
        ascii[byte] = ascii_entry(byte);
    print_array("uint8_t", "folding_ascii", ascii, 256);
}

static void print_unicode(void)
{
    unsigned major = 0;
    unsigned minor = 0;
    unsigned update = 0;
    if (sscanf(utf8proc_unicode_version(), "%u.%u.%u", &major, &minor, &update) < 1)
        exit(1);
    printf("const uint32_t folding_unicode = %u;\n", major << 16 | minor << 8 | update);
}

int main(void)
{
    static uint32_t entries[FOLDING_CODE_POINTS]; /* distinct blocks, one after the other */
    static uint32_t blocks[BLOCK_COUNT];
    uint32_t distinct = 0;
    for (uint32_t block = 0; block < BLOCK_COUNT; block++) {
        uint32_t *made = entries + (size_t)distinct * FOLDING_BLOCK;
        for (uint32_t i = 0; i < FOLDING_BLOCK; i++)
            made[i] = entry_of(block * FOLDING_BLOCK + i);
        uint32_t same = 0;
        while (memcmp(entries + (size_t)same * FOLDING_BLOCK, made, FOLDING_BLOCK * sizeof *made) != 0)
            same++;
        blocks[block] = same;
        distinct += same == distinct;
    }
    printf("/* Generated by folding_generate.c from utf8proc %s, Unicode %s. */\n#include \"shingle/text/folding.h\"\n",
           utf8proc_version(), utf8proc_unicode_version());
    print_unicode();
    print_ascii();
    print_array("uint16_t", "folding_blocks", blocks, BLOCK_COUNT);
    print_array("uint32_t", "folding_sequences", sequences, sequences_size);
    printf("const uint64_t folding_marked[] = {");
    for (uint32_t i = 0; i < marked_size; i++)
        printf("%s%#llx,", i % 6 ? "" : "\n", (unsigned long long)marked[i]);
    printf("\n};\n");
    printf("const uint32_t folding_entries[][FOLDING_BLOCK] = {\n");
    for (uint32_t block = 0; block < distinct; block++) {
        printf("{");
        for (uint32_t i = 0; i < FOLDING_BLOCK; i++)
            printf("%s%u,", i % 16 ? "" : "\n", (unsigned)entries[block * FOLDING_BLOCK + i]);
        printf("},\n");
    }
    printf("};\n");
    return ferror(stdout) || fflush(stdout) != 0;
}

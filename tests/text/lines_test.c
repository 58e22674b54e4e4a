/* The laws of shingle/text/lines.h: tables of pieces, and random texts whose pieces must add up. */
#include "shingle/base/writer.h"
#include "shingle/text/lines.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef bool next_piece(struct bytes *rest, struct bytes *piece);

struct row {
    const char *text;
    const char *pieces; /* each followed by | */
};

static void check_rows(const struct row *rows, size_t count, next_piece *next)
{
    for (size_t i = 0; i < count; i++) {
        struct writer joined = {0};
        struct bytes rest = bytes_of_string(rows[i].text);
        for (struct bytes piece; next(&rest, &piece);) {
            writer_bytes(&joined, piece);
            writer_bytes(&joined, BYTES("|"));
        }
        writer_u8(&joined, 0);
        assert_string_equal(joined.at, rows[i].pieces);
        writer_close(&joined);
    }
}

static const struct row lines[] = {
    {"", ""},
    {"one", "one|"},
    {"one\n", "one|"},
    {"one\ntwo", "one|two|"},
    {"\n\n", "||"},
    {"a\r\nb\rc\n\rd", "a|b|c||d|"},
    {"a\vb\fc\xc2\x85"
     "d\u2028e\u2029f",
     "a|b|c|d|e|f|"},
    {"a\r", "a|"},
    {" a \n b ", " a | b |"},
};

static const struct row sentences[] = {
    {"", ""},
    {" \n\t \u00a0\u3000", ""},
    {"One. Two! Three? Four", "One.|Two!|Three?|Four|"},
    {"  One.  \n\n Two. \n", "One.|Two.|"},
    {"no stop at the end\nnext line", "no stop at the end|next line|"},
    {"He said \"Stop.\" Then he left.", "He said \"Stop.\"|Then he left.|"},
    {"(It rained.) He left. \u201cSo.\u201d Done.", "(It rained.)|He left.|\u201cSo.\u201d|Done.|"},
    {"Mr. Smith met Dr. Jones. They spoke.", "Mr. Smith met Dr. Jones.|They spoke.|"},
    {"Oh no, Dr! He fell.", "Oh no, Dr!|He fell.|"},
    {"J. K. Rowling wrote. It sold.", "J. K. Rowling wrote.|It sold.|"},
    {"On Nov. 21 it rose 3.5 percent. No. 5 won.", "On Nov. 21 it rose 3.5 percent.|No. 5 won.|"},
    {"He said no. Then he left.", "He said no.|Then he left.|"},
    {"visit example.com now", "visit example.com now|"},
    {"about 5 p.m. on Friday. Then", "about 5 p.m. on Friday.|Then|"},
    {"What?! Really... Yes", "What?!|Really...|Yes|"},
    {"Wait... what", "Wait... what|"},
    {"\u4e00\u4e8c\u3002\u4e09\u56db\uff01\u300c\u4e94\u3002\u300d\u516d",
     "\u4e00\u4e8c\u3002|\u4e09\u56db\uff01|\u300c\u4e94\u3002\u300d|\u516d|"},
    {"\u0915\u0964 \u0916\u0964", "\u0915\u0964|\u0916\u0964|"},
    {"\u0642\u061f \u0646\u06d4 \u0648", "\u0642\u061f|\u0646\u06d4|\u0648|"},
    {"\u00c9t\u00e9. \u00c9cole. \u00e9cole", "\u00c9t\u00e9.|\u00c9cole. \u00e9cole|"},
};

static void parts_lines(void **state)
{
    (void)state;
    check_rows(lines, sizeof lines / sizeof *lines, line_next);
}

static void parts_sentences(void **state)
{
    (void)state;
    check_rows(sentences, sizeof sentences / sizeof *sentences, sentence_next);
}

static size_t random_text(struct random *random, uint8_t *out, size_t room)
{
    static const char *const parts[] = {"a",      "Mr",     "B",    "5",        ".",      "!",
                                        "\u3002", " ",      "\n",   "\r\n",     "\u2028", "\"",
                                        "\u201d", "\u00a0", "\xff", "\xe2\x80", "\u00e9", "\u2026"};
    size_t size = 0;
    while (size + 4 < room && random_below(random, 40)) {
        struct bytes part = bytes_of_string(parts[random_below(random, sizeof parts / sizeof *parts)]);
        memcpy(out + size, part.at, part.size);
        size += part.size;
    }
    return size;
}

/* Pieces are in order and apart, lie in the text, and leave out nothing but white space (that is: no other byte). */
static void pieces_cover_the_text(void **state)
{
    (void)state;
    struct random random = random_start(5);
    for (int round = 0; round < 50000; round++) {
        uint8_t raw[128];
        struct bytes text = bytes_of(raw, random_text(&random, raw, sizeof raw));
        struct bytes rest = text;
        size_t end = 0;
        size_t marks = 0;
        size_t seen = 0;
        for (size_t i = 0; i < text.size; i++)
            marks += text.at[i] == 'a' || text.at[i] == '.' || text.at[i] == '5' || text.at[i] == 0xff;
        for (struct bytes piece; sentence_next(&rest, &piece);) {
            assert_true(piece.size > 0);
            assert_true((size_t)(piece.at - text.at) >= end);
            end = (size_t)(piece.at - text.at) + piece.size;
            assert_true(end <= text.size);
            assert_true(piece.at[0] != ' ' && piece.at[piece.size - 1] != ' ');
            assert_int_equal(bytes_find(piece, BYTES("\n"), 0), SIZE_MAX);
            for (size_t i = 0; i < piece.size; i++)
                seen += piece.at[i] == 'a' || piece.at[i] == '.' || piece.at[i] == '5' || piece.at[i] == 0xff;
        }
        assert_int_equal(seen, marks);
        rest = text;
        end = 0;
        for (struct bytes line; line_next(&rest, &line);) {
            assert_true(line.size == 0 || (size_t)(line.at - text.at) >= end);
            end = (size_t)(rest.at - text.at);
        }
        assert_int_equal(end, text.size);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_lines),
        cmocka_unit_test(parts_sentences),
        cmocka_unit_test(pieces_cover_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

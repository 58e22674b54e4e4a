/*
 * The laws of shingle/text/words.h: pairs of texts that must (not) differ, tables of what the words are, and random
 * texts against utf8proc's own normalisation.
 */
#include "shingle/base/writer.h"
#include "shingle/text/scan.h"
#include "shingle/text/utf8.h"
#include "shingle/text/words.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <utf8proc.h>

static const struct hash_key *the_key(void)
{
    static struct hash_key key;
    key = hash_key_from_seed(5);
    return &key;
}

static struct words scan(struct arena *arena, struct bytes text)
{
    struct words words;
    assert_int_equal(words_scan(the_key(), text, arena, &words), STATUS_OK);
    return words;
}

static bool same_words(struct words a, struct words b)
{
    if (a.count != b.count)
        return false;
    for (size_t i = 0; i < a.count; i++) {
        if (a.at[i].hash != b.at[i].hash)
            return false;
    }
    return true;
}

/* The words as they stand in the text, parted by |. */
static const struct split_row {
    const char *text;
    const char *words;
} splits[] = {
    {"", ""},
    {" \t\n ... -- '' \xe2\x80\x9c\xe2\x80\x9d!", ""},
    {"One", "One"},
    {"The port, closed at 10:30.", "The|port|closed|at|10|30"},
    {"Don't! 'Quoted' dogs' rock'n'roll o\u2019clock", "Don't|Quoted|dogs|rock'n'roll|o\u2019clock"},
    {"'' 'a' a''b 'tis", "a|a|b|tis"},
    {"1,000.5 and 3.14 but 5. 6, 7", "1,000.5|and|3.14|but|5|6|7"},
    {"1,,2 3..4 5.,6", "1|2|3|4|5|6"},
    {"U.S. troops, the U.N., J.K. Rowling, p.m.", "U.S|troops|the|U.N|J.K|Rowling|p.m"},
    {"U.S.A. and U.S.AB x", "U.S.A|and|U.S.AB|x"},
    {"end.Next v2.0 a.5", "end|Next|v2.0|a|5"},
    {"well-known e-mail under_score a/b AT&T 5%", "well|known|e|mail|under|score|a|b|AT|T|5"},
    {"caf\u00e9 na\u00efve cafe\u0301", "caf\u00e9|na\u00efve|cafe\u0301"},
    {"so\u00adft ze\u200bro \u200fmark\u200f", "so\u00adft|ze\u200bro|mark"},
    {"a\u0301 \u0301 b", "a\u0301|b"},
    {"\U0001f4f0 news\U0001f4f0paper", "news|paper"},
    {"\uac00\ub098 \ub2e4", "\uac00\ub098|\ub2e4"},
    {"bad\xff"
     "byte",
     "bad|byte"},
    {"\u4e2d", "\u4e2d"},
    {"\u4e2d\u56fd", "\u4e2d\u56fd"},
    {"\u4e2d\u56fd\u4eba\u6c11", "\u4e2d\u56fd\u4eba|\u56fd\u4eba\u6c11"},
    {"\u4e2d\u56fd\uff0c\u4eba\n\u6c11", "\u4e2d\u56fd\uff0c\u4eba|\u56fd\uff0c\u4eba\n\u6c11"},
    {"2019\u5e743\u6708", "2019|\u5e74|3|\u6708"},
    {"\u4e2d\u56fd\u4eba BBC \u4e2d\u56fd\u4eba", "\u4e2d\u56fd\u4eba|BBC|\u4e2d\u56fd\u4eba"},
    {"\u304b\u304d\u304f\u3051\u3053\u3055\u3057",
     "\u304b\u304d\u304f\u3051\u3053\u3055|\u304d\u304f\u3051\u3053\u3055\u3057"},
    {"\u304b\u304d\u65e5\u304f", "\u304b\u304d\u65e5\u304f"},
    {"\u304b\u65e5\u672c\u6c11\u4e2d\u56fd\u4eba", "\u304b\u65e5\u672c\u6c11\u4e2d\u56fd|\u4e2d\u56fd\u4eba"},
    {"\u0e01\u0e02\u0e04\u0e07\u0e08\u0e0a\u0e14\u0e15\u0e17\u0e19",
     "\u0e01\u0e02\u0e04\u0e07\u0e08\u0e0a\u0e14\u0e15\u0e17\u0e19"},
    {"\u0e01\u0e49\u0e02", "\u0e01\u0e49\u0e02"},
};

static void splits_into_words(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096, 0);
    for (size_t i = 0; i < sizeof splits / sizeof *splits; i++) {
        struct bytes text = bytes_of_string(splits[i].text);
        struct words words = scan(&arena, text);
        struct writer joined = {0};
        for (size_t j = 0; j < words.count; j++) {
            writer_bytes(&joined, j ? BYTES("|") : BYTES(""));
            writer_bytes(&joined, word_text(text, words.at[j]));
        }
        writer_u8(&joined, 0);
        assert_string_equal(joined.at, splits[i].words);
        writer_close(&joined);
        arena_reset(&arena);
    }
    arena_close(&arena);
}

static const char *const equals[][2] = {
    {"The Port CLOSED", "the port closed"},
    {"don't", "don\u2019t"},
    {"don't", "dont"},
    {"don\u02bct don\uff07t", "don't don`t"},
    {"\u201cquoted\u201d \u2018text\u2019", "\"quoted\" 'text'"},
    {"a \u2014 b \u2013 c\u2026", "a - b -- c..."},
    {"e\u0301te\u0301", "\u00e9t\u00e9"},
    {"\ufb01nal \ufb02oor", "final floor"},
    {"\uff26\uff55\uff4c\uff4c \uff11\uff12", "full 12"},
    {"stra\u00dfe", "STRASSE"},
    {"\u03a3\u03ac\u03c3\u03c2", "\u03c3\u03ac\u03c3\u03c3"},
    {"so\u00adft zero\u200bwidth join\u200der", "soft zerowidth joiner"},
    {"\u200fmarks\u202c \u2067here\u2069", "marks here"},
    {"no\u00a0break\u202fspace", "no break space"},
    {"U.S. and U.N.", "US and UN"},
    {"1,000,000 people", "1000000 people"},
    {"1\u2019000", "1000"},
    {"\u0661\u0662\u066b\u0665", "12.5"},
    {"\u0967\u0968", "12"},
    {"\u0645\u064f\u062d\u064e\u0645\u064e\u0651\u062f", "\u0645\u062d\u0645\u062f"},
    {"\u0645\u0640\u0640\u062d\u0645\u062f", "\u0645\u062d\u0645\u062f"},
    {"\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd", "\u05e9\u05dc\u05d5\u05dd"},
    {"\u05e6\u05d4\u05f4\u05dc", "\u05e6\u05d4\"\u05dc"},
    {"\uac00", "\u1100\u1161"},
    {"\ud55c\uad6d", "\u1112\u1161\u11ab\u1100\u116e\u11a8"},
    {"\u30ac\u30b9", "\uff76\uff9e\uff7d"},
    {"\u304c", "\u304b\u3099"},
    {"\u4e2d\u56fd\u4eba\u6c11\uff0c\u5171\u548c\u56fd", "\u4e2d\u56fd\u4eba\u6c11\n\u5171\u548c\u56fd\u3002"},
    {"\u0e44\u0e17\u0e22\u200b\u0e01\u0e33", "\u0e44\u0e17\u0e22 \u0e01\u0e33"},
    {"q\u0323\u0307", "q\u0307\u0323"}, /* marks in either order */
    {"x\u0307\u0323\u0316\u0301 y", "x\u0323\u0316\u0307\u0301 y"},
};

static const char *const differ[][2] = {
    {"port", "ports"},
    {"1.5", "15"},
    {"caf\u00e9", "cafe"},
    {"a b", "b a"},
    {"a b", "ab"},
    {"\u4e2d\u56fd\u4eba", "\u4e2d\u4eba\u56fd"},
    {"\u304b\u304d", "\u304c\u304d"},
    {"q\u0301\u0300", "q\u0300\u0301"}, /* same class: the order counts */
    {"resign", "re-sign"},
    {"x0", "x"},
};

static void folds_what_makes_no_difference(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096, 0);
    for (size_t i = 0; i < sizeof equals / sizeof *equals; i++) {
        struct words a = scan(&arena, bytes_of_string(equals[i][0]));
        struct words b = scan(&arena, bytes_of_string(equals[i][1]));
        if (!same_words(a, b))
            fail_msg("\"%s\" and \"%s\" differ", equals[i][0], equals[i][1]);
        assert_true(a.count > 0);
    }
    for (size_t i = 0; i < sizeof differ / sizeof *differ; i++) {
        struct words a = scan(&arena, bytes_of_string(differ[i][0]));
        struct words b = scan(&arena, bytes_of_string(differ[i][1]));
        if (same_words(a, b))
            fail_msg("\"%s\" and \"%s\" are the same", differ[i][0], differ[i][1]);
    }
    arena_close(&arena);
}

static unsigned flags_of(struct arena *arena, const char *text)
{
    struct words words = scan(arena, bytes_of_string(text));
    assert_int_equal(words.count, 1);
    return words.at[0].flags;
}

/* Each text is given alone and with an end of text far off, as these take different ways. */
static void flags_numbers_and_capitals(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096, 0);
    const struct {
        const char *text;
        unsigned flags;
    } rows[] = {{"port", 0},
                {"Port", WORD_CAPITAL},
                {"pORT", 0},
                {"12", WORD_NUMBER},
                {"Covid19", WORD_NUMBER | WORD_CAPITAL},
                {"covidcovid19", WORD_NUMBER},
                {"\u00c9t\u00e9", WORD_CAPITAL},
                {"E\u0301t\u00e9", WORD_CAPITAL},
                {"\u0160koda3", WORD_CAPITAL | WORD_NUMBER},
                {"\u0416", WORD_CAPITAL},
                {"\u0436", 0},
                {"\u0661\u0662", WORD_NUMBER},
                {"\u4e2d\u56fd\u4eba", WORD_UNSPACED},
                {"\u0e01\u0e02", WORD_UNSPACED},
                {"1,000.5", WORD_NUMBER}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char padded[80];
        assert_int_equal(flags_of(&arena, rows[i].text), rows[i].flags);
        (void)snprintf(padded, sizeof padded, "%s                        ", rows[i].text);
        assert_int_equal(flags_of(&arena, padded), rows[i].flags);
    }
    arena_close(&arena);
}

/* A word's hash is that of its folded form, whatever way the scan took to it. */
static void the_same_word_anywhere_has_one_hash(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096, 0);
    for (size_t size = 1; size <= WORD_FOLDED_MAX; size++) {
        char word[WORD_FOLDED_MAX + 1] = {0};
        char texts[4][3 * WORD_FOLDED_MAX];
        for (size_t i = 0; i < size; i++)
            word[i] = (char)('a' + i % 26);
        (void)snprintf(texts[0], sizeof texts[0], "%s", word);                           /* at the text's end */
        (void)snprintf(texts[1], sizeof texts[1], "%s                    ", word);       /* far from it */
        (void)snprintf(texts[2], sizeof texts[2], "%s\u2019                    ", word); /* something before it */
        (void)snprintf(texts[3], sizeof texts[3], "%.1s\u00ad%s                 ", word, word + 1);
        uint64_t hash = scan(&arena, bytes_of_string(word)).at[0].hash;
        for (size_t i = 0; i < 4; i++) {
            struct words words = scan(&arena, bytes_of_string(texts[i]));
            assert_int_equal(words.count, 1);
            assert_true(words.at[0].hash == hash);
        }
        arena_reset(&arena);
    }
    arena_close(&arena);
}

static void long_words_go_on_as_others(void **state)
{
    (void)state;
    struct arena arena;
    char text[WORD_FOLDED_MAX + 2];
    arena_init(&arena, 4096, 0);
    memset(text, 'x', sizeof text);
    assert_int_equal(scan(&arena, bytes_of(text, WORD_FOLDED_MAX)).count, 1);
    struct words words = scan(&arena, bytes_of(text, WORD_FOLDED_MAX + 1));
    assert_int_equal(words.count, 2);
    assert_int_equal(words.at[0].size, WORD_FOLDED_MAX);
    assert_int_equal(words.at[1].size, 1);
    arena_close(&arena);
}

static void marks_past_the_limit_are_left_out(void **state)
{
    (void)state;
    struct arena arena;
    struct bytes texts[3];
    arena_init(&arena, 4096, 0);
    for (size_t i = 0; i < 3; i++) {
        size_t marks = WORD_MARKS_MAX - 1 + i;
        uint8_t *text = arena_alloc(&arena, 1 + 2 * marks);
        text[0] = 'x';
        for (size_t j = 0; j < marks; j++)
            (void)utf8_put(text + 1 + 2 * j, 0x301);
        texts[i] = bytes_of(text, 1 + 2 * marks);
    }
    assert_false(same_words(scan(&arena, texts[0]), scan(&arena, texts[1])));
    assert_true(same_words(scan(&arena, texts[1]), scan(&arena, texts[2])));
    arena_close(&arena);
}

/* A run of an unspaced script longer than any buffer: every n-gram is there and right. */
static void long_runs_give_every_gram(void **state)
{
    (void)state;
    enum { CHARACTERS = 20000, MARKED = 0x0E01 };
    struct arena arena;
    arena_init(&arena, 1 << 20, 0);
    uint8_t *raw = arena_array(&arena, CHARACTERS, 6);
    size_t starts[CHARACTERS + 1];
    size_t size = 0;
    for (size_t i = 0; i < CHARACTERS; i++) {
        starts[i] = size;
        size += utf8_put(raw + size, MARKED + (uint32_t)(i * i % 31));
        if (i % 3 == 0)
            size += utf8_put(raw + size, 0x0E49);
    }
    starts[CHARACTERS] = size;
    struct words words = scan(&arena, bytes_of(raw, size));
    assert_int_equal(words.count, CHARACTERS - UNSPACED_SYLLABIC + 1);
    for (size_t i = 0; i < words.count; i++) {
        struct bytes gram = bytes_of(raw + starts[i], starts[i + UNSPACED_SYLLABIC] - starts[i]);
        struct words alone = scan(&arena, gram);
        assert_int_equal(words.at[i].at, starts[i]);
        assert_int_equal(words.at[i].size, gram.size);
        assert_true(alone.count == 1 && alone.at[0].hash == words.at[i].hash);
    }
    arena_close(&arena);
}

/* A code point for random texts: of all planes, but leaning to what matters. */
static uint32_t random_code_point(struct random *random)
{
    static const uint32_t bases[] = {0x20,   0x41,   0x61,   0xc0,   0x300,  0x380,  0x410,   0x5d0,   0x620,  0x905,
                                     0xe01,  0x1000, 0x1100, 0x1780, 0x1e00, 0x2000, 0x2100,  0x3040,  0x30a0, 0x3300,
                                     0x4e00, 0xac00, 0xf900, 0xfb00, 0xfe20, 0xff00, 0x1d400, 0x1f600, 0x20000};
    for (;;) {
        uint32_t base = bases[random_below(random, sizeof bases / sizeof *bases)];
        uint32_t code_point = random_below(random, 4) ? base + (uint32_t)random_below(random, 96)
                                                      : (uint32_t)random_below(random, 0x110000);
        /* Left out: U+0345 and what decomposes to it, for it folds to a letter and utf8proc does not sort it first;
           CGJ (U+034F) keeps marks apart for utf8proc though it is ignored. */
        bool iota = code_point == 0x345 || code_point == 0x34f || code_point == 0x37a ||
                    (code_point >= 0x1f80 && code_point <= 0x1fff);
        if (!iota && utf8proc_codepoint_valid((utf8proc_int32_t)code_point))
            return code_point;
    }
}

static void normal_forms_have_equal_words(void **state)
{
    (void)state;
    static const int forms[] = {
        UTF8PROC_COMPOSE,
        UTF8PROC_DECOMPOSE,
        UTF8PROC_COMPOSE | UTF8PROC_COMPAT,
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT,
        UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE,
    };
    struct random random = random_start(3);
    struct arena arena;
    arena_init(&arena, 1 << 16, 0);
    for (int round = 0; round < 30000; round++) {
        uint8_t raw[256];
        size_t size = 0;
        size_t characters = random_below(&random, 40);
        for (size_t i = 0; i < characters; i++)
            size += utf8_put(raw + size, random_code_point(&random));
        struct words words = scan(&arena, bytes_of(raw, size));
        for (size_t form = 0; form < sizeof forms / sizeof *forms; form++) {
            utf8proc_uint8_t *mapped = NULL;
            utf8proc_ssize_t length =
                utf8proc_map(raw, (utf8proc_ssize_t)size, &mapped, (utf8proc_option_t)(UTF8PROC_STABLE | forms[form]));
            assert_true(length >= 0);
            struct words again = scan(&arena, bytes_of(mapped, (size_t)length));
            if (!same_words(words, again))
                fail_msg("round %d, form %zu: %.*s", round, form, (int)size, raw);
            free(mapped);
        }
        arena_reset(&arena);
    }
    arena_close(&arena);
}

/* The same through the machine of scan.h alone, one code point at a time. */
static struct words scan_slowly(struct arena *arena, struct bytes text)
{
    static struct scan machine;
    struct words words;
    scan_begin(&machine, the_key(), text, arena);
    for (size_t at = 0; at < text.size;)
        at = scan_code_point(&machine, at);
    assert_int_equal(scan_finish(&machine, &words), STATUS_OK);
    return words;
}

static void the_fast_ways_do_as_the_machine(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "a",      "Port",      "abcdefghijklmnop", "9",          "1984",   " ",        ".",      ",",      "'",
        "\u2019", "\u00ad",    "\u00e9",           "\u00c9",     "\u0301", "\u0323",   "\u0436", "\u0627", "\u064b",
        "\u0915", "\u093f",    "\u094d",           "\uac00",     "\uac01", "\u1100",   "\u1161", "\u4e2d", "\u56fd",
        "\u304b", "\u3099",    "\uff76",           "\uff9e",     "\u0e01", "\u0e49",   "\u0e33", "\ufb01", "\u00df",
        "\u1ebf", "\ufdfa",    "\u0661",           "\U0001f4f0", "\xff",   "\xe4\xb8", "\n",     "-",      "\u0130",
        "\u3000", "\U00020000"};
    struct random random = random_start(8);
    struct arena arena;
    arena_init(&arena, 1 << 16, 0);
    for (int round = 0; round < 200000; round++) {
        uint8_t raw[640];
        size_t size = 0;
        size_t count = random_below(&random, 24);
        if (random_below(&random, 8) == 0) /* near the longest word */
            size = WORD_FOLDED_MAX - random_below(&random, 16);
        memset(raw, 'x', size);
        for (size_t i = 0; i < count; i++) {
            struct bytes part = bytes_of_string(parts[random_below(&random, sizeof parts / sizeof *parts)]);
            memcpy(raw + size, part.at, part.size);
            size += part.size;
        }
        struct words words = scan(&arena, bytes_of(raw, size));
        struct words slow = scan_slowly(&arena, bytes_of(raw, size));
        bool same = words.count == slow.count;
        for (size_t i = 0; i < words.count && same; i++)
            same = words.at[i].hash == slow.at[i].hash && words.at[i].at == slow.at[i].at &&
                   words.at[i].size == slow.at[i].size && words.at[i].flags == slow.at[i].flags;
        if (!same)
            fail_msg("round %d: \"%.*s\"", round, (int)size, raw);
        arena_reset(&arena);
    }
    arena_close(&arena);
}

/* When this fails though nothing is wrong, fingerprints have changed: RULES_VERSION must rise, so that stores notice.
 */
static void rules_are_those_of_their_version(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096, 0);
    struct words words =
        scan(&arena,
             bytes_of_string(
                 "The U.S. port wasn\u2019t closed: 1,000.5 \u00c9t\u00e9 \u0416\u0443\u043a "
                 "\u4e2d\u56fd\u4eba\u6c11 \u304b\u304d\u304f\u3051\u3053\u3055\u3057 \u0e01\u0e49\u0e02 \uac00\ub098 "
                 "\u0645\u064f\u062d \u0915\u093f internationalisation"));
    uint64_t sum = 0;
    for (size_t i = 0; i < words.count; i++)
        sum = mix64(sum ^ words.at[i].hash);
    assert_int_equal(words_version() >> 24, 1);
    if (sum != UINT64_C(0x7ee646dd170788db))
        fail_msg("words hash to %#llx", (unsigned long long)sum);
    arena_close(&arena);
}

/* Words end in order and inside the text, and a second scan finds the same ones. */
static void places_are_in_order(void **state)
{
    (void)state;
    struct random random = random_start(4);
    struct arena arena;
    arena_init(&arena, 1 << 16, 0);
    for (int round = 0; round < 30000; round++) {
        uint8_t raw[256];
        size_t size = random_below(&random, sizeof raw);
        for (size_t i = 0; i < size; i++)
            raw[i] = (uint8_t)(random_below(&random, 4) ? "aZ09 .,'`-\xc3\xa9\xe4\xb8\xad"[random_below(&random, 15)]
                                                        : (int)random_below(&random, 256));
        struct bytes text = bytes_of(raw, size);
        struct words words = scan(&arena, text);
        size_t last = 0;
        for (size_t i = 0; i < words.count; i++) {
            struct word word = words.at[i];
            assert_true(word.size > 0 && word.at + word.size >= last && word.at + word.size <= size);
            last = word.at + word.size;
        }
        struct words again = scan(&arena, bytes_of(raw, size));
        assert_true(same_words(words, again));
        arena_reset(&arena);
    }
    arena_close(&arena);
}

static void another_key_gives_other_hashes(void **state)
{
    (void)state;
    struct arena arena;
    struct hash_key other = hash_key_from_seed(6);
    struct words b;
    arena_init(&arena, 4096, 0);
    struct words a = scan(&arena, BYTES("port"));
    assert_int_equal(words_scan(&other, BYTES("port"), &arena, &b), STATUS_OK);
    assert_true(a.at[0].hash != b.at[0].hash);
    arena_close(&arena);
}

static void says_when_memory_runs_out(void **state)
{
    (void)state;
    struct arena arena;
    struct words words;
    uint8_t text[4000];
    memset(text, 'a', sizeof text);
    for (size_t i = 1; i < sizeof text; i += 2)
        text[i] = ' ';
    for (size_t limit = 1024; limit < 60000; limit += 1024) {
        arena_init(&arena, 1024, limit);
        enum status status = words_scan(the_key(), bytes_of(text, sizeof text), &arena, &words);
        assert_true(status == STATUS_NOMEM ? words.count == 0 : status == STATUS_OK && words.count == 2000);
        assert_true(limit > 1024 || status == STATUS_NOMEM);
        arena_close(&arena);
    }
    arena_init(&arena, 1024, 0);
    assert_int_equal(words_scan(the_key(), bytes_of(text, (size_t)WORDS_TEXT_MAX + 1), &arena, &words), STATUS_TOOBIG);
    arena_close(&arena);
}

static void version_names_rules_and_unicode(void **state)
{
    (void)state;
    unsigned major = 0;
    assert_int_equal(sscanf(utf8proc_unicode_version(), "%u", &major), 1);
    assert_int_equal(words_version() >> 16 & 0xff, major);
    assert_true(words_version() >> 24 > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_into_words),
        cmocka_unit_test(folds_what_makes_no_difference),
        cmocka_unit_test(flags_numbers_and_capitals),
        cmocka_unit_test(the_same_word_anywhere_has_one_hash),
        cmocka_unit_test(long_words_go_on_as_others),
        cmocka_unit_test(marks_past_the_limit_are_left_out),
        cmocka_unit_test(long_runs_give_every_gram),
        cmocka_unit_test(normal_forms_have_equal_words),
        cmocka_unit_test(the_fast_ways_do_as_the_machine),
        cmocka_unit_test(rules_are_those_of_their_version),
        cmocka_unit_test(places_are_in_order),
        cmocka_unit_test(another_key_gives_other_hashes),
        cmocka_unit_test(says_when_memory_runs_out),
        cmocka_unit_test(version_names_rules_and_unicode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

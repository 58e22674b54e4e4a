#include "shingle/base/hash_key.h"
#include "shingle/base/writer.h"
#include "shingle/extract/charset.h"
#include "shingle/text/utf8.h"

#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void labels(void **state)
{
    static const struct {
        const char *label;
        const char *name;
    } rows[] = {
        {"latin1", "windows-1252"},
        {" ISO-8859-1\n", "windows-1252"},
        {"us-ascii", "windows-1252"},
        {"gb2312", "GBK"},
        {"GB18030", "gb18030"},
        {"x-sjis", "Shift_JIS"},
        {"utf8", "UTF-8"},
        {"Utf-16", "UTF-16LE"},
        {"iso-8859-9", "windows-1254"},
        {"tis-620", "windows-874"},
        {"ks_c_5601-1987", "EUC-KR"},
        {"big5-hkscs", "Big5"},
        {"koi8-ru", "KOI8-U"},
        {"logical", "ISO-8859-8-I"},
        {"hz-gb-2312", "replacement"},
        {"", ""},
        {"utf-7", ""},
        {"latin 1", ""},
        {"iso-8859-1 iso-ir-100", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(charset_name(charset_from_label(bytes_of_string(rows[i].label))), rows[i].name);
    assert_string_equal(charset_name(charset_from_transport(BYTES("text/html; Charset=\"KOI8-R\""))), "KOI8-R");
    assert_int_equal(charset_from_transport(BYTES("text/html")), CHARSET_NONE);
    for (unsigned i = CHARSET_UTF_8; i < CHARSET_COUNT; i++)
        assert_int_equal(charset_from_label(bytes_of_string(charset_name((enum charset)i))), i);
}

static void pages_declare(void **state)
{
    static const struct {
        const char *page;
        enum charset charset;
    } rows[] = {
        {"<meta charset=koi8-r>", CHARSET_KOI8_R},
        {"<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=sjis'>", CHARSET_SHIFT_JIS},
        {"<meta content='charset=sjis'>", CHARSET_NONE},
        {"<meta name=charset content=koi8-r>", CHARSET_NONE},
        {"<!-- <meta charset=koi8-r> --><meta charset=big5>", CHARSET_BIG5},
        {"<!--><meta charset=koi8-r>-->", CHARSET_KOI8_R},
        {"<a title='<meta charset=koi8-r>'><meta charset=big5>", CHARSET_BIG5},
        {"<meta charset=none><meta charset=big5>", CHARSET_BIG5},
        {"<meta charset=utf-16>", CHARSET_UTF_8},
        {"<meta charset=koi8-r", CHARSET_NONE},
        {"<?xml version='1.0' encoding='windows-1251'?><html>", CHARSET_WINDOWS_1251},
        {"", CHARSET_NONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(charset_from_page(bytes_of_string(rows[i].page)), rows[i].charset);
}

/* A declaration that begins at the last bytes of the scan counts, one byte later it does not. */
static void the_scan_for_a_label_ends(void **state)
{
    static const char meta[] = "<meta charset=koi8-r>";
    (void)state;
    for (size_t extra = 0; extra < 2; extra++) {
        struct writer page = {0};
        for (size_t i = 0; i < CHARSET_LABEL_SCAN_MAX - strlen(meta) + extra; i++)
            writer_u8(&page, 'x');
        writer_bytes(&page, bytes_of_string(meta));
        assert_int_equal(charset_from_page(writer_view(&page)), extra ? CHARSET_NONE : CHARSET_KOI8_R);
        writer_close(&page);
    }
}

static void expect_decoded(struct bytes page, const char *transport, const char *text, size_t text_size,
                           enum charset charset, size_t bad)
{
    struct arena arena;
    struct charset_text out;
    arena_init(&arena, 1024, 0);
    assert_int_equal(charset_decode(page, bytes_of_string(transport), &arena, &out), STATUS_OK);
    assert_int_equal(out.text.size, text_size);
    assert_memory_equal(out.text.at, text, text_size);
    assert_int_equal(out.charset, charset);
    assert_int_equal(out.bad, bad);
    arena_close(&arena);
}

#define EXPECT_DECODED(page, transport, text, charset, bad)                                                            \
    expect_decoded(BYTES(page), transport, text, sizeof(text) - 1, charset, bad)

static void known_texts(void **state)
{
    (void)state;
    EXPECT_DECODED("", NULL, "", CHARSET_UTF_8, 0);
    EXPECT_DECODED("tide", NULL, "tide", CHARSET_UTF_8, 0);
    EXPECT_DECODED("\xef\xbb\xbf"
                   "caf\xc3\xa9",
                   "latin1", "caf\xc3\xa9", CHARSET_UTF_8, 0);
    /* UTF-8 wins over a stale label, a label over a guess */
    EXPECT_DECODED("caf\xc3\xa9", "latin1", "caf\xc3\xa9", CHARSET_UTF_8, 0);
    EXPECT_DECODED("caf\xe9", "latin1", "caf\xc3\xa9", CHARSET_WINDOWS_1252, 0);
    EXPECT_DECODED("caf\xe9", NULL, "caf\xc3\xa9", CHARSET_WINDOWS_1252, 0);
    EXPECT_DECODED("<meta charset=koi8-r>\xc4\xc1", NULL, "<meta charset=koi8-r>\xd0\xb4\xd0\xb0", CHARSET_KOI8_R, 0);
    EXPECT_DECODED("<meta charset=koi8-r>\xc4\xe0", "windows-1251", "<meta charset=koi8-r>\xd0\x94\xd0\xb0",
                   CHARSET_WINDOWS_1251, 0);
    /* a byte that is nothing in UTF-8 is counted and the rest stays */
    EXPECT_DECODED("caf\xe9 noir", "utf-8", "caf\xef\xbf\xbd noir", CHARSET_UTF_8, 1);
    EXPECT_DECODED("\x81\x81z\x85\xa5", "big5", "\xef\xbf\xbd\xef\xbf\xbdz\xef\xbf\xbd\xef\xbf\xbd", CHARSET_BIG5, 4);
    EXPECT_DECODED("ab\xa4", "euc-jp", "ab\xef\xbf\xbd", CHARSET_EUC_JP, 1);
    /* the holes of windows-1252 */
    EXPECT_DECODED("\x80\x81\x9d\xff", "cp1252", "\xe2\x82\xac\xc2\x81\xc2\x9d\xc3\xbf", CHARSET_WINDOWS_1252, 0);
    EXPECT_DECODED("\xff\xfe"
                   "a\0\x3d\xd8\x00\xde\x00\xd8z\0x",
                   NULL, "a\xf0\x9f\x98\x80\xef\xbf\xbdz\xef\xbf\xbd", CHARSET_UTF_16LE, 2);
    EXPECT_DECODED("\xfe\xff\0a\x20\xac", NULL, "a\xe2\x82\xac", CHARSET_UTF_16BE, 0);
    EXPECT_DECODED("\0<\0p\0>\0h\0i", NULL, "<p>hi", CHARSET_UTF_16BE, 0);
    EXPECT_DECODED("\x1b$B$\"\x1b(Bx", "iso-2022-jp", "\xe3\x81\x82x", CHARSET_ISO_2022_JP, 0);
    EXPECT_DECODED("tide\xe9", "iso-2022-kr", "tide\xc3\xa9", CHARSET_WINDOWS_1252, 0);
}

static const struct {
    enum charset charset;
    const char *iconv;
    const char *lang;
    const char *text; /* enough of the language for a guess */
} samples[] = {
    {CHARSET_WINDOWS_1251, "CP1251", "ru",
     "Вчера вечером сильный ветер закрыл порт, и три парома остались в море до утра. Никто не пострадал."},
    {CHARSET_KOI8_R, "KOI8-R", "ru",
     "Вчера вечером сильный ветер закрыл порт, и три парома остались в море до утра. Никто не пострадал."},
    {CHARSET_WINDOWS_1253, "CP1253", "el",
     "Ο δυνατός άνεμος έκλεισε το λιμάνι χθες το βράδυ και τρία πλοία έμειναν στη θάλασσα μέχρι το πρωί."},
    {CHARSET_WINDOWS_1255, "CP1255", "he", "הרוח החזקה סגרה את הנמל אתמול בערב ושלוש מעבורות נשארו בים עד הבוקר"},
    {CHARSET_WINDOWS_1256, "CP1256", "ar",
     "أغلقت الرياح القوية الميناء مساء أمس وبقيت ثلاث عبارات في البحر حتى الصباح ولم يصب أحد بأذى"},
    {CHARSET_WINDOWS_874, "CP874", "th", "ลมแรงทำให้ท่าเรือต้องปิดเมื่อคืนนี้และเรือสามลำยังอยู่ในทะเลจนถึงเช้า"},
    {CHARSET_SHIFT_JIS, "CP932", "ja",
     "昨夜の強い風のため港が閉鎖され、三隻のフェリーが朝まで海の上に残された。けが人はいなかった。"},
    {CHARSET_EUC_JP, "EUC-JP", "ja",
     "昨夜の強い風のため港が閉鎖され、三隻のフェリーが朝まで海の上に残された。けが人はいなかった。"},
    {CHARSET_EUC_KR, "CP949", "ko",
     "어젯밤 강한 바람으로 항구가 폐쇄되었고 여객선 세 척이 아침까지 바다에 머물렀다. 다친 사람은 없었다."},
    {CHARSET_GBK, "GB18030", "zh",
     "昨晚大风导致港口关闭，三艘渡轮在海上停留到早晨。没有人受伤，船上的乘客都平安上岸。"},
    {CHARSET_BIG5, "BIG5-HKSCS", "zh",
     "昨晚強風導致港口關閉，三艘渡輪在海上停留到早晨。沒有人受傷，船上的乘客都平安上岸。"},
    {CHARSET_WINDOWS_1252, "CP1252", "fr",
     "Le vent très fort a fermé le port hier soir ; trois navires sont restés en mer jusqu'au matin, sans blessé à déplorer."},
    {CHARSET_WINDOWS_1250, "CP1250", "pl",
     "Wczoraj wieczorem silny wiatr zamknął port, a trzy promy zostały na morzu aż do rana. Nikt nie został ranny, są bezpieczni."},
    {CHARSET_WINDOWS_1254, "CP1254", "tr",
     "Dün akşam şiddetli rüzgâr limanı kapattı, üç gemi sabaha kadar denizde kaldı. Yaralanan olmadığı açıklandı, şimdi sakin."},
};

/* The sample in its encoding. */
static struct bytes encode(size_t sample, char *out, size_t room)
{
    iconv_t converter = iconv_open(samples[sample].iconv, "UTF-8");
    char *from = (char *)(uintptr_t)samples[sample].text;
    size_t left = strlen(from);
    char *to = out;
    assert_true(converter != (iconv_t)-1);
    assert_true(iconv(converter, &from, &left, &to, &room) != (size_t)-1);
    (void)iconv_close(converter);
    return bytes_of(out, (size_t)(to - out));
}

static void legacy_texts_come_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        char room[1024];
        struct bytes encoded = encode(i, room, sizeof room);
        expect_decoded(encoded, charset_name(samples[i].charset), samples[i].text, strlen(samples[i].text),
                       samples[i].charset, 0);
    }
}

static void legacy_texts_are_guessed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        char room[1024];
        struct bytes encoded = encode(i, room, sizeof room);
        enum charset alone = charset_guess(encoded, bytes_of(NULL, 0));
        enum charset with_lang = charset_guess(encoded, bytes_of_string(samples[i].lang));
        if (alone != samples[i].charset || with_lang != samples[i].charset)
            printf("%s: guessed %s, with its language %s\n", charset_name(samples[i].charset), charset_name(alone),
                   charset_name(with_lang));
        assert_int_equal(alone, samples[i].charset);
        assert_int_equal(with_lang, samples[i].charset);
    }
}

/* Whatever the bytes and the encoding: valid UTF-8 comes out, at most three times as long, ASCII words are all there.
 */
static void random_bytes_become_utf_8(void **state)
{
    enum { RUNS = 4000, SEED = 777 };
    uint64_t random = SEED;
    (void)state;
    printf("seed %d\n", SEED);
    for (int run = 0; run < RUNS; run++) {
        struct arena arena;
        struct charset_text out;
        uint8_t page[300];
        for (size_t i = 0; i < sizeof page; i++)
            page[i] = (uint8_t)((random = mix64(random)) >> 13);
        size_t size = random % sizeof page;
        arena_init(&arena, 1024, 0);
        enum charset charset = (enum charset)(random % CHARSET_COUNT);
        assert_int_equal(charset_decode_as(bytes_of(page, size), charset, &arena, &out), STATUS_OK);
        assert_int_equal(utf8_valid_upto(out.text), out.text.size);
        assert_true(out.text.size <= 3 * size + 8);
        assert_int_equal(charset_decode(bytes_of(page, size), bytes_of(NULL, 0), &arena, &out), STATUS_OK);
        assert_int_equal(utf8_valid_upto(out.text), out.text.size);
        arena_close(&arena);
    }
}

static void utf_8_is_not_copied(void **state)
{
    struct arena arena;
    struct charset_text out;
    struct bytes page = BYTES("<p>caf\xc3\xa9");
    (void)state;
    arena_init(&arena, 1024, 0);
    assert_int_equal(charset_decode(page, bytes_of(NULL, 0), &arena, &out), STATUS_OK);
    assert_ptr_equal(out.text.at, page.at);
    assert_int_equal(arena.held, 0);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels),
        cmocka_unit_test(pages_declare),
        cmocka_unit_test(the_scan_for_a_label_ends),
        cmocka_unit_test(known_texts),
        cmocka_unit_test(legacy_texts_come_back),
        cmocka_unit_test(legacy_texts_are_guessed),
        cmocka_unit_test(random_bytes_become_utf_8),
        cmocka_unit_test(utf_8_is_not_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

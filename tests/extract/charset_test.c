#include "shingle/base/hash_key.h"
#include "shingle/base/writer.h"
#include "shingle/extract/charset_table.h"
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

/* All 228 labels of the standard's table, and none of them twice. */
static void labels_are_all_there(void **state)
{
    size_t count = 0;
    (void)state;
    for (unsigned i = CHARSET_UTF_8; i < CHARSET_COUNT; i++) {
        struct bytes rest = bytes_of_string(charset_rows[i].labels);
        while (rest.size) {
            size_t end = bytes_find(rest, BYTES(" "), 0);
            assert_int_equal(charset_from_label(bytes_upto(rest, end)), i);
            rest = bytes_from(rest, end == SIZE_MAX ? rest.size : end + 1);
            count++;
        }
    }
    assert_int_equal(count, 228);
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

#define DA "\xd0\x94\xd0\xb0 "
#define SIXTEEN                                                                                                        \
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 "

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
    EXPECT_DECODED("\x1b(I1\x1b(Bx", "iso-2022-jp", "\xef\xbd\xb1x", CHARSET_ISO_2022_JP, 0);
    EXPECT_DECODED("<p>\x1b$B$\"\x1b(B</p>", NULL, "<p>\xe3\x81\x82</p>", CHARSET_ISO_2022_JP, 0);
    /* labels that the bytes deny: UTF-8 called something else, cut, or with a few strays; and the other way round */
    EXPECT_DECODED("caf\xc3\xa9", "iso-2022-jp", "caf\xc3\xa9", CHARSET_UTF_8, 0);
    EXPECT_DECODED("caf\xc3\xa9", "utf-16", "caf\xc3\xa9", CHARSET_UTF_8, 0);
    EXPECT_DECODED("caf\xc3\xa9 \xe2\x80", "latin1", "caf\xc3\xa9 \xef\xbf\xbd", CHARSET_UTF_8, 1);
    EXPECT_DECODED(SIXTEEN "\x93", "latin1", SIXTEEN "\xef\xbf\xbd", CHARSET_UTF_8, 1);
    EXPECT_DECODED("\xc4\xe0 \xc4\xe0 \xc4\xe0 \xc4\xe0 \xc4\xe0 \xc4\xe0 \xc4\xe0 \xc4\xe0 <meta charset=cp1251>",
                   "utf-8", DA DA DA DA DA DA DA DA "<meta charset=cp1251>", CHARSET_WINDOWS_1251, 0);
    /* where the standard is not libc */
    EXPECT_DECODED("\x80", "gbk", "\xe2\x82\xac", CHARSET_GBK, 0);
    EXPECT_DECODED("\xc6\xf0", "macintosh", "\xe2\x88\x86\xef\xa3\xbf", CHARSET_MACINTOSH, 0);
    EXPECT_DECODED("\xff", "x-mac-cyrillic", "\xe2\x82\xac", CHARSET_X_MAC_CYRILLIC, 0);
    EXPECT_DECODED("a\x80\xff", "x-user-defined", "a\xef\x9e\x80\xef\x9f\xbf", CHARSET_X_USER_DEFINED, 0);
    EXPECT_DECODED("tide\xe9", "iso-2022-kr", "tide\xc3\xa9", CHARSET_WINDOWS_1252, 0);
}

/* Whether a guess from the bytes must find the text; where not, another encoding has as good a reading. */
enum guess { GUESS_NEVER, GUESS_ALONE };

static const char russian[] =
    "Вчера вечером сильный ветер закрыл порт, и три парома остались в море до утра. Никто не пострадал, заявляет компания, погода улучшится.";
static const char ukrainian[] =
    "Учора ввечері сильний вітер закрив порт, і три пороми залишилися в морі до ранку. Ніхто не постраждав, їх усіх зняли.";
static const char greek[] =
    "Ο δυνατός άνεμος έκλεισε το λιμάνι χθες το βράδυ και τρία πλοία έμειναν στη θάλασσα μέχρι το πρωί.";
static const char hebrew[] = "הרוח החזקה סגרה את הנמל אתמול בערב ושלוש מעבורות נשארו בים עד הבוקר";
static const char arabic[] =
    "أغلقت الرياح القوية الميناء مساء أمس وبقيت ثلاث عبارات في البحر حتى الصباح ولم يصب أحد بأذى";
static const char japanese[] =
    "昨夜の強い風のため港が閉鎖され、三隻のフェリーが朝まで海の上に残された。けが人はいなかった。";
static const char chinese[] = "昨晚大风导致港口关闭，三艘渡轮在海上停留到早晨。没有人受伤，船上的乘客都平安上岸。";
static const char french[] =
    "Le vent très fort a fermé le port hier soir ; trois navires sont restés en mer jusqu'au matin, sans blessé à déplorer.";
static const char german[] =
    "Der heftige Sturm schloß am Freitagabend den Hafen; drei Fähren blieben für Stunden auf See, müde Gäste übernachteten.";
static const char polish[] =
    "Wczoraj wieczorem silny wiatr zamknął port, a trzy promy zostały na morzu aż do rana. Nikt nie został ranny, są bezpieczni.";
static const char czech[] =
    "Silný vítr včera večer uzavřel přístav a tři trajekty zůstaly na moři až do rána. Nikdo nebyl zraněn, řekl mluvčí společnosti.";
static const char turkish[] =
    "Dün akşam şiddetli rüzgâr limanı kapattı, üç gemi sabaha kadar denizde kaldı. Yaralanan olmadığı açıklandı, şimdi sakin.";
static const char lithuanian[] =
    "Vakar vakare stiprus vėjas uždarė uostą, trys keltai liko jūroje iki ryto. Niekas nenukentėjo, žmonės grįžo į krantą.";

/* Texts of every encoding of the standard that a page can be in, but UTF-8, UTF-16 and x-user-defined. */
static const struct {
    enum charset charset;
    const char *iconv;
    const char *lang;
    const char *text; /* enough of the language for a guess */
    enum guess guess;
} samples[] = {
    {CHARSET_WINDOWS_1251, "CP1251", "ru", russian, GUESS_ALONE},
    {CHARSET_KOI8_R, "KOI8-R", "ru", russian, GUESS_ALONE},
    {CHARSET_ISO_8859_5, "ISO-8859-5", "ru", russian, GUESS_ALONE},
    {CHARSET_IBM866, "IBM866", "ru", russian, GUESS_ALONE},
    {CHARSET_X_MAC_CYRILLIC, "MAC-UK", "ru", russian, GUESS_ALONE},
    {CHARSET_WINDOWS_1251, "CP1251", "uk", ukrainian, GUESS_ALONE},
    {CHARSET_KOI8_U, "KOI8-U", "uk", ukrainian, GUESS_ALONE},
    {CHARSET_WINDOWS_1253, "CP1253", "el", greek, GUESS_ALONE},
    {CHARSET_ISO_8859_7, "ISO-8859-7", "el", greek, GUESS_ALONE},
    {CHARSET_WINDOWS_1255, "CP1255", "he", hebrew, GUESS_ALONE},
    {CHARSET_ISO_8859_8, "ISO-8859-8", "he", hebrew, GUESS_ALONE},
    {CHARSET_ISO_8859_8_I, "ISO-8859-8", "he", hebrew, GUESS_ALONE},
    {CHARSET_WINDOWS_1256, "CP1256", "ar", arabic, GUESS_ALONE},
    {CHARSET_ISO_8859_6, "ISO-8859-6", "ar", arabic, GUESS_ALONE},
    {CHARSET_WINDOWS_874, "CP874", "th", "ลมแรงทำให้ท่าเรือต้องปิดเมื่อคืนนี้และเรือสามลำยังอยู่ในทะเลจนถึงเช้า", GUESS_ALONE},
    {CHARSET_SHIFT_JIS, "CP932", "ja", japanese, GUESS_ALONE},
    {CHARSET_EUC_JP, "EUC-JP", "ja", japanese, GUESS_ALONE},
    {CHARSET_ISO_2022_JP, "ISO-2022-JP", "ja", japanese, GUESS_ALONE},
    {CHARSET_EUC_KR, "CP949", "ko",
     "어젯밤 강한 바람으로 항구가 폐쇄되었고 여객선 세 척이 아침까지 바다에 머물렀다. 다친 사람은 없었다.",
     GUESS_ALONE},
    {CHARSET_GBK, "GB18030", "zh", chinese, GUESS_ALONE},
    {CHARSET_GB18030, "GB18030", "zh",
     "昨晚大风导致港口关闭，\U00020087𠂉三艘渡轮在海上停留到早晨。没有人受伤，㐀船上的乘客。", GUESS_ALONE},
    {CHARSET_BIG5, "BIG5-HKSCS", "zh",
     "昨晚強風導致港口關閉，三艘渡輪在海上停留到早晨。沒有人受傷，船上的乘客都平安上岸。", GUESS_ALONE},
    {CHARSET_WINDOWS_1252, "CP1252", "fr", french, GUESS_ALONE},
    {CHARSET_WINDOWS_1252, "CP1252", "de", german, GUESS_ALONE},
    {CHARSET_ISO_8859_15, "ISO-8859-15", "fr", french, GUESS_ALONE},
    {CHARSET_MACINTOSH, "MACINTOSH", "fr", french, GUESS_ALONE},
    {CHARSET_WINDOWS_1250, "CP1250", "pl", polish, GUESS_ALONE},
    {CHARSET_ISO_8859_2, "ISO-8859-2", "pl", polish, GUESS_ALONE},
    {CHARSET_WINDOWS_1250, "CP1250", "cs", czech, GUESS_ALONE},
    {CHARSET_ISO_8859_2, "ISO-8859-2", "cs", czech, GUESS_ALONE},
    {CHARSET_ISO_8859_16, "ISO-8859-16", "ro",
     "Vântul puternic a închis portul aseară, iar trei feriboturi au rămas pe mare până dimineața. Nimeni nu a fost rănit.",
     GUESS_NEVER},
    {CHARSET_WINDOWS_1254, "CP1254", "tr", turkish, GUESS_ALONE},
    {CHARSET_ISO_8859_3, "ISO-8859-3", "eo",
     "Hieraŭ vespere forta vento fermis la havenon, kaj tri pramŝipoj restis sur la maro ĝis la mateno, ĉar ĝi estis danĝera.",
     GUESS_NEVER},
    {CHARSET_ISO_8859_4, "ISO-8859-4", "lt", lithuanian, GUESS_ALONE},
    {CHARSET_ISO_8859_10, "ISO-8859-10", "is",
     "Sterkur vindur lokaði höfninni í gærkvöldi og þrjár ferjur voru á sjó til morguns. Enginn slasaðist, sögðu þeir.",
     GUESS_ALONE},
    {CHARSET_ISO_8859_13, "ISO-8859-13", "lt", lithuanian, GUESS_ALONE},
    {CHARSET_WINDOWS_1257, "CP1257", "lt", lithuanian, GUESS_ALONE},
    {CHARSET_ISO_8859_14, "ISO-8859-14", "cy",
     "Caeodd y gŵr y porthladd neithiwr wedi'r gwynt, ac arhosodd tair llong ar y môr tan y bore; roedd y tŷ'n ddiogel.",
     GUESS_NEVER},
    {CHARSET_WINDOWS_1258, "CP1258", "vi", "Gio ma\xcc\xa3nh \xc4\x91o\xcc\x81ng ca\xcc\x89ng t\xc3\xb4\xcc\x81i qua",
     GUESS_ALONE},
};
enum { SAMPLES = sizeof samples / sizeof *samples, ROOM = 1024 };

/* The sample in its encoding. */
static struct bytes encode(size_t sample, char *out, size_t room)
{
    iconv_t converter = iconv_open(samples[sample].iconv, "UTF-8");
    char *from = (char *)(uintptr_t)samples[sample].text;
    size_t left = strlen(from);
    char *to = out;
    assert_true(converter != (iconv_t)-1);
    if (iconv(converter, &from, &left, &to, &room) == (size_t)-1)
        fail_msg("%s: cannot write \"%s\"", samples[sample].iconv, from);
    assert_true(iconv(converter, NULL, NULL, &to, &room) != (size_t)-1);
    (void)iconv_close(converter);
    return bytes_of(out, (size_t)(to - out));
}

static void legacy_texts_come_back(void **state)
{
    bool tried[CHARSET_COUNT] = {false};
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        char room[ROOM];
        struct bytes encoded = encode(i, room, sizeof room);
        expect_decoded(encoded, charset_name(samples[i].charset), samples[i].text, strlen(samples[i].text),
                       samples[i].charset, 0);
        tried[samples[i].charset] = true;
    }
    tried[CHARSET_X_USER_DEFINED] = tried[CHARSET_REPLACEMENT] = true; /* no text is written in these */
    for (unsigned charset = CHARSET_IBM866; charset < CHARSET_UTF_16BE; charset++)
        if (!tried[charset])
            fail_msg("no text in %s", charset_name((enum charset)charset));
}

/* Cut anywhere, a text loses no more than the sign that was cut, which is counted. */
static void cut_texts_end_in_a_replacement(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        char room[ROOM];
        struct bytes encoded = encode(i, room, sizeof room);
        for (size_t size = 1; size < encoded.size; size++) {
            struct arena arena;
            struct charset_text out;
            arena_init(&arena, 4096, 0);
            assert_int_equal(charset_decode_as(bytes_upto(encoded, size), samples[i].charset, &arena, &out), STATUS_OK);
            size_t same = 0;
            while (same < out.text.size && out.text.at[same] == (uint8_t)samples[i].text[same])
                same++;
            size_t rest = out.text.size - same;
            if (rest > 12 || out.bad > 3 || (rest > 0 && out.bad == 0))
                fail_msg("%s, cut at %zu: %zu bytes differ, %zu bad", samples[i].iconv, size, rest, out.bad);
            arena_close(&arena);
        }
    }
}

/* What counts is the text: the same may come of two encodings, such as KOI8-R and KOI8-U. */
static bool is_guessed(size_t sample, struct bytes encoded, const char *lang)
{
    struct arena arena;
    struct charset_text out;
    struct writer page = {0};
    const char *text = samples[sample].text;
    arena_init(&arena, 4096, 0);
    writer_format(&page, "<html lang=\"%s\"><p>", lang);
    size_t markup = writer_view(&page).size;
    writer_bytes(&page, encoded);
    assert_int_equal(charset_decode(writer_view(&page), bytes_of(NULL, 0), &arena, &out), STATUS_OK);
    bool good = bytes_equal(bytes_from(out.text, markup), bytes_of_string(text));
    if (!good)
        printf("%s in %s%s: guessed %s\n", samples[sample].lang, samples[sample].iconv,
               *lang ? " with its language" : "", charset_name(out.charset));
    writer_close(&page);
    arena_close(&arena);
    return good;
}

static void legacy_texts_are_guessed(void **state)
{
    unsigned alone = 0, by_lang = 0, wrong = 0;
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        char room[ROOM];
        struct bytes encoded = encode(i, room, sizeof room);
        bool good_alone = is_guessed(i, encoded, ""), good_by_lang = is_guessed(i, encoded, samples[i].lang);
        alone += good_alone;
        by_lang += good_by_lang;
        wrong += samples[i].guess == GUESS_ALONE && (!good_alone || !good_by_lang);
    }
    printf("of %d texts %u are guessed by their bytes, %u with their language\n", SAMPLES, alone, by_lang);
    assert_int_equal(wrong, 0);
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
        cmocka_unit_test(labels_are_all_there),
        cmocka_unit_test(pages_declare),
        cmocka_unit_test(the_scan_for_a_label_ends),
        cmocka_unit_test(known_texts),
        cmocka_unit_test(legacy_texts_come_back),
        cmocka_unit_test(cut_texts_end_in_a_replacement),
        cmocka_unit_test(legacy_texts_are_guessed),
        cmocka_unit_test(random_bytes_become_utf_8),
        cmocka_unit_test(utf_8_is_not_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

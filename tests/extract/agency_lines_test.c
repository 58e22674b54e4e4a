/*
 * Lines that open, close and surround wire stories, in many languages, each with the agencies that it credits; and as
 * many that name an agency and credit none.
 */
#include "shingle/extract/credit.h"
#include "shingle/extract/dateline.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* A page with the line between two others; whether it credits other agencies than it should, which is told. */
static unsigned check_line(const char *text, const char *lang, const char *want, const char *before, const char *behind,
                           bool kept)
{
    struct arena arena;
    arena_init(&arena, 4096, 0);
    struct line_list list = {.title_line = SIZE_MAX};
    const struct {
        const char *text;
        bool kept;
    } lines[] = {{before, true}, {text, kept}, {behind, true}};
    for (size_t i = 0; i < 3; i++) {
        if (!lines[i].text)
            continue;
        struct line *line = line_list_add(&list, &arena, bytes_of_string(lines[i].text));
        line->kept = lines[i].kept;
    }
    assert_int_equal(line_list_measure(&list, &arena), STATUS_OK);
    struct agency_set set = {.lang = bytes_of_string(lang)};
    struct dateline dateline;
    if (!before && kept && dateline_read(bytes_of_string(text), &set, &dateline))
        agency_set_join(&set, &dateline.agencies);
    credit_from_lines(&list, &set);
    struct bytes got = agency_set_text(&set, &arena);
    bool good = bytes_equal(got, bytes_of_string(want));
    if (!good)
        print_error("\"%s\": got \"%" BYTES_FORMAT "\", want \"%s\"\n", text, BYTES_ARGS(got), want);
    arena_close(&arena);
    return !good;
}

struct row {
    const char *text, *lang, *agencies;
};
#define ROWS(table) (sizeof(table) / sizeof *(table))

static const char next[] = "The second paragraph says how many ships are waiting outside the mole.";

static void opening_lines(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"LONDON, Nov 21 (Reuters) - Oil fell on Friday.", "en", "Reuters"},
        {"LONDON Nov 21 (Reuters) - Oil fell on Friday.", "en", "Reuters"},
        {"SINGAPORE/LONDON, Nov 21 (Reuters) - Oil fell.", "en", "Reuters"},
        {"By Jane Roe LONDON, Nov 21 (Reuters) - Oil fell.", "en", "Reuters"},
        {"Nov 21 (Reuters) - A ship ran aground.", "en", "Reuters"},
        {"(Reuters) - A ship ran aground.", "en", "Reuters"},
        {"WASHINGTON (AP) — The Senate voted.", "en", "AP"},
        {"WASHINGTON (AP) -- The Senate voted.", "en", "AP"},
        {"ST. LOUIS (AP) _ The river rose.", "en", "AP"},
        {"TEXAS CITY, Texas (AP) — A plumber sued.", "en", "AP"},
        {"SAN JUAN, Puerto Rico (AP) - The lights went out.", "en", "AP"},
        {"Paris (AFP) - The minister resigned.", "en", "AFP"},
        {"San Miguel de la Costa (Mexico) (AFP) - The port was shut.", "en", "AFP"},
        {"NEW YORK, Sept. 5 (UPI) -- Stocks rose.", "en", "UPI"},
        {"BEIJING, Nov. 21 (Xinhua) -- China launched a satellite.", "en", "Xinhua"},
        {"MOSCOW, November 21. /TASS/. The minister spoke.", "en", "TASS"},
        {"ANKARA (AA) - The minister spoke.", "en", "Anadolu"},
        {"New Delhi, Nov 21 (PTI) The court ruled on Friday.", "en", "PTI"},
        {"New Delhi [India], November 21 (ANI): The court ruled.", "en", "ANI"},
        {"Mumbai, Nov 21 (IANS) The markets rose.", "en", "IANS"},
        {"TOKYO (Kyodo) -- The yen fell.", "en", "Kyodo"},
        {"SEOUL, Nov. 21 (Yonhap) -- Exports rose.", "en", "Yonhap"},
        {"KUALA LUMPUR, Nov 21 (Bernama) -- The ringgit rose.", "en", "Bernama"},
        {"Jakarta (ANTARA) - The president spoke.", "en", "Antara"},
        {"DUBAI, 21st November, 2025 (WAM) -- The ruler spoke.", "en", "WAM"},
        {"CAIRO (MENA) - The canal was shut.", "en", "MENA"},
        {"Berlin (dpa) - Der Bundestag stimmte zu.", "de", "dpa"},
        {"Berlin (dpa) Der Bundestag stimmte zu.", "de", "dpa"},
        {"Hamburg (dpa/lno) – Die Elbe ist gesperrt.", "de", "dpa"},
        {"Berlin/München (dpa/AFP) – Der Zug stand.", "de", "dpa, AFP"},
        {"Frankfurt/Main (dpa-AFX) - Der Dax stieg.", "de", "dpa"},
        {"FRANKFURT (dpa-AFX) - Der Dax stieg.", "de", "dpa"},
        {"Wien (APA) – Der Nationalrat stimmte zu.", "de", "APA"},
        {"Bern (sda) Der Bundesrat stimmte zu.", "de", "Keystone-SDA"},
        {"Köln (SID) - Der Klub hat einen Trainer.", "de", "SID"},
        {"Bonn (KNA) Die Bischöfe tagten.", "de", "KNA"},
        {"Wiesbaden (KNA/xy). Der Minister sprach.", "de", "KNA"},
        {"Hannover (epd). Die Synode tagte.", "de", "epd"},
        {"Berlin (Reuters) - Die Regierung plant ein Gesetz.", "de", "Reuters"},
        {"PARIS, 21 novembre (Reuters) - Le ministre a parlé.", "fr", "Reuters"},
        {"PARIS, 3 mars (AFP) - Le ministre a parlé.", "fr", "AFP"},
        {"Genève (ats) - Le conseil a voté.", "fr", "Keystone-SDA"},
        {"BRUXELLES (Belga) - Le gouvernement tombe.", "fr", "Belga"},
        {"Madrid, 21 nov (EFE).- El Gobierno aprobó la ley.", "es", "EFE"},
        {"MADRID, 21 Nov. (EUROPA PRESS) - El Gobierno aprobó la ley.", "es", "Europa Press"},
        {"MÉXICO, 21 nov (Reuters) - El banco central subió la tasa.", "es", "Reuters"},
        {"(ANSA) - ROMA, 21 NOV - Il governo ha approvato la legge.", "it", "ANSA"},
        {"Roma, 21 nov. (askanews) - Il governo ha approvato la legge.", "it", "askanews"},
        {"Roma, 21 nov. (Adnkronos) - Il governo tace.", "it", "Adnkronos"},
        {"(AGI) - Roma, 21 nov. - Il governo tace.", "it", "AGI"},
        {"BRASÍLIA, 21 Nov (Reuters) - O ministro falou.", "pt", "Reuters"},
        {"Lisboa, 21 nov 2025 (Lusa) - O governo aprovou a lei.", "pt", "Lusa"},
        {"AMSTERDAM (ANP) - Het kabinet valt.", "nl", "ANP"},
        {"İSTANBUL (AA) - Borsa güne yükselişle başladı.", "tr", "Anadolu"},
        {"ANKARA, 21 Kasım (Reuters) - Merkez Bankası faizi indirdi.", "tr", "Reuters"},
        {"ANKARA (İHA) - Bakan konuştu.", "tr", "İHA"},
        {"МОСКВА, 21 ноября. /ТАСС/. Президент выступил.", "ru", "TASS"},
        {"МОСКВА, 21 ноя — РИА Новости. Президент выступил.", "ru", "RIA Novosti"},
        {"Москва. 21 ноября. Интерфакс - Президент выступил.", "ru", "Interfax"},
        {"МОСКВА, 21 ноября (Рейтер) - Рубль вырос.", "ru", "Reuters"},
        {"София, 21 ноември (БТА) - Министърът говори.", "bg", "BTA"},
        {"Praha (ČTK) – Vláda schválila zákon.", "cs", "ČTK"},
        {"WARSZAWA (PAP) - Rząd przyjął ustawę.", "pl", "PAP"},
        {"Budapest, 2025. november 21., péntek (MTI) - A kormány döntött.", "hu", "MTI"},
        {"ZAGREB, 21. studenoga (Hina) - Vlada je odlučila.", "hr", "HINA"},
        {"新华社北京11月21日电（记者王某）国务院发布通知。", "zh", "Xinhua"},
        {"新华社东京11月21日电 日本政府宣布。", "zh", "Xinhua"},
        {"路透社伦敦11月21日电 油价下跌。", "zh", "Reuters"},
        {"法新社巴黎11月21日电：部长辞职。", "zh", "AFP"},
        {"中新社北京11月21日电 国务院发布通知。", "zh", "China News Service"},
        {"（中央社台北21日電）行政院今天宣布。", "zh", "CNA"},
        {"［東京　２１日　ロイター］ - 日銀は決めた。", "ja", "Reuters"},
        {"[東京 21日 ロイター] - 日銀は決めた。", "ja", "Reuters"},
        {"【ロイター】日銀は決めた。", "ja", "Reuters"},
        {"【北京共同】中国政府は発表した。", "ja", "Kyodo"},
        {"【ワシントン時事】米政府は発表した。", "ja", "Jiji"},
        {"(서울=연합뉴스) 홍길동 기자 = 정부는 발표했다.", "ko", "Yonhap"},
        {"(뉴욕 로이터=연합뉴스) 유가가 내렸다.", "ko", "Yonhap, Reuters"},
        {"لندن 21 نوفمبر (رويترز) - قال الوزير.", "ar", "Reuters"},
        {"الرياض (واس) - قال الوزير.", "ar", "SPA"},
    };
    unsigned wrong = 0;
    for (size_t i = 0; i < ROWS(rows); i++)
        wrong += check_line(rows[i].text, rows[i].lang, rows[i].agencies, NULL, next, true);
    assert_int_equal(wrong, 0);
}

static void lines_below(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"SOURCE:Reuters", "en", "Reuters"},
        {"Source: AFP", "en", "AFP"},
        {"(Source: PTI)", "en", "PTI"},
        {"Sources: AP, AFP", "en", "AP, AFP"},
        {"Quelle: dpa", "de", "dpa"},
        {"Quelle: ntv.de, ino/dpa", "de", "dpa"},
        {"Quelle: sid/dpa", "de", "SID, dpa"},
        {"(Quelle: APA/sda/dpa)", "de", "APA, Keystone-SDA, dpa"},
        {"Fuente: EFE", "es", "EFE"},
        {"Fonte: ANSA", "it", "ANSA"},
        {"Kaynak: AA", "tr", "Anadolu"},
        {"Zdroj: ČTK", "cs", "ČTK"},
        {"Źródło: PAP", "pl", "PAP"},
        {"Kilde: Ritzau", "da", "Ritzau"},
        {"Lähde: STT", "fi", "STT"},
        {"Forrás: MTI", "hu", "MTI"},
        {"Источник: ТАСС", "ru", "TASS"},
        {"来源：新华社", "zh", "Xinhua"},
        {"المصدر: رويترز", "ar", "Reuters"},
        {"(Reporting by Jane Roe; Editing by John Doe)", "en", "Reuters"},
        {"Reporting by Jane Roe, writing by John Doe; editing by Ann Poe", "en", "Reuters"},
        {"(Reportage de Jane Roe, édité par John Doe)", "fr", "Reuters"},
        {"(Reporte de Jane Roe; Editado en español por John Doe)", "es", "Reuters"},
        {"The Associated Press contributed to this report.", "en", "AP"},
        {"Associated Press writer Jane Roe contributed to this report.", "en", "AP"},
        {"Fox News' Jane Roe and The Associated Press contributed to this report.", "en", "AP"},
        {"Contributing: John Doe; The Associated Press", "en", "AP"},
        {"Additional reporting by Reuters and AP", "en", "Reuters, AP"},
        {"Additional reporting from PA", "en", "PA"},
        {"With files from The Canadian Press", "en", "The Canadian Press"},
        {"(With inputs from ANI)", "en", "ANI"},
        {"(With PTI inputs)", "en", "PTI"},
        {"With information from the EFE news agency", "en", "EFE"},
        {"This article originally appeared at Reuters.", "en", "Reuters"},
        {"(Con información de AFP, EFE y Reuters)", "es", "AFP, EFE, Reuters"},
        {"Com informações da Agência Brasil", "pt", "Agência Brasil"},
        {"Avec AFP", "fr", "AFP"},
        {"(avec AFP et Reuters)", "fr", "AFP, Reuters"},
        {"(Mit Material der dpa)", "de", "dpa"},
        {"mit dpa", "de", "dpa"},
        {"dpa", "de", "dpa"},
        {"CBS/AP", "en", "AP"},
        {"AP/AFP", "en", "AP, AFP"},
        {"– Reuters", "en", "Reuters"},
        {"© 2025 The Associated Press. All rights reserved.", "en", "AP"},
        {"Copyright 2025 The Associated Press. This material may not be published or rewritten.", "en", "AP"},
        {"© dpa-infocom, dpa:251121-99-483045/5", "de", "dpa"},
        {"© Agence France-Presse", "fr", "AFP"},
        {"© Thomson Reuters 2025", "en", "Reuters"},
        {"Jane Roe und John Doe, dpa", "de", "dpa"},
    };
    unsigned wrong = 0;
    for (size_t i = 0; i < ROWS(rows); i++)
        wrong += check_line(rows[i].text, rows[i].lang, rows[i].agencies, next, NULL, false);
    assert_int_equal(wrong, 0);
}

static void closing_words(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"The port opens again on Monday. (Reuters)", "en", "Reuters"},
        {"The port opens again on Monday. (ANI)", "en", "ANI"},
        {"The port opens again on Monday. -AFP", "en", "AFP"},
        {"The port opens again on Monday — Reuters", "en", "Reuters"},
        {"Der Hafen öffnet am Montag. (dpa)", "de", "dpa"},
        {"Der Hafen öffnet am Montag. (dpa/gem)", "de", "dpa"},
        {"Der Hafen öffnet am Montag. (FR mit dpa)", "de", "dpa"},
        {"Der Hafen öffnet am Montag. (KNA, XY)", "de", "KNA"},
        {"Le port rouvrira lundi. (ats/nxp)", "fr", "Keystone-SDA"},
        {"El puerto abre el lunes. EFE", "es", ""}, /* no sign parts it: it may be anything */
        {"El puerto abre el lunes. (EFE)", "es", "EFE"},
        {"Il porto riapre lunedì. (ANSA).", "it", "ANSA"},
        {"Port otworzą w poniedziałek. (PAP)", "pl", "PAP"},
        {"Přístav se otevře v pondělí. (ČTK)", "cs", "ČTK"},
        {"港は月曜に開く。（共同）", "ja", "Kyodo"},
    };
    unsigned wrong = 0;
    for (size_t i = 0; i < ROWS(rows); i++)
        wrong += check_line(rows[i].text, rows[i].lang, rows[i].agencies, next, NULL, true);
    assert_int_equal(wrong, 0);
}

static void lines_above(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"By Reuters", "en", "Reuters"},
        {"By The Associated Press", "en", "AP"},
        {"By JANE ROE, Associated Press", "en", "AP"},
        {"By Jane Roe and The Associated Press", "en", "AP"},
        {"By jane roe, ap science writer", "en", "AP"},
        {"By jane roe, associated press", "en", "AP"},
        {"Jane Roe, Associated Press", "en", "AP"},
        {"Associated Press in Westquay", "en", "AP"},
        {"Von dpa", "de", "dpa"},
        {"Von: xyz/dpa", "de", "dpa"},
        {"Par AFP", "fr", "AFP"},
        {"Por Agencia EFE", "es", "EFE"},
        {"Av TT", "sv", "TT"},
        {"Reuters 3:09 p.m. EST December 30, 2025", "en", "Reuters"},
        /* not: */
        {"By Markus Reuter", "de", ""},
        {"By Michael Bloomberg", "en", ""},
        {"By Jane Roe, Thomson Reuters Tax & Accounting", "en", ""},
        {"Jane Roe/Associated Press", "en", ""},
        {"Photo by Reuters", "en", ""},
        {"Associated Press", "en", ""},
        {"AFP", "fr", ""},
    };
    unsigned wrong = 0;
    for (size_t i = 0; i < ROWS(rows); i++)
        wrong += check_line(rows[i].text, rows[i].lang, rows[i].agencies, NULL, next, false);
    assert_int_equal(wrong, 0);
}

static void name_beside_the_date(void **state)
{
    (void)state;
    static const struct {
        const char *lines[4]; /* above the body */
        const char *lang, *agencies;
    } rows[] = {
        {{"November 21, 2025", "Associated Press", "Share"}, "en", "AP"},
        {{"Storm closes port", "Reuters", "Sat 22 Nov 2025 12.42 CET"}, "en", "Reuters"},
        {{"10.11.2025 17:59", "Anadolu Ajansı", "AA"}, "tr", "Anadolu"},
        {{"Contributors", "The Associated Press"}, "en", "AP"},
        {{"A ship at the quay", "Associated Press", "Ships wait outside the mole."}, "en", ""},
        {{"21.11.2025", "AA", "A+"}, "es", ""},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct arena arena;
        arena_init(&arena, 4096, 0);
        struct line_list list = {.title_line = SIZE_MAX};
        for (size_t l = 0; l < 4 && rows[i].lines[l]; l++)
            (void)line_list_add(&list, &arena, bytes_of_string(rows[i].lines[l]));
        line_list_add(&list, &arena, bytes_of_string(next))->kept = true;
        assert_int_equal(line_list_measure(&list, &arena), STATUS_OK);
        struct agency_set set = {.lang = bytes_of_string(rows[i].lang)};
        credit_from_lines(&list, &set);
        struct bytes got = agency_set_text(&set, &arena);
        if (!bytes_equal(got, bytes_of_string(rows[i].agencies)))
            fail_msg("\"%s\": got \"%" BYTES_FORMAT "\"", rows[i].lines[1], BYTES_ARGS(got));
        arena_close(&arena);
    }
}

/* Lines of a body, first, in the middle and last: none credits. */
static void mentions(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "\"It was loud,\" the captain told Reuters.",
        "The captain told The Associated Press that the port was shut.",
        "A spokesman confirmed the loss to AFP on Friday.",
        "According to the Associated Press, the port was shut.",
        "State news agency TASS reported that the port was shut.",
        "The port was shut, Xinhua said.",
        "wie die Nachrichtenagentur dpa berichtete.",
        "Das sagte der Kapitän der Deutschen Presse-Agentur.",
        "a déclaré le capitaine à l'AFP.",
        "según confirmaron a EFE fuentes del puerto.",
        "come riferisce l'ANSA.",
        "сообщает ТАСС.",
        "据新华社报道，港口关闭。",
        "A ship at the port. / Reuters",
        "A ship at the port. (AP Photo/Jane Roe)",
        "A ship at the port. (Jane Roe/Reuters)",
        "A ship at the port. Photo: AFP",
        "Foto: dpa",
        "Bild: SN/APA/Jane Roe",
        "© Getty Images/AFP",
        "Jane Roe / AFP - Getty Images",
        "JANE ROE/AFP/Getty Images",
        "And, the Associated Press reports:",
        "Jane Roe, AP",
        "REUTERS/Jane Roe",
        "picture alliance/dpa | Jane Roe",
        "(Image: PA)",
        "The port of Erie, PA",
        "Harrisburg, PA",
        "PITTSBURGH (PA) - The mayor spoke.",
        "Jane Roe (SPA): the hotel is open.",
        "AA batteries",
        "AA +",
        "PA, DE",
        "AP Top 25 poll: Westquay moves up.",
        "AP classes",
        "The AP style book asks for a comma.",
        "Bloomberg is tied in national polls.",
        "Mayor Michael Bloomberg contributed to this campaign.",
        "Shares rose 3 percent, data compiled by Bloomberg showed.",
        "Prices rose 3 percent (Reuters poll) in May.",
        "He worked for Reuters and the Associated Press before.",
        "A Reuters photographer was hurt.",
        "Retiro AFP 2025",
        "Pakistan Tehreek-e-Insaf (PTI) called for protests.",
        "The MENA region is growing.",
        "KFT - Kraftfahrzeugtechnik",
        "GPA",
        "Reuterstr. 123",
        "Video provided by AFP",
        "Watch: Reuters TV",
        "NASA via AP",
        "APA Formatting",
        "Readiness Code, PID, SID",
        "omega-3 DHA, iron and zinc",
    };
    unsigned wrong = 0;
    for (size_t i = 0; i < ROWS(lines); i++) {
        wrong += check_line(lines[i], "en", "", NULL, next, true);
        wrong += check_line(lines[i], "en", "", next, next, true);
        wrong += check_line(lines[i], "en", "", next, NULL, true);
    }
    assert_int_equal(wrong, 0);
}

static void parts_datelines(void **state)
{
    (void)state;
    static const struct {
        const char *line, *city, *date, *rest;
    } rows[] = {
        {"By Jane Roe ABUJA, Nov 1 (Reuters) - Oil fell", "ABUJA", "Nov 1", "Oil fell"},
        {"San Miguel de la Costa (Mexico) (AFP) - More", "San Miguel de la Costa (Mexico)", "", "More"},
        {"Hamburg (dpa/lno) – Die Elbe", "Hamburg", "", "Die Elbe"},
        {"Москва. 21 ноября. Интерфакс - Президент", "Москва", "21 ноября.", "Президент"},
        {"Roma, 21 nov. (askanews) - Il governo", "Roma", "21 nov.", "Il governo"},
        {"（中央社台北21日電）行政院", "台北", "21日", "行政院"},
        {"路透社伦敦11月21日电 油价", "伦敦", "11月21日", "油价"},
        {"［東京　２１日　ロイター］ - 日銀は", "東京", "２１日", "日銀は"},
        {"(서울=연합뉴스) 홍길동 기자 = 정부는", "서울", "", "정부는"},
        {"لندن 21 نوفمبر (رويترز) - قال", "لندن", "21 نوفمبر", "قال"},
        {"İSTANBUL (AA) - Borsa", "İSTANBUL", "", "Borsa"},
        {"WASHINGTON – What is at stake now?", "WASHINGTON", "", "What is at stake now?"},
    };
    static const struct agency_set page = {.lang = {(const uint8_t *)"en", 2}};
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct dateline dateline;
        struct bytes line = bytes_of_string(rows[i].line);
        if (!dateline_read(line, &page, &dateline))
            fail_msg("no dateline in \"%s\"", rows[i].line);
        struct bytes rest = bytes_from(line, dateline.size);
        if (!bytes_equal(dateline.city, bytes_of_string(rows[i].city)) ||
            !bytes_equal(dateline.date, bytes_of_string(rows[i].date)) ||
            !bytes_equal(rest, bytes_of_string(rows[i].rest)))
            fail_msg("\"%s\": city \"%" BYTES_FORMAT "\", date \"%" BYTES_FORMAT "\", rest \"%" BYTES_FORMAT "\"",
                     rows[i].line, BYTES_ARGS(dateline.city), BYTES_ARGS(dateline.date), BYTES_ARGS(rest));
    }
    struct dateline dateline;
    assert_false(dateline_read(BYTES("FILE - In this photo of May 2, 2025, a ship is seen."), &page, &dateline));
    assert_false(dateline_read(BYTES("KFT - Kraftfahrzeugtechnik"), &page, &dateline));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_lines),   cmocka_unit_test(lines_below),          cmocka_unit_test(closing_words),
        cmocka_unit_test(lines_above),     cmocka_unit_test(name_beside_the_date), cmocka_unit_test(mentions),
        cmocka_unit_test(parts_datelines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

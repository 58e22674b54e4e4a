#include "shingle/extract/agency.h"

#include "shingle/extract/letter.h"

/* One row an agency: the name that is reported, then all names, parted by '|'. A leading '=' asks for this very case.
 */
static const struct agency_row {
    const char *name;
    const char *names;
    const char *hosts;
} rows[] = {
    {"Reuters", "Reuters|Thomson Reuters|=Reuter|=REUTER|Рейтер|ロイター|路透社|路透|رويترز|로이터", "reuters.com"},
    {"AP", "=AP|Associated Press|The Associated Press|美联社|AP通信|أسوشيتد برس", "apnews.com|ap.org"},
    {"AFP", "=AFP|Agence France-Presse|Agence France Presse|法新社|AFP時事|フランス通信|فرانس برس", "afp.com"},
    {"dpa", "=dpa|=DPA|Deutsche Presse-Agentur|Deutsche Presse Agentur|dpa-infocom|dpa-AFX", "dpa.com"},
    {"EFE", "=EFE|Agencia EFE|=Efe", "efe.com"},
    {"ANSA", "=ANSA|=Ansa|Agenzia ANSA", "ansa.it"},
    {"Xinhua", "Xinhua|新华社|新華社|Xinhua News Agency", "xinhuanet.com|news.cn"},
    {"TASS", "=TASS|=ITAR-TASS|=ТАСС|=ИТАР-ТАСС|=Tass", "tass.com|tass.ru"},
    {"Anadolu", "Anadolu Agency|Anadolu Ajansı|=Anadolu|=AA|وكالة الأناضول|الأناضول", "aa.com.tr"},
    {"Kyodo", "Kyodo|Kyodo News|共同通信|共同", "kyodonews.net|kyodonews.jp"},
    {"Yonhap", "Yonhap|Yonhap News Agency|연합뉴스|韩联社|聯合ニュース", "yna.co.kr"},
    {"PTI", "=PTI|Press Trust of India", "ptinews.com"},
    {"Bloomberg", "Bloomberg|Bloomberg News", "bloomberg.com"},
    {"UPI", "=UPI|United Press International", "upi.com"},
    {"PA", "=PA|PA Media|Press Association|PA news agency", "pa.media"},
    {"APA", "=APA|Austria Presse Agentur", "apa.at"},
    {"Keystone-SDA", "=sda|=SDA|=ats|Keystone-SDA|Keystone-ATS", "keystone-sda.ch"},
    {"SID", "=SID|Sport-Informations-Dienst", ""},
    {"epd", "=epd|Evangelischer Pressedienst", "epd.de"},
    {"KNA", "=KNA|Katholische Nachrichten-Agentur", "kna.de"},
    {"Europa Press", "Europa Press|=EUROPA PRESS", "europapress.es"},
    {"Lusa", "=Lusa|=LUSA|Agência Lusa", "lusa.pt"},
    {"Belga", "Belga|=BELGA", "belganewsagency.eu"},
    {"ANP", "=ANP|Algemeen Nederlands Persbureau", "anp.nl"},
    {"TT", "=TT|TT Nyhetsbyrån", "tt.se"},
    {"NTB", "=NTB|Norsk Telegrambyrå", "ntb.no"},
    {"Ritzau", "Ritzau", "ritzau.dk"},
    {"STT", "=STT|Suomen Tietotoimisto", "stt.fi"},
    {"ČTK", "=ČTK|=CTK|Česká tisková kancelář", "ctk.cz"},
    {"PAP", "=PAP|Polska Agencja Prasowa", "pap.pl"},
    {"MTI", "=MTI|Magyar Távirati Iroda", "mti.hu"},
    {"RIA Novosti", "RIA Novosti|РИА Новости|=РИА", "ria.ru"},
    {"Interfax", "Interfax|Интерфакс|Интерфакс-Украина", "interfax.ru|interfax.com"},
    {"Ukrinform", "Ukrinform|Укринформ|Укрінформ", "ukrinform.net"},
    {"ANI", "=ANI|Asian News International", "aninews.in"},
    {"IANS", "=IANS|Indo-Asian News Service", "ianslive.in"},
    {"Antara", "=ANTARA|=Antara", "antaranews.com"},
    {"Bernama", "Bernama|=BERNAMA", "bernama.com"},
    {"AAP", "=AAP|Australian Associated Press", "aap.com.au"},
    {"The Canadian Press", "The Canadian Press|Canadian Press|La Presse canadienne", "thecanadianpress.com"},
    {"Jiji", "Jiji Press|Jiji|=JIJI|時事通信|時事", "jiji.com"},
    {"CNA", "=CNA|中央社", "cna.com.tw"},
    {"TNS", "=TNS|Tribune News Service|Tribune Content Agency", ""},
    {"AGI", "=AGI|Agenzia Italia", "agi.it"},
    {"Adnkronos", "Adnkronos|=ADNKRONOS", "adnkronos.com"},
    {"LaPresse", "=LaPresse", "lapresse.it"},
    {"İHA", "=İHA|İhlas Haber Ajansı", "iha.com.tr"},
    {"DHA", "=DHA|Demirören Haber Ajansı", "dha.com.tr"},
    {"Télam", "Télam|=Telam", "telam.com.ar"},
    {"Agência Brasil", "Agência Brasil", "agenciabrasil.ebc.com.br"},
    {"WAM", "=WAM|Emirates News Agency|=وام", "wam.ae"},
    {"SPA", "=SPA|Saudi Press Agency|=واس", "spa.gov.sa"},
    {"IRNA", "=IRNA|=ایرنا", "irna.ir"},
    {"MENA", "=MENA|Middle East News Agency", "mena.org.eg"},
    {"KUNA", "=KUNA|=كونا", "kuna.net.kw"},
    {"Agerpres", "=AGERPRES|Agerpres", "agerpres.ro"},
    {"Tanjug", "Tanjug|Tanjug", "tanjug.rs"},
    {"BTA", "=BTA|=БТА", "bta.bg"},
    {"HINA", "=HINA|=Hina", "hina.hr"},
    {"AMNA", "=AMNA|=ΑΠΕ-ΜΠΕ", "amna.gr"},
};
enum { ROWS = sizeof rows / sizeof *rows };

/* Words that may stand between agencies' names in a credit. */
static const char fillers[] =
    " and und et y e i ve with mit avec con con com và via by von par por di da from aus of for the der die staff news "
    "agency agencies agences agenturen agencias agenzie wire service services report reports reporting writer writers "
    "bureau newsroom inputs input contributed to this source quelle fuente fonte kaynak source: correspondents desk "
    "story redaktion copyright c all rights reserved tweede und-agenturen material combined online editorial ";

static bool is_word(enum letter_kind kind)
{
    return kind == LETTER_LOWER || kind == LETTER_UPPER || kind == LETTER_OTHER || kind == LETTER_DIGIT;
}

/* A border: nothing on one side, or not both sides letters of scripts with spaces. */
static bool is_border(struct bytes text, size_t at)
{
    if (at == 0 || at >= text.size)
        return true;
    size_t before = at - 1;
    while (before > 0 && (text.at[before] & 0xc0) == 0x80)
        before--;
    size_t here = at;
    enum letter_kind left = letter_kind(letter_next(text, &before)), right = letter_kind(letter_next(text, &here));
    return !(is_word(left) && is_word(right));
}

static bool name_stands_at(struct bytes text, size_t at, struct bytes name)
{
    bool exact = name.at[0] == '=';
    if (exact)
        name = bytes_from(name, 1);
    struct bytes rest = bytes_from(text, at);
    bool same = exact ? bytes_starts_with(rest, name) : bytes_starts_with_nocase(rest, name);
    return same && is_border(text, at) && is_border(text, at + name.size);
}

/* Bytes that open any agency's name, either case; saves nearly all look-ups. */
static bool may_open_name(uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0xc2;
}

size_t agency_at(struct bytes text, size_t at, size_t *size)
{
    size_t best = SIZE_MAX;
    *size = 0;
    if (!may_open_name(text.at[at]))
        return SIZE_MAX;
    for (size_t row = 0; row < ROWS; row++) {
        struct bytes rest = bytes_of_string(rows[row].names);
        while (rest.size) {
            size_t end = bytes_find(rest, BYTES("|"), 0);
            struct bytes name = bytes_upto(rest, end);
            uint8_t first = name.at[name.at[0] == '='];
            if ((first | 32) == (text.at[at] | 32) && name_stands_at(text, at, name)) {
                size_t length = name.size - (name.at[0] == '=');
                if (length > *size) {
                    *size = length;
                    best = row;
                }
            }
            rest = bytes_from(rest, end == SIZE_MAX ? rest.size : end + 1);
        }
    }
    return best;
}

size_t agency_of_host(struct bytes host)
{
    for (size_t row = 0; row < ROWS; row++) {
        struct bytes rest = bytes_of_string(rows[row].hosts);
        while (rest.size) {
            size_t end = bytes_find(rest, BYTES("|"), 0);
            struct bytes name = bytes_upto(rest, end);
            if (host.size >= name.size && bytes_equal_nocase(bytes_from(host, host.size - name.size), name) &&
                (host.size == name.size || host.at[host.size - name.size - 1] == '.'))
                return row;
            rest = bytes_from(rest, end == SIZE_MAX ? rest.size : end + 1);
        }
    }
    return SIZE_MAX;
}

void agency_set_add(struct agency_set *set, size_t agency)
{
    for (size_t i = 0; i < set->count; i++) {
        if (set->at[i] == agency)
            return;
    }
    if (set->count < AGENCY_SET_MAX)
        set->at[set->count++] = (uint8_t)agency;
}

/* Where the word or sign at `at` ends. */
static size_t piece_end(struct bytes text, size_t at)
{
    size_t end = at;
    bool word = is_word(letter_kind(letter_next(text, &end)));
    while (word && end < text.size) {
        size_t next = end;
        if (!is_word(letter_kind(letter_next(text, &next))))
            break;
        end = next;
    }
    return end;
}

static bool is_filler(struct bytes word)
{
    uint8_t key[20];
    if (word.size + 2 > sizeof key)
        return false;
    key[0] = key[word.size + 1] = ' ';
    memcpy(key + 1, word.at, word.size);
    for (size_t i = 1; i <= word.size; i++)
        key[i] = key[i] >= 'A' && key[i] <= 'Z' ? (uint8_t)(key[i] + 32) : key[i];
    return bytes_find(bytes_of_string(fillers), bytes_of(key, word.size + 2), 0) != SIZE_MAX;
}

static bool is_number(struct bytes word)
{
    uint64_t number;
    return bytes_to_u64(word, &number);
}

bool agencies_only(struct bytes text, struct agency_set *set)
{
    struct agency_set found = {.count = 0};
    size_t at = 0;
    while (at < text.size) {
        size_t size, agency = agency_at(text, at, &size);
        if (agency != SIZE_MAX) {
            agency_set_add(&found, agency);
            at += size;
            continue;
        }
        size_t first = at, end = piece_end(text, at);
        struct bytes piece = bytes_of(text.at + at, end - at);
        enum letter_kind kind = letter_kind(letter_next(text, &first));
        if ((is_word(kind) || kind == LETTER_UNSPACED) && !is_filler(piece) && !is_number(piece))
            return false;
        at = end;
    }
    for (size_t i = 0; i < found.count; i++)
        agency_set_add(set, found.at[i]);
    return found.count > 0;
}

bool agencies_in(struct bytes text, struct agency_set *set)
{
    bool any = false;
    size_t at = 0;
    while (at < text.size) {
        size_t size, agency = agency_at(text, at, &size);
        if (agency != SIZE_MAX) {
            agency_set_add(set, agency);
            any = true;
            at += size;
        } else {
            at = piece_end(text, at);
        }
    }
    return any;
}

struct bytes agency_set_text(const struct agency_set *set, struct arena *arena)
{
    size_t room = 1;
    for (size_t i = 0; i < set->count; i++)
        room += strlen(rows[set->at[i]].name) + 2;
    char *text = set->count ? arena_alloc(arena, room) : NULL;
    if (!text)
        return (struct bytes){NULL, 0};
    size_t size = 0;
    for (size_t i = 0; i < set->count; i++) {
        const char *name = rows[set->at[i]].name;
        if (i) {
            memcpy(text + size, ", ", 2);
            size += 2;
        }
        memcpy(text + size, name, strlen(name));
        size += strlen(name);
    }
    return bytes_of(text, size);
}

#include "shingle/extract/absence.h"

enum {
    CONTROL_BYTES = 4096, /* of the content in which control characters are counted */
    CONTROL_SHARE = 16,   /* one of so many bytes is one: no text */
    TITLE_REST_MAX = 40   /* bytes of a title behind the words of an error, such as the site's name */
};

static const char is_empty[] = "the page is empty";
static const char is_binary[] = "the content is not text";
static const char is_error[] = "an error page of the server";

/* First bytes of what is often fetched by mistake. */
static bool has_binary_start(struct bytes content)
{
    static const struct bytes starts[] = {BYTES("%PDF-"),
                                          BYTES("\x89PNG"),
                                          BYTES("GIF8"),
                                          BYTES("\xff\xd8\xff"),
                                          BYTES("PK\x03\x04"),
                                          BYTES("\x1f\x8b"),
                                          BYTES("\x7f"
                                                "ELF"),
                                          BYTES("RIFF"),
                                          BYTES("ID3"),
                                          BYTES("OggS"),
                                          BYTES("wOF2"),
                                          BYTES("\x28\xb5\x2f\xfd"),
                                          BYTES("\xfd"
                                                "7zXZ"),
                                          BYTES("7z\xbc\xaf"),
                                          BYTES("\xd0\xcf\x11\xe0"),
                                          BYTES("\x1a\x45\xdf\xa3")};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (bytes_starts_with(content, starts[i]))
            return true;
    }
    return bytes_equal(bytes_upto(bytes_from(content, 4), 4), BYTES("ftyp"));
}

static bool is_not_text(const struct page *page, const struct page_reading *reading)
{
    if (has_binary_start(page->content))
        return true;
    if (reading->html)
        return false;
    struct bytes start = bytes_upto(reading->text, CONTROL_BYTES);
    size_t controls = 0;
    for (size_t i = 0; i < start.size; i++)
        controls += (start.at[i] < 0x20 && (start.at[i] < '\t' || start.at[i] > '\r')) || start.at[i] == 0x7f;
    return controls * CONTROL_SHARE > start.size;
}

static size_t words_of(const struct line_list *list)
{
    size_t words = 0;
    for (size_t i = 0; i < list->count; i++)
        words += list->at[i].words;
    return words;
}

/* "404 Not Found", "Access denied | Some Site": words that servers and their guards use, little behind them. */
static bool is_titled_error(struct bytes title)
{
    static const char *const titles[] = {"404",
                                         "403",
                                         "410",
                                         "500",
                                         "502",
                                         "503",
                                         "error 4",
                                         "error 5",
                                         "not found",
                                         "page not found",
                                         "access denied",
                                         "access to this page has been denied",
                                         "forbidden",
                                         "unauthorized",
                                         "just a moment",
                                         "attention required!",
                                         "are you a robot",
                                         "service unavailable",
                                         "bad gateway",
                                         "gateway timeout",
                                         "internal server error",
                                         "seite nicht gefunden",
                                         "zugriff verweigert",
                                         "page introuvable",
                                         "page non trouv\xc3\xa9"
                                         "e",
                                         "p\xc3\xa1gina no encontrada",
                                         "p\xc3\xa1gina n\xc3\xa3o encontrada",
                                         "pagina non trovata",
                                         "sayfa bulunamad\xc4\xb1",
                                         "\xd0\xa1\xd1\x82\xd1\x80\xd0\xb0\xd0\xbd\xd0\xb8\xd1\x86\xd0\xb0 "
                                         "\xd0\xbd\xd0\xb5 \xd0\xbd\xd0\xb0\xd0\xb9\xd0\xb4\xd0\xb5\xd0\xbd\xd0\xb0"};
    title = bytes_trim(title);
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        struct bytes error = bytes_of_string(titles[i]);
        if (!bytes_starts_with_nocase(title, error) || title.size > error.size + TITLE_REST_MAX)
            continue;
        uint8_t next = title.size > error.size ? title.at[error.size] | 0x20 : ' ';
        if (!(next >= 'a' && next <= 'z') && (error.size > 3 || next < '0' || next > '9'))
            return true;
    }
    return false;
}

static bool is_server_error(const struct page_reading *reading)
{
    const struct line_list *list = &reading->list;
    if (words_of(list) > ABSENCE_ERROR_WORDS)
        return false;
    return is_titled_error(reading->title) || (list->count && is_titled_error(list->at[0].text));
}

bool absence_is_plain(const struct page *page, const struct page_reading *reading)
{
    return is_not_text(page, reading) || is_server_error(reading);
}

void absence_drop(struct line_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        list->at[i].kept = false;
        list->at[i].score = 0;
        list->at[i].reason = "no article";
    }
}

/* What most words of the page are, by the reasons of its lines; NULL when they are of many kinds. */
static const char *reason_of_most(const struct line_list *list)
{
    enum { LINKS, CONSENT, LEGAL, SIGN_IN, COMMENTS, FORM, KINDS };
    static const char *const texts[KINDS] = {[LINKS] = "only menus and links",
                                             [CONSENT] = "a consent notice",
                                             [LEGAL] = "legal notices",
                                             [SIGN_IN] = "a sign-in or subscription box",
                                             [COMMENTS] = "readers' comments alone",
                                             [FORM] = "a form"};
    static const struct {
        const char *reason;
        unsigned kind;
    } kinds[] = {{"menu", LINKS},
                 {"a link", LINKS},
                 {"related stories", LINKS},
                 {"footer", LINKS},
                 {"page header", LINKS},
                 {"topic tags", LINKS},
                 {"share bar", LINKS},
                 {"advertisement", LINKS},
                 {"said before", LINKS},
                 {"consent notice", CONSENT},
                 {"legal notice", LEGAL},
                 {"subscription box", SIGN_IN},
                 {"reader's comment", COMMENTS},
                 {"form", FORM}};
    size_t words[KINDS] = {0}, all = words_of(list);
    for (size_t i = 0; i < list->count; i++) {
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
            if (!strcmp(list->at[i].reason, kinds[k].reason))
                words[kinds[k].kind] += list->at[i].words;
        }
    }
    for (size_t kind = 0; kind < KINDS; kind++) {
        if (words[kind] * 2 > all)
            return texts[kind];
    }
    return NULL;
}

const char *absence_reason(const struct page *page, const struct page_reading *reading)
{
    const struct line_list *list = &reading->list;
    if (!bytes_trim(reading->text).size)
        return is_empty;
    if (is_not_text(page, reading))
        return is_binary;
    if (!list->count)
        return reading->html ? "no visible text; scripts may make the page" : "the page has no text";
    if (is_server_error(reading))
        return is_error;
    if (reading->wall)
        return reading->wall;
    const char *most = reason_of_most(list);
    if (most)
        return most;
    return words_of(list) < ABSENCE_FEW_WORDS ? "too few words" : "no line reads like an article";
}

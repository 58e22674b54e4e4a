/*
 * Which Latin encoding a text is in: the one in which a single language has all its letters. Czech read as windows-1252
 * has letters of Danish, Italian and Icelandic at once, which no text has.
 */
#include "shingle/extract/charset_table.h"

/* A language's letters beyond ASCII in an encoding; the first of equals wins, so the commonest come first. */
static const struct latin {
    enum charset charset;
    const char *langs;
    const char *letters;
} latins[] = {
    {CHARSET_WINDOWS_1252, "en nl", "\xe9\xc9\xeb\xcb\xef\xcf\xf6\xd6\xfc\xdc\xe8\xc8"}, /* éëïöüè */
    {CHARSET_WINDOWS_1252, "de lb", "\xe4\xc4\xf6\xd6\xfc\xdc\xdf\xe9\xc9"},             /* äöüßé */
    {CHARSET_WINDOWS_1252, "fr",
     "\xe0\xc0\xe2\xc2\xe7\xc7\xe9\xc9\xe8\xc8\xea\xca\xeb\xcb\xee\xce\xef\xcf\xf4\xd4\xfb\xdb\xf9\xd9\x9c\x8c\xe6\xc6\xfc\xdc"}, /* àâçéèêëîïôûùœæü */
    {CHARSET_WINDOWS_1252, "es gl eu", "\xe1\xc1\xe9\xc9\xed\xcd\xf3\xd3\xfa\xda\xf1\xd1\xfc\xdc"}, /* áéíóúñü */
    {CHARSET_WINDOWS_1252, "pt",
     "\xe1\xc1\xe2\xc2\xe3\xc3\xe0\xc0\xe7\xc7\xe9\xc9\xea\xca\xed\xcd\xf3\xd3\xf4\xd4\xf5\xd5\xfa\xda"}, /* áâãàçéêíóôõú
                                                                                                           */
    {CHARSET_WINDOWS_1252, "it", "\xe0\xc0\xe8\xc8\xe9\xc9\xec\xcc\xf2\xd2\xf9\xd9"}, /* àèéìòù */
    {CHARSET_WINDOWS_1252, "ca",
     "\xe0\xc0\xe7\xc7\xe9\xc9\xe8\xc8\xed\xcd\xef\xcf\xf3\xd3\xf2\xd2\xfa\xda\xfc\xdc"}, /* àçéèíïóòúü */
    {CHARSET_WINDOWS_1252, "sv fi da no nb nn", "\xe5\xc5\xe4\xc4\xf6\xd6\xe6\xc6\xf8\xd8\xe9\xc9"}, /* åäöæøé */
    {CHARSET_WINDOWS_1252, "is fo",
     "\xe1\xc1\xf0\xd0\xe9\xc9\xed\xcd\xf3\xd3\xfa\xda\xfd\xdd\xfe\xde\xe6\xc6\xf6\xd6\xf8\xd8"}, /* áðéíóúýþæöø */
    {CHARSET_WINDOWS_1250, "pl",
     "\xb9\xa5\xe6\xc6\xea\xca\xb3\xa3\xf1\xd1\xf3\xd3\x9c\x8c\x9f\x8f\xbf\xaf"}, /* ąćęłńóśźż */
    {CHARSET_ISO_8859_2, "pl",
     "\xb1\xa1\xe6\xc6\xea\xca\xb3\xa3\xf1\xd1\xf3\xd3\xb6\xa6\xbc\xac\xbf\xaf"}, /* ąćęłńóśźż */
    {CHARSET_WINDOWS_1250, "cs",
     "\xe1\xc1\xe8\xc8\xef\xcf\xe9\xc9\xec\xcc\xed\xcd\xf2\xd2\xf3\xd3\xf8\xd8\x9a\x8a\x9d\x8d\xfa\xda\xf9\xd9\xfd\xdd\x9e\x8e"}, /* áčďéěíňóřšťúůýž */
    {CHARSET_ISO_8859_2, "cs",
     "\xe1\xc1\xe8\xc8\xef\xcf\xe9\xc9\xec\xcc\xed\xcd\xf2\xd2\xf3\xd3\xf8\xd8\xb9\xa9\xbb\xab\xfa\xda\xf9\xd9\xfd\xdd\xbe\xae"}, /* áčďéěíňóřšťúůýž */
    {CHARSET_WINDOWS_1250, "sk",
     "\xe1\xc1\xe4\xc4\xe8\xc8\xef\xcf\xe9\xc9\xed\xcd\xe5\xc5\xbe\xbc\xf2\xd2\xf3\xd3\xf4\xd4\xe0\xc0\x9a\x8a\x9d\x8d\xfa\xda\xfd\xdd\x9e\x8e"}, /* áäčďéíĺľňóôŕšťúýž */
    {CHARSET_ISO_8859_2, "sk",
     "\xe1\xc1\xe4\xc4\xe8\xc8\xef\xcf\xe9\xc9\xed\xcd\xe5\xc5\xb5\xa5\xf2\xd2\xf3\xd3\xf4\xd4\xe0\xc0\xb9\xa9\xbb\xab\xfa\xda\xfd\xdd\xbe\xae"}, /* áäčďéíĺľňóôŕšťúýž */
    {CHARSET_WINDOWS_1250, "hu",
     "\xe1\xc1\xe9\xc9\xed\xcd\xf3\xd3\xf6\xd6\xf5\xd5\xfa\xda\xfc\xdc\xfb\xdb"},      /* áéíóöőúüű */
    {CHARSET_WINDOWS_1250, "hr sl bs sr", "\xe8\xc8\xe6\xc6\xf0\xd0\x9a\x8a\x9e\x8e"}, /* čćđšž */
    {CHARSET_ISO_8859_2, "hr sl bs sr", "\xe8\xc8\xe6\xc6\xf0\xd0\xb9\xa9\xbe\xae"},   /* čćđšž */
    {CHARSET_WINDOWS_1250, "ro sq", "\xe3\xc3\xe2\xc2\xee\xce\xba\xaa\xfe\xde\xeb\xcb\xe7\xc7"}, /* ăâîşţëç */
    {CHARSET_ISO_8859_16, "ro", "\xe3\xc3\xe2\xc2\xee\xce\xba\xaa\xfe\xde"},                     /* ăâîșț */
    {CHARSET_WINDOWS_1254, "tr az", "\xe7\xc7\xf0\xd0\xfd\xf6\xd6\xfe\xde\xfc\xdc\xe2\xc2\xee\xce\xdd"}, /* çğıöşüâî */
    {CHARSET_WINDOWS_1257, "lt",
     "\xe0\xc0\xe8\xc8\xe6\xc6\xeb\xcb\xe1\xc1\xf0\xd0\xf8\xd8\xfb\xdb\xfe\xde"}, /* ąčęėįšųūž */
    {CHARSET_ISO_8859_13, "lt",
     "\xe0\xc0\xe8\xc8\xe6\xc6\xeb\xcb\xe1\xc1\xf0\xd0\xf8\xd8\xfb\xdb\xfe\xde"}, /* ąčęėįšųūž */
    {CHARSET_ISO_8859_4, "lt",
     "\xb1\xa1\xe8\xc8\xea\xca\xec\xcc\xe7\xc7\xb9\xa9\xf9\xd9\xfe\xde\xbe\xae"}, /* ąčęėįšųūž */
    {CHARSET_WINDOWS_1257, "lv",
     "\xe2\xc2\xe8\xc8\xe7\xc7\xec\xcc\xee\xce\xed\xcd\xef\xcf\xf2\xd2\xf0\xd0\xfb\xdb\xfe\xde"}, /* āčēģīķļņšūž */
    {CHARSET_WINDOWS_1257, "et", "\xe4\xc4\xf6\xd6\xf5\xd5\xfc\xdc\xf0\xd0\xfe\xde"},             /* äöõüšž */
    {CHARSET_WINDOWS_1258, "vi",
     "\xe3\xc3\xe2\xc2\xf0\xd0\xea\xca\xf4\xd4\xf5\xd5\xfd\xdd\xcc\xec\xde\xd2\xf2\xe0\xc0\xe1\xc1\xe9\xc9\xe8\xc8\xed\xcd\xf3\xd3\xf9\xd9\xfa\xda"}, /* ăâđêôơưàáéèíóùú */
    {CHARSET_MACINTOSH, "fr de es it pt",
     "\x88\xcb\x89\xe5\x8d\x82\x8e\x83\x8f\xe9\x90\xe6\x91\xe8\x94\xeb\x95\xec\x99\xef\x9e\xf3\x9d\xf4\xcf\xce\xbe\xae\x9f\x86\x8a\x80\x9a\x85\xa7\x87\xe7\x92\xea\x97\xee\x9c\xf2\x96\x84"}, /* àâçéèêëîïôûùœæüäößáíóúñ */
};
enum { LATINS = sizeof latins / sizeof *latins };

bool charset_lang_is(struct bytes lang, const char *code)
{
    struct bytes wanted = bytes_of_string(code);
    return bytes_starts_with_nocase(lang, wanted) &&
           (lang.size == wanted.size || lang.at[wanted.size] == '-' || lang.at[wanted.size] == '_');
}

bool charset_lang_among(struct bytes lang, const char *codes)
{
    for (const char *at = codes; *at; at += at[2] ? 3 : 2) {
        const char code[3] = {at[0], at[1], 0};
        if (charset_lang_is(lang, code))
            return true;
    }
    return false;
}

/* Quotes, dashes, dots and no-break spaces of the windows encodings: they stand next to letters in any language. */
static size_t count_punctuation(const struct charset_profile *profile)
{
    static const char signs[] = "\x82\x84\x85\x8b\x91\x92\x93\x94\x95\x96\x97\x9b\xa0\xa7\xab\xb0\xb7\xbb";
    size_t count = 0;
    for (const char *sign = signs; *sign; sign++)
        count += profile->counts[(uint8_t)*sign];
    return count;
}

/* Share of the high bytes next to letters that are the language's letters, 0 to 1. */
static double share_of(const struct latin *latin, const struct charset_profile *profile, size_t punctuation)
{
    size_t all = 0, found = 0;
    for (size_t byte = 0x80; byte < 256; byte++)
        all += profile->counts[byte];
    if (latin->charset != CHARSET_MACINTOSH) /* where these are letters */
        all -= punctuation;
    for (const char *letter = latin->letters; *letter; letter++)
        found += profile->counts[(uint8_t)*letter];
    return all ? (double)found / (double)all : 0;
}

enum charset charset_guess_latin(const struct charset_profile *profile, struct bytes lang)
{
    enum { FEW = 4 };
    static const double of_lang = 0.15; /* what the page's language adds to a share */
    enum charset best = CHARSET_WINDOWS_1252;
    size_t punctuation = count_punctuation(profile);
    double best_share = 0;
    for (size_t i = 0; i < LATINS; i++) {
        const struct latin *latin = &latins[i];
        bool fits = charset_lang_among(lang, latin->langs);
        if (profile->high < FEW && !fits && latin->charset != CHARSET_WINDOWS_1252)
            continue;
        double share = share_of(latin, profile, punctuation) + (fits ? of_lang : 0);
        if (share > best_share) {
            best_share = share;
            best = latin->charset;
        }
    }
    return best;
}

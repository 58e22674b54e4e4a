/*
 * Which legacy encoding bytes are in, when nothing says so. Two-byte encodings show by their structure (every lead byte
 * has a trail byte of its range) and by where their common characters lie; alphabets of other scripts by runs of high
 * bytes and their commonest letters; Latin ones (charset_latin.c) by single high bytes between ASCII letters. The
 * page's language breaks ties.
 */
#include "shingle/extract/charset_table.h"

/* A two-byte encoding: which bytes lead and trail, and which pairs are common in running text. */
struct pairs {
    enum charset charset;
    bool (*leads)(uint8_t);
    bool (*trails)(uint8_t);
    bool (*common)(uint8_t lead, uint8_t trail);
};

static bool in(uint8_t c, uint8_t low, uint8_t high)
{
    return c >= low && c <= high;
}

static bool leads_sjis(uint8_t c)
{
    return in(c, 0x81, 0x9f) || in(c, 0xe0, 0xfc);
}

static bool trails_sjis(uint8_t c)
{
    return in(c, 0x40, 0x7e) || in(c, 0x80, 0xfc);
}

static bool common_sjis(uint8_t lead, uint8_t trail)
{
    return lead == 0x82 || lead == 0x83 || (lead == 0x81 && in(trail, 0x40, 0x5b)) || in(lead, 0x88, 0x97);
}

static bool is_high(uint8_t c)
{
    return in(c, 0xa1, 0xfe);
}

static bool common_euc_jp(uint8_t lead, uint8_t trail)
{
    return lead == 0xa4 || lead == 0xa5 || (lead == 0xa1 && in(trail, 0xa2, 0xbc));
}

static bool leads_korean(uint8_t c)
{
    return in(c, 0x81, 0xfe);
}

static bool trails_korean(uint8_t c)
{
    return in(c, 0x41, 0x5a) || in(c, 0x61, 0x7a) || in(c, 0x81, 0xfe);
}

static bool common_korean(uint8_t lead, uint8_t trail)
{
    return in(lead, 0xb0, 0xc8) && is_high(trail);
}

static bool trails_gbk(uint8_t c)
{
    return in(c, 0x40, 0x7e) || in(c, 0x80, 0xfe);
}

static bool common_gbk(uint8_t lead, uint8_t trail)
{
    return (in(lead, 0xb0, 0xd7) && is_high(trail)) || (lead == 0xa3 && in(trail, 0xa1, 0xbf)) || lead == 0xa1;
}

static bool trails_big5(uint8_t c)
{
    return in(c, 0x40, 0x7e) || in(c, 0xa1, 0xfe);
}

static bool common_big5(uint8_t lead, uint8_t trail)
{
    return in(lead, 0xa4, 0xc6) || (lead == 0xa1 && in(trail, 0x40, 0x4f));
}

static const struct pairs pairs[] = {
    {CHARSET_SHIFT_JIS, leads_sjis, trails_sjis, common_sjis},    {CHARSET_EUC_JP, is_high, is_high, common_euc_jp},
    {CHARSET_EUC_KR, leads_korean, trails_korean, common_korean}, {CHARSET_GBK, leads_korean, trails_gbk, common_gbk},
    {CHARSET_BIG5, leads_korean, trails_big5, common_big5},
};
enum { PAIRS = sizeof pairs / sizeof *pairs };

static bool is_digit(uint8_t c)
{
    return in(c, '0', '9');
}

/* The four bytes that GB18030 writes what GBK lacks in. */
static bool is_four(struct bytes rest)
{
    return rest.size >= 4 && is_digit(rest.at[1]) && leads_korean(rest.at[2]) && is_digit(rest.at[3]);
}

/*
 * Share of common pairs among all, 0 when a few in a hundred bytes break the structure. Japanese EUC has by nature
 * fewer (kana only count), so its share is judged double.
 */
static double pair_score(const struct pairs *kind, struct bytes sample)
{
    size_t good = 0;
    size_t common = 0;
    size_t bad = 0;
    for (size_t i = 0; i < sample.size; i++) {
        uint8_t lead = sample.at[i];
        if (lead < 0x80 || (kind->charset == CHARSET_SHIFT_JIS && in(lead, 0xa1, 0xdf)))
            continue;
        if (kind->charset == CHARSET_GBK && is_four(bytes_from(sample, i))) {
            i += 3;
            continue;
        }
        if (!kind->leads(lead) || i + 1 >= sample.size || !kind->trails(sample.at[i + 1])) {
            bad++;
            continue;
        }
        good++;
        common += kind->common(lead, sample.at[++i]);
    }
    if (good == 0 || bad * 40 > good)
        return 0;
    double share = (double)common / (double)good;
    return kind->charset == CHARSET_EUC_JP ? (share > 0.5 ? 1.0 : 2.0 * share) : share;
}

/* Half-width katakana are rare in Shift_JIS; where they are the rule it is something else. */
static bool is_mostly_half_width(struct bytes sample)
{
    size_t half = 0;
    size_t high = 0;
    for (size_t i = 0; i < sample.size; i++) {
        high += sample.at[i] >= 0x80;
        half += in(sample.at[i], 0xa1, 0xdf);
    }
    return half * 2 > high;
}

/* What the page's language adds to a two-byte encoding's score. */
static double lang_bonus(enum charset charset, struct bytes lang)
{
    bool fits = (charset_lang_is(lang, "ja") && (charset == CHARSET_SHIFT_JIS || charset == CHARSET_EUC_JP)) ||
                (charset_lang_is(lang, "ko") && charset == CHARSET_EUC_KR) ||
                (charset_lang_is(lang, "zh") && (charset == CHARSET_GBK || charset == CHARSET_BIG5));
    return fits ? 0.2 : 0;
}

static enum charset guess_pairs(struct bytes sample, struct bytes lang)
{
    enum charset best = CHARSET_NONE;
    double best_score = 0.55; /* runs of a one-byte alphabet reach about .5 by chance */
    for (size_t i = 0; i < PAIRS; i++) {
        if (pairs[i].charset == CHARSET_SHIFT_JIS && is_mostly_half_width(sample))
            continue;
        double score = pair_score(&pairs[i], sample);
        if (score > 0)
            score += lang_bonus(pairs[i].charset, lang);
        if (score > best_score) {
            best_score = score;
            best = pairs[i].charset;
        }
    }
    return best;
}

/* Alphabets by their commonest letters, lower-case, commonest first. */
static const struct alphabet {
    enum charset charset;
    const char *langs;
    uint8_t letters[8];
} alphabets[] = {
    {CHARSET_WINDOWS_1251, "ru uk bg sr be mk", {0xee, 0xe5, 0xe0, 0xe8, 0xed, 0xf2, 0xf1, 0xf0}},
    {CHARSET_KOI8_R, "ru uk", {0xcf, 0xc5, 0xc1, 0xc9, 0xce, 0xd4, 0xd3, 0xd2}},
    {CHARSET_ISO_8859_5, "ru bg sr", {0xde, 0xd5, 0xd0, 0xd8, 0xdd, 0xe2, 0xe1, 0xe0}},
    {CHARSET_IBM866, "ru", {0xae, 0xa5, 0xa0, 0xa8, 0xad, 0xe2, 0xe1, 0xe0}},
    {CHARSET_WINDOWS_1253, "el", {0xe1, 0xef, 0xe9, 0xf4, 0xe5, 0xed, 0xf3, 0xf1}},
    {CHARSET_WINDOWS_1255, "he iw yi", {0xe9, 0xe5, 0xe4, 0xec, 0xe0, 0xf8, 0xfa, 0xee}},
    {CHARSET_WINDOWS_1256, "ar fa ur", {0xc7, 0xe1, 0xed, 0xe3, 0xe4, 0xe6, 0xca, 0xd1}},
    {CHARSET_ISO_8859_6, "ar", {0xc7, 0xe4, 0xea, 0xe5, 0xe6, 0xe8, 0xca, 0xd1}},
    {CHARSET_WINDOWS_874, "th", {0xd2, 0xc3, 0xb9, 0xa1, 0xcd, 0xd5, 0xe0, 0xe8}},
};
enum { ALPHABETS = sizeof alphabets / sizeof *alphabets };

/* Apple's Cyrillic has the small letters of windows-1251 but one, which there is a rare capital. */
static bool is_apples(const struct charset_profile *profile)
{
    enum { SMALL_YA = 0xdf, SMALL_YA_OF_1251 = 0xff };
    return profile->counts[SMALL_YA] > 1 + 4 * profile->counts[SMALL_YA_OF_1251];
}

/* Ukrainian has letters where KOI8-R has lines of boxes. */
static bool is_ukrainian(const struct charset_profile *profile)
{
    enum { IE = 0xa4, I = 0xa6, YI = 0xa7, RARE = 50 };
    return (profile->counts[IE] + profile->counts[I] + profile->counts[YI]) * RARE > profile->high;
}

static enum charset guess_alphabet(const struct charset_profile *profile, struct bytes lang)
{
    enum charset best = CHARSET_WINDOWS_1252;
    double best_score = 0;
    for (size_t i = 0; i < ALPHABETS; i++) {
        size_t found = 0;
        for (size_t letter = 0; letter < sizeof alphabets[i].letters; letter++)
            found += profile->counts[alphabets[i].letters[letter]];
        double score = (double)found / (double)profile->high + (charset_lang_among(lang, alphabets[i].langs) ? 0.2 : 0);
        if (score > best_score) {
            best_score = score;
            best = alphabets[i].charset;
        }
    }
    if (best == CHARSET_WINDOWS_1251 && is_apples(profile))
        return CHARSET_X_MAC_CYRILLIC;
    return best == CHARSET_KOI8_R && is_ukrainian(profile) ? CHARSET_KOI8_U : best;
}

static bool is_letter(uint8_t c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static struct charset_profile profile_of(struct bytes sample)
{
    struct charset_profile profile = {0};
    for (size_t i = 0; i < sample.size; i++) {
        uint8_t c = sample.at[i];
        if (c < 0x80)
            continue;
        uint8_t before = i ? sample.at[i - 1] : 0;
        uint8_t after = i + 1 < sample.size ? sample.at[i + 1] : 0;
        profile.high++;
        profile.after_high += before >= 0x80;
        if (before >= 0x80 || is_letter(before) || after >= 0x80 || is_letter(after))
            profile.counts[c]++;
    }
    return profile;
}

enum charset charset_guess_wide(struct bytes page)
{
    struct bytes sample = bytes_upto(page, CHARSET_GUESS_MAX);
    size_t zeros[2] = {0, 0};
    if (!sample.size || !memchr(sample.at, 0, sample.size)) /* nearly every page */
        return CHARSET_NONE;
    for (size_t i = 0; i < sample.size; i++)
        zeros[i & 1] += sample.at[i] == 0;
    if (zeros[1] * 4 > sample.size && zeros[0] * 50 < sample.size)
        return CHARSET_UTF_16LE;
    return zeros[0] * 4 > sample.size && zeros[1] * 50 < sample.size ? CHARSET_UTF_16BE : CHARSET_NONE;
}

enum charset charset_guess(struct bytes page, struct bytes lang)
{
    struct bytes sample = bytes_upto(page, CHARSET_GUESS_MAX);
    enum charset charset = charset_guess_wide(page);
    if (charset != CHARSET_NONE)
        return charset;
    struct charset_profile profile = profile_of(sample);
    if (profile.high == 0)
        return CHARSET_WINDOWS_1252;
    if (profile.after_high * 5 < profile.high * 2) /* high bytes stand alone: a Latin alphabet */
        return charset_guess_latin(&profile, lang);
    charset = guess_pairs(sample, lang);
    return charset != CHARSET_NONE ? charset : guess_alphabet(&profile, lang);
}

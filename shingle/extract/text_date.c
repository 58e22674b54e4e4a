#include "shingle/extract/text_date.h"

#include "shingle/extract/letter.h"
#include "shingle/extract/lexicon.h"

#include <stdio.h>

enum { TEXT_MAX = 400, PARTS_MAX = 96 };

/* Names and common short forms, folded. */
static const char *const months[12] = {
    "january jan januar januari janvier janv enero ene gennaio janeiro ocak января январь янв січня stycznia styczeń "
    "ledna leden tammikuuta يناير كانون ιανουαρίου január ianuarie januára",
    "february feb februar februari février févr fév fevrier febrero febbraio febb fevereiro fev şubat февраля февраль "
    "фев лютого lutego luty února únor helmikuuta فبراير شباط φεβρουαρίου február februarie",
    "march mar märz maerz mars marzo março mrz maart mrt mart марта март мар березня marca marzec března březen "
    "maaliskuuta مارس آذار μαρτίου március martie maret marts",
    "april apr avril avr abril abr aprile nisan апреля апрель апр квітня kwietnia kwiecień dubna duben huhtikuuta أبريل "
    "ابريل نيسان απριλίου április aprilie",
    "may mai mayo maggio mag maio mayıs мая май травня maja maj května květen toukokuuta مايو أيار μαΐου május mei",
    "june jun juni juin junio giugno giu junho haziran июня июнь июн червня czerwca czerwiec června červen kesäkuuta يونيو "
    "حزيران ιουνίου június iunie",
    "july jul juli juillet juil julio luglio lug julho temmuz июля июль июл липня lipca lipiec července červenec heinäkuuta "
    "يوليو تموز ιουλίου július iulie",
    "august aug août aout agosto ago ağustos августа август авг серпня sierpnia sierpień srpna srpen elokuuta أغسطس آب "
    "αυγούστου augusztus augusti agustus augustus",
    "september sep sept septembre septiembre setiembre settembre set setembro eylül сентября сентябрь сен вересня września "
    "wrzesień září syyskuuta سبتمبر أيلول σεπτεμβρίου szeptember septembrie",
    "october oct oktober okt octobre octubre ottobre ott outubro out ekim октября октябрь окт жовтня października "
    "październik října říjen lokakuuta أكتوبر تشرين οκτωβρίου október octombrie",
    "november nov novembre noviembre novembro kasım ноября ноябрь ноя листопада listopada listopad listopadu marraskuuta "
    "نوفمبر νοεμβρίου noiembrie",
    "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro aralık декабря декабрь дек грудня "
    "grudnia grudzień prosince prosinec joulukuuta ديسمبر δεκεμβρίου desember desember"};

/* A number, a month's name, or one of the signs that hold a date together. */
struct part {
    enum { PART_NUMBER, PART_MONTH, PART_FILLER, PART_YEAR_SIGN, PART_MONTH_SIGN, PART_DAY_SIGN, PART_OTHER } kind;
    unsigned value;
    unsigned digits;
    uint8_t behind; /* the sign right behind it, or ' ' */
};

static unsigned month_of(struct bytes word)
{
    if (word.size < 3 || word.size > 24)
        return 0;
    uint32_t hash = lexicon_hash(word);
    for (unsigned month = 0; month < 12; month++) {
        struct bytes rest = bytes_of_string(months[month]);
        while (rest.size) {
            size_t end = bytes_find(rest, BYTES(" "), 0);
            struct bytes name = bytes_upto(rest, end);
            /* Cases of these letters have equal sizes, so most names are told apart without being hashed. */
            if (name.size == word.size && lexicon_hash(name) == hash)
                return month + 1;
            rest = bytes_from(rest, end == SIZE_MAX ? rest.size : end + 1);
        }
    }
    return 0;
}

static bool is_filler(struct bytes word)
{
    static const char *const words[] = {"de", "of", "del", "th", "st", "nd", "rd", "di", "º", NULL};
    for (const char *const *filler = words; *filler; filler++) {
        if (bytes_equal_nocase(word, bytes_of_string(*filler)))
            return true;
    }
    return false;
}

static struct part part_of_word(struct bytes word)
{
    struct part part = {.kind = PART_OTHER, .behind = ' '};
    if (is_filler(word)) {
        part.kind = PART_FILLER;
        return part;
    }
    part.value = month_of(word);
    if (part.value)
        part.kind = PART_MONTH;
    return part;
}

static unsigned sign_of(struct bytes rest)
{
    static const struct {
        const char *text;
        unsigned kind;
    } signs[] = {{"年", PART_YEAR_SIGN}, {"월", PART_MONTH_SIGN}, {"月", PART_MONTH_SIGN},
                 {"日", PART_DAY_SIGN},  {"년", PART_YEAR_SIGN},  {"일", PART_DAY_SIGN}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (bytes_starts_with(rest, bytes_of_string(signs[i].text)))
            return signs[i].kind;
    }
    return PART_OTHER;
}

static size_t read_parts(struct bytes text, struct part *parts)
{
    size_t count = 0, at = 0;
    while (at < text.size && count < PARTS_MAX) {
        if (text.at[at] >= '0' && text.at[at] <= '9') {
            struct part part = {.kind = PART_NUMBER, .behind = ' '};
            while (at < text.size && text.at[at] >= '0' && text.at[at] <= '9' && part.digits < 5) {
                part.value = part.value * 10 + (unsigned)(text.at[at++] - '0');
                part.digits++;
            }
            if (at < text.size)
                part.behind = text.at[at];
            parts[count++] = part;
            continue;
        }
        unsigned sign = sign_of(bytes_from(text, at));
        if (sign != PART_OTHER) {
            parts[count++] = (struct part){.kind = sign, .behind = ' '};
            at += 3;
            continue;
        }
        size_t end = at;
        while (end < text.size && !(text.at[end] >= '0' && text.at[end] <= '9')) {
            size_t next = end;
            enum letter_kind kind = letter_kind(letter_next(text, &next));
            if (kind != LETTER_LOWER && kind != LETTER_UPPER && kind != LETTER_OTHER)
                break;
            end = next;
        }
        if (end > at) {
            parts[count++] = part_of_word(bytes_of(text.at + at, end - at));
            at = end;
        } else {
            letter_next(text, &at);
        }
    }
    return count;
}

struct day {
    unsigned year, month, day;
};

static bool is_day(struct day d)
{
    return d.year >= TEXT_DATE_YEAR_MIN && d.year <= TEXT_DATE_YEAR_MAX && d.month >= 1 && d.month <= 12 &&
           d.day >= 1 && d.day <= 31;
}

static bool day_of_numbers(const struct part *p, struct day *out)
{
    if (p[0].behind != p[1].behind || (p[0].behind != '-' && p[0].behind != '/' && p[0].behind != '.'))
        return false;
    if (p[0].digits == 4)
        *out = (struct day){p[0].value, p[1].value, p[2].value};
    else if (p[2].digits == 4)
        *out = (struct day){p[2].value, p[1].value, p[0].value};
    else
        return false;
    if (!is_day(*out) && p[2].digits == 4)
        *out = (struct day){p[2].value, p[0].value, p[1].value};
    return is_day(*out);
}

static bool day_at(const struct part *p, size_t left, struct day *out)
{
    if (left >= 3 && p[0].kind == PART_NUMBER && p[1].kind == PART_NUMBER && p[2].kind == PART_NUMBER)
        return day_of_numbers(p, out);
    if (left >= 5 && p[0].kind == PART_NUMBER && p[1].kind == PART_YEAR_SIGN && p[2].kind == PART_NUMBER &&
        p[3].kind == PART_MONTH_SIGN && p[4].kind == PART_NUMBER) {
        *out = (struct day){p[0].value, p[2].value, p[4].value};
        return is_day(*out);
    }
    /* Month and day in either order, then the year; "de", "of", "th" between them count for nothing. */
    const struct part *solid[3];
    size_t count = 0;
    for (size_t i = 0; i < left && count < 3; i++) {
        if (p[i].kind != PART_FILLER)
            solid[count++] = &p[i];
        else if (i == 0)
            return false;
    }
    if (count < 3 || solid[2]->kind != PART_NUMBER || solid[2]->digits != 4)
        return false;
    if (solid[0]->kind == PART_MONTH && solid[1]->kind == PART_NUMBER)
        *out = (struct day){solid[2]->value, solid[0]->value, solid[1]->value};
    else if (solid[0]->kind == PART_NUMBER && solid[1]->kind == PART_MONTH)
        *out = (struct day){solid[2]->value, solid[1]->value, solid[0]->value};
    else
        return false;
    return is_day(*out);
}

struct bytes text_date_find(struct bytes text, struct arena *arena)
{
    struct part parts[PARTS_MAX];
    size_t count = read_parts(bytes_upto(text, TEXT_MAX), parts);
    for (size_t i = 0; i < count; i++) {
        struct day d;
        if (!day_at(&parts[i], count - i, &d))
            continue;
        char *out = arena_alloc(arena, 16);
        if (!out)
            break;
        int size = snprintf(out, 16, "%04u-%02u-%02u", d.year % 10000, d.month % 100, d.day % 100);
        return bytes_of(out, (size_t)size);
    }
    return (struct bytes){NULL, 0};
}

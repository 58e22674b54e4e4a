#include "shingle/extract/text_date.h"

#include "shingle/base/calendar.h"
#include "shingle/extract/letter.h"
#include "shingle/extract/month_names.h"

enum { PARTS_MAX = 96, DIGITS_MAX = 5, ERA_THAI = 543 };

/* A number, a month's name, or one of the signs that hold a date together. */
struct part {
    enum {
        PART_NUMBER,
        PART_MONTH,
        PART_FILLER,
        PART_YEAR_SIGN,
        PART_MONTH_SIGN,
        PART_DAY_SIGN,
        PART_ERA, /* value is added to the years behind it */
        PART_FIRST_YEAR,
        PART_OTHER
    } kind;
    unsigned value;
    unsigned digits;
    size_t at, end;
    uint8_t behind; /* the sign right behind it, or ' ' */
};

/* The digit that a code point is in one of the scripts that news is written in, or 10. */
static unsigned digit_of(uint32_t code)
{
    static const uint32_t zeros[] = {0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10};
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
        if (code - zeros[i] < 10)
            return code - zeros[i];
    return 10;
}

/* The ASCII sign for a wide or typographic one; 0 when there is none, ' ' for spaces. */
static uint8_t sign_of(uint32_t code)
{
    if (code == 0xff0f || code == 0xff1a || code == 0xff0e || code == 0xff0c || code == 0xff0d)
        return (uint8_t)(code - 0xfee0);
    if (code >= 0x2010 && code <= 0x2012)
        return '-';
    return letter_kind(code) == LETTER_SPACE ? ' ' : 0;
}

static bool is_mark_of_direction(uint32_t code)
{
    return code == 0x200e || code == 0x200f || code == 0x61c || (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

struct bytes text_date_plain(struct bytes text, uint8_t room[static TEXT_DATE_TEXT_MAX])
{
    size_t size = 0;
    text = bytes_upto(text, TEXT_DATE_TEXT_MAX);
    for (size_t at = 0; at < text.size;) {
        size_t from = at;
        uint32_t code = letter_next(text, &at);
        unsigned digit = digit_of(code);
        uint8_t sign = digit < 10 ? (uint8_t)('0' + digit) : sign_of(code);
        if (is_mark_of_direction(code))
            continue;
        if (sign)
            room[size++] = sign;
        else
            while (from < at)
                room[size++] = text.at[from++];
    }
    return bytes_of(room, size);
}

static struct part part_of_word(struct bytes word, struct part part)
{
    part.kind = PART_OTHER;
    part.value = month_of_word(word);
    if (part.value)
        part.kind = PART_MONTH;
    else if (month_filler_word(word))
        part.kind = PART_FILLER;
    return part;
}

/* The sign of an East Asian date at the start of rest; its size. 0 when there is none. */
static size_t read_sign(struct bytes rest, struct part *part)
{
    static const struct {
        const char *text;
        unsigned kind;
        unsigned value;
    } signs[] = {{"年", PART_YEAR_SIGN, 0},  {"月", PART_MONTH_SIGN, 0}, {"日", PART_DAY_SIGN, 0},
                 {"号", PART_DAY_SIGN, 0},   {"號", PART_DAY_SIGN, 0},   {"년", PART_YEAR_SIGN, 0},
                 {"월", PART_MONTH_SIGN, 0}, {"일", PART_DAY_SIGN, 0},   {"令和", PART_ERA, 2018},
                 {"平成", PART_ERA, 1988},   {"昭和", PART_ERA, 1925},   {"民國", PART_ERA, 1911},
                 {"民国", PART_ERA, 1911},   {"元", PART_FIRST_YEAR, 1}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (bytes_starts_with(rest, bytes_of_string(signs[i].text))) {
            part->kind = signs[i].kind;
            part->value = signs[i].value;
            return strlen(signs[i].text);
        }
    }
    return 0;
}

static bool is_digit(struct bytes text, size_t at)
{
    return at < text.size && text.at[at] >= '0' && text.at[at] <= '9';
}

static struct part read_number(struct bytes text, size_t at)
{
    struct part part = {.kind = PART_NUMBER, .at = at};
    while (is_digit(text, at) && part.digits < DIGITS_MAX) {
        part.value = part.value * 10 + (unsigned)(text.at[at++] - '0');
        part.digits++;
    }
    part.end = at;
    part.behind = at < text.size ? text.at[at] : ' ';
    return part;
}

static bool is_thai(uint32_t code)
{
    return code >= 0xe01 && code <= 0xe4e;
}

/* The letters at `at` up to what is none; scripts without spaces go sign by sign, Thai by runs. */
static size_t word_end(struct bytes text, size_t at)
{
    size_t end = at;
    while (end < text.size && !is_digit(text, end)) {
        size_t next = end;
        uint32_t code = letter_next(text, &next);
        enum letter_kind kind = letter_kind(code);
        if (kind != LETTER_LOWER && kind != LETTER_UPPER && kind != LETTER_OTHER && !is_thai(code))
            break;
        end = next;
    }
    return end;
}

static size_t read_parts(struct bytes text, struct part *parts)
{
    size_t count = 0, at = 0;
    while (at < text.size && count < PARTS_MAX) {
        struct part part = {.at = at, .behind = ' '};
        size_t sign = (text.at[at] & 0x80) ? read_sign(bytes_from(text, at), &part) : 0;
        size_t end = at;
        if (is_digit(text, at)) {
            part = read_number(text, at);
            end = part.end;
        } else if (sign) {
            end = at + sign;
        } else if ((end = word_end(text, at)) > at) {
            struct bytes word = bytes_of(text.at + at, end - at);
            unsigned pair = count && parts[count - 1].kind == PART_MONTH ? month_pair_word(word) : 0;
            if (pair && parts[count - 1].value == MONTH_KANUN)
                parts[count - 1].value = pair == 1 ? 12 : 1;
            else if (pair && parts[count - 1].value == MONTH_TISHRIN)
                parts[count - 1].value = pair == 1 ? 10 : 11;
            else
                pair = 0;
            part = part_of_word(word, part);
            part.kind = pair ? PART_FILLER : part.kind;
        } else {
            letter_next(text, &at);
            continue;
        }
        part.end = end;
        parts[count++] = part;
        at = end;
    }
    return count;
}

static bool make_date(unsigned year, unsigned month, unsigned day, struct text_date *out)
{
    if (year < TEXT_DATE_YEAR_MIN || year > TEXT_DATE_YEAR_MAX ||
        !calendar_is_date((struct calendar_date){year, month, day}))
        return false;
    *out = (struct text_date){.year = year, .month = month, .day = day};
    return true;
}

static bool make_ordered(unsigned year, unsigned first, unsigned second, enum date_order order, struct text_date *out)
{
    bool day_first = order == DATE_DAY_FIRST;
    return make_date(year, day_first ? second : first, day_first ? first : second, out) ||
           make_date(year, day_first ? first : second, day_first ? second : first, out);
}

/* The year of the last number of "21.11.2025", "21/11/25"; 0 when it is none. */
static unsigned last_year(const struct part *last, uint8_t sign)
{
    enum { CENTURY = 100, LATE = 70 };
    unsigned year = last->value;
    if (last->digits == 4 && last->behind != ':')
        return year;
    if (last->digits == 4)
        year /= CENTURY; /* "21.11.2509:30", glued by inline elements */
    else if (last->digits != 2 || sign == '-' || last->behind == sign || last->behind == ':')
        return 0;
    return year + (year < LATE ? 2000 : 1900);
}

static bool date_of_numbers(const struct part *p, enum date_order order, struct text_date *out)
{
    uint8_t sign = p[0].behind;
    if (sign != p[1].behind || (sign != '-' && sign != '/' && sign != '.') || p[1].digits > 2)
        return false;
    if (p[0].digits == 4)
        return p[2].digits <= 2 && make_date(p[0].value, p[1].value, p[2].value, out);
    if (p[0].digits > 2)
        return false;
    unsigned year = last_year(&p[2], sign);
    return year && make_ordered(year, p[0].value, p[1].value, sign == '/' ? order : DATE_DAY_FIRST, out);
}

/* 2025年11月21日, 令和7年11月21日, 民國114年11月21日: parts used, 0 when it is none. */
static size_t date_of_signs(const struct part *p, size_t left, struct text_date *out)
{
    size_t era = p[0].kind == PART_ERA;
    unsigned first = era ? p[0].value : 0;
    if (left < era + 5 || (p[era].kind != PART_NUMBER && !(era && p[era].kind == PART_FIRST_YEAR)) ||
        p[era + 1].kind != PART_YEAR_SIGN || p[era + 2].kind != PART_NUMBER || p[era + 3].kind != PART_MONTH_SIGN ||
        p[era + 4].kind != PART_NUMBER)
        return 0;
    if (!make_date(first + p[era].value, p[era + 2].value, p[era + 4].value, out))
        return 0;
    return era + 5 + (left > era + 5 && p[era + 5].kind == PART_DAY_SIGN);
}

/* The year as it stands, or of the Buddhist era. */
static unsigned year_of(const struct part *part)
{
    if (part->kind != PART_NUMBER || part->digits != 4)
        return 0;
    return part->value > TEXT_DATE_YEAR_MAX ? part->value - ERA_THAI : part->value;
}

/* Day, month by name and year in the orders that occur; "de", "of", "th" between them count for nothing. */
static size_t date_of_names(const struct part *p, size_t left, struct text_date *out)
{
    const struct part *solid[4];
    size_t count = 0, used = 0;
    for (; used < left && count < 3 && p[0].kind != PART_FILLER; used++) {
        if (p[used].kind == PART_FILLER)
            continue;
        if (p[used].kind == PART_MONTH && p[used].value == MONTH_WORD)
            continue;
        solid[count++] = &p[used];
    }
    if (count < 3)
        return 0;
    bool worded = used >= 2 && left > 1 && p[1].kind == PART_MONTH && p[1].value == MONTH_WORD;
    bool good = false;
    if (solid[0]->kind == PART_MONTH && solid[1]->kind == PART_NUMBER && solid[1]->digits <= 2)
        good = make_date(year_of(solid[2]), solid[0]->value, solid[1]->value, out);
    else if (solid[0]->kind == PART_NUMBER && solid[0]->digits <= 2 && solid[1]->kind == PART_MONTH)
        good = make_date(year_of(solid[2]), solid[1]->value, solid[0]->value, out);
    else if (worded && solid[0]->kind == PART_NUMBER && solid[1]->kind == PART_NUMBER)
        good = make_date(year_of(solid[2]), solid[1]->value, solid[0]->value, out);
    else if (solid[1]->kind == PART_MONTH && solid[2]->kind == PART_NUMBER && solid[2]->digits <= 2)
        good = make_date(year_of(solid[0]), solid[1]->value, solid[2]->value, out);
    return good ? used : 0;
}

/* The date that begins with p: parts used, 0 when there is none. */
static size_t date_at(const struct part *p, size_t left, enum date_order order, struct text_date *out)
{
    if (left < 3)
        return 0;
    if (p[0].kind == PART_NUMBER && p[1].kind == PART_NUMBER && p[2].kind == PART_NUMBER)
        return date_of_numbers(p, order, out) ? 3 : 0;
    size_t used = date_of_signs(p, left, out);
    return used ? used : date_of_names(p, left, out);
}

/* Most texts have neither a digit nor a letter that may stand for one, and so no date. */
static bool may_have_date(struct bytes plain)
{
    for (size_t i = 0; i < plain.size; i++)
        if (plain.at[i] >= 0x80 || (plain.at[i] >= '0' && plain.at[i] <= '9'))
            return true;
    return false;
}

size_t text_dates(struct bytes plain, enum date_order order, struct text_date *out, size_t max)
{
    struct part parts[PARTS_MAX];
    plain = bytes_upto(plain, TEXT_DATE_TEXT_MAX);
    if (!may_have_date(plain))
        return 0;
    size_t count = read_parts(plain, parts);
    size_t found = 0;
    for (size_t i = 0; i < count && found < max;) {
        size_t used = date_at(&parts[i], count - i, order, &out[found]);
        if (!used) {
            i++;
            continue;
        }
        out[found].at = parts[i].at;
        out[found++].end = parts[i + used - 1].end;
        i += used;
    }
    return found;
}

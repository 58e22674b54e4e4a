/*
 * Text to dates. Laws: what comes out is a date that is read as itself, with either order of day and month; a line's
 * dates are such dates too; and a date's offsets lie in the text.
 */
#include "shingle/extract/date_line.h"
#include "shingle/extract/iso_date.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool law)
{
    if (!law)
        abort();
}

static void check(struct bytes date, struct arena *arena)
{
    int64_t day;
    int64_t seconds = 0;
    if (!date.size)
        return;
    demand(bytes_equal(iso_date(date, arena), date));
    demand(iso_date_day(date, &day) && iso_date_seconds(date, &seconds));
    demand(seconds - day * 86400 < 2 * 86400 && day * 86400 - seconds < 2 * 86400);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { DATES = 4 };
    struct arena arena;
    struct date_line said;
    struct text_date dates[DATES];
    uint8_t room[TEXT_DATE_TEXT_MAX];
    struct bytes text = bytes_of(data, size);
    arena_init(&arena, 4096, 1 << 20);
    struct bytes plain = text_date_plain(text, room);
    demand(plain.size <= text.size);
    for (int order = DATE_DAY_FIRST; order <= DATE_MONTH_FIRST; order++) {
        check(iso_date_ordered(text, (enum date_order)order, &arena), &arena);
        if (date_line_read(text, bytes_upto(text, 20), (enum date_order)order, &arena, &said)) {
            check(said.published, &arena);
            check(said.changed, &arena);
        }
        size_t count = text_dates(plain, (enum date_order)order, dates, DATES);
        for (size_t i = 0; i < count; i++)
            demand(dates[i].at < dates[i].end && dates[i].end <= plain.size && (!i || dates[i - 1].end <= dates[i].at));
    }
    check(iso_date_of_url(text, &arena), &arena);
    arena_close(&arena);
    return 0;
}

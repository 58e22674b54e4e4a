/*
 * The dates of a page, chosen from what its sources say. Machines' fields come first; what the page shows near its
 * headline settles where they contradict themselves: fields that hold the day the site was last built, and numbers
 * whose order of day and month is not known.
 */
#include "shingle/extract/date_line.h"
#include "shingle/extract/iso_date.h"
#include "shingle/extract/metadata_draft.h"
#include "shingle/extract/site_names.h"

static const enum metadata_source date_sources[] = {
    SOURCE_JSON_LD,    SOURCE_PARSELY, SOURCE_OPENGRAPH,   SOURCE_MICRODATA, SOURCE_NEAR, SOURCE_META,
    SOURCE_TIME_CLASS, SOURCE_TIME,    SOURCE_DUBLIN_CORE, SOURCE_HEAD,      SOURCE_URL,  SOURCE_PASSING};
enum { DATE_SOURCES = sizeof date_sources / sizeof *date_sources };

/* The last part of a title, "Ferry back in service | The Quay Courier | 21.11.2025", when it is a date and no more. */
static struct bytes title_date(struct metadata_draft *draft, struct bytes title)
{
    size_t from = 0;
    for (size_t i = 0; i < title.size; i++) {
        size_t parting = title_parting(title, i);
        if (parting)
            from = i + parting;
    }
    struct date_line said;
    struct bytes tail = bytes_trim(bytes_from(title, from));
    bool dated = from && date_line_read(tail, bytes_of(NULL, 0), draft->order, draft->arena, &said);
    return dated && said.grade == DATE_ALONE ? said.published : bytes_of(NULL, 0);
}

enum status draft_read_far_dates(struct metadata_draft *draft)
{
    static const enum metadata_source titles[] = {SOURCE_HEAD, SOURCE_OPENGRAPH};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof titles / sizeof *titles && status == STATUS_OK; i++)
        status =
            draft_add(draft, FIELD_PUBLISHED, SOURCE_HEAD, title_date(draft, draft->value[FIELD_TITLE][titles[i]]));
    if (status == STATUS_OK)
        status = draft_add(draft, FIELD_PUBLISHED, SOURCE_URL, iso_date_of_url(draft->url, draft->arena));
    return status;
}

static bool is_digit(struct bytes text, size_t at)
{
    return at < text.size && text.at[at] >= '0' && text.at[at] <= '9';
}

enum { ZONE_AT = 19 /* offset of the zone in a date with a time */ };

/* True when the zone is told and is not UTC: then the day is that of the place. */
static bool is_local(struct bytes date)
{
    return date.size > ZONE_AT && date.at[ZONE_AT] != 'Z';
}

static bool is_utc(struct bytes date)
{
    return date.size > ZONE_AT && date.at[ZONE_AT] == 'Z';
}

/* True for a value as programs write it. Templates that put "Jun 24, 2025" into their JSON-LD took it from elsewhere:
 * often the day the site was last built. */
static bool is_exact(struct bytes value)
{
    return is_digit(value, 0) && is_digit(value, 3);
}

/* True when both name the same moment, give or take slack seconds. */
static bool is_same_moment(struct bytes a, struct bytes b, int64_t slack)
{
    int64_t first;
    int64_t second;
    if (!iso_date_seconds(a, &first) || !iso_date_seconds(b, &second))
        return false;
    return first - second <= slack && second - first <= slack;
}

/* Days from a to b; false when one of them is no date. */
static bool days_between(struct bytes a, struct bytes b, int64_t *days)
{
    int64_t first;
    int64_t second;
    if (!iso_date_day(a, &first) || !iso_date_day(b, &second))
        return false;
    *days = second - first;
    return true;
}

static bool is_same_day(struct bytes a, struct bytes b, int64_t slack)
{
    int64_t days;
    return days_between(a, b, &days) && days <= slack && days >= -slack;
}

/* The readable dates of a field, by trust. */
struct dates {
    struct bytes at[SOURCES];
    struct bytes swapped[SOURCES]; /* the same with day and month the other way round, where that is a date too */
    size_t count;
    struct bytes near;
    struct bytes url;
};

static void take_date(struct metadata_draft *draft, struct bytes value, struct bytes date, struct dates *out)
{
    enum date_order other = draft->order == DATE_DAY_FIRST ? DATE_MONTH_FIRST : DATE_DAY_FIRST;
    out->swapped[out->count] = is_exact(value) ? bytes_of(NULL, 0) : iso_date_ordered(value, other, draft->arena);
    out->at[out->count++] = date;
}

static void gather_dates(struct metadata_draft *draft, enum metadata_field field, struct dates *out)
{
    struct bytes vague = {NULL, 0};
    *out = (struct dates){.count = 0};
    for (size_t i = 0; i < DATE_SOURCES; i++) {
        enum metadata_source source = date_sources[i];
        struct bytes value = draft->value[field][source];
        struct bytes date = value.size ? iso_date_ordered(value, draft->order, draft->arena) : value;
        if (source == SOURCE_TIME && vague.size)
            take_date(draft, draft->value[field][SOURCE_JSON_LD], vague, out);
        if (source == SOURCE_URL)
            out->url = date;
        if (source == SOURCE_NEAR)
            out->near = date;
        if (date.size && source == SOURCE_JSON_LD && !is_exact(value))
            vague = date;
        else if (date.size)
            take_date(draft, value, date, out);
    }
}

/* Sets right a date whose order of day and month was guessed wrong, as another source tells. */
static void settle_order(struct dates *dates, size_t at)
{
    struct bytes swapped = dates->swapped[at];
    if (!swapped.size || is_same_day(swapped, dates->at[at], 0))
        return;
    for (size_t i = 0; i < dates->count; i++)
        if (i != at && is_same_day(dates->at[i], dates->at[at], 0))
            return;
    for (size_t i = 0; i < dates->count; i++)
        if (i != at && is_same_day(dates->at[i], swapped, 0))
            dates->at[at] = swapped;
}

/* True when a page is said to have been published at the very moment of its last change, but shows an earlier day: then
 * it was imported or built anew at that moment. */
static bool is_import(struct metadata_draft *draft, struct bytes date, struct bytes near)
{
    enum { BUILD_SECONDS = 60 };
    int64_t days;
    if (date.size <= ZONE_AT - 1 || !days_between(near, date, &days) || days < 1)
        return false;
    struct bytes changed = draft_choose_date(draft, FIELD_MODIFIED);
    return changed.size >= ZONE_AT && is_same_moment(date, changed, BUILD_SECONDS);
}

/*
 * The most trusted date, or the most trusted that the page's own URL agrees with. One in UTC may be a day off where it
 * was written, so a source that tells the same moment in local time is preferred.
 */
struct bytes draft_choose_date(struct metadata_draft *draft, enum metadata_field field)
{
    enum { SAME_SECONDS = 3 * 3600 };
    struct dates dates;
    gather_dates(draft, field, &dates);
    if (!dates.count)
        return bytes_of(NULL, 0);
    for (size_t i = 0; i < dates.count; i++)
        settle_order(&dates, i);
    size_t best = 0;
    for (size_t i = 0; i < dates.count && dates.url.size; i++) {
        if (is_same_day(dates.at[i], dates.url, 1)) {
            best = i;
            break;
        }
    }
    if (field == FIELD_PUBLISHED && dates.near.size && is_import(draft, dates.at[best], dates.near))
        return dates.near;
    if (!is_utc(dates.at[best]))
        return dates.at[best];
    for (size_t i = best + 1; i < dates.count; i++)
        if (is_local(dates.at[i]) && is_same_moment(dates.at[i], dates.at[best], SAME_SECONDS))
            return dates.at[i];
    return dates.at[best];
}

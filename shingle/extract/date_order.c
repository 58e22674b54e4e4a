#include "shingle/extract/date_order.h"

#include "shingle/extract/site_names.h"

static bool is_one_of(struct bytes word, const char *const *words)
{
    for (; *words; words++)
        if (bytes_equal_nocase(word, bytes_of_string(*words)))
            return true;
    return false;
}

/* What stands behind the last `mark` of text; empty when there is none. */
static struct bytes behind_last(struct bytes text, uint8_t mark)
{
    for (size_t i = text.size; i > 0; i--)
        if (text.at[i - 1] == mark)
            return bytes_from(text, i);
    return bytes_of(NULL, 0);
}

enum date_order date_order_of(struct bytes lang, struct bytes url)
{
    static const char *const american[] = {"us", "ph", "gov", "mil", "edu", NULL};
    static const char *const month_first[] = {"US", "PH", NULL};
    struct bytes host_end = behind_last(site_host(url), '.');
    struct bytes region = behind_last(lang, '-');
    if (region.size == 2)
        return is_one_of(region, month_first) ? DATE_MONTH_FIRST : DATE_DAY_FIRST;
    if (lang.size && !bytes_starts_with_nocase(lang, BYTES("en")))
        return DATE_DAY_FIRST;
    if (is_one_of(host_end, american))
        return DATE_MONTH_FIRST;
    bool country = host_end.size == 2;
    return lang.size && !country ? DATE_MONTH_FIRST : DATE_DAY_FIRST;
}

struct bytes date_order_lang(struct bytes text)
{
    enum { LOOKED_AT = 4096, BYTES_A_WORD = 200 };
    text = bytes_upto(text, LOOKED_AT);
    size_t count = 0;
    for (size_t at = bytes_find(text, BYTES(" the "), 0); at != SIZE_MAX; at = bytes_find(text, BYTES(" the "), at + 1))
        count++;
    return count && count * BYTES_A_WORD >= text.size ? BYTES("en") : bytes_of(NULL, 0);
}

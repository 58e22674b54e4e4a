#include "shingle/extract/metadata.h"

#include "shingle/extract/date_order.h"
#include "shingle/extract/metadata_draft.h"
#include "shingle/extract/metadata_title.h"

static const enum metadata_source site_order[] = {SOURCE_OPENGRAPH, SOURCE_JSON_LD, SOURCE_META, SOURCE_DUBLIN_CORE,
                                                  SOURCE_NONE};
static const enum metadata_source lang_order[] = {SOURCE_MARKUP,      SOURCE_JSON_LD,   SOURCE_META,
                                                  SOURCE_DUBLIN_CORE, SOURCE_OPENGRAPH, SOURCE_NONE};
static const enum metadata_source url_order[] = {SOURCE_MARKUP, SOURCE_OPENGRAPH, SOURCE_JSON_LD, SOURCE_PARSELY,
                                                 SOURCE_NONE};
static const enum metadata_source section_order[] = {SOURCE_JSON_LD, SOURCE_OPENGRAPH, SOURCE_PARSELY,
                                                     SOURCE_META,    SOURCE_MICRODATA, SOURCE_NONE};
static const enum metadata_source keywords_order[] = {
    SOURCE_META, SOURCE_JSON_LD, SOURCE_PARSELY, SOURCE_OPENGRAPH, SOURCE_MICRODATA, SOURCE_DUBLIN_CORE, SOURCE_NONE};
static const enum metadata_source image_order[] = {SOURCE_OPENGRAPH, SOURCE_JSON_LD, SOURCE_TWITTER,   SOURCE_PARSELY,
                                                   SOURCE_MARKUP,    SOURCE_META,    SOURCE_MICRODATA, SOURCE_NONE};
static const enum metadata_source description_order[] = {
    SOURCE_OPENGRAPH, SOURCE_JSON_LD, SOURCE_META, SOURCE_TWITTER, SOURCE_DUBLIN_CORE, SOURCE_MICRODATA, SOURCE_NONE};

static bool is_url(struct bytes text)
{
    return bytes_starts_with_nocase(text, BYTES("http://")) || bytes_starts_with_nocase(text, BYTES("https://"));
}

static bool starts_with_digit(struct bytes text, size_t at)
{
    return at < text.size && text.at[at] >= '0' && text.at[at] <= '9';
}

/* A language tag such as "en-GB": letters, then parts of letters and digits. "en_GB" is written that way too. */
static bool is_lang(struct bytes text)
{
    size_t letters = 0;
    while (letters < text.size && ((text.at[letters] | 0x20) >= 'a' && (text.at[letters] | 0x20) <= 'z'))
        letters++;
    if (letters < 2 || letters > 3 || text.size > 20)
        return false;
    for (size_t i = letters; i < text.size; i++) {
        uint8_t c = text.at[i] | 0x20;
        if (!(c >= 'a' && c <= 'z') && !starts_with_digit(text, i) && text.at[i] != '-' && text.at[i] != '_')
            return false;
    }
    return letters == text.size || text.at[letters] == '-' || text.at[letters] == '_';
}

static struct bytes choose_lang(struct metadata_draft *draft)
{
    for (const enum metadata_source *source = lang_order; *source != SOURCE_NONE; source++) {
        struct bytes lang = draft->value[FIELD_LANG][*source];
        if (!is_lang(lang))
            continue;
        const uint8_t *low_line = memchr(lang.at, '_', lang.size);
        if (!low_line)
            return lang;
        uint8_t *copy = arena_alloc(draft->arena, lang.size);
        if (!copy)
            break;
        memcpy(copy, lang.at, lang.size);
        copy[low_line - lang.at] = '-';
        return bytes_of(copy, lang.size);
    }
    return bytes_of(NULL, 0);
}

/* Bytes of url up to its path: "https://host". 0 when it has no host. */
static size_t origin_size(struct bytes url)
{
    size_t scheme = bytes_find(url, BYTES("://"), 0);
    if (scheme == SIZE_MAX)
        return 0;
    size_t size = scheme + 3;
    while (size < url.size && url.at[size] != '/' && url.at[size] != '?' && url.at[size] != '#')
        size++;
    return size;
}

/* A link resolved against the page's URL, without looking at dots in its path; as it is when that is unknown. */
static struct bytes resolve(struct metadata_draft *draft, struct bytes link)
{
    struct bytes base = draft->url;
    size_t keep = origin_size(base);
    if (!link.size || is_url(link) || !keep)
        return link;
    if (bytes_starts_with(link, BYTES("//"))) {
        keep = bytes_find(base, BYTES("//"), 0);
    } else if (link.at[0] != '/') {
        for (size_t i = keep; i < base.size && base.at[i] != '?' && base.at[i] != '#'; i++)
            if (base.at[i] == '/')
                keep = i + 1;
    }
    bool slash = link.at[0] != '/' && base.at[keep - 1] != '/';
    uint8_t *joined = arena_alloc(draft->arena, keep + slash + link.size);
    if (!joined)
        return bytes_of(NULL, 0);
    memcpy(joined, base.at, keep);
    joined[keep] = '/';
    memcpy(joined + keep + slash, link.at, link.size);
    return bytes_of(joined, keep + slash + link.size);
}

static struct bytes choose_url(struct metadata_draft *draft)
{
    struct bytes url = resolve(draft, draft_choose(draft, FIELD_URL, url_order));
    return is_url(url) ? url : draft->url;
}

static bool says_article(const struct metadata_draft *draft)
{
    struct bytes type = draft->value[FIELD_TYPE][SOURCE_JSON_LD];
    return bytes_ends_with(type, BYTES("Article")) || bytes_ends_with(type, BYTES("Posting")) ||
           bytes_equal_nocase(draft->value[FIELD_TYPE][SOURCE_OPENGRAPH], BYTES("article"));
}

static bool says_news(const struct metadata_draft *draft)
{
    struct bytes type = draft->value[FIELD_TYPE][SOURCE_JSON_LD];
    return bytes_ends_with(type, BYTES("NewsArticle")) || bytes_ends_with(type, BYTES("LiveBlogPosting"));
}

/* The names of all sources that are meant for machines: the byline shows one of them, and seldom the agency. */
static enum status gather_credit(struct metadata_draft *draft)
{
    static const enum metadata_source sources[] = {SOURCE_PARSELY, SOURCE_META, SOURCE_OPENGRAPH, SOURCE_DUBLIN_CORE};
    enum status status = draft_add(draft, FIELD_CREDIT, SOURCE_JSON_LD, draft->value[FIELD_CREDIT][SOURCE_META]);
    for (size_t i = 0; i < sizeof sources / sizeof *sources && status == STATUS_OK; i++)
        status = draft_add(draft, FIELD_CREDIT, SOURCE_JSON_LD, draft->value[FIELD_AUTHOR][sources[i]]);
    return status;
}

static enum status gather(struct metadata_draft *draft, struct headline *headline)
{
    enum status status = draft_read_elements(draft);
    if (status == STATUS_OK)
        status = draft_read_json_ld(draft);
    draft->order = date_order_of(choose_lang(draft), draft->url);
    if (status == STATUS_OK)
        headline_choose(draft, headline);
    if (status == STATUS_OK)
        status = draft_read_near(draft, headline->node);
    if (status == STATUS_OK)
        status = draft_read_byline(draft, headline->node);
    if (status == STATUS_OK)
        status = draft_read_far_dates(draft);
    if (status == STATUS_OK)
        status = gather_credit(draft);
    return status;
}

enum status metadata_read(const struct tree *tree, struct bytes url, struct arena *arena, struct metadata *out)
{
    struct metadata_draft draft = {.tree = tree, .url = url, .arena = arena};
    struct headline headline = {{NULL, 0}, 0};
    memset(out, 0, sizeof *out);
    enum status status = gather(&draft, &headline);
    if (status != STATUS_OK)
        return status;
    out->title = headline.text;
    out->byline = draft_choose_byline(&draft);
    out->published = draft_choose_date(&draft, FIELD_PUBLISHED);
    out->modified = draft_choose_date(&draft, FIELD_MODIFIED);
    if (!out->published.size)
        out->published = out->modified;
    out->site = draft_choose(&draft, FIELD_SITE, site_order);
    out->lang = choose_lang(&draft);
    out->canonical_url = choose_url(&draft);
    out->section = draft_choose(&draft, FIELD_SECTION, section_order);
    out->keywords = draft_choose(&draft, FIELD_KEYWORDS, keywords_order);
    out->image = resolve(&draft, draft_choose(&draft, FIELD_IMAGE, image_order));
    out->description = draft_choose(&draft, FIELD_DESCRIPTION, description_order);
    out->article_body = draft.value[FIELD_BODY][SOURCE_JSON_LD];
    out->credit = draft.value[FIELD_CREDIT][SOURCE_JSON_LD];
    out->json_passed_over = draft.json_passed_over;
    out->says_article = says_article(&draft);
    out->says_news = says_news(&draft);
    return STATUS_OK;
}

#include "shingle/extract/metadata_names.h"

/* Sorted by name, for the search below; the tests check it. */
static const struct metadata_name meta_names[] = {
    {"agency", FIELD_CREDIT, SOURCE_META},
    {"analytics.publishdate", FIELD_PUBLISHED, SOURCE_META},
    {"apple-mobile-web-app-title", FIELD_SITE, SOURCE_META},
    {"application-name", FIELD_SITE, SOURCE_META},
    {"article-author", FIELD_AUTHOR, SOURCE_META},
    {"article-published", FIELD_PUBLISHED, SOURCE_META},
    {"article-section", FIELD_SECTION, SOURCE_META},
    {"article-source", FIELD_CREDIT, SOURCE_META},
    {"article.author", FIELD_AUTHOR, SOURCE_META},
    {"article.created", FIELD_PUBLISHED, SOURCE_META},
    {"article.published", FIELD_PUBLISHED, SOURCE_META},
    {"article.section", FIELD_SECTION, SOURCE_META},
    {"article.updated", FIELD_MODIFIED, SOURCE_META},
    {"article:agency", FIELD_CREDIT, SOURCE_META},
    {"article:author", FIELD_AUTHOR, SOURCE_OPENGRAPH},
    {"article:create_at", FIELD_PUBLISHED, SOURCE_OPENGRAPH},
    {"article:date", FIELD_PUBLISHED, SOURCE_META},
    {"article:modified", FIELD_MODIFIED, SOURCE_OPENGRAPH},
    {"article:modified_time", FIELD_MODIFIED, SOURCE_OPENGRAPH},
    {"article:post_date", FIELD_PUBLISHED, SOURCE_OPENGRAPH},
    {"article:published", FIELD_PUBLISHED, SOURCE_OPENGRAPH},
    {"article:published_time", FIELD_PUBLISHED, SOURCE_OPENGRAPH},
    {"article:section", FIELD_SECTION, SOURCE_OPENGRAPH},
    {"article:source", FIELD_CREDIT, SOURCE_META},
    {"article:tag", FIELD_KEYWORDS, SOURCE_OPENGRAPH},
    {"article:title", FIELD_TITLE, SOURCE_META},
    {"article:updated_time", FIELD_MODIFIED, SOURCE_OPENGRAPH},
    {"article_author", FIELD_AUTHOR, SOURCE_META},
    {"article_date_original", FIELD_PUBLISHED, SOURCE_META},
    {"article_title", FIELD_TITLE, SOURCE_META},
    {"articleauthor", FIELD_AUTHOR, SOURCE_META},
    {"articlesource", FIELD_CREDIT, SOURCE_META},
    {"author", FIELD_AUTHOR, SOURCE_META},
    {"authors", FIELD_AUTHOR, SOURCE_META},
    {"bt:moddate", FIELD_MODIFIED, SOURCE_META},
    {"bt:pubdate", FIELD_PUBLISHED, SOURCE_META},
    {"byl", FIELD_AUTHOR, SOURCE_META},
    {"category", FIELD_SECTION, SOURCE_META},
    {"citation_author", FIELD_AUTHOR, SOURCE_META},
    {"citation_date", FIELD_PUBLISHED, SOURCE_META},
    {"citation_journal_title", FIELD_SITE, SOURCE_META},
    {"citation_keywords", FIELD_KEYWORDS, SOURCE_META},
    {"citation_online_date", FIELD_PUBLISHED, SOURCE_META},
    {"citation_public_url", FIELD_URL, SOURCE_META},
    {"citation_publication_date", FIELD_PUBLISHED, SOURCE_META},
    {"citation_title", FIELD_TITLE, SOURCE_META},
    {"content-author", FIELD_AUTHOR, SOURCE_META},
    {"content-language", FIELD_LANG, SOURCE_META},
    {"content-provider", FIELD_CREDIT, SOURCE_META},
    {"content_provider", FIELD_CREDIT, SOURCE_META},
    {"copyright", FIELD_CREDIT, SOURCE_META},
    {"cre", FIELD_SITE, SOURCE_META},
    {"created", FIELD_PUBLISHED, SOURCE_META},
    {"creator", FIELD_AUTHOR, SOURCE_META},
    {"cxenseparse:author", FIELD_AUTHOR, SOURCE_PARSELY},
    {"cxenseparse:pod-publishtime", FIELD_PUBLISHED, SOURCE_PARSELY},
    {"cxenseparse:publishtime", FIELD_PUBLISHED, SOURCE_PARSELY},
    {"cxenseparse:recs:publishtime", FIELD_PUBLISHED, SOURCE_PARSELY},
    {"cxenseparse:section", FIELD_SECTION, SOURCE_PARSELY},
    {"cxenseparse:title", FIELD_TITLE, SOURCE_PARSELY},
    {"date", FIELD_PUBLISHED, SOURCE_META},
    {"date.created", FIELD_PUBLISHED, SOURCE_META},
    {"date.updated", FIELD_MODIFIED, SOURCE_META},
    {"date_created", FIELD_PUBLISHED, SOURCE_META},
    {"date_modified", FIELD_MODIFIED, SOURCE_META},
    {"date_published", FIELD_PUBLISHED, SOURCE_META},
    {"datecreated", FIELD_PUBLISHED, SOURCE_META},
    {"datemodified", FIELD_MODIFIED, SOURCE_META},
    {"datepublished", FIELD_PUBLISHED, SOURCE_META},
    {"dc.author", FIELD_AUTHOR, SOURCE_DUBLIN_CORE},
    {"dc.contributor", FIELD_AUTHOR, SOURCE_DUBLIN_CORE},
    {"dc.created", FIELD_PUBLISHED, SOURCE_DUBLIN_CORE},
    {"dc.creator", FIELD_AUTHOR, SOURCE_DUBLIN_CORE},
    {"dc.date", FIELD_PUBLISHED, SOURCE_DUBLIN_CORE},
    {"dc.date.created", FIELD_PUBLISHED, SOURCE_DUBLIN_CORE},
    {"dc.date.issued", FIELD_PUBLISHED, SOURCE_DUBLIN_CORE},
    {"dc.date.modified", FIELD_MODIFIED, SOURCE_DUBLIN_CORE},
    {"dc.description", FIELD_DESCRIPTION, SOURCE_DUBLIN_CORE},
    {"dc.issued", FIELD_PUBLISHED, SOURCE_DUBLIN_CORE},
    {"dc.language", FIELD_LANG, SOURCE_DUBLIN_CORE},
    {"dc.modified", FIELD_MODIFIED, SOURCE_DUBLIN_CORE},
    {"dc.publisher", FIELD_SITE, SOURCE_DUBLIN_CORE},
    {"dc.rights", FIELD_CREDIT, SOURCE_META},
    {"dc.source", FIELD_CREDIT, SOURCE_META},
    {"dc.subject", FIELD_KEYWORDS, SOURCE_DUBLIN_CORE},
    {"dc.title", FIELD_TITLE, SOURCE_DUBLIN_CORE},
    {"dc:created", FIELD_PUBLISHED, SOURCE_DUBLIN_CORE},
    {"dc:creator", FIELD_AUTHOR, SOURCE_DUBLIN_CORE},
    {"dc:date", FIELD_PUBLISHED, SOURCE_DUBLIN_CORE},
    {"dc:description", FIELD_DESCRIPTION, SOURCE_DUBLIN_CORE},
    {"dc:language", FIELD_LANG, SOURCE_DUBLIN_CORE},
    {"dc:publisher", FIELD_SITE, SOURCE_DUBLIN_CORE},
    {"dc:source", FIELD_CREDIT, SOURCE_META},
    {"dc:subject", FIELD_KEYWORDS, SOURCE_DUBLIN_CORE},
    {"dc:title", FIELD_TITLE, SOURCE_DUBLIN_CORE},
    {"dcsext.author", FIELD_AUTHOR, SOURCE_META},
    {"dcterm:created", FIELD_PUBLISHED, SOURCE_DUBLIN_CORE},
    {"dcterm:creator", FIELD_AUTHOR, SOURCE_DUBLIN_CORE},
    {"dcterm:title", FIELD_TITLE, SOURCE_DUBLIN_CORE},
    {"dcterms.abstract", FIELD_DESCRIPTION, SOURCE_DUBLIN_CORE},
    {"dcterms.available", FIELD_PUBLISHED, SOURCE_DUBLIN_CORE},
    {"dcterms.created", FIELD_PUBLISHED, SOURCE_DUBLIN_CORE},
    {"dcterms.creator", FIELD_AUTHOR, SOURCE_DUBLIN_CORE},
    {"dcterms.date", FIELD_PUBLISHED, SOURCE_DUBLIN_CORE},
    {"dcterms.dateupdated", FIELD_MODIFIED, SOURCE_DUBLIN_CORE},
    {"dcterms.description", FIELD_DESCRIPTION, SOURCE_DUBLIN_CORE},
    {"dcterms.issued", FIELD_PUBLISHED, SOURCE_DUBLIN_CORE},
    {"dcterms.language", FIELD_LANG, SOURCE_DUBLIN_CORE},
    {"dcterms.modified", FIELD_MODIFIED, SOURCE_DUBLIN_CORE},
    {"dcterms.publisher", FIELD_SITE, SOURCE_DUBLIN_CORE},
    {"dcterms.rightsholder", FIELD_CREDIT, SOURCE_META},
    {"dcterms.source", FIELD_CREDIT, SOURCE_META},
    {"dcterms.subject", FIELD_KEYWORDS, SOURCE_DUBLIN_CORE},
    {"dcterms.title", FIELD_TITLE, SOURCE_DUBLIN_CORE},
    {"description", FIELD_DESCRIPTION, SOURCE_META},
    {"displaydate", FIELD_PUBLISHED, SOURCE_META},
    {"eomportal-title", FIELD_TITLE, SOURCE_META},
    {"eprints.date", FIELD_PUBLISHED, SOURCE_META},
    {"fb_title", FIELD_TITLE, SOURCE_META},
    {"firstpublished", FIELD_PUBLISHED, SOURCE_META},
    {"hdl", FIELD_TITLE, SOURCE_META},
    {"headline", FIELD_TITLE, SOURCE_META},
    {"image_src", FIELD_IMAGE, SOURCE_META},
    {"keywords", FIELD_KEYWORDS, SOURCE_META},
    {"lang", FIELD_LANG, SOURCE_META},
    {"language", FIELD_LANG, SOURCE_META},
    {"last-modified", FIELD_MODIFIED, SOURCE_META},
    {"lastmod", FIELD_MODIFIED, SOURCE_META},
    {"lastmodified", FIELD_MODIFIED, SOURCE_META},
    {"lastupdate", FIELD_MODIFIED, SOURCE_META},
    {"mdate", FIELD_MODIFIED, SOURCE_META},
    {"mediator_author", FIELD_AUTHOR, SOURCE_META},
    {"mediator_published_time", FIELD_PUBLISHED, SOURCE_META},
    {"modified", FIELD_MODIFIED, SOURCE_META},
    {"modified_time", FIELD_MODIFIED, SOURCE_META},
    {"news-source", FIELD_CREDIT, SOURCE_META},
    {"news_keywords", FIELD_KEYWORDS, SOURCE_META},
    {"news_source", FIELD_CREDIT, SOURCE_META},
    {"og:article:author", FIELD_AUTHOR, SOURCE_OPENGRAPH},
    {"og:article:modified_time", FIELD_MODIFIED, SOURCE_OPENGRAPH},
    {"og:article:published_time", FIELD_PUBLISHED, SOURCE_OPENGRAPH},
    {"og:article:section", FIELD_SECTION, SOURCE_OPENGRAPH},
    {"og:article:tag", FIELD_KEYWORDS, SOURCE_OPENGRAPH},
    {"og:article:title", FIELD_TITLE, SOURCE_META},
    {"og:author", FIELD_AUTHOR, SOURCE_OPENGRAPH},
    {"og:description", FIELD_DESCRIPTION, SOURCE_OPENGRAPH},
    {"og:image", FIELD_IMAGE, SOURCE_OPENGRAPH},
    {"og:image:secure_url", FIELD_IMAGE, SOURCE_OPENGRAPH},
    {"og:image:url", FIELD_IMAGE, SOURCE_OPENGRAPH},
    {"og:locale", FIELD_LANG, SOURCE_OPENGRAPH},
    {"og:modified_time", FIELD_MODIFIED, SOURCE_OPENGRAPH},
    {"og:pubdate", FIELD_PUBLISHED, SOURCE_OPENGRAPH},
    {"og:published_time", FIELD_PUBLISHED, SOURCE_OPENGRAPH},
    {"og:regdate", FIELD_PUBLISHED, SOURCE_OPENGRAPH},
    {"og:release_date", FIELD_PUBLISHED, SOURCE_OPENGRAPH},
    {"og:section", FIELD_SECTION, SOURCE_OPENGRAPH},
    {"og:site_name", FIELD_SITE, SOURCE_OPENGRAPH},
    {"og:title", FIELD_TITLE, SOURCE_OPENGRAPH},
    {"og:type", FIELD_TYPE, SOURCE_OPENGRAPH},
    {"og:updated_time", FIELD_MODIFIED, SOURCE_OPENGRAPH},
    {"og:url", FIELD_URL, SOURCE_OPENGRAPH},
    {"originalpublicationdate", FIELD_PUBLISHED, SOURCE_META},
    {"page-author", FIELD_AUTHOR, SOURCE_META},
    {"page-category", FIELD_SECTION, SOURCE_META},
    {"parsely-author", FIELD_AUTHOR, SOURCE_PARSELY},
    {"parsely-image-url", FIELD_IMAGE, SOURCE_PARSELY},
    {"parsely-link", FIELD_URL, SOURCE_PARSELY},
    {"parsely-modified", FIELD_MODIFIED, SOURCE_PARSELY},
    {"parsely-pub-date", FIELD_PUBLISHED, SOURCE_PARSELY},
    {"parsely-section", FIELD_SECTION, SOURCE_PARSELY},
    {"parsely-tags", FIELD_KEYWORDS, SOURCE_PARSELY},
    {"parsely-title", FIELD_TITLE, SOURCE_PARSELY},
    {"pdate", FIELD_PUBLISHED, SOURCE_META},
    {"prism.publicationdate", FIELD_PUBLISHED, SOURCE_META},
    {"provider", FIELD_CREDIT, SOURCE_META},
    {"ptime", FIELD_PUBLISHED, SOURCE_META},
    {"pubdate", FIELD_PUBLISHED, SOURCE_META},
    {"publication-date", FIELD_PUBLISHED, SOURCE_META},
    {"publication_date", FIELD_PUBLISHED, SOURCE_META},
    {"publish-date", FIELD_PUBLISHED, SOURCE_META},
    {"publish_date", FIELD_PUBLISHED, SOURCE_META},
    {"publish_time", FIELD_PUBLISHED, SOURCE_META},
    {"publishdate", FIELD_PUBLISHED, SOURCE_META},
    {"published", FIELD_PUBLISHED, SOURCE_META},
    {"published-date", FIELD_PUBLISHED, SOURCE_META},
    {"published_at", FIELD_PUBLISHED, SOURCE_META},
    {"published_time", FIELD_PUBLISHED, SOURCE_META},
    {"publishedat", FIELD_PUBLISHED, SOURCE_META},
    {"publisher", FIELD_SITE, SOURCE_META},
    {"release_date", FIELD_PUBLISHED, SOURCE_META},
    {"revised", FIELD_MODIFIED, SOURCE_META},
    {"revision_date", FIELD_MODIFIED, SOURCE_META},
    {"rnews:author", FIELD_AUTHOR, SOURCE_META},
    {"rnews:datemodified", FIELD_MODIFIED, SOURCE_META},
    {"rnews:datepublished", FIELD_PUBLISHED, SOURCE_META},
    {"rnews:headline", FIELD_TITLE, SOURCE_META},
    {"rnews:section", FIELD_SECTION, SOURCE_META},
    {"sailthru.author", FIELD_AUTHOR, SOURCE_PARSELY},
    {"sailthru.date", FIELD_PUBLISHED, SOURCE_PARSELY},
    {"sailthru.image.full", FIELD_IMAGE, SOURCE_PARSELY},
    {"sailthru.image.thumb", FIELD_IMAGE, SOURCE_PARSELY},
    {"sailthru.section", FIELD_SECTION, SOURCE_PARSELY},
    {"sailthru.tags", FIELD_KEYWORDS, SOURCE_PARSELY},
    {"sailthru.title", FIELD_TITLE, SOURCE_PARSELY},
    {"sdate", FIELD_PUBLISHED, SOURCE_META},
    {"section", FIELD_SECTION, SOURCE_META},
    {"shareaholic:article_author_name", FIELD_AUTHOR, SOURCE_META},
    {"shareaholic:article_modified_time", FIELD_MODIFIED, SOURCE_META},
    {"shareaholic:article_published_time", FIELD_PUBLISHED, SOURCE_META},
    {"site", FIELD_SITE, SOURCE_META},
    {"site_name", FIELD_SITE, SOURCE_META},
    {"sitename", FIELD_SITE, SOURCE_META},
    {"source", FIELD_CREDIT, SOURCE_META},
    {"thumbnail", FIELD_IMAGE, SOURCE_META},
    {"timestamp", FIELD_PUBLISHED, SOURCE_META},
    {"title", FIELD_TITLE, SOURCE_META},
    {"twitter:description", FIELD_DESCRIPTION, SOURCE_TWITTER},
    {"twitter:image", FIELD_IMAGE, SOURCE_TWITTER},
    {"twitter:image:src", FIELD_IMAGE, SOURCE_TWITTER},
    {"twitter:title", FIELD_TITLE, SOURCE_TWITTER},
    {"twitter:url", FIELD_URL, SOURCE_TWITTER},
    {"updated", FIELD_MODIFIED, SOURCE_META},
    {"utime", FIELD_MODIFIED, SOURCE_META},
    {"video:tag", FIELD_KEYWORDS, SOURCE_OPENGRAPH},
    {"vr:published_time", FIELD_PUBLISHED, SOURCE_META},
};

static const struct metadata_name itemprop_names[] = {
    {"articlesection", FIELD_SECTION, SOURCE_MICRODATA},
    {"author", FIELD_AUTHOR, SOURCE_MICRODATA},
    {"creator", FIELD_AUTHOR, SOURCE_MICRODATA},
    {"datecreated", FIELD_PUBLISHED, SOURCE_MICRODATA},
    {"datemodified", FIELD_MODIFIED, SOURCE_MICRODATA},
    {"datepublished", FIELD_PUBLISHED, SOURCE_MICRODATA},
    {"description", FIELD_DESCRIPTION, SOURCE_MICRODATA},
    {"headline", FIELD_TITLE, SOURCE_MICRODATA},
    {"image", FIELD_IMAGE, SOURCE_MICRODATA},
    {"inlanguage", FIELD_LANG, SOURCE_MICRODATA},
    {"keywords", FIELD_KEYWORDS, SOURCE_MICRODATA},
    {"thumbnailurl", FIELD_IMAGE, SOURCE_MICRODATA},
};

enum {
    META_NAMES = sizeof meta_names / sizeof *meta_names,
    ITEMPROPS = sizeof itemprop_names / sizeof *itemprop_names
};

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

/* Order of a name in any case and a lower-case one, as strcmp. */
static int compare(struct bytes name, const char *row)
{
    for (size_t i = 0; i < name.size; i++) {
        int order = (int)lower(name.at[i]) - (int)(uint8_t)row[i];
        if (order || !row[i])
            return order ? order : 1; /* a NUL in the name */
    }
    return row[name.size] ? -1 : 0;
}

static const struct metadata_name *find(const struct metadata_name *rows, size_t count, struct bytes name)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        int order = compare(name, rows[middle].name);
        if (order == 0)
            return &rows[middle];
        if (order < 0)
            count = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static bool has(struct bytes name, const char *word)
{
    return bytes_find_nocase(name, bytes_of_string(word), 0) != SIZE_MAX;
}

/* Names that sites make up for themselves, such as "w-published-date": by what they are made of. */
static const struct metadata_name *guess(struct bytes name)
{
    enum { GUESSED_MAX = 60 };
    static const struct metadata_name published = {"", FIELD_PUBLISHED, SOURCE_META};
    static const struct metadata_name modified = {"", FIELD_MODIFIED, SOURCE_META};
    if (name.size > GUESSED_MAX || !(has(name, "date") || has(name, "time")) || has(name, "expir"))
        return NULL;
    if (has(name, "modif") || has(name, "updat"))
        return &modified;
    return has(name, "publi") || has(name, "pubdate") ? &published : NULL;
}

const struct metadata_name *metadata_name_find(struct bytes name)
{
    name = bytes_trim(name);
    const struct metadata_name *row = find(meta_names, META_NAMES, name);
    return row ? row : guess(name);
}

const struct metadata_name *metadata_itemprop_find(struct bytes name)
{
    return find(itemprop_names, ITEMPROPS, bytes_trim(name));
}

/*
 * Candidates from JSON-LD: the object that is the page's article, by its type, its place (top level or @graph, not in
 * a list of other articles) and whether it names the page's URL; then what the page's WebPage and WebSite add.
 */
#include "shingle/extract/metadata_draft.h"

#include "shingle/extract/entities.h"
#include "shingle/extract/loose_json.h"

enum { AUTHORS_MAX = 16, ID_TRIES_MAX = 16, SCORE_ARTICLE = 8, SCORE_PAGE = 1, SCORE_HEADLINE = 2, SCORE_URL = 4 };

struct ld {
    struct metadata_draft *draft;
    struct loose_json json;
    enum status status;
};

static struct bytes text_of(struct ld *ld, uint32_t value)
{
    return value ? loose_json_text(&ld->json, value, ld->draft->arena) : bytes_of(NULL, 0);
}

static struct bytes member_text(struct ld *ld, uint32_t object, const char *key)
{
    return text_of(ld, loose_json_member(&ld->json, object, bytes_of_string(key)));
}

static void add(struct ld *ld, enum metadata_field field, struct bytes value)
{
    if (ld->status == STATUS_OK)
        ld->status = draft_add(ld->draft, field, SOURCE_JSON_LD, value);
}

/* What a schema.org type says: an article, a page about something, or neither. */
static unsigned score_type(struct bytes type)
{
    static const char *const pages[] = {
        "WebPage",     "ItemPage", "AboutPage",    "VideoObject", "Recipe", "HowTo", "NewsMediaOrganization",
        "MediaObject", "Product",  "CreativeWork", "Blog",        NULL};
    if (bytes_starts_with(type, BYTES("http")))
        for (size_t i = type.size; i > 0; i--)
            if (type.at[i - 1] == '/') {
                type = bytes_from(type, i);
                break;
            }
    if (bytes_ends_with(type, BYTES("Article")) || bytes_ends_with(type, BYTES("Posting")) ||
        bytes_equal(type, BYTES("Report")) || bytes_equal(type, BYTES("Review")) ||
        bytes_equal(type, BYTES("Interview")))
        return SCORE_ARTICLE;
    for (const char *const *page = pages; *page; page++)
        if (bytes_equal(type, bytes_of_string(*page)))
            return SCORE_PAGE;
    return 0;
}

/* The best type of an object, which may have several. */
static unsigned score_types(struct ld *ld, uint32_t object)
{
    uint32_t type = loose_json_member(&ld->json, object, BYTES("@type"));
    if (!type)
        return 0;
    unsigned best = score_type(ld->json.at[type].text);
    for (uint32_t i = ld->json.at[type].first; i; i = ld->json.at[i].next) {
        unsigned score = score_type(ld->json.at[i].text);
        best = score > best ? score : best;
    }
    return best;
}

/* True when the object is what the page is about, not one of a list or a part of something else. */
static bool is_on_top(const struct ld *ld, uint32_t object)
{
    for (uint32_t i = object; i; i = ld->json.at[i].parent) {
        struct bytes key = ld->json.at[i].key;
        if (key.size && !bytes_equal(key, BYTES("@graph")) && !bytes_equal(key, BYTES("mainEntity")) &&
            !bytes_equal(key, BYTES("mainEntityOfPage")) && !bytes_equal(key, BYTES("article")))
            return false;
    }
    return true;
}

/* A URL without scheme, www, fragment, query and closing slash, to compare by. */
static struct bytes bare_url(struct bytes url)
{
    size_t scheme = bytes_find(url, BYTES("://"), 0);
    if (scheme != SIZE_MAX)
        url = bytes_from(url, scheme + 3);
    if (bytes_starts_with(url, BYTES("www.")))
        url = bytes_from(url, 4);
    for (size_t i = 0; i < url.size; i++)
        if (url.at[i] == '#' || url.at[i] == '?')
            url = bytes_upto(url, i);
    while (url.size && url.at[url.size - 1] == '/')
        url = bytes_upto(url, url.size - 1);
    return url;
}

static bool is_page_url(const struct ld *ld, struct bytes url)
{
    static const enum metadata_source sources[] = {SOURCE_MARKUP, SOURCE_OPENGRAPH};
    url = bare_url(url);
    if (!url.size)
        return false;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (bytes_equal(url, bare_url(ld->draft->value[FIELD_URL][sources[i]])))
            return true;
    return bytes_equal(url, bare_url(ld->draft->url));
}

static struct bytes object_url(struct ld *ld, uint32_t object)
{
    struct bytes url = member_text(ld, object, "url");
    uint32_t page = loose_json_member(&ld->json, object, BYTES("mainEntityOfPage"));
    if (url.size || !page)
        return url;
    return ld->json.at[page].kind == LOOSE_JSON_OBJECT ? member_text(ld, page, "@id") : text_of(ld, page);
}

static unsigned score_object(struct ld *ld, uint32_t object)
{
    unsigned score = score_types(ld, object);
    if (!score || !is_on_top(ld, object))
        return 0;
    score += loose_json_member(&ld->json, object, BYTES("headline")) ? SCORE_HEADLINE : 0;
    return score + (is_page_url(ld, object_url(ld, object)) ? SCORE_URL : 0);
}

/* The object of the same script with that @id and a name. */
static uint32_t find_by_id(struct ld *ld, struct bytes id)
{
    unsigned tries = 0;
    for (uint32_t i = 1; id.size && i < ld->json.count && tries < ID_TRIES_MAX; i++) {
        const struct loose_json_value *value = &ld->json.at[i];
        if (!bytes_equal(value->key, BYTES("@id")) || !bytes_equal(value->text, id))
            continue;
        tries++;
        if (loose_json_member(&ld->json, value->parent, BYTES("name")))
            return value->parent;
    }
    return 0;
}

/* A person or organisation: text, an object with a name, or a reference to one; a list of names is taken whole. */
static void add_name(struct ld *ld, enum metadata_field field, uint32_t value)
{
    const struct loose_json_value *at = &ld->json.at[value];
    if (at->kind == LOOSE_JSON_STRING) {
        add(ld, field, text_of(ld, value));
    } else if (at->kind == LOOSE_JSON_OBJECT) {
        uint32_t name = loose_json_member(&ld->json, value, BYTES("name"));
        if (!name) {
            uint32_t id = loose_json_member(&ld->json, value, BYTES("@id"));
            uint32_t object = id ? find_by_id(ld, ld->json.at[id].text) : 0;
            name = object ? loose_json_member(&ld->json, object, BYTES("name")) : 0;
        }
        if (name && ld->json.at[name].first)
            name = ld->json.at[name].first;
        add(ld, field, text_of(ld, name));
    }
}

static void add_names(struct ld *ld, enum metadata_field field, uint32_t value)
{
    if (!value)
        return;
    if (ld->json.at[value].kind != LOOSE_JSON_ARRAY) {
        add_name(ld, field, value);
        return;
    }
    uint32_t names = 0;
    for (uint32_t i = ld->json.at[value].first; i && names < AUTHORS_MAX; i = ld->json.at[i].next, names++)
        add_name(ld, field, i);
}

/* The first text of a value that may be a text, a list of texts, or an object with it under key. */
static struct bytes first_text(struct ld *ld, uint32_t value, const char *key)
{
    while (value && ld->json.at[value].kind == LOOSE_JSON_ARRAY)
        value = ld->json.at[value].first;
    if (value && ld->json.at[value].kind == LOOSE_JSON_OBJECT)
        return member_text(ld, value, key);
    return text_of(ld, value);
}

static void add_first(struct ld *ld, enum metadata_field field, uint32_t object, const char *member, const char *key)
{
    add(ld, field, first_text(ld, loose_json_member(&ld->json, object, bytes_of_string(member)), key));
}

/* The body as it is, also longer than other values. */
static void add_body(struct ld *ld, uint32_t object)
{
    struct bytes *slot = &ld->draft->value[FIELD_BODY][SOURCE_JSON_LD];
    struct bytes body = member_text(ld, object, "articleBody");
    if (slot->size || !body.size || ld->status != STATUS_OK)
        return;
    if (memchr(body.at, '&', body.size))
        ld->status = entities_decode(body, 0, ld->draft->arena, &body);
    *slot = body;
}

static void add_dates(struct ld *ld, uint32_t object)
{
    add_first(ld, FIELD_PUBLISHED, object, "datePublished", "@value");
    add_first(ld, FIELD_PUBLISHED, object, "dateCreated", "@value");
    /* a medium's own date: that of the page if no other field tells it */
    struct bytes upload = first_text(ld, loose_json_member(&ld->json, object, BYTES("uploadDate")), "@value");
    if (ld->status == STATUS_OK)
        ld->status = draft_add(ld->draft, FIELD_PUBLISHED, SOURCE_MICRODATA, upload);
    add_first(ld, FIELD_MODIFIED, object, "dateModified", "@value");
}

/* Whoever the article has its text from, in the members that name them. */
static void add_credits(struct ld *ld, uint32_t object)
{
    static const char *const members[] = {"author",          "creator",  "contributor", "sourceOrganization",
                                          "copyrightHolder", "provider", "publisher",   "maintainer"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        add_names(ld, FIELD_CREDIT, loose_json_member(&ld->json, object, bytes_of_string(members[i])));
}

static void add_article(struct ld *ld, uint32_t object)
{
    add_first(ld, FIELD_TITLE, object, "headline", "@value");
    add_first(ld, FIELD_TITLE, object, "name", "@value");
    add_first(ld, FIELD_NAME, object, "name", "@value");
    add_first(ld, FIELD_OTHER_TITLE, object, "alternativeHeadline", "@value");
    add_dates(ld, object);
    add_names(ld, FIELD_AUTHOR, loose_json_member(&ld->json, object, BYTES("author")));
    if (!ld->draft->value[FIELD_AUTHOR][SOURCE_JSON_LD].size)
        add_names(ld, FIELD_AUTHOR, loose_json_member(&ld->json, object, BYTES("creator")));
    add_name(ld, FIELD_SITE, loose_json_member(&ld->json, object, BYTES("publisher")));
    add_credits(ld, object);
    add_first(ld, FIELD_SECTION, object, "articleSection", "name");
    add_names(ld, FIELD_KEYWORDS, loose_json_member(&ld->json, object, BYTES("keywords")));
    add_first(ld, FIELD_IMAGE, object, "image", "url");
    add_first(ld, FIELD_IMAGE, object, "thumbnailUrl", "url");
    add_first(ld, FIELD_DESCRIPTION, object, "description", "@value");
    add_first(ld, FIELD_LANG, object, "inLanguage", "name");
    add(ld, FIELD_URL, object_url(ld, object));
    add_first(ld, FIELD_TYPE, object, "@type", "@value");
    add_body(ld, object);
}

/* A script that has been read, and its best object. */
struct script {
    struct loose_json json;
    uint32_t object;
    unsigned score;
};

static enum status read_script(struct ld *ld, struct bytes text, struct script *script)
{
    enum status status = loose_json_read(text, ld->draft->arena, &ld->json);
    if (status != STATUS_OK)
        return status;
    *script = (struct script){.json = ld->json};
    ld->draft->json_passed_over += ld->json.passed_over;
    for (uint32_t i = 1; i < ld->json.count; i++) {
        unsigned score = ld->json.at[i].kind == LOOSE_JSON_OBJECT ? score_object(ld, i) : 0;
        if (score > script->score) {
            script->score = score;
            script->object = i;
        }
    }
    return STATUS_OK;
}

/* What a script adds behind its main object: dates of the page, the name of the site. */
static void add_rest(struct ld *ld)
{
    for (uint32_t i = 1; i < ld->json.count; i++) {
        if (ld->json.at[i].kind != LOOSE_JSON_OBJECT || !is_on_top(ld, i))
            continue;
        struct bytes type = member_text(ld, i, "@type");
        if (bytes_equal(type, BYTES("WebSite")))
            add(ld, FIELD_SITE, member_text(ld, i, "name"));
        else if (score_types(ld, i) && !bytes_ends_with(type, BYTES("Object")))
            add_dates(ld, i);
    }
}

static enum status add_scripts(struct ld *ld, const struct script *scripts, size_t count)
{
    size_t best = 0;
    for (size_t i = 1; i < count; i++)
        if (scripts[i].score > scripts[best].score)
            best = i;
    if (count && scripts[best].object) {
        ld->json = scripts[best].json;
        add_article(ld, scripts[best].object);
    }
    for (size_t i = 0; i < count && ld->status == STATUS_OK; i++) {
        ld->json = scripts[i].json;
        if (i != best && scripts[i].score >= SCORE_ARTICLE + SCORE_URL)
            add_article(ld, scripts[i].object); /* the same article in parts */
        add_rest(ld);
    }
    return ld->status;
}

enum status draft_read_json_ld(struct metadata_draft *draft)
{
    struct ld ld = {.draft = draft};
    struct script *scripts = arena_array(draft->arena, METADATA_SCRIPTS_MAX, sizeof *scripts);
    size_t count = 0;
    if (!scripts)
        return STATUS_NOMEM;
    for (uint32_t i = 0; i < draft->tree->count; i++) {
        if (draft->tree->nodes[i].tag != TAG_RAW)
            continue;
        if (count == METADATA_SCRIPTS_MAX) {
            draft->json_passed_over++;
            continue;
        }
        enum status status = read_script(&ld, node_text(&draft->tree->nodes[i]), &scripts[count++]);
        if (status != STATUS_OK)
            return status;
    }
    return add_scripts(&ld, scripts, count);
}

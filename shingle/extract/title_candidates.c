#include "shingle/extract/title_candidates.h"

static struct bytes source_text(const struct metadata_draft *draft, enum title_source source)
{
    static const struct {
        enum metadata_field field;
        enum metadata_source source;
    } slots[TITLE_SOURCES] = {
        [TITLE_JSON_LD] = {FIELD_TITLE, SOURCE_JSON_LD},
        [TITLE_JSON_LD_NAME] = {FIELD_NAME, SOURCE_JSON_LD},
        [TITLE_JSON_LD_ALSO] = {FIELD_OTHER_TITLE, SOURCE_JSON_LD},
        [TITLE_OPENGRAPH] = {FIELD_TITLE, SOURCE_OPENGRAPH},
        [TITLE_TWITTER] = {FIELD_TITLE, SOURCE_TWITTER},
        [TITLE_PARSELY] = {FIELD_TITLE, SOURCE_PARSELY},
        [TITLE_MICRODATA] = {FIELD_TITLE, SOURCE_MICRODATA},
        [TITLE_DUBLIN_CORE] = {FIELD_TITLE, SOURCE_DUBLIN_CORE},
        [TITLE_META] = {FIELD_TITLE, SOURCE_META},
        [TITLE_HEAD] = {FIELD_TITLE, SOURCE_HEAD},
    };
    return draft->value[slots[source].field][slots[source].source];
}

static void gather_sites(struct titles *titles)
{
    struct metadata_draft *draft = titles->draft;
    for (unsigned source = 0; source < SOURCES; source++)
        site_names_add(&titles->sites, draft->value[FIELD_SITE][source], draft->arena);
    struct bytes url = draft->url;
    for (unsigned source = 0; source < SOURCES && !site_host(url).size; source++)
        url = draft->value[FIELD_URL][source];
    site_names_add_url(&titles->sites, url, draft->arena);
}

static struct bytes page_url(const struct metadata_draft *draft)
{
    struct bytes url = draft->url;
    for (unsigned source = 0; source < SOURCES && !site_host(url).size; source++)
        url = draft->value[FIELD_URL][source];
    return url;
}

/* The part of a URL's path with the most words. */
static void read_slug(struct titles *titles)
{
    struct bytes url = page_url(titles->draft);
    size_t host = bytes_find(url, BYTES("//"), 0);
    struct bytes path = bytes_from(url, host == SIZE_MAX ? 0 : host + 2);
    titles->slug.count = 0;
    for (size_t i = 0, from = 0; i <= path.size && i < METADATA_VALUE_MAX; i++) {
        if (i < path.size && path.at[i] != '/' && path.at[i] != '?' && path.at[i] != '#')
            continue;
        struct title_words words;
        title_words_read(bytes_of(path.at + from, i - from), &words);
        if (from && words.count >= titles->slug.count)
            titles->slug = words;
        from = i + 1;
        if (i < path.size && path.at[i] != '/')
            return;
    }
}

static void add(struct titles *titles, struct bytes text, unsigned way, const struct title_heading *heading)
{
    if (titles->count == TITLE_CANDIDATES_MAX)
        return;
    struct title_candidate *candidate = &titles->at[titles->count];
    text = bytes_trim(text);
    title_words_read(text, &candidate->words);
    if (!candidate->words.count)
        return;
    for (size_t i = 0; i < titles->count; i++) {
        struct title_candidate *other = &titles->at[i];
        if (!title_words_equal(&candidate->words, &other->words))
            continue;
        other->ways |= way;
        other->heading = other->heading ? other->heading : heading;
        return;
    }
    candidate->text = text;
    candidate->ways = way;
    candidate->heading = heading;
    titles->count++;
}

static void add_parts(struct titles *titles, struct bytes text, const struct title_heading *heading)
{
    enum { SIGNS_MAX = 4 };
    unsigned signs = 0;
    for (size_t i = 1; i < text.size && signs < SIGNS_MAX; i++) {
        size_t sign = title_may_part(text.at[i]) ? title_parting(text, i) : 0;
        if (!sign)
            continue;
        bool bar = text.at[i] == '|';
        add(titles, bytes_upto(text, i), bar ? TITLE_WAY_BAR : TITLE_WAY_FRONT, heading);
        add(titles, bytes_from(text, i + sign), bar ? TITLE_WAY_REST : TITLE_WAY_BACK, heading);
        signs++;
        i += sign - 1;
    }
    size_t colon = bytes_find(text, BYTES(": "), 0);
    if (colon != SIZE_MAX) {
        add(titles, bytes_from(text, colon + 2), TITLE_WAY_COLON, heading);
        add(titles, bytes_upto(text, colon), TITLE_WAY_LABEL, heading);
    }
}

static void add_text(struct titles *titles, struct bytes text, unsigned way, const struct title_heading *heading)
{
    add(titles, text, way, heading);
    struct bytes stripped = site_names_strip(&titles->sites, text);
    if (stripped.size < text.size)
        add(titles, stripped, way | TITLE_WAY_SITE, heading);
    add_parts(titles, stripped, heading);
}

/* The elements of a heading that has several. */
static void add_elements(struct titles *titles, const struct title_heading *heading)
{
    enum { PARTS_MAX = 4 };
    struct metadata_draft *draft = titles->draft;
    const struct node *nodes = draft->tree->nodes;
    unsigned parts = 0;
    for (uint32_t i = nodes[heading->node].first_child; i && parts < PARTS_MAX; i = nodes[i].next, parts++) {
        struct bytes text = nodes[i].tag == TAG_TEXT ? node_text(&nodes[i])
                                                     : tree_text(draft->tree, i, METADATA_VALUE_MAX, draft->arena);
        text = draft_clean(draft, text);
        if (text.size && text.size < heading->full.size)
            add(titles, text, TITLE_WAY_PART, heading);
    }
}

void titles_read(struct metadata_draft *draft, struct titles *titles)
{
    titles->draft = draft;
    titles->count = 0;
    titles->sites.count = 0;
    gather_sites(titles);
    read_slug(titles);
    title_words_read(draft_choose(draft, FIELD_DESCRIPTION,
                                  (const enum metadata_source[]){SOURCE_OPENGRAPH, SOURCE_META, SOURCE_JSON_LD,
                                                                 SOURCE_TWITTER, SOURCE_NONE}),
                     &titles->description);
    title_words_read(site_names_strip(&titles->sites, source_text(draft, TITLE_HEAD)), &titles->bare_head);
    title_words_read(site_names_strip(&titles->sites, source_text(draft, TITLE_OPENGRAPH)), &titles->bare_graph);
    title_words_read(draft_choose(draft, FIELD_SECTION,
                                  (const enum metadata_source[]){SOURCE_OPENGRAPH, SOURCE_META, SOURCE_JSON_LD,
                                                                 SOURCE_PARSELY, SOURCE_NONE}),
                     &titles->section);
    title_headings_read(draft, &titles->headings);
    for (size_t i = 0; i < titles->headings.count; i++) {
        const struct title_heading *heading = &titles->headings.at[i];
        add(titles, heading->bare, heading->bare.size < heading->full.size ? TITLE_WAY_BARE : 0, heading);
        add(titles, heading->full, 0, heading);
    }
    for (unsigned source = 0; source < TITLE_SOURCES; source++) {
        struct bytes text = source_text(draft, source);
        title_words_read(text, &titles->source[source]);
        if (text.size)
            add_text(titles, text, 0, NULL);
    }
    for (size_t i = 0; i < titles->headings.count; i++) {
        const struct title_heading *heading = &titles->headings.at[i];
        if (heading->kind != TITLE_H1)
            continue;
        add_text(titles, heading->bare, 0, heading);
        add_text(titles, heading->full, 0, heading);
        add_elements(titles, heading);
    }
}

/*
 * Candidates from elements: meta and link, microdata, time, headings, the title element, and elements whose class says
 * what they hold.
 */
#include "shingle/extract/byline.h"
#include "shingle/extract/metadata_draft.h"
#include "shingle/extract/metadata_names.h"

enum { CLASS_MAX = 200 /* bytes of a class that are looked at */ };

static struct bytes attribute(const struct node *node, enum attribute_name name)
{
    return node_attribute(node, name, NULL);
}

static struct bytes text_below(struct metadata_draft *draft, uint32_t node)
{
    return tree_text(draft->tree, node, METADATA_VALUE_MAX, draft->arena);
}

/* "twitter:label1" says what "twitter:data1" is: "Written by", in the page's language. */
static enum status read_labelled(struct metadata_draft *draft, struct bytes name, struct bytes content)
{
    static const char label[] = "twitter:label";
    static const char data[] = "twitter:data";
    if (bytes_starts_with_nocase(name, bytes_of_string(label)) && name.size == sizeof label && byline_is_label(content))
        draft->author_label = name.at[name.size - 1];
    if (!bytes_starts_with_nocase(name, bytes_of_string(data)) || name.size != sizeof data ||
        name.at[name.size - 1] != draft->author_label)
        return STATUS_OK;
    return draft_add(draft, FIELD_AUTHOR, SOURCE_TWITTER, content);
}

static enum status read_meta(struct metadata_draft *draft, const struct node *node)
{
    static const enum attribute_name keys[] = {ATTRIBUTE_PROPERTY, ATTRIBUTE_NAME, ATTRIBUTE_HTTP_EQUIV};
    struct bytes content = attribute(node, ATTRIBUTE_CONTENT);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        /* several names may stand in one attribute: property="og:title dc.title" */
        struct bytes names = bytes_trim(attribute(node, keys[i]));
        for (size_t at = 0; at < names.size;) {
            size_t end = at;
            while (end < names.size && names.at[end] != ' ' && names.at[end] != '\n' && names.at[end] != '\t')
                end++;
            const struct metadata_name *name = metadata_name_find(bytes_of(names.at + at, end - at));
            enum status status = name ? draft_add(draft, name->field, name->source, content)
                                      : read_labelled(draft, bytes_of(names.at + at, end - at), content);
            if (status != STATUS_OK)
                return status;
            at = end + 1;
        }
    }
    return STATUS_OK;
}

static enum status read_link(struct metadata_draft *draft, const struct node *node)
{
    struct bytes url = attribute(node, ATTRIBUTE_HREF);
    if (node_has_word(node, ATTRIBUTE_REL, BYTES("canonical")))
        return draft_add(draft, FIELD_URL, SOURCE_MARKUP, url);
    if (node_has_word(node, ATTRIBUTE_REL, BYTES("image_src")))
        return draft_add(draft, FIELD_IMAGE, SOURCE_MARKUP, url);
    return STATUS_OK;
}

/* The value of an element with an itemprop: what is meant for machines if it is there, else its text. */
static struct bytes item_value(struct metadata_draft *draft, uint32_t at)
{
    static const enum attribute_name values[] = {ATTRIBUTE_CONTENT, ATTRIBUTE_DATETIME};
    const struct node *node = &draft->tree->nodes[at];
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct bytes value = attribute(node, values[i]);
        if (value.size)
            return value;
    }
    if (node->tag == TAG_IMG)
        return attribute(node, ATTRIBUTE_SRC);
    return text_below(draft, at);
}

/* The name in an author's item: its own itemprop=name when it has one. */
static struct bytes author_value(struct metadata_draft *draft, uint32_t at)
{
    const struct node *nodes = draft->tree->nodes;
    for (uint32_t i = at + 1; i < nodes[at].end && i < at + 50; i++)
        if (node_has_word(&nodes[i], ATTRIBUTE_ITEMPROP, BYTES("name")))
            return item_value(draft, i);
    return item_value(draft, at);
}

static enum status read_item(struct metadata_draft *draft, uint32_t at)
{
    struct bytes properties = attribute(&draft->tree->nodes[at], ATTRIBUTE_ITEMPROP);
    size_t first = 0;
    while (first < properties.size && properties.at[first] != ' ')
        first++;
    const struct metadata_name *name = metadata_itemprop_find(bytes_upto(properties, first));
    if (!name || !draft_wants(draft, name->field, name->source))
        return STATUS_OK;
    struct bytes value = name->field == FIELD_AUTHOR ? author_value(draft, at) : item_value(draft, at);
    return draft_add(draft, name->field, name->source, value);
}

/* Whether a class has a word that begins so, such as "published", "entry-date" or "post-date". */
static bool class_tells(const struct node *node, const char *const *words)
{
    struct bytes class = bytes_upto(attribute(node, ATTRIBUTE_CLASS), CLASS_MAX);
    for (; *words && class.size; words++)
        if (bytes_find_nocase(class, bytes_of_string(*words), 0) != SIZE_MAX)
            return true;
    return false;
}

/* A time element: what its class says it is; the page's first is a guess. */
static enum status read_time(struct metadata_draft *draft, uint32_t at)
{
    static const char *const changed[] = {"updated", "modified", NULL};
    static const char *const made[] = {"publi", "entry-date", "entry-time", "post-date", "posted", "pubdate", NULL};
    const struct node *node = &draft->tree->nodes[at];
    bool published = class_tells(node, made);
    bool modified = !published && class_tells(node, changed);
    enum metadata_field field = modified ? FIELD_MODIFIED : FIELD_PUBLISHED;
    enum status status = STATUS_OK;
    if (published && draft_wants(draft, field, SOURCE_TIME_CLASS))
        status = draft_add(draft, field, SOURCE_TIME_CLASS, item_value(draft, at));
    if (status == STATUS_OK && draft_wants(draft, field, SOURCE_TIME))
        status = draft_add(draft, field, SOURCE_TIME, item_value(draft, at));
    return status;
}

/* The text of an element as a candidate. */
static enum status read_text(struct metadata_draft *draft, uint32_t at, enum metadata_field field,
                             enum metadata_source source)
{
    if (!draft_wants(draft, field, source))
        return STATUS_OK;
    return draft_add(draft, field, source, text_below(draft, at));
}

static enum status read_element(struct metadata_draft *draft, uint32_t at)
{
    const struct node *node = &draft->tree->nodes[at];
    enum status status = STATUS_OK;
    if (node->tag == TAG_META)
        status = read_meta(draft, node);
    else if (node->tag == TAG_LINK)
        status = read_link(draft, node);
    else if (node->tag == TAG_TIME)
        status = read_time(draft, at);
    else if (node->tag == TAG_TITLE)
        status = read_text(draft, at, FIELD_TITLE, SOURCE_HEAD);
    else if (node->tag == TAG_A && node_has_word(node, ATTRIBUTE_REL, BYTES("author")))
        status = read_text(draft, at, FIELD_AUTHOR, SOURCE_MARKUP);
    if (status == STATUS_OK && node->attribute_count)
        status = read_item(draft, at);
    return status;
}

enum status draft_read_elements(struct metadata_draft *draft)
{
    const struct tree *tree = draft->tree;
    enum status status =
        draft_add(draft, FIELD_LANG, SOURCE_MARKUP, attribute(&tree->nodes[TREE_HTML], ATTRIBUTE_LANG));
    for (uint32_t i = TREE_HEAD; i < tree->count && status == STATUS_OK; i++) {
        unsigned tag = tree->nodes[i].tag;
        if (tag == TAG_SVG || tag == TAG_MATH || tag == TAG_TEMPLATE)
            i = tree->nodes[i].end - 1;
        else if (tag != TAG_TEXT && tag != TAG_RAW)
            status = read_element(draft, i);
    }
    return status;
}

/*
 * Who wrote a page: from its fields for machines, and where they are silent or name the site alone, from elements and
 * lines that say so: class names such as "byline", links to authors' pages, "By" and its like. What stands near the
 * headline counts before what stands below the article.
 */
#include "shingle/extract/byline.h"
#include "shingle/extract/metadata_draft.h"

enum {
    NODES_BEFORE = 300,   /* nodes looked at before the headline */
    NODES_BEHIND = 2000,  /* nodes behind it that are near */
    NODES_FAR = 20000,    /* and all that are looked at */
    PROSE_SIZE = 200,     /* bytes of a text that is prose */
    PROSE_MAX = 4,        /* such texts behind the headline after which the article is under way */
    LINE_SIZE_MAX = 160,  /* bytes of a line that opens with "By" */
    LINE_DEPTH = 4,       /* steps from a text up to its block */
    CLASS_SIZE_MAX = 120, /* bytes of a class or address that are looked at */
    LABEL_LINES = 2       /* lines behind "Written by" that may be the name */
};

enum strength { STRENGTH_NONE, STRENGTH_FAR, STRENGTH_BEFORE, STRENGTH_NEAR };

static const enum metadata_source field_sources[] = {SOURCE_JSON_LD,   SOURCE_PARSELY,   SOURCE_META,
                                                     SOURCE_TWITTER,   SOURCE_MICRODATA, SOURCE_DUBLIN_CORE,
                                                     SOURCE_OPENGRAPH, SOURCE_NONE};
static const enum metadata_source shown_sources[] = {SOURCE_NEAR, SOURCE_MARKUP, SOURCE_NONE};

struct scan {
    struct metadata_draft *draft;
    struct site_names sites;
    enum strength best;
    uint32_t group_end; /* node behind those that hold further names of the same byline */
    uint32_t last;      /* block that was looked at last */
    unsigned label;     /* lines left that a label speaks of */
    unsigned prose;
    uint8_t room[BYLINE_TEXT_MAX];
};

static void add_sites(struct metadata_draft *draft, struct site_names *sites)
{
    sites->count = 0;
    for (unsigned source = 0; source < SOURCES; source++)
        site_names_add(sites, draft->value[FIELD_SITE][source], draft->arena);
    site_names_add_url(sites, draft->url, draft->arena);
}

/* The names of the first source that has some; weak: also such as nobody is called by. */
static struct bytes choose(const struct metadata_draft *draft, const enum metadata_source *sources,
                           const struct site_names *sites, bool weak)
{
    for (; *sources != SOURCE_NONE; sources++) {
        struct bytes text = draft->value[FIELD_AUTHOR][*sources];
        struct bytes names = text.size ? byline_names(text, BYLINE_FIELD, sites, draft->arena) : text;
        if (names.size && (weak || !byline_is_weak(names)))
            return names;
    }
    return bytes_of(NULL, 0);
}

static bool has(struct bytes text, const char *const *words)
{
    for (; *words; words++)
        if (bytes_find_nocase(text, bytes_of_string(*words), 0) != SIZE_MAX)
            return true;
    return false;
}

/* An element that calls itself a byline. */
static bool is_byline_class(struct bytes class)
{
    static const char *const words[] = {"author",    "byline",      "autor",   "auteur", "writer",
                                        "verfasser", "contributor", "creator", NULL};
    static const char *const others[] = {"comment", "avatar",  "image", "photo", "social", "related",
                                         "teaser",  "authori", "bio",   "desc",  NULL};
    return class.size && has(class, words) && !has(class, others);
}

/* A link to the page of an author. */
static bool is_author_link(struct bytes url)
{
    static const char *const paths[] = {"/author/",       "/authors/",     "/autor/",     "/autoren/",
                                        "/auteur/",       "/autores/",     "/autore/",    "/contributor/",
                                        "/contributors/", "/by/",          "/redakteur/", "/profile/author",
                                        "/journalist/",   "/journalists/", "/writers/",   "/newsteam/",
                                        "/producers/",    "/reporter/",    "/staff/",     NULL};
    return url.size && has(url, paths);
}

static bool is_evidence(const struct node *node)
{
    if (node->tag == TAG_A && (node_has_word(node, ATTRIBUTE_REL, BYTES("author")) ||
                               is_author_link(bytes_upto(node_attribute(node, ATTRIBUTE_HREF, NULL), CLASS_SIZE_MAX))))
        return true;
    return is_byline_class(bytes_upto(node_attribute(node, ATTRIBUTE_CLASS, NULL), CLASS_SIZE_MAX));
}

static bool is_passed_over(const struct node *node)
{
    static const char *const others[] = {"comment", NULL};
    if (node->tag == TAG_NAV || node->tag == TAG_SVG || node->tag == TAG_TEMPLATE)
        return true;
    struct bytes class = bytes_upto(node_attribute(node, ATTRIBUTE_CLASS, NULL), CLASS_SIZE_MAX);
    struct bytes id = bytes_upto(node_attribute(node, ATTRIBUTE_ID, NULL), CLASS_SIZE_MAX);
    return node->tag != TAG_BODY && (has(id, others) || bytes_starts_with_nocase(class, BYTES("comment")));
}

static enum status take(struct scan *scan, uint32_t node, struct bytes names, enum strength strength)
{
    struct bytes *slot = &scan->draft->value[FIELD_AUTHOR][SOURCE_NEAR];
    if (!names.size || strength < scan->best || (strength == scan->best && node >= scan->group_end))
        return STATUS_OK;
    if (strength > scan->best) {
        const struct node *nodes = scan->draft->tree->nodes;
        *slot = bytes_of(NULL, 0);
        scan->best = strength;
        scan->group_end = nodes[nodes[nodes[node].parent].parent].end;
    }
    return draft_add(scan->draft, FIELD_AUTHOR, SOURCE_NEAR, names);
}

static struct bytes line_of(struct scan *scan, uint32_t text, uint32_t *block)
{
    const struct tree *tree = scan->draft->tree;
    *block = tree->nodes[text].parent;
    for (int step = 0; step < LINE_DEPTH && !tag_is(tree->nodes[*block].tag, TAG_IS_BLOCK); step++)
        *block = tree->nodes[*block].parent;
    struct bytes line = tree_text(tree, *block, LINE_SIZE_MAX + 1, scan->draft->arena);
    return line.size <= LINE_SIZE_MAX ? line : bytes_trim(node_text(&tree->nodes[text]));
}

/* A text that opens with "By", is behind such a label, or neither. */
static enum status read_text(struct scan *scan, uint32_t at, enum strength strength)
{
    struct bytes text = bytes_trim(node_text(&scan->draft->tree->nodes[at]));
    bool opens = byline_prefix(text) != 0;
    if (!text.size || (!opens && !scan->label))
        return STATUS_OK;
    uint32_t block;
    struct bytes line = line_of(scan, at, &block);
    if (block == scan->last || line.size > LINE_SIZE_MAX)
        return STATUS_OK;
    scan->last = block;
    if (byline_is_label(line)) {
        scan->label = LABEL_LINES;
        return STATUS_OK;
    }
    scan->label -= scan->label > 0;
    size_t from = bytes_find(line, text, 0);
    line = opens && from != SIZE_MAX ? bytes_from(line, from) : line;
    return take(scan, block, byline_names(line, BYLINE_LINE, &scan->sites, scan->draft->arena), strength);
}

/* The texts below a node, each in a line of its own; empty when they are too long for a byline. */
static struct bytes texts_of(struct scan *scan, uint32_t at)
{
    enum { NODES_MAX = 60 };
    const struct node *nodes = scan->draft->tree->nodes;
    size_t size = 0;
    for (uint32_t i = at + 1; i < nodes[at].end; i++) {
        if (nodes[i].tag != TAG_TEXT)
            continue;
        struct bytes text = bytes_trim(node_text(&nodes[i]));
        if (!text.size)
            continue;
        if (i - at > NODES_MAX || size + text.size + 1 > BYLINE_TEXT_MAX)
            return bytes_of(NULL, 0);
        if (size)
            scan->room[size++] = '\n';
        memcpy(scan->room + size, text.at, text.size);
        size += text.size;
    }
    return arena_copy(scan->draft->arena, bytes_of(scan->room, size));
}

static enum status read_node(struct scan *scan, uint32_t *at, enum strength strength)
{
    const struct tree *tree = scan->draft->tree;
    const struct node *node = &tree->nodes[*at];
    if (node->tag == TAG_TEXT)
        return read_text(scan, *at, strength);
    if (node->tag == TAG_RAW || !node->attribute_count)
        return STATUS_OK;
    if (is_passed_over(node)) {
        *at = node->end - 1;
        return STATUS_OK;
    }
    if (!is_evidence(node))
        return STATUS_OK;
    struct bytes text = texts_of(scan, *at);
    enum byline_kind kind = node->tag == TAG_A ? BYLINE_LINK : BYLINE_CLASS;
    struct bytes names = byline_names(text, kind, &scan->sites, scan->draft->arena);
    if (!names.size)
        return STATUS_OK;
    enum status status = take(scan, *at, names, strength);
    *at = node->end > *at ? node->end - 1 : *at;
    return status;
}

enum status draft_read_byline(struct metadata_draft *draft, uint32_t headline)
{
    struct scan scan = {.draft = draft};
    add_sites(draft, &scan.sites);
    if (choose(draft, field_sources, &scan.sites, false).size)
        return STATUS_OK;
    bool near_only = choose(draft, field_sources, NULL, true).size > 0;
    const struct tree *tree = draft->tree;
    uint32_t first = tree->body + 1;
    uint32_t behind = headline ? tree->nodes[headline].end : first;
    uint32_t start = behind > first + NODES_BEFORE ? behind - NODES_BEFORE : first;
    enum status status = STATUS_OK;
    for (uint32_t i = start; status == STATUS_OK && i < tree->count && i - start < NODES_FAR; i++) {
        const struct node *node = &tree->nodes[i];
        bool under_way = scan.prose >= PROSE_MAX || i > behind + NODES_BEHIND;
        if ((scan.best == STRENGTH_NEAR || under_way) && scan.best != STRENGTH_NONE && i >= scan.group_end)
            break;
        if (under_way && near_only)
            break;
        scan.prose += i >= behind && node->tag == TAG_TEXT && node->text_size > PROSE_SIZE;
        enum strength strength = i < behind ? STRENGTH_BEFORE : under_way ? STRENGTH_FAR : STRENGTH_NEAR;
        status = read_node(&scan, &i, strength);
    }
    return status;
}

struct bytes draft_choose_byline(struct metadata_draft *draft)
{
    struct site_names sites;
    add_sites(draft, &sites);
    struct bytes names = choose(draft, field_sources, &sites, false);
    if (!names.size)
        names = choose(draft, shown_sources, &sites, true);
    if (!names.size)
        names = choose(draft, field_sources, &sites, true);
    return names.size ? names : choose(draft, field_sources, NULL, true);
}

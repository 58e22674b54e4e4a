#include "shingle/extract/title_headings.h"

enum { CLASS_MAX = 200, PARAGRAPH_MIN = 60 /* bytes of a text that is prose */ };

static bool class_has(const struct node *node, const char *const *words)
{
    struct bytes class = bytes_upto(node_attribute(node, ATTRIBUTE_CLASS, NULL), CLASS_MAX);
    for (; class.size && *words; words++)
        if (bytes_find_nocase(class, bytes_of_string(*words), 0) != SIZE_MAX)
            return true;
    return false;
}

/* Marks of a part of a heading that is not the headline: what stands above it, and what only screen readers say. */
static bool is_kicker(const struct node *node)
{
    static const char *const words[] = {"kicker",     "topline",  "overline", "dachzeile", "pretitle",
                                        "supertitle", "roofline", "vignette", "eyebrow",   "overhead",
                                        "spitzmarke", "hidden",   "sr-only",  NULL};
    return class_has(node, words);
}

/* Offset of "title" or "headline" in a class, SIZE_MAX when neither is there. Runs over all classes of a page. */
static size_t find_title_word(struct bytes class)
{
    for (size_t i = 0; i + 5 <= class.size; i++) {
        uint8_t c = class.at[i] | 0x20;
        if (c == 't' && (class.at[i + 1] | 0x20) == 'i' &&
            bytes_starts_with_nocase(bytes_from(class, i), BYTES("title")))
            return i;
        if (c == 'h' && (class.at[i + 1] | 0x20) == 'e' &&
            bytes_starts_with_nocase(bytes_from(class, i), BYTES("headline")))
            return i;
    }
    return SIZE_MAX;
}

static bool says_headline(const struct node *node)
{
    static const char *const words[] = {"headline",      "entry-title",   "entry_title",    "post-title",
                                        "post_title",    "story-title",   "page-title",     "articletitle",
                                        "article-title", "article_title", "article__title", NULL};
    struct bytes class = bytes_upto(node_attribute(node, ATTRIBUTE_CLASS, NULL), CLASS_MAX);
    return find_title_word(class) != SIZE_MAX && class_has(node, words);
}

/* True for a link without a path: to the site's front page. */
static bool leads_home(const struct node *node)
{
    struct bytes link = bytes_trim(node_attribute(node, ATTRIBUTE_HREF, NULL));
    if (node->tag != TAG_A || !link.size)
        return false;
    size_t host = bytes_find(bytes_upto(link, 8), BYTES("//"), 0);
    if (host != SIZE_MAX) {
        link = bytes_from(link, host + 2);
        const uint8_t *slash = memchr(link.at, '/', link.size);
        return !slash || slash + 1 == link.at + link.size;
    }
    return bytes_equal(link, BYTES("/"));
}

static unsigned place_of_tag(unsigned tag)
{
    switch (tag) {
    case TAG_NAV: return TITLE_IN_NAV;
    case TAG_ARTICLE: return TITLE_IN_ARTICLE;
    case TAG_MAIN: return TITLE_IN_MAIN;
    case TAG_HEADER: return TITLE_IN_HEADER;
    case TAG_ASIDE: return TITLE_IN_ASIDE;
    case TAG_FOOTER: return TITLE_IN_FOOTER;
    default: return 0;
    }
}

static unsigned link_of(const struct node *node)
{
    if (node->tag != TAG_A)
        return 0;
    return leads_home(node) ? TITLE_LINKS_HOME : TITLE_IN_LINK;
}

static unsigned places_of(const struct tree *tree, uint32_t heading)
{
    enum { NEAR_STEPS = 3, STEPS_MAX = 30 };
    static const char *const titles[] = {"title", "headline", "heading", NULL};
    unsigned places = heading + 1 < tree->nodes[heading].end ? link_of(&tree->nodes[heading + 1]) : 0;
    uint32_t at = heading;
    for (int step = 0; step < STEPS_MAX && at > tree->body; step++, at = tree->nodes[at].parent) {
        const struct node *node = &tree->nodes[at];
        places |= place_of_tag(node->tag) | (step <= NEAR_STEPS ? link_of(node) : 0);
        places |= step < 2 && class_has(node, titles) ? TITLE_NAMED : 0;
    }
    return places;
}

static struct bytes full_text(struct metadata_draft *draft, uint32_t node)
{
    return draft_clean(draft, tree_text(draft->tree, node, METADATA_VALUE_MAX, draft->arena));
}

static bool has_kicker(const struct tree *tree, uint32_t node)
{
    for (uint32_t i = node + 1; i < tree->nodes[node].end; i++)
        if (tree->nodes[i].tag != TAG_TEXT && tree->nodes[i].attribute_count && is_kicker(&tree->nodes[i]))
            return true;
    return false;
}

/* A heading's text without its kickers; empty when it has none, or nothing is left. */
static struct bytes bare_text(struct metadata_draft *draft, uint32_t node)
{
    if (!has_kicker(draft->tree, node))
        return bytes_of(NULL, 0);
    struct bytes text = tree_text_but(draft->tree, node, is_kicker, METADATA_VALUE_MAX, draft->arena);
    while (text.size && (text.at[0] == ':' || text.at[0] == '-' || text.at[0] == '|' || text.at[0] == ' '))
        text = bytes_from(text, 1);
    return draft_clean(draft, text);
}

static void add_heading(struct metadata_draft *draft, struct title_headings *out, uint32_t node,
                        enum title_heading_kind kind)
{
    if (out->count == TITLE_HEADINGS_MAX || out->kinds[kind] == TITLE_KIND_MAX)
        return;
    struct title_heading *heading = &out->at[out->count];
    heading->full = full_text(draft, node);
    title_words_read(heading->full, &heading->full_words);
    if (!heading->full_words.count)
        return;
    heading->bare = bare_text(draft, node);
    title_words_read(heading->bare, &heading->bare_words);
    if (!heading->bare_words.count) {
        heading->bare = heading->full;
        heading->bare_words = heading->full_words;
    }
    heading->node = node;
    heading->kind = kind;
    heading->index = (unsigned)out->kinds[kind]++;
    heading->places = places_of(draft->tree, node);
    heading->before = out->prose;
    out->count++;
}

static void add_prose(struct title_headings *out, struct bytes text)
{
    if (out->prose < TITLE_PROSE_MAX) {
        struct bytes rest = text;
        struct title_words words;
        title_words_read(rest, &words);
        for (size_t i = 0; i < words.count; i++)
            out->words[words.at[i] >> 26] |= 1ull << (words.at[i] >> 20 & 63);
    }
    size_t sum = out->prose + text.size;
    out->prose = sum < UINT32_MAX ? (uint32_t)sum : UINT32_MAX;
}

/* True for an element with a class that holds little, and so may be a line of its own. */
static bool may_be_headline(const struct node *node, uint32_t at)
{
    enum { NODES_MAX = 16 };
    return node->tag != TAG_RAW && node->attribute_count && node->end - at > 1 && node->end - at <= NODES_MAX;
}

static void read_node(struct metadata_draft *draft, struct title_headings *out, uint32_t at)
{
    const struct node *node = &draft->tree->nodes[at];
    if (node->tag == TAG_TEXT) {
        unsigned parent = draft->tree->nodes[node->parent].tag;
        if (node->text_size >= PARAGRAPH_MIN && parent != TAG_A && parent != TAG_LI)
            add_prose(out, node_text(node));
    } else if (node->tag == TAG_H1) {
        add_heading(draft, out, at, TITLE_H1);
    } else if (node->tag == TAG_H2) {
        add_heading(draft, out, at, TITLE_H2);
    } else if (out->kinds[TITLE_CLASS] < TITLE_KIND_MAX && may_be_headline(node, at) && says_headline(node)) {
        add_heading(draft, out, at, TITLE_CLASS);
    }
}

void title_headings_read(struct metadata_draft *draft, struct title_headings *out)
{
    memset(out, 0, sizeof *out);
    for (uint32_t i = draft->tree->body; i < draft->tree->count; i++)
        read_node(draft, out, i);
    for (size_t i = 0; i < out->count; i++)
        out->at[i].behind = (i + 1 < out->count ? out->at[i + 1].before : out->prose) - out->at[i].before;
}

float title_headings_share(const struct title_headings *headings, const struct title_words *words)
{
    uint32_t found = 0;
    for (size_t i = 0; i < words->count; i++)
        found += headings->words[words->at[i] >> 26] >> (words->at[i] >> 20 & 63) & 1;
    return words->count ? (float)found / (float)words->count : 0;
}

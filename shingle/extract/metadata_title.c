/*
 * A page gives its title in a dozen places, each with something added: the site's name, a section, a kicker. All of
 * them, stripped of the site's name, are candidates; each place that agrees with a candidate speaks for it, the visible
 * heading loudest. The weights were chosen on pages with a known headline (bench/score_metadata.py); what counts is the
 * order of magnitude: more careful fitting gained on one half of these pages what it lost on the other.
 *
 * A kicker is the hard case: "Kenya: Nairobi from below" over a heading that says "Nairobi from below", or the other
 * way round. The shorter or longer wording wins when the page's names for machines agree on it.
 */
#include "shingle/extract/metadata_title.h"

#include "shingle/extract/site_names.h"

enum { CANDIDATES_MAX = 40, HEADINGS_MAX = 8 };

/* Where a candidate stands; the bits 1 << source of the metadata's sources are below. */
enum { PLACE_H1 = 1 << SOURCES, PLACE_H2 = PLACE_H1 << 1, PLACE_BAR = PLACE_H1 << 2 };

struct candidate {
    struct bytes text;
    struct bytes folded; /* words parted and enclosed by blanks */
    uint32_t node;
    unsigned places;
    float score;
};

struct titles {
    struct metadata_draft *draft;
    struct candidate at[CANDIDATES_MAX];
    size_t count;
    struct site_names sites;
    struct bytes full[HEADINGS_MAX]; /* first headings with all they hold, folded */
    struct bytes bare[HEADINGS_MAX]; /* the same without kickers */
    uint32_t nodes[HEADINGS_MAX];
    size_t headings;
    struct bytes head; /* the title element, folded */
    struct bytes opengraph;
    struct bytes head_last; /* its last part, folded, and all before */
    struct bytes head_rest;
};

static const float weight_heading = 3.0F; /* is an h1 */
static const float weight_first_heading = 0.5F;
static const float weight_only_heading = 1.0F;
static const float weight_subheading = 1.0F;     /* is an h2: pages whose h1 is the site's name */
static const float weight_in_title = 1.5F;       /* stands in the title element */
static const float weight_in_opengraph = 1.5F;   /* stands in og:title */
static const float weight_without_kicker = 1.6F; /* ends a longer first heading */
static const float weight_with_kicker = 4.5F;    /* ends in the first heading, and two names for machines agree on it */
static const float weight_before_bar = 2.0F;     /* stands before "|" elsewhere */
static const float weight_bar_alone = -2.0F;     /* stands nowhere else */
static const float weight_links_home = -4.0F;    /* a heading that leads to the site's front page */
static const float weight_navigation = -2.0F;    /* a heading in navigation */
static const float weight_rest_of_title = -4.0F; /* what the title element says behind another candidate */
static const float weight_site = -8.0F;          /* is the site's name */
static const float weight_one_word = -3.0F;
static const float weight_few_words = -1.0F;

static const struct {
    enum metadata_source source;
    float weight;
} sources[] = {{SOURCE_JSON_LD, 0.5F}, {SOURCE_OPENGRAPH, 0.7F}, {SOURCE_TWITTER, 0.3F},     {SOURCE_MICRODATA, 1.0F},
               {SOURCE_PARSELY, 1.0F}, {SOURCE_HEAD, 0.3F},      {SOURCE_DUBLIN_CORE, 0.2F}, {SOURCE_META, 0.1F}};
enum { TITLE_SOURCES = sizeof sources / sizeof *sources };

static struct bytes fold(struct titles *titles, struct bytes text, char gap)
{
    return title_fold(text, gap, titles->draft->arena);
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

/* A candidate with that wording, new or there already, and weight more for it. NULL when there is no word or room. */
static struct candidate *speak_for(struct titles *titles, struct bytes text, unsigned place, float weight)
{
    text = site_names_strip(&titles->sites, bytes_trim(text));
    struct bytes folded = fold(titles, text, ' ');
    if (!folded.size)
        return NULL;
    size_t i = 0;
    while (i < titles->count && !bytes_equal(titles->at[i].folded, folded))
        i++;
    if (i == titles->count) {
        if (i == CANDIDATES_MAX)
            return NULL;
        titles->at[titles->count++] = (struct candidate){.text = text, .folded = folded};
    }
    titles->at[i].score += weight;
    titles->at[i].places |= place;
    return &titles->at[i];
}

/* A title element, og:title and the like; the part before a bar is one more wording: sections follow bars too. */
static void add_source(struct titles *titles, enum metadata_source source, float weight)
{
    struct bytes text = titles->draft->value[FIELD_TITLE][source];
    if (!text.size)
        return;
    const struct candidate *whole = speak_for(titles, text, 1U << source, weight);
    const uint8_t *bar = whole ? memchr(whole->text.at, '|', whole->text.size) : NULL;
    if (bar)
        (void)speak_for(titles, bytes_upto(whole->text, (size_t)(bar - whole->text.at)), PLACE_BAR, 0);
}

/* Marks of a part of a heading that is not the headline: what stands above it, and what only screen readers say. */
static bool is_kicker(const struct node *node)
{
    static const char *const words[] = {"kicker",     "topline",  "overline", "dachzeile", "pretitle",
                                        "supertitle", "roofline", "vignette", "eyebrow",   "overhead",
                                        "spitzmarke", "hidden",   "sr-only",  NULL};
    struct bytes class = node_attribute(node, ATTRIBUTE_CLASS, NULL);
    for (const char *const *word = words; class.size && *word; word++)
        if (bytes_find_nocase(bytes_upto(class, 200), bytes_of_string(*word), 0) != SIZE_MAX)
            return true;
    return false;
}

static struct bytes whole_heading(struct titles *titles, uint32_t node)
{
    struct metadata_draft *draft = titles->draft;
    return draft_clean(draft, tree_text(draft->tree, node, METADATA_VALUE_MAX, draft->arena));
}

/* A heading's text; without its kickers when something is left then. */
static struct bytes heading_text(struct titles *titles, uint32_t node)
{
    struct metadata_draft *draft = titles->draft;
    struct bytes text = tree_text_but(draft->tree, node, is_kicker, METADATA_VALUE_MAX, draft->arena);
    while (text.size && (text.at[0] == ':' || text.at[0] == '-' || text.at[0] == '|' || text.at[0] == ' '))
        text = bytes_from(text, 1);
    return text.size ? draft_clean(draft, text) : whole_heading(titles, node);
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

/* What the elements around a heading, and the first in it, say against it. */
static float weigh_place(const struct tree *tree, uint32_t heading)
{
    enum { LINK_STEPS = 3, NAVIGATION_STEPS = 30 };
    float weight = 0;
    bool home = heading + 1 < tree->nodes[heading].end && leads_home(&tree->nodes[heading + 1]);
    uint32_t at = heading;
    for (int step = 0; step < NAVIGATION_STEPS && at > tree->body; step++, at = tree->nodes[at].parent) {
        home |= step <= LINK_STEPS && leads_home(&tree->nodes[at]);
        if (tree->nodes[at].tag == TAG_NAV)
            weight = weight_navigation;
    }
    return weight + (home ? weight_links_home : 0);
}

static void keep_heading(struct titles *titles, struct bytes text, uint32_t node)
{
    if (titles->headings == HEADINGS_MAX)
        return;
    titles->nodes[titles->headings] = node;
    titles->full[titles->headings] = fold(titles, whole_heading(titles, node), ' ');
    titles->bare[titles->headings++] = fold(titles, text, ' ');
}

static void add_headings(struct titles *titles, enum tag tag)
{
    const struct tree *tree = titles->draft->tree;
    bool first = tag == TAG_H1;
    size_t found = 0;
    struct candidate *only = NULL;
    for (uint32_t i = tree->body; i < tree->count && found < HEADINGS_MAX; i++) {
        if (tree->nodes[i].tag != tag)
            continue;
        struct bytes text = heading_text(titles, i);
        if (!text.size)
            continue;
        float weight = first ? weight_heading + (found == 0 ? weight_first_heading : 0) : weight_subheading;
        struct candidate *candidate =
            speak_for(titles, text, first ? PLACE_H1 : PLACE_H2, weight + weigh_place(tree, i));
        if (first)
            keep_heading(titles, text, i);
        if (candidate && !candidate->node)
            candidate->node = i;
        only = candidate;
        found++;
    }
    if (found == 1 && first && only)
        only->score += weight_only_heading;
}

/* Parts the title element at its last sign. */
static void part_head(struct titles *titles)
{
    struct bytes text = titles->draft->value[FIELD_TITLE][SOURCE_HEAD];
    titles->head = fold(titles, text, ' ');
    for (size_t i = text.size; i-- > 1;) {
        size_t sign = title_parting(text, i);
        if (!sign)
            continue;
        titles->head_rest = fold(titles, bytes_upto(text, i), ' ');
        titles->head_last = fold(titles, bytes_from(text, i + sign), ' ');
        return;
    }
}

static bool stands_in(const struct candidate *candidate, struct bytes folded)
{
    return folded.size && bytes_find(folded, candidate->folded, 0) != SIZE_MAX;
}

static size_t count_words(struct bytes folded)
{
    size_t blanks = 0;
    for (size_t i = 0; i < folded.size; i++)
        blanks += folded.at[i] == ' ';
    return blanks ? blanks - 1 : 0;
}

/* The same page's headings with a kicker more, or with one less. */
static float weigh_kicker(const struct titles *titles, const struct candidate *candidate)
{
    enum { WORD_SIZE_MIN = 6 }; /* folded, so that no mere word ends a title */
    bool named = (candidate->places & 1U << SOURCE_OPENGRAPH) && (candidate->places & 1U << SOURCE_JSON_LD);
    bool shorter = false;
    bool longer = false;
    for (size_t i = 0; i < titles->headings; i++) {
        struct bytes full = titles->full[i];
        struct bytes bare = titles->bare[i];
        shorter |= candidate->folded.size > WORD_SIZE_MIN && full.size > candidate->folded.size &&
                   bytes_ends_with(full, candidate->folded);
        longer |= named && bare.size > WORD_SIZE_MIN && candidate->folded.size > bare.size &&
                  bytes_ends_with(candidate->folded, bare);
    }
    return (shorter ? weight_without_kicker : 0) + (longer ? weight_with_kicker : 0);
}

/* True for what stands behind the title in the title element, when another place has the title alone. */
static bool is_rest(const struct titles *titles, const struct candidate *candidate)
{
    if (!titles->head_last.size || !bytes_equal(candidate->folded, titles->head_last))
        return false;
    for (size_t i = 0; i < titles->count; i++)
        if (titles->at[i].places & ~(1U << SOURCE_HEAD) && bytes_equal(titles->at[i].folded, titles->head_rest))
            return true;
    return false;
}

static void judge(struct titles *titles, struct candidate *candidate)
{
    enum { SHORT_WORD = 12, SHORT_TEXT = 20, FEW_WORDS = 3 };
    size_t words = count_words(candidate->folded);
    candidate->score += stands_in(candidate, titles->head) ? weight_in_title : 0;
    candidate->score += stands_in(candidate, titles->opengraph) ? weight_in_opengraph : 0;
    candidate->score += weigh_kicker(titles, candidate);
    candidate->score += candidate->places & PLACE_BAR ? weight_before_bar : 0;
    candidate->score += candidate->places == PLACE_BAR ? weight_bar_alone : 0;
    candidate->score += is_rest(titles, candidate) ? weight_rest_of_title : 0;
    candidate->score += words <= 1 && candidate->folded.size < SHORT_WORD + 2 ? weight_one_word : 0;
    candidate->score += words <= FEW_WORDS && candidate->folded.size < SHORT_TEXT + 2 ? weight_few_words : 0;
    if (site_names_equal(&titles->sites, fold(titles, candidate->text, '\0')))
        candidate->score += weight_site;
}

/* The heading that shows the candidate, if only with a kicker more or less; 0 when none does. */
static uint32_t find_node(const struct titles *titles, const struct candidate *candidate)
{
    for (size_t i = 0; i < titles->headings && !candidate->node; i++) {
        struct bytes bare = titles->bare[i];
        if (stands_in(candidate, titles->full[i]) ||
            (count_words(bare) > 2 && bytes_find(candidate->folded, bare, 0) != SIZE_MAX))
            return titles->nodes[i];
    }
    return candidate->node;
}

enum status headline_choose(struct metadata_draft *draft, struct headline *out)
{
    struct titles *titles = arena_zeroed(draft->arena, 1, sizeof *titles);
    *out = (struct headline){{NULL, 0}, 0};
    if (!titles)
        return STATUS_NOMEM;
    titles->draft = draft;
    gather_sites(titles);
    part_head(titles);
    titles->opengraph = fold(titles, draft->value[FIELD_TITLE][SOURCE_OPENGRAPH], ' ');
    add_headings(titles, TAG_H1);
    add_headings(titles, TAG_H2);
    for (size_t i = 0; i < TITLE_SOURCES; i++)
        add_source(titles, sources[i].source, sources[i].weight);
    size_t best = 0;
    for (size_t i = 0; i < titles->count; i++) {
        judge(titles, &titles->at[i]);
        if (titles->at[i].score > titles->at[best].score)
            best = i;
    }
    if (titles->count)
        *out = (struct headline){titles->at[best].text, find_node(titles, &titles->at[best])};
    return STATUS_OK;
}

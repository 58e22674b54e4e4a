/*
 * A page gives its title in a dozen places, each with something added: the site's name, a section, a kicker. All of
 * them, stripped of the site's name, are candidates; each place that agrees with a candidate speaks for it, the visible
 * heading loudest. The weights were chosen on pages with a known headline; what counts is the order of magnitude: more
 * careful fitting gained on one half of these pages what it lost on the other.
 */
#include "shingle/extract/metadata_title.h"

enum { CANDIDATES_MAX = 32, SITES_MAX = 12, HEADINGS_MAX = 8, SITE_SLACK = 14, FOLD_ROOM = 2 };

struct candidate {
    struct bytes text;
    struct bytes folded; /* words parted and enclosed by blanks */
    uint32_t node;
    float score;
};

struct titles {
    struct metadata_draft *draft;
    struct candidate at[CANDIDATES_MAX];
    size_t count;
    struct bytes sites[SITES_MAX]; /* names of the site, folded, without blanks */
    size_t site_count;
};

static const float weight_heading = 3.0F; /* is an h1 */
static const float weight_first_heading = 0.5F;
static const float weight_only_heading = 1.0F;
static const float weight_subheading = 1.0F;   /* is an h2: pages whose h1 is the site's name */
static const float weight_in_title = 1.5F;     /* stands in the title element */
static const float weight_in_opengraph = 1.5F; /* stands in og:title */
static const float weight_site = -8.0F;        /* is the site's name */
static const float weight_one_word = -3.0F;
static const float weight_few_words = -1.0F;

static const struct {
    enum metadata_source source;
    float weight;
} sources[] = {{SOURCE_JSON_LD, 0.5F}, {SOURCE_OPENGRAPH, 0.7F}, {SOURCE_TWITTER, 0.3F},     {SOURCE_MICRODATA, 1.0F},
               {SOURCE_PARSELY, 1.0F}, {SOURCE_HEAD, 0.3F},      {SOURCE_DUBLIN_CORE, 0.2F}, {SOURCE_META, 0.1F}};
enum { TITLE_SOURCES = sizeof sources / sizeof *sources };

/* Bytes of a sign at offset i that parts words, among them those of U+2000 to 206F and U+3000 to 3020; 0 for a letter.
 */
static size_t sign_size(struct bytes text, size_t i)
{
    uint8_t c = text.at[i];
    size_t left = text.size - i;
    if (c < 0x80)
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ? 0 : 1;
    if (c == 0xc2 && left >= 2)
        return 2; /* U+0080 to 00BF: signs, but for a few that no title turns on */
    if (c == 0xe2 && left >= 3 && (text.at[i + 1] == 0x80 || text.at[i + 1] == 0x81))
        return 3;
    return c == 0xe3 && left >= 3 && text.at[i + 1] == 0x80 && text.at[i + 2] < 0xa0 ? 3 : 0;
}

/*
 * text as lower-case words with gap between them ('\0': none) and, with a gap, around them, written to `to`, which has
 * room for FOLD_ROOM more bytes than text. Returns the size.
 */
static size_t fold_to(struct bytes text, char gap, uint8_t *to)
{
    size_t size = 0;
    bool parted = true;
    for (size_t i = 0; i < text.size;) {
        size_t sign = sign_size(text, i);
        if (sign) {
            parted |= !(sign == 2 && text.at[i + 1] == 0xad); /* a soft hyphen parts nothing */
            i += sign;
            continue;
        }
        if (parted && gap)
            to[size++] = (uint8_t)gap;
        parted = false;
        uint8_t c = text.at[i++];
        to[size++] = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
    }
    if (gap && size)
        to[size++] = (uint8_t)gap;
    return size;
}

/* The same in the arena; empty when memory ran out. */
static struct bytes fold(struct titles *titles, struct bytes text, char gap)
{
    uint8_t *to = arena_alloc(titles->draft->arena, text.size + FOLD_ROOM);
    if (!to)
        return bytes_of(NULL, 0);
    size_t size = fold_to(text, gap, to);
    arena_shrink(titles->draft->arena, to, text.size + FOLD_ROOM, size);
    return bytes_of(to, size);
}

static void add_site(struct titles *titles, struct bytes name)
{
    struct bytes folded = fold(titles, name, '\0');
    if (folded.size >= 2 && titles->site_count < SITES_MAX)
        titles->sites[titles->site_count++] = folded;
}

/* The host of a URL without "www.". */
static struct bytes host_of(struct bytes url)
{
    size_t scheme = bytes_find(url, BYTES("//"), 0);
    struct bytes host = scheme == SIZE_MAX ? bytes_of(NULL, 0) : bytes_from(url, scheme + 2);
    for (size_t i = 0; i < host.size; i++)
        if (host.at[i] == '/' || host.at[i] == ':' || host.at[i] == '?')
            host = bytes_upto(host, i);
    return bytes_starts_with(host, BYTES("www.")) ? bytes_from(host, 4) : host;
}

/* The host whole, without its last part, and the part before that. */
static void add_host(struct titles *titles, struct bytes host)
{
    size_t last = SIZE_MAX;
    size_t before = 0;
    for (size_t i = 0; i < host.size; i++) {
        if (host.at[i] == '.') {
            before = last == SIZE_MAX ? 0 : last + 1;
            last = i;
        }
    }
    add_site(titles, host);
    if (last == SIZE_MAX)
        return;
    add_site(titles, bytes_upto(host, last));
    if (before)
        add_site(titles, bytes_of(host.at + before, last - before));
}

static void gather_sites(struct titles *titles)
{
    struct metadata_draft *draft = titles->draft;
    for (unsigned source = 0; source < SOURCES; source++)
        add_site(titles, draft->value[FIELD_SITE][source]);
    struct bytes url = draft->url;
    for (unsigned source = 0; source < SOURCES && !host_of(url).size; source++)
        url = draft->value[FIELD_URL][source];
    add_host(titles, host_of(url));
}

/* True for a name of the site: the same, or one within the other with little more. */
static bool is_site(const struct titles *titles, struct bytes name)
{
    enum { SURE_SIZE = 4 };
    uint8_t room[METADATA_VALUE_MAX + FOLD_ROOM];
    name = bytes_upto(name, METADATA_VALUE_MAX);
    struct bytes folded = bytes_of(room, fold_to(name, '\0', room));
    if (!folded.size)
        return true;
    for (size_t i = 0; i < titles->site_count; i++) {
        struct bytes site = titles->sites[i];
        if (bytes_equal(folded, site))
            return true;
        if (site.size >= SURE_SIZE && folded.size <= site.size + SITE_SLACK && bytes_find(folded, site, 0) != SIZE_MAX)
            return true;
        if (folded.size >= SURE_SIZE && site.size <= folded.size + SITE_SLACK &&
            bytes_find(site, folded, 0) != SIZE_MAX)
            return true;
    }
    return false;
}

/* Bytes of a sign that parts a title from a site's name: "|", and "-", dashes, dots and the like between blanks. */
static size_t parting_size(struct bytes text, size_t i)
{
    static const char *const signs[] = {" - ",
                                        " \xe2\x80\x93 ",
                                        " \xe2\x80\x94 ",
                                        " \xc2\xb7 ",
                                        " \xe2\x80\xa2 ",
                                        " ~ ",
                                        " / ",
                                        " < ",
                                        " > ",
                                        " \xc2\xbb ",
                                        " \xc2\xab ",
                                        " :: ",
                                        "--",
                                        NULL};
    if (text.at[i] == '|')
        return 1;
    if (text.at[i] != ' ' && text.at[i] != '-')
        return 0;
    struct bytes rest = bytes_from(text, i);
    for (const char *const *sign = signs; *sign; sign++)
        if (bytes_starts_with(rest, bytes_of_string(*sign)))
            return strlen(*sign);
    return 0;
}

/* text without its last part when that is the site's name; text itself when it is not. */
static struct bytes strip_last(const struct titles *titles, struct bytes text)
{
    for (size_t i = text.size; i-- > 1;) {
        size_t sign = parting_size(text, i);
        if (sign)
            return is_site(titles, bytes_from(text, i + sign)) ? bytes_trim(bytes_upto(text, i)) : text;
    }
    return text;
}

static struct bytes strip_first(const struct titles *titles, struct bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        size_t sign = parting_size(text, i);
        if (sign)
            return i + sign < text.size && is_site(titles, bytes_upto(text, i)) ? bytes_trim(bytes_from(text, i + sign))
                                                                                : text;
    }
    return text;
}

/* text without parts at its ends that are the site's name. */
static struct bytes strip_site(const struct titles *titles, struct bytes text)
{
    enum { PARTS_MAX = 3 };
    for (int part = 0; part < PARTS_MAX; part++)
        text = strip_first(titles, strip_last(titles, text));
    return text;
}

/* A candidate with that wording, new or there already, and weight more for it. */
static void speak_for(struct titles *titles, struct bytes text, uint32_t node, float weight)
{
    text = strip_site(titles, bytes_trim(text));
    struct bytes folded = fold(titles, text, ' ');
    if (!folded.size)
        return;
    size_t i = 0;
    while (i < titles->count && !bytes_equal(titles->at[i].folded, folded))
        i++;
    if (i == titles->count) {
        if (i == CANDIDATES_MAX)
            return;
        titles->at[titles->count++] = (struct candidate){.text = text, .folded = folded};
    }
    titles->at[i].score += weight;
    if (node && !titles->at[i].node)
        titles->at[i].node = node;
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

/* A heading's text; without its kickers when something is left then. */
static struct bytes heading_text(struct titles *titles, uint32_t node)
{
    struct metadata_draft *draft = titles->draft;
    struct bytes text = tree_text_but(draft->tree, node, is_kicker, METADATA_VALUE_MAX, draft->arena);
    while (text.size && (text.at[0] == ':' || text.at[0] == '-' || text.at[0] == '|' || text.at[0] == ' '))
        text = bytes_from(text, 1);
    if (!text.size)
        text = tree_text(draft->tree, node, METADATA_VALUE_MAX, draft->arena);
    return draft_clean(draft, text);
}

static void add_headings(struct titles *titles, enum tag tag, float weight)
{
    const struct tree *tree = titles->draft->tree;
    size_t found = 0;
    for (uint32_t i = tree->body; i < tree->count && found < HEADINGS_MAX; i++) {
        if (tree->nodes[i].tag != tag)
            continue;
        struct bytes text = heading_text(titles, i);
        if (!text.size)
            continue;
        speak_for(titles, text, i, weight + (found == 0 && tag == TAG_H1 ? weight_first_heading : 0));
        found++;
    }
    if (found == 1 && tag == TAG_H1 && titles->count)
        titles->at[0].score += weight_only_heading;
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

static void judge(struct titles *titles, struct candidate *candidate, struct bytes head, struct bytes opengraph)
{
    enum { SHORT_WORD = 12, SHORT_TEXT = 20, FEW_WORDS = 3 };
    size_t words = count_words(candidate->folded);
    candidate->score += stands_in(candidate, head) ? weight_in_title : 0;
    candidate->score += stands_in(candidate, opengraph) ? weight_in_opengraph : 0;
    candidate->score += words <= 1 && candidate->folded.size < SHORT_WORD + 2 ? weight_one_word : 0;
    candidate->score += words <= FEW_WORDS && candidate->folded.size < SHORT_TEXT + 2 ? weight_few_words : 0;
    struct bytes bare = fold(titles, candidate->text, '\0');
    for (size_t i = 0; i < titles->site_count; i++) {
        if (bytes_equal(bare, titles->sites[i])) {
            candidate->score += weight_site;
            break;
        }
    }
}

enum status headline_choose(struct metadata_draft *draft, struct headline *out)
{
    struct titles *titles = arena_zeroed(draft->arena, 1, sizeof *titles);
    *out = (struct headline){{NULL, 0}, 0};
    if (!titles)
        return STATUS_NOMEM;
    titles->draft = draft;
    gather_sites(titles);
    add_headings(titles, TAG_H1, weight_heading);
    add_headings(titles, TAG_H2, weight_subheading);
    for (size_t i = 0; i < TITLE_SOURCES; i++)
        speak_for(titles, draft->value[FIELD_TITLE][sources[i].source], 0, sources[i].weight);
    struct bytes head = fold(titles, draft->value[FIELD_TITLE][SOURCE_HEAD], ' ');
    struct bytes opengraph = fold(titles, draft->value[FIELD_TITLE][SOURCE_OPENGRAPH], ' ');
    size_t best = 0;
    for (size_t i = 0; i < titles->count; i++) {
        judge(titles, &titles->at[i], head, opengraph);
        if (titles->at[i].score > titles->at[best].score)
            best = i;
    }
    if (titles->count)
        *out = (struct headline){titles->at[best].text, titles->at[best].node};
    return STATUS_OK;
}

#include "shingle/extract/hints.h"

#include "shingle/extract/line.h"

static const char *const hint_words[HINT_COUNT] = {
    [HINT_BODY] = "article body content contents story entry post text paragraph paragraphs richtext copy prose "
                  "storytext bodytext articlebody articletext articlecontent maincontent postcontent entrycontent "
                  "newstext artikel beitrag texte contenu cuerpo corpo testo articolo articulo nota noticia wysiwyg "
                  "longform p absatz fliesstext haber yazi",
    [HINT_ARTICLE] = "articlebody storybody",
    [HINT_MAIN] = "main maincontent primary",
    [HINT_HEADER] = "header masthead head kopf topbar intro",
    [HINT_FOOTER] = "footer foot bottom copyright colophon legal disclaimer fuss contentinfo imprint",
    [HINT_NAV] = "nav navigation navbar menu breadcrumb breadcrumbs crumb crumbs pagination pager paging submenu "
                 "topnav subnav skip toc sitemap tabs toolbar dropdown hamburger",
    [HINT_ASIDE] =
        "aside sidebar rail widget widgets module complementary secondary sidebox box infobox teaser rightcol "
        "leftcol marginalia factbox inset sticky",
    [HINT_SHARE] = "share shares sharing social socials sharebar sharetools addtoany addthis tools toolbox follow "
                   "facebook twitter whatsapp print email sharedaddy actions buttons button btn",
    [HINT_RELATED] =
        "related recommended recommendation recommendations recommend recirc recirculation more teaser "
        "teasers promo promos promoted outbrain taboola trending popular mostread latest readmore also "
        "suggested suggestions similar next previous prev links linklist headlines upnext morefrom further "
        "teaserlist zergnet revcontent relatednews readnext jp crosslink seealso top",
    [HINT_COMMENT] = "comment comments commentlist disqus reply replies respond discussion discuss conversation "
                     "livefyre viafoura coral kommentar kommentare commentaires comentarios reactions forum feedback "
                     "rating ratings review reviews",
    [HINT_ADVERT] = "ad ads adv advert advertisement advertising advertorial adslot adbox adsense banner sponsor "
                    "sponsored sponsors dfp gpt anzeige werbung publicidad affiliate commerce product shop offer "
                    "adunit leaderboard mpu billboard",
    [HINT_SUBSCRIBE] = "newsletter newsletters subscribe subscription subscriber signup sign signin login register "
                       "registration paywall premium piano regwall abo mailchimp optin cta donate donation support "
                       "membership offers account user join",
    [HINT_FIGURE] =
        "figure fig figcaption image images img photo photos picture pictures caption captions media gallery "
        "galleries slideshow carousel video videos player embed bild bildunterschrift foto thumbnail thumb "
        "lightbox slider swiper audio podcast imagecaption legend hero credit credits illustration",
    [HINT_META] = "meta metadata byline bylines author authors date dates time timestamp published updated info info "
                  "credit credits source dateline details pubdate postmeta autor auteur datum writer contributor "
                  "contributors reporter minutes reading attribution readtime",
    [HINT_TITLE] = "headline title heading headlines titles titre titel titulo hed h1 subtitle subheadline",
    [HINT_LEAD] =
        "summary lead lede intro introduction deck dek standfirst description excerpt abstract subhead "
        "subheadline subtitle sub teaser chapo chapeau entradilla sommario occhiello lead vorspann spitzmarke "
        "bullets highlights keypoints sapo ingress",
    [HINT_TAGS] =
        "tag tags taglist topic topics category categories keyword keywords label labels eyebrow kicker rubric "
        "rubrik overline ressort section badge pill chip flag",
    [HINT_CONSENT] = "cookie cookies consent gdpr privacy modal popup overlay onetrust cmp dialog alert notice toast "
                     "notification notifications usercentrics snackbar tooltip",
    [HINT_HIDDEN] = "hidden hide invisible visuallyhidden screenreader offscreen assistive accessibility print noprint "
                    "noscript",
    [HINT_LIST] = "list grid items item feed card cards listing archive river stream loop collection tile tiles ul rss "
                  "result results",
    [HINT_FORM] = "form search searchbox input field poll quiz survey",
    [HINT_TABLE] = "table",
    [HINT_QUOTE] = "quote blockquote pullquote tweet zitat citation instagram",
    [HINT_AUTHORBOX] = "bio biography about profile authorbox authorbio vcard aboutauthor"};

enum { SLOT_BITS = 11, SLOTS = 1 << SLOT_BITS };

struct hint_table {
    uint32_t hash[SLOTS];
    uint32_t hints[SLOTS];
};

enum { HASH_START = 0x2c9277b5, PREFIX_MIN = 5, PREFIX_MAX = 10 };

static uint32_t hash_step(uint32_t hash, uint8_t letter)
{
    return (hash ^ letter) * 16777619u;
}

static size_t slot_of(uint32_t hash)
{
    return (hash * 2654435769u) >> (32 - SLOT_BITS);
}

static void add_word(struct hint_table *table, struct bytes word, unsigned hint)
{
    uint32_t hash = HASH_START;
    for (size_t i = 0; i < word.size; i++)
        hash = hash_step(hash, word.at[i]);
    size_t slot = slot_of(hash);
    while (table->hash[slot] && table->hash[slot] != hash)
        slot = (slot + 1) % SLOTS;
    table->hash[slot] = hash;
    table->hints[slot] |= 1u << hint;
}

const struct hint_table *hint_table_build(struct arena *arena)
{
    struct hint_table *table = arena_zeroed(arena, 1, sizeof *table);
    if (!table)
        return NULL;
    for (unsigned hint = 0; hint < HINT_COUNT; hint++) {
        struct bytes rest = bytes_of_string(hint_words[hint]);
        while (rest.size) {
            size_t end = bytes_find(rest, BYTES(" "), 0);
            add_word(table, bytes_upto(rest, end), hint);
            rest = bytes_from(rest, end == SIZE_MAX ? rest.size : end + 1);
        }
    }
    return table;
}

static uint32_t hints_of_hash(const struct hint_table *table, uint32_t hash)
{
    size_t slot = slot_of(hash);
    while (table->hash[slot]) {
        if (table->hash[slot] == hash)
            return table->hints[slot];
        slot = (slot + 1) % SLOTS;
    }
    return 0;
}

/* A word of a name as it is read: its hash and those of its beginnings. */
struct name_word {
    uint32_t hash;
    uint32_t size;
    uint32_t starts[PREFIX_MAX - PREFIX_MIN + 1];
};

static void word_add(struct name_word *word, uint8_t letter)
{
    word->hash = hash_step(word->hash, letter);
    word->size++;
    if (word->size >= PREFIX_MIN && word->size <= PREFIX_MAX)
        word->starts[word->size - PREFIX_MIN] = word->hash;
}

/* A word that is not listed counts as its longest listed beginning: "cookielawinfo" is a cookie's. */
static uint32_t word_end(const struct hint_table *table, struct name_word *word)
{
    uint32_t hints = hints_of_hash(table, word->hash);
    uint32_t size = word->size > PREFIX_MAX ? PREFIX_MAX : word->size;
    while (!hints && size >= PREFIX_MIN)
        hints = hints_of_hash(table, word->starts[size-- - PREFIX_MIN]);
    word->hash = HASH_START;
    word->size = 0;
    return hints;
}

uint32_t hints_of_value(const struct hint_table *table, struct bytes value)
{
    struct name_word word = {.hash = HASH_START};
    uint32_t hints = 0;
    bool lower = false;
    value = bytes_upto(value, HINT_VALUE_MAX);
    for (size_t i = 0; i < value.size; i++) {
        uint8_t c = value.at[i];
        bool is_upper = c >= 'A' && c <= 'Z', is_lower = c >= 'a' && c <= 'z';
        if (word.size && (!(is_upper || is_lower) || (is_upper && lower)))
            hints |= word_end(table, &word);
        if (is_upper || is_lower)
            word_add(&word, is_upper ? (uint8_t)(c + 32) : c);
        lower = is_lower;
    }
    return word.size ? hints | word_end(table, &word) : hints;
}

static uint32_t hints_of_tag(enum tag tag)
{
#define HINT(name) (1u << HINT_##name)
    static const struct {
        enum tag tag;
        uint32_t hints;
    } of_tag[] = {{TAG_ARTICLE, HINT(ARTICLE)}, {TAG_MAIN, HINT(MAIN)},         {TAG_HEADER, HINT(HEADER)},
                  {TAG_FOOTER, HINT(FOOTER)},   {TAG_NAV, HINT(NAV)},           {TAG_ASIDE, HINT(ASIDE)},
                  {TAG_FIGURE, HINT(FIGURE)},   {TAG_FIGCAPTION, HINT(FIGURE)}, {TAG_FORM, HINT(FORM)},
                  {TAG_FIELDSET, HINT(FORM)},   {TAG_TABLE, HINT(TABLE)},       {TAG_BLOCKQUOTE, HINT(QUOTE)},
                  {TAG_DIALOG, HINT(CONSENT)},  {TAG_TIME, HINT(META)},         {TAG_ADDRESS, HINT(META)},
                  {TAG_MENU, HINT(NAV)},        {TAG_Q, HINT(QUOTE)},           {TAG_SEARCH, HINT(FORM)},
                  {TAG_PICTURE, HINT(FIGURE)}};
    for (size_t i = 0; i < sizeof of_tag / sizeof *of_tag; i++) {
        if (of_tag[i].tag == tag)
            return of_tag[i].hints;
    }
    return 0;
}

/* Whether a style says NAME:VALUE. */
static bool style_says(struct bytes style, struct bytes name, struct bytes value)
{
    size_t at = bytes_find_nocase(style, name, 0);
    if (at == SIZE_MAX)
        return false;
    struct bytes rest = bytes_trim(bytes_from(style, at + name.size));
    return rest.size && rest.at[0] == ':' && bytes_starts_with_nocase(bytes_trim(bytes_from(rest, 1)), value);
}

static bool style_hides(struct bytes style)
{
    style = bytes_upto(style, HINT_VALUE_MAX);
    return style_says(style, BYTES("display"), BYTES("none")) ||
           style_says(style, BYTES("visibility"), BYTES("hidden"));
}

static uint32_t hints_of_attribute(const struct hint_table *table, const struct attribute *attribute)
{
    struct bytes value = bytes_of(attribute->at, attribute->size);
    switch ((unsigned)attribute->name) {
    case ATTRIBUTE_CLASS:
    case ATTRIBUTE_ID:
    case ATTRIBUTE_ROLE:
    case ATTRIBUTE_DATA_TESTID:
    case ATTRIBUTE_DATA_COMPONENT:
    case ATTRIBUTE_DATA_NAME:
    case ATTRIBUTE_DATA_TYPE:
    case ATTRIBUTE_ARIA_LABEL: return hints_of_value(table, value);
    case ATTRIBUTE_ITEMPROP:
        return hints_of_value(table, value) | (bytes_equal_nocase(value, BYTES("articleBody")) ? HINT(ARTICLE) : 0);
    case ATTRIBUTE_HIDDEN: return HINT(HIDDEN);
    case ATTRIBUTE_ARIA_HIDDEN: return bytes_equal_nocase(value, BYTES("true")) ? HINT(HIDDEN) : 0;
    case ATTRIBUTE_STYLE: return style_hides(value) ? HINT(HIDDEN) : 0;
    default: return 0;
    }
#undef HINT
}

uint32_t hints_of_node(const struct hint_table *table, const struct node *node)
{
    uint32_t hints = hints_of_tag((enum tag)node->tag);
    for (size_t i = 0; i < node->attribute_count; i++)
        hints |= hints_of_attribute(table, &node->attributes[i]);
    return hints;
}

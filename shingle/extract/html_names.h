/*
 * Names of elements and attributes that the tree knows, as numbers, and what the HTML standard says about
 * elements. Written by cmake/generate_html_names.py: change that, not this.
 *
 *     enum tag tag = tag_find(name_key(BYTES("blockquote")));
 *     if (tag_is(tag, TAG_BLOCK))
 *         start_paragraph();
 */
#ifndef SHINGLE_EXTRACT_HTML_NAMES_H
#define SHINGLE_EXTRACT_HTML_NAMES_H

#include "shingle/base/bytes.h"

/* clang-format off */
enum tag {
    TAG_NONE, /* no element */
    TAG_DOCUMENT, /* the root */
    TAG_TEXT, /* text, references decoded */
    TAG_RAW, /* a script's content that is kept for the metadata */
    TAG_OTHER, /* an element without a TAG_ of its own */
    TAG_A,
    TAG_ABBR,
    TAG_ACRONYM,
    TAG_ADDRESS,
    TAG_AMP_IMG,
    TAG_ANNOTATION_XML,
    TAG_APPLET,
    TAG_AREA,
    TAG_ARTICLE,
    TAG_ASIDE,
    TAG_AUDIO,
    TAG_B,
    TAG_BASE,
    TAG_BASEFONT,
    TAG_BDI,
    TAG_BDO,
    TAG_BGSOUND,
    TAG_BIG,
    TAG_BLOCKQUOTE,
    TAG_BODY,
    TAG_BR,
    TAG_BUTTON,
    TAG_CANVAS,
    TAG_CAPTION,
    TAG_CENTER,
    TAG_CITE,
    TAG_CODE,
    TAG_COL,
    TAG_COLGROUP,
    TAG_DATA,
    TAG_DATALIST,
    TAG_DD,
    TAG_DEL,
    TAG_DESC,
    TAG_DETAILS,
    TAG_DFN,
    TAG_DIALOG,
    TAG_DIR,
    TAG_DIV,
    TAG_DL,
    TAG_DT,
    TAG_EM,
    TAG_EMBED,
    TAG_FIELDSET,
    TAG_FIGCAPTION,
    TAG_FIGURE,
    TAG_FONT,
    TAG_FOOTER,
    TAG_FOREIGNOBJECT,
    TAG_FORM,
    TAG_FRAME,
    TAG_FRAMESET,
    TAG_H1,
    TAG_H2,
    TAG_H3,
    TAG_H4,
    TAG_H5,
    TAG_H6,
    TAG_HEAD,
    TAG_HEADER,
    TAG_HGROUP,
    TAG_HR,
    TAG_HTML,
    TAG_I,
    TAG_IFRAME,
    TAG_IMAGE,
    TAG_IMG,
    TAG_INPUT,
    TAG_INS,
    TAG_KBD,
    TAG_KEYGEN,
    TAG_LABEL,
    TAG_LEGEND,
    TAG_LI,
    TAG_LINK,
    TAG_LISTING,
    TAG_MAIN,
    TAG_MAP,
    TAG_MARK,
    TAG_MARQUEE,
    TAG_MATH,
    TAG_MENU,
    TAG_META,
    TAG_METER,
    TAG_MI,
    TAG_MN,
    TAG_MO,
    TAG_MS,
    TAG_MTEXT,
    TAG_NAV,
    TAG_NOBR,
    TAG_NOEMBED,
    TAG_NOFRAMES,
    TAG_NOSCRIPT,
    TAG_OBJECT,
    TAG_OL,
    TAG_OPTGROUP,
    TAG_OPTION,
    TAG_OUTPUT,
    TAG_P,
    TAG_PARAM,
    TAG_PICTURE,
    TAG_PLAINTEXT,
    TAG_PRE,
    TAG_PROGRESS,
    TAG_Q,
    TAG_RB,
    TAG_RP,
    TAG_RT,
    TAG_RTC,
    TAG_RUBY,
    TAG_S,
    TAG_SAMP,
    TAG_SCRIPT,
    TAG_SEARCH,
    TAG_SECTION,
    TAG_SELECT,
    TAG_SLOT,
    TAG_SMALL,
    TAG_SOURCE,
    TAG_SPAN,
    TAG_STRIKE,
    TAG_STRONG,
    TAG_STYLE,
    TAG_SUB,
    TAG_SUMMARY,
    TAG_SUP,
    TAG_SVG,
    TAG_TABLE,
    TAG_TBODY,
    TAG_TD,
    TAG_TEMPLATE,
    TAG_TEXTAREA,
    TAG_TFOOT,
    TAG_TH,
    TAG_THEAD,
    TAG_TIME,
    TAG_TITLE,
    TAG_TR,
    TAG_TRACK,
    TAG_TT,
    TAG_U,
    TAG_UL,
    TAG_VAR,
    TAG_VIDEO,
    TAG_WBR,
    TAG_XMP,
    TAG_COUNT
};

/* Properties of an element, for tag_is. */
enum tag_property {
    TAG_IS_VOID = 1, /* has no content and no end tag */
    TAG_IS_SPECIAL = 2, /* an end tag of an inline element does not reach through it */
    TAG_IS_BLOCK = 4, /* parts the text before it from the text in it */
    TAG_IS_CLOSES_P = 8, /* its start tag ends an open p */
    TAG_IS_FORMATTING = 16, /* its end tag may come after that of a block inside it */
    TAG_IS_HEADING = 32, /* h1 to h6 */
    TAG_IS_SCOPE = 64, /* an end tag does not reach through it */
    TAG_IS_BREAKOUT = 128, /* its start tag leaves svg and math */
    TAG_IN_HEAD = 256, /* may stand in head */
    TAG_IS_RAWTEXT = 512, /* its content is raw text */
    TAG_IS_RCDATA = 1024, /* its content is text with references */
    TAG_IS_INTEGRATION = 2048, /* HTML starts again inside it, in svg or math */
};

/* Attributes that the tree keeps; it drops all others. */
enum attribute_name {
    ATTRIBUTE_OTHER,
    ATTRIBUTE_ALT,
    ATTRIBUTE_AMP,
    ATTRIBUTE_ARIA_HIDDEN,
    ATTRIBUTE_ARIA_LABEL,
    ATTRIBUTE_ARIA_LABELLEDBY,
    ATTRIBUTE_ARIA_LEVEL,
    ATTRIBUTE_CHARSET,
    ATTRIBUTE_CITE,
    ATTRIBUTE_CLASS,
    ATTRIBUTE_COLOR,
    ATTRIBUTE_CONTENT,
    ATTRIBUTE_DATA_COMPONENT,
    ATTRIBUTE_DATA_NAME,
    ATTRIBUTE_DATA_SRC,
    ATTRIBUTE_DATA_TESTID,
    ATTRIBUTE_DATA_TYPE,
    ATTRIBUTE_DATETIME,
    ATTRIBUTE_DIR,
    ATTRIBUTE_FACE,
    ATTRIBUTE_HEIGHT,
    ATTRIBUTE_HIDDEN,
    ATTRIBUTE_HREF,
    ATTRIBUTE_HREFLANG,
    ATTRIBUTE_HTTP_EQUIV,
    ATTRIBUTE_ID,
    ATTRIBUTE_ITEMID,
    ATTRIBUTE_ITEMPROP,
    ATTRIBUTE_ITEMSCOPE,
    ATTRIBUTE_ITEMTYPE,
    ATTRIBUTE_LANG,
    ATTRIBUTE_MEDIA,
    ATTRIBUTE_NAME,
    ATTRIBUTE_PROPERTY,
    ATTRIBUTE_REL,
    ATTRIBUTE_ROLE,
    ATTRIBUTE_SIZE,
    ATTRIBUTE_SRC,
    ATTRIBUTE_SRCSET,
    ATTRIBUTE_STYLE,
    ATTRIBUTE_TITLE,
    ATTRIBUTE_TYPE,
    ATTRIBUTE_TYPEOF,
    ATTRIBUTE_VALUE,
    ATTRIBUTE_WIDTH,
    ATTRIBUTE_XML_LANG,
    ATTRIBUTE_COUNT
};
/* clang-format on */

/* A name of at most 16 bytes as two little-endian numbers, padded with zeros: what the tables are searched by. */
struct name_key {
    uint64_t low;
    uint64_t high;
};

/* The key of a lower-case name; {0, 0}, which is no name's, when it is over 16 bytes. */
struct name_key name_key(struct bytes name);

/* The element's number; TAG_OTHER when it has none. */
enum tag tag_find(struct name_key key);

/* The attribute's number; ATTRIBUTE_OTHER when it has none. */
enum attribute_name attribute_find(struct name_key key);

/* The element's name, lower-case; "#other" and the like for what is none. Static storage. */
const char *tag_name(enum tag tag);

extern const uint16_t tag_properties[TAG_COUNT];

/* True when the element has any of the properties. */
static inline bool tag_is(enum tag tag, unsigned properties)
{
    return (tag_properties[tag] & properties) != 0;
}

#endif

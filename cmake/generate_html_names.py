#!/usr/bin/env python3
"""Writes shingle/extract/html_names.h and html_names.c: the element and attribute names that the tree knows.

    cmake/generate_html_names.py          writes both files
    cmake/generate_html_names.py --check  exit status 1 when a file in the tree differs

A name is at most 16 bytes, so it is looked up as two 64-bit numbers in a hash table without a collision on any known
name: the multiplier below is searched until there is none.
"""
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "shingle" / "extract"

# Properties of elements, after the HTML standard's lists (13.1.2 void elements; 13.2.4.2 special, formatting, scopes;
# 13.2.6.4.7 which start tags close a p; 13.2.6.5 which leave foreign content) and its default style sheet (block).
PROPERTIES = {
    "VOID": ("has no content and no end tag",
             "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"),
    "SPECIAL": ("an end tag of an inline element does not reach through it",
                "address applet area article aside base basefont bgsound blockquote body br button caption center col"
                " colgroup dd details dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3"
                " h4 h5 h6 head header hgroup hr html iframe img input keygen li link listing main marquee menu meta nav"
                " noembed noframes noscript object ol p param plaintext pre script search section select source style"
                " summary table tbody td template textarea tfoot th thead title tr track ul wbr xmp"),
    "BLOCK": ("parts the text before it from the text in it",
              "address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset"
              " figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li listing"
              " main menu nav noframes ol optgroup option p plaintext pre search section summary table tbody td tfoot th"
              " thead title tr ul xmp"),
    "CLOSES_P": ("its start tag ends an open p",
                 "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer"
                 " form h1 h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search section"
                 " summary table ul xmp"),
    "FORMATTING": ("its end tag may come after that of a block inside it",
                   "a b big code em font i nobr s small strike strong tt u"),
    "HEADING": ("h1 to h6", "h1 h2 h3 h4 h5 h6"),
    "SCOPE": ("an end tag does not reach through it",
              "applet caption html marquee object table td template th"),
    "BREAKOUT": ("its start tag leaves svg and math",
                 "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing"
                 " menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var"),
    "HEAD": ("may stand in head", "base basefont bgsound link meta noframes noscript script style template title"),
    "RAWTEXT": ("its content is raw text", "iframe noembed noframes style xmp"),
    "RCDATA": ("its content is text with references", "textarea title"),
    "INTEGRATION": ("HTML starts again inside it, in svg or math",
                    "annotation-xml desc foreignobject mi mn mo ms mtext title"),
}
OTHERS = ("abbr acronym amp-img audio bdi bdo canvas cite data datalist del dfn ins kbd label legend map mark math meter"
          " optgroup option output picture progress q rb rp rt rtc ruby samp slot span svg time var video dialog image")
ATTRIBUTES = ("alt amp aria-hidden aria-label aria-labelledby aria-level class charset cite color content datetime"
              " data-component data-testid data-type data-name dir face hidden href hreflang http-equiv id itemid"
              " itemprop itemscope itemtype lang media name property rel role size src srcset style title type value"
              " width height xml:lang data-src typeof")
PSEUDO = (("NONE", "no element"), ("DOCUMENT", "the root"), ("TEXT", "text, references decoded"),
          ("RAW", "a script's content that is kept for the metadata"), ("OTHER", "an element without a TAG_ of its own"))
MASK = (1 << 64) - 1


def key(name):
    raw = name.encode().ljust(16, b"\0")
    return int.from_bytes(raw[:8], "little"), int.from_bytes(raw[8:], "little")


def multiplier(names, bits):
    state = 0x9E3779B97F4A7C15
    for _ in range(2000000):
        state = (state * 6364136223846793005 + 1442695040888963407) & MASK
        k = state | 1
        if len({slot(key(n), k, bits) for n in names}) == len(names):
            return k
    raise SystemExit("no multiplier without a collision: widen the table")


def slot(pair, k, bits):
    low, high = pair
    x = (low ^ (high << 5 & MASK) ^ (high >> 59)) * k & MASK
    return x >> (64 - bits)


def table(names, prefix, bits):
    k = multiplier(names, bits)
    slots = [0] * (1 << bits)
    for i, name in enumerate(names):
        slots[slot(key(name), k, bits)] = i + 1
    lines = [f"#define {prefix}_MULTIPLIER UINT64_C({k:#x})", f"#define {prefix}_BITS {bits}",
             f"static const uint8_t {prefix.lower()}_slots[1 << {prefix}_BITS] = {{"]
    for start in range(0, len(slots), 24):
        lines.append("    " + ", ".join(map(str, slots[start:start + 24])) + ",")
    lines.append("};")
    return lines


def constant(name):
    return name.upper().replace("-", "_").replace(":", "_")


def main():
    tags = sorted(set(OTHERS.split()).union(*(names.split() for _, names in PROPERTIES.values())))
    attributes = sorted(ATTRIBUTES.split())
    assert len(tags) < 250 and len(attributes) < 64
    header = ["/*", " * Names of elements and attributes that the tree knows, as numbers, and what the HTML standard says about",
              " * elements. Written by cmake/generate_html_names.py: change that, not this.", " *",
              " *     enum tag tag = tag_find(name_key(BYTES(\"blockquote\")));",
              " *     if (tag_is(tag, TAG_BLOCK))", " *         start_paragraph();", " */",
              "#ifndef SHINGLE_EXTRACT_HTML_NAMES_H", "#define SHINGLE_EXTRACT_HTML_NAMES_H", "",
              "#include \"shingle/base/bytes.h\"", "", "/* clang-format off */", "enum tag {"]
    for name, text in PSEUDO:
        header.append(f"    TAG_{name}, /* {text} */")
    header += [f"    TAG_{constant(t)}," for t in tags]
    header += ["    TAG_COUNT", "};", "", "/* Properties of an element, for tag_is. */", "enum tag_property {"]
    for i, (name, (text, _)) in enumerate(PROPERTIES.items()):
        header.append(f"    TAG_{'IN_' if name == 'HEAD' else 'IS_'}{name} = {1 << i}, /* {text} */")
    header += ["};", "", "/* Attributes that the tree keeps; it drops all others. */", "enum attribute_name {",
               "    ATTRIBUTE_OTHER,"]
    header += [f"    ATTRIBUTE_{constant(a)}," for a in attributes]
    header += ["    ATTRIBUTE_COUNT", "};", "/* clang-format on */", "", HEADER_END]
    body = ["/* Written by cmake/generate_html_names.py: change that, not this. */",
            "#include \"shingle/extract/html_names.h\"", "", "/* clang-format off */"]
    body += table(tags, "TAG", 11) + [""]
    body += table(attributes, "ATTRIBUTE", 8) + [""]
    body += ["const uint16_t tag_properties[TAG_COUNT] = {"]
    for t in tags:
        names = [f"TAG_{'IN_' if p == 'HEAD' else 'IS_'}{p}" for p, (_, l) in PROPERTIES.items() if t in l.split()]
        if names:
            body.append(f"    [TAG_{constant(t)}] = {' | '.join(names)},")
    body += ["};", "", "static const struct name_key tag_keys[] = {"]
    body += [f"    {{UINT64_C({key(t)[0]:#x}), UINT64_C({key(t)[1]:#x})}}, /* {t} */" for t in tags]
    body += ["};", "", "static const struct name_key attribute_keys[] = {"]
    body += [f"    {{UINT64_C({key(a)[0]:#x}), UINT64_C({key(a)[1]:#x})}}, /* {a} */" for a in attributes]
    body += ["};", "", "static const char *const tag_names[TAG_COUNT] = {"]
    body += [f"    [TAG_{name}] = \"#{name.lower()}\"," for name, _ in PSEUDO]
    body += [f"    [TAG_{constant(t)}] = \"{t}\"," for t in tags]
    body += ["};", "/* clang-format on */", "", BODY_END]
    files = {"html_names.h": "\n".join(header), "html_names.c": "\n".join(body)}
    differs = False
    for name, text in files.items():
        path = FOLDER / name
        if "--check" in sys.argv:
            differs |= not path.exists() or path.read_text() != text
        else:
            path.write_text(text)
    sys.exit(1 if differs else 0)


HEADER_END = """/* A name of at most 16 bytes as two little-endian numbers, padded with zeros: what the tables are searched by. */
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
"""

BODY_END = """struct name_key name_key(struct bytes name)
{
    struct name_key key = {0, 0};
    if (name.size > 16)
        return key;
    for (size_t i = 0; i < name.size; i++) {
        if (i < 8)
            key.low |= (uint64_t)name.at[i] << (8 * i);
        else
            key.high |= (uint64_t)name.at[i] << (8 * (i - 8));
    }
    return key;
}

static size_t name_slot(struct name_key key, uint64_t multiplier, unsigned bits)
{
    return (size_t)(((key.low ^ (key.high << 5) ^ (key.high >> 59)) * multiplier) >> (64 - bits));
}

static bool same_key(struct name_key a, struct name_key b)
{
    return a.low == b.low && a.high == b.high;
}

enum tag tag_find(struct name_key key)
{
    unsigned at = tag_slots[name_slot(key, TAG_MULTIPLIER, TAG_BITS)];
    return at && same_key(tag_keys[at - 1], key) ? (enum tag)(TAG_OTHER + at) : TAG_OTHER;
}

enum attribute_name attribute_find(struct name_key key)
{
    unsigned at = attribute_slots[name_slot(key, ATTRIBUTE_MULTIPLIER, ATTRIBUTE_BITS)];
    return at && same_key(attribute_keys[at - 1], key) ? (enum attribute_name)at : ATTRIBUTE_OTHER;
}

const char *tag_name(enum tag tag)
{
    return (unsigned)tag < TAG_COUNT ? tag_names[tag] : "#none";
}
"""

if __name__ == "__main__":
    main()

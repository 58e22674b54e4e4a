#include "bench/hostile_pages.h"

#include <stdio.h>
#include <string.h>

#define N     HOSTILE_COUNTER
#define LD    "<script type=application/ld+json>"
#define WORDS "the harbour was closed on Friday because of the wind, and three ferries stayed at sea until morning. "
#define HTML(name, head, open, close, tail)                                                                            \
    {                                                                                                                  \
        name, PAGE_HTML, head, open, close, tail, NULL                                                                 \
    }
#define TEXT(name, head, open, close, tail)                                                                            \
    {                                                                                                                  \
        name, PAGE_TEXT, head, open, close, tail, NULL                                                                 \
    }

const struct hostile_page hostile_pages[] = {
    /* One tag, or tags, with very many attributes. */
    HTML("attributes", "<p ", "a" N "=v ", NULL, ">x"),
    HTML("attributes known", "<p ", "class=c" N " id=i role=r title=t ", NULL, ">x"),
    HTML("attributes bare", "<p ", "a ", NULL, ">x"),
    HTML("attributes quoted", "<p ", "a='&amp;' ", NULL, ">x"),
    HTML("attributes of each tag", "", "<p class=a" N " id=b role=c itemprop=d style=e title=f hidden lang=en>x", NULL,
         NULL),
    HTML("class of many words", "<p class='", "w" N " ", NULL, "'>x"),
    HTML("classes", "", "<p class='story-body-" N " relatedMoreTeaserShareComment cookieconsentbannerwrapper'>x", NULL,
         NULL),
    HTML("styles", "", "<p style='display display : display display:none'>x", NULL, NULL),
    HTML("quote left open", "<p>x", "<a href=\"" N ">y", NULL, NULL),
    HTML("quotes of both kinds", "<p>x", "<a b='\" c=\"' ", NULL, NULL),
    HTML("tag left open", "<p>x", "<a", NULL, NULL),
    HTML("equal signs", "<p ", "=", NULL, ">x"),
    HTML("slashes", "<p ", "/ /", NULL, ">x"),
    HTML("name without end", "<p>x<a", "b", NULL, NULL),
    /* Nesting. */
    HTML("nesting", "", "<div>", "</div>", NULL),
    HTML("nesting with text", "", "<div>a ", "</div> b", NULL),
    HTML("nesting left open", "", "<div>" N, NULL, NULL),
    HTML("nesting past the cap", "", "<div><p>a<div><p>b</div>c</div>", NULL, NULL),
    HTML("unknown elements", "", "<x-y>", "</x-y>", NULL),
    HTML("unknown names", "", "<x" N ">", "</x1>", NULL),
    HTML("stray end tags", "<div><p>a", "</b></i></span></section></x-y></li>", NULL, NULL),
    HTML("stray p and br", "", "</p></br>", NULL, NULL),
    HTML("items", "<ul>", "<li>a" N, NULL, NULL),
    HTML("lists in lists", "", "<ul><li>a", NULL, NULL),
    HTML("terms", "", "<dl><dt>a<dd>b", NULL, NULL),
    HTML("headings", "", "<h1>a<h2>b" N, NULL, NULL),
    HTML("buttons", "", "<button>a", NULL, NULL),
    HTML("options", "<select>", "<option>a<optgroup>", NULL, NULL),
    HTML("selects", "", "<select><option>a", NULL, NULL),
    HTML("ruby", "<ruby>", "k<rp>(<rt>r<rp>)", NULL, NULL),
    HTML("forms", "", "<form><fieldset>a", NULL, NULL),
    HTML("templates", "", "<template>a", "</template>", NULL),
    HTML("a million p", "", "<p>", NULL, NULL),
    HTML("a million br", "", "a<br>", NULL, NULL),
    HTML("closed p", "", "<p>a</p>\n", NULL, NULL),
    /* Formatting left open, and closed inside the blocks that it holds. */
    HTML("formatting left open", "", "<b><i>a", NULL, NULL),
    HTML("formatting in blocks", "", "<b><div>a", "</b></div>", NULL),
    HTML("adoption", "", "<a><div><b></a>x</div></b>", NULL, NULL),
    HTML("adoption of p", "", "<p><b><i><u><s>a", NULL, NULL),
    HTML("links in links", "", "<a href=/" N ">a", NULL, NULL),
    HTML("fonts crossed", "", "<font><p><b>a</font><p>", NULL, NULL),
    /* Tables. */
    HTML("tables", "", "<table><tr><td>a", NULL, NULL),
    HTML("tables closed", "", "<table><tr><td>a", "</table>", NULL),
    HTML("cells", "<table>", "<td>a" N, NULL, NULL),
    HTML("rows", "<table>", "<tr><td>a<th>b", NULL, NULL),
    HTML("table parts", "<table>", "<caption>a<tbody><tfoot><thead><tr>b", NULL, NULL),
    HTML("text in tables", "<table><tr>", "a<b>b</b>", NULL, NULL),
    /* svg and math. */
    HTML("svg", "", "<svg>", "</svg>", NULL),
    HTML("svg and html", "", "<svg><foreignobject><p>a", NULL, NULL),
    HTML("math", "", "<math><mi>x", NULL, NULL),
    HTML("breakout", "", "<svg><g><g><p>a", NULL, NULL),
    HTML("cdata", "<svg>", "<![CDATA[a]]>", NULL, NULL),
    HTML("cdata left open", "<svg><![CDATA[", "]]", NULL, NULL),
    HTML("cdata outside", "", "<![CDATA[a]]>", NULL, NULL),
    /* Comments, declarations. */
    HTML("comments", "", "<!---->", NULL, NULL),
    HTML("comment left open", "<!--", "- -", NULL, NULL),
    HTML("comment of dashes", "<!--", "-", NULL, NULL),
    HTML("comment starts", "", "<!--", NULL, NULL),
    HTML("comment ends", "a<!--", "--!", NULL, NULL),
    HTML("bogus comments", "", "<!a></ b><?c>", NULL, NULL),
    HTML("bogus left open", "a", "<?", NULL, NULL),
    HTML("doctypes", "", "<!doctype html public 'a' \"b\">", NULL, NULL),
    HTML("angles", "a", "<", NULL, NULL),
    HTML("angles and slashes", "a", "</", NULL, NULL),
    /* References. */
    HTML("references", "<p>", "&amp;", NULL, NULL),
    HTML("references longest", "<p>", "&CounterClockwiseContourIntegral", NULL, NULL),
    HTML("references grown", "<p>", "&nGt;", NULL, NULL),
    HTML("references half", "<p>", "&a&no&notin", NULL, NULL),
    HTML("ampersands", "<p>", "&", NULL, NULL),
    HTML("numbers", "<p>", "&#65;&#x1f600;&#0;&#x110000", NULL, NULL),
    HTML("number without end", "<p>&#", "9", NULL, NULL),
    HTML("name reference without end", "<p>&", "a", NULL, NULL),
    HTML("references in attribute", "<p title='", "&amp;&no", NULL, "'>x"),
    HTML("references in title", "<title>", "&amp;&eacute &no ", NULL, NULL),
    /* Raw text. */
    HTML("plaintext", "<plaintext>", "a <b> ", NULL, NULL),
    HTML("plaintext tags", "", "<plaintext>", NULL, NULL),
    HTML("titles", "", "<title>a" N "</title>", NULL, NULL),
    HTML("title left open", "<title>", "word </titl", NULL, NULL),
    HTML("textareas", "", "<textarea>a</textarea>", NULL, NULL),
    HTML("scripts", "", "<script>a</script>", NULL, NULL),
    HTML("script escapes", "<script>", "<!--<script>", NULL, NULL),
    HTML("script escapes closed", "<script>", "<!--<script></script>-->", NULL, NULL),
    HTML("script half ends", "<script>", "</scrip", NULL, NULL),
    HTML("script comments", "<script>", "<!--", NULL, NULL),
    HTML("styles raw", "", "<style>a{}</style>x", NULL, NULL),
    HTML("noscripts", "", "<noscript><img src=x></noscript>", NULL, NULL),
    HTML("xmp", "<xmp>", "<b></xm", NULL, NULL),
    HTML("pre", "<pre>", "a  b\n", NULL, NULL),
    /* Metadata. */
    HTML("json brackets", LD, "[", NULL, "</script><p>x"),
    HTML("json objects", LD, "{\"a\":", NULL, "</script><p>x"),
    HTML("json graph", LD "[", "{\"@type\":\"NewsArticle\",\"headline\":\"h" N "\",\"author\":{\"name\":\"A\"}},", NULL,
         "{}]</script>"),
    HTML("json keys", LD "{", "\"key" N "\":\"v\",", NULL, "\"a\":1}</script>"),
    HTML("json authors", LD "{\"@type\":\"NewsArticle\",\"author\":[",
         "{\"@type\":\"Person\",\"name\":\"Ann Other" N "\"},", NULL, "{}]}</script>"),
    HTML("json keywords", LD "{\"@type\":\"NewsArticle\",\"keywords\":[", "\"word" N "\",", NULL, "\"\"]}</script>"),
    HTML("json string", LD "{\"@type\":\"NewsArticle\",\"articleBody\":\"", WORDS, NULL, "\"}</script><p>" WORDS),
    HTML("json body repeated", LD "{\"@type\":\"NewsArticle\",\"articleBody\":\"", "a ", NULL,
         "\"}</script><p>a a a a"),
    HTML("json escapes", LD "{\"@type\":\"NewsArticle\",\"articleBody\":\"", "\\u0041\\n\\\"", NULL, "\"}</script>"),
    HTML("json sloppy", LD, "{,\"a\"::'b',,]}", NULL, "</script>"),
    HTML("json scripts", "", LD "{\"@type\":\"NewsArticle\",\"headline\":\"h" N "\"}</script>", NULL, NULL),
    HTML("json quotes", LD, "\"", NULL, "</script>"),
    HTML("metas", "", "<meta name=author content='Ann Other" N "'><meta property=og:title content='t" N "'>", NULL,
         NULL),
    HTML("metas of all kinds", "",
         "<meta name=keywords content='a, b" N "'><meta property=article:tag content=t" N
         "><meta name=dc.date content=2025-01-01>",
         NULL, NULL),
    HTML("meta content", "<meta name=keywords content='", "a, ", NULL, "'>"),
    HTML("meta charsets", "", "<meta charset=none" N ">", NULL, NULL),
    HTML("links", "", "<link rel='canonical alternate' href=/a/../b" N ">", NULL, NULL),
    HTML("times", "", "<time datetime=2025-01-01T10:00:00Z>1 January 2025</time> ", NULL, NULL),
    HTML("microdata", "",
         "<div itemscope itemtype=http://schema.org/NewsArticle><span itemprop='author name headline'>Ann</span>", NULL,
         NULL),
    HTML("microdata nested", "", "<span itemscope itemprop=author>A ", "</span>", NULL),
    HTML("authors", "", "<a rel=author href=/ann>Ann Other" N "</a> <span class=byline>By Ann Other" N "</span>", NULL,
         NULL),
    HTML("bylines nested", "", "<span class=byline>By Ann", NULL, NULL),
    HTML("headlines", "", "<h1 class=headline itemprop=headline>Storm closes the port again " N "</h1>", NULL, NULL),
    HTML("canonical", "<link rel=canonical href='/", "../a/", NULL, "'><p>x"),
    HTML("title and lines", "<title>one two three four five six seven eight</title>",
         "<p>one two three four five six seven " N, NULL, NULL),
    HTML("title of bars", "<title>", "a | b - ", NULL, "</title><p>x"),
    /* Lines. */
    HTML("lines equal", "", "<p>The ferry sails at noon, the company said.", NULL, NULL),
    HTML("lines distinct", "", "<p>" N, NULL, NULL),
    HTML("lines of sentences", "", "<p>" N " ships of the " N " line stayed in port on Friday, the company said.", NULL,
         NULL),
    HTML("list of links", "<ul>", "<li><a href=/" N ">Storm closes port number " N "</a>", NULL, NULL),
    HTML("captions", "", "<figure><figcaption>A ship. / Reuters</figcaption></figure>", NULL, NULL),
    HTML("one long line", "<p>", WORDS, NULL, NULL),
    HTML("one long word", "<p>", "a", NULL, NULL),
    HTML("blocks empty", "", "<div class=c" N "></div>", NULL, NULL),
    HTML("blocks in blocks", "", "<div class=c" N "><p>a b" N "</p></div>", NULL, NULL),
    HTML("inline pieces", "<p>", "<i>a</i><a href=x>b</a>", NULL, NULL),
    HTML("white space", "<p>a", " \n", NULL, NULL),
    HTML("spaces of all kinds", "<p>", "a\xc2\xa0\xe2\x80\x83\xe3\x80\x80", NULL, NULL),
    HTML("nul bytes", "<p>", "a\x02", NULL, NULL), /* see make_unit */
    HTML("carriage returns", "<p>", "a\r", NULL, NULL),
    HTML("unspaced", "<p>", "\xe6\xb8\xaf\xe5\x8f\xa3", NULL, NULL),
    /* Plain text. */
    TEXT("text: long line", "", WORDS, NULL, NULL),
    TEXT("text: long word", "", "a", NULL, NULL),
    TEXT("text: lines equal", "", "The ferry sails at noon, the company said.\n", NULL, NULL),
    TEXT("text: lines distinct", "", N "\n", NULL, NULL),
    TEXT("text: sentences", "", N " ships of the " N " line stayed in port on Friday, the company said.\n\n", NULL,
         NULL),
    TEXT("text: one letter", "", "a\n", NULL, NULL),
    TEXT("text: newlines", "a", "\n", NULL, NULL),
    TEXT("text: returns", "a", "\r", NULL, NULL),
    TEXT(
        "text: wrapped", "",
        "The harbour was closed on Friday because of the wind, and three\nferries stayed at sea until the morning, the company said on\n",
        NULL, NULL),
    TEXT("text: indented", "", "                                                        a\n", NULL, NULL),
    TEXT("text: unspaced", "", "\xe6\xb8\xaf\xe5\x8f\xa3\xe3\x80\x82", NULL, NULL),
    TEXT("text: unspaced lines", "", "\xe6\xb8\xaf\xe5\x8f\xa3\n", NULL, NULL),
    TEXT("text: Thai", "", "\xe0\xb8\xa5\xe0\xb8\xa1\xe0\xb9\x81", NULL, NULL),
    TEXT("text: combining marks", "e", "\xcc\x81", NULL, NULL),
    TEXT("text: marks on each", "", "e\xcc\x81\xcc\x82 ", NULL, NULL),
    TEXT("text: brackets", "LONDON ", "(", NULL, NULL),
    TEXT("text: datelines", "", "LONDON, Nov 21 (Reuters) - ", NULL, NULL),
    TEXT("text: dateline lines", "", "LONDON, Nov 21 (Reuters) - The port is closed, the company said.\n", NULL, NULL),
    TEXT("text: dateline open", "LONDON, Nov 21 (", "Reuters, ", NULL, NULL),
    TEXT("text: capitals", "", "LONDON ", NULL, NULL),
    TEXT("text: dashes", "LONDON ", "- ", NULL, NULL),
    TEXT("text: agencies", "", "Reuters AP AFP dpa (Reuters) ", NULL, NULL),
    TEXT("text: agency lines", "", "SOURCE: Reuters, AP, AFP\n", NULL, NULL),
    TEXT("text: credits", "", "Reporting by Ann Other in London; Editing by Jo Roe; ", NULL, NULL),
    TEXT("text: credit lines", "", "(Reporting by Ann Other; Editing by Jo Roe)\n", NULL, NULL),
    TEXT("text: brackets of agencies", "", "(dpa/xy) [AP] /TASS/ ", NULL, NULL),
    TEXT("text: bracket lines", "", "(((((((( Reuters\n", NULL, NULL),
    TEXT("text: initials", "Reuters", "/ab/cd", NULL, NULL),
    TEXT("text: byline of signs", "By ", "! ", NULL, NULL),
    TEXT("text: byline of bars", "By ", "|/", NULL, NULL),
    TEXT("text: source lines", "", "Source: ab/cd/ef\n", NULL, NULL),
    TEXT("text: names alone", "21.11.2025\n", "AP\n", NULL, NULL),
    TEXT("text: signatures", "", "Ann Other and Jo Roe, dpa\n", NULL, NULL),
    TEXT("text: Chinese datelines", "",
         "\xe6\x96\xb0\xe5\x8d\x8e\xe7\xa4\xbe\xe5\x8c\x97\xe4\xba\xac"
         "11\xe6\x9c\x88",
         NULL, NULL),
    HTML("author of many", "<meta name=source content='", "Reuters, ", NULL, "'><p>x"),
    TEXT("text: bylines", "", "By Ann Other and Jo Roe, ", NULL, NULL),
    TEXT("text: dates", "", "21 November 2025, ", NULL, NULL),
    TEXT("text: date lines", "", "Published 21 November 2025\n", NULL, NULL),
    TEXT("text: digits", "", "1", NULL, NULL),
    TEXT("text: captions", "", "A ship at the quay. / Reuters\n", NULL, NULL),
    TEXT("text: labels", "", "Read more\nRECOMMENDED\nShare\n", NULL, NULL),
    TEXT("text: addresses", "", "http://a.example/@", NULL, NULL),
    TEXT("text: stops", "A", ". ", NULL, NULL),
    TEXT("text: quotes", "", "\"' ", NULL, NULL),
    TEXT("text: headline again", "One two three four five six\n", "One two three four five six seven " N "\n", NULL,
         NULL),
    TEXT("text: bad bytes", "a", "\xff", NULL, NULL),
    TEXT("text: lone leads", "a", "\xc3\xe2\x80", NULL, NULL),
    TEXT("text: nul bytes", "a b c d ", "\x02 b c", NULL, NULL),
    TEXT("text: emoji", "", "\xf0\x9f\x98\x80", NULL, NULL),
    /* Encodings that break at every byte. */
    {"sjis broken", PAGE_TEXT, "a", "\x81 ", NULL, NULL, "shift_jis"},
    {"big5 broken", PAGE_TEXT, "a", "\xff", NULL, NULL, "big5"},
    {"gb18030 broken", PAGE_TEXT, "a", "\x81\x30\x81", NULL, NULL, "gb18030"},
    {"euc-jp half", PAGE_TEXT, "a", "\x8f\xa4 ", NULL, NULL, "euc-jp"},
    {"iso-2022-jp escapes", PAGE_TEXT, "a", "\x1b$B\x1b(B", NULL, NULL, "iso-2022-jp"},
    {"utf-16 surrogates", PAGE_TEXT, "\xff\xfe", "\x3d\xd8", NULL, NULL, "utf-16"},
    {"latin guess", PAGE_TEXT, "", "caf\xe9 ", NULL, NULL, NULL},
    {"pairs guess", PAGE_TEXT, "", "\x83\x65\x83\x93", NULL, NULL, NULL},
};
const size_t hostile_page_count = sizeof hostile_pages / sizeof *hostile_pages;

/* One repetition with its number; byte 2 in it stands for NUL, which a string cannot hold. */
static size_t make_unit(const char *unit, size_t number, uint8_t *out)
{
    size_t size = 0;
    for (; *unit; unit++) {
        if (*unit == *HOSTILE_COUNTER)
            size += (size_t)sprintf((char *)out + size, "%zu", number);
        else
            out[size++] = *unit == 2 ? 0 : (uint8_t)*unit;
    }
    return size;
}

size_t hostile_page_make(const struct hostile_page *pattern, uint8_t *room, size_t size)
{
    enum { UNIT_MAX = 1024 };
    uint8_t unit[UNIT_MAX];
    size_t head = strlen(pattern->head), close = pattern->close ? strlen(pattern->close) : 0;
    size_t tail = pattern->tail ? strlen(pattern->tail) : 0;
    size_t at = head, count = 0;
    if (head + tail > size)
        return 0;
    memcpy(room, pattern->head, head);
    for (size_t made; (made = make_unit(pattern->open, count, unit)) + close * (count + 1) + tail <= size - at;
         count++) {
        memcpy(room + at, unit, made);
        at += made;
    }
    for (size_t i = 0; i < count && close; i++, at += close)
        memcpy(room + at, pattern->close, close);
    if (tail)
        memcpy(room + at, pattern->tail, tail);
    return count ? at + tail : 0;
}

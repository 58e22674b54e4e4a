/*
 * From a fetched page to its article: charset, tree, metadata, boilerplate stripped, wire credit read. Pure: no files,
 * sockets, threads, clocks or globals; the same bytes always give the same article.
 *
 *     struct page page = {.content = body, .url = url};
 *     struct article article;
 *     enum status status = article_extract(&page, &arena, &article);
 *     if (status == STATUS_OK && article.outcome == ARTICLE_FOUND)
 *         use(article.title, article.text);
 *
 * HTML and plain text go the same way: both become a list of lines with features, and one classifier with context
 * judges each (line.h). HTML adds evidence to a line: its tags, its share of link text, class words, its place in the
 * tree.
 */
#ifndef SHINGLE_EXTRACT_PAGE_H
#define SHINGLE_EXTRACT_PAGE_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"
#include "shingle/base/status.h"

enum {
    PAGE_CONTENT_MAX = 16 << 20, /* bytes of a page that article_extract takes; larger ones are STATUS_TOOBIG */
    PAGE_LABEL_MAX = 64 << 10    /* bytes of url, charset_label and title_hint; the rest of a longer one is ignored */
};

struct agency_table;

enum page_kind {
    PAGE_AUTO, /* told apart by content: markup near the start means HTML */
    PAGE_HTML,
    PAGE_TEXT
};

enum page_flag {
    PAGE_AS_IS =
        1,        /* keep every line: the text was stripped already (metadata and wire credit are read all the same) */
    PAGE_WHY = 2, /* fill article.lines, for people who ask why a line was kept or dropped */
    PAGE_BLOCKS = 4 /* fill article.blocks, for those who write the article with its structure */
};

/* What was fetched. Views must stay valid until the article is no longer used: it points into them. */
struct page {
    struct bytes content;       /* the page as fetched, any charset */
    struct bytes url;           /* where it was fetched, or empty; relative links are resolved against it */
    struct bytes charset_label; /* the transport's charset, e.g. of Content-Type, or empty */
    struct bytes title_hint;    /* a title that the submitter knows, UTF-8, or empty; it wins over the page's own */
    const struct agency_table *agencies; /* beside the built-in ones (agency_table.h), or NULL */
    enum page_kind kind;
    unsigned flags; /* of enum page_flag */
};

enum article_outcome {
    ARTICLE_FOUND, /* text holds the article */
    ARTICLE_NONE   /* the page has none; reason says why, metadata is filled all the same */
};

/* One line of the page with its verdict; see PAGE_WHY. */
struct article_line {
    struct bytes text;
    const char *reason; /* static, e.g. "list of links"; never NULL */
    float score;        /* > 0 speaks for the article, < 0 against; after context */
    bool kept;
};

/*
 * What the caps took off a page, markup alone: text is never shed. All are 0 on pages that nobody made to cost.
 */
struct page_shed {
    uint32_t depth;           /* elements below TREE_DEPTH_MAX: their content counts as that of the element above */
    uint32_t nodes;           /* tags past TREE_NODES_MAX: the text behind them is one more line or a few */
    uint32_t attributes;      /* attributes over TOKEN_ATTRIBUTES_MAX of a tag */
    uint32_t attribute_bytes; /* attribute values that were cut at TOKEN_ATTRIBUTE_BYTES_MAX */
    uint32_t references;      /* "&" and a name over ENTITY_NAME_MAX, longer than any: it stays as text */
    uint32_t blocks;          /* blocks past BLOCK_COUNT_MAX, which count as their parents */
    uint32_t lines;           /* lines past LINE_COUNT_MAX, which are one */
    uint32_t json; /* JSON-LD scripts past METADATA_SCRIPTS_MAX, and values past the limits of loose_json.h */
};

enum { PAGE_SHED_KINDS = 8 };

/* One of the counts above, in their order, for those who tell of them. */
struct page_shed_count {
    const char *name; /* static, as the member is called */
    uint32_t count;
};

/* The count number kind, from 0 to below PAGE_SHED_KINDS; a shed of NULL counts nothing. */
struct page_shed_count page_shed_count(const struct page_shed *shed, size_t kind);

/* What a kept line is in the article. */
enum article_block_kind {
    ARTICLE_PARAGRAPH,
    ARTICLE_HEADING,
    ARTICLE_ITEM,  /* of a list */
    ARTICLE_CELL,  /* of a table whose rows have several */
    ARTICLE_QUOTE, /* paragraph of a quotation */
    ARTICLE_CODE   /* preformatted: its lines are joined blocks; blanks are squeezed as everywhere */
};

/*
 * One kept line as a part of the article; see PAGE_BLOCKS. Lists, tables and quotations are runs of blocks with the
 * same whole; the cells of a row are those with the same part. Blocks of a list inside an item have a whole of their
 * own and a higher level.
 */
struct article_block {
    struct bytes text; /* the line as it is in article.text; a list's sign of plain text is not part of it */
    uint32_t whole;    /* number of the list, table or quotation; 0 for none */
    uint32_t part;     /* number of the item, or of the cell's row */
    uint8_t kind;      /* enum article_block_kind */
    uint8_t level;     /* of a heading, 1 to 6; of an item, lists around it, 1 to 255 */
    bool joined;       /* goes on in the paragraph, item or cell of the block before it, on a new line */
    bool ordered;      /* item of a numbered list */
    bool header;       /* cell that heads its row or column */
};

/* All views are UTF-8, live in the arena or the page, and are empty when unknown. */
struct article {
    enum article_outcome outcome;
    const char *reason;               /* why there is no article; static; "" when found */
    bool is_html;                     /* it was read as HTML, else as plain text; tells with PAGE_AUTO */
    bool is_wall;                     /* there is none since a banner, an offer or a form stands where it would be */
    struct bytes title;               /* without the site's name */
    struct bytes text;                /* paragraphs, subheadings, list items: one a line, parted by an empty line */
    struct bytes byline;              /* "Jane Roe, John Doe" */
    struct bytes published;           /* ISO 8601, date or date and time, with zone when known */
    struct bytes modified;            /* as published */
    struct bytes site;                /* name of the site */
    struct bytes lang;                /* BCP 47 as the page tells it, e.g. "en-GB" */
    struct bytes canonical_url;       /* absolute */
    struct bytes section;             /* e.g. "Politics" */
    struct bytes image;               /* URL of the leading picture */
    struct bytes keywords;            /* parted by ", " */
    struct bytes agency;              /* wire agencies that are credited: "Reuters", or "Reuters, AP"; at most six */
    struct bytes dateline_city;       /* "LONDON" of "LONDON, Nov 21 (Reuters) - ..." */
    struct bytes dateline_date;       /* "Nov 21" of it, as written */
    size_t body_at;                   /* offset in text behind a leading dateline: where fingerprinting starts */
    struct bytes charset;             /* what the content was decoded as, by the encoding standard's name */
    uint32_t bad_bytes;               /* byte sequences that became U+FFFD */
    struct page_shed shed;            /* what caps took off the page's markup */
    uint32_t lines_kept;              /* lines of the page that are in text */
    uint32_t lines_dropped;           /* lines that are not, */
    uint32_t words_dropped;           /* and their words */
    const struct article_line *lines; /* with PAGE_WHY: all lines of the page, in order; else NULL */
    size_t line_count;
    const struct article_block *blocks; /* with PAGE_BLOCKS: the lines of text, in order; else NULL */
    size_t block_count;
};

/*
 * Reads page and fills *out, which needs no preparation. Memory comes from arena alone: on ordinary pages
 * about twice the content and 1 MiB, on pages made to cost at most 16 times the content and 64 MiB. Time is linear in
 * the content's size.
 *
 * STATUS_OK also for a page without an article (outcome says so). STATUS_TOOBIG over PAGE_CONTENT_MAX, STATUS_NOMEM
 * when the arena is exhausted; *out is then not to be used.
 */
MUST_CHECK enum status article_extract(const struct page *page, struct arena *arena, struct article *out);

#endif

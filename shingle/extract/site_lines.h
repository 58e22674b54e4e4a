/*
 * Lines of an article that may be its site's and not its own: which of them are short, their keyed hashes, and the text
 * without some of them.
 *
 *     struct site_lines lines;
 *     status = site_lines_read(&key, article.text, &arena, &lines);
 *     // site_template.h tells which of lines.at[] many pages of the site have; their numbers go to drops[]
 *     size_t body_at = article.body_at;
 *     status = site_lines_strip(article.text, (struct site_drops){drops, count}, &body_at, &arena, &text);
 *
 * A line of a site's template ("Sign up for our newsletter", "Article continues after sponsorship", a press office's
 * contacts) is short: lines of at most 25 words that came on three pages of a site were measured to be 71 % of the
 * boilerplate that is left, and 1.8 % of the body, mostly phrases such as "Reporting by". Sentences of a story that is
 * told twice are longer.
 */
#ifndef SHINGLE_EXTRACT_SITE_LINES_H
#define SHINGLE_EXTRACT_SITE_LINES_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"
#include "shingle/base/hash_key.h"
#include "shingle/base/status.h"

enum {
    SITE_LINE_WORDS =
        25, /* words of a line that may be a template's, by its spaces; two letters of unspaced scripts are one more */
    SITE_LINE_BYTES = 512, /* and its bytes */
    SITE_PAGE_LINES = 512  /* short lines of a page that are looked at; further ones stay as they are */
};

struct site_line {
    uint64_t hash;   /* of its bytes, HASH_LINE */
    uint32_t number; /* among the text's lines that are not empty, from 0 */
    uint32_t size;   /* bytes */
    uint32_t words;
};

struct site_lines {
    const struct site_line *at; /* the short lines, in order */
    size_t count;
    size_t text_size; /* bytes of all lines */
};

/* Lines that go, by rising number. */
struct site_drops {
    const uint32_t *at;
    size_t count;
};

/* Reads the short lines of text, UTF-8. The array lives in arena. NOMEM. Linear in the text's size. */
MUST_CHECK enum status site_lines_read(const struct hash_key *key, struct bytes text, struct arena *arena,
                                       struct site_lines *out);

/*
 * Whether lines of `dropped` bytes may go from a text: never more than half of it, so that an article whose every line
 * came before (an update, a form) stays whole.
 */
static inline bool site_lines_may_drop(size_t dropped, size_t text_size)
{
    return dropped <= text_size / 2;
}

/*
 * The text without the lines in drops, in arena, or text itself when there are none. Of the empty lines around what
 * goes, the wider gap stays. *body_at, an offset in text, becomes the offset of the same place; inside of a line that
 * goes, of what follows it. NOMEM.
 */
MUST_CHECK enum status site_lines_strip(struct bytes text, struct site_drops drops, size_t *body_at,
                                        struct arena *arena, struct bytes *out);

#endif

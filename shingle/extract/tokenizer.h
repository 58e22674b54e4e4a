/*
 * The HTML standard's tokenizer (HTML Living Standard, 13.2.5) over a whole page in memory: bytes to tags, text,
 * comments and doctypes. Parse errors are not reported.
 *
 *     struct tokenizer tokenizer;
 *     tokenizer_init(&tokenizer, page, 0, &arena);
 *     struct token token;
 *     enum status status;
 *     while ((status = tokenizer_next(&tokenizer, &token)) == STATUS_OK && token.kind != TOKEN_END_OF_PAGE)
 *         use(&token);
 *
 * Views point into the page wherever its bytes can be used as they are; only text with references, carriage returns or
 * NULs is copied to the arena. The whole page being there, most of the standard's states become places in the code: the
 * state that is kept between tokens is only how to read the text that follows.
 *
 * The page should be UTF-8; bytes over 0x7f pass through unseen, so a wrong one does no harm here.
 */
#ifndef SHINGLE_EXTRACT_TOKENIZER_H
#define SHINGLE_EXTRACT_TOKENIZER_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"
#include "shingle/base/status.h"
#include "shingle/extract/html_names.h"

enum {
    TOKEN_ATTRIBUTES_MAX = 128,           /* attributes of a tag; further ones are shed */
    TOKEN_ATTRIBUTE_BYTES_MAX = 256 << 10 /* bytes of an attribute's value; a longer one is cut */
};

enum token_kind {
    TOKEN_TEXT,       /* text: never empty; a run may come as several tokens */
    TOKEN_START_TAG,  /* tag, name, attributes, self_closing */
    TOKEN_END_TAG,    /* tag, name */
    TOKEN_COMMENT,    /* text */
    TOKEN_DOCTYPE,    /* name, public_id, system_id, force_quirks */
    TOKEN_END_OF_PAGE /* nothing more; comes again when asked again */
};

struct token_attribute {
    struct bytes name;  /* lower-case */
    struct bytes value; /* references decoded */
    enum attribute_name known;
};

struct token {
    enum token_kind kind;
    enum tag tag;      /* of a tag */
    struct bytes text; /* of text and comment */
    struct bytes name; /* of a tag (lower-case) or doctype */
    struct bytes public_id;
    struct bytes system_id;
    const struct token_attribute *attributes; /* valid until the next token */
    size_t attribute_count;
    bool self_closing;  /* start tag: ends in "/>" */
    bool has_public_id; /* doctype */
    bool has_system_id; /* doctype */
    bool force_quirks;  /* doctype */
    bool has_nul;       /* text holds NULs, which the standard lets the tree drop */
};

/* How text is read until the next tag; the tree sets it after a start tag. */
enum tokenizer_state {
    TOKENIZER_DATA,
    TOKENIZER_RCDATA,    /* references, no tags but the end tag: title, textarea */
    TOKENIZER_RAWTEXT,   /* neither: style, iframe */
    TOKENIZER_SCRIPT,    /* as raw text, with the escapes of "<!--" */
    TOKENIZER_PLAINTEXT, /* text to the page's end */
    TOKENIZER_CDATA      /* text to the next "]]>" */
};

enum tokenizer_flag {
    /*
     * For the tree, which needs no more: carriage returns stay, attributes that are not ATTRIBUTE_ names, comments and
     * doctypes are passed over, and text outside DATA and RCDATA comes undecoded.
     */
    TOKENIZER_LEAN = 1
};

struct tokenizer {
    struct bytes page;
    size_t at; /* offset of what comes next */
    struct arena *arena;
    unsigned flags;
    enum tokenizer_state state;
    bool foreign;             /* "<![CDATA[" opens a section; the tree sets it inside svg and math */
    struct bytes last_start;  /* name of the last start tag, whose end tag ends RCDATA, RAWTEXT and SCRIPT */
    uint32_t attributes_seen; /* of the tag under way, those that nobody wants too */
    uint32_t attributes_shed; /* attributes over TOKEN_ATTRIBUTES_MAX */
    uint32_t attributes_cut;  /* values over TOKEN_ATTRIBUTE_BYTES_MAX */
    uint32_t references_long; /* references over ENTITY_NAME_MAX, which stay text */
    struct token_attribute attributes[TOKEN_ATTRIBUTES_MAX];
};

/*
 * Starts at the beginning of page in TOKENIZER_DATA. flags: of enum tokenizer_flag. The page and the arena must live as
 * long as the tokens' views are used.
 */
void tokenizer_init(struct tokenizer *tokenizer, struct bytes page, unsigned flags, struct arena *arena);

/*
 * The next token. Time over the whole page is linear in its size. STATUS_NOMEM when the arena is exhausted, else
 * STATUS_OK.
 */
MUST_CHECK enum status tokenizer_next(struct tokenizer *tokenizer, struct token *token);

/* Passes over everything up to the end tag that would end the current state, without making a token of it. */
void tokenizer_skip_text(struct tokenizer *tokenizer);

#endif

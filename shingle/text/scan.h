/*
 * The machine that words_scan feeds. For words.c and scan.c.
 *
 * Every code point is folded by the table into one or more folded code points, and each of those is fed to the machine,
 * which holds the word, or the run of an unspaced script, that is being read. Because words are parted by what the
 * folded code points are, not the ones in the text, texts with equal foldings have equal words.
 *
 *     text   Don’t  ﬁx  U.S.      folded   d o n ' t _ f i x _ u . s . _      words   dont fix us
 */
#ifndef SHINGLE_TEXT_SCAN_H
#define SHINGLE_TEXT_SCAN_H

#include "shingle/text/folded.h"
#include "shingle/text/folding.h"
#include "shingle/text/unspaced.h"
#include "shingle/text/word_list.h"

enum {
    BYTES_A_WORD = 6, /* English has 5.9 */
    FEW_WORDS = 64    /* that a text may have beyond that */
};

struct scan {
    struct bytes text;
    struct word_list list;
    struct unspaced run;
    struct folded word;        /* folded form of the word being read; empty when there is none */
    size_t from;               /* where it starts in the text */
    size_t to;                 /* end of its last character */
    unsigned flags;            /* its flags so far */
    unsigned segment;          /* characters since its beginning or the last joined stop */
    enum folding_class last;   /* of its last character: letter or digit */
    enum folding_class joiner; /* what stands between the word and the next character: apostrophe, stop, comma;
                                  FOLDING_SEPARATOR when nothing does */
};

/* Makes a scan of text ready to be fed from its beginning. The big buffers are left as they are. */
static inline void scan_begin(struct scan *scan, const struct hash_key *key, struct bytes text, struct arena *arena)
{
    scan->text = text;
    scan->list = (struct word_list){.key = key, .arena = arena, .guess = text.size / BYTES_A_WORD + FEW_WORDS};
    scan->word.size = 0;
    scan->joiner = FOLDING_SEPARATOR;
    scan->run.folded.size = 0;
    scan->run.count = 0;
    scan->run.grams = 0;
    scan->run.kana = 0;
    scan->run.open = false;
}

/* Begins a word at an offset; a run of an unspaced script ends before it. */
static inline void scan_start_word(struct scan *scan, size_t from, bool capital)
{
    if (scan->run.count)
        unspaced_end(&scan->run, &scan->list);
    scan->from = from;
    scan->flags = capital ? WORD_CAPITAL : 0;
    scan->segment = 0;
}

/* Ends the word being read, if there is one. */
static inline void scan_end_word(struct scan *scan)
{
    if (scan->word.size) {
        uint64_t hash = word_hash(scan->list.key, bytes_of(scan->word.at, scan->word.size));
        word_list_add(&scan->list, hash, scan->from, scan->to, scan->flags);
    }
    scan->word.size = 0;
    scan->joiner = FOLDING_SEPARATOR;
}

/* Behind the text: ends what is being read and hands the words over. STATUS_OK or STATUS_NOMEM. */
MUST_CHECK enum status scan_finish(struct scan *scan, struct words *out);

/* Feeds the code point at an offset, of any kind; returns where the next one stands. */
size_t scan_code_point(struct scan *scan, size_t at);

#endif

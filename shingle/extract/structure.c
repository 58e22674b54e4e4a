#include "shingle/extract/structure.h"

#include "shingle/extract/blocks.h"

enum {
    HEADING_WORDS_MAX = 12, /* words of a line that heads others without a heading's element */
    BOLD_LEVEL = 3,         /* the level of such a heading in HTML, below those that the page marks */
    TEXT_LEVEL = 2,         /* and in plain text */
    WALK_MAX = 64           /* blocks above a line that are looked at */
};

#define GUESSED UINT32_MAX /* whole of a heading that nothing but its words tells, until settle_headings */

/* A line's block with what tells whether the next one goes on in it. */
struct place {
    struct article_block block;
    uint32_t leaf; /* number of the paragraph, item or cell */
};

static bool heads_others(const struct line *line)
{
    return !line->stops && line->words && line->words <= HEADING_WORDS_MAX && line->last_kind != LETTER_COMMA &&
           line->last_kind != LETTER_COLON;
}

static bool is_list(enum tag tag)
{
    return tag == TAG_UL || tag == TAG_OL || tag == TAG_DL || tag == TAG_MENU || tag == TAG_DIR;
}

static bool is_item(enum tag tag)
{
    return tag == TAG_LI || tag == TAG_DT || tag == TAG_DD;
}

/* The nearest block at or above number that is one of a kind; 0 for none. */
static uint32_t nearest(const struct line_list *list, uint32_t number, bool (*is)(enum tag))
{
    for (size_t step = 0; number && step < WALK_MAX; step++) {
        if (is((enum tag)list->blocks[number].tag))
            return number;
        number = list->blocks[number].parent;
    }
    return 0;
}

static bool is_row(enum tag tag)
{
    return tag == TAG_TR;
}

static bool is_table(enum tag tag)
{
    return tag == TAG_TABLE;
}

/* Elements that decide what a line in them is, but for headings. */
static bool means_something(enum tag tag)
{
    return is_item(tag) || tag == TAG_TD || tag == TAG_TH || tag == TAG_BLOCKQUOTE || tag == TAG_PRE ||
           tag == TAG_TABLE;
}

static void place_item(const struct line_list *list, uint32_t item, struct article_block *block)
{
    uint32_t whole = nearest(list, item, is_list);
    block->kind = ARTICLE_ITEM;
    block->whole = whole ? whole : item;
    block->part = item;
    block->ordered = whole && list->blocks[whole].tag == TAG_OL;
    for (uint32_t outer = whole; outer && block->level < UINT8_MAX; block->level++)
        outer = nearest(list, list->blocks[outer].parent, is_list);
    block->level = block->level ? block->level : 1;
}

static void place_cell(const struct line_list *list, uint32_t cell, struct article_block *block)
{
    uint32_t row = nearest(list, cell, is_row);
    uint32_t table = nearest(list, cell, is_table);
    block->kind = ARTICLE_CELL;
    block->part = row ? row : cell;
    block->whole = table ? table : block->part;
    block->header = list->blocks[cell].tag == TAG_TH;
}

static struct place place_of_html(const struct line_list *list, const struct line *line)
{
    struct place place = {.block = {.text = line->text, .kind = ARTICLE_PARAGRAPH}, .leaf = line->block};
    if (line->level) {
        place.block.kind = ARTICLE_HEADING;
        place.block.level = line->level;
        return place;
    }
    uint32_t number = nearest(list, line->block, means_something);
    enum tag tag = number ? (enum tag)list->blocks[number].tag : TAG_NONE;
    if (is_item(tag)) {
        place_item(list, number, &place.block);
        place.leaf = number;
    } else if (tag == TAG_TD || tag == TAG_TH) {
        place_cell(list, number, &place.block);
        place.leaf = number;
    } else if (tag == TAG_BLOCKQUOTE || tag == TAG_PRE) {
        place.block.kind = tag == TAG_PRE ? ARTICLE_CODE : ARTICLE_QUOTE;
        place.block.whole = number;
        place.block.part = line->block;
    } else if (line->emphasis && heads_others(line)) {
        place.block.kind = ARTICLE_HEADING;
        place.block.level = BOLD_LEVEL;
        place.block.whole = GUESSED;
    }
    return place;
}

/* Bytes of the sign that opens an item in plain text, with the blank behind it; 0 when there is none. */
static size_t item_sign(struct bytes text)
{
    static const struct bytes signs[] = {
        BYTES("- "),           BYTES("* "), BYTES("\xe2\x80\xa2 "), BYTES("\xc2\xb7 "), BYTES("\xe2\x96\xaa "),
        BYTES("\xe2\x97\x8f ")};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (bytes_starts_with(text, signs[i]))
            return signs[i].size;
    }
    return 0;
}

/* Number tells lines apart; items in a row are one list, which the first of them names. */
static struct place place_of_text(const struct line *line, const struct place *above, uint32_t number)
{
    struct place place = {.block = {.text = line->text, .kind = ARTICLE_PARAGRAPH}, .leaf = number};
    size_t sign = item_sign(line->text);
    if (sign) {
        place.block.text = bytes_from(line->text, sign);
        place.block.kind = ARTICLE_ITEM;
        place.block.level = 1;
        place.block.part = number;
        place.block.whole = above && above->block.kind == ARTICLE_ITEM ? above->block.whole : number;
    } else if (heads_others(line)) {
        place.block.kind = ARTICLE_HEADING;
        place.block.level = TEXT_LEVEL;
        place.block.whole = GUESSED;
    }
    return place;
}

/* Blocks [from, to) are the cells of one table: paragraphs, unless a row has two. */
static void settle_table(struct article_block *blocks, size_t from, size_t to)
{
    size_t cells = 0;
    for (size_t i = from; i < to; i++) {
        bool same_row = i > from && blocks[i].part == blocks[i - 1].part;
        cells = same_row ? cells + !blocks[i].joined : 1;
        if (cells > 1)
            return;
    }
    for (size_t i = from; i < to; i++) {
        blocks[i].kind = ARTICLE_PARAGRAPH;
        blocks[i].whole = blocks[i].part = 0;
        blocks[i].header = blocks[i].joined = false;
    }
}

static void settle_tables(struct article_block *blocks, size_t count)
{
    for (size_t i = 0, end; i < count; i = end) {
        end = i + 1;
        if (blocks[i].kind != ARTICLE_CELL)
            continue;
        while (end < count && blocks[end].kind == ARTICLE_CELL && blocks[end].whole == blocks[i].whole)
            end++;
        settle_table(blocks, i, end);
    }
}

static bool is_guessed(const struct article_block *block)
{
    return block->kind == ARTICLE_HEADING && block->whole == GUESSED;
}

/* A guessed heading stands alone above something; short lines in a row are a list or table that lost its markup. */
static void settle_headings(struct article_block *blocks, size_t count)
{
    bool above = false;
    for (size_t i = 0; i < count; i++) {
        bool guessed = is_guessed(&blocks[i]);
        bool below = i + 1 == count || is_guessed(&blocks[i + 1]);
        if (guessed) {
            blocks[i].whole = 0;
            blocks[i].kind = above || below ? ARTICLE_PARAGRAPH : ARTICLE_HEADING;
            blocks[i].level = above || below ? 0 : blocks[i].level;
        }
        above = guessed;
    }
}

/* An item and a cell may hold paragraphs; anything else goes on after a line break alone. */
static bool goes_on(const struct line *line, const struct place *place, const struct place *above)
{
    if (place->leaf != above->leaf || place->block.kind != above->block.kind)
        return false;
    return place->block.kind == ARTICLE_ITEM || place->block.kind == ARTICLE_CELL || line->breaks == 1;
}

enum status structure_read(const struct line_list *list, struct arena *arena, struct article *out)
{
    struct article_block *blocks = arena_array(arena, (size_t)out->lines_kept + 1, sizeof *blocks);
    if (!blocks)
        return STATUS_NOMEM;
    struct place above;
    size_t count = 0;
    for (size_t i = 0; i < list->count && count < out->lines_kept; i++) {
        const struct line *line = &list->at[i];
        if (!line->kept)
            continue;
        struct place place = list->blocks && line->tag != LINE_TEXT
                                 ? place_of_html(list, line)
                                 : place_of_text(line, count ? &above : NULL, (uint32_t)i + 1);
        place.block.joined = count && goes_on(line, &place, &above);
        blocks[count++] = place.block;
        above = place;
    }
    settle_headings(blocks, count);
    settle_tables(blocks, count);
    out->blocks = blocks;
    out->block_count = count;
    return STATUS_OK;
}

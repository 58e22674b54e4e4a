#include "shingle/extract/blocks.h"

#include "shingle/extract/hints.h"
#include "shingle/extract/letter.h"

/* An open element. */
struct frame {
    uint32_t node;
    uint32_t block;        /* dense number of the nearest block element, itself or above */
    uint32_t inline_hints; /* of inline elements between the block and here */
    bool emphasis;
    bool skip;
    bool preformatted; /* line feeds part lines: in <pre>, or as a style says */
    uint32_t link;     /* node of the link it is in, or 0 */
};

/* White space; preformatted text keeps line feeds, at most two. */
enum due { DUE_NOTHING, DUE_BLANK, DUE_LINE_FEED, DUE_EMPTY_LINE };

struct builder {
    const struct tree *tree;
    struct arena *arena;
    struct line_list *list;
    struct block *blocks;
    size_t block_count, block_capacity;
    struct frame *stack;
    size_t depth;
    uint8_t *text; /* room for all text of the tree */
    size_t used;

    /* The line that is being built; it starts at text + line_at. */
    size_t line_at;
    size_t joined_at; /* where the last of the lines that are joined in it ended */
    size_t link_bytes;
    uint32_t links;
    uint32_t inline_hints;
    uint32_t last_link;
    bool emphasis;
    enum due space; /* due before the next letter */
    uint8_t breaks; /* <br> that stood before, at most 255 */
    bool last;      /* no text comes any more */
    bool failed;
};

static enum line_tag line_tag_of(enum tag tag)
{
    switch ((unsigned)tag) {
    case TAG_P: return LINE_PARAGRAPH;
    case TAG_H1:
    case TAG_H2:
    case TAG_H3:
    case TAG_H4:
    case TAG_H5:
    case TAG_H6: return LINE_HEADING;
    case TAG_LI:
    case TAG_DT:
    case TAG_DD: return LINE_ITEM;
    case TAG_TD:
    case TAG_TH:
    case TAG_CAPTION: return LINE_CELL;
    case TAG_BLOCKQUOTE: return LINE_QUOTE;
    case TAG_FIGCAPTION: return LINE_CAPTION;
    case TAG_PRE: return LINE_CODE;
    case TAG_LEGEND:
    case TAG_SUMMARY: return LINE_CONTROL;
    default: return LINE_DIV;
    }
}

/* Elements whose text is not read. */
static bool is_skipped(enum tag tag)
{
    switch ((unsigned)tag) {
    case TAG_SCRIPT:
    case TAG_STYLE:
    case TAG_NOSCRIPT:
    case TAG_TEMPLATE:
    case TAG_SVG:
    case TAG_SELECT:
    case TAG_DATALIST:
    case TAG_TEXTAREA:
    case TAG_BUTTON:
    case TAG_OBJECT:
    case TAG_CANVAS:
    case TAG_AUDIO:
    case TAG_VIDEO:
    case TAG_IFRAME:
    case TAG_PROGRESS:
    case TAG_METER:
    case TAG_MAP: return true;
    default: return false;
    }
}

static bool is_element(const struct node *node)
{
    return node->tag != TAG_TEXT && node->tag != TAG_RAW;
}

/*
 * Whether an inline element is a few words within a line that nobody sees: a formula's source, a note for machines. A
 * long one is text that a click may show, of which its line's measures judge.
 */
static bool is_unseen_note(const struct tree *tree, uint32_t index)
{
    const struct node *node = &tree->nodes[index];
    if (!node->attribute_count || !node_is_unseen(node))
        return false;
    uint32_t end = node->end, size = 0;
    if (end - index > UNSEEN_NODES_MAX)
        return false;
    for (uint32_t i = index + 1; i < end; i++)
        size += is_element(&tree->nodes[i]) ? 0 : tree->nodes[i].text_size;
    return size <= UNSEEN_BYTES_MAX;
}

static bool is_emphasis(enum tag tag)
{
    return tag == TAG_B || tag == TAG_STRONG || tag == TAG_EM || tag == TAG_I;
}

static uint32_t signature_of(const struct node *node)
{
    uint32_t hash = 0x9dc5u ^ (node->tag * 2654435769u);
    struct bytes name = node_attribute(node, ATTRIBUTE_CLASS, NULL);
    name = bytes_upto(name, HINT_VALUE_MAX);
    for (size_t i = 0; i < name.size; i++) {
        if (name.at[i] < '0' || name.at[i] > '9')
            hash = (hash ^ name.at[i]) * 16777619u;
    }
    return hash;
}

static void end_line(struct builder *b)
{
    size_t size = b->used - b->line_at;
    bool past = b->list->count == LINE_COUNT_MAX;
    b->list->lines_joined += past && b->used > (b->joined_at > b->line_at ? b->joined_at : b->line_at);
    if (past && !b->last) {
        b->joined_at = b->used;
        if (size && !b->space)
            b->space = DUE_BLANK;
        return;
    }
    if (size) {
        struct line *line = line_list_add(b->list, b->arena, bytes_of(b->text + b->line_at, size));
        if (line) {
            uint32_t block = b->stack[b->depth - 1].block;
            line->block = block;
            line->links = (uint16_t)(b->links < UINT16_MAX ? b->links : UINT16_MAX);
            line->link_bytes = (uint32_t)b->link_bytes;
            line->emphasis = b->emphasis;
            line->broken = b->breaks > 0;
            line->breaks = b->breaks;
            line->own_hints = b->inline_hints;
            b->blocks[block].lines++;
        }
        b->failed |= !line;
        b->breaks = 0;
    }
    b->line_at = b->used;
    b->link_bytes = 0;
    b->links = 0;
    b->last_link = 0;
    b->space = DUE_NOTHING;
}

static void begin_piece(struct builder *b, const struct frame *frame)
{
    if (b->used == b->line_at) {
        b->inline_hints = frame->inline_hints;
        b->emphasis = frame->emphasis;
    }
    b->inline_hints &= frame->inline_hints;
    b->emphasis &= frame->emphasis;
    if (frame->link && frame->link != b->last_link)
        b->links++;
    b->last_link = frame->link;
}

/* White space at the front of text: its size, or 0. */
static size_t space_at(struct bytes text, size_t at)
{
    uint8_t c = text.at[at];
    if (c <= ' ')
        return 1;
    if (c == 0xc2 || c == 0xe2 || c == 0xe3 || c == 0xef) {
        size_t next = at;
        if (letter_kind(letter_next(text, &next)) == LETTER_SPACE)
            return next - at;
    }
    return 0;
}

/*
 * Copies what stands at offset `at` as it is, eight bytes at a time, while it is ASCII of words with single blanks
 * between them. A letter stands there or before it. Returns where that ends; a letter stands before that, too.
 */
static size_t add_words(struct builder *b, struct bytes text, size_t at)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x80 * ones;
    while (text.size - at >= 8) {
        uint64_t eight;
        memcpy(&eight, text.at + at, sizeof eight);
        /* Of each byte, in its highest bit, which is clear in ASCII: whether it is above ' ', and whether it is ' '. */
        uint64_t letters = ((eight & ~high) + (0x7f - ' ') * ones) & high;
        uint64_t blanks = ~((eight ^ ' ' * ones) + 0x7f * ones) & high;
        if (eight & high || (letters | blanks) != high || blanks & blanks << 8)
            break;
        memcpy(b->text + b->used, &eight, sizeof eight);
        size_t size = sizeof eight - (text.at[at + 7] == ' '); /* the next bytes tell whether that blank is single */
        b->used += size;
        at += size;
    }
    return at;
}

/* Passes over white space that begins with sign; none is due at the beginning of a line. */
static void add_space(struct builder *b, const struct frame *frame, uint8_t sign)
{
    if (b->used == b->line_at)
        return;
    if (sign != '\n' || !frame->preformatted)
        b->space = b->space ? b->space : DUE_BLANK;
    else
        b->space = b->space < DUE_LINE_FEED ? DUE_LINE_FEED : DUE_EMPTY_LINE;
}

static void put_space(struct builder *b)
{
    if (b->space == DUE_EMPTY_LINE)
        b->text[b->used++] = '\n';
    if (b->space)
        b->text[b->used++] = b->space == DUE_BLANK ? ' ' : '\n';
    b->list->breaks += b->space > DUE_BLANK;
    b->space = DUE_NOTHING;
}

static void add_text(struct builder *b, const struct frame *frame, struct bytes text)
{
    size_t at = 0;
    bool begun = false;
    while (at < text.size) {
        size_t skip = space_at(text, at);
        if (skip) {
            add_space(b, frame, text.at[at]);
            at += skip;
            continue;
        }
        if (!begun) {
            begin_piece(b, frame);
            begun = true;
        }
        size_t before = b->used;
        put_space(b);
        size_t start = at;
        at = add_words(b, text, at);
        if (at == start)
            b->text[b->used++] = text.at[at++];
        while (at < text.size && text.at[at] > ' ' && text.at[at] < 0x80)
            b->text[b->used++] = text.at[at++];
        while (at < text.size && (text.at[at] & 0xc0) == 0x80)
            b->text[b->used++] = text.at[at++];
        if (frame->link)
            b->link_bytes += b->used - before;
    }
}

static uint32_t add_block(struct builder *b, const struct node *node, uint32_t parent)
{
    if (b->block_count == b->block_capacity) {
        b->list->blocks_joined++;
        return parent;
    }
    struct block *block = &b->blocks[b->block_count];
    *block = (struct block){.parent = parent, .hints = hints_of_node(node)};
    block->tag = node->tag;
    block->depth = (uint16_t)b->depth;
    block->signature = signature_of(node);
    return (uint32_t)b->block_count++;
}

static void open_element(struct builder *b, uint32_t index)
{
    const struct node *node = &b->tree->nodes[index];
    const struct frame *parent = &b->stack[b->depth - 1];
    struct frame frame = *parent;
    enum tag tag = (enum tag)node->tag;
    frame.node = index;
    frame.skip |= is_skipped(tag);
    frame.preformatted |= tag == TAG_PRE || tag == TAG_LISTING;
    if (node->attribute_count)
        frame.preformatted = style_keeps_lines(node, frame.preformatted);
    if (frame.link && b->tree->nodes[frame.link].end <= index)
        frame.link = 0;
    if (!frame.skip) {
        if (tag == TAG_BR || tag == TAG_HR) {
            end_line(b);
            if (b->breaks < UINT8_MAX)
                b->breaks++;
        } else if (tag_is(tag, TAG_IS_BLOCK)) {
            end_line(b);
            b->breaks = 0;
            frame.block = add_block(b, node, parent->block);
            frame.inline_hints = 0;
            frame.emphasis = false;
        } else {
            if (node->attribute_count)
                frame.inline_hints |= hints_of_node(node);
            frame.emphasis |= is_emphasis(tag);
            frame.skip = is_unseen_note(b->tree, index);
            if (tag == TAG_A)
                frame.link = index;
        }
    }
    b->stack[b->depth++] = frame;
}

/* Closes elements until the parent of the node is on top; the end of a block ends its line. */
static void close_to(struct builder *b, uint32_t parent)
{
    while (b->depth > 1 && b->stack[b->depth - 1].node != parent) {
        const struct frame *frame = &b->stack[b->depth - 1];
        if (frame->block != b->stack[b->depth - 2].block) {
            end_line(b);
            b->breaks = 0;
        }
        b->depth--;
    }
}

static void walk(struct builder *b)
{
    const struct node *nodes = b->tree->nodes;
    uint32_t end = nodes[b->tree->body].end;
    for (uint32_t i = b->tree->body + 1; i < end && !b->failed; i++) {
        close_to(b, nodes[i].parent);
        if (is_element(&nodes[i])) {
            open_element(b, i);
            continue;
        }
        struct frame frame = b->stack[b->depth - 1];
        if (frame.link && nodes[frame.link].end <= i)
            frame.link = 0;
        if (!frame.skip && nodes[i].tag == TAG_TEXT)
            add_text(b, &frame, node_text(&nodes[i]));
    }
    b->last = true;
    close_to(b, b->tree->body);
    end_line(b);
}

/* Lines below every block, the next block above that has more, and hints from all above. */
static void settle_blocks(struct builder *b)
{
    for (size_t i = b->block_count; i-- > 1;)
        b->blocks[b->blocks[i].parent].lines += b->blocks[i].lines;
    uint32_t all = b->blocks[0].lines;
    for (size_t i = 1; i < b->block_count; i++) {
        struct block *block = &b->blocks[i];
        const struct block *parent = &b->blocks[block->parent];
        block->up = parent->lines == block->lines ? parent->up : block->parent;
        /* A wrapper of most of the page says nothing bad about its lines ("with-sidebar", "overlay"). */
        if ((uint64_t)block->lines * 2 > (uint64_t)all)
            block->hints &= 1u << HINT_BODY | 1u << HINT_ARTICLE | 1u << HINT_MAIN;
        block->all_hints = parent->all_hints | block->hints;
    }
}

static void settle_lines(struct builder *b)
{
    for (size_t i = 0; i < b->list->count; i++) {
        struct line *line = &b->list->at[i];
        const struct block *block = &b->blocks[line->block];
        const struct block *parent = &b->blocks[block->parent];
        line->tag = (uint8_t)line_tag_of((enum tag)block->tag);
        line->level = tag_is((enum tag)block->tag, TAG_IS_HEADING) ? (uint8_t)(block->tag - TAG_H1 + 1) : 0;
        line->depth = block->depth;
        line->own_hints |= block->hints | parent->hints;
        line->all_hints = line->own_hints | block->all_hints;
        line->signature = block->signature ^ parent->signature * 2246822519u;
        uint32_t container = block->lines == 1 ? block->up : line->block;
        for (size_t step = 0; step < LINE_PARENTS; step++) {
            line->parents[step] = container;
            container = b->blocks[container].up;
        }
    }
    b->list->containers = b->block_count;
    b->list->blocks = b->blocks;
}

/* The lines of each block, those of blocks inside it among them, for who looks at the tree from the lines. */
static bool tell_blocks(struct builder *b)
{
    struct line_block *out = arena_array(b->arena, b->block_count, sizeof *out);
    if (!out)
        return false;
    for (size_t i = 0; i < b->block_count; i++) {
        const struct block *block = &b->blocks[i];
        out[i] = (struct line_block){block->parent, UINT32_MAX, 0, block->hints};
    }
    for (size_t i = 0; i < b->list->count; i++) {
        struct line_block *block = &out[b->list->at[i].block];
        block->line_from = block->line_from < i ? block->line_from : (uint32_t)i;
        block->line_to = (uint32_t)i + 1;
    }
    for (size_t i = b->block_count; i-- > 1;) {
        struct line_block *parent = &out[out[i].parent];
        if (out[i].line_from == UINT32_MAX)
            continue;
        parent->line_from = parent->line_from < out[i].line_from ? parent->line_from : out[i].line_from;
        parent->line_to = parent->line_to > out[i].line_to ? parent->line_to : out[i].line_to;
    }
    for (size_t i = 0; i < b->block_count; i++)
        out[i].line_from = out[i].line_from == UINT32_MAX ? 0 : out[i].line_from;
    b->list->spans = out;
    return true;
}

/* Takes at once all the room that the walk can need, so that nothing is moved or copied in it. */
static enum status take_room(struct builder *b)
{
    size_t text = 1, pieces = 0, blocks = 1, breaks = 0;
    for (uint32_t i = b->tree->body; i < b->tree->nodes[b->tree->body].end; i++) {
        const struct node *node = &b->tree->nodes[i];
        bool element = is_element(node);
        text += element ? 1 : (size_t)node->text_size + 1;
        pieces += !element;
        blocks += tag_is((enum tag)node->tag, TAG_IS_BLOCK);
        breaks += node->tag == TAG_BR;
    }
    size_t edges = 2 * blocks + breaks; /* a line ends at the edge of a block; and it has a piece of text at least */
    b->block_capacity = blocks < BLOCK_COUNT_MAX ? blocks : BLOCK_COUNT_MAX;
    b->stack = arena_array(b->arena, TREE_DEPTH_MAX + 8, sizeof *b->stack);
    b->text = arena_alloc(b->arena, text);
    b->blocks = arena_array(b->arena, b->block_capacity, sizeof *b->blocks);
    if (!b->stack || !b->text || !b->blocks)
        return STATUS_NOMEM;
    return line_list_reserve(b->list, b->arena, pieces < edges ? pieces : edges);
}

enum status blocks_read(const struct tree *tree, struct arena *arena, struct line_list *list)
{
    struct builder b = {.tree = tree, .arena = arena, .list = list};
    enum status status = take_room(&b);
    if (status != STATUS_OK)
        return status;
    b.stack[b.depth++] = (struct frame){.node = tree->body};
    struct node nothing = {.tag = TAG_BODY};
    add_block(&b, &nothing, 0);
    walk(&b);
    if (b.failed)
        return STATUS_NOMEM;
    line_list_trim(list, arena);
    settle_blocks(&b);
    settle_lines(&b);
    return tell_blocks(&b) ? STATUS_OK : STATUS_NOMEM;
}

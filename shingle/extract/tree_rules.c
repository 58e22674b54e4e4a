/*
 * What a start tag closes before it and what an end tag closes, after the HTML standard's "in body" and table insertion
 * modes (13.2.6.4.7 to 15). Left out, because a reader of text gains nothing by it: tbody and tr that nobody wrote,
 * formatting elements opened again in the next block, and the moving about of misplaced nodes.
 */
#include "shingle/extract/tree_builder.h"

/* Depths of the stack count from 1; 0 says "not there". So builder_pop_to(builder, found - 1) closes the found one too.
 */
enum { NOT_OPEN = 0 };

static void close_from(struct builder *builder, uint32_t found)
{
    if (found != NOT_OPEN)
        builder_pop_to(builder, found - 1);
}

static bool is_open(const struct builder *builder, enum tag tag)
{
    return builder->open_count[tag] != 0;
}

/* The innermost tag that an end tag would reach: no element of a scope, and neither also nor also_too, in between. */
static uint32_t find_in_scope(const struct builder *builder, enum tag tag, enum tag also, enum tag also_too)
{
    if (!is_open(builder, tag))
        return NOT_OPEN;
    for (uint32_t depth = builder->depth; depth > BUILDER_ROOTS; depth--) {
        const struct open_element *open = &builder->open[depth - 1];
        if (open->tag == tag && !(open->flags & OPEN_ENDED))
            return depth;
        if (tag_is(open->tag, TAG_IS_SCOPE) || open->tag == also || open->tag == also_too ||
            (open->flags & OPEN_INTEGRATION))
            return NOT_OPEN;
    }
    return NOT_OPEN;
}

static void close_p(struct builder *builder)
{
    close_from(builder, find_in_scope(builder, TAG_P, TAG_BUTTON, TAG_BUTTON));
}

/* An li ends the li that it stands in, dt and dd each other; not through another list or block. */
static void close_item(struct builder *builder, enum tag item, enum tag sibling)
{
    if (!is_open(builder, item) && !is_open(builder, sibling))
        return;
    for (uint32_t depth = builder->depth; depth > BUILDER_ROOTS; depth--) {
        unsigned tag = builder->open[depth - 1].tag;
        if (tag == item || tag == sibling) {
            close_from(builder, depth);
            return;
        }
        if (tag_is(tag, TAG_IS_SPECIAL) && tag != TAG_ADDRESS && tag != TAG_DIV && tag != TAG_P)
            return;
    }
}

/* Rank of a part of a table: a start tag closes open parts of its own rank and above. 0 = no such part. */
static unsigned table_rank(unsigned tag)
{
    switch (tag) {
    case TAG_TD:
    case TAG_TH: return 3;
    case TAG_TR: return 2;
    case TAG_TBODY:
    case TAG_THEAD:
    case TAG_TFOOT:
    case TAG_COLGROUP: return 1;
    default: return 0;
    }
}

/* Closes the parts of the innermost table that cannot hold another part of this rank. */
static void close_table_parts(struct builder *builder, unsigned rank)
{
    uint32_t outermost = NOT_OPEN;
    for (uint32_t depth = builder->depth; depth > BUILDER_ROOTS; depth--) {
        unsigned tag = builder->open[depth - 1].tag;
        if (tag == TAG_TABLE || tag == TAG_TEMPLATE)
            break;
        if (table_rank(tag) >= rank || tag == TAG_CAPTION)
            outermost = depth;
    }
    close_from(builder, outermost);
}

static void close_current_if(struct builder *builder, enum tag tag)
{
    if (builder->depth > BUILDER_ROOTS && builder_current(builder)->tag == tag)
        builder_pop_to(builder, builder->depth - 1);
}

static void close_current_if_heading(struct builder *builder)
{
    if (tag_is(builder_current(builder)->tag, TAG_IS_HEADING))
        builder_pop_to(builder, builder->depth - 1);
}

/*
 * A formatting element's end tag. When blocks that it holds are still open, the standard takes it from around them (the
 * adoption agency algorithm); here the element keeps its place and its end says where it stopped counting.
 */
static void end_formatting(struct builder *builder, enum tag tag)
{
    bool through_block = false;
    if (!is_open(builder, tag))
        return;
    for (uint32_t depth = builder->depth; depth > BUILDER_ROOTS; depth--) {
        struct open_element *open = &builder->open[depth - 1];
        if (open->tag == tag && !(open->flags & OPEN_ENDED)) {
            if (!through_block) {
                close_from(builder, depth);
                return;
            }
            builder->tree->nodes[open->node].end = builder->tree->count;
            open->flags |= OPEN_ENDED;
            builder->open_count[tag]--;
            return;
        }
        if (tag_is(open->tag, TAG_IS_SCOPE))
            return;
        through_block |= tag_is(open->tag, TAG_IS_SPECIAL);
    }
}

static void close_ruby_part(struct builder *builder)
{
    enum tag tag = builder_current(builder)->tag;
    if (tag == TAG_RB || tag == TAG_RT || tag == TAG_RTC || tag == TAG_RP)
        builder_pop_to(builder, builder->depth - 1);
}

void builder_close_before(struct builder *builder, enum tag tag)
{
    switch ((unsigned)tag) {
    case TAG_LI: close_item(builder, TAG_LI, TAG_LI); break;
    case TAG_DT:
    case TAG_DD: close_item(builder, TAG_DT, TAG_DD); break;
    case TAG_A:
    case TAG_NOBR: end_formatting(builder, tag); break;
    case TAG_BUTTON: close_from(builder, find_in_scope(builder, tag, tag, tag)); break;
    case TAG_OPTGROUP:
        close_current_if(builder, TAG_OPTION);
        close_current_if(builder, TAG_OPTGROUP);
        break;
    case TAG_OPTION: close_current_if(builder, TAG_OPTION); break;
    case TAG_SELECT:
    case TAG_INPUT:
    case TAG_TEXTAREA: close_from(builder, find_in_scope(builder, TAG_SELECT, TAG_SELECT, TAG_SELECT)); break;
    case TAG_RB:
    case TAG_RT:
    case TAG_RTC:
    case TAG_RP: close_ruby_part(builder); break;
    case TAG_CAPTION: close_table_parts(builder, 1); break;
    default:
        if (table_rank(tag))
            close_table_parts(builder, table_rank(tag));
    }
    if (tag_is(tag, TAG_IS_CLOSES_P))
        close_p(builder);
    if (tag_is(tag, TAG_IS_HEADING))
        close_current_if_heading(builder);
}

bool builder_in_foreign(const struct builder *builder)
{
    unsigned flags = builder->open[builder->depth - 1].flags;
    return (flags & OPEN_FOREIGN) && !(flags & OPEN_INTEGRATION);
}

void builder_leave_foreign(struct builder *builder, enum tag tag)
{
    if (!tag_is(tag, TAG_IS_BREAKOUT))
        return;
    while (builder_in_foreign(builder))
        builder_pop_to(builder, builder->depth - 1);
}

/* The innermost heading that an end tag of any heading closes. */
static uint32_t find_heading(const struct builder *builder)
{
    for (uint32_t depth = builder->depth; depth > BUILDER_ROOTS; depth--) {
        unsigned tag = builder->open[depth - 1].tag;
        if (tag_is(tag, TAG_IS_HEADING))
            return depth;
        if (tag_is(tag, TAG_IS_SCOPE))
            break;
    }
    return NOT_OPEN;
}

/* A part of the innermost table, or that table. */
static uint32_t find_in_table(const struct builder *builder, enum tag tag)
{
    if (!is_open(builder, tag))
        return NOT_OPEN;
    for (uint32_t depth = builder->depth; depth > BUILDER_ROOTS; depth--) {
        unsigned open = builder->open[depth - 1].tag;
        if (open == tag)
            return depth;
        if (open == TAG_TABLE || open == TAG_TEMPLATE)
            break;
    }
    return NOT_OPEN;
}

static bool same_name(const struct open_element *open, const struct token *token)
{
    return open->tag == token->tag && (token->tag != TAG_OTHER || bytes_equal(open->name, token->name));
}

/* An inline element, also an unknown one: not through an element that the standard calls special. */
static uint32_t find_inline(const struct builder *builder, const struct token *token)
{
    if (!is_open(builder, token->tag))
        return NOT_OPEN;
    for (uint32_t depth = builder->depth; depth > BUILDER_ROOTS; depth--) {
        const struct open_element *open = &builder->open[depth - 1];
        if (same_name(open, token))
            return depth;
        if (tag_is(open->tag, TAG_IS_SPECIAL) && !(open->flags & OPEN_FOREIGN))
            break;
    }
    return NOT_OPEN;
}

/* An element of svg or math by its name, while nothing but such elements is in between. */
static uint32_t find_foreign(const struct builder *builder, const struct token *token)
{
    if (!is_open(builder, token->tag))
        return NOT_OPEN;
    for (uint32_t depth = builder->depth; depth > BUILDER_ROOTS; depth--) {
        const struct open_element *open = &builder->open[depth - 1];
        if (!(open->flags & OPEN_FOREIGN))
            break;
        if (same_name(open, token))
            return depth;
    }
    return NOT_OPEN;
}

static uint32_t find_for_end_tag(const struct builder *builder, const struct token *token)
{
    enum tag tag = token->tag;
    if (tag_is(tag, TAG_IS_HEADING))
        return find_heading(builder);
    if (table_rank(tag) || tag == TAG_TABLE || tag == TAG_CAPTION)
        return find_in_table(builder, tag);
    if (tag == TAG_LI)
        return find_in_scope(builder, tag, TAG_UL, TAG_OL);
    if (tag_is(tag, TAG_IS_SPECIAL))
        return find_in_scope(builder, tag, tag, tag);
    return find_inline(builder, token);
}

/* "</p>" without a p and "</br>" make an element of that name, as the standard has it. */
static enum status add_empty(struct builder *builder, const struct token *token)
{
    struct token element = {.kind = TOKEN_START_TAG, .tag = token->tag, .name = token->name};
    builder_start_body(builder);
    return builder_add_element(builder, &element, false);
}

static enum status end_p(struct builder *builder, const struct token *token)
{
    uint32_t found = find_in_scope(builder, TAG_P, TAG_BUTTON, TAG_BUTTON);
    if (found == NOT_OPEN)
        return add_empty(builder, token);
    close_from(builder, found);
    return STATUS_OK;
}

enum status builder_end_tag(struct builder *builder, const struct token *token)
{
    enum tag tag = token->tag;
    if (builder->deep && tag != TAG_P && !tag_is(tag, TAG_IS_VOID)) {
        builder->deep--;
        return STATUS_OK;
    }
    uint32_t foreign = find_foreign(builder, token);
    if (foreign != NOT_OPEN)
        close_from(builder, foreign);
    else if (tag == TAG_HEAD)
        builder_start_body(builder);
    else if (tag == TAG_BR)
        return add_empty(builder, token);
    else if (tag == TAG_P)
        return end_p(builder, token);
    else if (tag_is(tag, TAG_IS_FORMATTING))
        end_formatting(builder, tag);
    else if (tag != TAG_BODY && tag != TAG_HTML)
        close_from(builder, find_for_end_tag(builder, token));
    return STATUS_OK;
}

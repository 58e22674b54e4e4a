#include "shingle/extract/tree_builder.h"

enum { OVERFLOW_FIRST = 64 << 10 };

/* A node of the tree below the current element, or NULL when there is none left. */
static struct node *add_node(struct builder *builder, enum tag tag)
{
    struct tree *tree = builder->tree;
    if (tree->count >= builder->capacity)
        return NULL;
    uint32_t at = tree->count++;
    struct open_element *parent = builder_current(builder);
    if (parent->last_child)
        tree->nodes[parent->last_child].next = at;
    else
        tree->nodes[parent->node].first_child = at;
    parent->last_child = at;
    tree->nodes[at] = (struct node){.parent = parent->node, .end = at + 1, .tag = (uint16_t)tag};
    return &tree->nodes[at];
}

static enum status copy_attributes(struct builder *builder, struct node *node, const struct token *token)
{
    if (!token->attribute_count)
        return STATUS_OK;
    struct attribute *attributes = arena_array(builder->arena, token->attribute_count, sizeof *attributes);
    if (!attributes)
        return STATUS_NOMEM;
    for (size_t i = 0; i < token->attribute_count; i++) {
        const struct token_attribute *from = &token->attributes[i];
        attributes[i] = (struct attribute){from->value.at, (uint32_t)from->value.size, from->known};
    }
    node->attributes = attributes;
    node->attribute_count = (uint16_t)token->attribute_count;
    return STATUS_OK;
}

enum status builder_set_attributes(struct builder *builder, uint32_t node, const struct token *token)
{
    struct node *at = &builder->tree->nodes[node];
    return at->attribute_count ? STATUS_OK : copy_attributes(builder, at, token);
}

static unsigned flags_of_open(const struct token *token, bool foreign)
{
    if (!foreign)
        return 0;
    return tag_is(token->tag, TAG_IS_INTEGRATION) ? OPEN_FOREIGN | OPEN_INTEGRATION : OPEN_FOREIGN;
}

/* Elements whose end tag pages leave out: past TREE_DEPTH_MAX nobody can tell when they end. */
static bool has_optional_end(enum tag tag)
{
    switch ((unsigned)tag) {
    case TAG_P:
    case TAG_LI:
    case TAG_DT:
    case TAG_DD:
    case TAG_OPTION:
    case TAG_TR:
    case TAG_TD:
    case TAG_TH: return true;
    default: return false;
    }
}

static void open_element(struct builder *builder, uint32_t node, const struct token *token, bool foreign)
{
    if (builder->depth == TREE_DEPTH_MAX) {
        builder->tree->shed.deep++;
        builder->deep += !has_optional_end(token->tag);
        return;
    }
    struct open_element *open = &builder->open[builder->depth++];
    *open = (struct open_element){.node = node, .tag = (uint16_t)token->tag, .name = token->name};
    open->flags = (uint16_t)flags_of_open(token, foreign);
    builder->open_count[token->tag]++;
}

/* A line feed in the overflow where a block begins or ends, so that its words stay apart. */
static enum status overflow_block(struct builder *builder, enum tag tag)
{
    bool parted = tag_is(tag, TAG_IS_BLOCK) || tag == TAG_BR;
    return parted && builder->overflow_size ? builder_add_text(builder, BYTES("\n"), TAG_TEXT) : STATUS_OK;
}

enum status builder_add_element(struct builder *builder, const struct token *token, bool opens)
{
    bool foreign = builder_in_foreign(builder) || token->tag == TAG_SVG || token->tag == TAG_MATH;
    struct node *node = add_node(builder, token->tag);
    if (!node) {
        builder->tree->shed.nodes++;
        return overflow_block(builder, token->tag);
    }
    if (opens)
        open_element(builder, (uint32_t)(node - builder->tree->nodes), token, foreign);
    return copy_attributes(builder, node, token);
}

static enum status overflow_text(struct builder *builder, struct bytes text)
{
    size_t needed = builder->overflow_size + text.size;
    if (needed > builder->overflow_capacity) {
        size_t capacity = builder->overflow_capacity ? builder->overflow_capacity * 2 : OVERFLOW_FIRST;
        capacity = capacity < needed ? needed : capacity;
        uint8_t *grown = arena_grow(builder->arena, builder->overflow, builder->overflow_capacity, capacity);
        if (!grown)
            return STATUS_NOMEM;
        builder->overflow = grown;
        builder->overflow_capacity = capacity;
    }
    memcpy(builder->overflow + builder->overflow_size, text.at, text.size);
    builder->overflow_size = needed;
    return STATUS_OK;
}

enum status builder_add_text(struct builder *builder, struct bytes text, enum tag tag)
{
    struct node *node = add_node(builder, tag);
    if (!node)
        return tag == TAG_TEXT ? overflow_text(builder, text) : STATUS_OK;
    node->text = text.at;
    node->text_size = (uint32_t)text.size;
    return STATUS_OK;
}

enum status builder_finish_overflow(struct builder *builder)
{
    if (!builder->overflow_size)
        return STATUS_OK;
    builder->capacity++; /* one is kept for it */
    struct node *node = add_node(builder, TAG_TEXT);
    if (!node || builder->overflow_size > UINT32_MAX)
        return STATUS_TOOBIG;
    node->text = builder->overflow;
    node->text_size = (uint32_t)builder->overflow_size;
    return STATUS_OK;
}

void builder_pop_to(struct builder *builder, uint32_t depth)
{
    /* A formatting element that ended inside a block goes as soon as that block is closed. */
    while (builder->depth > depth || (builder->depth && builder_current(builder)->flags & OPEN_ENDED)) {
        const struct open_element *open = &builder->open[--builder->depth];
        builder->deep = 0;
        if (open->flags & OPEN_ENDED)
            continue;
        builder->open_count[open->tag]--;
        builder->tree->nodes[open->node].end = builder->tree->count;
    }
}

void builder_start_body(struct builder *builder)
{
    if (builder->in_body)
        return;
    builder->in_body = true;
    builder_pop_to(builder, BUILDER_ROOTS - 1);
    builder->capacity++; /* one is kept for it */
    struct node *body = add_node(builder, TAG_BODY);
    builder->tree->body = (uint32_t)(body - builder->tree->nodes);
    builder->open[builder->depth++] = (struct open_element){.node = builder->tree->body, .tag = TAG_BODY};
    builder->open_count[TAG_BODY]++;
}

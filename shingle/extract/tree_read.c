#include "shingle/extract/tree.h"

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct bytes node_attribute(const struct node *node, enum attribute_name name, bool *found)
{
    for (unsigned i = 0; i < node->attribute_count; i++) {
        if (node->attributes[i].name == name) {
            if (found)
                *found = true;
            return bytes_of(node->attributes[i].at, node->attributes[i].size);
        }
    }
    if (found)
        *found = false;
    return bytes_of(NULL, 0);
}

bool node_has_word(const struct node *node, enum attribute_name name, struct bytes word)
{
    struct bytes list = node_attribute(node, name, NULL);
    for (size_t at = 0; at < list.size;) {
        while (at < list.size && is_space(list.at[at]))
            at++;
        size_t start = at;
        while (at < list.size && !is_space(list.at[at]))
            at++;
        if (at > start && bytes_equal_nocase(bytes_of(list.at + start, at - start), word))
            return true;
    }
    return false;
}

/* Text being gathered: runs of white space as one blank, none in front. */
struct gathered {
    uint8_t *at;
    size_t size;
    size_t limit;
    bool blank; /* white space came since the last byte */
};

static void gather(struct gathered *gathered, struct bytes text)
{
    for (size_t i = 0; i < text.size && gathered->size < gathered->limit; i++) {
        if (is_space(text.at[i])) {
            gathered->blank = true;
            continue;
        }
        if (gathered->blank && gathered->size && gathered->size + 1 < gathered->limit)
            gathered->at[gathered->size++] = ' ';
        gathered->blank = false;
        gathered->at[gathered->size++] = text.at[i];
    }
}

/* Bytes of text below a node, at most limit. */
static size_t text_bound(const struct tree *tree, uint32_t node, size_t limit)
{
    size_t bound = 1;
    for (uint32_t i = node; i < tree->nodes[node].end && bound < limit; i++)
        if (tree->nodes[i].tag == TAG_TEXT)
            bound += tree->nodes[i].text_size + (size_t)1;
    return bound < limit ? bound : limit;
}

/* True when a block begins at node i or ended right before it: the words on both sides are apart. */
static bool is_block_edge(const struct tree *tree, uint32_t i)
{
    unsigned tag = tree->nodes[i].tag;
    if (tag_is(tag, TAG_IS_BLOCK) || tag == TAG_BR)
        return true;
    for (uint32_t ended = i - 1; ended && tree->nodes[ended].end == i; ended = tree->nodes[ended].parent)
        if (tag_is(tree->nodes[ended].tag, TAG_IS_BLOCK))
            return true;
    return false;
}

/* Takes off a character that the limit may have cut. */
static void drop_last_character(struct gathered *gathered)
{
    while (gathered->size && (gathered->at[gathered->size - 1] & 0xc0) == 0x80)
        gathered->size--;
    if (gathered->size && gathered->at[gathered->size - 1] >= 0xc0)
        gathered->size--;
}

struct bytes tree_text_but(const struct tree *tree, uint32_t node, bool (*leave_out)(const struct node *), size_t limit,
                           struct arena *arena)
{
    struct gathered gathered = {.limit = text_bound(tree, node, limit)};
    size_t room = gathered.limit;
    gathered.at = arena_alloc(arena, room);
    if (!gathered.at)
        return bytes_of(NULL, 0);
    for (uint32_t i = node; i < tree->nodes[node].end && gathered.size < gathered.limit; i++) {
        gathered.blank |= i > node && is_block_edge(tree, i);
        if (i > node && leave_out && leave_out(&tree->nodes[i])) {
            gathered.blank = true;
            i = tree->nodes[i].end - 1;
            continue;
        }
        gather(&gathered, node_text(&tree->nodes[i]));
    }
    if (gathered.size == limit && limit && gathered.at[limit - 1] >= 0x80)
        drop_last_character(&gathered);
    arena_shrink(arena, gathered.at, room, gathered.size);
    return bytes_of(gathered.at, gathered.size);
}

struct bytes tree_text(const struct tree *tree, uint32_t node, size_t limit, struct arena *arena)
{
    return tree_text_but(tree, node, NULL, limit, arena);
}

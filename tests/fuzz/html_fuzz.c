/*
 * Any bytes as a page. Laws: the tree's order and links hold; every text node lies within bounds that reading shows to
 * the sanitizer; what the plain tokenizer and the lean one make of the page has the same tags; the tree's text is the
 * page's, in order, and at most its size and a fifth (references grow no further) plus what NULs turn into.
 */
#include "shingle/base/writer.h"
#include "shingle/extract/tokenizer.h"
#include "shingle/extract/tree.h"
#include "shingle/text/utf8.h"
#include "tests/fuzz/in_order.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool law)
{
    if (!law)
        abort();
}

/* Reads every byte, for the sanitizer to see. */
static size_t read_all(struct bytes view)
{
    size_t sum = 0;
    for (size_t i = 0; i < view.size; i++)
        sum += view.at[i];
    return sum;
}

static void check_tree(const struct tree *tree, size_t page_size)
{
    const struct node *nodes = tree->nodes;
    size_t text = 0;
    size_t sum = 0;
    for (uint32_t i = 1; i < tree->count; i++) {
        require(nodes[i].parent < i && nodes[i].end > i && nodes[i].end <= tree->count);
        require(nodes[i].next == 0 || nodes[i].next > i);
        struct bytes view = node_text(&nodes[i]);
        sum += read_all(view);
        text += view.size;
        for (unsigned a = 0; !view.at && a < nodes[i].attribute_count; a++)
            sum += read_all(bytes_of(nodes[i].attributes[a].at, nodes[i].attributes[a].size));
    }
    require(sum < SIZE_MAX);
    require(text <= 3 * page_size);
}

/* The tree's text was in the page, which must be UTF-8 for that to be told. */
static void check_text(const struct tree *tree, struct bytes page)
{
    struct writer text = {0};
    for (uint32_t i = 1; i < tree->count; i++)
        writer_bytes(&text, node_text(&tree->nodes[i]));
    if (utf8_valid_upto(page) == page.size)
        require(text_is_in_order(writer_view(&text), page, true));
    writer_close(&text);
}

/* Number of tags that a tokenizer with these flags finds when the tree sets no state. */
static size_t count_tags(struct bytes page, unsigned flags, struct arena *arena)
{
    struct tokenizer tokenizer;
    struct token token;
    size_t tags = 0;
    tokenizer_init(&tokenizer, page, flags, arena);
    do {
        require(tokenizer_next(&tokenizer, &token) == STATUS_OK);
        tags += token.kind == TOKEN_START_TAG || token.kind == TOKEN_END_TAG;
        require(token.kind != TOKEN_TEXT || token.text.size > 0);
    } while (token.kind != TOKEN_END_OF_PAGE);
    return tags;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct tree tree;
    struct bytes page = bytes_of(data, size);
    arena_init(&arena, 4096, 0);
    require(tree_build(page, &arena, &tree) == STATUS_OK);
    check_tree(&tree, size);
    check_text(&tree, page);
    require(count_tags(page, 0, &arena) == count_tags(page, TOKENIZER_LEAN, &arena));
    (void)tree_text(&tree, tree.body, 100, &arena);
    arena_close(&arena);
    return 0;
}

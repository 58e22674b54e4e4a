#include "shingle/extract/tree.h"

#include "shingle/extract/tree_builder.h"

#include <stddef.h>

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_blank(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!is_space(text.at[i]))
            return false;
    return true;
}

/*
 * Most nodes that the page can make: every "<" but that of an end tag at most one element (as do "</p>" and "</br>"),
 * and every one a text behind it.
 */
static size_t count_nodes(struct bytes page)
{
    size_t nodes = 4;
    const uint8_t *at = page.at, *end = page.at + page.size;
    while (at < end && (at = memchr(at, '<', (size_t)(end - at))) != NULL) {
        bool ends = end - at > 2 && at[1] == '/' && (at[2] | 0x20) != 'p' && (at[2] | 0x20) != 'b';
        nodes += ends ? 1 : 2;
        at++;
    }
    return nodes;
}

static enum status builder_init(struct builder *builder, struct bytes page, struct arena *arena, struct tree *tree)
{
    enum { ALWAYS_THERE = TREE_HEAD + 1, KEPT = 2 };
    static const struct node roots[ALWAYS_THERE] = {
        {.tag = TAG_DOCUMENT, .first_child = TREE_HTML},
        {.tag = TAG_HTML, .parent = TREE_DOCUMENT, .first_child = TREE_HEAD},
        {.tag = TAG_HEAD, .parent = TREE_HTML},
    };
    size_t nodes = count_nodes(page) + ALWAYS_THERE;
    memset(builder, 0, offsetof(struct builder, open));
    memset(tree, 0, sizeof *tree);
    builder->arena = arena;
    builder->tree = tree;
    builder->capacity = (uint32_t)(nodes < TREE_NODES_MAX ? nodes : TREE_NODES_MAX) - KEPT;
    tree->nodes = arena_array(arena, (size_t)builder->capacity + KEPT, sizeof *tree->nodes);
    if (!tree->nodes)
        return STATUS_NOMEM;
    memcpy(tree->nodes, roots, sizeof roots);
    tree->count = ALWAYS_THERE;
    for (uint32_t i = 0; i < ALWAYS_THERE; i++) {
        builder->open[i] = (struct open_element){.node = i, .tag = roots[i].tag};
        builder->open_count[roots[i].tag] = 1;
    }
    builder->open[TREE_HTML].last_child = TREE_HEAD;
    builder->depth = ALWAYS_THERE;
    tokenizer_init(&builder->tokenizer, page, TOKENIZER_LEAN, arena);
    return STATUS_OK;
}

/* True for white space that parts nothing: at a block's edge, or between rows and items. */
static bool is_idle_space(struct builder *builder, struct bytes text)
{
    const struct open_element *current = builder_current(builder);
    switch ((unsigned)current->tag) {
    case TAG_PRE:
    case TAG_TEXTAREA:
    case TAG_LISTING:
    case TAG_XMP: return false;
    case TAG_TABLE:
    case TAG_TR:
    case TAG_UL:
    case TAG_OL: break;
    default:
        if (current->last_child ? !tag_is(builder->tree->nodes[current->last_child].tag, TAG_IS_BLOCK)
                                : !tag_is(current->tag, TAG_IS_BLOCK))
            return false;
    }
    return is_blank(text);
}

/* The text without NULs, which the standard drops in the body. */
static enum status strip_nuls(struct builder *builder, struct bytes *text)
{
    uint8_t *copy = arena_alloc(builder->arena, text->size);
    size_t size = 0;
    if (!copy)
        return STATUS_NOMEM;
    for (size_t i = 0; i < text->size; i++)
        if (text->at[i])
            copy[size++] = text->at[i];
    *text = bytes_of(copy, size);
    return STATUS_OK;
}

static struct bytes without_first_newline(struct bytes text)
{
    if (bytes_starts_with(text, BYTES("\r\n")))
        return bytes_from(text, 2);
    return bytes_starts_with(text, BYTES("\n")) ? bytes_from(text, 1) : text;
}

static enum status add_text(struct builder *builder, const struct token *token)
{
    struct bytes text = token->text;
    enum status status = token->has_nul ? strip_nuls(builder, &text) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    if (builder->drop_newline)
        text = without_first_newline(text);
    builder->drop_newline = false;
    if (!builder->in_body && builder->depth == BUILDER_ROOTS && !is_blank(text))
        builder_start_body(builder);
    if (!text.size || is_idle_space(builder, text))
        return STATUS_OK;
    return builder_add_text(builder, text, TAG_TEXT);
}

static bool is_metadata_script(const struct token *token)
{
    for (size_t i = 0; i < token->attribute_count; i++)
        if (token->attributes[i].known == ATTRIBUTE_TYPE)
            return bytes_starts_with_nocase(bytes_trim(token->attributes[i].value), BYTES("application/ld+json"));
    return false;
}

/* Keeps the text of a script for the metadata, as one node. */
static enum status keep_script(struct builder *builder)
{
    struct token text;
    size_t start = builder->tokenizer.at;
    tokenizer_skip_text(&builder->tokenizer);
    text.text = bytes_upto(bytes_from(builder->tokenizer.page, start), builder->tokenizer.at - start);
    return text.text.size ? builder_add_text(builder, text.text, TAG_RAW) : STATUS_OK;
}

/* Tells the tokenizer how to read what follows a start tag, and passes over what nobody wants. */
static enum status read_content(struct builder *builder, const struct token *token)
{
    struct tokenizer *tokenizer = &builder->tokenizer;
    switch ((unsigned)token->tag) {
    case TAG_TEXTAREA:
        builder->drop_newline = true;
        tokenizer->state = TOKENIZER_RCDATA;
        break;
    case TAG_TITLE: tokenizer->state = TOKENIZER_RCDATA; break;
    case TAG_XMP: tokenizer->state = TOKENIZER_RAWTEXT; break;
    case TAG_PLAINTEXT: tokenizer->state = TOKENIZER_PLAINTEXT; break;
    case TAG_PRE:
    case TAG_LISTING: builder->drop_newline = true; break;
    case TAG_SCRIPT:
        tokenizer->state = TOKENIZER_SCRIPT;
        if (is_metadata_script(token))
            return keep_script(builder);
        tokenizer_skip_text(tokenizer);
        break;
    case TAG_NOSCRIPT:
        if (builder->in_body)
            break;
        /* fall through */
    case TAG_STYLE:
    case TAG_IFRAME:
    case TAG_NOEMBED:
    case TAG_NOFRAMES:
        tokenizer->state = TOKENIZER_RAWTEXT;
        tokenizer_skip_text(tokenizer);
        break;
    default: break;
    }
    return STATUS_OK;
}

/* html, head and body are there already: their tags only give them attributes. */
static enum status root_tag(struct builder *builder, const struct token *token)
{
    if (token->tag == TAG_HTML)
        return builder_set_attributes(builder, TREE_HTML, token);
    if (token->tag == TAG_HEAD)
        return STATUS_OK;
    builder_start_body(builder);
    return builder_set_attributes(builder, builder->tree->body, token);
}

static enum status start_tag(struct builder *builder, struct token *token)
{
    if (token->tag == TAG_HTML || token->tag == TAG_HEAD || token->tag == TAG_BODY)
        return root_tag(builder, token);
    if (!tag_is(token->tag, TAG_IN_HEAD))
        builder_start_body(builder);
    builder_leave_foreign(builder, token->tag);
    if (builder_in_foreign(builder))
        return builder_add_element(builder, token, !token->self_closing);
    if (token->tag == TAG_FORM && builder->open_count[TAG_FORM])
        return STATUS_OK;
    if (token->tag == TAG_IMAGE)
        token->tag = TAG_IMG;
    builder_close_before(builder, token->tag);
    bool closes_itself = token->self_closing && (token->tag == TAG_SVG || token->tag == TAG_MATH);
    enum status status = builder_add_element(builder, token, !closes_itself && !tag_is(token->tag, TAG_IS_VOID));
    return status == STATUS_OK ? read_content(builder, token) : status;
}

static enum status add_token(struct builder *builder, struct token *token)
{
    switch (token->kind) {
    case TOKEN_TEXT: return add_text(builder, token);
    case TOKEN_START_TAG: builder->drop_newline = false; return start_tag(builder, token);
    case TOKEN_END_TAG: builder->drop_newline = false; return builder_end_tag(builder, token);
    case TOKEN_COMMENT:
    case TOKEN_DOCTYPE:
    case TOKEN_END_OF_PAGE: break;
    }
    return STATUS_OK;
}

static enum status finish(struct builder *builder)
{
    builder_start_body(builder);
    enum status status = builder_finish_overflow(builder);
    builder_pop_to(builder, 0);
    builder->tree->shed.attributes = builder->tokenizer.attributes_shed;
    builder->tree->shed.attributes_cut = builder->tokenizer.attributes_cut;
    builder->tree->shed.references = builder->tokenizer.references_long;
    return status;
}

enum status tree_build(struct bytes page, struct arena *arena, struct tree *tree)
{
    struct builder *builder = arena_alloc(arena, sizeof *builder);
    if (!builder)
        return STATUS_NOMEM;
    if (page.size >= UINT32_MAX)
        return STATUS_TOOBIG;
    struct token token;
    enum status status = builder_init(builder, page, arena, tree);
    while (status == STATUS_OK) {
        builder->tokenizer.foreign = (builder_current(builder)->flags & OPEN_FOREIGN) != 0;
        status = tokenizer_next(&builder->tokenizer, &token);
        if (status == STATUS_OK && token.kind == TOKEN_END_OF_PAGE)
            return finish(builder);
        if (status == STATUS_OK)
            status = add_token(builder, &token);
    }
    return status;
}

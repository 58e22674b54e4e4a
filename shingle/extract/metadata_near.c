/*
 * Dates and bylines that are only written on the page: in the lines behind the headline, or in the few before it. The
 * header of a site may show today's date, and lists of other articles theirs, so nearness to the headline is what
 * counts.
 */
#include "shingle/extract/iso_date.h"
#include "shingle/extract/metadata_draft.h"

enum {
    LINES_BEHIND = 60, /* lines looked at behind the headline */
    LINES_BEFORE = 8,
    NODES_MAX = 3000, /* nodes looked at on either side */
    LINE_MAX = 160,   /* bytes of a line that can be a date's or byline's */
    LINE_DEPTH = 4,   /* steps from a text up to its block */
    NAME_MAX_SIZE = 80,
    PROSE_MAX = 3 /* long lines behind the headline, after which the article is under way */
};

struct near {
    struct metadata_draft *draft;
    uint32_t last;  /* block that was looked at last */
    unsigned lines; /* how many were */
    unsigned prose; /* how many of them were long */
};

/* The block that holds a text, if it is not too far up. */
static uint32_t block_of(const struct tree *tree, uint32_t text)
{
    uint32_t at = tree->nodes[text].parent;
    for (int step = 0; step < LINE_DEPTH && !tag_is(tree->nodes[at].tag, TAG_IS_BLOCK); step++)
        at = tree->nodes[at].parent;
    return at;
}

/* The line that a text node is part of: its block's text when that is short, else the text alone. */
static struct bytes line_of(struct near *near, uint32_t text, uint32_t block)
{
    const struct tree *tree = near->draft->tree;
    struct bytes line = tree_text(tree, block, LINE_MAX + 1, near->draft->arena);
    if (line.size <= LINE_MAX)
        return line;
    near->last = 0; /* its other texts are looked at one by one */
    return bytes_trim(node_text(&tree->nodes[text]));
}

static bool class_says(const struct tree *tree, uint32_t node, const char *word)
{
    for (int step = 0; step < 3 && node > tree->body; step++, node = tree->nodes[node].parent) {
        struct bytes class = bytes_upto(node_attribute(&tree->nodes[node], ATTRIBUTE_CLASS, NULL), LINE_MAX);
        if (bytes_find_nocase(class, bytes_of_string(word), 0) != SIZE_MAX)
            return true;
    }
    return false;
}

/* A line that says when the page was changed, not when it was made. */
static bool says_changed(struct bytes line)
{
    static const char *const words[] = {"updated",
                                        "modified",
                                        "aktualisiert",
                                        "mis \xc3\xa0 jour",
                                        "actualizado",
                                        "aggiornato",
                                        "atualizado",
                                        "\xd0\xbe\xd0\xb1\xd0\xbd\xd0\xbe\xd0\xb2\xd0\xbb\xd0\xb5\xd0\xbd\xd0\xbe",
                                        NULL};
    for (const char *const *word = words; *word; word++)
        if (bytes_find_nocase(line, bytes_of_string(*word), 0) != SIZE_MAX)
            return true;
    return false;
}

static enum status read_date(struct near *near, struct bytes line)
{
    struct bytes date = iso_date(line, near->draft->arena);
    enum metadata_field field = says_changed(line) ? FIELD_MODIFIED : FIELD_PUBLISHED;
    return date.size ? draft_add(near->draft, field, SOURCE_NEAR, date) : STATUS_OK;
}

static bool has_digit(struct bytes line)
{
    for (size_t i = 0; i < line.size; i++)
        if (line.at[i] >= '0' && line.at[i] <= '9')
            return true;
    return false;
}

static enum status read_line(struct near *near, uint32_t text)
{
    struct metadata_draft *draft = near->draft;
    uint32_t block = block_of(draft->tree, text);
    if (block == near->last)
        return STATUS_OK;
    near->last = block;
    struct bytes line = line_of(near, text, block);
    if (!line.size)
        return STATUS_OK;
    near->lines++;
    if (line.size > LINE_MAX) {
        near->prose++;
        return STATUS_OK;
    }
    if (has_digit(line))
        return read_date(near, line);
    bool byline = class_says(draft->tree, draft->tree->nodes[text].parent, "byline") ||
                  class_says(draft->tree, draft->tree->nodes[text].parent, "author");
    return byline && line.size <= NAME_MAX_SIZE && draft_wants(draft, FIELD_AUTHOR, SOURCE_NEAR) &&
                   !draft->value[FIELD_AUTHOR][SOURCE_NEAR].size
               ? draft_add(draft, FIELD_AUTHOR, SOURCE_NEAR, line)
               : STATUS_OK;
}

static bool is_shown_text(const struct tree *tree, uint32_t at)
{
    return tree->nodes[at].tag == TAG_TEXT && tree->nodes[tree->nodes[at].parent].tag != TAG_TITLE;
}

/* A time element near the headline, by what it tells machines. */
static enum status read_time(struct near *near, uint32_t at)
{
    struct bytes value = node_attribute(&near->draft->tree->nodes[at], ATTRIBUTE_DATETIME, NULL);
    struct bytes date = value.size ? iso_date(value, near->draft->arena) : value;
    return date.size ? draft_add(near->draft, FIELD_PUBLISHED, SOURCE_NEAR, date) : STATUS_OK;
}

static enum status read_node(struct near *near, uint32_t at)
{
    const struct tree *tree = near->draft->tree;
    if (tree->nodes[at].tag == TAG_TIME)
        return read_time(near, at);
    return is_shown_text(tree, at) ? read_line(near, at) : STATUS_OK;
}

static bool is_done(const struct near *near)
{
    return near->draft->value[FIELD_PUBLISHED][SOURCE_NEAR].size != 0;
}

enum status draft_read_near(struct metadata_draft *draft, uint32_t headline)
{
    const struct tree *tree = draft->tree;
    struct near near = {.draft = draft};
    uint32_t start = headline ? tree->nodes[headline].end : tree->body + 1;
    enum status status = STATUS_OK;
    for (uint32_t i = start; status == STATUS_OK && i < tree->count && i - start < NODES_MAX &&
                             near.lines < LINES_BEHIND && near.prose < PROSE_MAX && !is_done(&near);
         i++)
        status = read_node(&near, i);
    near = (struct near){.draft = draft};
    for (uint32_t i = headline; status == STATUS_OK && i > tree->body && headline - i < NODES_MAX &&
                                near.lines < LINES_BEFORE && !is_done(&near);
         i--)
        status = read_node(&near, i);
    return status;
}

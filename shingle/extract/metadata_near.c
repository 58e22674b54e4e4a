/*
 * Dates that are only written on the page: in the lines behind the headline, or in the few before it. The
 * header of a site may show today's date, and lists of other articles theirs, so nearness to the headline is what
 * counts.
 */
#include "shingle/extract/date_line.h"
#include "shingle/extract/iso_date.h"
#include "shingle/extract/metadata_draft.h"

enum {
    LINES_BEHIND = 60, /* lines looked at behind the headline */
    LINES_BEFORE = 8,
    NODES_MAX = 3000,    /* nodes looked at on either side */
    LINE_MAX = 160,      /* bytes of a line that can be a date's */
    LINE_DEPTH = 4,      /* steps from a text up to its block */
    LABELS_MAX = 64,     /* labelled lines looked at in all of the page */
    LABEL_LINE_MAX = 80, /* bytes of such a line */
    PROSE_MAX = 3        /* long lines behind the headline, after which the article is under way */
};

struct near {
    struct metadata_draft *draft;
    uint32_t last;      /* block that was looked at last */
    unsigned lines;     /* how many were */
    unsigned prose;     /* how many of them were long */
    struct bytes above; /* the line that was read last */
    struct bytes found; /* the best date */
    enum date_grade grade;
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

/* Dates that a line tells; above: the line above it. A labelled one is worth more than one that just stands there. */
static enum status read_date(struct near *near, struct bytes line, uint32_t text)
{
    struct metadata_draft *draft = near->draft;
    struct date_line said;
    if (!date_line_read(line, near->above, draft->order, draft->arena, &said))
        return STATUS_OK;
    enum status status = draft_add(draft, FIELD_MODIFIED, SOURCE_NEAR, said.changed);
    if (status != STATUS_OK || !said.published.size)
        return status;
    if (said.grade == DATE_ALONE && class_says(draft->tree, text, "publi"))
        said.grade = DATE_LABELLED;
    if (said.grade == DATE_PASSING && (class_says(draft->tree, text, "date") || class_says(draft->tree, text, "time")))
        said.grade = DATE_ALONE;
    if (near->found.size && said.grade <= near->grade)
        return STATUS_OK;
    near->found = said.published;
    near->grade = said.grade;
    return STATUS_OK;
}

static bool has_digit(struct bytes line)
{
    for (size_t i = 0; i < line.size; i++)
        if ((line.at[i] >= '0' && line.at[i] <= '9') || line.at[i] >= 0xd9)
            return true; /* from U+0640 on there are digits of other scripts */
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
    if (has_digit(line)) {
        enum status status = read_date(near, line, text);
        near->above = line;
        return status;
    }
    near->above = line;
    return STATUS_OK;
}

static bool is_shown_text(const struct tree *tree, uint32_t at)
{
    return tree->nodes[at].tag == TAG_TEXT && tree->nodes[tree->nodes[at].parent].tag != TAG_TITLE;
}

/* A time element near the headline, by what it tells machines. */
static enum status read_time(struct near *near, uint32_t at)
{
    struct metadata_draft *draft = near->draft;
    struct bytes value = node_attribute(&draft->tree->nodes[at], ATTRIBUTE_DATETIME, NULL);
    struct bytes date = value.size ? iso_date_ordered(value, draft->order, draft->arena) : value;
    if (date.size && !near->found.size) {
        near->found = date;
        near->grade = DATE_ALONE;
    }
    return STATUS_OK;
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
    return near->found.size && near->grade != DATE_PASSING;
}

static enum status read_behind(struct near *near, uint32_t start)
{
    const struct tree *tree = near->draft->tree;
    enum status status = STATUS_OK;
    for (uint32_t i = start; status == STATUS_OK && i < tree->count && i - start < NODES_MAX &&
                             near->lines < LINES_BEHIND && near->prose < PROSE_MAX && !is_done(near);
         i++)
        status = read_node(near, i);
    return status;
}

static enum status read_before(struct near *near, uint32_t headline)
{
    enum status status = STATUS_OK;
    for (uint32_t i = headline; status == STATUS_OK && i > near->draft->tree->body && headline - i < NODES_MAX &&
                                near->lines < LINES_BEFORE && !is_done(near);
         i--)
        status = read_node(near, i);
    return status;
}

/* Anywhere behind the headline, by lines that say what their date is: pages that tell it below their article. */
static enum status read_rest(struct near *near, uint32_t start)
{
    const struct tree *tree = near->draft->tree;
    enum status status = STATUS_OK;
    unsigned lines = 0;
    for (uint32_t i = start; status == STATUS_OK && i < tree->count && lines < LABELS_MAX && !near->found.size; i++) {
        if (!is_shown_text(tree, i))
            continue;
        struct bytes text = bytes_trim(node_text(&tree->nodes[i]));
        bool dated = text.size <= LABEL_LINE_MAX && has_digit(text) &&
                     (date_line_is_labelled(text) || date_line_is_labelled(near->above) ||
                      class_says(tree, tree->nodes[i].parent, "publi"));
        if (dated) {
            lines++;
            status = read_date(near, text, tree->nodes[i].parent);
            if (near->grade != DATE_LABELLED)
                near->found = bytes_of(NULL, 0);
        }
        near->above = text.size <= LABEL_LINE_MAX ? text : bytes_of(NULL, 0);
    }
    return status;
}

/* True when a field for machines has told the day, so that the page need not be searched. */
static bool is_told(const struct metadata_draft *draft)
{
    static const enum metadata_source sources[] = {SOURCE_JSON_LD,   SOURCE_PARSELY, SOURCE_OPENGRAPH,
                                                   SOURCE_MICRODATA, SOURCE_META,    SOURCE_DUBLIN_CORE};
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (draft->value[FIELD_PUBLISHED][sources[i]].size)
            return true;
    return false;
}

enum status draft_read_near(struct metadata_draft *draft, uint32_t headline)
{
    uint32_t start = headline ? draft->tree->nodes[headline].end : draft->tree->body + 1;
    struct near near = {.draft = draft};
    enum status status = read_behind(&near, start);
    if (status == STATUS_OK && !is_done(&near)) {
        struct near before = {.draft = draft};
        status = read_before(&before, headline);
        if (before.found.size && (!near.found.size || before.grade > near.grade))
            near = before;
    }
    if (status == STATUS_OK && !near.found.size && !is_told(draft)) {
        near.above = bytes_of(NULL, 0);
        status = read_rest(&near, start);
    }
    enum metadata_source source = near.grade == DATE_PASSING ? SOURCE_PASSING : SOURCE_NEAR;
    return status == STATUS_OK ? draft_add(draft, FIELD_PUBLISHED, source, near.found) : status;
}

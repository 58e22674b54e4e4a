/*
 * Learns which of a page's candidates is its headline, from pages whose headline is known. One command makes a table:
 *
 *     build/release/bench/train_titles ../shared/data/extract --write shingle/extract
 *     build/release/bench/train_titles ../shared/data/extract --kind text --write shingle/extract
 *
 * Plain text may have no headline: where none of its lines is the known one, and in bodies that people marked, "none"
 * is to be chosen. These bodies are given as they are and below their headline. Its lines are judged by the shipped
 * forests, which have seen the pages.
 *
 * Gradient boosting of oblivious trees, by the cross entropy of a softmax over each page's candidates. Repeatable:
 * fixed seed, no threads. All figures are out of fold: each page is judged by a forest that has not seen its site.
 */
#include "bench/train_forest.h"
#include "bench/train_pages.h"
#include "shingle/extract/classify.h"
#include "shingle/extract/line_titles.h"
#include "shingle/extract/page_read.h"
#include "shingle/extract/title_features.h"
#include "shingle/extract/title_forest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The sets differ in size and in taste; none may outvote the others. */
static const float set_weights[TRAIN_SETS] = {2.5f, 1.5f, 1.0f, 1.0f};

/* What a page of plain text weighs that shows another headline than the known one. */
static const float other_weight = 0.1f;

/* What of a page is given. */
enum form { FORM_HTML, FORM_NEAR, FORM_FULL, FORM_BODY, FORM_HEADED, FORMS };

static const char *const form_names[FORMS] = {"", "near", "full", "body", "headed"};

struct options {
    const char *directory;
    const char *write;
    bool text; /* plain text, else HTML */
    bool misses;
    unsigned folds;
    struct forest_params forest;
};

struct sample {
    char *id;
    char *truth;
    unsigned set;
    unsigned form;
    unsigned fold;
    size_t row; /* its candidates, from here */
    size_t count;
    bool reachable; /* one of them is the truth */
    bool found;     /* and that is not "none" */
    size_t chosen;
};

struct corpus {
    const struct options *options;
    struct sample *at;
    size_t count, capacity;
    size_t features;
    float *vector; /* features of each row */
    char **text;
    uint8_t *label;
    size_t rows, room;
};

static void *need(void *at)
{
    if (!at) {
        fputs("train_titles: out of memory\n", stderr);
        exit(1);
    }
    return at;
}

/* A row for a candidate; its vector is to be filled. */
static float *add_row(struct corpus *corpus, struct sample *sample, struct bytes text, bool right)
{
    if (corpus->rows == corpus->room) {
        corpus->room = corpus->room ? corpus->room * 2 : 4096;
        corpus->vector = need(realloc(corpus->vector, corpus->room * corpus->features * sizeof *corpus->vector));
        corpus->text = need(realloc(corpus->text, corpus->room * sizeof *corpus->text));
        corpus->label = need(realloc(corpus->label, corpus->room));
    }
    size_t row = corpus->rows++;
    corpus->text[row] = need(strndup(text.size ? (const char *)text.at : "", text.size));
    corpus->label[row] = right;
    sample->reachable |= right;
    sample->count++;
    return corpus->vector + row * corpus->features;
}

static void add_candidates(struct corpus *corpus, struct sample *sample, const struct titles *titles)
{
    struct title_words truth;
    title_words_read(bytes_of_string(sample->truth), &truth);
    for (size_t i = 0; i < titles->count; i++)
        title_features(titles, i,
                       add_row(corpus, sample, titles->at[i].text, title_words_equal(&titles->at[i].words, &truth)));
}

/* The first candidate, "none", is right when no other is. */
static void add_line_candidates(struct corpus *corpus, struct sample *sample, const struct line_titles *titles)
{
    struct title_words truth;
    size_t first = corpus->rows;
    title_words_read(bytes_of_string(sample->truth), &truth);
    for (size_t i = 0; i < titles->count; i++)
        line_title_features(titles, i,
                            add_row(corpus, sample, titles->at[i].text,
                                    i && sample->form != FORM_BODY && title_words_equal(&titles->at[i].words, &truth)));
    sample->found = sample->reachable;
    if (!sample->reachable)
        corpus->label[first] = 1;
    sample->reachable = true;
}

static struct sample *add_sample(struct corpus *corpus, const struct train_page *page, const char *title, unsigned form)
{
    if (corpus->count == corpus->capacity) {
        corpus->capacity = corpus->capacity ? corpus->capacity * 2 : 1024;
        corpus->at = need(realloc(corpus->at, corpus->capacity * sizeof *corpus->at));
    }
    struct sample *sample = &corpus->at[corpus->count++];
    *sample = (struct sample){.id = need(strdup(page->id)),
                              .truth = need(strdup(title)),
                              .set = page->set,
                              .form = form,
                              .fold = (unsigned)(train_site(page) % corpus->options->folds),
                              .row = corpus->rows};
    return sample;
}

static void add_text(struct corpus *corpus, const struct train_page *page, unsigned form, const char *text)
{
    const char *title = json_string_value(json_object_get(page->truth, "title"));
    struct arena arena;
    struct page_reading reading;
    if (!title || !*title || !text)
        return;
    arena_init(&arena, 64 << 10, 0);
    struct page of = {.content = bytes_of_string(text), .kind = PAGE_TEXT};
    if (page_read(&of, &arena, &reading) != STATUS_OK ||
        classify_lines(&reading.list, &classifier_text, &arena) != STATUS_OK)
        exit(1);
    size_t body = 0;
    while (body < reading.list.count && !reading.list.at[body].kept)
        body++;
    if (body < reading.list.count) {
        struct line_titles *titles = need(arena_zeroed(&arena, 1, sizeof *titles));
        line_titles_read(&reading.list, body, reading.title, titles);
        add_line_candidates(corpus, add_sample(corpus, page, title, form), titles);
    }
    arena_close(&arena);
}

/* What many crawlers submit: the headline, with an empty line below or without, and the body. */
static void add_headed(struct corpus *corpus, const struct train_page *page, const char *body)
{
    const char *title = json_string_value(json_object_get(page->truth, "title"));
    char *text = NULL;
    if (!title || !body)
        return;
    if (asprintf(&text, "%s%s%s", title, train_site(page) >> 8 & 1 ? "\n\n" : "\n", body) < 0)
        exit(1);
    add_text(corpus, page, FORM_HEADED, text);
    free(text);
}

static void add_texts(void *context, const struct train_page *page)
{
    add_text(context, page, FORM_NEAR, json_string_value(json_object_get(page->row, "text_near")));
    add_text(context, page, FORM_FULL, json_string_value(json_object_get(page->row, "text_full")));
    add_text(context, page, FORM_BODY, json_string_value(json_object_get(page->truth, "articleBody")));
    add_headed(context, page, json_string_value(json_object_get(page->truth, "articleBody")));
}

static void add_page(void *context, const struct train_page *page)
{
    struct corpus *corpus = context;
    const char *title = json_string_value(json_object_get(page->truth, "title"));
    const char *html = json_string_value(json_object_get(page->row, "html"));
    const char *url = json_string_value(json_object_get(page->row, "url"));
    if (!title || !*title || !html)
        return;
    struct sample *sample = add_sample(corpus, page, title, FORM_HTML);
    struct arena arena;
    struct tree tree;
    arena_init(&arena, 64 << 10, 0);
    struct metadata_draft draft = {.tree = &tree, .url = bytes_of_string(url), .arena = &arena};
    struct titles *titles = need(arena_zeroed(&arena, 1, sizeof *titles));
    if (tree_build(bytes_of_string(html), &arena, &tree) != STATUS_OK || draft_read_elements(&draft) != STATUS_OK ||
        draft_read_json_ld(&draft) != STATUS_OK)
        exit(1);
    titles_read(&draft, titles);
    add_candidates(corpus, sample, titles);
    arena_close(&arena);
}

static struct matrix *fill(const struct corpus *corpus)
{
    struct matrix *matrix = matrix_new(corpus->rows, corpus->features);
    matrix->group = need(calloc(corpus->rows + 1, sizeof *matrix->group));
    for (size_t p = 0; p < corpus->count; p++) {
        const struct sample *sample = &corpus->at[p];
        for (size_t row = sample->row; row < sample->row + sample->count; row++) {
            matrix_set(matrix, row, corpus->vector + row * corpus->features, 0, corpus->features);
            matrix->group[row] = (uint32_t)p;
            matrix->label[row] = corpus->label[row];
        }
    }
    matrix_bin(matrix, 0, corpus->features);
    return matrix;
}

/*
 * Pages of plain text that show another headline than the known one count little: "none" is right for them, but so is
 * what they show.
 */
static float weight_of(const struct sample *sample)
{
    bool other = (sample->form == FORM_NEAR || sample->form == FORM_FULL) && !sample->found;
    return set_weights[sample->set] * (other ? other_weight : 1);
}

/* A forest from all folds but one (UINT_MAX: from all). */
static struct forest_model *train_without(const struct corpus *corpus, struct matrix *matrix, unsigned fold)
{
    for (size_t p = 0; p < corpus->count; p++) {
        const struct sample *sample = &corpus->at[p];
        for (size_t row = sample->row; row < sample->row + sample->count; row++)
            matrix->weight[row] = sample->fold == fold || !sample->reachable ? 0 : weight_of(sample);
    }
    return forest_train(matrix, corpus->features, &corpus->options->forest);
}

static void choose_fold(struct corpus *corpus, const struct matrix *matrix, const struct forest_model *model,
                        unsigned fold)
{
    for (size_t p = 0; p < corpus->count; p++) {
        struct sample *sample = &corpus->at[p];
        float best = -1;
        for (size_t row = sample->row; sample->fold == fold && row < sample->row + sample->count; row++) {
            float score = forest_predict(model, matrix, row);
            if (score > best)
                sample->chosen = row;
            best = score > best ? score : best;
        }
    }
}

/* A candidate with the places that say just this. */
static void print_candidate(const struct corpus *corpus, size_t row, const char *what)
{
    static const char *const names[] = {"ld", "name", "also", "og", "tw",  "parsely", "micro",
                                        "dc", "meta", "head", "h1", "h1s", "h2",      "class"};
    printf("  %-7s %s [", what, corpus->text[row]);
    for (size_t i = 0; !corpus->options->text && i < sizeof names / sizeof *names; i++)
        if (corpus->vector[row * corpus->features + TITLE_RELATION + i] == TITLE_SAME)
            printf(" %s", names[i]);
    printf(" ]\n");
}

static void print_miss(const struct corpus *corpus, const struct sample *sample)
{
    printf("%s %s %s%s\n", train_sets[sample->set], form_names[sample->form], sample->id,
           sample->reachable ? "" : " (not among the candidates)");
    printf("  truth   %s\n", sample->truth);
    for (size_t row = sample->row; row < sample->row + sample->count; row++)
        if (corpus->label[row])
            print_candidate(corpus, row, "found");
    if (sample->count)
        print_candidate(corpus, sample->chosen, "answer");
}

static void report(const struct corpus *corpus)
{
    for (unsigned set = 0; set < TRAIN_SETS * FORMS; set++) {
        size_t pages = 0, right = 0, reachable = 0, wrong = 0;
        for (size_t p = 0; p < corpus->count; p++) {
            const struct sample *sample = &corpus->at[p];
            if (sample->set != set / FORMS || sample->form != set % FORMS)
                continue;
            bool body = sample->form == FORM_BODY, none = corpus->options->text && sample->chosen == sample->row;
            bool hit = sample->count && corpus->label[sample->chosen] && (body || !none);
            pages++;
            right += hit;
            wrong += !hit && !none;
            reachable += corpus->options->text ? sample->found || body : sample->reachable;
            if (corpus->options->misses && !hit)
                print_miss(corpus, sample);
        }
        if (pages)
            printf("%-12s %-6s %4zu pages  right %.3f  reachable %.3f  wrong %.3f\n", train_sets[set / FORMS],
                   form_names[set % FORMS], pages, (double)right / (double)pages, (double)reachable / (double)pages,
                   (double)wrong / (double)pages);
    }
}

static void write_tree(FILE *out, const struct forest_tree *tree)
{
    fputs("    {{", out);
    for (unsigned level = 0; level < TITLE_DEPTH; level++)
        fprintf(out, "%s%u", level ? ", " : "", tree->feature[level]);
    fputs("}, {", out);
    for (unsigned level = 0; level < TITLE_DEPTH; level++) {
        char number[40];
        snprintf(number, sizeof number, "%.6g", (double)tree->above[level]);
        fprintf(out, "%s%s%sf", level ? ", " : "", number, strpbrk(number, ".e") ? "" : ".0");
    }
    fputs("}, {", out);
    for (unsigned leaf = 0; leaf < TITLE_LEAVES; leaf++)
        fprintf(out, "%s%d", leaf ? ", " : "", tree->leaf[leaf]);
    fputs("}},\n", out);
}

static void write_table(const struct corpus *corpus, struct matrix *matrix)
{
    char path[4096];
    const char *kind = corpus->options->text ? "text" : "html";
    snprintf(path, sizeof path, "%s/title_forest_%s.inc", corpus->options->write, kind);
    FILE *out = fopen(path, "w");
    if (!out) {
        perror(path);
        exit(1);
    }
    struct forest_model *model = train_without(corpus, matrix, UINT32_MAX);
    fprintf(out,
            "/* Made by bench/train_titles from the open extraction sets; do not edit. */\n"
            "static const struct title_tree title_trees_%s[] = {\n",
            kind);
    for (size_t i = 0; i < model->count; i++)
        write_tree(out, &model->trees[i]);
    fprintf(out, "};\n\nconst struct title_forest title_forest_%s = {title_trees_%s, %zu};\n", kind, kind,
            model->count);
    fclose(out);
    forest_free(model);
}

static void usage(FILE *to)
{
    fputs(
        "usage: train_titles DIRECTORY [--kind html|text] [--write FOLDER] [--misses] [--folds N] [--trees N] [--rate X]\n"
        "                    [--lambda X] [--columns PERCENT] [--seed N]\n"
        "  DIRECTORY  has SET.html.jsonl.zst, SET.text.jsonl.zst and SET.truth.json\n"
        "  --kind     whether the headlines of HTML (the default) or of plain text are learnt\n"
        "  --write    writes title_forest_KIND.inc there\n"
        "  --misses   prints pages whose title was not chosen, with the places that say it and those that say the other\n"
        "  --folds    parts of the sites, of which each is kept aside in turn (10)\n",
        to);
}

/* Sets how the forest of a kind is learnt, which options behind it may change. */
static void choose_kind(struct options *options, const char *kind)
{
    options->text = !strcmp(kind, "text");
    options->forest.lambda = options->text ? 20 : 5;
    if (!options->text && strcmp(kind, "html"))
        options->folds = 0;
}

int main(int argc, char **argv)
{
    struct options options = {
        .folds = 10,
        .forest = {
            .trees = 300, .rate = 0.1, .seed = 1, .lambda = 5, .columns = 40, .strong = 1, .depth = TITLE_DEPTH}};
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (!strcmp(argv[i], "--help")) {
            usage(stdout);
            return 0;
        }
        if (argv[i][0] != '-')
            options.directory = argv[i];
        else if (!strcmp(argv[i], "--misses"))
            options.misses = true;
        else if (!strcmp(argv[i], "--write"))
            options.write = value, i++;
        else if (!strcmp(argv[i], "--kind"))
            choose_kind(&options, value), i++;
        else if (!strcmp(argv[i], "--folds"))
            options.folds = (unsigned)atoi(value), i++;
        else if (!strcmp(argv[i], "--trees"))
            options.forest.trees = (size_t)atoi(value), i++;
        else if (!strcmp(argv[i], "--rate"))
            options.forest.rate = atof(value), i++;
        else if (!strcmp(argv[i], "--lambda"))
            options.forest.lambda = atof(value), i++;
        else if (!strcmp(argv[i], "--columns"))
            options.forest.columns = (unsigned)atoi(value), i++;
        else if (!strcmp(argv[i], "--seed"))
            options.forest.seed = (unsigned)atoi(value), i++;
        else
            options.folds = 0;
    }
    if (!options.directory || options.folds < 2) {
        usage(stderr);
        return 2;
    }
    struct corpus corpus = {.options = &options, .features = options.text ? LINE_TITLE_FEATURES : TITLE_FEATURES};
    for (unsigned set = 0; set < TRAIN_SETS; set++)
        train_pages(options.directory, set, !options.text, options.text ? add_texts : add_page, &corpus);
    struct matrix *matrix = fill(&corpus);
    printf("%zu pages, %zu candidates\n", corpus.count, corpus.rows);
    for (unsigned fold = 0; fold < options.folds; fold++) {
        struct forest_model *model = train_without(&corpus, matrix, fold);
        choose_fold(&corpus, matrix, model, fold);
        forest_free(model);
    }
    report(&corpus);
    if (options.write)
        write_table(&corpus, matrix);
    return 0;
}

/*
 * Learns which of a page's candidates is its headline, from pages whose headline is known. One command makes the table:
 *
 *     build/release/bench/train_titles ../shared/data/extract --write shingle/extract
 *
 * Gradient boosting of oblivious trees, by the cross entropy of a softmax over each page's candidates. Repeatable:
 * fixed seed, no threads. All figures are out of fold: each page is judged by a forest that has not seen its site.
 */
#include "bench/train_forest.h"
#include "bench/train_pages.h"
#include "shingle/extract/title_features.h"
#include "shingle/extract/title_forest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The sets differ in size and in taste; none may outvote the others. */
static const float set_weights[TRAIN_SETS] = {2.5f, 1.5f, 1.0f, 1.0f};

struct options {
    const char *directory;
    const char *write;
    bool misses;
    unsigned folds;
    struct forest_params forest;
};

struct sample {
    char *id;
    char *truth;
    unsigned set;
    unsigned fold;
    size_t row; /* its candidates, from here */
    size_t count;
    bool reachable; /* one of them is the truth */
    size_t chosen;
};

struct corpus {
    const struct options *options;
    struct sample *at;
    size_t count, capacity;
    float (*vector)[TITLE_FEATURES];
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

static void add_candidates(struct corpus *corpus, struct sample *sample, const struct titles *titles)
{
    struct title_words truth;
    title_words_read(bytes_of_string(sample->truth), &truth);
    if (corpus->rows + titles->count > corpus->room) {
        corpus->room = corpus->room ? corpus->room * 2 : 4096;
        corpus->vector = need(realloc(corpus->vector, corpus->room * sizeof *corpus->vector));
        corpus->text = need(realloc(corpus->text, corpus->room * sizeof *corpus->text));
        corpus->label = need(realloc(corpus->label, corpus->room));
    }
    sample->row = corpus->rows;
    sample->count = titles->count;
    for (size_t i = 0; i < titles->count; i++) {
        size_t row = corpus->rows++;
        title_features(titles, i, corpus->vector[row]);
        corpus->text[row] = need(strndup((const char *)titles->at[i].text.at, titles->at[i].text.size));
        corpus->label[row] = title_words_equal(&titles->at[i].words, &truth);
        sample->reachable |= corpus->label[row];
    }
}

static void add_page(void *context, const struct train_page *page)
{
    struct corpus *corpus = context;
    const char *title = json_string_value(json_object_get(page->truth, "title"));
    const char *html = json_string_value(json_object_get(page->row, "html"));
    const char *url = json_string_value(json_object_get(page->row, "url"));
    if (!title || !*title || !html)
        return;
    if (corpus->count == corpus->capacity) {
        corpus->capacity = corpus->capacity ? corpus->capacity * 2 : 1024;
        corpus->at = need(realloc(corpus->at, corpus->capacity * sizeof *corpus->at));
    }
    struct sample *sample = &corpus->at[corpus->count++];
    *sample = (struct sample){.id = need(strdup(page->id)), .truth = need(strdup(title)), .set = page->set};
    sample->fold = (unsigned)(train_site(page) % corpus->options->folds);
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
    struct matrix *matrix = matrix_new(corpus->rows, TITLE_FEATURES);
    matrix->group = need(calloc(corpus->rows + 1, sizeof *matrix->group));
    for (size_t p = 0; p < corpus->count; p++) {
        const struct sample *sample = &corpus->at[p];
        for (size_t row = sample->row; row < sample->row + sample->count; row++) {
            matrix_set(matrix, row, corpus->vector[row], 0, TITLE_FEATURES);
            matrix->group[row] = (uint32_t)p;
            matrix->label[row] = corpus->label[row];
        }
    }
    matrix_bin(matrix, 0, TITLE_FEATURES);
    return matrix;
}

/* A forest from all folds but one (UINT_MAX: from all). */
static struct forest_model *train_without(const struct corpus *corpus, struct matrix *matrix, unsigned fold)
{
    for (size_t p = 0; p < corpus->count; p++) {
        const struct sample *sample = &corpus->at[p];
        for (size_t row = sample->row; row < sample->row + sample->count; row++)
            matrix->weight[row] = sample->fold == fold || !sample->reachable ? 0 : set_weights[sample->set];
    }
    return forest_train(matrix, TITLE_FEATURES, &corpus->options->forest);
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
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (corpus->vector[row][TITLE_RELATION + i] == TITLE_SAME)
            printf(" %s", names[i]);
    printf(" ]\n");
}

static void report(const struct corpus *corpus)
{
    size_t pages[TRAIN_SETS] = {0}, right[TRAIN_SETS] = {0}, reachable[TRAIN_SETS] = {0};
    for (size_t p = 0; p < corpus->count; p++) {
        const struct sample *sample = &corpus->at[p];
        bool hit = sample->count && corpus->label[sample->chosen];
        pages[sample->set]++;
        right[sample->set] += hit;
        reachable[sample->set] += sample->reachable;
        if (corpus->options->misses && !hit) {
            printf("%s %s%s\n", train_sets[sample->set], sample->id,
                   sample->reachable ? "" : " (not among the candidates)");
            printf("  truth   %s\n", sample->truth);
            for (size_t row = sample->row; row < sample->row + sample->count; row++)
                if (corpus->label[row])
                    print_candidate(corpus, row, "found");
            if (sample->count)
                print_candidate(corpus, sample->chosen, "answer");
        }
    }
    for (unsigned set = 0; set < TRAIN_SETS; set++)
        printf("%-12s %4zu pages  right %.3f  reachable %.3f\n", train_sets[set], pages[set],
               (double)right[set] / (double)(pages[set] + !pages[set]),
               (double)reachable[set] / (double)(pages[set] + !pages[set]));
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
    snprintf(path, sizeof path, "%s/title_forest_html.inc", corpus->options->write);
    FILE *out = fopen(path, "w");
    if (!out) {
        perror(path);
        exit(1);
    }
    struct forest_model *model = train_without(corpus, matrix, UINT32_MAX);
    fputs("/* Made by bench/train_titles from the open extraction sets; do not edit. */\n"
          "static const struct title_tree title_trees_html[] = {\n",
          out);
    for (size_t i = 0; i < model->count; i++)
        write_tree(out, &model->trees[i]);
    fprintf(out, "};\n\nconst struct title_forest title_forest_html = {title_trees_html, %zu};\n", model->count);
    fclose(out);
    forest_free(model);
}

static void usage(FILE *to)
{
    fputs(
        "usage: train_titles DIRECTORY [--write FOLDER] [--misses] [--folds N] [--trees N] [--rate X] [--lambda X]\n"
        "                    [--columns PERCENT] [--seed N]\n"
        "  DIRECTORY  has SET.html.jsonl.zst and SET.truth.json\n"
        "  --write    writes title_forest_html.inc there\n"
        "  --misses   prints pages whose title was not chosen, with the places that say it and those that say the other\n"
        "  --folds    parts of the sites, of which each is kept aside in turn (10)\n",
        to);
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
    struct corpus corpus = {.options = &options};
    for (unsigned set = 0; set < TRAIN_SETS; set++)
        train_pages(options.directory, set, true, add_page, &corpus);
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

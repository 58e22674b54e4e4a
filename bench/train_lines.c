/*
 * Learns the line classifier's wording and forests from pages whose article people marked. One command makes all
 * tables:
 *
 *     build/release/bench/train_lines ../shared/data/extract --write shingle/extract
 *
 * Each line of a page is labelled by aligning the page with the marked body (or with the segments that must and must
 * not be kept). Gradient boosting on histograms, oblivious trees, log loss; the second stage learns from first-stage
 * scores of folds that did not see the page's site. Repeatable: fixed seed, no threads.
 *
 * --predict judges each page by forests that have not seen its site. The wording that they are given leaves out the
 * site's votes too, but which grams are worth a slot was chosen with all votes, so its figures are a shade too good.
 */
#include "bench/train_data.h"
#include "bench/train_forest.h"
#include "bench/train_wording.h"
#include "shingle/extract/features.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
    const char *directory;
    const char *write;   /* folder for the tables, or NULL */
    const char *predict; /* prefix of files with out-of-fold predictions, or NULL */
    const char *kind;    /* "html", "text" or NULL for both */
    unsigned folds;
    const char *without; /* names of features that are not to be used, parted by commas, or NULL */
    struct forest_params first, second;
};

static void usage(FILE *to)
{
    fputs("usage: train_lines DIRECTORY [--write FOLDER] [--predict PREFIX] [--kind html|text] [--folds N]\n"
          "                   [--trees N] [--rate X] [--lambda X] [--columns PERCENT] [--without FEATURE,...]\n"
          "                   [--seed N]\n"
          "  DIRECTORY  has SET.html.jsonl.zst, SET.text.jsonl.zst and SET.truth.json\n"
          "  --write    writes wording_table.inc, forest_html.inc and forest_text.inc there\n"
          "  --predict  writes PREFIX.KIND.SET.jsonl, each page judged by a forest that has not seen its site\n"
          "  --folds    parts of the sites, of which each is kept aside in turn (4); 2 keeps one half aside\n"
          "  --lambda   weight of a leaf's wish to say nothing (300)\n"
          "  --columns  share of the features that a level of a tree may ask (25)\n"
          "  --without  leaves features out, to see what they are worth\n"
          "  --seed     of the features that each tree may ask (1); seeds part by about .002 of F1\n",
          to);
}

static FILE *open_table(const struct options *options, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", options->write, name);
    FILE *out = fopen(path, "w");
    if (!out) {
        perror(path);
        exit(1);
    }
    return out;
}

static void fill_first(struct corpus *corpus, struct matrix *matrix)
{
    size_t row = 0;
    float vector[FEATURE_COUNT];
    for (size_t p = 0; p < corpus->count; p++) {
        struct sample *sample = &corpus->at[p];
        for (size_t i = 0; i < sample->reading.list.count; i++) {
            features_of_line(&sample->context, i, vector);
            matrix_set(matrix, row++, vector, 0, FEATURE_FIRST_COUNT);
        }
    }
}

static void fill_second(struct corpus *corpus, struct matrix *matrix)
{
    size_t row = 0;
    float vector[FEATURE_COUNT];
    for (size_t p = 0; p < corpus->count; p++) {
        struct sample *sample = &corpus->at[p];
        sample_restart_scores(sample);
        page_context_take_scores(&sample->context);
        for (size_t i = 0; i < sample->reading.list.count; i++) {
            features_of_scores(&sample->context, i, vector);
            matrix_set(matrix, row++, vector, FEATURE_FIRST_COUNT, FEATURE_COUNT);
        }
    }
}

/* Features that were named to be left out lose their bins, and so are never asked. */
static void leave_out(struct matrix *matrix, const struct options *options)
{
    for (size_t f = 0; options->without && f < matrix->features; f++) {
        const char *name = feature_name(f);
        size_t size = strlen(name);
        for (const char *at = options->without; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
            if (!strncmp(at, name, size) && (at[size] == ',' || !at[size]))
                matrix->bins[f] = 1;
        }
    }
}

/* Trains on all folds but one (or on all, fold = UINT32_MAX). */
static struct forest_model *train_without(struct corpus *corpus, struct matrix *matrix, unsigned fold, size_t features,
                                          const struct forest_params *params)
{
    size_t row = 0;
    for (size_t p = 0; p < corpus->count; p++) {
        const struct sample *sample = &corpus->at[p];
        for (size_t i = 0; i < sample->reading.list.count; i++, row++) {
            matrix->weight[row] = sample->fold == fold ? 0 : sample->weight[i];
            matrix->label[row] = sample->label[i];
        }
    }
    return forest_train(matrix, features, params);
}

static void score_fold(struct corpus *corpus, struct matrix *matrix, const struct forest_model *model, unsigned fold,
                       bool last)
{
    size_t row = 0;
    for (size_t p = 0; p < corpus->count; p++) {
        struct sample *sample = &corpus->at[p];
        for (size_t i = 0; i < sample->reading.list.count; i++, row++) {
            if (sample->fold != fold)
                continue;
            float score = forest_predict(model, matrix, row);
            if (last)
                sample->reading.list.at[i].score = (sample->reading.list.at[i].first_score + score) / 2;
            else
                sample->reading.list.at[i].first_score = score;
        }
    }
}

static void report_loss(const struct corpus *corpus, bool last, const char *what)
{
    double wrong = 0, all = 0;
    for (size_t p = 0; p < corpus->count; p++) {
        const struct sample *sample = &corpus->at[p];
        for (size_t i = 0; i < sample->reading.list.count; i++) {
            const struct line *line = &sample->reading.list.at[i];
            float score = last ? line->score : line->first_score;
            all += sample->weight[i];
            wrong += (score > 0.5f) != sample->label[i] ? sample->weight[i] : 0;
        }
    }
    printf("%s: weighted error out of fold %.4f\n", what, all > 0 ? wrong / all : 0);
    fflush(stdout);
}

static void cross_validate(struct corpus *corpus, struct matrix *matrix, const struct options *options, bool last)
{
    for (unsigned fold = 0; fold < options->folds; fold++) {
        struct forest_model *model = train_without(corpus, matrix, fold, last ? FEATURE_COUNT : FEATURE_FIRST_COUNT,
                                                   last ? &options->second : &options->first);
        score_fold(corpus, matrix, model, fold, last);
        forest_free(model);
    }
    report_loss(corpus, last, last ? "second stage" : "first stage");
}

/* The wording is learnt from the HTML pages, which have all text, for both kinds. */
static struct wording_votes *learn_wording(const struct options *options)
{
    struct corpus corpus = {0};
    corpus_load(&corpus, options->directory, true, options->folds);
    struct wording_votes *votes = wording_learn(&corpus);
    if (options->write) {
        FILE *out = open_table(options, "wording_table.inc");
        wording_write(votes, out);
        fclose(out);
    }
    corpus_free(&corpus);
    return votes;
}

static void run_kind(const struct options *options, const struct wording_votes *votes, bool html)
{
    const char *kind = html ? "html" : "text";
    struct corpus corpus = {0};
    corpus_load(&corpus, options->directory, html, options->folds);
    wording_apply(votes, &corpus);
    printf("%s: %zu pages, %zu lines\n", kind, corpus.count, corpus.lines);
    fflush(stdout);
    struct matrix *matrix = matrix_new(corpus.lines, FEATURE_COUNT);
    fill_first(&corpus, matrix);
    matrix_bin(matrix, 0, FEATURE_FIRST_COUNT);
    leave_out(matrix, options);
    cross_validate(&corpus, matrix, options, false);
    fill_second(&corpus, matrix);
    matrix_bin(matrix, FEATURE_FIRST_COUNT, FEATURE_COUNT);
    leave_out(matrix, options);
    if (options->predict)
        cross_validate(&corpus, matrix, options, true);
    if (options->predict)
        corpus_predict(&corpus, options->predict, kind);
    if (options->write) {
        struct forest_model *first = train_without(&corpus, matrix, UINT32_MAX, FEATURE_FIRST_COUNT, &options->first);
        struct forest_model *second = train_without(&corpus, matrix, UINT32_MAX, FEATURE_COUNT, &options->second);
        FILE *out = open_table(options, html ? "forest_html.inc" : "forest_text.inc");
        fprintf(out, "/* Made by bench/train_lines from the open extraction sets; do not edit. */\n");
        forest_write(first, out, kind, "first");
        forest_write(second, out, kind, "second");
        fclose(out);
        forest_print_gains(first, FEATURE_FIRST_COUNT, "first stage", feature_name);
        forest_print_gains(second, FEATURE_COUNT, "second stage", feature_name);
        forest_free(first);
        forest_free(second);
    }
    matrix_free(matrix);
    corpus_free(&corpus);
}

int main(int argc, char **argv)
{
    struct options options = {
        .folds = 4,
        .first = {.trees = 150, .rate = 0.1, .seed = 1, .lambda = 300, .columns = 25, .strong = 0.12},
        .second = {.trees = 150, .rate = 0.1, .seed = 2, .lambda = 300, .columns = 25, .strong = 0.12}};
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (!strcmp(argv[i], "--help")) {
            usage(stdout);
            return 0;
        }
        if (argv[i][0] != '-') {
            options.directory = argv[i];
            continue;
        }
        if (!value) {
            usage(stderr);
            return 2;
        }
        if (!strcmp(argv[i], "--write"))
            options.write = value;
        else if (!strcmp(argv[i], "--predict"))
            options.predict = value;
        else if (!strcmp(argv[i], "--kind"))
            options.kind = value;
        else if (!strcmp(argv[i], "--folds"))
            options.folds = (unsigned)atoi(value);
        else if (!strcmp(argv[i], "--trees"))
            options.first.trees = options.second.trees = (size_t)atoi(value);
        else if (!strcmp(argv[i], "--rate"))
            options.first.rate = options.second.rate = atof(value);
        else if (!strcmp(argv[i], "--without"))
            options.without = value;
        else if (!strcmp(argv[i], "--lambda"))
            options.first.lambda = options.second.lambda = atof(value);
        else if (!strcmp(argv[i], "--seed"))
            options.first.seed = (unsigned)atoi(value), options.second.seed = options.first.seed + 1;
        else if (!strcmp(argv[i], "--columns"))
            options.first.columns = options.second.columns = (unsigned)atoi(value);
        else {
            usage(stderr);
            return 2;
        }
        i++;
    }
    if (!options.directory || options.folds < 2) {
        usage(stderr);
        return 2;
    }
    struct wording_votes *votes = learn_wording(&options);
    if (!options.kind || !strcmp(options.kind, "html"))
        run_kind(&options, votes, true);
    if (!options.kind || !strcmp(options.kind, "text"))
        run_kind(&options, votes, false);
    wording_free(votes);
    return 0;
}

/*
 * Learns which pairs of articles that share text are copies, from the near-duplicate sets. One command makes the table:
 *
 *     build/release/bench/train_pairs ../shared/data/neardup --write shingle/match
 *
 * Every set is run through the matcher several times, in the order of its file and shuffled, under other secrets, so
 * that pairs are seen with much and with little known of their sources' templates. Each pair on trial gives a row; the
 * labels say whether it is a copy. Folds part the pairs by source where a set names sources, else by labelled cluster;
 * --predict clusters every set, each article judged by a forest that has not seen its fold. Repeatable: fixed seeds.
 */
#include "bench/jsonl.h"
#include "bench/pair_labels.h"
#include "bench/train_forest.h"
#include "shingle/match/matcher.h"
#include "shingle/match/pair_features.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOLDS_MAX = 16 };

#define LEARN_FROM 0.3 /* containment of pairs worth learning from: well below what the matcher judges */

/* background_open has no copies, but what is alike in it is none. */
static const char *const sets[] = {"us11_open", "fnc_open", "reuters_open", "press_open", "background_open"};
enum { SETS = sizeof sets / sizeof *sets };

struct options {
    const char *directory, *predict;
    const char *write;
    unsigned folds, runs;
    double certainty, certainty_kin; /* 0 = the matcher's */
    struct forest_params forest;
};

struct row {
    float vector[PAIR_FEATURES];
    enum pair_label label;
    unsigned fold, set;
};

struct rows {
    struct row *at;
    size_t count, room;
};

/* One pass of a set through a matcher. */
struct pass {
    const struct options *options;
    const struct jsonl *jsonl;
    const struct pair_labels *labels;
    struct rows *rows;           /* where the pairs go, or NULL */
    const struct forest *forest; /* by fold of the newcomer, or NULL for the one that is built in */
    FILE *out;                   /* where the clusters go, or NULL */
    unsigned set;
    uint64_t secret, order;
    struct hash_key key;
    uint32_t *numbers; /* in the order of the pass */
    struct arena arena;
};

static void *need(void *at)
{
    if (!at) {
        fputs("train_pairs: out of memory\n", stderr);
        exit(1);
    }
    return at;
}

static void require(enum status status)
{
    if (status != STATUS_OK) {
        fprintf(stderr, "train_pairs: %s\n", status_text(status));
        exit(1);
    }
}

/* As the daemon has it: the source that is told, else the host. */
static struct bytes source_of(const struct jsonl_article *article)
{
    size_t at = bytes_find(article->url, BYTES("://"), 0);
    if (article->source.size || at >= article->url.size)
        return article->source;
    struct bytes host = bytes_from(article->url, at + 3);
    return bytes_upto(host, bytes_find(host, BYTES("/"), 0));
}

static enum status read_text(void *context, uint32_t id, struct arena *arena, struct bytes *text)
{
    (void)arena;
    const struct pass *pass = context;
    *text = pass->jsonl->at[pass->numbers[id - 1]].text;
    return STATUS_OK;
}

static const struct jsonl_article *article_of(const struct pass *pass, uint32_t id)
{
    return &pass->jsonl->at[pass->numbers[id - 1]];
}

static void take_rows(struct pass *pass, const struct decision *decision, uint32_t id)
{
    struct rows *rows = pass->rows;
    for (size_t i = 0; i < decision->evidence_count; i++) {
        const struct evidence *one = &decision->evidence[i];
        if (!one->overlaps)
            continue;
        if (rows->count == rows->room) {
            rows->room = rows->room ? 2 * rows->room : 4096;
            rows->at = need(realloc(rows->at, rows->room * sizeof *rows->at));
        }
        struct row *row = &rows->at[rows->count++];
        memcpy(row->vector, one->features, sizeof row->vector);
        row->set = pass->set;
        struct bytes a = article_of(pass, id)->id, b = article_of(pass, one->id)->id;
        row->label = pair_labels_of(pass->labels, a, b);
        row->fold = pair_labels_fold(pass->labels, a, b) % pass->options->folds;
    }
}

static void open_matcher(const struct pass *pass, struct matcher **matcher, struct matcher_params *params)
{
    struct sketch_params sketch_params = SKETCH_DEFAULTS;
    *params = matcher_defaults();
    if (pass->options->certainty > 0)
        params->rules.certainty = pass->options->certainty;
    if (pass->options->certainty_kin > 0)
        params->rules.certainty_kin = pass->options->certainty_kin;
    params->containment = pass->rows ? LEARN_FROM : params->containment;
    require(matcher_open(params, &sketch_params, &pass->key, matcher));
}

/*
 * Where the labels say that it belongs: while rows are taken, clusters must not depend on the table that is built in,
 * which is to be made.
 */
static void place_by_label(const struct pass *pass, struct matcher *matcher, struct posting_index *stories, uint32_t id,
                           struct decision *decision)
{
    uint64_t story = pair_labels_story(pass->labels, article_of(pass, id)->id);
    uint32_t first = 0;
    *decision = (struct decision){.verdict = VERDICT_NEW};
    if (posting_index_find(stories, story, &first, 1) == 1)
        decision->cluster = clusters_of(matcher_clusters(matcher), first);
    else
        require(posting_index_insert(stories, story, id));
}

static void one_article(struct pass *pass, struct matcher *matcher, struct matcher_params *params,
                        struct posting_index *texts, struct posting_index *stories, uint32_t id)
{
    const struct jsonl_article *input = article_of(pass, id);
    const struct sketch_params sketch_params = SKETCH_DEFAULTS;
    const struct match_reader reader = {pass, read_text};
    struct sketch sketch;
    struct decision decision;
    struct match_article article = {.text = input->text, .sketch = &sketch};
    struct bytes source = source_of(input);
    if (source.size)
        article.source = hash_bytes(&pass->key, HASH_SOURCE, source);
    require(words_scan(&pass->key, input->text, &pass->arena, &article.words));
    require(sketch_build(&sketch_params, &pass->key, article.words, &pass->arena, &sketch));
    if (sketch.text_hash)
        posting_index_find(texts, sketch.text_hash, &article.same_text, 1);
    if (pass->forest) {
        params->rules.forest =
            &pass->forest[pair_labels_fold(pass->labels, input->id, input->id) % pass->options->folds];
        require(matcher_adjust(matcher, params));
    }
    require(matcher_decide(matcher, &article, &reader, &pass->arena, &decision));
    if (pass->rows) {
        take_rows(pass, &decision, id);
        place_by_label(pass, matcher, stories, id, &decision);
    }
    require(matcher_insert(matcher, id, &article, &decision));
    if (sketch.text_hash && !article.same_text)
        require(posting_index_insert(texts, sketch.text_hash, id));
    arena_reset(&pass->arena);
}

/* Fisher and Yates's shuffle by a seed; 0 leaves the order. */
static void order_numbers(struct pass *pass)
{
    pass->numbers = need(calloc(pass->jsonl->count + 1, sizeof *pass->numbers));
    for (uint32_t i = 0; i < pass->jsonl->count; i++)
        pass->numbers[i] = i;
    for (size_t i = pass->jsonl->count; pass->order && i > 1; i--) {
        size_t j = (size_t)(mix64(pass->order << 32 | i) % i);
        uint32_t held = pass->numbers[i - 1];
        pass->numbers[i - 1] = pass->numbers[j];
        pass->numbers[j] = held;
    }
}

static void run(struct pass *pass)
{
    struct matcher *matcher;
    struct matcher_params params;
    struct posting_index *texts, *stories;
    pass->key = hash_key_from_seed(pass->secret);
    arena_init(&pass->arena, 1 << 20, 0);
    order_numbers(pass);
    open_matcher(pass, &matcher, &params);
    require(posting_index_open(&(struct posting_index_params){64, 1}, &texts));
    require(posting_index_open(&(struct posting_index_params){64, 1}, &stories));
    for (uint32_t id = 1; id <= pass->jsonl->count; id++)
        one_article(pass, matcher, &params, texts, stories, id);
    for (uint32_t id = 1; pass->out && id <= pass->jsonl->count; id++)
        fprintf(pass->out, "%" BYTES_FORMAT "\t%u\n", BYTES_ARGS(article_of(pass, id)->id),
                clusters_of(matcher_clusters(matcher), id));
    free(pass->numbers);
    posting_index_close(texts);
    posting_index_close(stories);
    matcher_close(matcher);
    arena_close(&pass->arena);
}

static struct matrix *matrix_of(const struct rows *rows)
{
    struct matrix *matrix = matrix_new(rows->count, PAIR_FEATURES);
    for (size_t i = 0; i < rows->count; i++)
        matrix_set(matrix, i, rows->at[i].vector, 0, PAIR_FEATURES);
    matrix_bin(matrix, 0, PAIR_FEATURES);
    return matrix;
}

/* On all folds but one (fold = UINT_MAX: on all). */
static struct forest_model *train_without(const struct options *options, const struct rows *rows, struct matrix *matrix,
                                          unsigned fold)
{
    for (size_t i = 0; i < rows->count; i++) {
        const struct row *row = &rows->at[i];
        bool used = row->label != PAIR_UNDECIDED && row->fold != fold;
        matrix->label[i] = row->label == PAIR_COPY;
        matrix->weight[i] = used ? 1.0f / (float)options->runs : 0;
    }
    return forest_train(matrix, PAIR_FEATURES, &options->forest);
}

static void print_fold_free(const struct rows *rows, const float *scores)
{
    for (double from = 0.5; from < 0.96; from += 0.05) {
        printf("from %.2f:", from);
        for (unsigned set = 0; set < SETS; set++) {
            size_t all[2] = {0, 0}, joined[2] = {0, 0};
            for (size_t i = 0; i < rows->count; i++) {
                const struct row *row = &rows->at[i];
                if (row->set != set || row->label == PAIR_UNDECIDED)
                    continue;
                bool copy = row->label == PAIR_COPY;
                all[copy]++;
                joined[copy] += (double)scores[i] >= from;
            }
            printf("  %s %.4f of %zu, wrong %.4f of %zu;", sets[set], (double)joined[1] / (double)(all[1] + !all[1]),
                   all[1], (double)joined[0] / (double)(all[0] + !all[0]), all[0]);
        }
        printf("\n");
    }
}

static void path_to(char *path, size_t room, const char *directory, const char *set, const char *end)
{
    snprintf(path, room, "%s/%s%s", directory, set, end);
}

static void load(const struct options *options, struct jsonl *jsonl, struct pair_labels **labels)
{
    for (unsigned set = 0; set < SETS; set++) {
        char path[4096];
        path_to(path, sizeof path, options->directory, sets[set], ".jsonl.zst");
        if (jsonl_load(path, &jsonl[set]) != 0)
            exit(1);
        path_to(path, sizeof path, options->directory, sets[set], "");
        labels[set] = pair_labels_load(path, &jsonl[set]);
        if (!labels[set])
            exit(1);
    }
}

static void predict(const struct options *options, struct jsonl *jsonl, struct pair_labels **labels,
                    const struct forest *forests)
{
    for (unsigned set = 0; set < SETS; set++) {
        char path[4096];
        path_to(path, sizeof path, options->predict, sets[set], ".tsv");
        struct pass pass = {.options = options,
                            .jsonl = &jsonl[set],
                            .labels = labels[set],
                            .forest = forests,
                            .out = fopen(path, "w"),
                            .set = set,
                            .secret = 1};
        if (!pass.out) {
            perror(path);
            exit(1);
        }
        run(&pass);
        (void)fclose(pass.out);
    }
}

static const char *name_of(size_t feature)
{
    return pair_feature_name((enum pair_feature)feature);
}

static void write_table(const struct options *options, const struct forest_model *model)
{
    char path[4096];
    path_to(path, sizeof path, options->write, "pair_forest", ".inc");
    FILE *out = fopen(path, "w");
    if (!out) {
        perror(path);
        exit(1);
    }
    fputs("/* Made by bench/train_pairs from the open near-duplicate sets; do not edit. */\n", out);
    forest_write(model, out, "of", "pairs");
    (void)fclose(out);
}

static void learn(const struct options *options, struct jsonl *jsonl, struct pair_labels **labels)
{
    struct rows rows = {0};
    for (unsigned set = 0; set < SETS; set++)
        for (unsigned i = 0; i < options->runs; i++)
            run(&(struct pass){.options = options,
                               .jsonl = &jsonl[set],
                               .labels = labels[set],
                               .rows = &rows,
                               .set = set,
                               .secret = i + 1,
                               .order = i});
    struct matrix *matrix = matrix_of(&rows);
    struct forest_model *models[FOLDS_MAX];
    struct forest forests[FOLDS_MAX];
    float *scores = need(calloc(rows.count, sizeof *scores));
    for (unsigned fold = 0; fold < options->folds; fold++) {
        models[fold] = train_without(options, &rows, matrix, fold);
        forests[fold] = (struct forest){models[fold]->trees, models[fold]->count, (float)models[fold]->base};
        for (size_t i = 0; i < rows.count; i++)
            if (rows.at[i].fold == fold)
                scores[i] = forest_predict(models[fold], matrix, i);
    }
    printf("%zu rows of %u runs; share of the copies and of the others that join, by forests without their fold\n",
           rows.count, options->runs);
    print_fold_free(&rows, scores);
    if (options->predict)
        predict(options, jsonl, labels, forests);
    if (options->write) {
        struct forest_model *all = train_without(options, &rows, matrix, FOLDS_MAX);
        write_table(options, all);
        forest_print_gains(all, PAIR_FEATURES, "all folds", name_of);
        forest_free(all);
    }
    for (unsigned fold = 0; fold < options->folds; fold++)
        forest_free(models[fold]);
    free(scores);
    free(rows.at);
    matrix_free(matrix);
}

static void usage(FILE *to)
{
    fputs(
        "usage: train_pairs DIRECTORY [--write FOLDER] [--predict FOLDER] [--folds N] [--runs N]\n"
        "                   [--trees N] [--rate X] [--lambda X] [--columns PERCENT] [--certainty X]\n"
        "                   [--certainty-kin X]\n"
        "  DIRECTORY  has SET.jsonl.zst with SET.labels.tsv, .pos.tsv, .ambiguous.tsv and .traps.tsv\n"
        "  --write    writes pair_forest.inc there\n"
        "  --predict  writes SET.tsv there: clusters for score.py, by forests that have not seen the newcomer's fold\n"
        "  --folds    parts of the sources, each kept aside in turn (5)\n"
        "  --runs     times that each set is run, in different orders (8)\n",
        to);
}

int main(int argc, char **argv)
{
    struct options options = {
        .folds = 5,
        .runs = 8,
        .forest = {.trees = 120, .rate = 0.1, .seed = 1, .lambda = 10, .columns = 50, .strong = 1}};
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (!strcmp(argv[i], "--help")) {
            usage(stdout);
            return 0;
        }
        if (argv[i][0] != '-') {
            options.directory = argv[i];
            continue;
        }
        i++;
        if (!strcmp(argv[i - 1], "--write"))
            options.write = value;
        else if (!strcmp(argv[i - 1], "--predict"))
            options.predict = value;
        else if (!strcmp(argv[i - 1], "--folds"))
            options.folds = (unsigned)atoi(value);
        else if (!strcmp(argv[i - 1], "--runs"))
            options.runs = (unsigned)atoi(value);
        else if (!strcmp(argv[i - 1], "--trees"))
            options.forest.trees = (size_t)atoi(value);
        else if (!strcmp(argv[i - 1], "--rate"))
            options.forest.rate = atof(value);
        else if (!strcmp(argv[i - 1], "--lambda"))
            options.forest.lambda = atof(value);
        else if (!strcmp(argv[i - 1], "--certainty"))
            options.certainty = atof(value);
        else if (!strcmp(argv[i - 1], "--certainty-kin"))
            options.certainty_kin = atof(value);
        else if (!strcmp(argv[i - 1], "--columns"))
            options.forest.columns = (unsigned)atoi(value);
        else
            options.directory = NULL;
    }
    if (!options.directory || options.folds < 2 || options.folds > FOLDS_MAX || !options.runs) {
        usage(stderr);
        return 2;
    }
    static struct jsonl jsonl[SETS];
    struct pair_labels *labels[SETS];
    load(&options, jsonl, labels);
    learn(&options, jsonl, labels);
    for (unsigned set = 0; set < SETS; set++) {
        pair_labels_free(labels[set]);
        jsonl_close(&jsonl[set]);
    }
    return 0;
}

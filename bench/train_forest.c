#include "bench/train_forest.h"

#include "shingle/base/hash_key.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void *need(void *at)
{
    if (!at) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    return at;
}

struct matrix *matrix_new(size_t rows, size_t features)
{
    struct matrix *m = need(calloc(1, sizeof *m));
    m->rows = rows;
    m->features = features;
    m->raw = need(calloc(rows * features, sizeof *m->raw));
    m->bin = need(calloc(rows * features, 1));
    m->edges = need(calloc(features * BINS_MAX, sizeof *m->edges));
    m->bins = need(calloc(features, 1));
    m->weight = need(calloc(rows, sizeof *m->weight));
    m->label = need(calloc(rows, 1));
    return m;
}

void matrix_free(struct matrix *m)
{
    free(m->raw);
    free(m->bin);
    free(m->edges);
    free(m->bins);
    free(m->weight);
    free(m->label);
    free(m->group);
    free(m);
}

void matrix_set(struct matrix *m, size_t row, const float *vector, size_t from, size_t to)
{
    for (size_t f = from; f < to; f++)
        m->raw[f * m->rows + row] = vector[f];
}

static int compare_floats(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void bin_feature(struct matrix *m, size_t f, float *sorted)
{
    const float *raw = &m->raw[f * m->rows];
    size_t step = m->rows > 40000 ? m->rows / 40000 : 1, count = 0;
    for (size_t row = 0; row < m->rows; row += step)
        sorted[count++] = raw[row];
    qsort(sorted, count, sizeof *sorted, compare_floats);
    float *edges = &m->edges[f * BINS_MAX];
    size_t bins = 0;
    for (size_t b = 1; b < BINS_MAX && count; b++) {
        float edge = sorted[b * count / BINS_MAX];
        if (edge < sorted[count - 1] && (bins == 0 || edge > edges[bins - 1]))
            edges[bins++] = edge;
    }
    m->bins[f] = (uint8_t)(bins + 1);
    for (size_t row = 0; row < m->rows; row++) {
        size_t low = 0, high = bins;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (raw[row] > edges[middle])
                low = middle + 1;
            else
                high = middle;
        }
        m->bin[f * m->rows + row] = (uint8_t)low;
    }
}

void matrix_bin(struct matrix *m, size_t from, size_t to)
{
    float *sorted = need(malloc((m->rows + 1) * sizeof *sorted));
    for (size_t f = from; f < to; f++)
        bin_feature(m, f, sorted);
    free(sorted);
}

struct cell {
    float gradient, hessian;
};

struct trainer {
    const struct matrix *m;
    size_t features;
    uint32_t *rows; /* of the tree's sample */
    size_t row_count;
    uint8_t *leaf;    /* by position in rows */
    float *score;     /* log-odds by matrix row */
    float *chance;    /* probability by matrix row */
    float *target;    /* what it ought to be */
    struct cell *own; /* gradient of each sampled row */
    uint64_t random;
    double lambda;
    unsigned columns; /* percent of the features that a level looks at */
    unsigned depth;   /* levels of a tree that ask */
    double keep;      /* share of rows that come into every tree */
};

static uint64_t next_random(struct trainer *t)
{
    t->random += 0x9e3779b97f4a7c15u;
    return mix64(t->random);
}

/* Sum over leaves of G^2 / (H + lambda): twice the loss that the leaves take away. */
static double gain_of(struct cell cell, double lambda)
{
    return (double)cell.gradient * cell.gradient / ((double)cell.hessian + lambda);
}

static double best_cut(struct trainer *t, size_t f, size_t leaves, struct cell (*cells)[BINS_MAX], uint8_t *cut)
{
    const uint8_t *bin = &t->m->bin[f * t->m->rows];
    size_t bins = t->m->bins[f];
    memset(cells, 0, leaves * sizeof *cells);
    for (size_t i = 0; i < t->row_count; i++) {
        struct cell *cell = &cells[t->leaf[i]][bin[t->rows[i]]];
        cell->gradient += t->own[i].gradient;
        cell->hessian += t->own[i].hessian;
    }
    double gains[BINS_MAX] = {0};
    for (size_t leaf = 0; leaf < leaves; leaf++) {
        struct cell all = {0, 0}, left = {0, 0};
        for (size_t b = 0; b < bins; b++) {
            all.gradient += cells[leaf][b].gradient;
            all.hessian += cells[leaf][b].hessian;
        }
        for (size_t b = 0; b + 1 < bins; b++) {
            left.gradient += cells[leaf][b].gradient;
            left.hessian += cells[leaf][b].hessian;
            struct cell right = {all.gradient - left.gradient, all.hessian - left.hessian};
            gains[b] += gain_of(left, t->lambda) + gain_of(right, t->lambda) - gain_of(all, t->lambda);
        }
    }
    double best = 0;
    for (size_t b = 0; b + 1 < bins; b++) {
        if (gains[b] > best) {
            best = gains[b];
            *cut = (uint8_t)b;
        }
    }
    return best;
}

/* Sets the chances of a group's rows, which begin at `row`, and their targets. Returns the row behind them. */
static size_t weigh_group(struct trainer *t, size_t row)
{
    const struct matrix *m = t->m;
    size_t end = row;
    float sum = 0, labels = 0, most = t->score[row];
    for (; end < m->rows && m->group[end] == m->group[row]; end++)
        most = fmaxf(most, t->score[end]);
    for (size_t i = row; i < end; i++) {
        t->chance[i] = expf(t->score[i] - most);
        sum += t->chance[i];
        labels += m->label[i];
    }
    for (size_t i = row; i < end; i++) {
        t->chance[i] /= sum;
        t->target[i] = (float)m->label[i] / fmaxf(labels, 1);
    }
    return end;
}

static void weigh_rows(struct trainer *t)
{
    for (size_t row = 0; row < t->m->rows;) {
        if (t->m->group) {
            row = weigh_group(t, row);
        } else {
            t->chance[row] = 1.0f / (1.0f + expf(-t->score[row]));
            t->target[row] = (float)t->m->label[row];
            row++;
        }
    }
}

static float pull_of(const struct trainer *t, size_t row)
{
    return t->m->weight[row] * fabsf(t->target[row] - t->chance[row]);
}

/* The pull of a row that one in ROWS_KEPT exceeds, from every STEP-th row. */
static float strong_pull(struct trainer *t)
{
    enum { STEP = 37 };
    static float pulls[1 << 16];
    size_t count = 0;
    for (size_t row = 0; row < t->m->rows && count < sizeof pulls / sizeof *pulls; row += STEP) {
        if (t->m->weight[row] > 0)
            pulls[count++] = pull_of(t, row);
    }
    qsort(pulls, count, sizeof *pulls, compare_floats);
    return count ? pulls[count - 1 - (size_t)((double)count * t->keep)] : 0;
}

/*
 * Rows that pull strongly all come into a tree's sample, of the others one in OTHERS, which then counts for all of them
 * (gradient-based one-side sampling; Ke et al. 2017, LightGBM).
 */
static void sample_rows(struct trainer *t)
{
    enum { OTHERS = 8 };
    weigh_rows(t);
    float strong = t->keep < 1 ? strong_pull(t) : 0;
    t->row_count = 0;
    for (size_t row = 0; row < t->m->rows; row++) {
        float weight = t->m->weight[row];
        if (weight <= 0)
            continue;
        float p = t->chance[row];
        if (pull_of(t, row) < strong) {
            if (next_random(t) % OTHERS != 0)
                continue;
            weight *= OTHERS;
        }
        t->own[t->row_count] = (struct cell){weight * (t->target[row] - p), weight * p * (1 - p)};
        t->leaf[t->row_count] = 0;
        t->rows[t->row_count++] = (uint32_t)row;
    }
}

static void grow_tree(struct trainer *t, struct forest_model *model, double rate)
{
    static struct cell cells[FOREST_LEAVES][BINS_MAX];
    struct forest_tree *tree = &model->trees[model->count];
    memset(tree, 0, sizeof *tree);
    memset(model->cut[model->count], UINT8_MAX, sizeof *model->cut); /* levels that do not ask say no */
    sample_rows(t);
    for (size_t level = 0; level < t->depth; level++) {
        double best = 0;
        size_t best_feature = 0;
        uint8_t best_bin = 0;
        for (size_t f = 0; f < t->features; f++) {
            if (t->m->bins[f] < 2 || next_random(t) % 100 >= t->columns)
                continue;
            uint8_t cut = 0;
            double gain = best_cut(t, f, (size_t)1 << level, cells, &cut);
            if (gain > best) {
                best = gain;
                best_feature = f;
                best_bin = cut;
            }
        }
        model->gains[best_feature] += best;
        tree->feature[level] = (uint8_t)best_feature;
        tree->above[level] = t->m->edges[best_feature * BINS_MAX + best_bin];
        model->cut[model->count][level] = best_bin;
        const uint8_t *bin = &t->m->bin[best_feature * t->m->rows];
        for (size_t i = 0; i < t->row_count; i++)
            t->leaf[i] = (uint8_t)(t->leaf[i] | (bin[t->rows[i]] > best_bin) << level);
    }
    struct cell sums[FOREST_LEAVES] = {{0, 0}};
    for (size_t i = 0; i < t->row_count; i++) {
        sums[t->leaf[i]].gradient += t->own[i].gradient;
        sums[t->leaf[i]].hessian += t->own[i].hessian;
    }
    for (size_t leaf = 0; leaf < FOREST_LEAVES; leaf++) {
        double value = rate * (double)sums[leaf].gradient / ((double)sums[leaf].hessian + t->lambda);
        tree->leaf[leaf] = (int16_t)lrint(fmax(-7, fmin(7, value)) * FOREST_UNIT);
    }
    model->count++;
}

static float tree_value(const struct forest_model *model, size_t tree, const struct matrix *m, size_t row)
{
    unsigned leaf = 0;
    for (unsigned level = 0; level < FOREST_DEPTH; level++) {
        size_t f = model->trees[tree].feature[level];
        leaf |= (unsigned)(m->bin[f * m->rows + row] > model->cut[tree][level]) << level;
    }
    return (float)model->trees[tree].leaf[leaf] / FOREST_UNIT;
}

struct forest_model *forest_train(const struct matrix *m, size_t features, const struct forest_params *params)
{
    struct forest_model *model = need(calloc(1, sizeof *model));
    model->trees = need(calloc(params->trees, sizeof *model->trees));
    model->cut = need(calloc(params->trees, sizeof *model->cut));
    model->gains = need(calloc(features, sizeof *model->gains));
    struct trainer t = {.m = m,
                        .features = features,
                        .random = params->seed,
                        .lambda = params->lambda,
                        .keep = params->strong,
                        .columns = params->columns,
                        .depth = params->depth ? params->depth : FOREST_DEPTH};
    t.rows = need(malloc((m->rows + 1) * sizeof *t.rows));
    t.leaf = need(malloc(m->rows + 1));
    t.score = need(calloc(m->rows + 1, sizeof *t.score));
    t.chance = need(calloc(m->rows + 1, sizeof *t.chance));
    t.target = need(calloc(m->rows + 1, sizeof *t.target));
    t.own = need(malloc((m->rows + 1) * sizeof *t.own));
    double yes = 1, no = 1;
    for (size_t row = 0; row < m->rows; row++) {
        if (m->label[row])
            yes += m->weight[row];
        else
            no += m->weight[row];
    }
    model->base = m->group ? 0 : log(yes / no);
    for (size_t row = 0; row < m->rows; row++)
        t.score[row] = (float)model->base;
    for (size_t i = 0; i < params->trees; i++) {
        grow_tree(&t, model, params->rate);
        for (size_t row = 0; row < m->rows; row++) {
            if (m->weight[row] > 0)
                t.score[row] += tree_value(model, i, m, row);
        }
    }
    free(t.rows);
    free(t.leaf);
    free(t.score);
    free(t.chance);
    free(t.target);
    free(t.own);
    return model;
}

void forest_free(struct forest_model *model)
{
    free(model->trees);
    free(model->cut);
    free(model->gains);
    free(model);
}

float forest_predict(const struct forest_model *model, const struct matrix *m, size_t row)
{
    float sum = (float)model->base;
    for (size_t i = 0; i < model->count; i++)
        sum += tree_value(model, i, m, row);
    return 1.0f / (1.0f + expf(-sum));
}

void forest_write(const struct forest_model *model, FILE *out, const char *kind, const char *stage)
{
    fprintf(out, "static const struct forest_tree trees_%s_%s[] = {\n", kind, stage);
    for (size_t i = 0; i < model->count; i++) {
        const struct forest_tree *tree = &model->trees[i];
        fputs("{{", out);
        for (size_t level = 0; level < FOREST_DEPTH; level++)
            fprintf(out, "%s%u", level ? "," : "", tree->feature[level]);
        fputs("},{", out);
        for (size_t level = 0; level < FOREST_DEPTH; level++) {
            char number[40];
            snprintf(number, sizeof number, "%.6g", (double)tree->above[level]);
            fprintf(out, "%s%s%sf", level ? "," : "", number, strpbrk(number, ".e") ? "" : ".0");
        }
        fputs("},\n{", out);
        for (size_t leaf = 0; leaf < FOREST_LEAVES; leaf++)
            fprintf(out, "%s%d", leaf ? "," : "", tree->leaf[leaf]);
        fprintf(out, "}}%s\n", i + 1 < model->count ? "," : "};");
    }
    fprintf(out, "const struct forest forest_%s_%s = {trees_%s_%s, %zu, %.6ff};\n", kind, stage, kind, stage,
            model->count, model->base);
}

void forest_print_gains(const struct forest_model *model, size_t features, const char *what,
                        const char *(*name)(size_t feature))
{
    double total = 0;
    for (size_t f = 0; f < features; f++)
        total += model->gains[f];
    printf("%s, share of gain:", what);
    for (int shown = 0; shown < 40; shown++) {
        size_t best = 0;
        for (size_t f = 1; f < features; f++)
            if (model->gains[f] > model->gains[best])
                best = f;
        if (model->gains[best] <= 0)
            break;
        printf(" %s %.3f", name(best), model->gains[best] / total);
        model->gains[best] = 0;
    }
    printf("\n");
}

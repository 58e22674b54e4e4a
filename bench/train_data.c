/*
 * Labels by alignment. The marked body's 4-word shingles are looked up for each line; a line of four words or more is
 * article when half of its shingles are there. A shorter line is article when its words stand in the body between the
 * places where the nearest longer lines above and below it were found. Of equal lines, only the one nearest to the rest
 * of the body is.
 */
#include "bench/train_data.h"
#include "bench/train_pages.h"

#include "shingle/base/hash_key.h"

#include "shingle/extract/classify.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

/* The sets differ in size and in taste; none may outvote the others. */
static const float set_weights[] = {2.5f, 2.0f, 1.5f, 1.0f};

static void *need(void *at)
{
    if (!at) {
        fputs("train_lines: out of memory\n", stderr);
        exit(1);
    }
    return at;
}

/* The body's words and where each shingle of four begins. */
struct body {
    uint32_t *words;
    size_t count;
    uint32_t *slot; /* shingle table: position + 1 of the first, chained by next */
    uint32_t *next;
    size_t slots;
};

static uint64_t shingle_at(const uint32_t *words)
{
    return mix64(words[0] * 0x9e3779b97f4a7c15u ^ mix64(words[1] ^ mix64(words[2] ^ mix64(words[3]))));
}

static void body_read(struct body *body, struct bytes text, struct arena *arena)
{
    struct line_list list = {.title_line = SIZE_MAX};
    need(line_list_add(&list, arena, text));
    if (line_list_measure(&list, arena) != STATUS_OK)
        exit(1);
    body->words = list.words;
    body->count = list.word_count;
    body->slots = 16;
    while (body->slots < body->count * 2)
        body->slots *= 2;
    body->slot = need(arena_zeroed(arena, body->slots, sizeof *body->slot));
    body->next = need(arena_zeroed(arena, body->count + 1, sizeof *body->next));
    for (size_t i = body->count < 4 ? 0 : body->count - 3; i-- > 0;) {
        size_t slot = shingle_at(&body->words[i]) & (body->slots - 1);
        body->next[i] = body->slot[slot];
        body->slot[slot] = (uint32_t)i + 1;
    }
}

/* Position of four words in the body nearest behind `near`; SIZE_MAX when they are not there. */
static size_t body_find(const struct body *body, const uint32_t *words, size_t near)
{
    size_t best = SIZE_MAX, best_distance = SIZE_MAX;
    size_t at = body->slot[shingle_at(words) & (body->slots - 1)];
    for (int steps = 0; at && steps < 200; at = body->next[at - 1], steps++) {
        size_t position = at - 1;
        if (memcmp(&body->words[position], words, 4 * sizeof *words) != 0)
            continue;
        size_t distance = position >= near ? position - near : 2 * (near - position);
        if (distance < best_distance) {
            best = position;
            best_distance = distance;
        }
    }
    return best;
}

static bool body_has(const struct body *body, size_t from, size_t to, const uint32_t *words, size_t count)
{
    for (size_t i = from; i + count <= to; i++) {
        if (memcmp(&body->words[i], words, count * sizeof *words) == 0)
            return true;
    }
    return false;
}

struct match {
    float share;
    size_t from, to; /* in the body */
};

static struct match match_line(const struct body *body, const struct line_list *list, const struct line *line,
                               size_t near)
{
    struct match match = {0, SIZE_MAX, 0};
    const uint32_t *words = &list->words[line->word_at];
    size_t found = 0;
    for (size_t w = 0; w + 4 <= line->words; w++) {
        size_t position = body_find(body, &words[w], near);
        if (position == SIZE_MAX)
            continue;
        found++;
        near = position;
        match.from = position < match.from ? position : match.from;
        match.to = position + 4 > match.to ? position + 4 : match.to;
    }
    match.share = line->words >= 4 ? (float)found / (float)(line->words - 3) : 0;
    return match;
}

static void label_short_lines(struct sample *sample, const struct body *body, const struct match *matches)
{
    const struct line_list *list = &sample->reading.list;
    size_t above = 0;
    bool started = false;
    for (size_t i = 0; i < list->count; i++) {
        const struct line *line = &list->at[i];
        if (line->words >= 4) {
            if (sample->label[i]) {
                above = matches[i].to;
                started = true;
            }
            continue;
        }
        if (!line->words)
            continue;
        size_t below = SIZE_MAX;
        for (size_t j = i + 1; j < list->count && j < i + 40; j++) {
            if (list->at[j].words >= 4 && sample->label[j]) {
                below = matches[j].from;
                break;
            }
        }
        size_t from = started ? above : (below == SIZE_MAX || below < 12 ? 0 : below - 12);
        size_t to = below != SIZE_MAX ? below : (above + 12 < body->count ? above + 12 : body->count);
        if ((started || below != SIZE_MAX) && from < to && to - from < 400)
            sample->label[i] = body_has(body, from, to, &list->words[line->word_at], line->words);
    }
}

/* How often the body has the words that a line opens with. */
static size_t body_times(const struct body *body, const uint32_t *words)
{
    size_t times = 0;
    for (size_t at = body->slot[shingle_at(words) & (body->slots - 1)]; at; at = body->next[at - 1])
        times += memcmp(&body->words[at - 1], words, 4 * sizeof *words) == 0;
    return times;
}

/* Of equal lines marked as article, of which the body has fewer, keeps the one nearest to the middle of the body. */
static void label_repeats(struct sample *sample, const struct body *body)
{
    const struct line_list *list = &sample->reading.list;
    double sum = 0, weight = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct line *line = &list->at[i];
        if (sample->label[i] && !line->before && !line->after) {
            sum += (double)i * line->words;
            weight += line->words;
        }
    }
    if (weight <= 0)
        return;
    double middle = sum / weight;
    for (size_t i = 0; i < list->count; i++) {
        const struct line *line = &list->at[i];
        if (!sample->label[i] || line->words < 4 ||
            body_times(body, &list->words[line->word_at]) > (size_t)line->before + line->after)
            continue;
        for (size_t j = i + 1; list->at[i].after && j < list->count; j++) {
            if (list->at[j].hash != list->at[i].hash || !sample->label[j])
                continue;
            double a = (double)i - middle, b = (double)j - middle;
            if (a * a > b * b)
                sample->label[i] = 0;
            else
                sample->label[j] = 0;
        }
    }
}

static void label_by_body(struct sample *sample, struct bytes text)
{
    const struct line_list *list = &sample->reading.list;
    struct arena arena;
    arena_init(&arena, 1 << 20, 0);
    struct body body;
    body_read(&body, text, &arena);
    struct match *matches = need(arena_zeroed(&arena, list->count + 1, sizeof *matches));
    size_t near = 0;
    for (size_t i = 0; i < list->count; i++) {
        matches[i] = match_line(&body, list, &list->at[i], near);
        sample->label[i] = matches[i].share >= 0.5f;
        if (sample->label[i])
            near = matches[i].to;
    }
    label_repeats(sample, &body);
    label_short_lines(sample, &body, matches);
    double good = 0, bad = 0;
    for (size_t i = 0; i < list->count; i++) {
        sample->weight[i] = (float)list->at[i].words + 3;
        *(sample->label[i] ? &good : &bad) += sample->weight[i];
    }
    double scale = 1000.0 / ((double)body.count + 60);
    double least = bad > 3 * (good + 100) ? 3 * (good + 100) / bad : 1;
    for (size_t i = 0; i < list->count; i++)
        sample->weight[i] *= (float)(sample->label[i] ? scale : scale * least);
    arena_close(&arena);
}

static bool squeezed_has(struct bytes text, json_t *segment, struct arena *arena)
{
    struct bytes needle = bytes_of(json_string_value(segment), json_string_length(segment));
    (void)arena;
    needle = bytes_trim(needle);
    return needle.size >= 3 && bytes_find(text, needle, 0) != SIZE_MAX;
}

static void label_by_segments(struct sample *sample, json_t *with, json_t *without)
{
    const struct line_list *list = &sample->reading.list;
    for (size_t i = 0; i < list->count; i++) {
        size_t n;
        json_t *segment;
        json_array_foreach(with, n, segment)
        {
            if (squeezed_has(list->at[i].text, segment, &sample->arena)) {
                sample->label[i] = 1;
                sample->weight[i] = 60;
            }
        }
        json_array_foreach(without, n, segment)
        {
            if (!sample->label[i] && squeezed_has(list->at[i].text, segment, &sample->arena))
                sample->weight[i] = 60;
        }
    }
}

static void add_sample(struct corpus *corpus, const struct train_page *from, enum sample_form form, const char *content)
{
    if (corpus->count == corpus->capacity) {
        corpus->capacity = corpus->capacity ? corpus->capacity * 2 : 1024;
        corpus->at = need(realloc(corpus->at, corpus->capacity * sizeof *corpus->at));
    }
    struct sample *sample = &corpus->at[corpus->count++];
    memset(sample, 0, sizeof *sample);
    arena_init(&sample->arena, 64 << 10, 0);
    sample->id = need(strdup(from->id));
    sample->set = from->set;
    sample->form = form;
    uint64_t site_hash = train_site(from);
    sample->site = (uint32_t)(site_hash >> 32);
    sample->fold = (unsigned)(site_hash % corpus->folds);
    struct page page = {.kind = form == SAMPLE_HTML ? PAGE_HTML : PAGE_TEXT};
    page.content = arena_copy(&sample->arena, bytes_of_string(content));
    json_t *truth = from->truth, *title = json_object_get(truth, "title");
    if (form != SAMPLE_HTML && title && corpus->count % 3 == 0)
        page.title_hint = arena_copy(&sample->arena, bytes_of_string(json_string_value(title)));
    if (page_read(&page, &sample->arena, &sample->reading) != STATUS_OK ||
        page_context_open(&sample->context, &sample->reading.list, &sample->arena) != STATUS_OK) {
        fprintf(stderr, "train_lines: cannot read %s\n", from->id);
        exit(1);
    }
    size_t count = sample->reading.list.count;
    corpus->lines += count;
    sample->label = need(calloc(count + 1, 1));
    sample->weight = need(calloc(count + 1, sizeof *sample->weight));
    const char *body = json_string_value(json_object_get(truth, "articleBody"));
    if (body)
        label_by_body(sample, bytes_of_string(body));
    else
        label_by_segments(sample, json_object_get(truth, "with"), json_object_get(truth, "without"));
    for (size_t i = 0; i < count; i++)
        sample->weight[i] *= set_weights[from->set];
    if (form == SAMPLE_CLEAN) {
        for (size_t i = 0; i < count; i++)
            sample->label[i] = 1;
    }
}

/*
 * The body alone, as somebody submits it who has stripped it already: as it is, on one line, without any signs, or cut
 * to its beginning. All of it is article.
 */
static void add_clean(struct corpus *corpus, const struct train_page *from, const char *body)
{
    char *text = need(strdup(body));
    size_t way = corpus->count % 10, size = strlen(text);
    if (way == 3 && size > 300) {
        size_t cut = 300;
        while (cut < size && text[cut] != '.')
            cut++;
        text[cut < size ? cut + 1 : cut] = 0;
    }
    for (char *c = text; *c && (way == 1 || way == 2); c++) {
        if (*c == '\n' || (way == 2 && strchr(".,;:!?\"()'-", *c)))
            *c = ' ';
    }
    add_sample(corpus, from, SAMPLE_CLEAN, text);
    free(text);
}

static void add_html(void *context, const struct train_page *from)
{
    add_sample(context, from, SAMPLE_HTML, json_string_value(json_object_get(from->row, "html")));
}

static void add_texts(void *context, const struct train_page *from)
{
    add_sample(context, from, SAMPLE_NEAR, json_string_value(json_object_get(from->row, "text_near")));
    add_sample(context, from, SAMPLE_FULL, json_string_value(json_object_get(from->row, "text_full")));
    const char *body = json_string_value(json_object_get(from->truth, "articleBody"));
    if (body)
        add_clean(context, from, body);
}

void corpus_load(struct corpus *corpus, const char *directory, bool html, unsigned folds)
{
    corpus->folds = folds;
    for (unsigned set = 0; set < TRAIN_SETS; set++)
        train_pages(directory, set, html, html ? add_html : add_texts, corpus);
    for (size_t i = 0; i < corpus->count; i++)
        corpus->at[i].context.list = &corpus->at[i].reading.list; /* the array has moved while it grew */
}

void corpus_free(struct corpus *corpus)
{
    for (size_t i = 0; i < corpus->count; i++) {
        arena_close(&corpus->at[i].arena);
        free(corpus->at[i].id);
        free(corpus->at[i].label);
        free(corpus->at[i].weight);
    }
    free(corpus->at);
}

void sample_restart_scores(struct sample *sample)
{
    struct page_context *context = &sample->context;
    for (size_t i = 0; i < context->sign_count; i++)
        context->signs[i].score_words = context->signs[i].score_claim = 0;
    for (size_t i = 0; i < context->list->containers; i++)
        context->containers[i].score_words = context->containers[i].score_claim = 0;
}

static json_t *kept_text(struct corpus *corpus, size_t at)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = need(open_memstream(&text, &size));
    classify_judge(&corpus->at[at].reading.list);
    const struct sample *sample = &corpus->at[at];
    for (size_t i = 0; i < sample->reading.list.count; i++) {
        const struct line *line = &sample->reading.list.at[i];
        if (line->kept)
            fprintf(out, "%" BYTES_FORMAT "\n", BYTES_ARGS(line->text));
    }
    fclose(out);
    json_t *string = json_stringn(text, size);
    free(text);
    return string;
}

/* Every line with its scores, its label and weight, for a closer look. */
static json_t *scored_lines(const struct sample *sample)
{
    json_t *lines = json_array();
    for (size_t i = 0; i < sample->reading.list.count; i++) {
        const struct line *line = &sample->reading.list.at[i];
        json_array_append_new(lines,
                              json_pack("[f, f, i, f, s%, I, i]", (double)line->first_score, (double)line->score,
                                        (int)sample->label[i], (double)sample->weight[i], (const char *)line->text.at,
                                        line->text.size, (json_int_t)line->all_hints, (int)line->parents[0]));
    }
    return lines;
}

void corpus_predict(struct corpus *corpus, const char *prefix, const char *kind)
{
    static const char *const forms[] = {"", "_near", "_full", "_clean"};
    for (unsigned set = 0; set < TRAIN_SETS; set++) {
        for (unsigned form = 0; form <= SAMPLE_CLEAN; form++) {
            char path[4096];
            snprintf(path, sizeof path, "%s.%s%s.%s.jsonl", prefix, kind, forms[form], train_sets[set]);
            FILE *out = NULL;
            for (size_t i = 0; i < corpus->count; i++) {
                const struct sample *sample = &corpus->at[i];
                if (sample->set != set || sample->form != (enum sample_form)form)
                    continue;
                if (!out)
                    out = need(fopen(path, "w"));
                json_t *row = json_pack("{s:s, s:o, s:o}", "id", sample->id, "text", kept_text(corpus, i), "lines",
                                        scored_lines(sample));
                json_dumpf(row, out, JSON_COMPACT);
                fputc('\n', out);
                json_decref(row);
            }
            if (out)
                fclose(out);
        }
    }
}

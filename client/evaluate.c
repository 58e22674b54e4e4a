#include "client/evaluate.h"

#include "client/answer.h"
#include "client/connection.h"
#include "client/input.h"
#include "client/table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 19 /* thresholds .05 to .95 */, REFERENCE_MAX = 2100 };

/* Pairs that count as copies, by what they are. */
struct tally {
    uint64_t right, wrong;
};

struct evaluation {
    struct client *client;
    const char *path;
    uint64_t line, copies, different, failed;
    struct tally clusters, containment[STEPS], resemblance[STEPS];
};

static double ratio(uint64_t part, uint64_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

struct score {
    double precision, recall, f1;
};

static struct score score_of(const struct evaluation *evaluation, struct tally tally)
{
    struct score score = {ratio(tally.right, tally.right + tally.wrong), ratio(tally.right, evaluation->copies), 0};
    double sum = score.precision + score.recall;
    score.f1 = sum > 0 ? 2 * score.precision * score.recall / sum : 0;
    return score;
}

static void count(struct tally *tally, bool copy)
{
    tally->right += copy;
    tally->wrong += !copy;
}

static void tell_line(struct evaluation *evaluation, const char *what)
{
    evaluation->failed++;
    (void)fprintf(stderr, "shinglectl: %s:%" PRIu64 ": %s\n", evaluation->path, evaluation->line, what);
}

static double measure(const redisReply *map, const char *name)
{
    const redisReply *value = answer_field(map, name);
    return value && value->type == REDIS_REPLY_STRING ? strtod(value->str, NULL) : 0;
}

static void take_measures(struct evaluation *evaluation, const redisReply *map, bool copy)
{
    double containment = measure(map, "containment"), contained = measure(map, "contained");
    double resemblance = measure(map, "resemblance");
    double shorter = containment > contained ? containment : contained;
    evaluation->copies += copy;
    evaluation->different += !copy;
    for (int i = 0; i < STEPS; i++) {
        if (shorter * 20 >= i + 1)
            count(&evaluation->containment[i], copy);
        if (resemblance * 20 >= i + 1)
            count(&evaluation->resemblance[i], copy);
    }
    if (answer_integer(map, "same_cluster", 0))
        count(&evaluation->clusters, copy);
}

/* Splits a line at its tabs. */
static bool read_line(struct bytes line, struct bytes out[3])
{
    for (int i = 0; i < 3; i++) {
        size_t tab = bytes_find(line, BYTES("\t"), 0);
        out[i] = bytes_trim(bytes_upto(line, tab));
        if (out[i].size == 0 || out[i].size > REFERENCE_MAX || (tab == SIZE_MAX && i < 2))
            return false;
        line = tab == SIZE_MAX ? (struct bytes){NULL, 0} : bytes_from(line, tab + 1);
    }
    return true;
}

/* Asks about one line's pair. False when the connection broke. */
static bool take_line(struct evaluation *evaluation, struct bytes line)
{
    struct bytes parts[3];
    struct request request = {0};
    evaluation->line++;
    if (bytes_trim(line).size == 0 || line.at[0] == '#')
        return true;
    bool good = read_line(line, parts);
    bool copy = good && bytes_equal_nocase(parts[2], BYTES("copy"));
    if (!good || (!copy && !bytes_equal_nocase(parts[2], BYTES("different")))) {
        tell_line(evaluation, "write ID, a tab, ID, a tab, and copy or different");
        return true;
    }
    request_add_string(&request, "EXPLAIN");
    request_add(&request, parts[0]);
    request_add(&request, parts[1]);
    request_add_string(&request, "MEASURES");
    redisReply *reply = connection_ask(evaluation->client, &request);
    if (!reply)
        return false;
    if (reply->type == REDIS_REPLY_ERROR)
        tell_line(evaluation, reply->str);
    else
        take_measures(evaluation, reply, copy);
    freeReplyObject(reply);
    return true;
}

static void add_json_score(const char *name, struct score score, struct writer *out)
{
    writer_format(out, "%s\"precision\":%.4f,\"recall\":%.4f,\"f1\":%.4f}", name, score.precision, score.recall,
                  score.f1);
}

static void add_json_steps(const struct evaluation *evaluation, const char *name, const struct tally *tallies,
                           struct writer *out)
{
    writer_format(out, ",\"%s\":[", name);
    for (int i = 0; i < STEPS; i++) {
        char head[48];
        (void)snprintf(head, sizeof head, "%s{\"threshold\":%.2f,", i ? "," : "", (i + 1) / 20.0);
        add_json_score(head, score_of(evaluation, tallies[i]), out);
    }
    writer_u8(out, ']');
}

static void print_json(const struct evaluation *evaluation)
{
    struct writer out = {0};
    writer_format(&out, "{\"copies\":%" PRIu64 ",\"different\":%" PRIu64 ",\"failed\":%" PRIu64 ",", evaluation->copies,
                  evaluation->different, evaluation->failed);
    add_json_score("\"clusters\":{", score_of(evaluation, evaluation->clusters), &out);
    add_json_steps(evaluation, "containment", evaluation->containment, &out);
    add_json_steps(evaluation, "resemblance", evaluation->resemblance, &out);
    writer_format(&out, "}\n");
    (void)fwrite(out.at, 1, out.failed ? 0 : out.size, stdout);
    writer_close(&out);
}

static void add_cells(struct table *table, struct score score)
{
    const double numbers[] = {score.precision, score.recall, score.f1};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char text[16];
        (void)snprintf(text, sizeof text, "%.3f", numbers[i]);
        table_cell(table, bytes_of_string(text));
    }
}

static bool print_table(const struct evaluation *evaluation)
{
    static const char *const titles[] = {
        "THRESHOLD>", "CONTAINMENT: PRECISION>", "RECALL>", "F1>", "RESEMBLANCE: PRECISION>", "RECALL>", "F1>"};
    struct table table;
    table_open(&table, evaluation->client, titles, sizeof titles / sizeof *titles);
    for (int i = 0; i < STEPS; i++) {
        char threshold[16];
        (void)snprintf(threshold, sizeof threshold, "%.2f", (i + 1) / 20.0);
        table_cell(&table, bytes_of_string(threshold));
        add_cells(&table, score_of(evaluation, evaluation->containment[i]));
        add_cells(&table, score_of(evaluation, evaluation->resemblance[i]));
    }
    bool good = table_close(&table);
    struct score clusters = score_of(evaluation, evaluation->clusters);
    printf("\n%" PRIu64 " copies, %" PRIu64 " different, %" PRIu64 " lines left out\n"
           "Clusters as they are: precision %.3f, recall %.3f, F1 %.3f\n",
           evaluation->copies, evaluation->different, evaluation->failed, clusters.precision, clusters.recall,
           clusters.f1);
    return good;
}

int evaluate_run(struct client *client, const struct options *options)
{
    struct evaluation evaluation = {.client = client, .path = options->arguments[0]};
    struct input *input = NULL;
    struct bytes line;
    if (input_open(evaluation.path, &input) != STATUS_OK) {
        (void)fprintf(stderr, "shinglectl: cannot read %s\n", evaluation.path);
        return CLIENT_FAILED;
    }
    enum status status = STATUS_OK;
    bool connected = connection_open(client, false);
    while (connected && (status = input_line(input, &line)) == STATUS_OK)
        connected = take_line(&evaluation, line);
    bool good = status == STATUS_END;
    if (connected && !good)
        (void)fprintf(stderr, "shinglectl: %s: %s\n", evaluation.path, input_why(input));
    input_close(input);
    if (!connected)
        return CLIENT_UNREACHABLE;
    if (options->json)
        print_json(&evaluation);
    else
        good = print_table(&evaluation) && good;
    return good && evaluation.failed == 0 ? CLIENT_OK : CLIENT_FAILED;
}

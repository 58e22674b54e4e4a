/*
 * bench/submit: how many articles a running shingled takes, how fast it answers, and what an article costs it.
 */
#include "bench/article_generator.h"
#include "bench/load.h"
#include "bench/process.h"
#include "client/answer.h"
#include "client/input.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char help[] =
    "usage: submit [-s ADDR] [OPTION...]\n"
    "Loads a running shingled with articles over TCP or a Unix socket, and prints rates, latencies and costs.\n\n"
    "  -s, --server ADDR    ADDR:PORT or unix:PATH (127.0.0.1:7625)\n"
    "  -c, --connections N  at once, 1 to 1000 (4)\n"
    "  -p, --pipeline N     requests in flight on each, 1 to 1024 (32)\n"
    "  -n, --count N        articles (100000; with --file, all lines)\n"
    "      --file FILE      lines of JSON instead of generated articles (.gz, .zst)\n"
    "      --check          CHECK instead of SUBMIT: nothing is kept\n"
    "      --forget         FORGET instead of SUBMIT, by the ids that the articles of that number were sent with\n"
    "      --refs N         articles that one FORGET names, 1 to 500 (1)\n"
    "      --short          generated articles of 200 to 400 bytes instead of 1.2 to 3.6 KB\n"
    "      --copies N       per cent of them that copy an earlier one (30)\n"
    "      --seed N         other seeds, other articles (1)\n"
    "      --first N        number of the first article (0)\n"
    "      --attack KIND    paragraph or shingles: blocks of 5,000 usual articles, then 5,000 that all share a paragraph,\n"
    "                       or all but one word; --count of each; prints both and how they compare\n"
    "      --pid PID        the daemon's: prints its memory's growth an article\n"
    "      --data DIR       the daemon's: prints the disk bytes an article\n"
    "      --generate       writes the articles as lines of JSON to standard output instead; needs no daemon\n"
    "  -h, --help           show this\n\n"
    "Latency counts from the moment a request is handed to its connection, so it includes the wait behind those\n"
    "before it. Exit status: 0 done, 1 failed, 2 wrong usage.\n";

enum { REFS_MAX = 500 /* the daemon's limit */ };

struct bench {
    const char *server, *file, *data;
    uint64_t connections, pipeline, count, pid, seed, first, copies, refs;
    bool check, forget, is_short, generate;
    enum article_attack attack;

    struct article_generator *generator;
    struct generated_article article;
    struct input *input;
    uint64_t sent;
    struct process_memory memory_before, memory_tenth, memory_after;
    uint64_t disk_before, disk_after;
};

static void add_argument(struct writer *request, struct bytes argument)
{
    writer_format(request, "$%zu\r\n", argument.size);
    writer_bytes(request, argument);
    writer_bytes(request, BYTES("\r\n"));
}

static void add_pair(struct writer *request, const char *name, struct bytes value)
{
    add_argument(request, bytes_of_string(name));
    add_argument(request, value);
}

static bool next_line(struct bench *bench, struct writer *request)
{
    struct bytes line;
    enum status status;
    do
        status = input_line(bench->input, &line);
    while (status == STATUS_TOOBIG || (status == STATUS_OK && line.size == 0));
    if (status != STATUS_OK) {
        if (status != STATUS_END)
            (void)fprintf(stderr, "submit: %s: %s\n", bench->file, input_why(bench->input));
        return false;
    }
    writer_format(request, "*3\r\n");
    add_pair(request, bench->check ? "CHECK" : "SUBMIT", BYTES("JSON"));
    add_argument(request, line);
    return true;
}

/* A FORGET of the next articles: one, or a list. */
static void forget_some(struct bench *bench, struct writer *request)
{
    struct writer list = {0};
    uint64_t end = bench->sent + bench->refs;
    for (end = end < bench->count ? end : bench->count; bench->sent < end; bench->sent++)
        writer_format(&list, "%skey:g%" PRIu64, list.size ? "\n" : "", bench->first + bench->sent);
    writer_format(request, bench->refs > 1 ? "*3\r\n" : "*2\r\n");
    add_argument(request, BYTES("FORGET"));
    if (bench->refs > 1)
        add_argument(request, BYTES("LIST"));
    add_argument(request, writer_view(&list));
    writer_close(&list);
}

/* load_params.next */
static bool next_request(void *context, struct writer *request)
{
    struct bench *bench = context;
    if (bench->sent == bench->count)
        return false;
    if (bench->forget) {
        forget_some(bench, request);
        return true;
    }
    bench->sent++;
    if (bench->input)
        return next_line(bench, request);
    struct generated_article *article = &bench->article;
    article_generate(bench->generator, bench->first + bench->sent - 1, article);
    writer_format(request, "*13\r\n");
    add_argument(request, bench->check ? BYTES("CHECK") : BYTES("SUBMIT"));
    add_pair(request, "id", bytes_of_string(article->id));
    add_pair(request, "url", bytes_of_string(article->url));
    add_pair(request, "source", bytes_of_string(article->source));
    add_pair(request, "published", bytes_of_string(article->published));
    add_pair(request, "title", writer_view(&article->title));
    add_pair(request, "text", writer_view(&article->text));
    return true;
}

/* load_params.answered: memory after a tenth, when buffers and stacks have grown to their usual size. */
static void answered(void *context, uint64_t count)
{
    struct bench *bench = context;
    if (bench->pid && count == bench->count / 10)
        (void)process_memory_read(bench->pid, &bench->memory_tenth);
}

/* One member of an object. */
static void add_member(struct writer *line, const char *name, struct bytes value)
{
    writer_format(line, "%c\"%s\":", line->size ? ',' : '{', name);
    answer_json_string(value, line);
}

static int generate(struct bench *bench)
{
    struct writer line = {0};
    for (uint64_t i = 0; i < bench->count; i++) {
        struct generated_article *article = &bench->article;
        article_generate(bench->generator, bench->first + i, article);
        writer_clear(&line);
        add_member(&line, "id", bytes_of_string(article->id));
        add_member(&line, "url", bytes_of_string(article->url));
        add_member(&line, "source", bytes_of_string(article->source));
        add_member(&line, "published", bytes_of_string(article->published));
        add_member(&line, "title", writer_view(&article->title));
        add_member(&line, "text", writer_view(&article->text));
        writer_bytes(&line, BYTES("}\n"));
        if (line.failed || fwrite(line.at, 1, line.size, stdout) != line.size)
            break;
    }
    writer_close(&line);
    return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
}

static double per(uint64_t after, uint64_t before, uint64_t count)
{
    return count ? ((double)after - (double)before) / (double)count : 0;
}

static void print_costs(const struct bench *bench, uint64_t count)
{
    uint64_t later = count - count / 10;
    if (bench->pid && bench->memory_after.resident) {
        printf("memory    VmRSS %.1f -> %.1f MB, %.0f B an article (%.0f of it anonymous)\n",
               (double)bench->memory_before.resident / 1e6, (double)bench->memory_after.resident / 1e6,
               per(bench->memory_after.resident, bench->memory_before.resident, count),
               per(bench->memory_after.anonymous, bench->memory_before.anonymous, count));
        if (bench->memory_tenth.resident)
            printf("          after the first tenth: %.0f B an article (%.0f of it anonymous)\n",
                   per(bench->memory_after.resident, bench->memory_tenth.resident, later),
                   per(bench->memory_after.anonymous, bench->memory_tenth.anonymous, later));
    }
    if (bench->data)
        printf("disk      %.1f -> %.1f MB, %.0f B an article\n", (double)bench->disk_before / 1e6,
               (double)bench->disk_after / 1e6, per(bench->disk_after, bench->disk_before, count));
}

static void print_result(const struct bench *bench, const struct load_result *result)
{
    static const double shares[] = {50, 90, 99, 99.9};
    double seconds = result->seconds > 0 ? result->seconds : 1e-9;
    uint64_t articles = bench->forget ? bench->sent : result->answers;
    printf("%s    %" PRIu64 " articles, %" PRIu64 " connections x %" PRIu64 " in flight, %.2f s\n",
           bench->forget ? "forget" : "submit", articles, bench->connections, bench->pipeline, result->seconds);
    printf("rate      %.0f docs/s, %.1f MB/s\n", (double)articles / seconds,
           (double)result->sent_bytes / 1e6 / seconds);
    printf("latency   ");
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        printf("p%g %.2f  ", shares[i], (double)latency_percentile(&result->latency, shares[i]) / 1000);
    printf("max %.2f ms\n", (double)result->latency.largest / 1000);
    printf("answers  ");
    for (size_t i = 0; i < LOAD_STATUSES_MAX && *result->statuses[i].name; i++)
        printf(" %s %" PRIu64, result->statuses[i].name, result->statuses[i].count);
    printf("%s\n", *result->statuses[0].name ? "" : " none");
    if (result->busy)
        printf("busy      %" PRIu64 " answers, sent again\n", result->busy);
    print_costs(bench, articles);
}

enum { ATTACK_BLOCK = 5000, ATTACK_NUMBERS = 1 << 30 /* between the numbers of usual and attacking articles */ };

static void print_side(const char *what, const struct load_result *all)
{
    printf("%-10s %" PRIu64 " articles, %.0f docs/s, p50 %.2f  p99 %.2f  p99.9 %.2f  max %.2f ms\n", what, all->answers,
           (double)all->answers / all->seconds, (double)latency_percentile(&all->latency, 50) / 1000,
           (double)latency_percentile(&all->latency, 99) / 1000, (double)latency_percentile(&all->latency, 99.9) / 1000,
           (double)all->latency.largest / 1000);
}

/* One block; its result is added to *all. */
static bool attack_block(struct bench *bench, const struct load_params *params, struct load_result *all)
{
    static struct load_result one;
    one = (struct load_result){.requests = 0};
    bench->sent = 0;
    bool good = load_run(params, &one);
    all->answers += one.answers;
    all->seconds += one.seconds;
    latency_add_all(&all->latency, &one.latency);
    if (!good)
        (void)fprintf(stderr, "submit: %s\n", one.why);
    return good;
}

/* Usual and attacking articles in turn, so that the store is as large, and the machine as busy, for both. */
static int attack(struct bench *bench, struct load_params *params, struct article_generator *attacker)
{
    static struct load_result sides[2];
    struct article_generator *const generators[2] = {bench->generator, attacker};
    uint64_t count = bench->count, first = bench->first;
    bool good = true;
    for (uint64_t done = 0; done < count && good; done += bench->count) {
        bench->count = count - done < ATTACK_BLOCK ? count - done : ATTACK_BLOCK;
        for (int side = 0; side < 2 && good; side++) {
            bench->generator = generators[side];
            bench->first = first + done + (side ? ATTACK_NUMBERS : 0);
            good = attack_block(bench, params, &sides[side]);
        }
    }
    bench->generator = generators[0];
    print_side("usual", &sides[0]);
    print_side("attack", &sides[1]);
    printf("%-10s p50 %.2f  p99 %.2f\n", "ratio",
           (double)latency_percentile(&sides[1].latency, 50) / (double)latency_percentile(&sides[0].latency, 50),
           (double)latency_percentile(&sides[1].latency, 99) / (double)latency_percentile(&sides[0].latency, 99));
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int start_attack(struct bench *bench, struct load_params *params)
{
    struct article_generator_params attacks = ARTICLE_GENERATOR_DEFAULTS;
    attacks.seed = bench->seed;
    attacks.attack = bench->attack;
    struct article_generator *attacker = article_generator_open(&attacks);
    int exit = attacker ? attack(bench, params, attacker) : EXIT_FAILURE;
    article_generator_close(attacker);
    return exit;
}

static int load(struct bench *bench)
{
    struct address address;
    if (!address_parse(bytes_of_string(bench->server), 7625, &address)) {
        (void)fprintf(stderr, "submit: %s: no address\n", bench->server);
        return 2;
    }
    if (bench->file && input_open(bench->file, &bench->input) != STATUS_OK) {
        perror(bench->file);
        return EXIT_FAILURE;
    }
    struct load_params params = {.address = &address,
                                 .connections = (size_t)bench->connections,
                                 .pipeline = (size_t)bench->pipeline,
                                 .next = next_request,
                                 .answered = answered,
                                 .context = bench};
    if (bench->attack != ATTACK_NONE)
        return start_attack(bench, &params);
    struct load_result *result = calloc(1, sizeof *result);
    if (!result)
        return EXIT_FAILURE;
    if (bench->pid && !process_memory_read(bench->pid, &bench->memory_before))
        (void)fprintf(stderr, "submit: no process %" PRIu64 "\n", bench->pid);
    bench->disk_before = bench->data ? folder_bytes(bench->data) : 0;
    bool good = load_run(&params, result);
    if (bench->pid)
        (void)process_memory_read(bench->pid, &bench->memory_after);
    bench->disk_after = bench->data ? folder_bytes(bench->data) : 0;
    print_result(bench, result);
    if (!good)
        (void)fprintf(stderr, "submit: %s\n", result->why);
    input_close(bench->input);
    free(result);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

enum option_id {
    ID_FILE = 256,
    ID_CHECK,
    ID_FORGET,
    ID_REFS,
    ID_SHORT,
    ID_COPIES,
    ID_SEED,
    ID_FIRST,
    ID_PID,
    ID_DATA,
    ID_GENERATE,
    ID_ATTACK
};

static bool number(const char *text, uint64_t least, uint64_t most, uint64_t *out)
{
    if (bytes_to_u64(bytes_of_string(text), out) && *out >= least && *out <= most)
        return true;
    (void)fprintf(stderr, "submit: %s: a number from %" PRIu64 " to %" PRIu64 " is wanted\n", text, least, most);
    return false;
}

static bool take_option(struct bench *bench, int id)
{
    switch (id) {
    case 's': bench->server = optarg; return true;
    case 'c': return number(optarg, 1, LOAD_CONNECTIONS_MAX, &bench->connections);
    case 'p': return number(optarg, 1, LOAD_PIPELINE_MAX, &bench->pipeline);
    case 'n': return number(optarg, 1, UINT64_MAX, &bench->count);
    case ID_FILE: bench->file = optarg; return true;
    case ID_CHECK: return bench->check = true;
    case ID_FORGET: return bench->forget = true;
    case ID_REFS: return number(optarg, 1, REFS_MAX, &bench->refs);
    case ID_SHORT: return bench->is_short = true;
    case ID_COPIES: return number(optarg, 0, 99, &bench->copies);
    case ID_SEED: return number(optarg, 0, UINT64_MAX, &bench->seed);
    case ID_FIRST: return number(optarg, 0, UINT32_MAX, &bench->first);
    case ID_PID: return number(optarg, 1, INT32_MAX, &bench->pid);
    case ID_DATA: bench->data = optarg; return true;
    case ID_GENERATE: return bench->generate = true;
    case ID_ATTACK:
        bench->attack = strcmp(optarg, "paragraph") == 0  ? ATTACK_PARAGRAPH
                        : strcmp(optarg, "shingles") == 0 ? ATTACK_SHINGLES
                                                          : ATTACK_NONE;
        return bench->attack != ATTACK_NONE;
    default: return false;
    }
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"server", required_argument, NULL, 's'},
        {"connections", required_argument, NULL, 'c'},
        {"pipeline", required_argument, NULL, 'p'},
        {"count", required_argument, NULL, 'n'},
        {"file", required_argument, NULL, ID_FILE},
        {"check", no_argument, NULL, ID_CHECK},
        {"forget", no_argument, NULL, ID_FORGET},
        {"refs", required_argument, NULL, ID_REFS},
        {"short", no_argument, NULL, ID_SHORT},
        {"copies", required_argument, NULL, ID_COPIES},
        {"seed", required_argument, NULL, ID_SEED},
        {"first", required_argument, NULL, ID_FIRST},
        {"pid", required_argument, NULL, ID_PID},
        {"data", required_argument, NULL, ID_DATA},
        {"generate", no_argument, NULL, ID_GENERATE},
        {"attack", required_argument, NULL, ID_ATTACK},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct bench bench = {
        .server = "127.0.0.1:7625", .connections = 4, .pipeline = 32, .seed = 1, .copies = 30, .refs = 1};
    for (int id; (id = getopt_long(argc, argv, "s:c:p:n:h", options, NULL)) != -1;) {
        if (id == 'h') {
            (void)fputs(help, stdout);
            return EXIT_SUCCESS;
        }
        if (!take_option(&bench, id))
            return 2;
    }
    if (optind < argc) {
        (void)fprintf(stderr, "submit: %s: no such argument; see --help\n", argv[optind]);
        return 2;
    }
    if (bench.count == 0)
        bench.count = bench.file ? UINT64_MAX : 100000;
    struct article_generator_params params = bench.is_short ? ARTICLE_GENERATOR_SHORT : ARTICLE_GENERATOR_DEFAULTS;
    params.seed = bench.seed;
    params.copies = (uint32_t)bench.copies;
    bench.generator = article_generator_open(&params);
    int exit = !bench.generator ? EXIT_FAILURE : bench.generate ? generate(&bench) : load(&bench);
    generated_article_close(&bench.article);
    article_generator_close(bench.generator);
    return exit;
}

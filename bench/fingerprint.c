/*
 * How fast texts become fingerprints on one core: words, shingles, simhash and keys, each stage by itself and together.
 * Processor time of the thread, so that a busy machine disturbs little.
 */
#include "bench/sample_text.h"
#include "shingle/sketch/simhash.h"
#include "shingle/sketch/sketch.h"
#include "shingle/text/utf8.h"
#include "shingle/text/words.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { DEFAULT_ARTICLES = 2000, DEFAULT_SIZE = 2400, DEFAULT_ROUNDS = 5 };

static const char help[] =
    "Usage: fingerprint [--file FILE|-] [--script NAME|all] [--articles N] [--size BYTES] [--rounds N]\n"
    "Measures how fast texts become words, shingles, simhash and keys, on one core.\n"
    "  --file FILE      JSON lines with a field \"text\" instead of made-up text; - reads standard input\n"
    "  --script NAME    made-up text: ascii latin cyrillic arabic devanagari hangul han japanese thai, or all (all)\n"
    "  --articles N     made-up articles, or at most so many of the file (2000)\n"
    "  --size BYTES     size of a made-up article (2400)\n"
    "  --rounds N       times that all are done; the fastest round counts (5)\n"
    "Prints, for each stage, articles a second, megabytes of text a second and microseconds an article.\n";

struct options {
    const char *file;
    const char *script;
    size_t articles;
    size_t size;
    size_t rounds;
};

struct texts {
    struct writer bytes;
    size_t *ends;
    size_t count;
};

enum stage { STAGE_REPAIR, STAGE_WORDS, STAGE_SHINGLES, STAGE_SIMHASH, STAGE_KEYS, STAGE_ALL, STAGE_COUNT };

static const char *const stage_names[STAGE_COUNT] = {"utf8 check", "words", "shingles", "simhash", "keys", "all"};

static int64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void check(bool good, const char *what)
{
    if (good)
        return;
    (void)fprintf(stderr, "fingerprint: %s\n", what);
    exit(1);
}

static void texts_end_one(struct texts *texts)
{
    check(!texts->bytes.failed, "out of memory");
    texts->ends[texts->count++] = texts->bytes.size;
}

static struct bytes text_at(const struct texts *texts, size_t i)
{
    size_t from = i ? texts->ends[i - 1] : 0;
    return bytes_of(texts->bytes.at + from, texts->ends[i] - from);
}

static void make_texts(struct texts *texts, enum sample_script script, const struct options *options)
{
    for (size_t i = 0; i < options->articles; i++) {
        sample_text(&texts->bytes, script, i, options->size);
        texts_end_one(texts);
    }
}

/* Returns false when the file is not there. */
static bool read_texts(struct texts *texts, const struct options *options)
{
    FILE *file = strcmp(options->file, "-") == 0 ? stdin : fopen(options->file, "r");
    if (!file)
        return false;
    while (texts->count < options->articles) {
        json_t *line = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL);
        if (!line)
            break;
        json_t *text = json_object_get(line, "text");
        if (json_is_string(text)) {
            writer_bytes(&texts->bytes, bytes_of(json_string_value(text), json_string_length(text)));
            texts_end_one(texts);
        }
        json_decref(line);
    }
    if (file != stdin)
        (void)fclose(file);
    return true;
}

/* What a round adds up, so that the compiler cannot leave work out and the reader sees what was done. */
struct sums {
    int64_t ns[STAGE_COUNT];
    size_t words;
    size_t shingles;
    size_t keys;
    uint64_t all;
};

/* The stages of one article, with a clock reading between them. */
static void measure_stages(struct bytes text, const struct hash_key *key, struct arena *arena, struct sums *sums)
{
    const struct sketch_params params = SKETCH_DEFAULTS;
    struct words words;
    struct shingle_set set;
    int64_t at[STAGE_ALL + 1];
    at[STAGE_REPAIR] = now_ns();
    sums->all += utf8_valid_upto(text);
    at[STAGE_WORDS] = now_ns();
    check(words_scan(key, text, arena, &words) == STATUS_OK, "words_scan failed");
    at[STAGE_SHINGLES] = now_ns();
    check(shingles_build(&params, key, words, arena, &set) == STATUS_OK, "shingles_build failed");
    at[STAGE_SIMHASH] = now_ns();
    sums->all += simhash_of(set.at, set.count);
    at[STAGE_KEYS] = now_ns();
    sums->all += shingles_below(set, params.sample_rate).count;
    at[STAGE_ALL] = now_ns();
    for (int stage = 0; stage < STAGE_ALL; stage++)
        sums->ns[stage] += at[stage + 1] - at[stage];
    arena_reset(arena);
}

/*
 * Text to fingerprint for all articles in turn: a pass of its own, as an article done twice in a row would find the
 * processor's branch predictors trained on it.
 */
static void measure_all(const struct texts *texts, const struct hash_key *key, struct arena *arena, struct sums *sums)
{
    const struct sketch_params params = SKETCH_DEFAULTS;
    int64_t start = now_ns();
    for (size_t i = 0; i < texts->count; i++) {
        struct words words;
        struct sketch sketch;
        check(words_scan(key, text_at(texts, i), arena, &words) == STATUS_OK, "words_scan failed");
        check(sketch_build(&params, key, words, arena, &sketch) == STATUS_OK, "sketch_build failed");
        sums->words += words.count;
        sums->shingles += sketch.shingles.count;
        sums->keys += sketch.keys.count;
        arena_reset(arena);
    }
    sums->ns[STAGE_ALL] += now_ns() - start;
}

/* What the two clock readings around an empty stage take. */
static int64_t clock_ns(void)
{
    int64_t start = now_ns();
    for (int i = 0; i < 1000; i++)
        (void)now_ns();
    return (now_ns() - start) / 1000;
}

static void print_sums(const char *name, const struct texts *texts, const struct sums *sums)
{
    double count = (double)texts->count;
    double size = (double)texts->bytes.size;
    printf("%s: %zu articles, %.0f B, %.0f words, %.0f shingles, %.1f keys each (sum %08x)\n", name, texts->count,
           size / count, (double)sums->words / count, (double)sums->shingles / count, (double)sums->keys / count,
           (unsigned)sums->all);
    printf("  %-12s %12s %10s %12s\n", "stage", "articles/s", "MB/s", "us/article");
    for (int stage = 0; stage < STAGE_COUNT; stage++) {
        double seconds = (double)sums->ns[stage] / 1e9;
        printf("  %-12s %12.0f %10.1f %12.2f\n", stage_names[stage], count / seconds, size / 1e6 / seconds,
               seconds * 1e6 / count);
    }
}

static void measure(const char *name, const struct texts *texts, size_t rounds)
{
    struct hash_key key = hash_key_from_seed(1);
    struct arena arena;
    struct sums best = {{0}, 0, 0, 0, 0};
    int64_t overhead = clock_ns();
    arena_init(&arena, 256 << 10, 0);
    for (size_t round = 0; round < rounds; round++) {
        struct sums sums = {{0}, 0, 0, 0, 0};
        for (size_t i = 0; i < texts->count; i++)
            measure_stages(text_at(texts, i), &key, &arena, &sums);
        measure_all(texts, &key, &arena, &sums);
        for (int stage = 0; stage < STAGE_COUNT; stage++) {
            int64_t pure = sums.ns[stage] - (stage < STAGE_ALL ? overhead * (int64_t)texts->count : 0);
            pure = pure > 0 ? pure : 1;
            sums.ns[stage] = round == 0 || pure < best.ns[stage] ? pure : best.ns[stage];
        }
        best = sums;
    }
    arena_close(&arena);
    print_sums(name, texts, &best);
}

static size_t number(const char *text)
{
    uint64_t value = 0;
    check(bytes_to_u64(bytes_of_string(text), &value) && value > 0 && value <= 100000000, "not a number in range");
    return (size_t)value;
}

static struct options read_options(int argc, char **argv)
{
    static const struct option names[] = {{"file", 1, NULL, 'f'}, {"script", 1, NULL, 's'}, {"articles", 1, NULL, 'n'},
                                          {"size", 1, NULL, 'b'}, {"rounds", 1, NULL, 'r'}, {"help", 0, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    struct options options = {NULL, "all", DEFAULT_ARTICLES, DEFAULT_SIZE, DEFAULT_ROUNDS};
    for (int option; (option = getopt_long(argc, argv, "h", names, NULL)) != -1;) {
        switch (option) {
        case 'f': options.file = optarg; break;
        case 's': options.script = optarg; break;
        case 'n': options.articles = number(optarg); break;
        case 'b': options.size = number(optarg); break;
        case 'r': options.rounds = number(optarg); break;
        case 'h': (void)fputs(help, stdout); exit(0);
        default: (void)fputs(help, stderr); exit(2);
        }
    }
    return options;
}

static bool is_named(const char *asked, const char *script)
{
    struct bytes name = bytes_of_string(asked);
    return bytes_equal(name, BYTES("all")) || bytes_equal(name, bytes_of_string(script));
}

int main(int argc, char **argv)
{
    struct options options = read_options(argc, argv);
    struct texts texts = {.ends = calloc(options.articles, sizeof *texts.ends)};
    bool known = options.file != NULL;
    check(texts.ends != NULL, "out of memory");
    if (options.file && !read_texts(&texts, &options))
        printf("%s: skipped, cannot be read\n", options.file);
    else if (options.file && texts.count > 0)
        measure(options.file, &texts, options.rounds);
    else if (options.file)
        printf("%s: skipped, no line with a text\n", options.file);
    for (int script = 0; script < SAMPLE_SCRIPT_COUNT && !options.file; script++) {
        const char *name = sample_script_name((enum sample_script)script);
        if (!is_named(options.script, name))
            continue;
        known = true;
        writer_clear(&texts.bytes);
        texts.count = 0;
        make_texts(&texts, (enum sample_script)script, &options);
        measure(name, &texts, options.rounds);
    }
    check(known, "no such script; see --help");
    writer_close(&texts.bytes);
    free(texts.ends);
    return 0;
}

/*
 * What is article once is article again: extracts pages, hands the text that comes out to the extractor as a page of
 * plain text, and tells of how many pages it came through whole, and how many of its words did not.
 */
#include "bench/extract_pages.h"
#include "shingle/extract/page.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char help[] =
    "usage: again [--field html|text|text_near|text_full] [--list] FILE...\n"
    "Extracts each page, and its text again as plain text, which should keep all of it.\n"
    "  FILE             JSON lines with a field html; .zst is read through the zstd command\n"
    "  --field NAME     the field that holds the page (html)\n"
    "  --list           also prints what fell: page of the file, score, reason and line, parted by tabs\n"
    "Prints a row a file: pages with an article, the share of them whose text came through with all words, and with all\n"
    "line feeds too, the share of all words that came through, and how many pages lost more than half of them.\n";

struct tally {
    size_t pages, whole, same, poor;
    size_t words, dropped;
};

static struct article extract(const struct page *page, struct arena *arena)
{
    struct article article;
    enum status status = article_extract(page, arena, &article);
    if (status != STATUS_OK) {
        (void)fprintf(stderr, "again: %s\n", status_text(status));
        exit(1);
    }
    return article;
}

static size_t count_words(struct bytes text)
{
    size_t words = 0;
    for (size_t i = 0; i < text.size; i++)
        words += text.at[i] > ' ' && (i == 0 || text.at[i - 1] <= ' ');
    return words;
}

/* The next word from *at on, empty at the end. */
static struct bytes next_word(struct bytes text, size_t *at)
{
    while (*at < text.size && text.at[*at] <= ' ')
        ++*at;
    size_t from = *at;
    while (*at < text.size && text.at[*at] > ' ')
        ++*at;
    return bytes_of(text.at + from, *at - from);
}

/* Whether two texts differ in white space alone. */
static bool same_words(struct bytes a, struct bytes b)
{
    size_t at_a = 0, at_b = 0;
    for (;;) {
        struct bytes word = next_word(a, &at_a);
        if (!bytes_equal(word, next_word(b, &at_b)))
            return false;
        if (!word.size)
            return true;
    }
}

static void print_dropped(size_t page, const struct article *article)
{
    for (size_t i = 0; i < article->line_count; i++) {
        const struct article_line *line = &article->lines[i];
        if (!line->kept)
            printf("%zu\t%.2f\t%s\t%" BYTES_FORMAT "\n", page, (double)line->score, line->reason,
                   BYTES_ARGS(line->text));
    }
}

static void extract_twice(const struct page_samples *samples, size_t at, bool list, struct tally *tally)
{
    const struct page_sample *sample = &samples->at[at];
    struct arena arena;
    arena_init(&arena, 1 << 20, 0);
    struct page page = {.content = bytes_of(sample->content, sample->size)};
    struct article first = extract(&page, &arena);
    if (first.outcome == ARTICLE_FOUND) {
        struct page text = {.content = first.text, .kind = PAGE_TEXT, .flags = list ? PAGE_WHY : 0};
        struct article second = extract(&text, &arena);
        size_t words = count_words(first.text), kept = count_words(second.text);
        tally->pages++;
        tally->whole += same_words(first.text, second.text);
        tally->same += bytes_equal(first.text, second.text);
        tally->words += words;
        tally->dropped += words > kept ? words - kept : 0;
        tally->poor += kept * 2 < words;
        if (list)
            print_dropped(at, &second);
    }
    arena_close(&arena);
}

static void measure(const char *path, const char *field, bool list)
{
    struct page_samples samples = {0};
    struct tally tally = {0};
    page_samples_load(&samples, path, field);
    for (size_t i = 0; i < samples.count; i++)
        extract_twice(&samples, i, list, &tally);
    page_samples_close(&samples);
    double pages = tally.pages ? (double)tally.pages : 1, words = tally.words ? (double)tally.words : 1;
    printf("%s: %zu pages, %.4f whole, %.4f to the byte; %.5f of all words; %zu lost more than half\n", path,
           tally.pages, (double)tally.whole / pages, (double)tally.same / pages, 1 - (double)tally.dropped / words,
           tally.poor);
}

int main(int argc, char **argv)
{
    static const struct option longs[] = {{"field", required_argument, NULL, 'f'},
                                          {"list", no_argument, NULL, 'l'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    const char *field = "html";
    bool list = false;
    for (int option; (option = getopt_long(argc, argv, "h", longs, NULL)) != -1;) {
        if (option == 'f')
            field = optarg;
        else if (option == 'l')
            list = true;
        else {
            (void)fputs(help, option == 'h' ? stdout : stderr);
            return option == 'h' ? 0 : 2;
        }
    }
    if (optind == argc) {
        (void)fputs(help, stderr);
        return 2;
    }
    for (int i = optind; i < argc; i++)
        measure(argv[i], field, list);
    return 0;
}

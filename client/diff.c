/*
 * EXPLAIN a b RUNS, shown. Long parts that both have are left out but for their ends, so changes stand in hunks:
 *
 *     --- 1  key:a  a.example  2025-11-21 08:00  Storm closes port
 *     +++ 7  key:b  b.example  2025-11-21 09:30  Storm closes harbour
 *     @@ -12 +12 @@                                  first word that changed, of a and of b
 *     ... stays [-closed-]{+shut+} until Friday ...
 */
#include "client/diff.h"

#include "client/answer.h"
#include "client/connection.h"
#include "client/marked_text.h"
#include "client/show.h"
#include "client/terminal.h"

#include <inttypes.h>
#include <stdio.h>

enum { CONTEXT = 120 /* columns of what both have that are shown on either side of a change */ };

struct run {
    struct bytes text;
    uint64_t words;
    char kind; /* 'b'oth, 'c'ut, 'a'dded */
};

static struct run run_of(const redisReply *map)
{
    char number[ANSWER_NUMBER_SIZE];
    struct bytes kind = answer_text(map, "kind", number);
    int64_t words = answer_integer(map, "words", 0);
    return (struct run){.text = answer_text(map, "text", number),
                        .words = words > 0 ? (uint64_t)words : 0,
                        .kind = kind.size ? (char)kind.at[0] : 'b'};
}

static void print_coloured(const struct client *client, const char *colour, struct bytes text)
{
    printf("%s%" BYTES_FORMAT "%s\n", client->colour ? colour : "", BYTES_ARGS(text), client->colour ? "\x1b[0m" : "");
}

/* "--- 1  key:a  a.example  2025-11-21T08:00:00Z  Storm closes port", by when it came if nothing tells its day */
static void print_side(const struct client *client, const char *mark, const redisReply *doc)
{
    const redisReply *published = answer_field(doc, "published");
    bool is_dated = published && published->type == REDIS_REPLY_STRING && published->len;
    const struct show_field fields[] = {
        {"id", NULL, SHOW_TEXT},     {"key", NULL, SHOW_TEXT},
        {"source", NULL, SHOW_TEXT}, {is_dated ? "published" : "submitted", NULL, SHOW_TIME},
        {"title", NULL, SHOW_TEXT},
    };
    struct writer line = {0}, value = {0};
    writer_format(&line, "%s", mark);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        show_value(doc, &fields[i], &value);
        if (value.size)
            writer_format(&line, "%s%s", i ? "  " : " ", i == 1 ? "key:" : "");
        terminal_clean(writer_view(&value), &line);
        writer_clear(&value);
    }
    struct bytes shown = writer_view(&line);
    print_coloured(client, "\x1b[1m", client->terminal ? terminal_cut(shown, client->width) : shown);
    writer_close(&value);
    writer_close(&line);
}

static void print_measures(const redisReply *map)
{
    static const struct show_field fields[] = {{"resemblance", "resemblance", SHOW_SHARE},
                                               {"containment", "of A in B", SHOW_SHARE},
                                               {"contained", "of B in A", SHOW_SHARE}};
    struct writer line = {0};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        writer_format(&line, "%s%s ", i ? ", " : "", fields[i].title);
        show_value(map, &fields[i], &line);
    }
    printf("%" BYTES_FORMAT "\n", BYTES_ARGS(writer_view(&line)));
    writer_close(&line);
}

/* The end of text, from a word on, that takes about CONTEXT columns; scripts are at most 4 bytes a character. */
static struct bytes end_of(struct bytes text)
{
    struct bytes end = text.size > CONTEXT ? bytes_from(text, text.size - CONTEXT) : text;
    if (end.size == text.size)
        return text;
    size_t word = 0;
    while (word < end.size && end.at[word] != ' ' && end.at[word] != '\n')
        word++;
    while (word < end.size && (end.at[word] == ' ' || end.at[word] == '\n'))
        word++;
    if (word < end.size)
        return bytes_from(end, word);
    while (end.size && (end.at[0] & 0xc0) == 0x80) /* not within a character */
        end = bytes_from(end, 1);
    return end;
}

/* The beginning of text, up to a blank, that takes at most CONTEXT columns. */
static struct bytes beginning_of(struct bytes text)
{
    struct bytes beginning = terminal_cut(text, CONTEXT);
    size_t size = beginning.size;
    if (beginning.size == text.size)
        return text;
    while (size && text.at[size] != ' ' && text.at[size] != '\n')
        size--;
    return size ? bytes_upto(text, size) : beginning;
}

/* What both have: whole where it is short, else what is near the changes before and behind it, in a hunk each. */
static void print_both(const struct client *client, struct run run, uint64_t a_word, uint64_t b_word, bool before,
                       bool behind, struct marked_text *out)
{
    struct bytes beginning = before ? beginning_of(run.text) : bytes_upto(run.text, 0);
    struct bytes end = behind ? end_of(run.text) : bytes_from(run.text, run.text.size);
    if (before && behind && beginning.size + end.size >= run.text.size) {
        marked_text_add(out, run.text, &mark_none);
        return;
    }
    bool cut = beginning.size < run.text.size;
    marked_text_add(out, beginning, &mark_none);
    if (before && cut)
        marked_text_add(out, BYTES(" ..."), &mark_none);
    marked_text_end(out);
    if (!behind)
        return;
    char hunk[80];
    (void)snprintf(hunk, sizeof hunk, "@@ -%" PRIu64 " +%" PRIu64 " @@", a_word + run.words, b_word + run.words);
    print_coloured(client, "\x1b[36m", bytes_of_string(hunk));
    if (end.size < run.text.size)
        marked_text_add(out, BYTES("... "), &mark_none);
    marked_text_add(out, end, &mark_none);
}

static void print_runs(const struct client *client, const redisReply *runs)
{
    struct marked_text out = marked_text_of(client);
    uint64_t a_word = 1, b_word = 1;
    if (runs->elements == 0 || (runs->elements == 1 && run_of(runs->element[0]).kind == 'b')) {
        puts("The same words.");
        return;
    }
    for (size_t i = 0; i < runs->elements; i++) {
        struct run run = run_of(runs->element[i]);
        if (i == 0 && run.kind != 'b')
            print_coloured(client, "\x1b[36m", BYTES("@@ -1 +1 @@"));
        if (run.kind == 'b')
            print_both(client, run, a_word, b_word, i > 0, i + 1 < runs->elements, &out);
        else
            marked_text_add(&out, run.text, run.kind == 'c' ? &mark_cut : &mark_added);
        a_word += run.kind == 'a' ? 0 : run.words;
        b_word += run.kind == 'c' ? 0 : run.words;
    }
    marked_text_end(&out);
}

/* What is kept about one of the two; NULL, told, with the exit status in *exit. */
static redisReply *ask_doc(struct client *client, const char *reference, int *exit)
{
    struct request request = {0};
    request_add_string(&request, "DOC");
    request_add_string(&request, reference);
    return connection_ask_for(client, &request, exit);
}

static int print_diff(struct client *client, const struct options *options, const redisReply *map)
{
    int exit;
    const redisReply *runs = answer_field(map, "runs");
    redisReply *a = ask_doc(client, options->arguments[0], &exit);
    redisReply *b = a ? ask_doc(client, options->arguments[1], &exit) : NULL;
    if (a && b) {
        print_side(client, "---", a);
        print_side(client, "+++", b);
        print_measures(map);
    }
    if (a && b && runs && runs->type == REDIS_REPLY_ARRAY)
        print_runs(client, runs);
    freeReplyObject(a);
    freeReplyObject(b);
    return exit;
}

int diff_run(struct client *client, const struct options *options)
{
    struct request request = {0};
    int exit;
    request_add_string(&request, "EXPLAIN");
    request_add_string(&request, options->arguments[0]);
    request_add_string(&request, options->arguments[1]);
    request_add_string(&request, "RUNS");
    redisReply *map = connection_ask_for(client, &request, &exit);
    if (!map)
        return exit;
    if (options->json)
        show_json(map);
    else
        exit = print_diff(client, options, map);
    freeReplyObject(map);
    return exit;
}

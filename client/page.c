#include "client/page.h"

#include "client/answer.h"
#include "client/connection.h"
#include "client/explain_page.h"
#include "client/input.h"
#include "client/show.h"

#include <errno.h>
#include <stdio.h>

enum { SNIFFED = 4096 /* bytes of a page that are looked at */ };

bool page_is_html(struct bytes content)
{
    static const char *const tags[] = {"<!doctype html", "<html", "<head", "<body", "<title", "<meta",    "<script",
                                       "<div",           "<p>",   "<p ",   "<h1",   "<table", "<article", "<br"};
    struct bytes begin = bytes_upto(content, SNIFFED);
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (bytes_find_nocase(begin, bytes_of_string(tags[i]), 0) != SIZE_MAX)
            return true;
    return false;
}

/* "copy of 17 (reuters-1), cluster 17; resemblance 0.93, containment 1" */
static void show_answer(const struct client *client, const redisReply *map)
{
    static const struct show_field fields[] = {
        {"status", "status", SHOW_TEXT},
        {"id", "id", SHOW_TEXT},
        {"key", "your id", SHOW_TEXT},
        {"cluster", "cluster", SHOW_TEXT},
        {"canonical", "canonical", SHOW_TEXT},
        {"matched", "matched", SHOW_TEXT},
        {"resemblance", "resemblance", SHOW_SHARE},
        {"containment", "containment", SHOW_SHARE},
        {"contained", "contained", SHOW_SHARE},
        {"hamming", "hamming", SHOW_TEXT},
        {"agency", "agency", SHOW_TEXT},
        {"words", "words", SHOW_TEXT},
    };
    show_map(client, map, fields, sizeof fields / sizeof *fields, NULL);
}

/* The answer, and a row for each article that it was compared with. */
static void show_trial(const struct client *client, const redisReply *map)
{
    static const struct show_field fields[] = {
        {"id", "ID>", SHOW_TEXT},
        {"key", "YOUR-ID", SHOW_TEXT},
        {"cluster", "CLUSTER>", SHOW_TEXT},
        {"reason", "REASON", SHOW_TEXT},
        {"certainty", "CERTAINTY>", SHOW_SHARE},
        {"resemblance", "RESEMBLANCE>", SHOW_SHARE},
        {"containment", "CONTAINMENT>", SHOW_SHARE},
        {"contained", "CONTAINED>", SHOW_SHARE},
        {"hamming", "HAMMING>", SHOW_TEXT},
        {"longest", "LONGEST>", SHOW_TEXT},
        {"source", "SOURCE", SHOW_TEXT},
    };
    const redisReply *trial = answer_field(map, "trial");
    struct show_list list = {.columns = 0};
    show_answer(client, map);
    putchar('\n');
    for (size_t i = 0; trial && i < trial->elements; i++)
        show_row(&list, client, trial->element[i], fields, sizeof fields / sizeof *fields, NULL);
    (void)show_list_close(&list, client, "Compared with none.");
}

typedef void show(const struct client *client, const redisReply *map);

static int ask(struct client *client, const struct options *options, const char *name, show *show_map_of,
               struct bytes content)
{
    struct request request = {0};
    request_add_string(&request, name);
    request_add_string(&request, "body");
    request_add(&request, content);
    request_add_pair(&request, "url", options->url);
    request_add_pair(&request, "source", options->source);
    request_add_pair(&request, "id", options->id);
    request_add_pair(&request, "title", options->title);
    request_add_pair(&request, "published", options->published);
    request_add_pair(&request, "lang", options->lang);
    request_add_pair(&request, "site_template", options->no_template ? "no" : NULL);
    request_add_pair(&request, "match_containment", options->containment);
    request_add_pair(&request, "match_resemblance", options->resemblance);
    request_add_pair(&request, "match_certainty", options->certainty);
    request_add_pair(&request, "match_window", options->match_window);
    request_add_pair(&request, "match_same_language", options->same_language ? "yes" : NULL);
    request_add_pair(&request, "match_other_source", options->other_source ? "yes" : NULL);
    if (options->explain)
        request_add_string(&request, "EXPLAIN");
    if (!connection_open(client, false))
        return CLIENT_UNREACHABLE;
    redisReply *reply = connection_ask(client, &request);
    int exit = CLIENT_OK;
    if (!reply)
        exit = CLIENT_UNREACHABLE;
    else if (connection_refused(reply))
        exit = CLIENT_FAILED;
    else if (options->json)
        show_json(reply);
    else
        show_map_of(client, reply);
    if (reply)
        freeReplyObject(reply);
    return exit;
}

static int run(struct client *client, const struct options *options, const char *name, show *show_map_of)
{
    const char *path = options->arguments[0];
    struct input *input;
    struct bytes content;
    enum status status = input_open(path, &input);
    if (status != STATUS_OK) {
        (void)fprintf(stderr, "shinglectl: %s: %s\n", path, strerror(errno));
        return CLIENT_FAILED;
    }
    int exit = CLIENT_FAILED;
    if (input_rest(input, INPUT_LINE_MAX, &content) == STATUS_OK)
        exit = ask(client, options, name, show_map_of, content);
    else
        (void)fprintf(stderr, "shinglectl: %s: %s\n", path, input_why(input));
    input_close(input);
    return exit;
}

int page_submit(struct client *client, const struct options *options)
{
    return run(client, options, options->check ? "CHECK" : "SUBMIT", show_answer);
}

int page_check(struct client *client, const struct options *options)
{
    return run(client, options, "CHECK", options->explain ? show_trial : show_answer);
}

int page_explain(struct client *client, const struct options *options)
{
    return run(client, options, "EXPLAINPAGE", explain_page_show);
}

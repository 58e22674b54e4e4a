/*
 * shinglectl: the client for people and scripts. This file has the list of commands; each stands in a file of its own
 * kind (page, import, query, explain, admin).
 */
#include "client/admin.h"
#include "client/change.h"
#include "client/completions.h"
#include "client/connection.h"
#include "client/credentials.h"
#include "client/diff.h"
#include "client/evaluate.h"
#include "client/explain.h"
#include "client/export.h"
#include "client/import.h"
#include "client/page.h"
#include "client/pager.h"
#include "client/query.h"
#include "client/stats.h"
#include "client/terminal.h"
#include "client/tls_pipe.h"
#include "client/top.h"

#include <stdio.h>

static const struct command commands[] = {
    {"submit", "FILE|-", "Gives one page to the daemon, HTML or text, told apart by content",
     OPTION_PAGE | OPTION_TEMPLATE | OPTION_JSON | OPTION_CHECK | OPTION_MATCH, 1, 1, page_submit},
    {"check", "FILE|-", "Tells what submit would answer; nothing is kept",
     OPTION_PAGE | OPTION_TEMPLATE | OPTION_JSON | OPTION_MATCH | OPTION_EXPLAIN, 1, 1, page_check},
    {"explain-page", "FILE|-", "Shows every line of a page, whether it is the article's, and why",
     OPTION_PAGE | OPTION_TEMPLATE | OPTION_JSON | OPTION_PAGED, 1, 1, page_explain},
    {"import", "FILE|DIR...", "Gives JSON lines, WARC files and pages to the daemon (.gz, .zst, - for stdin)",
     OPTION_JSON | OPTION_CHECK | OPTION_RETRY | OPTION_WINDOW | OPTION_QUIET | OPTION_TEMPLATE | OPTION_RESUME, 1, -1,
     import_run},
    {"clusters", "", "Lists clusters of copies",
     OPTION_JSON | OPTION_TSV | OPTION_FIELDS | OPTION_FILTER | OPTION_LIMIT | OPTION_PAGED, 0, 0, query_clusters},
    {"members", "ID|URL|CLUSTER", "Lists the articles of a cluster",
     OPTION_JSON | OPTION_TSV | OPTION_FIELDS | OPTION_LIMIT | OPTION_PAGED, 1, 1, query_members},
    {"similar", "ID|URL", "Lists the articles most like one",
     OPTION_JSON | OPTION_TSV | OPTION_FIELDS | OPTION_LIMIT | OPTION_PAGED, 1, 1, query_similar},
    {"explain", "A B", "Shows what two articles share, what was cut and added", OPTION_JSON | OPTION_PAGED, 2, 2,
     explain_run},
    {"diff", "A B", "Shows word by word how the second article's text differs from the first's",
     OPTION_JSON | OPTION_PAGED, 2, 2, diff_run},
    {"evaluate", "LABELS.tsv", "Prints precision and recall at thresholds for pairs that you labelled",
     OPTION_JSON | OPTION_PAGED, 1, 1, evaluate_run},
    {"doc", "ID|URL", "Shows what is kept about an article", OPTION_JSON | OPTION_FIELDS | OPTION_PAGED, 1, 1,
     query_doc},
    {"text", "ID|URL", "Prints an article's text", OPTION_PAGED, 1, 1, query_text},
    {"articles", "", "Lists every article: ID, YOUR-ID and CLUSTER",
     OPTION_JSON | OPTION_TSV | OPTION_FIELDS | OPTION_LIMIT | OPTION_PAGED, 0, 0, query_articles},
    {"export", "", "Writes articles with their texts and clusters as JSON lines, which import takes again",
     OPTION_EXPORT | OPTION_FIELDS | OPTION_AFTER | OPTION_LIMIT | OPTION_QUIET, 0, 0, export_run},
    {"changes", "", "Lists what happened: articles kept, clusters joined, split, merged",
     OPTION_JSON | OPTION_TSV | OPTION_FIELDS | OPTION_AFTER | OPTION_LIMIT | OPTION_PAGED, 0, 0, query_changes},
    {"watch", "", "Shows changes as they happen",
     OPTION_JSON | OPTION_TSV | OPTION_FIELDS | OPTION_AFTER | OPTION_LIMIT, 0, 0, query_watch},
    {"link", "A B", "Makes one cluster of those of two articles", OPTION_JSON, 2, 2, change_link},
    {"unlink", "A [B]", "Takes an article out of its cluster, and keeps the two apart", OPTION_JSON, 1, 2,
     change_unlink},
    {"forget", "[ID|URL...]", "Removes articles, or all of a source, a cluster or a list", OPTION_REMOVE | OPTION_JSON,
     0, -1, change_forget},
    {"expire", "TIME", "Removes the articles that came before a time, such as 30d", OPTION_EXPIRE | OPTION_JSON, 1, 1,
     change_expire},
    {"stats", "", "Shows the store on one screen: articles, sources, verdicts, sizes and rates", OPTION_JSON, 0, 0,
     stats_run},
    {"top", "", "Shows rates and the biggest stories, again and again on a terminal", OPTION_INTERVAL, 0, 0, top_run},
    {"info", "[SECTION...]", "Shows how the daemon is", OPTION_JSON | OPTION_PAGED, 0, 60, admin_info},
    {"config", "[PATTERN]", "Shows the daemon's settings", OPTION_JSON | OPTION_PAGED, 0, 1, admin_config},
    {"backup", "[NAME]", "Copies the store as it is now into the daemon's directory for backups", OPTION_JSON, 0, 1,
     admin_backup},
    {"completions", "bash|zsh|fish", "Prints what a shell needs to complete these commands and options", 0, 1, 1,
     completions_run},
    {"ping", "", "Asks whether the daemon answers, and how fast", 0, 0, 0, admin_ping},
};

int main(int argc, char **argv)
{
    struct options options;
    int exit = options_parse(argc, argv, commands, sizeof commands / sizeof *commands, &options);
    if (!options.command)
        return exit;
    struct client client = {.server_text = options.server,
                            .timeout_ms = (int)options.timeout_s * 1000,
                            .terminal = terminal_is(stdout),
                            .colour = options.colour == COLOUR_ALWAYS ||
                                      (options.colour == COLOUR_AUTO && terminal_has_colour(stdout)),
                            .width = terminal_columns(stdout)};
    if (!address_parse(bytes_of_string(options.server), 7625, &client.server)) {
        (void)fprintf(stderr, "shinglectl: %s: no address; write ADDR:PORT, [IPV6]:PORT or unix:PATH\n",
                      options.server);
        return CLIENT_USAGE;
    }
    struct credentials credentials;
    if (!credentials_read(&options, &credentials))
        return CLIENT_USAGE;
    client.credentials = &credentials;
    const struct tls_trust trust = {.ca = options.ca, .certificate = options.certificate};
    client.trust = options.tls ? &trust : NULL;
    struct pager pager = PAGER_NONE;
    if (client.terminal && (options.command->options & OPTION_PAGED) && !options.no_pager)
        pager_open(&pager);
    exit = options.command->run(&client, &options);
    connection_close(&client);
    bool written = fflush(stdout) == 0 && !ferror(stdout);
    written |= pager.process != 0; /* who leaves a pager has seen enough */
    pager_close(&pager);
    return exit || written ? exit : CLIENT_FAILED;
}

/*
 * shingled: takes news pages over TCP, keeps the articles, and tells which of them are copies.
 *
 *     main thread      listens, accepts, signals, watchdog, HTTP         server.c, listeners.c
 *     event loops      requests in, replies out                         loop.c, connection.c, dispatch.c
 *     workers          page -> article -> fingerprint                   worker.c
 *     store thread     decides, commits, answers queries                store_thread.c
 *
 * Threads share nothing but the struct server, and hand jobs to each other through mailboxes.
 */
#include "daemon/access/access.h"
#include "daemon/exit_code.h"
#include "daemon/hash_token.h"
#include "daemon/keeper_start.h"
#include "daemon/log.h"
#include "daemon/options.h"
#include "daemon/server_run.h"
#include "daemon/tls/tls.h"
#include "daemon/wire/command.h"

#include <stdio.h>

static int print_commands(void)
{
    struct writer text = {0};
    command_markdown(&text);
    (void)fwrite(text.at, 1, text.size, stdout);
    bool failed = text.failed || fflush(stdout) != 0;
    writer_close(&text);
    return failed ? EXIT_CODE_FAILED : EXIT_CODE_OK;
}

/* What the settings name has to be right too. */
static enum status check_named_files(const struct config *config, struct writer *errors)
{
    struct access *access = NULL;
    enum status status = *config->access.users ? access_open(config->access.users, &access, errors) : STATUS_OK;
    access_close(access);
    const struct tls_files files = {config->tls.certificate, config->tls.key, config->tls.client_ca};
    struct tls_context *tls = NULL;
    if (status == STATUS_OK && config_has_tls(config))
        status = tls_context_open(&files, &tls, errors);
    tls_context_close(tls);
    return status;
}

static int with_config(const struct options *options)
{
    struct config config;
    struct writer errors = {0};
    enum status status = options_config(options, &config, &errors);
    if (status == STATUS_OK && options->mode == OPTIONS_CHECK_CONFIG)
        status = check_named_files(&config, &errors);
    int code = EXIT_CODE_OK;
    if (status != STATUS_OK) {
        if (errors.size)
            (void)fwrite(errors.at, 1, errors.size, stderr);
        else
            (void)fprintf(stderr, "shingled: %s\n", status_text(status));
        code = EXIT_CODE_CONFIG;
    } else if (options->mode == OPTIONS_CHECK_CONFIG) {
        (void)printf("%s: the settings are right\n", options->config_path ? options->config_path : "shingled");
    } else {
        log_open((enum log_level)config.log.level);
        code = server_run(options, &config);
    }
    writer_close(&errors);
    config_close(&config);
    return code;
}

int main(int argc, char **argv)
{
    struct options options = options_read(argc, argv);
    switch (options.mode) {
    case OPTIONS_WRONG: return EXIT_CODE_USAGE;
    case OPTIONS_HELP: return fputs(OPTIONS_HELP_TEXT, stdout) < 0 ? EXIT_CODE_FAILED : EXIT_CODE_OK;
    case OPTIONS_VERSION: return printf("shingled %s\n", SHINGLED_VERSION) < 0 ? EXIT_CODE_FAILED : EXIT_CODE_OK;
    case OPTIONS_COMMANDS: return print_commands();
    case OPTIONS_HASH_TOKEN: return hash_token();
    case OPTIONS_CHECK_STORE: return keeper_check_store(options.check_path);
    case OPTIONS_SALVAGE: return keeper_salvage_store(options.check_path, options.salvage_to);
    case OPTIONS_CHECK_CONFIG:
    case OPTIONS_RUN: break;
    }
    return with_config(&options);
}

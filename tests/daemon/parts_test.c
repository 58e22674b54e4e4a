/* Small parts of the daemon: client labels, log lines, histograms, the command line. */
#include "daemon/client_table.h"
#include "daemon/log.h"
#include "daemon/options.h"
#include "daemon/stats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static void test_client_labels(void **state)
{
    (void)state;
    struct client_table table;
    client_table_open(&table);
    struct client *first = client_add(&table, "127.0.0.1:1", 5000);
    struct client *second = client_add(&table, "unix", 6000);
    char longest[LIMIT_CLIENT_NAME + 2];
    memset(longest, 'n', sizeof longest);
    assert_int_equal(client_set_label(&table, &first->name, BYTES("a b")), STATUS_BADARG);
    assert_int_equal(client_set_label(&table, &first->name, BYTES("a\n")), STATUS_BADARG);
    assert_int_equal(client_set_label(&table, &first->name, bytes_of(longest, LIMIT_CLIENT_NAME)), STATUS_OK);
    assert_int_equal(client_set_label(&table, &first->name, bytes_of(longest, LIMIT_CLIENT_NAME + 1)), STATUS_TOOBIG);
    assert_int_equal(client_set_label(&table, &first->name, BYTES("crawler")), STATUS_OK);
    struct writer out = {0};
    client_table_describe(&table, 9000, &out);
    struct bytes text = writer_view(&out);
    assert_int_not_equal(bytes_find(text, BYTES("id=1 addr=127.0.0.1:1 name=crawler age=4 "), 0), SIZE_MAX);
    assert_int_not_equal(bytes_find(text, BYTES("id=2 addr=unix name= age=3 "), 0), SIZE_MAX);
    assert_int_equal(client_set_label(&table, &first->name, BYTES("")), STATUS_OK);
    assert_null(first->name);
    client_remove(&table, first);
    client_remove(&table, second);
    assert_null(table.first);
    writer_close(&out);
    client_table_close(&table);
}

/* Standard error goes through a pipe, as under the journal. */
static void test_log_lines_stay_lines(void **state)
{
    (void)state;
    int ends[2];
    int stderr_before = dup(STDERR_FILENO);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
    log_open(LOG_LEVEL_INFO);
    log_write(LOG_LEVEL_WARNING, "url %.*s end", LOG_FOREIGN(BYTES("a\nb\x1b[1m\xff caf\xc3\xa9 \xc2\x9b")));
    log_write(LOG_LEVEL_DEBUG, "not shown");
    struct log_limit limit = {0};
    for (int i = 0; i < 5; i++)
        log_write_limited(&limit, LOG_LEVEL_INFO, "often");
    assert_int_equal(dup2(stderr_before, STDERR_FILENO), STDERR_FILENO);
    (void)close(ends[1]);
    char text[512] = "";
    assert_true(read(ends[0], text, sizeof text - 1) > 0);
    assert_string_equal(text, "<4>url a\\x0ab\\x1b[1m\\xff caf\xc3\xa9 \\xc2\\x9b end\n<6>often\n");
    (void)close(ends[0]);
    (void)close(stderr_before);
}

static void test_histogram(void **state)
{
    (void)state;
    static struct histogram histogram;
    assert_int_equal(histogram_quantile(&histogram, STATS_FIRST_US, 0.5), STATS_FIRST_US);
    for (int i = 0; i < 99; i++)
        histogram_add(&histogram, STATS_FIRST_US, 150);
    histogram_add(&histogram, STATS_FIRST_US, INT64_MAX);
    assert_int_equal(histogram_quantile(&histogram, STATS_FIRST_US, 0.5), 2 * STATS_FIRST_US);
    assert_int_equal(histogram_quantile(&histogram, STATS_FIRST_US, 0.99), 2 * STATS_FIRST_US);
    assert_int_equal(histogram_quantile(&histogram, STATS_FIRST_US, 1), (uint64_t)STATS_FIRST_US << STATS_BUCKETS);
    histogram_add(&histogram, STATS_FIRST_US, -5);
    assert_int_equal(counted(&histogram.buckets[0]), 1);
    static struct histogram batches;
    for (int articles = 1; articles <= 256; articles++)
        histogram_add(&batches, STATS_FIRST_ARTICLES, articles);
    assert_int_equal(histogram_quantile(&batches, STATS_FIRST_ARTICLES, 0.5), 128);
    assert_int_equal(histogram_quantile(&batches, STATS_FIRST_ARTICLES, 1), 256);
    assert_int_equal(counted(&batches.buckets[0]), 1);
    assert_int_equal(counted(&batches.sum), 256 * 257 / 2);
}

static void test_command_line(void **state)
{
    (void)state;
    char *argv[] = {
        (char[]){"shingled"}, (char[]){"--listen"}, (char[]){"127.0.0.1:1"}, (char[]){"--listen"}, (char[]){"unix:/x"},
        (char[]){"--data"},   (char[]){"/tmp/d"},   (char[]){"--http"},      (char[]){"off"},      NULL};
    struct options options = options_read(9, argv);
    assert_int_equal(options.mode, OPTIONS_RUN);
    assert_int_equal(options.listen_count, 2);
    struct config config;
    struct writer errors = {0};
    assert_int_equal(options_config(&options, &config, &errors), STATUS_OK);
    assert_int_equal(config.listen.address.count, 2);
    assert_string_equal(config.listen.address.at[1], "unix:/x");
    assert_string_equal(config.store.path, "/tmp/d");
    assert_string_equal(config.listen.http, "off");
    config_close(&config);
    writer_close(&errors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {

        cmocka_unit_test(test_client_labels),
        cmocka_unit_test(test_log_lines_stay_lines),
        cmocka_unit_test(test_histogram),
        cmocka_unit_test(test_command_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

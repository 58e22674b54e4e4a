#include "daemon/slowlog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct job *made(const char *const *words, size_t count)
{
    struct job *job = job_new(NULL, 0);
    assert_non_null(job);
    job->request = request_new(NULL);
    for (size_t i = 0; i < count; i++) {
        struct bytes word = bytes_of_string(words[i]);
        size_t at = job->request->size;
        assert_int_equal(request_append(job->request, word, word.size), STATUS_OK);
        assert_int_equal(request_close_argument(job->request, at, word.size), STATUS_OK);
    }
    return job;
}

static void drop(struct job *job)
{
    request_free(job->request);
    job->request = NULL;
    job_free(job);
}

static bool says(struct slowlog *log, size_t count, const char *wanted)
{
    struct reply reply = {.form = REPLY_RESP2};
    slowlog_reply(log, count, &reply);
    bool found = bytes_find(writer_view(&reply.out), bytes_of_string(wanted), 0) != SIZE_MAX;
    writer_close(&reply.out);
    return found;
}

static void test_stages_add_up(void **state)
{
    (void)state;
    static struct slowlog log;
    static const char *const words[] = {"SUBMIT", "text", "a"};
    slowlog_open(&log);
    struct job *job = made(words, 3);
    job->arrived_us = 1000;
    job->stage_us[JOB_TAKEN] = 1010;
    job->stage_us[JOB_PREPARED] = 1110;
    job->stage_us[JOB_BEGUN] = 2110;
    job->stage_us[JOB_FINISHED] = 12110;
    slowlog_add(&log, job, "1.2.3.4:5", 7000, 12117);
    assert_true(says(&log, 1, "*1\r\n*7\r\n:1\r\n:7\r\n:11117\r\n*3\r\n$6\r\nSUBMIT\r\n"));
    assert_true(says(&log, 1,
                     "waited_us\r\n:10\r\n$11\r\nprepared_us\r\n:100\r\n$9\r\nqueued_us\r\n:1000\r\n$10\r\n"
                     "decided_us\r\n:10000\r\n$10\r\nreplied_us\r\n:7\r\n"));
    memset(job->stage_us, 0, sizeof job->stage_us); /* a query that no worker saw */
    job->stage_us[JOB_BEGUN] = 1300;
    slowlog_add(&log, job, "1.2.3.4:5", 7000, 1400);
    assert_true(says(&log, 1,
                     "waited_us\r\n:0\r\n$11\r\nprepared_us\r\n:0\r\n$9\r\nqueued_us\r\n:300\r\n$10\r\n"
                     "decided_us\r\n:0\r\n$10\r\nreplied_us\r\n:100\r\n"));
    drop(job);
    slowlog_close(&log);
}

/* A job of HTTP: no request, so its command stands for its words. */
static void test_http(void **state)
{
    (void)state;
    static struct slowlog log;
    slowlog_open(&log);
    struct job *job = job_new(NULL, 0);
    assert_non_null(job);
    job->command = command_named(BYTES("similar"));
    job->arrived_us = 1000;
    slowlog_add(&log, job, "http", 7000, 3000);
    assert_true(says(&log, 1, "*1\r\n*7\r\n:1\r\n:7\r\n:2000\r\n*1\r\n$7\r\nSIMILAR\r\n$4\r\nhttp\r\n"));
    drop(job);
    slowlog_close(&log);
}

static void test_the_newest_stay(void **state)
{
    (void)state;
    static struct slowlog log;
    static const char *const words[] = {"DOC", "1"};
    slowlog_open(&log);
    struct job *job = made(words, 2);
    assert_int_equal(slowlog_count(&log), 0);
    assert_true(says(&log, 10, "*0\r\n"));
    for (int i = 1; i <= SLOWLOG_ENTRIES + 5; i++) {
        slowlog_add(&log, job, "", i, 1);
        assert_int_equal(slowlog_count(&log), i < SLOWLOG_ENTRIES ? i : SLOWLOG_ENTRIES);
    }
    assert_true(says(&log, 1, "*1\r\n*7\r\n:133\r\n"));
    assert_true(says(&log, 1000, "*128\r\n*7\r\n:133\r\n"));
    assert_true(says(&log, 1000, "*7\r\n:6\r\n"));
    assert_false(says(&log, 1000, "*7\r\n:5\r\n"));
    slowlog_reset(&log);
    assert_int_equal(slowlog_count(&log), 0);
    slowlog_add(&log, job, "", 1, 1);
    assert_int_equal(slowlog_count(&log), 1);
    assert_true(says(&log, 9, "*1\r\n*7\r\n:134\r\n"));
    drop(job);
    slowlog_close(&log);
}

static void test_long_requests_are_cut(void **state)
{
    (void)state;
    static struct slowlog log;
    static char long_word[SLOWLOG_WORD_SIZE + 10];
    memset(long_word, 'x', sizeof long_word - 1);
    const char *words[SLOWLOG_WORDS + 2] = {"SUBMIT", long_word, "", "d", "e", "f", "g", "h", "i", "j"};
    slowlog_open(&log);
    struct job *job = made(words, SLOWLOG_WORDS + 2);
    slowlog_add(&log, job, "", 1, 1);
    assert_true(says(&log, 1, "*9\r\n$6\r\nSUBMIT\r\n$64\r\nxx"));
    assert_true(says(&log, 1, "... (2 more arguments)"));
    drop(job);
    slowlog_close(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stages_add_up),
        cmocka_unit_test(test_http),
        cmocka_unit_test(test_the_newest_stay),
        cmocka_unit_test(test_long_requests_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * How much is under way at once: standard output is a pipe that nobody reads yet, so that the first page's text stops
 * the writer, and nothing comes back to the reader.
 */
#include "client/extract/pipeline.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
/* cmocka wants the headers above first. */
#include <cmocka.h>

enum { FIRST = 1 << 20 /* bytes of a text that no pipe holds */ };

/* Standard output and standard error as they were, and the pipe's end that is read. */
struct plug {
    int output, error, read;
};

static struct plug plug_standard_output(void)
{
    int ends[2], nothing = open("/dev/null", O_WRONLY);
    (void)fflush(stdout);
    struct plug plug = {.output = dup(1), .error = dup(2)};
    assert_true(nothing >= 0 && pipe(ends) == 0 && dup2(ends[1], 1) == 1 && dup2(nothing, 2) == 2);
    (void)close(ends[1]);
    (void)close(nothing);
    plug.read = ends[0];
    return plug;
}

static void put_back(struct plug plug)
{
    (void)dup2(plug.output, 1);
    (void)dup2(plug.error, 2);
    (void)close(plug.output);
    (void)close(plug.error);
}

static void *drain(void *argument)
{
    static char room[1 << 16];
    int from = *(const int *)argument;
    while (read(from, room, sizeof room) > 0)
        ;
    return NULL;
}

/* Sends pieces from a thread of its own. */
struct sender {
    struct pipeline *pipeline;
    struct bytes pieces[3];
    size_t count;
    size_t sent; /* on their way; read by another thread */
};

static void *send_pieces(void *argument)
{
    struct sender *sender = argument;
    for (size_t i = 0; i < sender->count; i++) {
        struct piece piece = {.file = "a page", .content = sender->pieces[i]};
        (void)pipeline_send(sender->pipeline, &piece);
        (void)__atomic_add_fetch(&sender->sent, 1, __ATOMIC_SEQ_CST);
    }
    return NULL;
}

static size_t count_sent(const struct sender *sender)
{
    return __atomic_load_n(&sender->sent, __ATOMIC_SEQ_CST);
}

static void wait_ms(long ms)
{
    struct timespec span = {.tv_nsec = ms * 1000000};
    (void)nanosleep(&span, NULL);
}

/*
 * Sends a text of FIRST bytes, one of `second`, and one byte. Returns how many are on their way while nothing is read,
 * which are `least` at least: it waits for them, and then a moment for whoever would send on. All are when it is read.
 */
static size_t count_under_way(size_t second, size_t least)
{
    uint8_t *text = malloc(PIPELINE_BYTES_MAX);
    assert_non_null(text);
    memset(text, 'w', PIPELINE_BYTES_MAX);
    struct extract_options options = {.as_is = true, .kind = PAGE_TEXT, .threads = 2, .file_count = 1};
    struct plug plug = plug_standard_output();
    struct sender sender = {.pipeline = pipeline_open(&options, (struct verdict_look){0}),
                            .pieces = {bytes_of(text, FIRST), bytes_of(text, second), bytes_of(text, 1)},
                            .count = 3};
    pthread_t sending, draining;
    bool good = sender.pipeline && pthread_create(&sending, NULL, send_pieces, &sender) == 0;
    while (good && count_sent(&sender) < least)
        wait_ms(1);
    wait_ms(100);
    size_t sent = count_sent(&sender);
    good = good && pthread_create(&draining, NULL, drain, &plug.read) == 0;
    if (good) {
        (void)pthread_join(sending, NULL);
        (void)pipeline_close(sender.pipeline);
    }
    put_back(plug); /* the last that writes to the pipe is gone, which ends the draining */
    if (good)
        (void)pthread_join(draining, NULL);
    (void)close(plug.read);
    free(text);
    assert_true(good);
    assert_int_equal(count_sent(&sender), sender.count);
    return sent;
}

static void holds_as_much_as_it_says(void **state)
{
    (void)state;
    assert_int_equal(count_under_way(PIPELINE_BYTES_MAX - FIRST - 1, 3), 3);
}

static void waits_one_byte_past_it(void **state)
{
    (void)state;
    assert_int_equal(count_under_way(PIPELINE_BYTES_MAX - FIRST, 2), 2);
}

/* One page alone may be larger: it does not wait for room that never comes. */
static void takes_a_larger_page_alone(void **state)
{
    (void)state;
    size_t size = (size_t)PIPELINE_BYTES_MAX + 1;
    uint8_t *text = malloc(size);
    assert_non_null(text);
    memset(text, 'w', size);
    struct extract_options options = {.kind = PAGE_TEXT, .threads = 2, .file_count = 1};
    struct piece piece = {.file = "a page", .content = bytes_of(text, size)};
    struct plug plug = plug_standard_output();
    struct pipeline *pipeline = pipeline_open(&options, (struct verdict_look){0});
    bool taken = pipeline && pipeline_send(pipeline, &piece) && pipeline_send(pipeline, &piece);
    enum extract_exit code = pipeline ? pipeline_close(pipeline) : EXTRACT_OK;
    put_back(plug);
    (void)close(plug.read);
    free(text);
    assert_true(taken);
    assert_int_equal(code, EXTRACT_FAILED); /* it is over the extractor's own limit, which is told */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_as_much_as_it_says),
        cmocka_unit_test(waits_one_byte_past_it),
        cmocka_unit_test(takes_a_larger_page_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

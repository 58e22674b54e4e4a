/* Channels: order, the end, and no pointer lost or doubled between threads. */
#include "client/extract/channel.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static int numbers[1000];

static void first_in_first_out(void **state)
{
    (void)state;
    struct channel *channel = channel_open(3);
    assert_null(channel_try(channel));
    for (size_t i = 0; i < 3; i++)
        channel_send(channel, &numbers[i]);
    assert_ptr_equal(channel_receive(channel), &numbers[0]);
    channel_send(channel, &numbers[3]);
    channel_end(channel);
    for (size_t i = 1; i < 4; i++)
        assert_ptr_equal(channel_receive(channel), &numbers[i]);
    assert_null(channel_receive(channel));
    assert_null(channel_try(channel));
    channel_close(channel);
    channel_close(NULL);
}

static void *send_all(void *argument)
{
    for (size_t i = 0; i < 1000; i++)
        channel_send(argument, &numbers[i]);
    return NULL;
}

static void *count_all(void *argument)
{
    int *number;
    size_t *count = calloc(1, sizeof *count);
    while ((number = channel_receive(argument)) != NULL) {
        (void)__atomic_add_fetch(number, 1, __ATOMIC_RELAXED);
        ++*count;
    }
    return count;
}

static void nothing_is_lost_between_threads(void **state)
{
    (void)state;
    enum { SENDERS = 3, RECEIVERS = 3 };
    struct channel *channel = channel_open(2);
    pthread_t senders[SENDERS], receivers[RECEIVERS];
    size_t sum = 0;
    for (size_t i = 0; i < RECEIVERS; i++)
        assert_int_equal(pthread_create(&receivers[i], NULL, count_all, channel), 0);
    for (size_t i = 0; i < SENDERS; i++)
        assert_int_equal(pthread_create(&senders[i], NULL, send_all, channel), 0);
    for (size_t i = 0; i < SENDERS; i++)
        (void)pthread_join(senders[i], NULL);
    channel_end(channel);
    for (size_t i = 0; i < RECEIVERS; i++) {
        void *count;
        (void)pthread_join(receivers[i], &count);
        sum += *(size_t *)count;
        free(count);
    }
    assert_int_equal(sum, SENDERS * 1000);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(numbers[i], SENDERS);
    channel_close(channel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_in_first_out),
        cmocka_unit_test(nothing_is_lost_between_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

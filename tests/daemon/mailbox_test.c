#include "daemon/mailbox.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { POSTERS = 4, EACH = 20000 };

struct letter {
    struct mailbox_item item;
    int poster;
    int number;
};

static struct mailbox mailbox;
static struct letter letters[POSTERS][EACH];

static void *post(void *context)
{
    int poster = (int)(intptr_t)context;
    struct mailbox_chain chain = {NULL, NULL};
    for (int i = 0; i < EACH; i++) {
        letters[poster][i] = (struct letter){.poster = poster, .number = i};
        if (i % 3 == 0) {
            mailbox_post_chain(&mailbox, &chain);
            mailbox_post(&mailbox, &letters[poster][i].item);
        } else {
            mailbox_chain_add(&chain, &letters[poster][i].item);
        }
    }
    mailbox_post_chain(&mailbox, &chain);
    return NULL;
}

/* Nothing is lost, nothing comes twice, and what one thread posts comes in its order, whatever the others do. */
static void test_order_of_each_poster(void **state)
{
    (void)state;
    assert_int_equal(mailbox_open(&mailbox), STATUS_OK);
    pthread_t threads[POSTERS];
    for (int i = 0; i < POSTERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, post, (void *)(intptr_t)i), 0);
    int next[POSTERS] = {0};
    for (int got = 0; got < POSTERS * EACH;) {
        assert_true(mailbox_wait(&mailbox, 10000));
        for (struct mailbox_item *item = mailbox_take(&mailbox), *after; item; item = after, got++) {
            after = item->next;
            struct letter *letter = MAILBOX_OWNER(item, struct letter, item);
            assert_int_equal(letter->number, next[letter->poster]++);
        }
    }
    for (int i = 0; i < POSTERS; i++)
        (void)pthread_join(threads[i], NULL);
    assert_null(mailbox_take(&mailbox));
    mailbox_close(&mailbox);
}

static void test_wait_and_wake(void **state)
{
    (void)state;
    struct letter letter = {.number = 1};
    assert_int_equal(mailbox_open(&mailbox), STATUS_OK);
    assert_false(mailbox_wait(&mailbox, 0));
    mailbox_wake(&mailbox);
    assert_true(mailbox_wait(&mailbox, 0));
    assert_null(mailbox_take(&mailbox));
    assert_false(mailbox_wait(&mailbox, 0));
    assert_false(mailbox_has(&mailbox));
    mailbox_post(&mailbox, &letter.item);
    assert_true(mailbox_has(&mailbox));
    assert_true(mailbox_wait(&mailbox, 0));
    assert_ptr_equal(mailbox_take(&mailbox), &letter.item);
    assert_false(mailbox_has(&mailbox));
    assert_false(mailbox_wait(&mailbox, 0));
    mailbox_close(&mailbox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_of_each_poster),
        cmocka_unit_test(test_wait_and_wake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

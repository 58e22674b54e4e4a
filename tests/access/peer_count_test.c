#include "daemon/access/peer_count.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { PEERS = 10000, MOST = 3, STEPS = 200000 };

static struct peer numbered(uint32_t number)
{
    struct peer peer = {{0}};
    memcpy(peer.at + 3, &number, sizeof number);
    return peer;
}

static void test_counts_as_a_plain_table_does(void **state)
{
    (void)state;
    static struct peer_count table;
    static uint32_t counts[PEERS];
    struct random random = random_start(11);
    peer_count_open(&table);
    for (int i = 0; i < STEPS; i++) {
        uint32_t number = (uint32_t)random_below(&random, PEERS);
        if (random_below(&random, 3)) {
            bool taken = peer_count_take(&table, numbered(number), MOST);
            assert_int_equal(taken, counts[number] < MOST);
            counts[number] += taken;
        } else if (counts[number]) {
            peer_count_give(&table, numbered(number));
            counts[number]--;
        }
    }
    for (uint32_t number = 0; number < PEERS; number++)
        for (; counts[number]; counts[number]--)
            peer_count_give(&table, numbered(number));
    for (size_t i = 0; i < PEER_COUNT_BUCKETS; i++)
        assert_null(table.buckets[i]);
    peer_count_close(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_counts_as_a_plain_table_does)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

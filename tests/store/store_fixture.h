/*
 * A store in a directory of the test's own, and short forms of the calls that a test expects to pass.
 */
#ifndef TESTS_STORE_STORE_FIXTURE_H
#define TESTS_STORE_STORE_FIXTURE_H

#include "daemon/store/store.h"
#include "tests/store/scratch.h"

/* The identity all these tests use. */
struct store_params fixture_params(const struct scratch *scratch);

/* Opens the store; fails the test when it does not. */
struct store *fixture_open(const struct scratch *scratch);

/* Opens with params and gives the status; on failure *problem has the text, in static storage. */
enum status fixture_try(const struct store_params *params, const char **problem, struct store **out);

void fixture_begin(struct store *store);
void fixture_commit(struct store *store);
void fixture_put(struct store *store, enum store_table table, uint64_t id, struct bytes value);

/* One batch with one value. */
void fixture_put_alone(struct store *store, enum store_table table, uint64_t id, struct bytes value);

/* Fills size bytes from a number, the same for the same number. */
void fixture_fill(uint8_t *at, size_t size, uint64_t number);

#endif

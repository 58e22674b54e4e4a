/* The table's defaults are those that the floors were measured with. */
#include "config/config.h"
#include "shingle/match/matcher.h"
#include "shingle/sketch/sketch.h"

#include <setjmp.h>
#include <stdarg.h>
/* cmocka wants the headers above first. */
#include <cmocka.h>

static void defaults_are_those_of_the_floors(void **state)
{
    (void)state;
    struct config config;
    const struct sketch_params sketch = SKETCH_DEFAULTS;
    const struct matcher_params matcher = matcher_defaults();
    assert_int_equal(config_open(&config), STATUS_OK);
    assert_int_equal(config.fingerprint.shingle_width, sketch.width);
    assert_int_equal(config.fingerprint.sample_rate, sketch.sample_rate);
    assert_int_equal(config.fingerprint.min_keys, sketch.min_keys);
    assert_int_equal(config.fingerprint.max_keys, sketch.max_keys);
    assert_int_equal(config.fingerprint.min_words, matcher.words_min);
    assert_true(config.match.containment == matcher.containment);
    assert_true(config.match.resemblance == matcher.resemblance);
    assert_int_equal(config.match.window_ms, matcher.window_ms);
    assert_int_equal(config.match.max_postings, matcher.key_cap);
    assert_int_equal(config.match.candidates, matcher.verify_max);
    assert_int_equal(config.match.cache_size, matcher.cache_bytes);
    config_close(&config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(defaults_are_those_of_the_floors)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

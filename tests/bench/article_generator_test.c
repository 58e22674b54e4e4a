#include "bench/article_generator.h"

#include <setjmp.h>
#include <stdarg.h>
/* cmocka wants the headers above first. */
#include <cmocka.h>

enum { COUNT = 4000 };

static struct article_generator *opened(const struct article_generator_params *params)
{
    struct article_generator *generator = article_generator_open(params);
    assert_non_null(generator);
    return generator;
}

/* Law: an article follows from seed and number alone, in whatever order they are made. */
static void articles_follow_from_their_numbers(void **state)
{
    (void)state;
    struct article_generator *one = opened(&ARTICLE_GENERATOR_DEFAULTS), *two = opened(&ARTICLE_GENERATOR_DEFAULTS);
    struct generated_article a = {0}, b = {0};
    for (uint64_t number = 0; number < 300; number++) {
        article_generate(one, number * 7 % 300, &a);
        article_generate(two, number * 11 % 300, &b);
        article_generate(two, number * 7 % 300, &b);
        assert_true(bytes_equal(writer_view(&a.text), writer_view(&b.text)));
        assert_true(bytes_equal(writer_view(&a.title), writer_view(&b.title)));
        assert_string_equal(a.url, b.url);
    }
    article_generator_close(one);
    article_generator_close(two);
    generated_article_close(&a);
    generated_article_close(&b);
}

static void shares_and_sizes_are_as_asked(void **state)
{
    (void)state;
    const struct article_generator_params all[] = {ARTICLE_GENERATOR_DEFAULTS, ARTICLE_GENERATOR_SHORT};
    for (size_t i = 0; i < 2; i++) {
        struct article_generator *generator = opened(&all[i]);
        struct generated_article article = {0};
        size_t kinds[5] = {0}, sum = 0;
        for (uint64_t number = 0; number < COUNT; number++) {
            article_generate(generator, number, &article);
            kinds[article.kind]++;
            sum += article.text.size;
            assert_true(article.original <= number);
            assert_true((article.original == number) == (article.kind == ARTICLE_ORIGINAL));
            assert_true(article.text.size > 20 && article.text.size < all[i].most + 600);
        }
        double copies = 1 - (double)kinds[ARTICLE_ORIGINAL] / COUNT;
        double mean = (double)sum / COUNT, middle = (all[i].least + all[i].most) / 2.0;
        assert_true(copies > 0.27 && copies < 0.33);
        assert_true(mean > middle * 0.85 && mean < middle * 1.2);
        for (size_t kind = ARTICLE_REPRINT; kind <= ARTICLE_EDIT_HEAVY; kind++)
            assert_true(kinds[kind] > COUNT / 20);
        article_generator_close(generator);
        generated_article_close(&article);
    }
}

/* Words that b has at a's places, as a share of a's words: 1 for an equal text. */
static double same_words(struct bytes a, struct bytes b)
{
    size_t words = 0, same = 0;
    while (a.size && b.size) {
        struct bytes x = bytes_upto(a, bytes_find(a, BYTES(" "), 0)), y = bytes_upto(b, bytes_find(b, BYTES(" "), 0));
        words++;
        same += bytes_equal(x, y);
        a = bytes_from(a, x.size + 1);
        b = bytes_from(b, y.size + 1);
    }
    return words ? (double)same / (double)words : 0;
}

static void copies_are_of_their_originals(void **state)
{
    (void)state;
    struct article_generator *generator = opened(&ARTICLE_GENERATOR_DEFAULTS);
    struct generated_article copy = {0}, original = {0};
    for (uint64_t number = 0; number < COUNT; number++) {
        article_generate(generator, number, &copy);
        article_generate(generator, copy.original, &original);
        assert_int_equal(original.kind, ARTICLE_ORIGINAL);
        struct bytes of = writer_view(&original.text), text = writer_view(&copy.text);
        double same = same_words(text, of);
        switch (copy.kind) {
        case ARTICLE_ORIGINAL: assert_true(bytes_equal(text, of)); break;
        case ARTICLE_REPRINT: assert_true(bytes_starts_with(text, of) && text.size > of.size); break;
        case ARTICLE_CUT:
            assert_true(bytes_starts_with(of, text));
            assert_true(text.size <= of.size * 80 / 100 && text.at[text.size - 1] == '.');
            break;
        case ARTICLE_EDIT_LIGHT: assert_true(same > 0.9 && same <= 1); break;
        case ARTICLE_EDIT_HEAVY: assert_true(same > 0.8 && same < 1); break;
        }
    }
    article_generator_close(generator);
    generated_article_close(&copy);
    generated_article_close(&original);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(articles_follow_from_their_numbers),
        cmocka_unit_test(shares_and_sizes_are_as_asked),
        cmocka_unit_test(copies_are_of_their_originals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

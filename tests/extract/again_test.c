/*
 * What is article once is article again: text that was stripped comes through whole, in every byte. Known answers at
 * the edges of the rule, and laws over made-up texts.
 */
#include "shingle/base/writer.h"
#include "shingle/extract/classify.h"
#include "shingle/extract/page.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define BODY_1 "The harbour of Westquay stayed shut on Friday after a storm tore a crane off its rails."
#define BODY_2 "Divers are to look at the foundations on Saturday, and the first ferries may sail on Sunday."
#define TEN    "one two three four five six seven eight nine ten"

struct scored {
    const char *text;
    float score;
};

/* Judges lines with these scores; returns how many of them are kept. The list ends with a text of NULL. */
static size_t judge(const struct scored *lines, const char *title)
{
    struct arena arena;
    arena_init(&arena, 64 << 10, 0);
    struct line_list list = {.title_line = SIZE_MAX};
    size_t kept = 0, count = 0;
    for (; lines[count].text; count++)
        assert_non_null(line_list_add(&list, &arena, bytes_of_string(lines[count].text)));
    assert_int_equal(line_list_measure(&list, &arena), STATUS_OK);
    line_list_compare_title(&list, bytes_of_string(title));
    for (size_t i = 0; i < count; i++)
        list.at[i].score = lines[i].score;
    classify_judge(&list);
    for (size_t i = 0; i < count; i++) {
        kept += list.at[i].kept;
        assert_true(*list.at[i].reason);
    }
    arena_close(&arena);
    return kept;
}

static void keeps_a_text_whole_or_strips_it(void **state)
{
    (void)state;
    static const char title[] = "Storm shuts the harbour of Westquay";
    static const struct {
        const char *what;
        struct scored lines[8];
        size_t kept;
    } rows[] = {
        {"a doubtful line", {{BODY_1, 0.9f}, {"Grey sacks", 0.2f}, {BODY_2, 0.9f}, {0}}, 3},
        {"boilerplate at the edge of doubt", {{BODY_1, 0.9f}, {"Grey sacks", 0.03f}, {BODY_2, 0.9f}, {0}}, 3},
        {"boilerplate beyond doubt", {{BODY_1, 0.9f}, {"Grey sacks", 0.029f}, {BODY_2, 0.9f}, {0}}, 2},
        {"one beyond doubt strips all", {{BODY_1, 0.9f}, {"Red", 0.3f}, {"Grey", 0.02f}, {BODY_2, 0.9f}, {0}}, 2},
        {"nothing but signs", {{"* * *", 0.1f}, {"***", 0.1f}, {0}}, 0},
        {"no words", {{BODY_1, 0.9f}, {"* * *", 0.01f}, {BODY_2, 0.9f}, {0}}, 3},
        {"30 words of a hundred",
         {{TEN " " TEN " " TEN " " TEN " " TEN " " TEN " " TEN, 0.9f}, {TEN " " TEN " " TEN, 0.2f}, {0}},
         2},
        {"31 words of a hundred",
         {{TEN " " TEN " " TEN " " TEN " " TEN " " TEN " one two three four five six seven eight nine", 0.9f},
          {TEN " " TEN " " TEN " one", 0.2f},
          {0}},
         1},
        {"a headline above the body", {{title, 0.3f}, {BODY_1, 0.9f}, {"Grey sacks", 0.2f}, {BODY_2, 0.9f}, {0}}, 2},
        {"what may be one", {{"Cranes on rails", 0.3f}, {BODY_1, 0.9f}, {BODY_2, 0.9f}, {0}}, 2},
        {"too short to be one", {{"Cranes fall", 0.3f}, {BODY_1, 0.9f}, {BODY_2, 0.9f}, {0}}, 3},
        {"a sentence above the body", {{"Cranes fell on it.", 0.3f}, {BODY_1, 0.9f}, {BODY_2, 0.9f}, {0}}, 3},
        {"a date above the body", {{"May 2025", 0.3f}, {BODY_1, 0.9f}, {BODY_2, 0.9f}, {0}}, 2},
        {"a date that scores well", {{BODY_1, 0.9f}, {"May 2025", 0.7f}, {BODY_2, 0.9f}, {0}}, 3},
        {"a label that scores well", {{BODY_1, 0.9f}, {"Related", 0.7f}, {BODY_2, 0.9f}, {0}}, 3},
        {"a label and what it heads",
         {{BODY_1, 0.9f}, {BODY_2, 0.9f}, {"Related", 0.7f}, {"Ships wait", 0.4f}, {0}},
         2},
        {"three lines below it",
         {{BODY_1, 0.9f}, {"Related", 0.7f}, {BODY_2, 0.9f}, {BODY_2, 0.9f}, {"Ships wait", 0.4f}, {0}},
         3},
        {"four lines below it",
         {{BODY_1, 0.9f}, {"Related", 0.7f}, {BODY_2, 0.9f}, {BODY_2, 0.9f}, {BODY_2, 0.9f}, {"Ships wait", 0.4f}, {0}},
         6},
        {"a source", {{BODY_1, 0.9f}, {BODY_2, 0.9f}, {"SOURCE:Reuters", 0.7f}, {0}}, 2},
        {"a source that scores badly", {{BODY_1, 0.9f}, {BODY_2, 0.9f}, {"SOURCE:Reuters", 0.2f}, {0}}, 2},
        {"a glued link", {{BODY_1, 0.9f}, {BODY_2, 0.9f}, {"RelatedStorm closes port", 0.2f}, {0}}, 2},
        {"a caption", {{BODY_1, 0.9f}, {"A crane at the quay. / Reuters", 0.7f}, {BODY_2, 0.9f}, {0}}, 2},
        {"a headline that scores well", {{title, 0.9f}, {BODY_1, 0.9f}, {BODY_2, 0.9f}, {0}}, 2},
        {"a subheading like the title",
         {{"The ships wait.", 0.9f}, {title, 0.9f}, {BODY_1, 0.9f}, {BODY_2, 0.9f}, {BODY_1, 0.9f}, {0}},
         5},
        {"the same below boilerplate",
         {{"Ships", 0.01f}, {"They wait.", 0.9f}, {title, 0.9f}, {BODY_1, 0.9f}, {BODY_2, 0.9f}, {0}},
         2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t kept = judge(rows[i].lines, title);
        if (kept != rows[i].kept)
            fail_msg("%s: %zu lines kept, not %zu", rows[i].what, kept, rows[i].kept);
    }
}

static struct article extract(struct bytes content, unsigned flags, enum page_kind kind, struct arena *arena)
{
    struct article article;
    struct page page = {.content = content, .kind = kind, .flags = flags};
    assert_int_equal(article_extract(&page, arena, &article), STATUS_OK);
    return article;
}

/* Empty lines are what the page has, where it has any between lines that stay; else every line is a paragraph. */
static void parts_lines_as_the_page_does(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"a\nb\nc", "a\n\nb\n\nc"},
        {"a\n\nb\nc", "a\n\nb\nc"},
        {"a\nb\n\n\n\nc\n", "a\nb\n\nc"},
        {"\n\na\nb", "a\n\nb"},
        {"a\nb\n\n", "a\n\nb"},
        {"a\r\nb\r\n\r\nc", "a\nb\n\nc"},
        {" \n a \n b \n \n c ", "a\nb\n\nc"},
        {"a", "a"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena;
        arena_init(&arena, 64 << 10, 0);
        struct article article = extract(bytes_of_string(rows[i].text), PAGE_AS_IS, PAGE_TEXT, &arena);
        if (!bytes_equal(article.text, bytes_of_string(rows[i].expected)))
            fail_msg("row %zu: \"%" BYTES_FORMAT "\"", i, BYTES_ARGS(article.text));
        arena_close(&arena);
    }
}

/* A line that falls leaves the wider gap behind. */
static void parts_lines_around_one_that_falls(void **state)
{
    (void)state;
    static const char text[] = BODY_1 "\n\nSOURCE:Reuters\n" BODY_2 "\n" BODY_1 " Again.";
    struct arena arena;
    arena_init(&arena, 64 << 10, 0);
    struct article article = extract(bytes_of_string(text), 0, PAGE_TEXT, &arena);
    assert_true(bytes_equal(article.text, BYTES(BODY_1 "\n\n" BODY_2 "\n" BODY_1 " Again.")));
    arena_close(&arena);
}

/* Made-up prose: sentences of words, paragraphs of sentences. */
static void write_sentence(struct random *random, struct writer *out)
{
    static const char *const words[] = {"harbour", "council", "teachers", "rose",  "the",  "of",   "by",     "would",
                                        "rail",    "bridges", "voted",    "after", "with", "said", "storms", "ships"};
    size_t count = 8 + random_below(random, 14);
    writer_format(out, "The");
    for (size_t i = 0; i < count; i++)
        writer_format(out, " %s", words[random_below(random, sizeof words / sizeof *words)]);
    writer_format(out, ".");
}

static void write_body(struct random *random, bool html, struct writer *out)
{
    size_t paragraphs = 4 + random_below(random, 12);
    for (size_t i = 0; i < paragraphs; i++) {
        bool close = i && random_below(random, 4) == 0;
        writer_format(out, "%s", html ? (close ? "<br>" : "<p>") : !i ? "" : close ? "\n" : "\n\n");
        for (size_t s = 1 + random_below(random, 4); s > 0; s--) {
            write_sentence(random, out);
            writer_format(out, "%s", s > 1 ? " " : "");
        }
        if (!close && i + 1 < paragraphs && random_below(random, 5) == 0)
            writer_format(out, html ? "<h2>Ferries wait %zu</h2>" : "\n\nFerries wait %zu", i);
    }
}

static void keeps_what_it_gave(void **state)
{
    (void)state;
    struct random random = random_start(20251121);
    for (size_t round = 0; round < 300; round++) {
        struct arena arena;
        struct writer page = {0};
        bool html = round % 2;
        arena_init(&arena, 64 << 10, 0);
        writer_format(&page, "%s", html ? "<title>Storm</title><article><h1>Storm shuts it</h1>" : "");
        write_body(&random, html, &page);
        assert_false(page.failed);
        struct article first = extract(writer_view(&page), 0, html ? PAGE_HTML : PAGE_TEXT, &arena);
        struct article second = extract(first.text, 0, PAGE_TEXT, &arena);
        assert_int_equal(first.outcome, ARTICLE_FOUND);
        if (!bytes_equal(first.text, second.text))
            fail_msg("round %zu:\n%" BYTES_FORMAT "\nbecame\n%" BYTES_FORMAT, round, BYTES_ARGS(first.text),
                     BYTES_ARGS(second.text));
        writer_close(&page);
        arena_close(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_a_text_whole_or_strips_it), cmocka_unit_test(parts_lines_as_the_page_does),
        cmocka_unit_test(parts_lines_around_one_that_falls), cmocka_unit_test(keeps_what_it_gave)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

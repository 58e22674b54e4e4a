/*
 * A restart changes nothing: not what is stored, not what is answered later, whenever it comes and however rudely.
 */
#include "tests/ingest/desk.h"
#include "tests/random.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { STORIES = 12, SOURCES = 4 };

/* One step of a stream of submissions; the same numbers give the same step. */
struct step {
    enum { STEP_SUBMIT, STEP_FORGET, STEP_LINK, STEP_UNLINK } kind;
    uint64_t target; /* to forget, link, unlink */
    uint64_t other;  /* to link or unlink with; 0 = none named */
    char id[32], url[64], source[32], published[32];
    struct piece piece;
};

/* Lines that a site repeats, some of them, above a text. */
static struct bytes with_furniture(struct random *random, struct bytes text, struct arena *arena)
{
    for (unsigned i = 0; i < 3; i++) {
        char line[32];
        (void)snprintf(line, sizeof line, "Furniture number %u\n", i);
        if (random_below(random, 2))
            text = text_join(arena, bytes_of_string(line), text);
    }
    return text;
}

static void random_step(struct random *random, uint64_t last, struct arena *arena, struct step *out)
{
    uint64_t kind = last ? random_below(random, 24) : 24;
    *out = (struct step){.kind = kind < 2    ? STEP_FORGET
                                 : kind == 2 ? STEP_LINK
                                 : kind == 3 ? STEP_UNLINK
                                             : STEP_SUBMIT};
    out->target = 1 + random_below(random, last ? last : 1);
    out->other = random_below(random, last + 1);
    uint64_t story = random_below(random, STORIES);
    unsigned from = (unsigned)random_below(random, 10);
    unsigned to = from + 1 + (unsigned)random_below(random, 30);
    struct bytes text = story_text(arena, story, from, to);
    if (random_below(random, 6) == 0) /* two stories in one: digests, and proofs that two clusters are one */
        text = text_join(arena, text, story_text(arena, random_below(random, STORIES), 0, 20));
    bool template = random_below(random, 3) > 0;
    if (template)
        text = with_furniture(random, text, arena);
    (void)snprintf(out->id, sizeof out->id, "id %llu", (unsigned long long)random_below(random, 150));
    (void)snprintf(out->url, sizeof out->url, "https://s%llu.example/%llu", (unsigned long long)random_below(random, 3),
                   (unsigned long long)random_below(random, 30));
    (void)snprintf(out->source, sizeof out->source, "source%llu.example",
                   (unsigned long long)random_below(random, SOURCES));
    (void)snprintf(out->published, sizeof out->published, "2025-11-%02llu",
                   1 + (unsigned long long)random_below(random, 28));
    out->piece = (struct piece){.id = random_below(random, 2) ? out->id : NULL,
                                .url = random_below(random, 2) ? out->url : NULL,
                                .source = out->source,
                                .published = random_below(random, 2) ? out->published : NULL,
                                .text = text,
                                .template = template};
}

/* Takes a step in the open batch. */
static enum status take_step(struct desk *desk, const struct step *step, struct answer *answer)
{
    struct linking linking;
    *answer = (struct answer){0};
    switch (step->kind) {
    case STEP_FORGET: return keeper_forget(desk->keeper, step->target, desk->now_ms);
    case STEP_LINK: return keeper_link(desk->keeper, step->target, step->other, desk->now_ms, &linking);
    case STEP_UNLINK: return keeper_unlink(desk->keeper, step->target, step->other, desk->now_ms, &linking);
    case STEP_SUBMIT: *answer = desk_put(desk, &step->piece); break;
    }
    return STATUS_OK;
}

static void assert_alike(struct desk *a, struct desk *b, uint64_t last)
{
    struct writer one = {0};
    struct writer other = {0};
    desk_describe(a, last, &one);
    desk_describe(b, last, &other);
    if (!bytes_equal(writer_view(&one), writer_view(&other)))
        fail_msg("--- one\n%" BYTES_FORMAT "--- other\n%" BYTES_FORMAT, BYTES_ARGS(writer_view(&one)),
                 BYTES_ARGS(writer_view(&other)));
    writer_close(&one);
    writer_close(&other);
}

struct twins {
    uint64_t seed;
    bool snapshots;
    unsigned loads, replays; /* starts from a snapshot, and those of them that had something to replay */
};

/* Some steps of a snapshot between two batches, so that it spans several. */
static void take_steps(struct desk *desk, struct random *random)
{
    for (uint64_t i = random_below(random, 4); i; i--) {
        (void)keeper_snapshot_step(desk->keeper, desk->now_ms += 10);
        (void)usleep(300);
    }
}

/* A restart, at times an orderly one. */
static void restart(struct desk *desk, struct random *random, struct twins *twins)
{
    if (twins->snapshots && random_below(random, 4) == 0)
        keeper_snapshot_finish(desk->keeper, desk->now_ms);
    desk_reopen(desk);
    struct keeper_stats stats = keeper_stats(desk->keeper);
    twins->loads += stats.snapshot.loaded;
    twins->replays += stats.snapshot.loaded && stats.snapshot.seq < stats.seq;
}

/* One desk never closes, the other is opened anew all the time; both get the same stream and say the same. */
static void run_twins(struct twins *twins)
{
    struct random random = random_start(twins->seed);
    struct desk origin;
    struct desk steady;
    struct desk restless;
    desk_open(&origin);
    keeper_close(origin.keeper);
    origin.keeper = NULL;
    desk_open_copy(&steady, &origin);
    desk_open_copy(&restless, &origin);
    restless.params.snapshot_ms = twins->snapshots ? 1 : 0;
    restless.params.matcher.shards = twins->snapshots ? 2048 : restless.params.matcher.shards; /* more steps */
    desk_reopen(&restless);
    uint64_t last = 0;
    for (int batch = 0; batch < 120; batch++) {
        bool drop = random_below(&random, 8) == 0;
        uint64_t last_before = last;
        desk_begin(&steady);
        desk_begin(&restless);
        for (uint64_t i = random_below(&random, 8); i; i--) {
            struct step step;
            struct answer one;
            struct answer other;
            arena_reset(&steady.stories);
            random_step(&random, last, &steady.stories, &step);
            enum status status = take_step(&steady, &step, &one);
            assert_int_equal(take_step(&restless, &step, &other), status);
            assert_true(same_answer(&one, &other));
            last = one.id > last ? one.id : last;
        }
        if (drop) {
            assert_int_equal(keeper_abort(steady.keeper), STATUS_OK);
            assert_int_equal(keeper_abort(restless.keeper), STATUS_OK);
            last = last_before;
        } else {
            desk_commit(&steady);
            desk_commit(&restless);
        }
        if (twins->snapshots)
            take_steps(&restless, &random);
        if (random_below(&random, 3) == 0)
            restart(&restless, &random, twins);
        if (batch % 10 == 0)
            assert_alike(&steady, &restless, last);
    }
    assert_alike(&steady, &restless, last);
    struct keeper_stats stats = keeper_stats(steady.keeper);
    printf("%llu articles in %llu clusters, %llu ids, seq %llu\n", (unsigned long long)stats.articles,
           (unsigned long long)stats.clusters, (unsigned long long)last, (unsigned long long)stats.seq);
    assert_true(stats.articles > 100 && stats.clusters > STORIES / 2);
    assert_true(stats.template_lines > 50 && stats.cleaned_again > 0);
    assert_true(stats.apart > 3);
    desk_close(&origin);
    desk_close(&steady);
    desk_close(&restless);
}

static void test_twins(void **state)
{
    (void)state;
    run_twins(&(struct twins){.seed = 23});
}

/* The same with snapshots: some spread over batches, some old when they are read, some given up. */
static void test_twins_with_snapshots(void **state)
{
    (void)state;
    struct twins twins = {.seed = 30, .snapshots = true};
    run_twins(&twins);
    printf("%u starts from a snapshot, %u with a replay\n", twins.loads, twins.replays);
    assert_true(twins.loads > 10 && twins.replays > 5);
}

/* The article that number n is about, the same for ever. */
static void numbered_piece(uint64_t number, struct arena *arena, char id[32], struct piece *piece)
{
    (void)snprintf(id, 32, "n%llu", (unsigned long long)number);
    *piece = (struct piece){.id = id, .text = story_text(arena, number / 3, (unsigned)(number % 3), 25)};
}

/* In a process of its own: submits numbers from first on, and writes each batch's last number when it is durable. */
static void submit_until_killed(struct desk *desk, uint64_t number, int acknowledge)
{
    for (;;) {
        desk_begin(desk);
        for (int i = 0; i < 7; i++) {
            char id[32];
            struct piece piece;
            arena_reset(&desk->stories);
            numbered_piece(number++, &desk->stories, id, &piece);
            (void)desk_put(desk, &piece);
        }
        desk_commit(desk);
        if (write(acknowledge, &number, sizeof number) != (ssize_t)sizeof number)
            _exit(1);
    }
}

static uint64_t submit_and_kill(struct desk *desk, uint64_t number, unsigned after_us)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        desk_reopen(desk);
        submit_until_killed(desk, number, ends[1]);
    }
    (void)close(ends[1]);
    assert_int_equal(read(ends[0], &number, sizeof number), (ssize_t)sizeof number);
    (void)usleep(after_us);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    while (read(ends[0], &number, sizeof number) == (ssize_t)sizeof number)
        ;
    (void)close(ends[0]);
    return number;
}

/* All that was acknowledged is there, the store is sound, and sending all of it again adds nothing. */
static void test_killed_at_any_time(void **state)
{
    (void)state;
    struct random random = random_start(24);
    struct desk desk;
    uint64_t number = 0;
    desk_open(&desk);
    for (int kills = 0; kills < 12; kills++) {
        struct writer report = {0};
        keeper_close(desk.keeper);
        desk.keeper = NULL;
        number = submit_and_kill(&desk, number, (unsigned)random_below(&random, 20000));
        if (keeper_verify(desk.scratch.path, &report) != STATUS_OK)
            fail_msg("%" BYTES_FORMAT, BYTES_ARGS(writer_view(&report)));
        writer_close(&report);
        desk_reopen(&desk);
        uint64_t articles = keeper_stats(desk.keeper).articles;
        assert_true(articles == number || articles == number + 7);
        desk_begin(&desk);
        for (uint64_t n = 0; n < number; n++) {
            char id[32];
            struct piece piece;
            arena_reset(&desk.stories);
            numbered_piece(n, &desk.stories, id, &piece);
            struct answer answer = desk_put(&desk, &piece);
            assert_true(answer.repeat);
            assert_int_equal(answer.id, n + 1);
        }
        desk_commit(&desk);
        assert_int_equal(keeper_stats(desk.keeper).articles, articles);
        number = articles; /* a batch that was kept but not told */
    }
    desk_close(&desk);
}

static void set_file_limit(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* A commit that fails for want of room: nothing of the batch is left, in RAM neither, and room heals it. */
static void test_full(void **state)
{
    (void)state;
    struct desk desk;
    struct writer before = {0};
    struct writer after = {0};
    struct answer answer;
    desk_open(&desk);
    for (uint64_t n = 0; n < 30; n++) {
        char id[32];
        struct piece piece;
        numbered_piece(n, &desk.stories, id, &piece);
        (void)desk_submit(&desk, &piece);
    }
    desk_describe(&desk, 100, &before);
    (void)signal(SIGXFSZ, SIG_IGN);
    desk_begin(&desk); /* begun with room, which then goes */
    for (uint64_t n = 20; n < 90; n++) {
        char id[32];
        struct piece piece;
        numbered_piece(n, &desk.stories, id, &piece);
        (void)desk_put(&desk, &piece);
    }
    set_file_limit(keeper_stats(desk.keeper).disk_bytes);
    assert_int_equal(keeper_commit(desk.keeper), STATUS_FULL);
    desk_describe(&desk, 100, &after);
    assert_true(bytes_equal(writer_view(&before), writer_view(&after)));
    assert_int_equal(keeper_begin(desk.keeper), STATUS_FULL);
    assert_true(keeper_stats(desk.keeper).full);
    assert_false(keeper_stats(desk.keeper).read_only);
    answer = desk_check(&desk, &(struct piece){.text = story_text(&desk.stories, 1, 0, 25)}); /* questions go on */
    assert_int_not_equal(answer.matched, 0);
    set_file_limit(RLIM_INFINITY);
    char id[32];
    struct piece piece;
    numbered_piece(50, &desk.stories, id, &piece);
    answer = desk_submit(&desk, &piece);
    assert_int_equal(answer.id, 31);
    assert_false(keeper_stats(desk.keeper).full);
    writer_close(&before);
    writer_close(&after);
    desk_close(&desk);
}

/* Stored bytes that changed: found by the check and told of by whoever reads them; the rest is served. */
static void test_damage(void **state)
{
    (void)state;
    struct desk desk;
    struct writer report = {0};
    struct doc doc;
    struct bytes text;
    desk_open(&desk);
    (void)desk_submit(&desk, &(struct piece){.id = "the-first-one", .text = story_text(&desk.stories, 1, 0, 25)});
    (void)desk_submit(&desk, &(struct piece){.id = "the-second-one", .text = story_text(&desk.stories, 2, 0, 25)});
    keeper_close(desk.keeper);
    desk.keeper = NULL;
    char path[512];
    (void)snprintf(path, sizeof path, "%s", scratch_file(&desk.scratch, "data.mdb"));
    size_t size = scratch_size(path);
    uint8_t *data = malloc(size);
    FILE *file = fopen(path, "rb");
    assert_true(data && file && fread(data, 1, size, file) == size);
    (void)fclose(file);
    struct bytes all = bytes_of(data, size);
    for (size_t at = bytes_find(all, BYTES("the-second-one"), 0); at != SIZE_MAX;
         at = bytes_find(all, BYTES("the-second-one"), at + 1)) {
        if (bytes_find(bytes_upto(bytes_from(all, at), 100), BYTES("de.example"), 0) == SIZE_MAX)
            scratch_flip(path, at + 400 < size ? at + 60 : at, 3);
    }
    free(data);
    assert_int_equal(keeper_verify(desk.scratch.path, &report), STATUS_DAMAGED);
    assert_true(report.size > 0);
    writer_clear(&report);
    /* Records are read at the start, so it says so rather than serve half a store. */
    enum status status = keeper_open(&desk.params, &report, &desk.keeper);
    if (status == STATUS_OK) {
        assert_int_equal(keeper_doc(desk.keeper, 1, &desk.work, &doc), STATUS_OK);
        assert_int_equal(keeper_text(desk.keeper, 1, &desk.work, &text), STATUS_OK);
    } else {
        assert_int_equal(status, STATUS_DAMAGED);
        assert_non_null(strstr((const char *)report.at, "--check"));
    }
    writer_close(&report);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_twins),
        cmocka_unit_test(test_twins_with_snapshots),
        cmocka_unit_test(test_killed_at_any_time),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

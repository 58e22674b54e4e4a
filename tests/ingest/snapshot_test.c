/*
 * A snapshot is used when it is right, and ignored, told of and removed whenever it is not; the answers are the same.
 */
#include "tests/ingest/desk.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    PIECES = 40,
    INDEX_AT = 4096 + CLUSTERS_CHUNK_IDS * (16 + 20) /* behind the head, the clusters and the facts */
};

struct teller {
    unsigned lines;
    char last[256];
};

static void on_tell(void *context, const char *text)
{
    struct teller *teller = context;
    teller->lines++;
    (void)snprintf(teller->last, sizeof teller->last, "%s", text);
}

static void put_pieces(struct desk *desk, unsigned from, unsigned to)
{
    desk_begin(desk);
    for (unsigned n = from; n < to; n++) {
        char id[32];
        char url[64];
        (void)snprintf(id, sizeof id, "piece %u", n);
        (void)snprintf(url, sizeof url, "https://a.example/%u", n / 2);
        (void)desk_put(desk, &(struct piece){.id = id,
                                             .url = url,
                                             .source = n % 2 ? "a.example" : "b.example",
                                             .text = story_text(&desk->stories, n / 3, n % 3, 25)});
    }
    desk_commit(desk);
}

/* Leaves the batch open. */
static void put_pieces_to_abort(struct desk *desk)
{
    desk_begin(desk);
    for (unsigned n = 0; n < 4; n++) {
        char id[32];
        (void)snprintf(id, sizeof id, "void %u", n);
        (void)desk_put(desk, &(struct piece){.id = id, .text = story_text(&desk->stories, n, 0, 25)});
    }
}

static void open_desk(struct desk *desk, struct teller *teller)
{
    *teller = (struct teller){.lines = 0};
    desk_open(desk);
    desk->params.snapshot_ms = 60000;
    desk->params.tell = on_tell;
    desk->params.tell_context = teller;
    desk_reopen(desk);
    put_pieces(desk, 0, PIECES);
}

/* An orderly stop. */
static void stop(struct desk *desk)
{
    keeper_snapshot_finish(desk->keeper, desk->now_ms);
    keeper_close(desk->keeper);
    desk->keeper = NULL;
}

static void path_of(const struct desk *desk, const char *name, char path[512])
{
    (void)snprintf(path, 512, "%s", scratch_file(&desk->scratch, name));
}

static void copy(const char *from, const char *to)
{
    char command[1200];
    (void)snprintf(command, sizeof command, "cp '%s' '%s'", from, to);
    assert_int_equal(system(command), 0); /* NOLINT: names of our own */
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static void describe(struct desk *desk, struct writer *out)
{
    writer_clear(out);
    desk_describe(desk, PIECES + 20, out);
}

/* Opens, and expects that the snapshot was not used, that this was told, and that everything is as it was. */
static void assert_ignored(struct desk *desk, struct teller *teller, struct bytes expected, const char *why)
{
    struct writer now = {0};
    char path[512];
    path_of(desk, "snapshot", path);
    teller->lines = 0;
    desk_reopen(desk);
    assert_false(keeper_stats(desk->keeper).snapshot.loaded);
    assert_int_equal(teller->lines, 1);
    if (!strstr(teller->last, why))
        fail_msg("told: %s; expected: %s", teller->last, why);
    assert_false(is_there(path));
    describe(desk, &now);
    assert_true(bytes_equal(writer_view(&now), expected));
    writer_close(&now);
}

static void test_used(void **state)
{
    (void)state;
    struct desk desk;
    struct teller teller;
    struct writer before = {0};
    struct writer after = {0};
    struct stat info;
    char path[512];
    open_desk(&desk, &teller);
    assert_int_equal(desk_forget(&desk, 7), STATUS_OK);
    describe(&desk, &before);
    stop(&desk);
    path_of(&desk, "snapshot", path);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    path_of(&desk, "snapshot.new", path);
    assert_false(is_there(path));
    desk_reopen(&desk);
    struct keeper_stats stats = keeper_stats(desk.keeper);
    assert_true(stats.snapshot.loaded);
    assert_int_equal(stats.snapshot.seq, stats.seq);
    assert_true(stats.snapshot.bytes >= (uint64_t)info.st_size);
    describe(&desk, &after);
    assert_true(bytes_equal(writer_view(&before), writer_view(&after)));
    assert_int_equal(teller.lines, 0);
    /* What is decided next is the same as without. */
    struct answer answer = desk_check(&desk, &(struct piece){.text = story_text(&desk.stories, 3, 2, 27)});
    assert_int_not_equal(answer.matched, 0);
    writer_close(&before);
    writer_close(&after);
    desk_close(&desk);
}

/* An old one: what came after it is replayed, what was forgotten after it is gone. */
static void run_old(uint64_t prove_bytes)
{
    struct desk desk;
    struct teller teller;
    struct writer before = {0};
    struct writer after = {0};
    open_desk(&desk, &teller);
    stop(&desk);
    desk_reopen(&desk);
    for (uint64_t id = 1; id < 20; id += 3)
        assert_int_equal(desk_forget(&desk, id), STATUS_OK);
    put_pieces(&desk, PIECES, PIECES + 10);
    assert_int_equal(desk_forget(&desk, PIECES + 2), STATUS_OK);
    describe(&desk, &before);
    desk.params.prove_bytes = prove_bytes;
    desk_reopen(&desk); /* as after a crash */
    struct keeper_stats stats = keeper_stats(desk.keeper);
    assert_true(stats.snapshot.loaded && stats.snapshot.seq < stats.seq);
    unsigned steps = 0;
    while (keeper_prove_step(desk.keeper))
        steps++;
    assert_true(prove_bytes ? steps > 64 : steps == 0); /* neither removals nor what came since prove a shard */
    assert_false(keeper_is_doubtful(desk.keeper));
    describe(&desk, &after);
    assert_true(bytes_equal(writer_view(&before), writer_view(&after)));
    writer_close(&before);
    writer_close(&after);
    desk_close(&desk);
}

static void test_old(void **state)
{
    (void)state;
    run_old(0);
    run_old(1);
}

/* Bits that flipped and ends that are missing, anywhere. */
static void test_torn(void **state)
{
    (void)state;
    struct desk desk;
    struct teller teller;
    struct writer before = {0};
    struct random random = random_start(31);
    char path[512];
    char kept[512];
    open_desk(&desk, &teller);
    describe(&desk, &before);
    stop(&desk);
    path_of(&desk, "snapshot", path);
    path_of(&desk, "kept", kept);
    copy(path, kept);
    size_t size = scratch_size(path);
    size_t places[] = {0, 8, 20, 200, 4000, 4095, 4096, size - 1, size - 40};
    size_t count = sizeof places / sizeof *places;
    for (size_t i = 0; i < count + 20; i++) {
        size_t at = i < count ? places[i] : random_below(&random, size);
        keeper_close(desk.keeper);
        desk.keeper = NULL;
        copy(kept, path);
        if (i % 2)
            assert_int_equal(truncate(path, (off_t)at), 0);
        else
            scratch_flip(path, at, (unsigned)(i % 8));
        assert_ignored(&desk, &teller, writer_view(&before), "not used");
    }
    writer_close(&before);
    desk_close(&desk);
}

/* As a large one: its indexes are proved as they are used, or in passing. What they give is the same. */
static void test_proved_later(void **state)
{
    (void)state;
    struct desk desk;
    struct teller teller;
    struct writer before = {0};
    struct writer after = {0};
    open_desk(&desk, &teller);
    describe(&desk, &before);
    stop(&desk);
    desk.params.prove_bytes = 1;
    for (int passing = 0; passing < 2; passing++) {
        unsigned steps = 0;
        desk_reopen(&desk);
        assert_true(keeper_stats(desk.keeper).snapshot.loaded);
        while (passing && keeper_prove_step(desk.keeper))
            steps++;
        assert_true(!passing || steps > 64);
        describe(&desk, &after);
        assert_true(bytes_equal(writer_view(&before), writer_view(&after)));
        assert_false(keeper_is_doubtful(desk.keeper));
    }
    assert_int_equal(teller.lines, 0);
    /* What came since is written only when all is proved, and then it is. */
    desk_reopen(&desk);
    put_pieces(&desk, PIECES, PIECES + 10);
    assert_int_equal(keeper_snapshot_step(desk.keeper, desk.now_ms + 1000000), KEEPER_SNAPSHOT_IDLE);
    describe(&desk, &before);
    stop(&desk);
    desk_reopen(&desk);
    assert_int_equal(keeper_stats(desk.keeper).snapshot.seq, keeper_stats(desk.keeper).seq);
    describe(&desk, &after);
    assert_true(bytes_equal(writer_view(&before), writer_view(&after)));
    writer_close(&before);
    writer_close(&after);
    desk_close(&desk);
}

/* A flipped bit is found before what it stands in is used, or in passing; then all comes from the records. */
static void test_torn_and_proved_later(void **state)
{
    (void)state;
    struct desk desk;
    struct teller teller;
    struct writer before = {0};
    struct writer after = {0};
    struct random random = random_start(32);
    unsigned doubted[2] = {0, 0};
    char path[512];
    char kept[512];
    open_desk(&desk, &teller);
    describe(&desk, &before);
    stop(&desk);
    path_of(&desk, "snapshot", path);
    path_of(&desk, "kept", kept);
    copy(path, kept);
    desk.params.prove_bytes = 1;
    size_t size = scratch_size(path);
    for (unsigned i = 0; i < 60; i++) {
        keeper_close(desk.keeper);
        desk.keeper = NULL;
        copy(kept, path);
        scratch_flip(path, INDEX_AT + random_below(&random, size - INDEX_AT), i % 8);
        teller.lines = 0;
        desk_reopen(&desk);
        bool loaded = keeper_stats(desk.keeper).snapshot.loaded;
        bool used = i % 2;
        if (used)
            put_pieces_to_abort(&desk);
        if (used && keeper_is_doubtful(desk.keeper))
            doubted[1]++;
        while (keeper_prove_step(desk.keeper)) {
        }
        assert_int_equal(keeper_is_doubtful(desk.keeper), loaded);
        if (loaded) {
            doubted[0]++;
            assert_int_equal(keeper_mend(desk.keeper), STATUS_OK);
            assert_false(keeper_is_doubtful(desk.keeper));
        } else if (used) {
            assert_int_equal(keeper_abort(desk.keeper), STATUS_OK);
        }
        assert_int_equal(teller.lines, 1);
        assert_false(is_there(path));
        assert_false(keeper_stats(desk.keeper).snapshot.loaded);
        describe(&desk, &after);
        assert_true(bytes_equal(writer_view(&before), writer_view(&after)));
    }
    assert_true(doubted[0] > 10 && doubted[1] > 0);
    writer_close(&before);
    writer_close(&after);
    desk_close(&desk);
}

/* Nobody mended it: what a doubtful keeper decided is not kept. */
static void test_doubtful_commits_nothing(void **state)
{
    (void)state;
    struct desk desk;
    struct teller teller;
    struct writer before = {0};
    struct writer after = {0};
    char path[512];
    open_desk(&desk, &teller);
    describe(&desk, &before);
    stop(&desk);
    path_of(&desk, "snapshot", path);
    scratch_flip(path, INDEX_AT + 100, 3);
    desk.params.prove_bytes = 1;
    desk_reopen(&desk);
    assert_true(keeper_stats(desk.keeper).snapshot.loaded);
    put_pieces_to_abort(&desk);
    while (keeper_prove_step(desk.keeper)) {
    }
    assert_true(keeper_is_doubtful(desk.keeper));
    assert_int_equal(keeper_commit(desk.keeper), STATUS_IO);
    describe(&desk, &after);
    assert_true(bytes_equal(writer_view(&before), writer_view(&after)));
    writer_close(&before);
    writer_close(&after);
    desk_close(&desk);
}

/* One of another store, of other settings, or of a store that has gone another way since. */
static void test_foreign(void **state)
{
    (void)state;
    struct desk desk;
    struct desk other;
    struct teller teller;
    struct teller others;
    struct writer before = {0};
    char path[512];
    char from[512];
    char data[512];
    char kept[512];
    open_desk(&desk, &teller);
    open_desk(&other, &others);
    describe(&desk, &before);
    stop(&desk);
    stop(&other);
    path_of(&desk, "snapshot", path);
    path_of(&other, "snapshot", from);
    path_of(&desk, "data.mdb", data);
    path_of(&desk, "kept", kept);
    copy(from, path);
    assert_ignored(&desk, &teller, writer_view(&before), "another store");

    stop(&desk);
    desk.params.matcher.key_cap = 32;
    assert_ignored(&desk, &teller, writer_view(&before), "other settings");

    /* The store as it was before, with the snapshot of what came then: a backup that was put back. */
    stop(&desk);
    copy(data, kept);
    desk_reopen(&desk);
    put_pieces(&desk, PIECES, PIECES + 10);
    stop(&desk);
    copy(path, from);
    copy(kept, data);
    assert_ignored(&desk, &teller, writer_view(&before), "older than it");

    /* The same, found only when the store has grown past it. */
    put_pieces(&desk, PIECES + 5, PIECES + 20);
    describe(&desk, &before);
    keeper_close(desk.keeper);
    desk.keeper = NULL;
    copy(from, path);
    assert_ignored(&desk, &teller, writer_view(&before), "another way");
    writer_close(&before);
    desk_close(&desk);
    desk_close(&other);
}

static enum status verify(const struct desk *desk, const char *said)
{
    struct writer report = {0};
    enum status status = keeper_verify(desk->scratch.path, &report);
    writer_u8(&report, 0);
    if (!strstr((const char *)report.at, said))
        fail_msg("said: %s; expected: %s", (const char *)report.at, said);
    writer_close(&report);
    return status;
}

/* --check looks at it too, and leaves it where it is. */
static void test_verify(void **state)
{
    (void)state;
    struct desk desk;
    struct teller teller;
    char path[512];
    open_desk(&desk, &teller);
    desk.params.matcher.key_cap = 48; /* it knows no settings */
    desk_reopen(&desk);
    stop(&desk);
    assert_int_equal(verify(&desk, "all clean"), STATUS_OK);
    desk_reopen(&desk);
    assert_true(keeper_stats(desk.keeper).snapshot.loaded);
    assert_int_equal(desk_forget(&desk, 5), STATUS_OK);
    put_pieces(&desk, PIECES, PIECES + 3);
    keeper_close(desk.keeper);
    desk.keeper = NULL;
    assert_int_equal(verify(&desk, "all clean"), STATUS_OK);
    path_of(&desk, "snapshot", path);
    scratch_flip(path, 9000, 2);
    assert_int_equal(verify(&desk, "the snapshot cannot be used"), STATUS_DAMAGED);
    assert_true(is_there(path));
    desk_close(&desk);
}

/* It becomes due by time, is written between batches, and not again while nothing is new. */
static void test_due(void **state)
{
    (void)state;
    struct desk desk;
    struct teller teller;
    open_desk(&desk, &teller);
    assert_true(keeper_snapshot_step(desk.keeper, desk.now_ms) > 0);
    assert_int_equal(keeper_stats(desk.keeper).snapshot.written, 0);
    int64_t later_ms = desk.now_ms + 60001;
    for (int i = 0; i < 10000 && keeper_stats(desk.keeper).snapshot.written == 0; i++) {
        (void)keeper_snapshot_step(desk.keeper, later_ms);
        (void)usleep(500);
    }
    struct keeper_snapshot_stats stats = keeper_stats(desk.keeper).snapshot;
    assert_int_equal(stats.written, 1);
    assert_int_equal(stats.taken_ms, later_ms);
    assert_int_equal(keeper_snapshot_step(desk.keeper, later_ms + 600000), KEEPER_SNAPSHOT_IDLE);
    keeper_snapshot_finish(desk.keeper, later_ms);
    assert_int_equal(keeper_stats(desk.keeper).snapshot.written, 1);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_used),
        cmocka_unit_test(test_old),
        cmocka_unit_test(test_torn),
        cmocka_unit_test(test_foreign),
        cmocka_unit_test(test_verify),
        cmocka_unit_test(test_due),
        cmocka_unit_test(test_proved_later),
        cmocka_unit_test(test_torn_and_proved_later),
        cmocka_unit_test(test_doubtful_commits_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

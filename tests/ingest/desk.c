#include "tests/ingest/desk.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { SENTENCE_WORDS = 12, WORD_MAX = 12 };

static void open_keeper(struct desk *desk)
{
    struct writer problem = {0};
    enum status status = keeper_open(&desk->params, &problem, &desk->keeper);
    if (status != STATUS_OK)
        fail_msg("%s: %" BYTES_FORMAT, status_word(status), BYTES_ARGS(writer_view(&problem)));
    assert_int_equal(problem.size, 0);
    writer_close(&problem);
}

static void prepare_desk(struct desk *desk)
{
    *desk = (struct desk){.scratch = scratch_make(), .now_ms = 1763719445000};
    arena_init(&desk->stories, 64 << 10, 0);
    arena_init(&desk->work, 64 << 10, 0);
    desk->params = (struct keeper_params){.compression = 6,
                                          .sketch = SKETCH_DEFAULTS,
                                          .matcher = matcher_defaults(),
                                          .sites = SITE_TABLE_DEFAULTS,
                                          .templates = true};
    desk->params.path = desk->scratch.path;
    desk->params.matcher.cache_bytes = 1 << 20;
}

void desk_open(struct desk *desk)
{
    prepare_desk(desk);
    open_keeper(desk);
}

static void copy_file(const char *from, const char *to)
{
    static uint8_t buffer[1 << 16];
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(in >= 0 && out >= 0);
    for (ssize_t size = read(in, buffer, sizeof buffer); size > 0; size = read(in, buffer, sizeof buffer))
        assert_int_equal(write(out, buffer, (size_t)size), size);
    (void)close(in);
    (void)close(out);
}

void desk_open_copy(struct desk *desk, const struct desk *of)
{
    char from[512];
    prepare_desk(desk);
    (void)snprintf(from, sizeof from, "%s", scratch_file(&of->scratch, "data.mdb"));
    copy_file(from, scratch_file(&desk->scratch, "data.mdb"));
    open_keeper(desk);
}

void desk_reopen(struct desk *desk)
{
    keeper_close(desk->keeper);
    open_keeper(desk);
}

void desk_close(struct desk *desk)
{
    keeper_close(desk->keeper);
    arena_close(&desk->stories);
    arena_close(&desk->work);
    scratch_remove(&desk->scratch);
}

void desk_begin(struct desk *desk)
{
    assert_int_equal(keeper_begin(desk->keeper), STATUS_OK);
}

void desk_commit(struct desk *desk)
{
    assert_int_equal(keeper_commit(desk->keeper), STATUS_OK);
}

static enum status prepare_piece(struct desk *desk, const struct piece *piece, struct submission *submission,
                                 struct prepared *prepared)
{
    struct arena scratch;
    *submission = (struct submission){
        .your_id = bytes_of_string(piece->id),
        .url = bytes_of_string(piece->url),
        .source = bytes_of_string(piece->source),
        .published = bytes_of_string(piece->published),
        .body = piece->text,
        .kind = SUBMISSION_BODY_TEXT,
        .as_is = true,
        .template = piece->template ? SUBMISSION_TEMPLATE_YES : SUBMISSION_TEMPLATE_AUTO,
    };
    arena_reset(&desk->work);
    arena_init(&scratch, 64 << 10, 0);
    enum status status =
        prepare(keeper_prepare_params(desk->keeper), submission, desk->now_ms, &scratch, &desk->work, prepared);
    arena_close(&scratch);
    return status;
}

enum status desk_try(struct desk *desk, const struct piece *piece, struct answer *answer)
{
    struct submission submission;
    struct prepared prepared;
    desk->now_ms += 1000;
    enum status status = prepare_piece(desk, piece, &submission, &prepared);
    return status == STATUS_OK ? keeper_submit(desk->keeper, &prepared, desk->now_ms, &desk->work, answer) : status;
}

struct answer desk_put(struct desk *desk, const struct piece *piece)
{
    struct answer answer;
    enum status status = desk_try(desk, piece, &answer);
    if (status != STATUS_OK)
        fail_msg("%s", status_word(status));
    /* They may point into the submission, which ends here. */
    answer.your_id = arena_copy(&desk->work, answer.your_id);
    answer.agency = arena_copy(&desk->work, answer.agency);
    return answer;
}

struct answer desk_submit(struct desk *desk, const struct piece *piece)
{
    desk_begin(desk);
    struct answer answer = desk_put(desk, piece);
    desk_commit(desk);
    return answer;
}

struct answer desk_check(struct desk *desk, const struct piece *piece)
{
    struct submission submission;
    struct prepared prepared;
    struct answer answer;
    assert_int_equal(prepare_piece(desk, piece, &submission, &prepared), STATUS_OK);
    assert_int_equal(keeper_check(desk->keeper, &prepared, &desk->work, &answer), STATUS_OK);
    return answer;
}

enum status desk_forget(struct desk *desk, uint64_t id)
{
    assert_int_equal(keeper_begin_removal(desk->keeper), STATUS_OK);
    enum status status = keeper_forget(desk->keeper, id, desk->now_ms);
    if (status == STATUS_OK || status == STATUS_NOTFOUND)
        desk_commit(desk);
    else
        assert_int_equal(keeper_abort(desk->keeper), STATUS_OK);
    return status;
}

uint64_t desk_find(struct desk *desk, const char *reference)
{
    uint64_t id = 0;
    enum status status = keeper_find(desk->keeper, bytes_of_string(reference), &id);
    if (status != STATUS_OK)
        assert_int_equal(status, STATUS_NOTFOUND);
    return status == STATUS_OK ? id : 0;
}

struct bytes desk_text(struct desk *desk, uint64_t id)
{
    struct bytes text;
    arena_reset(&desk->work);
    assert_int_equal(keeper_text(desk->keeper, id, &desk->work, &text), STATUS_OK);
    return text;
}

static void describe_article(struct desk *desk, uint64_t id, struct writer *out)
{
    struct doc doc;
    struct bytes text;
    arena_reset(&desk->work);
    enum status status = keeper_doc(desk->keeper, id, &desk->work, &doc);
    writer_format(out, "%llu %s", (unsigned long long)id, status_word(status));
    if (status == STATUS_OK) {
        const struct record *record = &doc.record;
        char key[600];
        char url[600];
        (void)snprintf(key, sizeof key, "key:%" BYTES_FORMAT, BYTES_ARGS(record->your_id));
        (void)snprintf(url, sizeof url, "%" BYTES_FORMAT, BYTES_ARGS(record->url));
        assert_int_equal(keeper_text(desk->keeper, id, &desk->work, &text), STATUS_OK);
        writer_format(out, " in %llu of %u, canonical %llu, %s, seq %llu, base %llu, text %zu %016llx",
                      (unsigned long long)doc.cluster, doc.cluster_size, (unsigned long long)doc.canonical,
                      verdict_name((enum verdict)record->judged.verdict), (unsigned long long)record->seq,
                      (unsigned long long)record->base, text.size,
                      (unsigned long long)hash_bytes(&keeper_prepare_params(desk->keeper)->key, HASH_TEXT, text));
        writer_format(out, ", key finds %llu, url finds %llu",
                      (unsigned long long)(record->your_id.size ? desk_find(desk, key) : 0),
                      (unsigned long long)(record->url.size ? desk_find(desk, url) : 0));
    }
    writer_format(out, "\n");
}

static void describe_events(struct desk *desk, struct writer *out)
{
    struct event events[64];
    size_t count;
    uint64_t after = 0;
    do {
        arena_reset(&desk->work);
        assert_int_equal(keeper_changes(desk->keeper, after, &desk->work, events, 64, &count), STATUS_OK);
        for (size_t i = 0; i < count; i++)
            writer_format(out, "event %llu %s %llu %llu %llu\n", (unsigned long long)events[i].seq,
                          event_name(events[i].kind), (unsigned long long)events[i].article,
                          (unsigned long long)events[i].cluster, (unsigned long long)events[i].other);
        after = count ? events[count - 1].seq : after;
    } while (count);
    assert_int_equal(after, keeper_seq(desk->keeper));
}

void desk_describe(struct desk *desk, uint64_t last, struct writer *out)
{
    struct keeper_stats stats = keeper_stats(desk->keeper);
    for (uint64_t id = 1; id <= last + 1; id++)
        describe_article(desk, id, out);
    describe_events(desk, out);
    writer_format(out, "%llu articles, %llu clusters, seq %llu, %llu postings, %u pairs apart\n",
                  (unsigned long long)stats.articles, (unsigned long long)stats.clusters, (unsigned long long)stats.seq,
                  (unsigned long long)stats.matcher.index.postings, stats.apart);
}

bool same_answer(const struct answer *a, const struct answer *b)
{
    return a->id == b->id && bytes_equal(a->your_id, b->your_id) && bytes_equal(a->agency, b->agency) &&
           a->verdict == b->verdict && a->cluster == b->cluster && a->canonical == b->canonical &&
           a->matched == b->matched && a->resemblance == b->resemblance && a->containment == b->containment &&
           a->contained == b->contained && a->hamming == b->hamming && a->words == b->words && a->seq == b->seq;
}

/* Words of letters, so that no figure or name weighs in. */
static void add_word(struct writer *out, uint64_t number)
{
    static const char *const syllables[] = {"ba", "de", "fi", "go", "ku", "la", "me", "ni",
                                            "po", "ru", "sa", "te", "vi", "wo", "zu", "ha"};
    for (unsigned i = 0; i < 4; i++, number >>= 4)
        writer_format(out, "%s", syllables[number % 16]);
}

struct bytes story_text(struct arena *arena, uint64_t story, unsigned from, unsigned to)
{
    struct writer out = {0};
    for (unsigned sentence = from; sentence < to; sentence++) {
        for (unsigned i = 0; i < SENTENCE_WORDS; i++) {
            if (i)
                writer_u8(&out, ' ');
            add_word(&out, mix64(mix64(story) + (uint64_t)sentence * SENTENCE_WORDS + i));
        }
        writer_format(&out, ".\n\n");
    }
    assert_false(out.failed);
    struct bytes text = arena_copy(arena, writer_view(&out));
    writer_close(&out);
    return text;
}

struct bytes text_join(struct arena *arena, struct bytes a, struct bytes b)
{
    uint8_t *at = arena_alloc(arena, a.size + b.size);
    assert_non_null(at);
    memcpy(at, a.at, a.size);
    memcpy(at + a.size, b.at, b.size);
    return bytes_of(at, a.size + b.size);
}

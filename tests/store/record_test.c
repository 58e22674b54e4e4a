#include "daemon/store/event.h"
#include "daemon/store/record.h"

#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const uint64_t two_keys[] = {0x1122334455667788u, 0x99aabbccddeeff00u};

static struct record sample(void)
{
    return (struct record){
        .id = 300,
        .seq = 7,
        .submitted_ms = 1,
        .published_ms = -2,
        .your_id = BYTES("me"),
        .url = BYTES("u"),
        .title = BYTES("T"),
        .source = BYTES("s"),
        .byline = BYTES("b"),
        .lang = BYTES("en"),
        .agency = BYTES("AP"),
        .published = BYTES("p"),
        .modified = BYTES("m"),
        .text_hash = 0x0102030405060708u,
        .simhash = 2,
        .content_hash = 3,
        .words = 200,
        .page_size = 5,
        .text_size = 4,
        .body_at = 1,
        .agency_original = true,
        .base = 299,
        .judged = {.verdict = 2,
                   .hamming = 64,
                   .marks = 9,
                   .matched = 299,
                   .cluster = 1,
                   .canonical = 298,
                   .previous = 0,
                   .resemblance = 0.5F,
                   .containment = 1.0F,
                   .contained = 0.0F},
        .keys = two_keys,
        .key_count = 2,
    };
}

/* The format as it is on disks: this table never changes without a new record version. */
static const uint8_t sample_bytes[] = {
    1,    0xac, 2,    7,                                     /* version, id, seq */
    1,    0,    0,    0,    0,    0,    0,    0,             /* submitted_ms */
    0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,          /* published_ms */
    2,    'm',  'e',  1,    'u',  1,    'T',  1,    's',  1, /* your_id, url, title, source, byline */
    'b',  2,    'e',  'n',  2,    'A',  'P',  1,    'p',  1, /* lang, agency, published, modified */
    'm',  8,    7,    6,    5,    4,    3,    2,    1,       /* text_hash */
    2,    0,    0,    0,    0,    0,    0,    0,             /* simhash */
    3,    0,    0,    0,    0,    0,    0,    0,             /* content_hash */
    0xc8, 1,    5,    4,    1,    1,                         /* words, page_size, text_size, body_at, original */
    0xab, 2,    2,    64,   9,    0xab, 2,    1,             /* base; verdict, hamming, marks, matched, cluster */
    0xaa, 2,    0,    0,    0,    0,    0x3f,                /* canonical, previous, resemblance */
    0,    0,    0x80, 0x3f, 0,    0,    0,    0,             /* containment, contained */
    2,    0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11,    /* keys */
    0,    0xff, 0xee, 0xdd, 0xcc, 0xbb, 0xaa, 0x99,
};

static const uint32_t two_lines[] = {4, 300};

/* A record that tells of lines is of version 2: these bytes stand between the verdict and the keys. */
static const struct record_lines sample_lines = {
    .kept = 9, .dropped = 200, .dropped_words = 3, .template = two_lines, .template_count = 2, .template_words = 11};
static const uint8_t sample_line_bytes[] = {9, 0xc8, 1, 3, 11, 2, 4, 0xa8, 2};
enum { SAMPLE_KEY_BYTES = 17 /* at the end of sample_bytes */ };

static void assert_same_strings(const struct record *a, const struct record *b)
{
    assert_true(bytes_equal(a->your_id, b->your_id));
    assert_true(bytes_equal(a->url, b->url));
    assert_true(bytes_equal(a->title, b->title));
    assert_true(bytes_equal(a->source, b->source));
    assert_true(bytes_equal(a->byline, b->byline));
    assert_true(bytes_equal(a->lang, b->lang));
    assert_true(bytes_equal(a->agency, b->agency));
    assert_true(bytes_equal(a->published, b->published));
    assert_true(bytes_equal(a->modified, b->modified));
}

static void assert_same(const struct record *a, const struct record *b)
{
    assert_int_equal(a->id, b->id);
    assert_int_equal(a->seq, b->seq);
    assert_int_equal(a->submitted_ms, b->submitted_ms);
    assert_int_equal(a->published_ms, b->published_ms);
    assert_same_strings(a, b);
    assert_int_equal(a->text_hash, b->text_hash);
    assert_int_equal(a->simhash, b->simhash);
    assert_int_equal(a->content_hash, b->content_hash);
    assert_int_equal(a->words, b->words);
    assert_int_equal(a->page_size, b->page_size);
    assert_int_equal(a->text_size, b->text_size);
    assert_int_equal(a->body_at, b->body_at);
    assert_int_equal(a->agency_original, b->agency_original);
    assert_int_equal(a->base, b->base);
    assert_int_equal(a->judged.verdict, b->judged.verdict);
    assert_int_equal(a->judged.hamming, b->judged.hamming);
    assert_int_equal(a->judged.marks, b->judged.marks);
    assert_int_equal(a->judged.matched, b->judged.matched);
    assert_int_equal(a->judged.cluster, b->judged.cluster);
    assert_int_equal(a->judged.canonical, b->judged.canonical);
    assert_int_equal(a->judged.previous, b->judged.previous);
    assert_memory_equal(&a->judged.resemblance, &b->judged.resemblance, sizeof(float));
    assert_memory_equal(&a->judged.containment, &b->judged.containment, sizeof(float));
    assert_memory_equal(&a->judged.contained, &b->judged.contained, sizeof(float));
    assert_int_equal(a->lines.kept, b->lines.kept);
    assert_int_equal(a->lines.dropped, b->lines.dropped);
    assert_int_equal(a->lines.dropped_words, b->lines.dropped_words);
    assert_int_equal(a->lines.template_words, b->lines.template_words);
    assert_int_equal(a->lines.template_count, b->lines.template_count);
    if (a->lines.template_count)
        assert_memory_equal(a->lines.template, b->lines.template, a->lines.template_count * sizeof(uint32_t));
    assert_int_equal(a->key_count, b->key_count);
    if (a->key_count)
        assert_memory_equal(a->keys, b->keys, a->key_count * sizeof *a->keys);
}

static void test_known_bytes(void **state)
{
    (void)state;
    struct record record = sample();
    struct record read;
    struct writer writer = {0};
    struct arena arena;
    arena_init(&arena, 4096, 0);
    record_encode(&record, &writer);
    assert_int_equal(writer.size, sizeof sample_bytes);
    assert_memory_equal(writer.at, sample_bytes, sizeof sample_bytes);
    assert_int_equal(record_decode(bytes_of(sample_bytes, sizeof sample_bytes), &arena, &read), STATUS_OK);
    assert_same(&record, &read);
    writer_close(&writer);
    arena_close(&arena);
}

static void test_known_bytes_of_lines(void **state)
{
    (void)state;
    struct record record = sample();
    struct record read;
    struct writer writer = {0};
    struct arena arena;
    uint8_t wanted[sizeof sample_bytes + sizeof sample_line_bytes];
    size_t before = sizeof sample_bytes - SAMPLE_KEY_BYTES;
    arena_init(&arena, 4096, 0);
    memcpy(wanted, sample_bytes, before);
    memcpy(wanted + before, sample_line_bytes, sizeof sample_line_bytes);
    memcpy(wanted + before + sizeof sample_line_bytes, sample_bytes + before, SAMPLE_KEY_BYTES);
    wanted[0] = 2;
    record.lines = sample_lines;
    record_encode(&record, &writer);
    assert_int_equal(writer.size, sizeof wanted);
    assert_memory_equal(writer.at, wanted, sizeof wanted);
    assert_int_equal(record_decode(bytes_of(wanted, sizeof wanted), &arena, &read), STATUS_OK);
    assert_same(&record, &read);
    for (size_t size = 0; size < sizeof wanted; size++)
        assert_int_equal(record_decode(bytes_of(wanted, size), &arena, &read), STATUS_DAMAGED);
    wanted[before + sizeof sample_line_bytes - 2] = 0x80; /* a step of 256 written as it is, */
    wanted[before + sizeof sample_line_bytes - 1] = 2;
    assert_int_equal(record_decode(bytes_of(wanted, sizeof wanted), &arena, &read), STATUS_OK);
    wanted[before + sizeof sample_line_bytes - 3] = 0; /* line 0, and then the same line again */
    wanted[before + sizeof sample_line_bytes - 2] = 0x80;
    wanted[before + sizeof sample_line_bytes - 1] = 0;
    assert_int_equal(record_decode(bytes_of(wanted, sizeof wanted), &arena, &read), STATUS_DAMAGED);
    writer_close(&writer);
    arena_close(&arena);
}

/* A record of version 2 without any line would be a second form of one of version 1. */
static void test_lines_that_say_nothing_are_damage(void **state)
{
    (void)state;
    struct record record = sample();
    struct record read;
    struct writer writer = {0};
    struct arena arena;
    uint8_t bytes[256] = {0};
    size_t before = sizeof sample_bytes - SAMPLE_KEY_BYTES;
    arena_init(&arena, 4096, 0);
    memcpy(bytes, sample_bytes, before);
    memcpy(bytes + before + 5, sample_bytes + before, SAMPLE_KEY_BYTES);
    bytes[0] = 2;
    assert_int_equal(record_decode(bytes_of(bytes, before + 5 + SAMPLE_KEY_BYTES), &arena, &read), STATUS_DAMAGED);
    bytes[before] = 1; /* one line was kept */
    assert_int_equal(record_decode(bytes_of(bytes, before + 5 + SAMPLE_KEY_BYTES), &arena, &read), STATUS_OK);
    static uint32_t many[RECORD_LINES_MAX + 1];
    for (uint32_t i = 0; i <= RECORD_LINES_MAX; i++)
        many[i] = i * 2;
    record.lines = (struct record_lines){.kept = 5000, .template = many, .template_count = RECORD_LINES_MAX + 1};
    record_encode(&record, &writer);
    assert_int_equal(record_decode(writer_view(&writer), &arena, &read), STATUS_OK);
    assert_int_equal(read.lines.template_count, RECORD_LINES_MAX);
    assert_int_equal(read.lines.template[RECORD_LINES_MAX - 1], many[RECORD_LINES_MAX - 1]);
    writer_close(&writer);
    arena_close(&arena);
}

/* Every cut is damage, and so is a byte too many: nothing is guessed. */
static void test_cuts_are_damage(void **state)
{
    (void)state;
    struct record read;
    struct arena arena;
    uint8_t longer[sizeof sample_bytes + 1];
    arena_init(&arena, 4096, 0);
    for (size_t size = 0; size < sizeof sample_bytes; size++)
        assert_int_equal(record_decode(bytes_of(sample_bytes, size), &arena, &read), STATUS_DAMAGED);
    memcpy(longer, sample_bytes, sizeof sample_bytes);
    longer[sizeof sample_bytes] = 0;
    assert_int_equal(record_decode(bytes_of(longer, sizeof longer), &arena, &read), STATUS_DAMAGED);
    longer[0] = 3; /* a version to come */
    assert_int_equal(record_decode(bytes_of(longer, sizeof sample_bytes), &arena, &read), STATUS_DAMAGED);
    arena_close(&arena);
}

static void test_nonsense_is_damage(void **state)
{
    (void)state;
    struct arena arena;
    struct writer writer = {0};
    struct record read;
    arena_init(&arena, 4096, 0);
    for (int i = 0; i < 4; i++) {
        struct record record = sample();
        if (i == 0)
            record.judged.resemblance = 1.5F;
        else if (i == 1)
            record.judged.contained = -0.5F;
        else if (i == 2)
            record.judged.containment = __builtin_nanf("");
        else
            record.body_at = record.text_size + 1;
        writer_clear(&writer);
        record_encode(&record, &writer);
        assert_int_equal(record_decode(writer_view(&writer), &arena, &read), STATUS_DAMAGED);
    }
    writer_close(&writer);
    arena_close(&arena);
}

static void test_limits(void **state)
{
    (void)state;
    static uint8_t text[RECORD_STRING_MAX + 1];
    static uint64_t keys[RECORD_KEYS_MAX + 1];
    struct record record = sample();
    struct record read;
    struct writer writer = {0};
    struct arena arena;
    arena_init(&arena, 4096, 0);
    record.title = bytes_of(text, RECORD_STRING_MAX);
    record.keys = keys;
    record.key_count = RECORD_KEYS_MAX;
    record_encode(&record, &writer);
    assert_int_equal(record_decode(writer_view(&writer), &arena, &read), STATUS_OK);
    assert_same(&record, &read);
    record.title = bytes_of(text, RECORD_STRING_MAX + 1);
    record.key_count = RECORD_KEYS_MAX + 1;
    writer_clear(&writer);
    record_encode(&record, &writer);
    assert_int_equal(record_decode(writer_view(&writer), &arena, &read), STATUS_OK);
    assert_int_equal(read.title.size, RECORD_STRING_MAX);
    assert_int_equal(read.key_count, RECORD_KEYS_MAX);
    writer_close(&writer);
    arena_close(&arena);
}

static struct bytes random_string(struct random *random, struct arena *arena)
{
    size_t size = random_below(random, 4) == 0 ? 0 : random_below(random, 300);
    uint8_t *at = arena_alloc(arena, size);
    for (size_t i = 0; i < size; i++)
        at[i] = (uint8_t)random_next(random);
    return bytes_of(at, size);
}

/* A number with a random length in bits, so that small ones and edges come often. */
static uint64_t random_number(struct random *random)
{
    return random_next(random) >> random_below(random, 64);
}

static struct record random_record(struct random *random, struct arena *arena)
{
    struct record record = {
        .id = random_number(random),
        .seq = random_number(random),
        .submitted_ms = (int64_t)random_number(random),
        .published_ms = -(int64_t)(random_number(random) >> 1),
        .your_id = random_string(random, arena),
        .url = random_string(random, arena),
        .title = random_string(random, arena),
        .source = random_string(random, arena),
        .byline = random_string(random, arena),
        .lang = random_string(random, arena),
        .agency = random_string(random, arena),
        .published = random_string(random, arena),
        .modified = random_string(random, arena),
        .text_hash = random_number(random),
        .simhash = random_number(random),
        .content_hash = random_number(random),
        .words = (uint32_t)random_number(random),
        .page_size = (uint32_t)random_number(random),
        .text_size = (uint32_t)random_number(random),
        .agency_original = random_below(random, 2) == 1,
        .base = random_number(random),
        .judged = {.verdict = (uint8_t)random_next(random),
                   .hamming = (uint8_t)random_next(random),
                   .marks = (uint32_t)random_number(random),
                   .matched = random_number(random),
                   .cluster = random_number(random),
                   .canonical = random_number(random),
                   .previous = random_number(random),
                   .resemblance = (float)random_below(random, 1001) / 1000.0F,
                   .containment = (float)random_below(random, 1001) / 1000.0F,
                   .contained = (float)random_below(random, 1001) / 1000.0F},
        .key_count = (uint32_t)random_below(random, 70),
    };
    record.body_at = (uint32_t)random_below(random, (uint64_t)record.text_size + 1);
    uint64_t *keys = arena_array(arena, record.key_count, sizeof *keys);
    for (uint32_t i = 0; i < record.key_count; i++)
        keys[i] = random_next(random);
    record.keys = keys;
    return record;
}

static void test_round_trip(void **state)
{
    (void)state;
    struct random random = random_start(11);
    struct writer writer = {0};
    struct arena arena;
    arena_init(&arena, 64 << 10, 0);
    for (int i = 0; i < 3000; i++) {
        struct record read;
        struct record record = random_record(&random, &arena);
        writer_clear(&writer);
        record_encode(&record, &writer);
        assert_false(writer.failed);
        assert_int_equal(record_decode(writer_view(&writer), &arena, &read), STATUS_OK);
        assert_same(&record, &read);
        arena_reset(&arena);
    }
    writer_close(&writer);
    arena_close(&arena);
}

static void test_events(void **state)
{
    (void)state;
    static const uint8_t known[] = {2, 0xe8, 3, 0, 0, 0, 0, 0, 0, 0xac, 2, 5, 6, 2, 'm', 'e'};
    struct event event = {
        .kind = EVENT_JOINED, .time_ms = 1000, .article = 300, .cluster = 5, .other = 6, .your_id = BYTES("me")};
    struct event read = {0};
    struct writer writer = {0};
    event_encode(&event, &writer);
    assert_int_equal(writer.size, sizeof known);
    assert_memory_equal(writer.at, known, sizeof known);
    assert_int_equal(event_decode(bytes_of(known, sizeof known), &read), STATUS_OK);
    assert_int_equal(read.kind, EVENT_JOINED);
    assert_int_equal(read.time_ms, 1000);
    assert_int_equal(read.article, 300);
    assert_int_equal(read.cluster, 5);
    assert_int_equal(read.other, 6);
    assert_true(bytes_equal(read.your_id, event.your_id));
    for (size_t size = 0; size < sizeof known; size++)
        assert_int_equal(event_decode(bytes_of(known, size), &read), STATUS_DAMAGED);
    writer_u8(&writer, 0);
    assert_int_equal(event_decode(writer_view(&writer), &read), STATUS_DAMAGED);
    writer_close(&writer);
}

static void test_event_kinds(void **state)
{
    (void)state;
    static const char *const words[] = {"?",         "new",        "joined",    "revised", "merged", "split",
                                        "forgotten", "re-elected", "cancelled", "renamed", "?"};
    uint8_t raw[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0};
    struct event read;
    for (unsigned kind = 0; kind < sizeof words / sizeof *words; kind++) {
        raw[0] = (uint8_t)kind;
        bool known = words[kind][0] != '?';
        assert_string_equal(event_name((enum event_kind)kind), words[kind]);
        assert_int_equal(event_decode(bytes_of(raw, sizeof raw), &read), known ? STATUS_OK : STATUS_DAMAGED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_bytes),
        cmocka_unit_test(test_known_bytes_of_lines),
        cmocka_unit_test(test_lines_that_say_nothing_are_damage),
        cmocka_unit_test(test_cuts_are_damage),
        cmocka_unit_test(test_nonsense_is_damage),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_event_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

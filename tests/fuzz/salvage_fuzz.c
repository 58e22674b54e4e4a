/*
 * A whole data file, damaged in whatever way the input says, given to `shingled --salvage`. Laws: what comes out is a
 * store that --check finds clean; each article of it has the key and the text that it always had; and as long as the
 * meta pages, the list of free pages and the secret are whole, every article that no damage touched is there. --check
 * makes all tables several times over, so it looks at one result in VERIFY_ONE_IN.
 *
 * The input is edits of eight bytes: what to do, where (24 bits, little-endian), and a value of 32 bits.
 */
#include "daemon/ingest/salvage.h"
#include "daemon/store/lmdb_layout.h"
#include "daemon/store/scavenge.h"
#include "daemon/store/seal.h"
#include "tests/ingest/desk.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    VERIFY_ONE_IN = 8,
    ARTICLES = 40,
    PAGE = 4096,
    EDIT_SIZE = 8,
    EDITS_MAX = 64,
    GROWTH_MAX = 16,
    SPANS_MAX = 1024,
    KEY_MAX = 10
};

enum edit {
    EDIT_BIT,
    EDIT_BYTE,
    EDIT_HALF,     /* 16 bits at an even place: a slot, a size, flags */
    EDIT_WORD,     /* 64 bits: a page's number */
    EDIT_FILL,     /* from there to the end of the page */
    EDIT_COPY,     /* page `value` over the page */
    EDIT_COPY_AS,  /* the same, but that it carries the number of the page that it stands on */
    EDIT_EXCHANGE, /* two pages change places */
    EDIT_CUT,      /* the file ends there */
    EDIT_APPEND,   /* the page once more at the end */
    EDITS
};

/* Bytes of the sound file that belong to an article; 0: to nobody, and the secret is here. */
struct span {
    uint64_t id;
    size_t from, to;
};

struct sound {
    struct scratch damaged, salvaged; /* directories */
    uint8_t *at;                      /* the file */
    size_t size, free_page;
    struct span spans[SPANS_MAX];
    size_t span_count;
    char key[ARTICLES + 1][8];
    struct bytes text[ARTICLES + 1]; /* by id; nothing was there: NULL */
    uint64_t base[ARTICLES + 1];
    bool forgotten[ARTICLES + 1];
    struct keeper_params params;
    struct arena memory;
};

/* The secret of the store is the same in each run, so that what is found is found again. */
ssize_t getrandom(void *buffer, size_t size, unsigned flags)
{
    (void)flags;
    static uint32_t state = 1;
    for (size_t i = 0; i < size; i++) {
        state = state * 1664525u + 1013904223u;
        ((uint8_t *)buffer)[i] = (uint8_t)(state >> 24);
    }
    return (ssize_t)size;
}

static void require(bool law)
{
    if (!law)
        abort();
}

/* ---- the sound store ---- */

static void put_stories(struct sound *sound, struct desk *desk)
{
    for (unsigned i = 1; i <= ARTICLES; i++) {
        unsigned story = i % 3 ? i / 3 : i; /* two of three are copies */
        struct bytes text = story_text(&desk->stories, story, i % 3 == 2, 4 + i % 7 * 12);
        (void)snprintf(sound->key[i], sizeof sound->key[i], "k%u", i);
        struct piece piece = {.id = sound->key[i], .text = text};
        struct answer answer = desk_submit(desk, &piece);
        require(answer.id == i);
        sound->text[i] = arena_copy(&sound->memory, desk_text(desk, i));
    }
    for (uint64_t id = 5; id <= ARTICLES; id += 9) {
        sound->forgotten[id] = true;
        require(desk_forget(desk, id) == STATUS_OK);
    }
    for (uint64_t id = 1; id <= ARTICLES; id++) {
        struct doc doc;
        if (!sound->forgotten[id] && keeper_doc(desk->keeper, id, &desk->work, &doc) == STATUS_OK)
            sound->base[id] = doc.record.base;
    }
}

static void read_file(const char *path, uint8_t **at, size_t *size)
{
    FILE *file = fopen(path, "rb");
    require(file && fseek(file, 0, SEEK_END) == 0);
    *size = (size_t)ftell(file);
    rewind(file);
    *at = malloc(*size);
    require(*at && fread(*at, 1, *size, file) == *size);
    (void)fclose(file);
}

/* Everywhere that the bytes stand, since older versions of a page stand behind the newer; with what is before them. */
static size_t add_spans(struct sound *sound, uint64_t id, struct bytes bytes, size_t before)
{
    size_t had = sound->span_count;
    const uint8_t *from = sound->at, *end = sound->at + sound->size;
    while ((from = memmem(from, (size_t)(end - from), bytes.at, bytes.size))) {
        size_t offset = (size_t)(from - sound->at);
        require(sound->span_count < SPANS_MAX && offset >= before);
        sound->spans[sound->span_count++] = (struct span){id, offset - before, offset + bytes.size};
        from++;
    }
    return sound->span_count - had;
}

/* A large value stands on pages of its own; its node has the key and the number of the first of them. */
static bool add_far_node(struct sound *sound, uint64_t id, struct bytes value)
{
    const uint8_t *at = memmem(sound->at, sound->size, value.at, value.size);
    uint64_t key_and_page[2] = {__builtin_bswap64(id), (uint64_t)(at - sound->at) / PAGE};
    return add_spans(sound, id, bytes_of((const uint8_t *)key_and_page, sizeof key_and_page), NODE_SIZE) > 0;
}

static void add_value(struct sound *sound, uint64_t id, struct bytes value)
{
    bool far = add_far_node(sound, id, value);
    require(add_spans(sound, id, bytes_of(value.at, value.size + SEAL_SIZE), far ? 0 : NODE_SIZE + KEY_MAX) > 0);
}

static enum status note(void *context, const struct scavenged *found)
{
    struct sound *sound = context;
    if (!found->loose && (found->table == STORE_DOCS || found->table == STORE_TEXT))
        add_value(sound, found->id, found->value);
    return STATUS_OK;
}

static void find_spans(struct sound *sound)
{
    struct writer problem = {0};
    struct scavenge *scavenge = NULL;
    require(scavenge_open(sound->damaged.path, &problem, &scavenge) == STATUS_OK);
    add_value(sound, 0, scavenge_identity(scavenge));
    require(scavenge_walk(scavenge, note, sound) == STATUS_OK && scavenge_is_current(scavenge));
    scavenge_close(scavenge);
    writer_close(&problem);
}

static size_t free_page(const uint8_t *file)
{
    const uint8_t *first = file, *second = file + PAGE;
    bool later = u64_at(second + META_TRANSACTION_AT) > u64_at(first + META_TRANSACTION_AT);
    return (size_t)u64_at((later ? second : first) + META_TREES_AT + TREE_ROOT_AT);
}

static struct sound *make_sound(void)
{
    static struct sound sound;
    struct desk desk;
    if (sound.at)
        return &sound;
    arena_init(&sound.memory, 64 << 10, 0);
    desk_open(&desk);
    put_stories(&sound, &desk);
    sound.params = desk.params;
    sound.params.sites = (struct site_table_params){.sites = 16, .lines = 16}; /* a large table takes its time */
    keeper_close(desk.keeper);
    desk.keeper = NULL;
    read_file(scratch_file(&desk.scratch, "data.mdb"), &sound.at, &sound.size);
    desk_close(&desk);
    sound.damaged = scratch_make();
    sound.salvaged = scratch_make();
    FILE *file = fopen(scratch_file(&sound.damaged, "data.mdb"), "wb");
    require(file && fwrite(sound.at, 1, sound.size, file) == sound.size && fclose(file) == 0);
    find_spans(&sound);
    sound.free_page = free_page(sound.at);
    return &sound;
}

/* ---- the damage ---- */

struct damage {
    uint8_t *at;
    size_t size, room;
};

static void copy_page(struct damage *damage, size_t to, size_t from, bool keep_number)
{
    size_t skip = keep_number ? sizeof(uint64_t) : 0;
    memmove(damage->at + to * PAGE + skip, damage->at + from * PAGE + skip, PAGE - skip);
}

static void exchange(struct damage *damage, size_t one, size_t other)
{
    uint8_t held[PAGE];
    memcpy(held, damage->at + one * PAGE, PAGE);
    copy_page(damage, one, other, false);
    memcpy(damage->at + other * PAGE, held, PAGE);
}

static void apply(struct damage *damage, const uint8_t *edit)
{
    size_t pages = damage->size / PAGE;
    if (pages == 0)
        return;
    size_t at = (edit[1] | (size_t)edit[2] << 8 | (size_t)edit[3] << 16) % (pages * PAGE);
    uint64_t value = u32_at(edit + 4);
    size_t page = at / PAGE, other = (size_t)value % pages;
    switch (edit[0] % EDITS) {
    case EDIT_BIT: damage->at[at] = (uint8_t)(damage->at[at] ^ 1u << value % 8); break;
    case EDIT_BYTE: damage->at[at] = (uint8_t)value; break;
    case EDIT_HALF: memcpy(damage->at + at / 2 * 2, &value, sizeof(uint16_t)); break;
    case EDIT_WORD: memcpy(damage->at + at / 8 * 8, &value, sizeof value); break;
    case EDIT_FILL: memset(damage->at + at, (int)(value & 0xff), (page + 1) * PAGE - at); break;
    case EDIT_COPY: copy_page(damage, page, other, false); break;
    case EDIT_COPY_AS: copy_page(damage, page, other, true); break;
    case EDIT_EXCHANGE: exchange(damage, page, other); break;
    case EDIT_CUT: damage->size = at; break;
    case EDIT_APPEND:
        if (damage->size + PAGE <= damage->room) {
            damage->size = (pages + 1) * PAGE;
            copy_page(damage, pages, page, value & 1);
        }
        break;
    default: break;
    }
}

static struct damage damage_file(const struct sound *sound, const uint8_t *data, size_t size)
{
    struct damage damage = {.size = sound->size, .room = sound->size + (size_t)GROWTH_MAX * PAGE};
    damage.at = calloc(1, damage.room);
    require(damage.at != NULL);
    memcpy(damage.at, sound->at, sound->size);
    for (size_t i = 0; i < EDITS_MAX && (i + 1) * EDIT_SIZE <= size; i++)
        apply(&damage, data + i * EDIT_SIZE);
    FILE *file = fopen(scratch_file(&sound->damaged, "data.mdb"), "wb");
    require(file && fwrite(damage.at, 1, damage.size, file) == damage.size && fclose(file) == 0);
    return damage;
}

static bool is_whole(const struct sound *sound, const struct damage *damage, size_t from, size_t to)
{
    return to <= damage->size && memcmp(sound->at + from, damage->at + from, to - from) == 0;
}

static bool id_is_whole(const struct sound *sound, const struct damage *damage, uint64_t id)
{
    bool whole = true;
    for (size_t i = 0; i < sound->span_count; i++)
        if (sound->spans[i].id == id)
            whole &= is_whole(sound, damage, sound->spans[i].from, sound->spans[i].to);
    return whole;
}

/* ---- the laws ---- */

static bool is_sound_article(const struct sound *sound, struct keeper *keeper, uint64_t id)
{
    struct arena arena;
    struct doc doc;
    struct bytes text;
    arena_init(&arena, 64 << 10, 0);
    enum status status = keeper_doc(keeper, id, &arena, &doc);
    require(status == STATUS_OK || status == STATUS_NOTFOUND);
    if (status == STATUS_OK) {
        require(keeper_text(keeper, id, &arena, &text) == STATUS_OK && bytes_equal(text, sound->text[id]) &&
                bytes_equal(doc.record.your_id, bytes_of_string(sound->key[id])));
    }
    arena_close(&arena);
    return status == STATUS_OK;
}

/* By the input alone, so that what is found is found again. */
static bool is_chosen(const uint8_t *data, size_t size)
{
    unsigned sum = 0;
    for (size_t i = 0; i < size; i++)
        sum += data[i];
    return sum % VERIFY_ONE_IN == 0;
}

static void judge(const struct sound *sound, const struct damage *damage, const struct salvage_tally *tally,
                  bool verify)
{
    struct writer problem = {0};
    struct keeper *keeper = NULL;
    struct keeper_params params = sound->params;
    params.path = sound->salvaged.path;
    require(!verify || keeper_verify(sound->salvaged.path, &problem) == STATUS_OK);
    require(keeper_open(&params, &problem, &keeper) == STATUS_OK);
    bool trees = is_whole(sound, damage, 0, (size_t)2 * PAGE) &&
                 is_whole(sound, damage, sound->free_page * PAGE, (sound->free_page + 1) * PAGE);
    uint64_t found = 0;
    for (uint64_t id = 1; id <= ARTICLES; id++) {
        bool there = is_sound_article(sound, keeper, id);
        bool must = trees && !sound->forgotten[id] && id_is_whole(sound, damage, id) &&
                    (!sound->base[id] || id_is_whole(sound, damage, sound->base[id]));
        require(there || !must);
        found += there;
    }
    require(found == tally->articles && keeper_stats(keeper).articles == found);
    keeper_close(keeper);
    writer_close(&problem);
}

/* Making the store is no part of the first input's time. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    (void)make_sound();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sound *sound = make_sound();
    struct damage damage = damage_file(sound, data, size);
    struct writer report = {0};
    struct salvage_tally tally;
    scratch_remove(&sound->salvaged);
    enum status status = salvage(sound->damaged.path, sound->salvaged.path, &report, &tally);
    if (status == STATUS_OK)
        judge(sound, &damage, &tally, is_chosen(data, size));
    else
        require((status == STATUS_DAMAGED || status == STATUS_NOTSTORE) && report.size > 0 &&
                !id_is_whole(sound, &damage, 0));
    writer_close(&report);
    free(damage.at);
    return 0;
}

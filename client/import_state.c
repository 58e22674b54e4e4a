#include "client/import_state.h"

#include "client/input.h"
#include "shingle/base/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define FIRST_LINE "shinglectl import state 1"
enum { COLUMNS = 7 };

static void free_place(struct import_place *place)
{
    free(place->argument);
    free(place->inner);
}

static struct import_place *find(const struct import_state *state, const char *argument)
{
    for (size_t i = 0; i < state->count; i++)
        if (strcmp(state->places[i].argument, argument) == 0)
            return &state->places[i];
    return NULL;
}

const struct import_place *import_state_find(const struct import_state *state, const char *argument)
{
    return find(state, argument);
}

/* A place behind the others, all zero; NULL when memory ran out. */
static struct import_place *add(struct import_state *state)
{
    if (state->count == state->capacity) {
        size_t capacity = state->capacity ? state->capacity * 2 : 16;
        struct import_place *places = reallocarray(state->places, capacity, sizeof *places);
        if (!places)
            return NULL;
        state->places = places;
        state->capacity = capacity;
    }
    struct import_place *place = &state->places[state->count++];
    *place = (struct import_place){.argument = NULL};
    return place;
}

bool import_state_set(struct import_state *state, const struct import_place *place)
{
    struct import_place copy = *place;
    copy.argument = strdup(place->argument);
    copy.inner = strdup(place->inner);
    struct import_place *held = copy.argument && copy.inner ? find(state, place->argument) : NULL;
    if (held)
        free_place(held);
    else if (copy.argument && copy.inner)
        held = add(state);
    if (!held) {
        free_place(&copy);
        return false;
    }
    *held = copy;
    return true;
}

/* A path out of its escapes, in memory of its own. NULL: an escape is broken, or memory ran out. */
static char *unescape(struct bytes text)
{
    char *path = malloc(text.size + 1);
    size_t size = 0;
    for (size_t i = 0; path && i < text.size; i++) {
        unsigned byte = text.at[i];
        char digits[3] = "";
        if (byte == '%') {
            char *end = digits;
            if (text.size - i > 2)
                memcpy(digits, text.at + i + 1, 2);
            byte = (unsigned)strtoul(digits, &end, 16);
            if (end != digits + 2 || byte == 0) {
                free(path);
                return NULL;
            }
            i += 2;
        }
        path[size++] = (char)byte;
    }
    if (path)
        path[size] = '\0';
    return path;
}

static void escape(const char *path, struct writer *out)
{
    for (; *path; path++)
        if ((unsigned char)*path <= ' ' || *path == '%' || *path == 0x7f)
            writer_format(out, "%%%02x", (unsigned)(unsigned char)*path);
        else
            writer_u8(out, (uint8_t)*path);
}

static bool read_line(struct bytes line, struct import_state *state)
{
    struct bytes columns[COLUMNS];
    uint64_t numbers[5];
    size_t count = 0;
    for (; count < COLUMNS; count++) {
        size_t tab = count + 1 < COLUMNS ? bytes_find(line, BYTES("\t"), 0) : line.size;
        if (tab == SIZE_MAX)
            return false;
        columns[count] = bytes_upto(line, tab);
        line = bytes_from(line, tab + 1);
    }
    for (size_t i = 0; i < 5; i++)
        if (!bytes_to_u64(columns[i], &numbers[i]))
            return false;
    struct import_place *place = add(state);
    if (!place)
        return false;
    place->item = numbers[0];
    place->whole = numbers[1] == 1;
    place->mark = (struct import_mark){numbers[2], (uint32_t)numbers[3], (uint32_t)numbers[4]};
    place->inner = unescape(columns[5]);
    place->argument = unescape(columns[6]);
    return numbers[1] <= 1 && numbers[3] <= IMPORT_HEAD_MAX && numbers[4] <= UINT32_MAX && place->inner &&
           place->argument && *place->argument;
}

static bool read_all(struct input *input, struct import_state *state)
{
    struct bytes line;
    enum status status = input_line(input, &line);
    if (status == STATUS_END) /* an empty file, such as mktemp makes */
        return true;
    if (status != STATUS_OK || !bytes_equal(line, BYTES(FIRST_LINE)))
        return false;
    while ((status = input_line(input, &line)) == STATUS_OK)
        if (!read_line(line, state))
            return false;
    return status == STATUS_END;
}

bool import_state_open(struct import_state *state, const char *path, char problem[160])
{
    struct input *input;
    struct stat info;
    *state = (struct import_state){.path = path};
    enum status status = input_open(path, &input);
    if (status == STATUS_NOTFOUND)
        return true;
    if (status != STATUS_OK) {
        (void)snprintf(problem, 160, "%.100s: %.50s", path, strerror(errno));
        return false;
    }
    bool small = stat(path, &info) == 0 && info.st_size <= IMPORT_STATE_SIZE_MAX;
    bool good = small && read_all(input, state);
    input_close(input);
    if (good)
        return true;
    (void)snprintf(problem, 160, "%.100s is no state of an import; it stays as it is", path);
    import_state_close(state);
    return false;
}

void import_state_close(struct import_state *state)
{
    for (size_t i = 0; i < state->count; i++)
        free_place(&state->places[i]);
    free(state->places);
    *state = (struct import_state){.path = state->path};
}

static void print_all(const struct import_state *state, struct writer *out)
{
    writer_format(out, FIRST_LINE "\n");
    for (size_t i = 0; i < state->count; i++) {
        const struct import_place *place = &state->places[i];
        writer_format(out, "%" PRIu64 "\t%d\t%" PRIu64 "\t%" PRIu32 "\t%" PRIu32 "\t", place->item, place->whole,
                      place->mark.size, place->mark.head_size, place->mark.head_crc);
        escape(place->inner, out);
        writer_u8(out, '\t');
        escape(place->argument, out);
        writer_u8(out, '\n');
    }
}

static bool write_file(const char *path, struct bytes text)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0)
        return false;
    bool good = true;
    while (good && text.size) {
        ssize_t written = write(file, text.at, text.size);
        good = written > 0 || (written < 0 && errno == EINTR);
        text = bytes_from(text, written > 0 ? (size_t)written : 0);
    }
    good = good && fsync(file) == 0;
    return close(file) == 0 && good;
}

bool import_state_save(const struct import_state *state)
{
    struct writer text = {0};
    char *beside = NULL;
    print_all(state, &text);
    bool good = !text.failed && asprintf(&beside, "%s.new", state->path) >= 0 &&
                write_file(beside, writer_view(&text)) && rename(beside, state->path) == 0;
    int error = errno;
    free(beside);
    writer_close(&text);
    errno = error;
    return good;
}

/* The sum of a file's first size bytes at most; *size is how many there were. */
static bool sum_head(const char *path, uint32_t *size, uint32_t *crc, uint64_t *file_size)
{
    uint8_t head[IMPORT_HEAD_MAX];
    struct stat info;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool good = file >= 0 && fstat(file, &info) == 0 && S_ISREG(info.st_mode);
    ssize_t got = good ? pread(file, head, *size, 0) : -1;
    if (file >= 0)
        (void)close(file);
    if (got < 0)
        return false;
    *size = (uint32_t)got;
    *crc = (uint32_t)crc32(0, head, (unsigned)got);
    *file_size = (uint64_t)info.st_size;
    return true;
}

bool import_mark_of(const char *path, struct import_mark *mark)
{
    *mark = (struct import_mark){.head_size = IMPORT_HEAD_MAX};
    return sum_head(path, &mark->head_size, &mark->head_crc, &mark->size);
}

bool import_mark_holds(const struct import_mark *mark, const char *path)
{
    uint32_t size = mark->head_size, crc;
    uint64_t file_size;
    return sum_head(path, &size, &crc, &file_size) && size == mark->head_size && crc == mark->head_crc &&
           file_size >= mark->size;
}

#include "daemon/access/users.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PROBLEMS_MOST = 20 };

struct reading {
    const char *path;
    struct writer *errors;
    struct users *users;
    size_t capacity;
    size_t line; /* from 1 */
    size_t problems;
    bool no_memory;
};

static void problem(struct reading *reading, const char *text)
{
    if (reading->problems++ < PROBLEMS_MOST)
        writer_format(reading->errors, "%s:%zu: %s\n", reading->path, reading->line, text);
}

bool user_name_is_good(struct bytes name)
{
    for (size_t i = 0; i < name.size; i++) {
        uint8_t byte = name.at[i];
        bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
        if (!letter && byte != '.' && byte != '_' && byte != '-')
            return false;
    }
    return name.size > 0 && name.size <= USER_NAME_MOST;
}

/* Takes the next word off line; empty at its end. */
static struct bytes next_word(struct bytes *line)
{
    *line = bytes_trim(*line);
    size_t size = 0;
    while (size < line->size && line->at[size] != ' ' && line->at[size] != '\t')
        size++;
    struct bytes word = bytes_upto(*line, size);
    *line = bytes_from(*line, size);
    return word;
}

/* "submit,query" as a set; 0 when a word is no role. */
static unsigned roles_of(struct bytes text)
{
    unsigned set = 0;
    for (bool more = true; more;) {
        size_t comma = bytes_find(text, BYTES(","), 0);
        unsigned role = role_named(bytes_upto(text, comma));
        if (!role)
            return 0;
        set |= role;
        more = comma != SIZE_MAX;
        text = more ? bytes_from(text, comma + 1) : text;
    }
    return set;
}

static size_t count_named(const struct users *users, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < users->count; i++)
        count += strcmp(users->at[i].name, name) == 0;
    return count;
}

static struct user *add(struct reading *reading)
{
    struct users *users = reading->users;
    if (users->count == reading->capacity) {
        size_t capacity = reading->capacity ? reading->capacity * 2 : 16;
        struct user *grown = realloc(users->at, capacity * sizeof *grown);
        if (!grown) {
            reading->no_memory = true;
            return NULL;
        }
        users->at = grown;
        reading->capacity = capacity;
    }
    return &users->at[users->count];
}

static void read_line(struct reading *reading, struct bytes line)
{
    struct bytes name = next_word(&line);
    if (name.size == 0 || name.at[0] == '#')
        return;
    struct bytes roles = next_word(&line);
    struct bytes hash = next_word(&line);
    if (hash.size == 0 || bytes_trim(line).size) {
        problem(reading, "a line has three words: name, roles with commas between, hash of the token");
        return;
    }
    if (!user_name_is_good(name)) {
        problem(reading, "a name is 1 to 64 letters, digits and . _ -");
        return;
    }
    if (reading->users->count == USERS_MOST) {
        problem(reading, "there are more than 4096 users");
        return;
    }
    struct user *user = add(reading);
    if (!user)
        return;
    *user = (struct user){.roles = roles_of(roles)};
    memcpy(user->name, name.at, name.size);
    enum status status = token_hash_parse(hash, &user->token);
    if (!user->roles)
        problem(reading, "the roles are submit, query, admin and metrics, with commas and no blanks between");
    else if (status == STATUS_TOOBIG)
        problem(reading, "the hash is too costly to check; make it with shingled --hash-token");
    else if (status != STATUS_OK)
        problem(reading, "this is not a hash that shingled --hash-token made");
    else if (count_named(reading->users, user->name) == USERS_TOKENS_MOST)
        problem(reading, "a name stands in at most 4 lines");
    else
        reading->users->count++;
}

enum status users_parse(struct bytes text, const char *path, struct users *out, struct writer *errors)
{
    *out = (struct users){NULL, 0};
    struct reading reading = {.path = path, .errors = errors, .users = out};
    while (text.size && !reading.no_memory) {
        struct bytes line = bytes_upto(text, bytes_find(text, BYTES("\n"), 0));
        text = bytes_from(text, line.size + 1);
        reading.line++;
        read_line(&reading, line);
    }
    enum status status = reading.no_memory || errors->failed ? STATUS_NOMEM
                         : reading.problems                  ? STATUS_SYNTAX
                                                             : STATUS_OK;
    if (status != STATUS_OK)
        users_close(out);
    return status;
}

static enum status read_all(int fd, struct writer *text)
{
    for (;;) {
        uint8_t *room = writer_reserve(text, 4096);
        if (!room)
            return STATUS_NOMEM;
        ssize_t got = read(fd, room, 4096);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 ? STATUS_IO : STATUS_OK;
        text->size += (size_t)got;
        if (text->size > USERS_FILE_MOST)
            return STATUS_TOOBIG;
    }
}

enum status users_read(const char *path, struct users *out, struct writer *errors)
{
    *out = (struct users){NULL, 0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0) {
        int error = errno;
        writer_format(errors, "%s: cannot open the users: %s\n", path, strerror(error));
        if (fd >= 0)
            (void)close(fd);
        return error == ENOENT ? STATUS_NOTFOUND : STATUS_IO;
    }
    struct writer text = {0};
    enum status status = STATUS_NOPERM;
    if (info.st_mode & (S_IWGRP | S_IWOTH))
        writer_format(errors, "%s: others than its owner may write it; chmod go-w\n", path);
    else
        status = read_all(fd, &text);
    if (status == STATUS_OK)
        status = users_parse(writer_view(&text), path, out, errors);
    else if (status == STATUS_IO)
        writer_format(errors, "%s: cannot read the users: %s\n", path, strerror(errno));
    else if (status == STATUS_TOOBIG)
        writer_format(errors, "%s: larger than %d bytes: not a users file\n", path, USERS_FILE_MOST);
    (void)close(fd);
    writer_close(&text);
    return status;
}

void users_close(struct users *users)
{
    free(users->at);
    *users = (struct users){NULL, 0};
}

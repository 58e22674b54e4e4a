/*
 * Opening and closing: the directory, the lock, LMDB's environment, and the store's own identity in the table `meta`.
 */
#include "daemon/store/seal.h"
#include "daemon/store/store_private.h"

#include "shingle/base/reader.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAP_SIZE    ((size_t)1 << 40)
#define META_FORMAT BYTES("format")
#define META_STORE  BYTES("store")
#define META_SEED   0x7368696e676c6564u /* the seal of `meta` itself, which holds the secret for all others */

static const char *const table_names[STORE_TABLES] = {"meta", "docs", "text", "log", "sites"};

enum contents { CONTENTS_NOTHING, CONTENTS_STORE, CONTENTS_OTHER };

/* What stands in the directory: nothing (of ours), a store, or somebody else's files. */
static enum contents look_into(const char *path)
{
    enum contents contents = CONTENTS_NOTHING;
    DIR *directory = opendir(path);
    if (!directory)
        return CONTENTS_NOTHING;
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        if (strcmp(entry->d_name, "data.mdb") == 0) {
            contents = CONTENTS_STORE;
            break;
        }
        bool ours = entry->d_name[0] == '.' || strncmp(entry->d_name, "lock", 4) == 0 ||
                    strcmp(entry->d_name, "lost+found") == 0;
        if (!ours)
            contents = CONTENTS_OTHER;
    }
    (void)closedir(directory);
    return contents;
}

static enum status open_directory(struct store *store, const struct store_params *params, struct writer *problem)
{
    if (!params->must_exist && mkdir(params->path, 0700) != 0 && errno != EEXIST) {
        writer_format(problem, "cannot make the data directory %s: %s", params->path, strerror(errno));
        return STATUS_IO;
    }
    store->directory = open(params->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (store->directory < 0) {
        bool missing = errno == ENOENT || errno == ENOTDIR;
        writer_format(problem, "cannot open the data directory %s: %s", params->path, strerror(errno));
        return missing ? STATUS_NOTSTORE : STATUS_IO;
    }
    enum contents contents = look_into(params->path);
    if (contents == CONTENTS_OTHER || (contents == CONTENTS_NOTHING && params->must_exist)) {
        writer_format(problem, "%s is not a store%s", params->path,
                      contents == CONTENTS_OTHER ? ": it holds other files, so none is made there" : "");
        return STATUS_NOTSTORE;
    }
    return STATUS_OK;
}

static enum status take_lock(struct store *store, const char *path, struct writer *problem)
{
    store->lock_file = openat(store->directory, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (store->lock_file < 0) {
        writer_format(problem, "cannot open %s/lock: %s", path, strerror(errno));
        return STATUS_IO;
    }
    if (flock(store->lock_file, LOCK_EX | LOCK_NB) != 0) {
        bool held = errno == EWOULDBLOCK;
        writer_format(problem, held ? "the store %s is in use by another process" : "cannot lock %s", path);
        return held ? STATUS_LOCKED : STATUS_IO;
    }
    return STATUS_OK;
}

/*
 * Finds the data file among this process's mappings. LMDB tells the address only of maps at a fixed one, and without it
 * every page that was ever read would count as this process's memory (see store_relax).
 */
static void *find_map(int directory)
{
    struct stat data;
    void *found = NULL;
    char line[4096 + 256];
    FILE *maps = fopen("/proc/self/maps", "re");
    if (!maps)
        return NULL;
    if (fstatat(directory, "data.mdb", &data, 0) != 0)
        data.st_ino = 0;
    while (!found && fgets(line, sizeof line, maps)) {
        unsigned long start;
        unsigned long long inode;
        if (sscanf(line, "%lx-%*x %*s %*s %*s %llu", &start, &inode) == 2 && inode && inode == data.st_ino)
            found = (void *)start;
    }
    (void)fclose(maps);
    return found;
}

static enum status open_environment(struct store *store, const char *path, struct writer *problem)
{
    int dead = 0;
    int error = mdb_env_create(&store->env);
    if (!error)
        error = mdb_env_set_maxdbs(store->env, STORE_TABLES);
    if (!error)
        error = mdb_env_set_mapsize(store->env, MAP_SIZE);
    if (!error)
        error = mdb_env_open(store->env, path, MDB_NOTLS | MDB_NORDAHEAD, 0600);
    if (!error)
        error = mdb_reader_check(store->env, &dead);
    if (!error) {
        store->map = find_map(store->directory);
        return STATUS_OK;
    }
    writer_format(problem, "cannot open the store %s: %s", path, mdb_strerror(error));
    return error == MDB_INVALID || error == MDB_VERSION_MISMATCH ? STATUS_NOTSTORE : store_status(store, error);
}

static enum status open_tables(struct store *store, bool make)
{
    int error = 0;
    for (size_t i = 0; i < STORE_TABLES && !error; i++)
        error = mdb_dbi_open(store->batch, table_names[i], make ? MDB_CREATE : 0, &store->table[i]);
    MDB_stat stat;
    if (!error)
        error = mdb_stat(store->batch, store->table[STORE_META], &stat);
    if (!error)
        store->page_size = stat.ms_psize;
    return error == MDB_NOTFOUND ? STATUS_NOTSTORE : store_status(store, error);
}

static enum status put_meta(struct store *store, struct bytes name, struct writer *value)
{
    struct hash_key seal = hash_key_from_seed(META_SEED);
    seal_append(&seal, STORE_META, name, value);
    if (value->failed)
        return STATUS_NOMEM;
    MDB_val key = {name.size, (void *)(uintptr_t)name.at};
    MDB_val data = {value->size, value->at};
    return store_status(store, mdb_put(store->batch, store->table[STORE_META], &key, &data, 0));
}

static enum status get_meta(struct store *store, struct bytes name, struct bytes *value)
{
    struct hash_key seal = hash_key_from_seed(META_SEED);
    MDB_val key = {name.size, (void *)(uintptr_t)name.at};
    MDB_val data;
    enum status status = store_status(store, mdb_get(store->batch, store->table[STORE_META], &key, &data));
    if (status != STATUS_OK)
        return status;
    return seal_open(&seal, STORE_META, name, bytes_of(data.mv_data, data.mv_size), value);
}

/* A uuid of version 4 (RFC 9562) and the secret, from the system's random source. */
static enum status draw_secrets(struct store *store)
{
    if (getrandom(store->uuid, sizeof store->uuid, 0) != (ssize_t)sizeof store->uuid ||
        getrandom(store->key.secret, sizeof store->key.secret, 0) != (ssize_t)sizeof store->key.secret)
        return STATUS_IO;
    store->uuid[6] = (uint8_t)((store->uuid[6] & 0x0f) | 0x40);
    store->uuid[8] = (uint8_t)((store->uuid[8] & 0x3f) | 0x80);
    return STATUS_OK;
}

enum status store_set_format(struct store *store, uint16_t major, uint16_t minor, struct writer *value)
{
    writer_clear(value);
    writer_u16(value, major);
    writer_u16(value, minor);
    return put_meta(store, META_FORMAT, value);
}

static enum status make_identity(struct store *store, const struct store_identity *identity)
{
    enum status status = draw_secrets(store);
    if (status != STATUS_OK)
        return status;
    struct writer value = {0};
    status = store_set_format(store, STORE_FORMAT_MAJOR, STORE_FORMAT_MINOR, &value);
    writer_clear(&value);
    writer_bytes(&value, bytes_of(store->uuid, sizeof store->uuid));
    writer_bytes(&value, bytes_of(store->key.secret, sizeof store->key.secret));
    writer_u32(&value, identity->shingle_width);
    writer_u32(&value, identity->sample_rate);
    writer_u32(&value, identity->min_keys);
    writer_u32(&value, identity->max_keys);
    writer_u32(&value, identity->words_version);
    if (status == STATUS_OK)
        status = put_meta(store, META_STORE, &value);
    writer_close(&value);
    return status;
}

static enum status check_format(struct store *store, struct writer *problem)
{
    struct bytes value;
    enum status status = get_meta(store, META_FORMAT, &value);
    if (status != STATUS_OK)
        return status;
    struct reader reader = reader_of(value);
    uint16_t major = reader_u16(&reader);
    uint16_t minor = reader_u16(&reader);
    if (!reader_done(&reader))
        return STATUS_DAMAGED;
    if (major <= STORE_FORMAT_MAJOR)
        return STATUS_OK;
    writer_format(problem, "the store has format %u.%u, this version reads up to %d.x: use a newer shingled", major,
                  minor, STORE_FORMAT_MAJOR);
    return STATUS_NEWER;
}

static enum status check_identity(struct reader *reader, const struct store_params *params, struct writer *problem)
{
    const struct store_identity *wanted = &params->identity;
    const struct {
        const char *name;
        uint32_t wanted;
    } rows[] = {
        {"fingerprint.shingle-width", wanted->shingle_width},
        {"fingerprint.sample-rate", wanted->sample_rate},
        {"fingerprint.min-keys", wanted->min_keys},
        {"fingerprint.max-keys", wanted->max_keys},
        {"the version of word folding", wanted->words_version},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t kept = reader_u32(reader);
        if (kept == rows[i].wanted || params->must_exist || reader->failed)
            continue;
        writer_format(problem, "%s%s is %u, but the store was made with %u", status == STATUS_OK ? "" : "; ",
                      rows[i].name, rows[i].wanted, kept);
        status = STATUS_MISMATCH;
    }
    return status;
}

static enum status read_identity(struct store *store, const struct store_params *params, struct writer *problem)
{
    struct bytes value;
    enum status status = check_format(store, problem);
    if (status == STATUS_OK)
        status = get_meta(store, META_STORE, &value);
    if (status != STATUS_OK)
        return status;
    struct reader reader = reader_of(value);
    struct bytes uuid = reader_bytes(&reader, sizeof store->uuid);
    struct bytes secret = reader_bytes(&reader, sizeof store->key.secret);
    status = check_identity(&reader, params, problem);
    if (reader.failed)
        return STATUS_DAMAGED;
    memcpy(store->uuid, uuid.at, uuid.size);
    memcpy(store->key.secret, secret.at, secret.size);
    return status;
}

/* Reads who the store is, or decides it for a new one. */
static enum status settle_identity(struct store *store, const struct store_params *params, struct writer *problem)
{
    enum status status = store_status(store, mdb_txn_begin(store->env, NULL, 0, &store->batch));
    if (status != STATUS_OK) {
        store->batch = NULL;
        return status;
    }
    status = open_tables(store, !params->must_exist);
    if (status == STATUS_OK)
        status = read_identity(store, params, problem);
    if (status == STATUS_NOTFOUND && !params->must_exist)
        status = make_identity(store, &params->identity);
    if (status == STATUS_OK)
        status = store_commit(store);
    else
        store_abort(store);
    if (status == STATUS_NOTFOUND)
        status = STATUS_NOTSTORE;
    if (status != STATUS_OK && problem->size == 0)
        writer_format(problem, "cannot read the store %s: %s", params->path, status_text(status));
    return status;
}

enum status store_open(const struct store_params *params, struct writer *problem, struct store **out)
{
    *out = NULL;
    struct store *store = calloc(1, sizeof *store);
    if (!store)
        return STATUS_NOMEM;
    store->lock_file = -1;
    store->directory = -1;
    store->max_size = params->max_size;
    enum status status = open_directory(store, params, problem);
    if (status == STATUS_OK)
        status = take_lock(store, params->path, problem);
    if (status == STATUS_OK)
        status = open_environment(store, params->path, problem);
    if (status == STATUS_OK)
        status = settle_identity(store, params, problem);
    if (status != STATUS_OK) {
        store_close(store);
        return status;
    }
    *out = store;
    return STATUS_OK;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    store_abort(store);
    if (store->reader)
        mdb_txn_abort(store->reader);
    if (store->env)
        mdb_env_close(store->env);
    if (store->lock_file >= 0)
        (void)close(store->lock_file);
    if (store->directory >= 0)
        (void)close(store->directory);
    writer_close(&store->scratch);
    explicit_bzero(&store->key, sizeof store->key);
    free(store);
}

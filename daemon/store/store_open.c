/*
 * Opening and closing: the directory, the lock, LMDB's environment and its tables.
 */
#include "daemon/store/pages.h"
#include "daemon/store/snapshot_reader.h"
#include "daemon/store/store_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__SANITIZE_THREAD__)
#define MAP_SIZE ((size_t)1 << 34) /* the thread sanitizer leaves few terabytes of addresses, and not in one piece */
#else
#define MAP_SIZE ((size_t)1 << 40)
#endif

static const char *const table_names[STORE_TABLES] = {"meta", "docs", "text", "log", "sites", "apart"};

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
                    strcmp(entry->d_name, SNAPSHOT_NAME) == 0 || strcmp(entry->d_name, SNAPSHOT_NEW_NAME) == 0 ||
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

static void tell_damage(const char *path, struct bytes lines, struct writer *problem)
{
    writer_format(problem, "the store %s is damaged: %" BYTES_FORMAT "; run shingled --check on it", path,
                  BYTES_ARGS(bytes_upto(lines, bytes_find(lines, BYTES("\n"), 0))));
}

/* Refuses a file that LMDB would fall over; all of it for a check, else as much as a start can wait for. */
static enum status check_pages(struct store *store, const struct store_params *params, struct writer *problem)
{
    struct writer faults = {0};
    enum pages_effort effort = params->must_exist ? PAGES_ALL : params->lazy ? PAGES_PATHS : PAGES_QUICK;
    enum status status = pages_check(store->directory, effort, &faults);
    struct bytes lines = writer_view(&faults);
    store->proven = effort != PAGES_PATHS;
    if (status == STATUS_NOTFOUND && !params->must_exist)
        status = STATUS_OK; /* none yet, or one that ended before its first write: it is made now */
    if (status == STATUS_NOTFOUND)
        status = STATUS_NOTSTORE;
    if (status == STATUS_NOTSTORE)
        writer_format(problem, "%s is not a store: its data.mdb is something else", params->path);
    else if (status == STATUS_DAMAGED && params->must_exist)
        writer_bytes(problem, bytes_upto(lines, lines.size - 1)); /* without the last line's end */
    else if (status == STATUS_DAMAGED)
        tell_damage(params->path, lines, problem);
    else if (status != STATUS_OK)
        writer_format(problem, "cannot read %s/data.mdb: %s", params->path, status_text(status));
    writer_close(&faults);
    return status;
}

/* What a check of a store that was open says. */
static enum status told(const struct store *store, enum status status, struct writer *faults, struct writer *problem)
{
    if (status == STATUS_DAMAGED)
        tell_damage(store->path, writer_view(faults), problem);
    writer_close(faults);
    return status == STATUS_NOTFOUND || status == STATUS_NOTSTORE ? STATUS_DAMAGED : status;
}

enum status store_prove(struct store *store, struct writer *problem)
{
    struct writer faults = {0};
    if (store->proven)
        return STATUS_OK;
    enum status status = pages_check(store->directory, PAGES_QUICK, &faults);
    store->proven = status == STATUS_OK;
    return told(store, status, &faults, problem);
}

enum status store_prove_from(struct store *store, uint64_t docs, uint64_t log, struct writer *problem)
{
    struct writer faults = {0};
    if (store->proven)
        return STATUS_OK;
    enum status status = pages_check_ends(store->directory, (struct pages_ends){docs, log}, &faults);
    return told(store, status, &faults, problem);
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
    store->opened = error == 0;
    if (!error)
        error = mdb_reader_check(store->env, &dead);
    if (!error) {
        store->map = find_map(store->directory);
        return STATUS_OK;
    }
    writer_format(problem, "cannot open the store %s: %s", path, mdb_strerror(error));
    return error == MDB_INVALID || error == MDB_VERSION_MISMATCH ? STATUS_NOTSTORE : store_status(store, error);
}

/* Opens the tables, or makes them. Those that earlier versions did not have are made where they are missing. */
static enum status open_tables(struct store *store, bool make)
{
    int error = 0;
    for (size_t i = 0; i < STORE_TABLES && !error; i++) {
        bool later = i > STORE_SITES;
        error = mdb_dbi_open(store->batch, table_names[i], make || later ? MDB_CREATE : 0, &store->table[i]);
    }
    MDB_stat stat;
    if (!error)
        error = mdb_stat(store->batch, store->table[STORE_META], &stat);
    if (!error)
        store->page_size = stat.ms_psize;
    return error == MDB_NOTFOUND ? STATUS_NOTSTORE : store_status(store, error);
}

/* A new file is safe only when the names that lead to it are. */
static enum status sync_names(const struct store *store)
{
    int parent = openat(store->directory, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fsync(store->directory) == 0;
    if (parent >= 0) { /* not readable to us: somebody else made the directory, long before */
        synced = fsync(parent) == 0 && synced;
        (void)close(parent);
    }
    return synced ? STATUS_OK : STATUS_IO;
}

/* Whether LMDB's file has no tables at all, so that it is ours to begin. */
static enum status is_empty(struct store *store, bool *empty)
{
    MDB_dbi unnamed;
    MDB_stat stat;
    int error = mdb_dbi_open(store->batch, NULL, 0, &unnamed);
    if (!error)
        error = mdb_stat(store->batch, unnamed, &stat);
    *empty = !error && stat.ms_entries == 0;
    return store_status(store, error);
}

/* Reads who the store is, or decides it for a new one, in the open batch. */
static enum status settle_identity(struct store *store, const struct store_params *params, bool *made,
                                   struct writer *problem)
{
    enum status status = is_empty(store, made);
    if (status == STATUS_OK && *made && params->must_exist)
        return STATUS_NOTSTORE;
    if (status == STATUS_OK)
        status = open_tables(store, *made);
    if (status == STATUS_OK && *made)
        return store_make_identity(store, &params->identity);
    if (status == STATUS_OK)
        status = store_read_identity(store, params, problem);
    return status == STATUS_NOTFOUND ? STATUS_DAMAGED
                                     : status; /* tables like ours, but no name: never make a new one */
}

static enum status open_identity(struct store *store, const struct store_params *params, struct writer *problem)
{
    bool made = false;
    enum status status = store_status(store, mdb_txn_begin(store->env, NULL, 0, &store->batch));
    if (status == STATUS_OK)
        status = settle_identity(store, params, &made, problem);
    else
        store->batch = NULL;
    if (status == STATUS_OK)
        status = store_commit(store);
    else
        store_abort(store);
    if (status == STATUS_OK && made)
        status = sync_names(store);
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
    store->path = strdup(params->path);
    enum status status = store->path ? open_directory(store, params, problem) : STATUS_NOMEM;
    if (status == STATUS_OK)
        status = take_lock(store, params->path, problem);
    if (status == STATUS_OK)
        status = check_pages(store, params, problem);
    if (status == STATUS_OK)
        status = open_environment(store, params->path, problem);
    if (status == STATUS_OK)
        status = open_identity(store, params, problem);
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
    free(store->path);
    explicit_bzero(&store->key, sizeof store->key);
    free(store);
}

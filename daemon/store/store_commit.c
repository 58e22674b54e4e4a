#include "daemon/store/lmdb_layout.h"
#include "daemon/store/store_private.h"

#include <unistd.h>

enum { META_END = META_TRANSACTION_AT + 8 };

/* The meta page that a commit writes over, as it stood before. */
struct old_meta {
    int file;
    off_t at;
    uint8_t bytes[META_END];
};

/* Commits write the two meta pages in turn, by the parity of their numbers. */
static bool old_meta_keep(const struct store *store, MDB_txn *batch, struct old_meta *meta)
{
    meta->at = (off_t)((mdb_txn_id(batch) & 1) * store->page_size);
    return mdb_env_get_fd(store->env, &meta->file) == 0 &&
           pread(meta->file, meta->bytes, META_END, meta->at) == META_END;
}

/*
 * After a commit that failed. When its very last write fails, of the meta page, LMDB writes that page again with the
 * old number, but leaves the new tree in it, of which the log would tell that it is the later one: the page looks as if
 * a bit of its number were hurt (log_end.h). So it becomes what it was. Where that fails too, the disk does not write
 * at all, or what it wrote is told by --check.
 */
static void old_meta_put_back(const struct old_meta *meta)
{
    uint8_t now[META_END];
    if (pread(meta->file, now, META_END, meta->at) == META_END && memcmp(now, meta->bytes, META_END) == 0)
        return;
    if (pwrite(meta->file, meta->bytes, META_END, meta->at) == META_END)
        (void)fdatasync(meta->file);
}

enum status store_commit(struct store *store)
{
    MDB_txn *batch = store->batch;
    struct old_meta meta;
    if (!batch)
        return STATUS_BADARG;
    store->batch = NULL;
    bool kept = old_meta_keep(store, batch, &meta);
    enum status status = store_status(store, mdb_txn_commit(batch));
    if (status != STATUS_OK && kept)
        old_meta_put_back(&meta);
    if (status != STATUS_OK && status != STATUS_FULL)
        store->readonly = true;
    return status;
}

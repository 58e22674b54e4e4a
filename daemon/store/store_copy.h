/*
 * Store copy: a backup of an open store, made by threads of its own while batches go on.
 *
 *     status = store_copy_begin(store, &params, &copy);        // store thread; params.ended is called when it is done
 *     if (store_copy_ended(copy, &result)) ...                 // result.status, result.size
 *     store_copy_close(copy);                                  // stops it if need be; nothing half made stays
 *
 * The copy is the store as of one commit, in FOLDER/NAME/data.mdb, which a daemon can open or --check as it stands.
 * It is made as FOLDER/NAME.new, synced, its pages proved, and renamed: what has the name is whole.
 *
 * The store's commits must not feel it. LMDB's own copy gives its pages through a pipe, and holds the writers' lock for
 * two of them; another thread writes them a mebibyte at a time, has each on the disk before the one after the next, so
 * that a commit's sync never finds much to wait for, and rests as long as each took.
 */
#ifndef DAEMON_STORE_STORE_COPY_H
#define DAEMON_STORE_STORE_COPY_H

#include "daemon/store/store.h"

struct store_copy;

enum {
    STORE_COPY_NAME_MAX = 64,        /* letters of a name */
    STORE_COPY_ROOM_LEFT = 256 << 20 /* bytes that a backup leaves free on its disk */
};

struct store_copy_params {
    const char *folder;           /* made when missing, mode 0700 */
    const char *name;             /* as store_copy_name_fits() says */
    void (*ended)(void *context); /* from one of its threads */
    void *context;
};

/* 1 to STORE_COPY_NAME_MAX of A-Z a-z 0-9 . _ -, not beginning with a point or a dash, not ending with .new. */
bool store_copy_name_fits(struct bytes name);

/* EXISTS when the name is taken, FULL when the disk has too little room, IO, NOMEM. */
MUST_CHECK enum status store_copy_begin(struct store *store, const struct store_copy_params *params,
                                        struct store_copy **out);

struct store_copy_result {
    enum status status; /* OK, FULL, IO, DAMAGED (what was read makes no sense), STOPPING */
    int error;          /* errno, of IO */
    uint64_t size;      /* bytes of data.mdb */
};

/* False while it goes on. */
bool store_copy_ended(struct store_copy *copy, struct store_copy_result *result);

/* Has it end soon; store_copy_ended() tells when. */
void store_copy_stop(struct store_copy *copy);

/* Stops it and waits for that. NULL is fine. The store must still be open. */
void store_copy_close(struct store_copy *copy);

#endif

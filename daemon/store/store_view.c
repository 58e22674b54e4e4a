#include "daemon/store/store_view.h"

#include "daemon/store/store_private.h"

#include <stdlib.h>

struct store_view {
    const struct store *store;
    MDB_txn *transaction;
};

enum status store_view_open(const struct store *store, struct store_view **out)
{
    struct store_view *view = calloc(1, sizeof *view);
    *out = NULL;
    if (!view)
        return STATUS_NOMEM;
    view->store = store;
    int error = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &view->transaction);
    if (error) {
        free(view);
        return store_status(store, error);
    }
    *out = view;
    return STATUS_OK;
}

void store_view_close(struct store_view *view)
{
    if (!view)
        return;
    mdb_txn_abort(view->transaction);
    free(view);
}

enum status store_view_walk(struct store_view *view, enum store_table table, uint64_t from, store_visit *visit,
                            void *context)
{
    return store_walk_in(view->store, view->transaction, table, from, visit, context);
}

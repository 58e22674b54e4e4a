/*
 * Preloaded under valgrind, which has not the terabyte of addresses that the store reserves: LMDB is asked for less.
 */
#include <dlfcn.h>
#include <lmdb.h>

static const size_t MAP_MOST = (size_t)8 << 30;

int mdb_env_set_mapsize(MDB_env *env, size_t size)
{
    int (*real)(MDB_env *, size_t);
    *(void **)&real = dlsym(RTLD_NEXT, "mdb_env_set_mapsize");
    return real(env, size < MAP_MOST ? size : MAP_MOST);
}

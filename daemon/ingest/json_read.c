#include "daemon/ingest/json_read.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>

/* Of this thread, while it reads. */
static _Thread_local struct arena *place;
static _Thread_local jmp_buf without_memory;

static void *take(size_t size)
{
    if (!place)
        return malloc(size);
    void *made = arena_alloc(place, size);
    if (!made)
        longjmp(without_memory, 1); /* past jansson's functions, which hold nothing but what is in the arena */
    return made;
}

static void give(void *at)
{
    if (!place)
        free(at);
}

static void prepare(void)
{
    json_set_alloc_funcs(take, give);
}

void json_read_prepare(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, prepare);
}

enum status json_read(struct bytes text, size_t flags, struct arena *arena, const json_t **out, json_error_t *error)
{
    json_read_prepare();
    *out = NULL;
    if (setjmp(without_memory) != 0) {
        place = NULL;
        return STATUS_NOMEM;
    }
    place = arena;
    *out = json_loadb((const char *)text.at, text.size, flags, error);
    place = NULL;
    return *out ? STATUS_OK : STATUS_SYNTAX;
}

#include "daemon/event/acceptor.h"

static void on_resume(int fd, short what, void *context)
{
    (void)fd;
    (void)what;
    if (acceptor_start(context) != STATUS_OK)
        acceptor_pause(context);
}

void acceptor_open(struct acceptor *acceptor, struct event_base *base)
{
    *acceptor = (struct acceptor){.base = base};
    (void)event_assign(&acceptor->resume, base, -1, 0, on_resume, acceptor);
}

enum status acceptor_add(struct acceptor *acceptor, int fd, event_callback_fn on_connection, void *context)
{
    if (acceptor->count == ACCEPTOR_SOCKETS_MAX)
        return STATUS_LIMIT;
    struct event *readable = &acceptor->readable[acceptor->count++];
    (void)event_assign(readable, acceptor->base, fd, EV_READ | EV_PERSIST, on_connection, context);
    return STATUS_OK;
}

enum status acceptor_start(struct acceptor *acceptor)
{
    for (size_t i = 0; i < acceptor->count; i++)
        if (event_add(&acceptor->readable[i], NULL) != 0)
            return STATUS_NOMEM;
    return STATUS_OK;
}

void acceptor_pause(struct acceptor *acceptor)
{
    const struct timeval pause = {.tv_usec = (suseconds_t)ACCEPTOR_PAUSE_MS * 1000};
    if (event_add(&acceptor->resume, &pause) != 0)
        return; /* nobody would resume */
    for (size_t i = 0; i < acceptor->count; i++)
        (void)event_del(&acceptor->readable[i]);
}

void acceptor_close(struct acceptor *acceptor)
{
    if (!acceptor->base)
        return;
    for (size_t i = 0; i < acceptor->count; i++)
        (void)event_del(&acceptor->readable[i]);
    (void)event_del(&acceptor->resume);
    acceptor->base = NULL;
}

#include "daemon/verifier.h"

#include "daemon/clock.h"
#include "daemon/loop_post.h"
#include "daemon/server.h"
#include "daemon/sign_in.h"

#include <stdlib.h>

struct verifier {
    struct server *server;
    struct mailbox mailbox;
    pthread_t thread;
    _Atomic uint32_t waiting;
    atomic_bool stop; /* the main thread sets it when nothing more will be posted */
};

static void check(struct verifier *verifier, struct job *job)
{
    char text[SIGN_IN_SIZE];
    struct server *server = verifier->server;
    if (!atomic_load(&job->abandoned))
        job->signed_in = access_check(server->access, sign_in_credentials(job->request, text), job->peer,
                                      clock_us() / 1000, &job->grant);
    sign_in_wipe(text);
    atomic_fetch_sub(&verifier->waiting, 1);
    struct mailbox_chain home = {NULL, NULL};
    mailbox_chain_add(&home, &job->message.item);
    loop_post_chain(job->home, &home);
}

static void *run(void *context)
{
    struct verifier *verifier = context;
    for (;;) {
        struct mailbox_item *item = mailbox_take(&verifier->mailbox);
        if (!item && atomic_load(&verifier->stop))
            return NULL;
        if (!item)
            (void)mailbox_wait(&verifier->mailbox, -1);
        for (struct mailbox_item *next; item; item = next) {
            next = item->next;
            check(verifier, MAILBOX_OWNER(item, struct job, message.item));
        }
    }
}

struct verifier *verifier_open(struct server *server)
{
    struct verifier *verifier = calloc(1, sizeof *verifier);
    if (!verifier)
        return NULL;
    verifier->server = server;
    if (mailbox_open(&verifier->mailbox) != STATUS_OK || pthread_create(&verifier->thread, NULL, run, verifier) != 0) {
        mailbox_close(&verifier->mailbox);
        free(verifier);
        return NULL;
    }
    return verifier;
}

bool verifier_post(struct verifier *verifier, struct job *job)
{
    if (atomic_fetch_add(&verifier->waiting, 1) >= LIMIT_SIGN_INS) {
        atomic_fetch_sub(&verifier->waiting, 1);
        return false;
    }
    mailbox_post(&verifier->mailbox, &job->message.item);
    return true;
}

void verifier_close(struct verifier *verifier)
{
    if (!verifier)
        return;
    atomic_store(&verifier->stop, true);
    mailbox_wake(&verifier->mailbox);
    (void)pthread_join(verifier->thread, NULL);
    mailbox_close(&verifier->mailbox);
    free(verifier);
}

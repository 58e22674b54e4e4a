#include "daemon/mailbox.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum status mailbox_open(struct mailbox *mailbox)
{
    atomic_init(&mailbox->newest, NULL);
    mailbox->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return mailbox->wake_fd >= 0 ? STATUS_OK : STATUS_IO;
}

void mailbox_close(struct mailbox *mailbox)
{
    if (mailbox->wake_fd >= 0)
        (void)close(mailbox->wake_fd);
    mailbox->wake_fd = -1;
}

void mailbox_wake(struct mailbox *mailbox)
{
    uint64_t one = 1;
    /* EAGAIN means that the counter is at its top, which wakes as well. */
    while (write(mailbox->wake_fd, &one, sizeof one) < 0 && errno == EINTR) {
    }
}

void mailbox_post_chain(struct mailbox *mailbox, struct mailbox_chain *chain)
{
    if (!chain->newest)
        return;
    struct mailbox_item *before = atomic_load_explicit(&mailbox->newest, memory_order_relaxed);
    do {
        chain->oldest->next = before;
    } while (!atomic_compare_exchange_weak_explicit(&mailbox->newest, &before, chain->newest, memory_order_release,
                                                    memory_order_relaxed));
    *chain = (struct mailbox_chain){NULL, NULL};
    if (!before)
        mailbox_wake(mailbox);
}

void mailbox_post(struct mailbox *mailbox, struct mailbox_item *item)
{
    struct mailbox_chain chain = {.newest = item, .oldest = item};
    mailbox_post_chain(mailbox, &chain);
}

bool mailbox_wait(struct mailbox *mailbox, int timeout_ms)
{
    struct pollfd watched = {.fd = mailbox->wake_fd, .events = POLLIN};
    return poll(&watched, 1, timeout_ms) > 0;
}

bool mailbox_has(const struct mailbox *mailbox)
{
    return atomic_load_explicit(&mailbox->newest, memory_order_relaxed) != NULL;
}

/* The eventfd is emptied before the stack: what is posted in between wakes the owner once more, for nothing. */
struct mailbox_item *mailbox_take(struct mailbox *mailbox)
{
    uint64_t wakes;
    (void)!read(mailbox->wake_fd, &wakes, sizeof wakes);
    struct mailbox_item *newest = atomic_exchange_explicit(&mailbox->newest, NULL, memory_order_acquire);
    struct mailbox_item *oldest = NULL;
    while (newest) {
        struct mailbox_item *next = newest->next;
        newest->next = oldest;
        oldest = newest;
        newest = next;
    }
    return oldest;
}

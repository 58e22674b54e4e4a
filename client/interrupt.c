#include "client/interrupt.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

static sigset_t stopping_signals(void)
{
    sigset_t signals;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGTERM);
    return signals;
}

void interrupt_open(struct interrupt *interrupt)
{
    sigset_t signals = stopping_signals();
    interrupt->file = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    if (interrupt->file >= 0)
        (void)sigprocmask(SIG_BLOCK, &signals, NULL);
}

bool interrupt_seen(struct interrupt *interrupt)
{
    struct signalfd_siginfo info;
    if (interrupt->seen || interrupt->file < 0 || read(interrupt->file, &info, sizeof info) <= 0)
        return interrupt->seen;
    sigset_t signals = stopping_signals();
    (void)sigprocmask(SIG_UNBLOCK, &signals, NULL);
    return interrupt->seen = true;
}

void interrupt_close(struct interrupt *interrupt)
{
    if (interrupt->file >= 0)
        (void)close(interrupt->file);
    interrupt->file = -1;
}

#include "client/screen.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define OTHER_SCREEN "\x1b[?1049h"
#define FIRST_SCREEN "\x1b[?1049l"
#define NO_CURSOR    "\x1b[?25l"
#define CURSOR       "\x1b[?25h"
#define NO_WRAP      "\x1b[?7l" /* what is wider than the screen ends at its edge */
#define WRAP         "\x1b[?7h"

enum { BUFFER = 1 << 16 }; /* bytes of a picture that goes out at once */

static void read_size(struct screen *screen)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col && size.ws_row) {
        screen->columns = size.ws_col;
        screen->rows = size.ws_row;
    }
}

/* Keys come without a line's end and are not shown; Ctrl-C still is a signal. */
static void open_keys(struct screen *screen)
{
    screen->keys = tcgetattr(STDIN_FILENO, &screen->before) == 0;
    struct termios now = screen->before;
    if (!screen->keys)
        return;
    now.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &now);
}

/* Standard error leads to a file without a name; without one it stays as it is. */
static void keep_errors(struct screen *screen)
{
    screen->errors = memfd_create("errors", MFD_CLOEXEC);
    screen->error_output = screen->errors < 0 ? -1 : fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
    if (screen->error_output >= 0)
        (void)dup2(screen->errors, STDERR_FILENO);
}

static void tell_errors(struct screen *screen)
{
    char part[4096];
    if (screen->error_output >= 0) {
        (void)dup2(screen->error_output, STDERR_FILENO);
        (void)close(screen->error_output);
        (void)lseek(screen->errors, 0, SEEK_SET);
        for (ssize_t size; (size = read(screen->errors, part, sizeof part)) > 0;)
            (void)!write(STDERR_FILENO, part, (size_t)size);
    }
    if (screen->errors >= 0)
        (void)close(screen->errors);
}

void screen_open(struct screen *screen)
{
    sigset_t resize;
    *screen = (struct screen){.columns = 80, .rows = 24, .interrupt = INTERRUPT_NONE};
    (void)sigemptyset(&resize);
    (void)sigaddset(&resize, SIGWINCH);
    screen->resized = signalfd(-1, &resize, SFD_CLOEXEC | SFD_NONBLOCK);
    if (screen->resized >= 0)
        (void)sigprocmask(SIG_BLOCK, &resize, NULL);
    interrupt_open(&screen->interrupt);
    open_keys(screen);
    keep_errors(screen);
    (void)setvbuf(stdout, NULL, _IOFBF, BUFFER);
    (void)fputs(OTHER_SCREEN NO_CURSOR NO_WRAP, stdout);
}

void screen_clear(struct screen *screen)
{
    read_size(screen);
    (void)fputs("\x1b[H\x1b[2J", stdout);
}

/* Whether a key is the end's. */
static bool read_keys(struct screen *screen)
{
    char keys[64];
    ssize_t size = read(STDIN_FILENO, keys, sizeof keys);
    screen->keys = size > 0; /* a terminal that is gone has no more */
    for (ssize_t i = 0; i < size; i++)
        if (keys[i] == 'q' || keys[i] == 'Q')
            return true;
    return false;
}

bool screen_wait(struct screen *screen, int time_ms)
{
    struct signalfd_siginfo info;
    struct pollfd files[] = {{.fd = screen->interrupt.file, .events = POLLIN},
                             {.fd = screen->resized, .events = POLLIN},
                             {.fd = screen->keys ? STDIN_FILENO : -1, .events = POLLIN}};
    if (fflush(stdout) != 0)
        return false;
    (void)poll(files, 3, time_ms);
    if (files[1].revents)
        (void)!read(screen->resized, &info, sizeof info);
    if (files[2].revents && read_keys(screen))
        return false;
    return !interrupt_seen(&screen->interrupt);
}

void screen_close(struct screen *screen)
{
    (void)fputs(WRAP CURSOR FIRST_SCREEN, stdout);
    (void)fflush(stdout);
    tell_errors(screen);
    if (screen->before.c_lflag)
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &screen->before);
    interrupt_close(&screen->interrupt);
    if (screen->resized >= 0)
        (void)close(screen->resized);
}

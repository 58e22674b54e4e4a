#include "client/pager.h"

#include "shingle/base/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Whether a program of that name is in $PATH. */
static bool is_installed(const char *name)
{
    char path[4096];
    const char *folders = getenv("PATH");
    while (folders && *folders) {
        size_t size = strcspn(folders, ":");
        int written = snprintf(path, sizeof path, "%.*s/%s", (int)size, folders, name);
        if (written > 0 && (size_t)written < sizeof path && access(path, X_OK) == 0)
            return true;
        folders += size + (folders[size] == ':');
    }
    return false;
}

static const char *chosen(void)
{
    const char *pager = getenv("PAGER");
    if (!pager)
        return is_installed("less") ? "less" : NULL;
    return *pager && strcmp(pager, "cat") != 0 ? pager : NULL;
}

/* The child: reads the pipe. */
static void be_pager(const char *command, int from)
{
    (void)dup2(from, STDIN_FILENO);
    (void)setenv("LESS", "FRX", 0);
    (void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

void pager_open(struct pager *pager)
{
    int ends[2];
    const char *command = chosen();
    (void)fflush(stdout);
    if (!command || pipe2(ends, O_CLOEXEC) != 0)
        return;
    pager->process = fork();
    if (pager->process == 0)
        be_pager(command, ends[0]);
    (void)close(ends[0]);
    if (pager->process < 0 || dup2(ends[1], STDOUT_FILENO) < 0)
        pager->process = 0;
    else
        (void)signal(SIGINT, SIG_IGN); /* it is the pager's, which must not be left alone with the terminal */
    (void)close(ends[1]);
}

void pager_close(struct pager *pager)
{
    if (pager->process <= 0)
        return;
    (void)fclose(stdout);
    while (waitpid(pager->process, NULL, 0) < 0 && errno == EINTR)
        continue;
    pager->process = 0;
}

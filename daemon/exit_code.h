/*
 * How the daemon's process ends, for service managers and scripts. Beside the first four they are those of BSD's
 * sysexits.h.
 */
#ifndef DAEMON_EXIT_CODE_H
#define DAEMON_EXIT_CODE_H

enum exit_code {
    EXIT_CODE_OK = 0,        /* stopped in good order; --check: the store is clean */
    EXIT_CODE_FAILED = 1,    /* something else went wrong; standard error says what */
    EXIT_CODE_DAMAGED = 2,   /* the store is damaged */
    EXIT_CODE_NOT_STORE = 3, /* the directory is not a store */
    EXIT_CODE_USAGE = 64,    /* wrong command line */
    EXIT_CODE_ADDRESS = 69,  /* cannot listen at an address */
    EXIT_CODE_SYSTEM = 71,   /* the system gives no thread, file or memory */
    EXIT_CODE_IO = 74,       /* a write or sync failed; what was not acknowledged may be lost */
    EXIT_CODE_LOCKED = 75,   /* another process has the store open */
    EXIT_CODE_CONFIG = 78    /* wrong settings, or settings that do not fit the store */
};

#endif

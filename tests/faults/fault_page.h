/*
 * Faults: a library to be preloaded into the daemon (LD_PRELOAD) that makes the system fail as it is told to.
 *
 *     FAULTS_PAGE=/path/of/a/page LD_PRELOAD=libfaults.so shingled ...
 *
 * The page is a file of one struct fault_page that the test maps too, so it can arm and disarm faults in the running
 * process and read how far the counters came. Without FAULTS_PAGE the library changes nothing. It stands between the
 * daemon, with all its libraries, and libc; production code knows nothing of it.
 */
#ifndef TESTS_FAULTS_FAULT_PAGE_H
#define TESTS_FAULTS_FAULT_PAGE_H

#include <stdbool.h>
#include <stdint.h>

/* What is counted, each kind by itself. */
enum fault_kind {
    FAULT_MEMORY,     /* malloc, calloc, realloc, posix_memalign, anonymous mmap */
    FAULT_FILE,       /* write, sync, truncation and renaming of files (not of sockets and pipes) */
    FAULT_DESCRIPTOR, /* open, accept4, eventfd, socket */
    FAULT_KINDS
};

/* Layout told to tests/faults/faults.py: change both. All atomic, since any thread counts. */
struct fault_page {
    _Atomic uint64_t seen[FAULT_KINDS];   /* calls since the test set it to 0 */
    _Atomic uint64_t first[FAULT_KINDS];  /* the call that fails, from 1; 0 = none */
    _Atomic uint64_t count[FAULT_KINDS];  /* so many fail from there on */
    _Atomic uint64_t failed[FAULT_KINDS]; /* have failed */
    _Atomic uint64_t error;               /* errno of failures that are not of memory */
    _Atomic uint64_t short_writes;        /* not 0: writes that fail write half of it first, and only then fail */
    _Atomic uint64_t no_sync;             /* not 0: no sync reaches the disk, and O_SYNC and O_DSYNC are ignored */
    _Atomic uint64_t recording;           /* not 0: what happens to files is written to FAULTS_TRACE */
    _Atomic uint64_t trace_size;          /* bytes of it */
    _Atomic uint64_t clock_shift_s;       /* added to the time of day, as a signed number */
    _Atomic uint64_t rename_rest_ms;      /* so long a renaming takes to return when it is done */
};

/* Counts a call; true when it is one that should fail. */
bool fault_strikes(enum fault_kind kind);

/* The page; one of zeros when none was given. */
struct fault_page *fault_page(void);

/* One thing that happened to a file, as it stands in the trace; path and data follow it. */
struct fault_event {
    uint32_t kind; /* of enum fault_event_kind */
    uint32_t path_size;
    uint64_t offset;
    uint64_t data_size;
};

/* The numbers are told to tests/faults/recording.py, which adds notes of its own to the trace. */
enum fault_event_kind {
    FAULT_EVENT_WRITE = 1,
    FAULT_EVENT_SYNC,     /* of all that was written to the file, or of the names in a directory */
    FAULT_EVENT_TRUNCATE, /* the offset is the new size */
    FAULT_EVENT_RENAME,
    FAULT_EVENT_WRITE_SYNCED, /* through a descriptor with O_SYNC or O_DSYNC: this write alone is on the disk */
    FAULT_EVENT_REMOVE
};

/* Notes that something was done to the file of a descriptor, after it was done. Data may be NULL. */
void fault_record(enum fault_event_kind kind, int file, uint64_t offset, const void *data, uint64_t size);

/* The same of a renaming, both names; or of a removal, to = "". */
void fault_record_names(enum fault_event_kind kind, const char *from, const char *to);

#endif

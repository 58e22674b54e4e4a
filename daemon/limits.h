/*
 * Limits of the daemon that are not settings: what guards memory and time where nobody needs another value. The
 * settings of the section [limits] are the others; doc/protocol.md lists both for those who write clients.
 */
#ifndef DAEMON_LIMITS_H
#define DAEMON_LIMITS_H

enum {
    LIMIT_READ_SIZE = 64 << 10,      /* bytes that one read takes from a socket */
    LIMIT_READ_CROWDED = 4 << 10,    /* the same while its pipeline is half full, or memory is short */
    LIMIT_OUTPUT_FAIR = 16 << 10,    /* unread reply bytes that a client may have even while memory is short */
    LIMIT_JOBS = 65536,              /* requests in flight of one event loop; past it one for each client */
    LIMIT_HEAP_BUFFER = 256 << 10,   /* larger buffers are given back to the system when they are freed */
    LIMIT_KEEP_BUFFER = 64 << 10,    /* bytes of a buffer that stays for the next use */
    LIMIT_JOB_ARENA = 16 << 10,      /* first block of a job's arena */
    LIMIT_SCRATCH_ARENA = 256 << 10, /* first block of a worker's scratch arena */
    LIMIT_SCRATCH_SIZE = 1 << 30,    /* most memory for one page; past it, NOMEM */
    LIMIT_SPARE_JOBS = 256,          /* jobs that an event loop keeps for the next requests */
    LIMIT_SPARE_REQUESTS = 512,      /* the same for request buffers */
    LIMIT_SIGN_INS = 256,            /* tokens that wait to be checked; more are told BUSY */
    LIMIT_HANDSHAKE_MS = 5000,       /* time for a TLS handshake */
    LIMIT_STRANGER_IN = 8 << 10,     /* bytes that a client may send before it has named its user, */
    LIMIT_STRANGER_OUT = 4 << 10,    /* bytes that it gets, */
    LIMIT_STRANGER_MS = 5000,        /* and how long it may take */
    LIMIT_BATCH_US = 5000,           /* after so long a batch takes no more submissions while queries wait for it */
    LIMIT_QUERIES = 16384,           /* queries that wait for the store; more are told BUSY */
    LIMIT_PREPARED_SIZE = 256 << 20, /* bytes of prepared pages; past it the workers wait for the store */
    LIMIT_HELD_ANSWERS = 64 << 20,   /* bytes of answers to bulk requests that wait for the ends of these, together */
    LIMIT_REPLIES_SIZE = 64 << 20,   /* bytes of replies that wait to be read; then queries are told BUSY */
    LIMIT_PARKED = 4096,        /* CHANGES ... BLOCK that wait at once; more are answered as if BLOCK was left out */
    LIMIT_BLOCK_MS = 60 * 1000, /* longest BLOCK */
    LIMIT_WRITE_PROGRESS = 4 << 10, /* bytes that a client has to read in limits.write-time */
    LIMIT_LINGER_MS = 2000,         /* wait for the client's end of a connection after the last reply */
    LIMIT_ACCEPT_BURST = 64,        /* connections accepted in one turn of a listener */
    LIMIT_BACKLOG = 1024,           /* connections that the system keeps for accept */
    LIMIT_CLIENT_NAME = 128,        /* bytes of CLIENT SETNAME and SETINFO values */
    LIMIT_FILES_RESERVED = 64,      /* files besides clients: store, listeners, HTTP, log */
    LIMIT_BUSY_MIN_MS = 10,         /* shortest and longest wait that -BUSY proposes */
    LIMIT_BUSY_MAX_MS = 5000,
    LIMIT_COUNT_DEFAULT = 100,  /* COUNT where it is left out */
    LIMIT_COUNT_MAX = 10000,    /* largest COUNT; more is taken as this */
    LIMIT_REMOVED_MAX = 500,    /* articles that one FORGET or EXPIRE removes, so that no commit takes long */
    LIMIT_SIMILAR_DEFAULT = 10, /* COUNT of SIMILAR where it is left out */
    LIMIT_SIMILAR_MAX = 1000
};

#endif

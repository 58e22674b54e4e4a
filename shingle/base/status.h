/*
 * Status codes: the one list of outcomes for the whole program.
 *
 *     enum status status = record_decode(bytes, &record);
 *     if (status != STATUS_OK)
 *         return status;
 *
 * Every code has a word, which opens a RESP error ("-TOOBIG ..."), and a text for people. Both come from one table.
 */
#ifndef SHINGLE_BASE_STATUS_H
#define SHINGLE_BASE_STATUS_H

#define MUST_CHECK __attribute__((warn_unused_result))

enum status {
    STATUS_OK = 0,
    STATUS_BADARG,    /* an argument has a wrong form or value */
    STATUS_SYNTAX,    /* outside bytes do not parse: JSON, config, a number */
    STATUS_PROTO,     /* bytes on the wire are not the protocol; the connection ends */
    STATUS_TOOBIG,    /* over a named limit */
    STATUS_TOOSHORT,  /* too few words to judge */
    STATUS_NOARTICLE, /* the page has no article */
    STATUS_EMBARGOED, /* the item must not be used yet */
    STATUS_CANCELLED, /* the item was withdrawn by its agency */
    STATUS_NOTFOUND,  /* no such article, cluster, file, setting */
    STATUS_EXISTS,    /* the name is taken by something else */
    STATUS_UNKNOWN,   /* no such command or option */
    STATUS_NOAUTH,    /* not allowed before AUTH */
    STATUS_WRONGPASS, /* AUTH with a wrong name or password */
    STATUS_NOPERM,    /* this user may not do that */
    STATUS_BUSY,      /* a bounded queue is full; come again */
    STATUS_FULL,      /* disk or quota is full */
    STATUS_LIMIT,     /* too many clients, or too much in flight */
    STATUS_TIMEOUT,   /* a deadline passed */
    STATUS_STOPPING,  /* the daemon is shutting down */
    STATUS_READONLY,  /* the store takes no more writes after an error */
    STATUS_NOMEM,     /* memory ran out */
    STATUS_IO,        /* the system refused to read, write or sync */
    STATUS_DAMAGED,   /* stored bytes fail their checksum or make no sense */
    STATUS_NOTSTORE,  /* the directory is not a store */
    STATUS_NEWER,     /* the store was written by a newer major version */
    STATUS_MISMATCH,  /* the store was made with other fingerprint parameters */
    STATUS_LOCKED,    /* another process has the store open */
    STATUS_END        /* nothing more to read; the normal end of an iteration */
};
#define STATUS_COUNT (STATUS_END + 1)

/* The word that opens an error on the wire, e.g. "TOOBIG"; "ERR" for a value outside the enum. Static storage. */
const char *status_word(enum status status);

/* What happened, in words for people, e.g. "over a limit". No final stop. Static storage. */
const char *status_text(enum status status);

#endif

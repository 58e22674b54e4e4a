#include "shingle/base/status.h"

#include <stddef.h>

static const struct status_row {
    const char *word;
    const char *text;
} rows[STATUS_COUNT] = {
    [STATUS_OK] = {"OK", "done"},
    [STATUS_BADARG] = {"BADARG", "an argument has a wrong form or value"},
    [STATUS_SYNTAX] = {"SYNTAX", "the input does not parse"},
    [STATUS_PROTO] = {"PROTO", "not the protocol that is spoken here"},
    [STATUS_TOOBIG] = {"TOOBIG", "over a limit"},
    [STATUS_TOOSHORT] = {"TOOSHORT", "too few words to judge"},
    [STATUS_NOARTICLE] = {"NOARTICLE", "no article on this page"},
    [STATUS_EMBARGOED] = {"EMBARGOED", "the item is embargoed"},
    [STATUS_CANCELLED] = {"CANCELLED", "the item was withdrawn by its agency"},
    [STATUS_NOTFOUND] = {"NOTFOUND", "not found"},
    [STATUS_EXISTS] = {"EXISTS", "the name is taken by something else"},
    [STATUS_UNKNOWN] = {"UNKNOWN", "no such command or option"},
    [STATUS_NOAUTH] = {"NOAUTH", "authentication required"},
    [STATUS_WRONGPASS] = {"WRONGPASS", "wrong user name or password"},
    [STATUS_NOPERM] = {"NOPERM", "not permitted for this user"},
    [STATUS_BUSY] = {"BUSY", "a queue is full, try again later"},
    [STATUS_FULL] = {"FULL", "the disk or the quota is full"},
    [STATUS_LIMIT] = {"LIMIT", "too many at once"},
    [STATUS_TIMEOUT] = {"TIMEOUT", "a deadline passed"},
    [STATUS_STOPPING] = {"STOPPING", "the daemon is shutting down"},
    [STATUS_READONLY] = {"READONLY", "the store takes no writes after an earlier error"},
    [STATUS_NOMEM] = {"NOMEM", "out of memory"},
    [STATUS_IO] = {"IO", "input or output error"},
    [STATUS_DAMAGED] = {"DAMAGED", "stored data is damaged"},
    [STATUS_NOTSTORE] = {"NOTSTORE", "not a store"},
    [STATUS_NEWER] = {"NEWER", "written by a newer version"},
    [STATUS_MISMATCH] = {"MISMATCH", "made with other fingerprint parameters"},
    [STATUS_LOCKED] = {"LOCKED", "in use by another process"},
    [STATUS_END] = {"END", "nothing more to read"},
};

static const struct status_row *row_of(enum status status)
{
    static const struct status_row unknown = {"ERR", "unknown error"};
    size_t at = (size_t)status;
    return at < STATUS_COUNT ? &rows[at] : &unknown;
}

const char *status_word(enum status status)
{
    return row_of(status)->word;
}

const char *status_text(enum status status)
{
    return row_of(status)->text;
}

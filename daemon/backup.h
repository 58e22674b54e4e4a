/*
 * Backup: BACKUP, answered when the copy is whole. For the store thread only, but for what wakes it.
 *
 *     backup_take(&backup, job)            the command came: false when it is answered at once, with an error
 *     job = backup_settle(&backup)         now and then: the job whose answer is ready, NULL
 *     backup_stop(&backup)                 the daemon stops: the copy does too, and is answered by backup_settle()
 */
#ifndef DAEMON_BACKUP_H
#define DAEMON_BACKUP_H

#include "daemon/ingest/keeper.h"
#include "daemon/job.h"
#include "daemon/mailbox.h"

struct store_copy;

struct backup {
    struct server *server;
    struct keeper *keeper;
    struct mailbox *mailbox; /* of the store thread, to be woken */
    struct store_copy *copy; /* NULL: none is being made */
    struct job *job;
    uint64_t seq; /* the log's last number when it was begun; the copy has it, and may have more */
    int64_t began_us;
    bool stopped;
    char name[80];
};

bool backup_take(struct backup *backup, struct job *job);
struct job *backup_settle(struct backup *backup);
void backup_stop(struct backup *backup);

#endif

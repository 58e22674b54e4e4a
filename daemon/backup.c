#include "daemon/backup.h"

#include "daemon/answer_steps.h"
#include "daemon/clock.h"
#include "daemon/limits.h"
#include "daemon/log.h"
#include "daemon/server.h"
#include "daemon/store/store_copy.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* From a thread of the copy. */
static void on_ended(void *context)
{
    struct backup *backup = context;
    mailbox_wake(backup->mailbox);
}

/* Settings live until the daemon ends, also those that a reload replaced. */
static const char *folder_of(struct server *server)
{
    (void)pthread_rwlock_rdlock(&server->config_lock);
    const char *folder = server->config->store.backup_path;
    (void)pthread_rwlock_unlock(&server->config_lock);
    return folder;
}

/* The name that was asked for, else the time. False, with an error, when it is not one. */
static bool read_name(struct backup *backup, struct job *job)
{
    if (job->request->count == 1) {
        time_t now = (time_t)(clock_wall_ms() / 1000);
        struct tm utc;
        return gmtime_r(&now, &utc) && strftime(backup->name, sizeof backup->name, "%Y-%m-%dT%H%M%SZ", &utc) > 0;
    }
    struct bytes name = request_argument(job->request, 1);
    if (!store_copy_name_fits(name)) {
        reply_error(&job->reply, STATUS_BADARG,
                    "a backup's name has 1 to %d of A-Z a-z 0-9 . _ -, begins with none of . - and does not end with "
                    ".new",
                    STORE_COPY_NAME_MAX);
        return false;
    }
    (void)snprintf(backup->name, sizeof backup->name, "%" BYTES_FORMAT, BYTES_ARGS(name));
    return true;
}

static void refuse(struct backup *backup, struct job *job, enum status status, const char *folder)
{
    int error = errno;
    switch ((int)status) {
    case STATUS_EXISTS: reply_error(&job->reply, status, "there is a backup %s already", backup->name); break;
    case STATUS_FULL: reply_error(&job->reply, status, "%s has not enough room for a backup", folder); break;
    case STATUS_IO: reply_error(&job->reply, status, "cannot write to %s: %s", folder, strerror(error)); break;
    default: reply_error(&job->reply, status, NULL);
    }
    log_write(LOG_LEVEL_ERROR, "backup %s: %s", backup->name, status_text(status));
}

bool backup_take(struct backup *backup, struct job *job)
{
    const char *folder = folder_of(backup->server);
    struct store_copy_params params = {folder, backup->name, on_ended, backup};
    if (job->request->count > 2) {
        reply_error(&job->reply, STATUS_BADARG, "BACKUP takes one name");
        return false;
    }
    if (folder[0] == '\0') {
        reply_error(&job->reply, STATUS_NOTFOUND, "the setting store.backup-path names no directory for backups");
        return false;
    }
    if (backup->copy) {
        reply_error(&job->reply, STATUS_BUSY, "%d the backup %s is being made", LIMIT_BUSY_MAX_MS, backup->name);
        return false;
    }
    if (!read_name(backup, job))
        return false;
    enum status status = keeper_copy(backup->keeper, &params, &backup->copy);
    if (status != STATUS_OK) {
        refuse(backup, job, status, folder);
        return false;
    }
    backup->job = job;
    backup->seq = keeper_seq(backup->keeper);
    backup->began_us = clock_us();
    backup->stopped = false;
    log_write(LOG_LEVEL_NOTICE, "backup %s begun, at event %" PRIu64, backup->name, backup->seq);
    return true;
}

static void answer_whole(struct backup *backup, uint64_t size, struct reply *reply)
{
    int64_t took_ms = (clock_us() - backup->began_us) / 1000;
    log_write(LOG_LEVEL_NOTICE, "backup %s is whole: %" PRIu64 " bytes in %" PRId64 " ms", backup->name, size, took_ms);
    reply_map(reply, 4);
    reply_string(reply, "name");
    reply_string(reply, backup->name);
    answer_pair_number(reply, "bytes", size);
    answer_pair_number(reply, "seq", backup->seq);
    answer_pair_number(reply, "milliseconds", (uint64_t)took_ms);
}

struct job *backup_settle(struct backup *backup)
{
    struct store_copy_result result;
    struct job *job = backup->job;
    if (!backup->copy || !store_copy_ended(backup->copy, &result))
        return NULL;
    store_copy_close(backup->copy);
    backup->copy = NULL;
    backup->job = NULL;
    if (result.status == STATUS_OK) {
        answer_whole(backup, result.size, &job->reply);
    } else {
        errno = result.error;
        refuse(backup, job, result.status, folder_of(backup->server));
    }
    return job;
}

void backup_stop(struct backup *backup)
{
    if (!backup->copy || backup->stopped)
        return;
    backup->stopped = true;
    store_copy_stop(backup->copy);
}

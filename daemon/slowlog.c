#include "daemon/slowlog.h"

#include <stdio.h>

static const char *const stage_names[JOB_STAGES + 1] = {"waited_us", "prepared_us", "queued_us", "decided_us",
                                                        "replied_us"};

void slowlog_open(struct slowlog *log)
{
    (void)pthread_mutex_init(&log->lock, NULL);
    log->last_id = 0;
    log->first_id = 1;
}

void slowlog_close(struct slowlog *log)
{
    (void)pthread_mutex_destroy(&log->lock);
}

/* A stage that the job did not pass took nothing. */
static void take_stages(struct slowlog_entry *entry, const struct job *job, int64_t now_us)
{
    int64_t since_us = job->arrived_us;
    for (size_t i = 0; i <= JOB_STAGES; i++) {
        int64_t until_us = i < JOB_STAGES ? job->stage_us[i] : now_us;
        entry->stage_us[i] = until_us > since_us ? until_us - since_us : 0;
        since_us = until_us > since_us ? until_us : since_us;
    }
}

/* What came over HTTP has no words but its command's. */
static void take_words(struct slowlog_entry *entry, const struct command *command, const struct request *request)
{
    if (!request) {
        entry->words = 1;
        entry->word[0].size = (uint8_t)snprintf((char *)entry->word[0].at, SLOWLOG_WORD_SIZE, "%s", command->name);
        return;
    }
    entry->words = request->count;
    for (uint32_t i = 0; i < request->count && i < SLOWLOG_WORDS; i++) {
        struct bytes word = bytes_upto(request_argument(request, i), SLOWLOG_WORD_SIZE);
        entry->word[i].size = (uint8_t)word.size;
        if (word.size)
            memcpy(entry->word[i].at, word.at, word.size);
    }
}

void slowlog_add(struct slowlog *log, const struct job *job, const char *address, int64_t wall_ms, int64_t now_us)
{
    (void)pthread_mutex_lock(&log->lock);
    uint64_t id = ++log->last_id;
    struct slowlog_entry *entry = &log->entries[id % SLOWLOG_ENTRIES];
    *entry = (struct slowlog_entry){.id = id, .wall_ms = wall_ms, .took_us = now_us - job->arrived_us};
    take_stages(entry, job, now_us);
    take_words(entry, job->command, job->request);
    (void)snprintf(entry->address, sizeof entry->address, "%s", address);
    if (log->last_id - log->first_id >= SLOWLOG_ENTRIES)
        log->first_id = log->last_id - SLOWLOG_ENTRIES + 1;
    (void)pthread_mutex_unlock(&log->lock);
}

static void reply_words(const struct slowlog_entry *entry, struct reply *reply)
{
    bool cut = entry->words > SLOWLOG_WORDS;
    uint32_t shown = cut ? SLOWLOG_WORDS : entry->words;
    reply_array(reply, shown + (cut ? 1 : 0));
    for (uint32_t i = 0; i < shown; i++)
        reply_text(reply, bytes_of(entry->word[i].at, entry->word[i].size));
    if (cut) {
        char more[64];
        (void)snprintf(more, sizeof more, "... (%u more arguments)", entry->words - SLOWLOG_WORDS);
        reply_string(reply, more);
    }
}

static void reply_entry(const struct slowlog_entry *entry, struct reply *reply)
{
    reply_array(reply, 7);
    reply_integer(reply, (int64_t)entry->id);
    reply_integer(reply, entry->wall_ms / 1000);
    reply_integer(reply, entry->took_us);
    reply_words(entry, reply);
    reply_string(reply, entry->address);
    reply_string(reply, "");
    reply_map(reply, JOB_STAGES + 1);
    for (size_t i = 0; i <= JOB_STAGES; i++) {
        reply_string(reply, stage_names[i]);
        reply_integer(reply, entry->stage_us[i]);
    }
}

void slowlog_reply(struct slowlog *log, size_t count, struct reply *reply)
{
    (void)pthread_mutex_lock(&log->lock);
    size_t held = (size_t)(log->last_id - log->first_id + 1);
    if (count > held)
        count = held;
    reply_array(reply, count);
    for (size_t i = 0; i < count; i++)
        reply_entry(&log->entries[(log->last_id - i) % SLOWLOG_ENTRIES], reply);
    (void)pthread_mutex_unlock(&log->lock);
}

size_t slowlog_count(struct slowlog *log)
{
    (void)pthread_mutex_lock(&log->lock);
    size_t held = (size_t)(log->last_id - log->first_id + 1);
    (void)pthread_mutex_unlock(&log->lock);
    return held;
}

void slowlog_reset(struct slowlog *log)
{
    (void)pthread_mutex_lock(&log->lock);
    log->first_id = log->last_id + 1;
    (void)pthread_mutex_unlock(&log->lock);
}

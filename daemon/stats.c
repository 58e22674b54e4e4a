#include "daemon/stats.h"

void stats_count_error(struct stats *stats, struct bytes reply)
{
    if (reply.size == 0 || reply.at[0] != '-')
        return;
    count(&stats->errors, 1);
    struct bytes word = bytes_from(reply, 1);
    word = bytes_upto(word, bytes_find(word, BYTES(" "), 0));
    for (int status = 0; status < STATUS_COUNT; status++)
        if (bytes_equal(word, bytes_of_string(status_word((enum status)status)))) {
            count(&stats->refused[status], 1);
            return;
        }
    count(&stats->refused[STATUS_COUNT], 1);
}

#include "client/info.h"

int info_ask(struct client *client, struct info *info)
{
    struct request request = {0};
    int exit;
    request_add_string(&request, "INFO");
    *info = (struct info){.reply = connection_ask_for(client, &request, &exit)};
    if (info->reply && info->reply->str)
        info->text = bytes_of(info->reply->str, info->reply->len);
    return exit;
}

void info_close(struct info *info)
{
    freeReplyObject(info->reply);
    *info = (struct info){0};
}

struct bytes info_text(const struct info *info, const char *name)
{
    struct bytes rest = info->text, wanted = bytes_of_string(name);
    while (rest.size) {
        struct bytes line = bytes_upto(rest, bytes_find(rest, BYTES("\n"), 0));
        rest = bytes_from(rest, line.size + 1);
        if (bytes_starts_with(line, wanted) && line.size > wanted.size && line.at[wanted.size] == ':')
            return bytes_trim(bytes_from(line, wanted.size + 1));
    }
    return BYTES("");
}

uint64_t info_number(const struct info *info, const char *name)
{
    uint64_t number;
    return bytes_to_u64(info_text(info, name), &number) ? number : 0;
}

/*
 * Users files. Laws: any bytes are read without harm; problems are told exactly when the text is refused; what is taken
 * is within its limits, and none of it is checked at a cost that a flood could use.
 */
#include "daemon/access/users.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool law)
{
    if (!law)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct users users;
    struct writer errors = {0};
    enum status status = users_parse(bytes_of(data, size), "fuzz", &users, &errors);
    demand(status == STATUS_OK || status == STATUS_SYNTAX);
    demand((status == STATUS_OK) == (errors.size == 0));
    demand(status == STATUS_OK || (users.at == NULL && users.count == 0));
    for (size_t i = 0; i < users.count; i++) {
        const struct user *user = &users.at[i];
        demand(user_name_is_good(bytes_of_string(user->name)));
        demand(user->roles != 0 && (user->roles & ~(unsigned)ROLE_ALL) == 0);
        demand(user->token.n * user->token.r * 128 <= TOKEN_MEMORY_MOST);
        demand(user->token.n * user->token.r * user->token.p <= TOKEN_WORK_MOST);
        demand(user->token.salt_size >= TOKEN_SALT_LEAST && user->token.salt_size <= TOKEN_SALT_MOST);
    }
    users_close(&users);
    writer_close(&errors);
    return 0;
}

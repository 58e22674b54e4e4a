#include "daemon/wire/role.h"

static const struct {
    enum role role;
    const char *name;
} roles[] = {{ROLE_SUBMIT, "submit"}, {ROLE_QUERY, "query"}, {ROLE_ADMIN, "admin"}, {ROLE_METRICS, "metrics"}};

enum { ROLES = sizeof roles / sizeof *roles };

unsigned role_named(struct bytes name)
{
    for (size_t i = 0; i < ROLES; i++)
        if (bytes_equal_nocase(name, bytes_of_string(roles[i].name)))
            return (unsigned)roles[i].role;
    return 0;
}

void role_print(unsigned set, struct writer *out)
{
    const char *between = "";
    for (size_t i = 0; i < ROLES; i++)
        if (set & (unsigned)roles[i].role) {
            writer_format(out, "%s%s", between, roles[i].name);
            between = ",";
        }
}

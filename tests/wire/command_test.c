#include "daemon/wire/command.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct request *request_of(const char *const *words, size_t count)
{
    struct request *request = request_new(NULL);
    for (size_t i = 0; i < count; i++) {
        struct bytes word = bytes_of_string(words[i]);
        size_t at = request->size;
        assert_int_equal(request_append(request, word, word.size), STATUS_OK);
        assert_int_equal(request_close_argument(request, at, word.size), STATUS_OK);
    }
    return request;
}

static const struct command *found(const char *first, const char *second)
{
    const char *words[] = {first, second};
    struct request *request = request_of(words, second ? 2 : 1);
    const struct command *command = command_find(request);
    request_free(request);
    return command;
}

static void test_rows_are_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < COMMANDS; i++) {
        const struct command *command = &COMMAND_TABLE[i];
        assert_int_equal(command->id, i);
        assert_non_null(command->name);
        assert_non_null(command->group);
        assert_non_null(command->summary);
        assert_non_null(command->complexity);
        assert_int_not_equal(command->arity, 0);
        if (command->container)
            assert_non_null(command_named(bytes_of_string(command->container)));
    }
}

/* What needs the role admin is flagged so for COMMAND INFO, and the other way round. */
static void test_roles(void **state)
{
    (void)state;
    for (size_t i = 0; i < COMMANDS; i++) {
        const struct command *command = &COMMAND_TABLE[i];
        assert_int_equal(command->roles & ~(unsigned)ROLE_ALL, 0);
        assert_int_equal((command->flags & COMMAND_ADMIN) != 0, command->roles == ROLE_ADMIN);
        assert_true(!(command->flags & COMMAND_NO_AUTH) || command->roles == 0);
        assert_true(!(command->flags & COMMAND_READS) || command->roles != 0);
        assert_true(!(command->flags & COMMAND_WRITES) || command->roles == ROLE_SUBMIT ||
                    command->roles == ROLE_ADMIN);
        assert_true(command_permits(command, false, ROLE_ADMIN));
        assert_int_equal(command_permits(command, true, ROLE_ALL), (command->flags & COMMAND_NO_AUTH) != 0);
    }
    assert_true(command_permits(&COMMAND_TABLE[COMMAND_CHECK], false, ROLE_QUERY));
    assert_true(command_permits(&COMMAND_TABLE[COMMAND_CHECK], false, ROLE_SUBMIT));
    assert_false(command_permits(&COMMAND_TABLE[COMMAND_CHECK], false, ROLE_METRICS));
    assert_false(command_permits(&COMMAND_TABLE[COMMAND_FORGET], false, ROLE_SUBMIT | ROLE_QUERY | ROLE_METRICS));
    assert_true(command_permits(&COMMAND_TABLE[COMMAND_PING], false, ROLE_METRICS));
    assert_true(command_permits(&COMMAND_TABLE[COMMAND_AUTH], true, 0));
}

static void test_role_names(void **state)
{
    (void)state;
    assert_int_equal(role_named(BYTES("submit")), ROLE_SUBMIT);
    assert_int_equal(role_named(BYTES("Metrics")), ROLE_METRICS);
    assert_int_equal(role_named(BYTES("")), 0);
    assert_int_equal(role_named(BYTES("owner")), 0);
    struct writer text = {0};
    role_print(ROLE_ALL, &text);
    assert_true(bytes_equal(writer_view(&text), BYTES("submit,query,admin,metrics")));
    writer_clear(&text);
    role_print(0, &text);
    assert_int_equal(text.size, 0);
    writer_close(&text);
}

static void test_find(void **state)
{
    (void)state;
    assert_int_equal(found("submit", NULL)->id, COMMAND_SUBMIT);
    assert_int_equal(found("SuBmIt", "x")->id, COMMAND_SUBMIT);
    assert_int_equal(found("client", "setname")->id, COMMAND_CLIENT_SETNAME);
    assert_int_equal(found("client", "nosuch")->id, COMMAND_CLIENT);
    assert_int_equal(found("command", NULL)->id, COMMAND_COMMAND);
    assert_int_equal(found("command", "docs")->id, COMMAND_COMMAND_DOCS);
    assert_null(found("setname", NULL));
    assert_null(found("get", NULL));
    assert_null(found("", NULL));
    assert_null(found("submitx", NULL));
    assert_int_equal(command_named(BYTES("client|id"))->id, COMMAND_CLIENT_ID);
    assert_null(command_named(BYTES("|id")));
    assert_null(command_named(BYTES("client|")));
}

static void test_arity(void **state)
{
    (void)state;
    const struct command *doc = command_named(BYTES("doc"));
    assert_false(command_arity_fits(doc, 1));
    assert_true(command_arity_fits(doc, 2));
    assert_false(command_arity_fits(doc, 3));
    const struct command *submit = command_named(BYTES("submit"));
    assert_false(command_arity_fits(submit, 2));
    assert_true(command_arity_fits(submit, 3));
    assert_true(command_arity_fits(submit, 64));
}

static void test_syntax(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *syntax;
    } rows[] = {
        {"forget", "FORGET [SOURCE source] [CLUSTER ref] [LIST lines] [ref ...] [CURSOR cursor] [COUNT count]"},
        {"changes", "CHANGES AFTER seq [COUNT count] [BLOCK milliseconds]"},
        {"client|setname", "CLIENT SETNAME name"},
        {"submit", "SUBMIT [JSON object] [field value ...]"},
        {"sync", "SYNC"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct writer out = {0};
        command_syntax(command_named(bytes_of_string(rows[i].name)), &out);
        writer_u8(&out, 0);
        assert_string_equal((char *)out.at, rows[i].syntax);
        writer_close(&out);
    }
}

/* Walks over one reply value; returns what follows it. Counts must match the elements that were written. */
static struct bytes skip_value(struct bytes in)
{
    assert_true(in.size >= 3);
    size_t line = bytes_find(in, BYTES("\r\n"), 0);
    assert_int_not_equal(line, SIZE_MAX);
    uint64_t number = 0;
    (void)bytes_to_u64(bytes_upto(bytes_from(in, 1), line - 1), &number);
    struct bytes rest = bytes_from(in, line + 2);
    switch (in.at[0]) {
    case '$':
    case '=': return in.at[1] == '-' ? rest : bytes_from(rest, number + 2);
    case '%': number *= 2; /* fall through */
    case '*':
    case '~':
        for (uint64_t i = 0; i < number; i++)
            rest = skip_value(rest);
        return rest;
    default: assert_non_null(strchr("+-:,#_", in.at[0])); return rest;
    }
}

static void check_whole(void (*build)(struct reply *, const struct request *), const char *const *words, size_t count)
{
    struct request *request = request_of(words, count);
    for (int form = REPLY_RESP2; form <= REPLY_RESP3; form++) {
        struct reply reply = {.form = (enum reply_form)form};
        build(&reply, request);
        assert_int_equal(skip_value(writer_view(&reply.out)).size, 0);
        writer_close(&reply.out);
    }
    request_free(request);
}

static void list(struct reply *reply, const struct request *request)
{
    (void)request;
    command_reply_list(reply);
}

static void test_replies_are_whole(void **state)
{
    (void)state;
    const char *const all[] = {"COMMAND", "DOCS"};
    const char *const some[] = {"COMMAND", "DOCS", "client", "nosuch", "client|id", "submit"};
    check_whole(command_reply_docs, all, 2);
    check_whole(command_reply_docs, some, 6);
    check_whole(command_reply_info, all, 1);
    check_whole(command_reply_info, some, 6);
    check_whole(list, all, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_complete),
        cmocka_unit_test(test_roles),
        cmocka_unit_test(test_role_names),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_arity),
        cmocka_unit_test(test_syntax),
        cmocka_unit_test(test_replies_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

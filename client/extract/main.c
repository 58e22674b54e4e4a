/* shingle-extract: the boilerplate stripper alone, as a filter. */
#include "client/extract/jsonl.h"
#include "client/extract/options.h"
#include "client/extract/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BLOCK = 1 << 20, WHY_COLUMNS = 96 };

/* All of a stream, at most one byte over PAGE_CONTENT_MAX; at is NULL and errno set when reading failed. */
static struct bytes read_all(FILE *in)
{
    size_t size = 0, capacity = 1 << 16;
    uint8_t *at = malloc(capacity);
    while (at) {
        size += fread(at + size, 1, capacity - size, in);
        if (size < capacity || size > PAGE_CONTENT_MAX)
            break;
        capacity *= 2;
        uint8_t *more = realloc(at, capacity);
        if (!more)
            free(at);
        at = more;
    }
    if (at && ferror(in)) {
        free(at);
        at = NULL;
    }
    return bytes_of(at, at ? size : 0);
}

static enum extract_exit complain(const char *name, const char *what)
{
    fprintf(stderr, "shingle-extract: %s: %s\n", name, what);
    return EXTRACT_FAILED;
}

static enum extract_exit print_json(const struct article *article, const char *name,
                                    const struct extract_options *options)
{
    json_t *row = article_to_json(article, NULL, bytes_of_string(options->url));
    if (!row)
        return complain(name, status_text(STATUS_NOMEM));
    if (options->file_count > 1)
        json_object_set_new(row, "file", json_string(name));
    json_dumpf(row, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(row);
    return EXTRACT_OK;
}

static enum extract_exit print_article(const struct article *article, const char *name,
                                       const struct extract_options *options)
{
    if (options->file_count > 1 && (options->why || options->format == EXTRACT_TEXT))
        printf("==> %s <==\n", name);
    if (options->why) {
        article_print_why(article, stdout, WHY_COLUMNS);
        return EXTRACT_OK;
    }
    if (options->format == EXTRACT_JSON)
        return print_json(article, name, options);
    if (article->outcome == ARTICLE_NONE) {
        complain(name, article->reason);
        return EXTRACT_NO_ARTICLE;
    }
    fwrite(article->text.at, 1, article->text.size, stdout);
    putchar('\n');
    return EXTRACT_OK;
}

static enum extract_exit extract_page(FILE *in, const char *name, const struct extract_options *options)
{
    struct bytes content = read_all(in);
    if (!content.at)
        return complain(name, strerror(errno));
    struct arena arena;
    arena_init(&arena, ARENA_BLOCK, 0);
    struct page page = {.content = content,
                        .url = bytes_of_string(options->url),
                        .title_hint = bytes_of_string(options->title),
                        .kind = options->kind,
                        .flags = (options->why ? PAGE_WHY : 0u) | (options->as_is ? PAGE_AS_IS : 0u)};
    struct article article;
    enum status status = article_extract(&page, &arena, &article);
    enum extract_exit code =
        status == STATUS_OK ? print_article(&article, name, options) : complain(name, status_text(status));
    arena_close(&arena);
    free((void *)(uintptr_t)content.at);
    return code;
}

static enum extract_exit extract_file(const char *name, const struct extract_options *options)
{
    bool standard = !strcmp(name, "-");
    FILE *in = standard ? stdin : fopen(name, "rb");
    if (!in)
        return complain(name, strerror(errno));
    enum extract_exit code =
        options->jsonl ? extract_jsonl(in, name, stdout, options) : extract_page(in, name, options);
    if (!standard)
        fclose(in);
    return code;
}

int main(int argc, char **argv)
{
    struct extract_options options;
    enum extract_exit code;
    if (!extract_options_read(argc, argv, &options, &code))
        return (int)code;
    static char dash[] = "-";
    char *standard[] = {dash};
    if (options.file_count == 0) {
        options.files = standard;
        options.file_count = 1;
    }
    for (int i = 0; i < options.file_count; i++) {
        enum extract_exit one = extract_file(options.files[i], &options);
        if (one == EXTRACT_FAILED || code == EXTRACT_OK)
            code = one;
    }
    if (fflush(stdout) != 0 || ferror(stdout))
        code = complain("standard output", strerror(errno));
    return (int)code;
}

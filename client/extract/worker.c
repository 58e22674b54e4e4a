#include "client/extract/worker.h"

#include "client/extract/row.h"
#include "client/terminal.h"
#include "shingle/text/utf8.h"

enum { ARENA_BLOCK = 1 << 20 };

void worker_open(struct worker *worker, const struct extract_options *options, struct verdict_look look)
{
    *worker = (struct worker){.options = options, .look = look};
    arena_init(&worker->arena, ARENA_BLOCK, WORKER_MEMORY_MAX);
}

void worker_close(struct worker *worker)
{
    arena_close(&worker->arena);
}

static unsigned page_flags(const struct extract_options *options)
{
    bool structured = options->format == EXTRACT_MARKDOWN || options->format == EXTRACT_HTML;
    return (options->why ? PAGE_WHY : 0u) | (options->as_is ? PAGE_AS_IS : 0u) | (structured ? PAGE_BLOCKS : 0u);
}

/* The file's name as UTF-8, where it has to be told which of several an output is of. */
static struct bytes name_of(struct worker *worker, const struct task *task)
{
    struct bytes name = bytes_of_string(task->file), repaired;
    size_t bad;
    if (worker->options->file_count < 2 || utf8_repair(name, &worker->arena, &repaired, &bad) != STATUS_OK)
        return BYTES("");
    return repaired;
}

static void put_error(struct bytes id, struct worker *worker, struct task *task)
{
    writer_clear(&task->output);
    format_json_error(id, name_of(worker, task), task->line, task->problem, &task->output);
}

/* One line of JSONL. NULL when it went well, else what is wrong. */
static const char *extract_row(const struct row *row, struct worker *worker, struct task *task)
{
    const struct extract_options *options = worker->options;
    bool html = row->html.at != NULL;
    if (!html && !row->text.at)
        return "neither \"html\" nor \"text\" is a string";
    struct page page = {.content = html ? row->html : row->text,
                        .url = row->url,
                        .title_hint = row->title,
                        .agencies = options->agencies,
                        .kind = options->kind != PAGE_AUTO ? options->kind
                                : html                     ? PAGE_HTML
                                                           : PAGE_TEXT,
                        .flags = page_flags(options)};
    if (html)
        page.charset_label = BYTES("utf-8"); /* JSON is UTF-8, whatever the page says it was */
    struct article article;
    enum status status = article_extract(&page, &worker->arena, &article);
    if (status == STATUS_TOOBIG)
        return "the page is over 16 MiB";
    if (status != STATUS_OK)
        return status_text(status);
    struct answer answer = {
        .article = &article, .id = row->id, .url = page.url, .format = options->format, .why = options->why};
    format_json(&answer, &task->output);
    task->found = article.outcome == ARTICLE_FOUND;
    return NULL;
}

static void do_row(struct worker *worker, struct task *task)
{
    struct row row = {.id = {NULL, 0}};
    const char *problem = task->problem[0] ? task->problem : NULL;
    if (!problem) {
        problem = row_read(writer_view(&task->input), &worker->arena, &row);
        problem = problem ? problem : extract_row(&row, worker, task);
        if (!problem && task->output.failed)
            problem = status_text(STATUS_NOMEM);
        if (problem)
            task_fail(task, EXTRACT_FAILED, problem);
    }
    if (problem)
        put_error(row.id, worker, task);
}

static void put_file_name(struct worker *worker, struct task *task)
{
    struct bytes name = name_of(worker, task);
    if (!name.size)
        return;
    writer_bytes(&task->output, BYTES("==> "));
    terminal_clean(name, &task->output);
    writer_bytes(&task->output, BYTES(" <==\n"));
}

static void put_article(const struct article *article, struct worker *worker, struct task *task)
{
    const struct extract_options *options = worker->options;
    struct answer answer = {.article = article,
                            .url = bytes_of_string(options->url),
                            .file = name_of(worker, task),
                            .format = options->format,
                            .why = options->why};
    if (options->format == EXTRACT_JSON) {
        format_json(&answer, &task->output);
        return;
    }
    if (options->why) {
        put_file_name(worker, task);
        format_why(article, worker->look, &task->output);
        return;
    }
    if (!task->found) {
        task_fail(task, EXTRACT_NO_ARTICLE, article->reason);
        return;
    }
    if (options->format == EXTRACT_MARKDOWN) {
        format_markdown(article, &task->output);
    } else if (options->format == EXTRACT_HTML) {
        format_html(article, &task->output);
    } else {
        put_file_name(worker, task);
        writer_bytes(&task->output, article->text);
        writer_u8(&task->output, '\n');
    }
}

static void do_page(struct worker *worker, struct task *task)
{
    const struct extract_options *options = worker->options;
    struct page page = {.content = writer_view(&task->input),
                        .url = bytes_of_string(options->url),
                        .title_hint = bytes_of_string(options->title),
                        .agencies = options->agencies,
                        .kind = options->kind,
                        .flags = page_flags(options)};
    struct article article;
    if (task->problem[0])
        return;
    enum status status = article_extract(&page, &worker->arena, &article);
    if (status != STATUS_OK) {
        task_fail(task, EXTRACT_FAILED, status_text(status));
        return;
    }
    task->found = article.outcome == ARTICLE_FOUND;
    put_article(&article, worker, task);
    if (task->output.failed) {
        writer_clear(&task->output);
        task_fail(task, EXTRACT_FAILED, status_text(STATUS_NOMEM));
    }
}

void worker_do(struct worker *worker, struct task *task)
{
    if (worker->options->jsonl)
        do_row(worker, task);
    else
        do_page(worker, task);
    arena_reset(&worker->arena);
}

#include "daemon/page_work.h"

enum { PAIRS_AT = 1, OBJECT_AT = 2 };

static bool is_json(const struct request *request)
{
    return request->count == 3 && bytes_equal_nocase(request_argument(request, PAIRS_AT), BYTES("JSON"));
}

static enum status read_pairs(struct job *job, struct page_work *work)
{
    size_t count = job->request->count - PAIRS_AT;
    struct bytes *arguments = arena_array(&job->arena, count, sizeof *arguments);
    if (!arguments)
        return STATUS_NOMEM;
    for (size_t i = 0; i < count; i++)
        arguments[i] = request_argument(job->request, (uint32_t)i + PAIRS_AT);
    return submission_from_pairs(arguments, count, &job->arena, &work->submission, &work->problem);
}

static enum status read_submission(struct job *job, struct page_work *work)
{
    if (is_json(job->request))
        return submission_from_json(request_argument(job->request, OBJECT_AT), &job->arena, &work->submission,
                                    &work->problem);
    return read_pairs(job, work);
}

void page_work_do(const struct prepare_params *params, int64_t now_ms, struct arena *scratch, struct job *job)
{
    struct page_work *work = arena_zeroed(&job->arena, 1, sizeof *work);
    job->page = work;
    if (!work)
        return;
    work->status = read_submission(job, work);
    if (work->status != STATUS_OK)
        return;
    work->status = prepare(params, &work->submission, now_ms, scratch, &job->arena, &work->prepared);
    if (work->status == STATUS_NOARTICLE && work->prepared.article.reason)
        work->problem = bytes_of_string(work->prepared.article.reason);
}

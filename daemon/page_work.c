#include "daemon/page_work.h"

enum { PAIRS_AT = 1, OBJECT_AT = 2, BESIDE_AT = 3 };

/* CHECK ... EXPLAIN: one word more than pairs, or an object and pairs, have. */
static bool is_explained(const struct job *job)
{
    const struct request *request = job->request;
    return job->command->id == COMMAND_CHECK && request->count % 2 == 0 &&
           bytes_equal_nocase(request_argument(request, request->count - 1), BYTES("EXPLAIN"));
}

/* JSON object [field value ...]: an even number of words in all would be pairs whose first field is called JSON. */
static bool is_json(const struct request *request, uint32_t count)
{
    return count % 2 && bytes_equal_nocase(request_argument(request, PAIRS_AT), BYTES("JSON"));
}

static enum status read_submission(struct job *job, struct arena *scratch, struct page_work *work)
{
    work->explain = is_explained(job);
    uint32_t words = job->request->count - work->explain;
    bool json = is_json(job->request, words);
    uint32_t from = json ? BESIDE_AT : PAIRS_AT;
    size_t count = words - from;
    struct bytes *arguments = arena_array(&job->arena, count, sizeof *arguments);
    if (!arguments)
        return STATUS_NOMEM;
    for (size_t i = 0; i < count; i++)
        arguments[i] = request_argument(job->request, (uint32_t)i + from);
    if (json)
        return submission_from_json(request_argument(job->request, OBJECT_AT), arguments, count, scratch, &job->arena,
                                    &work->submission, &work->problem);
    return submission_from_pairs(arguments, count, &job->arena, &work->submission, &work->problem);
}

void page_work_do(const struct prepare_params *params, int64_t now_ms, struct arena *scratch, struct job *job)
{
    struct page_work *work = arena_zeroed(&job->arena, 1, sizeof *work);
    job->page = work;
    if (!work)
        return;
    work->status = read_submission(job, scratch, work);
    if (work->status != STATUS_OK)
        return;
    if (job->command->id == COMMAND_EXPLAINPAGE) {
        work->status = prepare_explained(params, &work->submission, scratch, &job->arena, &work->prepared);
        return;
    }
    work->status = prepare(params, &work->submission, now_ms, scratch, &job->arena, &work->prepared);
    if (work->status == STATUS_NOARTICLE && work->prepared.article.reason)
        work->problem = bytes_of_string(work->prepared.article.reason);
}

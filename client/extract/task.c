#include "client/extract/task.h"

#include <stdio.h>

static void clear_buffer(struct writer *buffer)
{
    if (buffer->capacity > TASK_BUFFER_KEPT)
        writer_close(buffer);
    writer_clear(buffer);
}

void task_clear(struct task *task)
{
    clear_buffer(&task->input);
    clear_buffer(&task->output);
    task->problem[0] = '\0';
    task->code = EXTRACT_OK;
    task->found = false;
}

void task_close(struct task *task)
{
    writer_close(&task->input);
    writer_close(&task->output);
}

void task_fail(struct task *task, enum extract_exit code, const char *problem)
{
    task->code = code;
    (void)snprintf(task->problem, sizeof task->problem, "%s", problem);
}

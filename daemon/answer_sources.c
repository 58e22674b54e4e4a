/* SOURCES. */
#include "daemon/answer_steps.h"
#include "daemon/ingest/survey.h"
#include "daemon/limits.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    const struct survey_source *x = *(const struct survey_source *const *)a;
    const struct survey_source *y = *(const struct survey_source *const *)b;
    if (x->articles != y->articles)
        return x->articles > y->articles ? -1 : 1;
    return strcmp(x->name, y->name);
}

static void write_agencies(const struct survey_source *source, struct reply *reply)
{
    size_t count = 0;
    while (count < SURVEY_AGENCIES && source->agencies[count].articles)
        count++;
    reply_string(reply, "agencies");
    reply_array(reply, count);
    for (size_t i = 0; i < count; i++) {
        reply_map(reply, 2);
        reply_string(reply, "agency");
        reply_string(reply, source->agencies[i].name);
        answer_pair_number(reply, "articles", source->agencies[i].articles);
    }
}

static void write_source(const struct survey_source *source, struct reply *reply)
{
    int64_t delay_ms = survey_delay_ms(source);
    reply_map(reply, 6);
    reply_string(reply, "source");
    reply_string(reply, source->name);
    answer_pair_number(reply, "articles", source->articles);
    answer_pair_number(reply, "copies", source->copies);
    answer_pair_number(reply, "firsts", source->firsts);
    reply_string(reply, "delay_ms");
    if (delay_ms >= 0)
        reply_integer(reply, delay_ms);
    else
        reply_null(reply);
    write_agencies(source, reply);
}

/* The sources with most articles first. */
static const struct survey_source **ranked(const struct survey_source *sources, size_t count, struct arena *arena)
{
    const struct survey_source **ranks = arena_array(arena, count + 1, sizeof *ranks);
    for (size_t i = 0; ranks && i < count; i++)
        ranks[i] = &sources[i];
    if (ranks)
        qsort(ranks, count, sizeof *ranks, compare);
    return ranks;
}

bool answer_sources(const struct answer_context *context, struct job *job)
{
    uint64_t asked = 0, articles;
    bool whole;
    const struct answer_option options[] = {{.word = "COUNT", .kind = OPTION_COUNT, .number = &asked}};
    if (!answer_options(job, 1, options, 1))
        return true;
    size_t known = 0;
    const struct survey *survey = keeper_survey_now(context->keeper, &articles, &whole);
    const struct survey_source *sources = survey ? survey_sources(survey, &known) : NULL;
    const struct survey_source **ranks = ranked(sources, known, context->arena);
    if (!ranks) {
        answer_status(job, STATUS_NOMEM);
        return true;
    }
    size_t count = answer_count(asked, LIMIT_COUNT_DEFAULT, LIMIT_COUNT_MAX);
    count = count < known ? count : known;
    reply_map(&job->reply, 4);
    answer_pair_number(&job->reply, "articles", articles);
    reply_string(&job->reply, "whole");
    reply_boolean(&job->reply, whole);
    answer_pair_number(&job->reply, "left_out", survey ? survey_left_out(survey) : 0);
    reply_string(&job->reply, "sources");
    reply_array(&job->reply, count);
    for (size_t i = 0; i < count; i++)
        write_source(ranks[i], &job->reply);
    return true;
}

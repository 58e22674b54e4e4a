#include "daemon/ingest/survey.h"

#include <stdlib.h>

enum { SLOTS = 2 * SURVEY_SOURCES, FIRST_DELAY_MS = 1000 };

struct survey {
    struct survey_source sources[SURVEY_SOURCES];
    size_t count;
    uint16_t slots[SLOTS]; /* of hash % SLOTS: number of a source from 1; 0 = free */
    uint64_t left_out;
    uint32_t largest[SURVEY_LARGEST];
    size_t largest_count;
    uint32_t least; /* size of the smallest among them, when they are full; it may have grown since */
};

enum status survey_open(struct survey **out)
{
    *out = calloc(1, sizeof **out);
    return *out ? STATUS_OK : STATUS_NOMEM;
}

void survey_close(struct survey *survey)
{
    free(survey);
}

static void put_name(char *to, size_t room, struct bytes name)
{
    size_t size = name.size < room - 1 ? name.size : room - 1;
    if (size)
        memcpy(to, name.at, size);
    to[size] = 0;
}

/* The source's row; a new one when name is given and there is room, else NULL. */
static struct survey_source *find(struct survey *survey, uint64_t hash, struct bytes name)
{
    size_t slot = hash % SLOTS;
    for (; survey->slots[slot]; slot = (slot + 1) % SLOTS)
        if (survey->sources[survey->slots[slot] - 1].hash == hash)
            return &survey->sources[survey->slots[slot] - 1];
    if (name.size == 0 || survey->count == SURVEY_SOURCES)
        return NULL;
    struct survey_source *source = &survey->sources[survey->count++];
    survey->slots[slot] = (uint16_t)survey->count;
    source->hash = hash;
    put_name(source->name, sizeof source->name, name);
    return source;
}

static void count_agency(struct survey_source *source, struct bytes name)
{
    for (size_t i = 0; i < SURVEY_AGENCIES; i++) {
        struct survey_agency *agency = &source->agencies[i];
        if (agency->articles == 0)
            put_name(agency->name, sizeof agency->name, name);
        if (bytes_equal(bytes_of_string(agency->name), bytes_upto(name, SURVEY_AGENCY_MAX - 1))) {
            agency->articles++;
            return;
        }
    }
}

static void count_agencies(struct survey_source *source, struct bytes names)
{
    while (names.size) {
        size_t comma = bytes_find(names, BYTES(","), 0);
        struct bytes name = bytes_trim(bytes_upto(names, comma));
        if (name.size)
            count_agency(source, name);
        names = comma == SIZE_MAX ? (struct bytes){NULL, 0} : bytes_from(names, comma + 1);
    }
}

void survey_article(struct survey *survey, const struct survey_seen *seen)
{
    struct bytes none = {NULL, 0};
    if (seen->source.size == 0)
        return;
    struct survey_source *source = find(survey, seen->source_hash, seen->source);
    struct survey_source *first = seen->joined && seen->is_second ? find(survey, seen->first_hash, none) : NULL;
    if (first)
        first->firsts++;
    if (!source) {
        survey->left_out++;
        return;
    }
    source->articles++;
    count_agencies(source, seen->agencies);
    if (!seen->joined)
        return;
    source->copies++;
    size_t bucket = 0;
    for (int64_t bound = FIRST_DELAY_MS; bucket + 1 < SURVEY_DELAYS && seen->delay_ms >= bound; bound *= 2)
        bucket++;
    source->delays[bucket] += seen->delay_ms >= 0;
}

const struct survey_source *survey_sources(const struct survey *survey, size_t *count)
{
    *count = survey->count;
    return survey->sources;
}

uint64_t survey_left_out(const struct survey *survey)
{
    return survey->left_out;
}

int64_t survey_delay_ms(const struct survey_source *source)
{
    uint64_t all = 0, seen = 0;
    for (size_t i = 0; i < SURVEY_DELAYS; i++)
        all += source->delays[i];
    for (size_t i = 0; i < SURVEY_DELAYS && all; i++) {
        seen += source->delays[i];
        if (2 * seen >= all) /* the middle of the bucket */
            return i == 0 ? FIRST_DELAY_MS / 2 : (int64_t)FIRST_DELAY_MS * 3 / 4 * ((int64_t)1 << i);
    }
    return -1;
}

/* The place of the smallest, and its size. */
static size_t find_least(const struct survey *survey, survey_size *size_of, const void *context, uint32_t *least)
{
    size_t at = 0;
    *least = UINT32_MAX;
    for (size_t i = 0; i < survey->largest_count; i++) {
        uint32_t size = size_of(context, survey->largest[i]);
        if (size < *least) {
            *least = size;
            at = i;
        }
    }
    return at;
}

void survey_cluster(struct survey *survey, uint32_t cluster, survey_size *size_of, const void *context)
{
    uint32_t size = size_of(context, cluster);
    bool full = survey->largest_count == SURVEY_LARGEST;
    if (size < 2 || (full && size <= survey->least))
        return;
    for (size_t i = 0; i < survey->largest_count; i++)
        if (survey->largest[i] == cluster)
            return;
    if (!full) {
        survey->largest[survey->largest_count++] = cluster;
        return;
    }
    size_t at = find_least(survey, size_of, context, &survey->least);
    if (size > survey->least)
        survey->largest[at] = cluster;
}

const uint32_t *survey_largest(const struct survey *survey, size_t *count)
{
    *count = survey->largest_count;
    return survey->largest;
}

/*
 * Survey: what can be told about sources without reading all articles again for each question. The keeper shows it
 * every article once, in the order of ids, a few at a time; it keeps counts of at most SURVEY_SOURCES sources and the
 * names of the largest clusters, 2 MiB in all.
 *
 *     survey_open(&survey);
 *     survey_article(survey, &seen);
 *     const struct survey_source *sources = survey_sources(survey, &count);
 *
 * What is over the bounds is not counted, and said so: a source that comes when the table is full (`left_out`), an
 * agency after the eighth of a source.
 */
#ifndef DAEMON_INGEST_SURVEY_H
#define DAEMON_INGEST_SURVEY_H

#include "shingle/base/bytes.h"
#include "shingle/base/status.h"

enum {
    SURVEY_SOURCES = 4096,
    SURVEY_NAME_MAX = 120,  /* bytes of a source's name; a longer one is cut */
    SURVEY_AGENCIES = 8,    /* of one source */
    SURVEY_AGENCY_MAX = 32, /* bytes of an agency's name */
    SURVEY_DELAYS = 32,     /* buckets of delays: below a second, then each twice as long */
    SURVEY_LARGEST = 512    /* clusters */
};

struct survey_agency {
    char name[SURVEY_AGENCY_MAX];
    uint32_t articles;
};

struct survey_source {
    char name[SURVEY_NAME_MAX]; /* NUL-terminated */
    uint64_t hash;
    uint32_t articles;
    uint32_t copies; /* of them, those that joined an earlier article of another source */
    uint32_t firsts; /* its articles that others joined */
    uint32_t delays[SURVEY_DELAYS];
    struct survey_agency agencies[SURVEY_AGENCIES]; /* in the order they came; the rest has no articles */
};

/* One article, and what it joined. */
struct survey_seen {
    struct bytes source, agencies; /* "Reuters, AP" */
    uint64_t source_hash;
    bool joined;         /* an earlier article of another source opened its cluster */
    uint64_t first_hash; /* that one's source */
    bool is_second;      /* it is the first to join it */
    int64_t delay_ms;    /* after it; negative = unknown */
};

struct survey;

/* Empty. NOMEM. */
MUST_CHECK enum status survey_open(struct survey **out);
void survey_close(struct survey *survey);

/* Counts an article. O(1). */
void survey_article(struct survey *survey, const struct survey_seen *seen);

/* All sources in no order; *count of them. Valid until the next article. */
const struct survey_source *survey_sources(const struct survey *survey, size_t *count);

/* Articles of sources that came when the table was full. */
uint64_t survey_left_out(const struct survey *survey);

/* The delay that half of a source's copies stayed below, in milliseconds, about; negative when it has none. */
int64_t survey_delay_ms(const struct survey_source *source);

/*
 * Offers a cluster that has grown. size_of tells the present size of those that were offered before, 0 when they are
 * gone. O(SURVEY_LARGEST) when it is not among them.
 */
typedef uint32_t survey_size(const void *context, uint32_t cluster);
void survey_cluster(struct survey *survey, uint32_t cluster, survey_size *size_of, const void *context);

/* Clusters that may be the largest; *count of them, in no order; some may be gone. */
const uint32_t *survey_largest(const struct survey *survey, size_t *count);

#endif

/* EXPLAINPAGE. */
#include "daemon/answer_steps.h"

#include <inttypes.h>
#include <stdio.h>

enum { REASON_SIZE = 400 };

/* "template of SITE, seen on 7 pages": the one reason that is not extraction's. */
static void write_reason(const struct article_line *line, bool goes, uint32_t pages, struct bytes site,
                         struct reply *reply)
{
    reply_string(reply, "reason");
    if (!goes) {
        reply_string(reply, line->reason);
        return;
    }
    uint8_t text[REASON_SIZE];
    struct bytes shown = bytes_upto(site, SITE_NAME_MAX);
    int size = snprintf((char *)text, sizeof text, "template of %" BYTES_FORMAT ", seen on %" PRIu32 " pages",
                        BYTES_ARGS(shown), pages);
    reply_text(reply, bytes_of(text, (size_t)size));
}

static void write_line(const struct article_line *line, bool goes, uint32_t pages, struct bytes site,
                       struct reply *reply)
{
    reply_map(reply, 5);
    reply_string(reply, "kept");
    reply_boolean(reply, line->kept && !goes);
    reply_string(reply, "score");
    reply_double(reply, (double)line->score);
    write_reason(line, goes, pages, site, reply);
    answer_pair_number(reply, "pages", pages);
    reply_string(reply, "text");
    reply_text(reply, line->text);
}

static void write_lines(const struct article *article, const struct site_verdict *verdict, struct reply *reply)
{
    size_t number = 0;
    reply_string(reply, "lines");
    reply_array(reply, article->line_count);
    for (size_t i = 0; i < article->line_count; i++) {
        const struct article_line *line = &article->lines[i];
        bool judged = line->kept && number < verdict->count;
        write_line(line, judged && verdict->goes[number], judged ? verdict->pages[number] : 0, verdict->site, reply);
        number += line->kept;
    }
}

void answer_page(struct keeper *keeper, const struct prepared *prepared, struct arena *arena, struct reply *reply)
{
    const struct article *article = &prepared->article;
    bool found = article->outcome == ARTICLE_FOUND;
    struct site_verdict verdict;
    enum status status = keeper_explain_lines(keeper, prepared, arena, &verdict);
    if (status != STATUS_OK) {
        reply_error(reply, status, NULL);
        return;
    }
    size_t template = 0;
    for (size_t i = 0; i < verdict.count; i++)
        template += verdict.goes[i];
    reply_map(reply, 9);
    reply_string(reply, "outcome");
    reply_string(reply, found ? "article" : "none");
    answer_pair_text(reply, "reason", bytes_of_string(article->reason));
    answer_pair_text(reply, "title", article->title);
    answer_pair_text(reply, "agency", article->agency);
    answer_pair_text(reply, "site", verdict.site);
    answer_pair_number(reply, "lines_kept", article->lines_kept - template);
    answer_pair_number(reply, "lines_dropped", article->lines_dropped);
    answer_pair_number(reply, "template_lines", template);
    write_lines(article, &verdict, reply);
}

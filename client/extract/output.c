#include "client/extract/output.h"

#include <string.h>

static json_t *text_or_null(struct bytes text)
{
    if (!text.size)
        return json_null();
    json_t *string = json_stringn((const char *)text.at, text.size);
    return string ? string : json_null();
}

/* What the caps took off, only the counts that are not 0; NULL when there are none. */
static json_t *shed_to_json(const struct page_shed *shed)
{
    const struct {
        const char *name;
        uint32_t count;
    } counts[] = {{"depth", shed->depth},
                  {"nodes", shed->nodes},
                  {"attributes", shed->attributes},
                  {"attribute_bytes", shed->attribute_bytes},
                  {"references", shed->references},
                  {"blocks", shed->blocks},
                  {"lines", shed->lines}};
    json_t *out = NULL;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (!counts[i].count)
            continue;
        out = out ? out : json_object();
        (void)json_object_set_new(out, counts[i].name, json_integer(counts[i].count));
    }
    return out;
}

json_t *article_to_json(const struct article *article, json_t *id, struct bytes url)
{
    json_t *out = json_object();
    if (!out)
        return NULL;
    bool found = article->outcome == ARTICLE_FOUND;
    const struct {
        const char *name;
        json_t *value;
    } fields[] = {{"url", text_or_null(url)},
                  {"outcome", json_string(found ? "article" : "none")},
                  {"reason", found ? json_null() : json_string(article->reason)},
                  {"title", text_or_null(article->title)},
                  {"text", json_stringn((const char *)article->text.at, article->text.size)},
                  {"byline", text_or_null(article->byline)},
                  {"published", text_or_null(article->published)},
                  {"modified", text_or_null(article->modified)},
                  {"agency", text_or_null(article->agency)},
                  {"dateline_city", text_or_null(article->dateline_city)},
                  {"dateline_date", text_or_null(article->dateline_date)},
                  {"body_at", json_integer((json_int_t)article->body_at)},
                  {"site", text_or_null(article->site)},
                  {"lang", text_or_null(article->lang)},
                  {"canonical_url", text_or_null(article->canonical_url)},
                  {"section", text_or_null(article->section)},
                  {"keywords", text_or_null(article->keywords)},
                  {"image", text_or_null(article->image)},
                  {"lines_kept", json_integer(article->lines_kept)},
                  {"lines_dropped", json_integer(article->lines_dropped)},
                  {"bad_bytes", json_integer(article->bad_bytes)}};
    bool good = !id || json_object_set(out, "id", id) == 0;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        good &= json_object_set_new(out, fields[i].name, fields[i].value) == 0;
    json_t *shed = shed_to_json(&article->shed);
    good &= !shed || json_object_set_new(out, "shed", shed) == 0;
    if (good)
        return out;
    json_decref(out);
    return NULL;
}

/* Bytes of the first `width` code points. */
static size_t bytes_of_columns(struct bytes text, size_t width)
{
    size_t at = 0, columns = 0;
    while (at < text.size) {
        if ((text.at[at] & 0xc0) != 0x80 && columns++ == width)
            break;
        at++;
    }
    return at;
}

void article_print_why(const struct article *article, FILE *out, size_t width)
{
    size_t kept = 0;
    for (size_t i = 0; i < article->line_count; i++) {
        const struct article_line *line = &article->lines[i];
        size_t size = bytes_of_columns(line->text, width);
        fprintf(out, "%s %3.0f%%  %-26s %.*s%s\n", line->kept ? "keep" : "drop", (double)line->score * 100,
                line->reason, (int)size, (const char *)line->text.at, size < line->text.size ? "…" : "");
        kept += line->kept;
    }
    fprintf(out, "-- %zu of %zu lines kept", kept, article->line_count);
    if (article->outcome == ARTICLE_NONE)
        fprintf(out, "; no article: %s", article->reason);
    if (article->agency.size)
        fprintf(out, "; agency %" BYTES_FORMAT, BYTES_ARGS(article->agency));
    fputc('\n', out);
}

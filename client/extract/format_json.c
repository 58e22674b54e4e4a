#include "client/extract/format.h"

#include "shingle/text/utf8.h"

#include <inttypes.h>

/* True for ASCII that stands for itself in a JSON string. */
static bool is_plain(uint8_t c)
{
    return c >= 0x20 && c != '"' && c != '\\' && c < 0x7f;
}

static void put_sign(uint8_t c, struct writer *out)
{
    switch (c) {
    case '"': writer_bytes(out, BYTES("\\\"")); break;
    case '\\': writer_bytes(out, BYTES("\\\\")); break;
    case '\n': writer_bytes(out, BYTES("\\n")); break;
    case '\t': writer_bytes(out, BYTES("\\t")); break;
    case '\r': writer_bytes(out, BYTES("\\r")); break;
    default: writer_format(out, "\\u%04x", c); break;
    }
}

void format_json_string(struct bytes text, struct writer *out)
{
    size_t at = 0;
    writer_u8(out, '"');
    while (at < text.size) {
        size_t start = at;
        while (at < text.size && is_plain(text.at[at]))
            at++;
        writer_bytes(out, bytes_of(text.at + start, at - start));
        if (at == text.size)
            break;
        if (text.at[at] < 0x80) {
            put_sign(text.at[at++], out);
            continue;
        }
        uint8_t code[UTF8_SIZE_MAX];
        size_t size = utf8_put(code, utf8_next(text, &at));
        writer_bytes(out, bytes_of(code, size));
    }
    writer_u8(out, '"');
}

static void put_name(const char *name, struct writer *out)
{
    writer_format(out, "%s\"%s\":", out->size && out->at[out->size - 1] == '{' ? "" : ",", name);
}

static void put_text(const char *name, struct bytes text, struct writer *out)
{
    put_name(name, out);
    if (text.size)
        format_json_string(text, out);
    else
        writer_bytes(out, BYTES("null"));
}

static void put_number(const char *name, uint64_t number, struct writer *out)
{
    put_name(name, out);
    writer_format(out, "%" PRIu64, number);
}

static void put_lines(const struct article *article, struct writer *out)
{
    put_name("lines", out);
    writer_u8(out, '[');
    for (size_t i = 0; i < article->line_count; i++) {
        const struct article_line *line = &article->lines[i];
        writer_format(out, "%s{\"kept\":%s,\"score\":%.3f,\"reason\":", i ? "," : "", line->kept ? "true" : "false",
                      (double)line->score);
        format_json_string(bytes_of_string(line->reason), out);
        writer_bytes(out, BYTES(",\"text\":"));
        format_json_string(line->text, out);
        writer_u8(out, '}');
    }
    writer_u8(out, ']');
}

/* The article in another form, null when there is none. */
static void put_form(const struct answer *answer, struct writer *out)
{
    struct writer form = {0};
    bool markdown = answer->format == EXTRACT_MARKDOWN;
    if (answer->article->outcome == ARTICLE_FOUND)
        (markdown ? format_markdown : format_html)(answer->article, &form);
    out->failed |= form.failed;
    put_text(markdown ? "markdown" : "html", writer_view(&form), out);
    writer_close(&form);
}

/* What the caps took off, only the counts that are not 0, and nothing when there are none. */
static void put_shed(const struct page_shed *shed, struct writer *out)
{
    bool begun = false;
    for (size_t i = 0; i < PAGE_SHED_KINDS; i++) {
        struct page_shed_count at = page_shed_count(shed, i);
        if (!at.count)
            continue;
        if (!begun)
            put_name("shed", out);
        writer_bytes(out, begun ? BYTES("") : BYTES("{"));
        put_number(at.name, at.count, out);
        begun = true;
    }
    writer_bytes(out, begun ? BYTES("}") : BYTES(""));
}

void format_json(const struct answer *answer, struct writer *out)
{
    const struct article *article = answer->article;
    bool found = article->outcome == ARTICLE_FOUND;
    writer_u8(out, '{');
    if (answer->id.size) {
        put_name("id", out);
        writer_bytes(out, answer->id);
    }
    put_text("url", answer->url, out);
    put_text("outcome", found ? BYTES("article") : BYTES("none"), out);
    put_text("reason", bytes_of_string(article->reason), out);
    put_text("title", article->title, out);
    put_name("text", out);
    format_json_string(article->text, out);
    put_text("byline", article->byline, out);
    put_text("published", article->published, out);
    put_text("modified", article->modified, out);
    put_text("agency", article->agency, out);
    put_text("dateline_city", article->dateline_city, out);
    put_text("dateline_date", article->dateline_date, out);
    put_number("body_at", article->body_at, out);
    put_text("site", article->site, out);
    put_text("lang", article->lang, out);
    put_text("canonical_url", article->canonical_url, out);
    put_text("section", article->section, out);
    put_text("keywords", article->keywords, out);
    put_text("image", article->image, out);
    put_number("lines_kept", article->lines_kept, out);
    put_number("lines_dropped", article->lines_dropped, out);
    put_number("bad_bytes", article->bad_bytes, out);
    put_shed(&article->shed, out);
    if (answer->format == EXTRACT_MARKDOWN || answer->format == EXTRACT_HTML)
        put_form(answer, out);
    if (answer->why)
        put_lines(article, out);
    if (answer->file.size)
        put_text("file", answer->file, out);
    writer_bytes(out, BYTES("}\n"));
}

void format_json_error(struct bytes id, struct bytes file, uint64_t line, const char *problem, struct writer *out)
{
    writer_u8(out, '{');
    put_name("id", out);
    writer_bytes(out, id.size ? id : BYTES("null"));
    put_text("error", bytes_of_string(problem), out);
    if (file.size)
        put_text("file", file, out);
    if (line)
        put_number("line", line, out);
    writer_bytes(out, BYTES("}\n"));
}

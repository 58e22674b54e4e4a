#include "daemon/ingest/prepare.h"

#include "daemon/ingest/url.h"
#include "daemon/ingest/when.h"
#include "shingle/extract/agency.h"
#include "shingle/extract/iso_date.h"

/* Whether the source is the (first) agency that the article credits: "reuters.com" and Reuters. */
static bool is_agency_original(const struct agency_table *agencies, struct bytes source, struct bytes agency)
{
    struct agency_set set = {.extra = agencies};
    struct bytes first = bytes_upto(agency, bytes_find(agency, BYTES(","), 0));
    uint8_t host;
    if (first.size == 0 || source.size == 0)
        return false;
    if (bytes_equal_nocase(source, first) || (bytes_starts_with_nocase(source, first) && source.at[first.size] == '.'))
        return true;
    return agency_of_host(&set, source, &host) && bytes_equal_nocase(agency_name(&set, host), first);
}

static struct page page_of(const struct prepare_params *params, const struct submission *submission, unsigned flags)
{
    struct page page = {
        .content = submission->body,
        .url = submission->url,
        .title_hint = submission->title,
        .agencies = params->agencies,
        .kind = submission->kind == SUBMISSION_BODY_TEXT   ? PAGE_TEXT
                : submission->kind == SUBMISSION_BODY_HTML ? PAGE_HTML
                                                           : PAGE_AUTO,
        .flags = flags | (submission->as_is ? PAGE_AS_IS : 0),
    };
    return page;
}

static enum status extract(const struct prepare_params *params, const struct submission *submission, unsigned flags,
                           struct arena *arena, struct article *article)
{
    struct page page = page_of(params, submission, flags);
    enum status status = article_extract(&page, arena, article);
    /* Text in which no article is seen (a flash of one line) is taken as it stands: it was meant as one. */
    if (status == STATUS_OK && article->outcome == ARTICLE_NONE && !article->is_html && !submission->as_is &&
        !article->is_wall) {
        page.flags |= PAGE_AS_IS;
        status = article_extract(&page, arena, article);
    }
    if (status == STATUS_OK && (article->outcome == ARTICLE_NONE || article->text.size == 0))
        return STATUS_NOARTICLE;
    return status;
}

static bool keep_view(struct arena *arena, struct bytes *view)
{
    if (view->size == 0)
        return true;
    *view = arena_copy(arena, *view);
    return view->at != NULL;
}

/* What of an article is needed after extraction, copied out of the scratch memory. The rest stays empty. */
static enum status keep_article(const struct article *extracted, struct arena *arena, struct article *kept)
{
    *kept = (struct article){
        .outcome = extracted->outcome,
        .reason = extracted->reason,
        .title = extracted->title,
        .text = extracted->text,
        .byline = extracted->byline,
        .published = extracted->published,
        .modified = extracted->modified,
        .site = extracted->site,
        .lang = extracted->lang,
        .canonical_url = extracted->canonical_url,
        .agency = extracted->agency,
        .body_at = extracted->body_at,
        .bad_bytes = extracted->bad_bytes,
        .lines_kept = extracted->lines_kept,
        .lines_dropped = extracted->lines_dropped,
        .words_dropped = extracted->words_dropped,
        .shed = extracted->shed,
    };
    struct bytes *const views[] = {&kept->title, &kept->text, &kept->byline, &kept->published,    &kept->modified,
                                   &kept->site,  &kept->lang, &kept->agency, &kept->canonical_url};
    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
        if (!keep_view(arena, views[i]))
            return STATUS_NOMEM;
    return STATUS_OK;
}

static void prefer(struct bytes *known, struct bytes told)
{
    if (told.size)
        *known = told;
}

static void settle_metadata(const struct prepare_params *params, const struct submission *submission,
                            struct arena *arena, struct prepared *out)
{
    struct article *article = &out->article;
    prefer(&article->title, submission->title);
    prefer(&article->byline, submission->byline);
    prefer(&article->lang, submission->lang);
    prefer(&article->agency, submission->agency);
    prefer(&article->published, submission->published);
    prefer(&article->modified, submission->modified);
    out->url = submission->url.size ? submission->url : article->canonical_url;
    out->source = submission->source;
    if (out->source.size == 0)
        out->source = url_host(out->url);
    if (out->source.size == 0)
        out->source = article->site;
    /* As feeds and templates write it, too: "Fri, 21 Nov 2025 09:30:00 GMT". */
    if (!when_parse(article->published, &out->published_ms) &&
        !when_parse(iso_date(article->published, arena), &out->published_ms))
        out->published_ms = 0;
    out->agency_original = is_agency_original(params->agencies, out->source, article->agency);
}

static uint64_t hash_of(const struct hash_key *key, enum hash_purpose purpose, struct bytes view)
{
    uint64_t hash = view.size ? hash_bytes(key, purpose, view) : 0;
    return view.size && hash == 0 ? 1 : hash;
}

uint64_t url_hash(const struct hash_key *key, struct bytes url, struct arena *arena)
{
    return hash_of(key, HASH_URL, url_normalise(url, arena));
}

uint64_t your_id_hash(const struct hash_key *key, struct bytes your_id)
{
    return hash_of(key, HASH_YOUR_ID, your_id);
}

uint64_t source_hash(const struct hash_key *key, struct bytes source)
{
    return hash_of(key, HASH_SOURCE, source);
}

uint64_t site_hash(const struct hash_key *key, struct bytes name)
{
    uint8_t lower[SITE_NAME_MAX];
    name = bytes_upto(name, SITE_NAME_MAX);
    for (size_t i = 0; i < name.size; i++)
        lower[i] = name.at[i] >= 'A' && name.at[i] <= 'Z' ? (uint8_t)(name.at[i] | 0x20) : name.at[i];
    return hash_of(key, HASH_SOURCE, bytes_of(lower, name.size));
}

struct bytes site_name(struct bytes url, struct bytes source)
{
    struct bytes host = url_host(url);
    return host.size ? host : source;
}

/* Text that was stripped before it came has no lines of its site, unless the submitter says so. */
static bool uses_template(const struct submission *submission)
{
    return submission->template == SUBMISSION_TEMPLATE_YES ||
           (submission->template == SUBMISSION_TEMPLATE_AUTO && !submission->as_is);
}

static enum status read_lines(const struct prepare_params *params, struct arena *arena, struct prepared *out)
{
    if (!uses_template(out->submission))
        return STATUS_OK;
    out->site = site_hash(&params->key, site_name(out->url, out->source));
    return out->site ? site_lines_read(&params->key, out->article.text, arena, &out->lines) : STATUS_OK;
}

static enum status fingerprint(const struct prepare_params *params, struct bytes body, struct arena *arena,
                               struct prepared *out)
{
    out->body = body;
    enum status status = words_scan(&params->key, body, arena, &out->words);
    if (status == STATUS_OK)
        status = sketch_build(&params->sketch, &params->key, out->words, arena, &out->sketch);
    return status;
}

static void take_hashes(const struct prepare_params *params, struct arena *arena, struct prepared *out)
{
    out->url_hash = url_hash(&params->key, out->url, arena);
    out->your_id_hash = your_id_hash(&params->key, out->submission->your_id);
    out->source_hash = source_hash(&params->key, out->source);
    out->content_hash = hash_bytes(&params->key, HASH_TEXT, out->article.text);
}

enum status prepare_without(const struct prepare_params *params, const struct prepared *of, struct site_drops drops,
                            struct arena *arena, struct prepared *out)
{
    struct bytes text;
    size_t body_at = of->body_at;
    enum status status = site_lines_strip(of->article.text, drops, &body_at, arena, &text);
    *out = *of;
    return status == STATUS_OK ? fingerprint(params, bytes_from(text, body_at), arena, out) : status;
}

enum status prepare(const struct prepare_params *params, const struct submission *submission, int64_t now_ms,
                    struct arena *scratch, struct arena *arena, struct prepared *out)
{
    struct article extracted;
    *out = (struct prepared){.submission = submission};
    if (submission->cancelled)
        return STATUS_CANCELLED;
    if (submission->embargoed_until_ms > now_ms)
        return STATUS_EMBARGOED;
    enum status status = extract(params, submission, 0, scratch, &extracted);
    if (status == STATUS_NOARTICLE)
        out->article = (struct article){.reason = extracted.reason, .shed = extracted.shed};
    if (status == STATUS_OK)
        status = keep_article(&extracted, arena, &out->article);
    if (status != STATUS_OK)
        return status;
    settle_metadata(params, submission, arena, out);
    take_hashes(params, arena, out);
    out->body_at = out->article.body_at <= out->article.text.size ? out->article.body_at : 0;
    status = read_lines(params, arena, out);
    return status == STATUS_OK ? fingerprint(params, bytes_from(out->article.text, out->body_at), arena, out) : status;
}

/* The lines with their verdicts, copied out of the scratch memory; reasons are static. */
static enum status keep_lines(const struct article *extracted, struct arena *arena, struct article *kept)
{
    struct article_line *lines = arena_array(arena, extracted->line_count, sizeof *lines);
    if (!lines)
        return STATUS_NOMEM;
    for (size_t i = 0; i < extracted->line_count; i++) {
        lines[i] = extracted->lines[i];
        if (!keep_view(arena, &lines[i].text))
            return STATUS_NOMEM;
    }
    kept->lines = lines;
    kept->line_count = extracted->line_count;
    return STATUS_OK;
}

enum status prepare_explained(const struct prepare_params *params, const struct submission *submission,
                              struct arena *scratch, struct arena *arena, struct prepared *out)
{
    struct article extracted;
    *out = (struct prepared){.submission = submission};
    enum status status = extract(params, submission, PAGE_WHY, scratch, &extracted);
    if (status == STATUS_OK || status == STATUS_NOARTICLE)
        status = keep_article(&extracted, arena, &out->article);
    if (status == STATUS_OK)
        status = keep_lines(&extracted, arena, &out->article);
    if (status != STATUS_OK)
        return status;
    settle_metadata(params, submission, arena, out);
    return read_lines(params, arena, out);
}

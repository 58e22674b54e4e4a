/*
 * One submission: known already? else decided by the matcher, put into tables and store, and told to the log.
 * keeper_standing.c says what known is.
 */
#include "daemon/ingest/keeper_private.h"

static void answer_from_record(const struct record *record, struct answer *answer)
{
    const struct record_verdict *judged = &record->judged;
    *answer = (struct answer){
        .id = record->id,
        .your_id = record->your_id,
        .agency = record->agency,
        .verdict = (enum verdict)judged->verdict,
        .cluster = judged->cluster,
        .canonical = judged->canonical,
        .matched = judged->matched,
        .resemblance = (double)judged->resemblance,
        .containment = (double)judged->containment,
        .contained = (double)judged->contained,
        .hamming = judged->hamming,
        .words = record->words,
        .seq = record->seq,
    };
}

static enum status repeat_answer(struct keeper *keeper, uint64_t id, struct arena *arena, struct answer *answer)
{
    struct record record;
    enum status status = keeper_record(keeper, id, arena, &record);
    if (status != STATUS_OK)
        return status;
    answer_from_record(&record, answer);
    answer->repeat = true;
    return STATUS_OK;
}

static struct match_article match_article_of(const struct prepared *prepared, const struct standing *standing,
                                             int64_t now_ms)
{
    return (struct match_article){
        .text = prepared->body,
        .words = prepared->words,
        .sketch = &prepared->sketch,
        .source = prepared->source_hash,
        .time_ms = prepared->published_ms ? prepared->published_ms : now_ms,
        .same_text = (uint32_t)standing->same_text,
        .same_url = (uint32_t)standing->previous,
    };
}

static void fill_record(const struct prepared *prepared, const struct record_lines *lines,
                        const struct decision *decision, int64_t now_ms, struct record *record)
{
    const struct submission *submission = prepared->submission;
    const struct article *article = &prepared->article;
    *record = (struct record){
        .submitted_ms = now_ms,
        .published_ms = prepared->published_ms,
        .your_id = submission->your_id,
        .url = prepared->url,
        .title = article->title,
        .source = prepared->source,
        .byline = article->byline,
        .lang = article->lang,
        .agency = article->agency,
        .published = article->published,
        .modified = article->modified,
        .text_hash = prepared->sketch.text_hash,
        .simhash = prepared->sketch.simhash,
        .content_hash = prepared->content_hash,
        .words = prepared->sketch.words,
        .page_size = (uint32_t)submission->body.size,
        .text_size = (uint32_t)article->text.size,
        .body_at = (uint32_t)prepared->body_at,
        .agency_original = prepared->agency_original,
        .judged = {.verdict = (uint8_t)decision->verdict,
                   .hamming = (uint8_t)decision->hamming,
                   .marks = decision->marks,
                   .matched = decision->matched,
                   .resemblance = (float)decision->resemblance,
                   .containment = (float)decision->containment,
                   .contained = (float)decision->contained},
        .lines = *lines,
        .keys = prepared->sketch.keys.at,
        .key_count = (uint32_t)prepared->sketch.keys.count,
    };
}

static enum status remember_names(struct keeper *keeper, const struct prepared *prepared, const struct record *record)
{
    uint32_t id = (uint32_t)record->id;
    enum status status = STATUS_OK;
    if (prepared->url_hash)
        status = posting_index_insert(keeper->lookups.url, prepared->url_hash, id);
    if (status == STATUS_OK && prepared->your_id_hash)
        status = posting_index_insert(keeper->lookups.your_id, prepared->your_id_hash, id);
    if (status == STATUS_OK && record->text_hash)
        status = posting_index_insert(keeper->lookups.text, record->text_hash, id);
    return status;
}

/* Whether article id is in a cluster that the newcomer joins: what FORGET relies on to find a text's dependents. */
static bool joins(struct keeper *keeper, const struct decision *decision, uint64_t id)
{
    uint32_t cluster = clusters_of(matcher_clusters(keeper->matcher), (uint32_t)id);
    bool same = cluster && cluster == decision->cluster;
    for (uint32_t i = 0; i < decision->merge_count && !same; i++)
        same = cluster && cluster == decision->merge[i];
    return same;
}

/*
 * Picks the text that this one is packed against, and unpacks it: the matched article, else that one's own base, if it
 * is of the same cluster (a digest or a revision that tells other news is not).
 */
static enum status find_base(struct keeper *keeper, const struct decision *decision, struct record *record,
                             struct arena *arena, struct bytes *base)
{
    struct record matched;
    *base = (struct bytes){NULL, 0};
    if (!joins(keeper, decision, record->judged.matched))
        return STATUS_OK;
    enum status status = keeper_record(keeper, record->judged.matched, arena, &matched);
    if (status == STATUS_OK && matched.base)
        status = keeper_record(keeper, matched.base, arena, &matched);
    if (status == STATUS_OK)
        status = keeper_record_text(keeper, &matched, arena, base);
    if (status == STATUS_OK)
        record->base = matched.id;
    return status == STATUS_NOTFOUND || status == STATUS_DAMAGED ? STATUS_OK : status;
}

static enum status put_events(struct keeper *keeper, const struct decision *decision, struct record *record,
                              uint32_t joined)
{
    struct event event = {
        .kind = record->judged.previous ? EVENT_REVISED
                : joined == record->id  ? EVENT_NEW
                                        : EVENT_JOINED,
        .time_ms = record->submitted_ms,
        .article = record->id,
        .cluster = joined,
        .other = record->judged.previous ? record->judged.previous : record->judged.matched,
        .your_id = record->your_id,
    };
    enum status status = keeper_put_event(keeper, &event);
    record->seq = event.seq;
    uint32_t name = joined;
    for (uint32_t i = 0; i < decision->merge_count && status == STATUS_OK; i++) {
        uint32_t low = name < decision->merge[i] ? name : decision->merge[i];
        uint32_t high = name < decision->merge[i] ? decision->merge[i] : name;
        struct event merged = {.kind = EVENT_MERGED,
                               .time_ms = record->submitted_ms,
                               .article = record->id,
                               .cluster = low,
                               .other = high,
                               .your_id = record->your_id};
        status = keeper_put_event(keeper, &merged);
        name = low;
    }
    return status;
}

/* The canonicals of the clusters that an article joins. */
struct rivals {
    uint32_t ids[COMPARER_OTHERS_MAX + 1];
    size_t count;
};

static struct rivals find_rivals(struct keeper *keeper, const struct decision *decision)
{
    const struct clusters *clusters = matcher_clusters(keeper->matcher);
    struct rivals rivals = {.count = 0};
    if (decision->cluster)
        rivals.ids[rivals.count++] = clusters_canonical(clusters, decision->cluster);
    for (uint32_t i = 0; i < decision->merge_count && rivals.count <= COMPARER_OTHERS_MAX; i++)
        rivals.ids[rivals.count++] = clusters_canonical(clusters, decision->merge[i]);
    return rivals;
}

/*
 * The newcomer against the canonicals of what it joins, each of which is the best of its cluster: so the members, of
 * whom somebody may have sent a million, need not be looked at.
 */
static enum status elect(struct keeper *keeper, const struct rivals *rivals, const struct record *record,
                         uint32_t cluster, struct arena *arena)
{
    struct clusters *clusters = matcher_clusters(keeper->matcher);
    uint32_t before = clusters_canonical(clusters, cluster);
    struct canonical_claim best = keeper_claim(keeper, record);
    bool heard = false;
    for (size_t i = 0; i < rivals->count; i++) {
        struct record held;
        enum status read = keeper_record(keeper, rivals->ids[i], arena, &held);
        if (read == STATUS_DAMAGED)
            continue;
        if (read != STATUS_OK)
            return read;
        struct canonical_claim theirs = keeper_claim(keeper, &held);
        heard = true;
        if (canonical_better(&theirs, &best))
            best = theirs;
    }
    if (!heard || best.id == before)
        return STATUS_OK;
    enum status status = clusters_elect(clusters, cluster, best.id);
    struct event event = {.kind = EVENT_ELECTED,
                          .time_ms = record->submitted_ms,
                          .article = best.id,
                          .cluster = cluster,
                          .other = before,
                          .your_id = best.id == record->id ? record->your_id : (struct bytes){NULL, 0}};
    return status == STATUS_OK ? keeper_put_event(keeper, &event) : status;
}

/* Everything that changes. */
static enum status change(struct keeper *keeper, const struct prepared *prepared, const struct match_article *article,
                          const struct decision *decision, struct record *record, struct bytes base,
                          struct arena *arena)
{
    struct clusters *clusters = matcher_clusters(keeper->matcher);
    uint32_t id = (uint32_t)record->id;
    keeper->batch_changed = true;
    keeper->next_id++;
    uint32_t joined = decision->cluster ? decision->cluster : id;
    const struct rivals rivals = find_rivals(keeper, decision);
    enum status status = matcher_insert(keeper->matcher, id, article, decision);
    if (status == STATUS_OK)
        status = put_events(keeper, decision, record, joined);
    uint32_t cluster = clusters_of(clusters, id);
    if (status == STATUS_OK)
        status = remember_names(keeper, prepared, record);
    if (status == STATUS_OK)
        status = keeper_note_base(keeper, record->base);
    record->judged.cluster = cluster;
    /* The record goes in before the election reads it, and again with the canonical that came of it. */
    record->judged.canonical = clusters_canonical(clusters, cluster);
    if (status == STATUS_OK)
        status = keeper_put_record(keeper, record);
    if (status == STATUS_OK)
        status = keeper_put_text(keeper, record->id, prepared->article.text, base);
    if (status == STATUS_OK)
        status = elect(keeper, &rivals, record, cluster, arena);
    uint32_t canonical = clusters_canonical(clusters, cluster);
    if (status == STATUS_OK && canonical != record->judged.canonical) {
        record->judged.canonical = canonical;
        status = keeper_put_record(keeper, record);
    }
    return status;
}

/* A failure half way leaves RAM and batch apart, which only an abort mends: it is told as one that ends the batch. */
static enum status ending(enum status status)
{
    bool ends = status == STATUS_OK || status == STATUS_FULL || status == STATUS_READONLY;
    return ends ? status : STATUS_IO;
}

static enum status keep(struct keeper *keeper, const struct prepared *prepared, const struct match_article *article,
                        const struct decision *decision, struct record *record, struct arena *arena)
{
    struct bytes base;
    enum status status = find_base(keeper, decision, record, arena, &base);
    return status == STATUS_OK ? ending(change(keeper, prepared, article, decision, record, base, arena)) : status;
}

static void count_kept(struct keeper *keeper, const struct record *record)
{
    struct keeper_stats *stats = &keeper->stats;
    keeper->batch_articles++;
    stats->verdicts[record->judged.verdict]++;
    stats->template_articles += record->lines.template_count > 0;
    stats->template_lines += record->lines.template_count;
    stats->template_words += record->lines.template_words;
}

/* What a submission is, before anything of it is kept. */
struct case_file {
    struct prepared own; /* without its site's lines */
    struct record_lines lines;
    struct standing standing;
    struct match_article article;
    struct decision decision; /* unless it is known: standing.same */
};

/* What a submission asks for, for the matcher, with what is read of candidates to tell whether they will do. */
struct asked {
    struct match_policy policy;
    struct keeper *keeper;
    const struct prepared *own;
    int64_t now_ms;
};

/* "en", "EN-gb" and "en_US" are one language; an unknown one may be any. */
static bool same_language(struct bytes a, struct bytes b)
{
    size_t a_end = 0, b_end = 0;
    while (a_end < a.size && a.at[a_end] != '-' && a.at[a_end] != '_')
        a_end++;
    while (b_end < b.size && b.at[b_end] != '-' && b.at[b_end] != '_')
        b_end++;
    return a_end == 0 || b_end == 0 || bytes_equal_nocase(bytes_upto(a, a_end), bytes_upto(b, b_end));
}

/* match_policy.accepts, and the same for an article with equal text, which no candidate filter has seen. */
static bool accepts(void *context, uint32_t id)
{
    struct asked *asked = context;
    const struct submission_policy *policy = &asked->own->submission->policy;
    struct record record;
    struct arena arena;
    arena_init(&arena, 4096, 0);
    bool fine = keeper_record(asked->keeper, id, &arena, &record) == STATUS_OK;
    if (fine) {
        int64_t ours_ms = asked->own->published_ms ? asked->own->published_ms : asked->now_ms;
        int64_t theirs_ms = record.published_ms ? record.published_ms : record.submitted_ms;
        bool late = policy->window_ms > 0 && ours_ms > 0 && theirs_ms > 0 && ours_ms - theirs_ms > policy->window_ms;
        bool kin = policy->other_source && record.source.size && bytes_equal(record.source, asked->own->source);
        bool foreign = policy->same_language && !same_language(asked->own->article.lang, record.lang);
        fine = !late && !kin && !foreign;
    }
    arena_close(&arena);
    return fine;
}

static struct asked what_is_asked(struct keeper *keeper, const struct prepared *own, int64_t now_ms)
{
    const struct submission_policy *policy = &own->submission->policy;
    return (struct asked){.policy = {.containment = policy->containment,
                                     .resemblance = policy->resemblance,
                                     .certainty = policy->certainty,
                                     .has_window = policy->has_window,
                                     .window_ms = policy->window_ms,
                                     .other_source = policy->other_source,
                                     .accepts = policy->same_language ? accepts : NULL},
                          .keeper = keeper,
                          .own = own,
                          .now_ms = now_ms};
}

static enum status decide(struct keeper *keeper, const struct prepared *prepared, int64_t now_ms, struct arena *arena,
                          struct case_file *out)
{
    enum status status = keeper_site_clean(keeper, prepared, arena, &out->own, &out->lines);
    if (status == STATUS_OK)
        status = keeper_standing(keeper, &out->own, arena, &out->standing);
    if (status != STATUS_OK || out->standing.same)
        return status;
    struct match_reader reader = keeper_match_reader(keeper);
    struct asked asked = what_is_asked(keeper, &out->own, now_ms);
    asked.policy.context = &asked;
    bool given = out->own.submission->policy.given;
    if (given && out->standing.same_text && !accepts(&asked, (uint32_t)out->standing.same_text))
        out->standing.same_text = 0;
    out->article = match_article_of(&out->own, &out->standing, now_ms);
    out->article.policy = given ? &asked.policy : NULL;
    status = matcher_decide(keeper->matcher, &out->article, &reader, arena, &out->decision);
    out->article.policy = NULL;
    if (given)
        out->decision.merge_count = 0; /* what one asks for is no proof about the articles of others */
    if (status == STATUS_OK)
        status = keeper_keep_apart(keeper, &out->decision, arena);
    return status;
}

enum status keeper_submit(struct keeper *keeper, const struct prepared *prepared, int64_t now_ms, struct arena *arena,
                          struct answer *answer)
{
    struct case_file file;
    struct record record;
    enum status status = decide(keeper, prepared, now_ms, arena, &file);
    if (status != STATUS_OK)
        return status;
    if (file.standing.same) {
        keeper->stats.repeats++;
        return repeat_answer(keeper, file.standing.same, arena, answer);
    }
    if (keeper->next_id > CLUSTERS_ID_MAX)
        return STATUS_FULL;
    fill_record(&file.own, &file.lines, &file.decision, now_ms, &record);
    record.id = keeper->next_id;
    record.judged.previous = file.decision.verdict == VERDICT_UNCHANGED ? 0 : file.standing.previous;
    status = keep(keeper, &file.own, &file.article, &file.decision, &record, arena);
    /* What comes under a known name is no further page of its site. */
    if (status == STATUS_OK && !file.standing.previous)
        status = ending(keeper_site_learn(keeper, prepared, &record, arena));
    if (status != STATUS_OK)
        return status;
    count_kept(keeper, &record);
    answer_from_record(&record, answer);
    return STATUS_OK;
}

enum status keeper_check(struct keeper *keeper, const struct prepared *prepared, struct arena *arena,
                         struct answer *answer)
{
    struct case_file file;
    struct record record;
    if (keeper->broken)
        return STATUS_READONLY;
    enum status status = decide(keeper, prepared, 0, arena, &file);
    if (status != STATUS_OK)
        return status;
    if (file.standing.same)
        return repeat_answer(keeper, file.standing.same, arena, answer);
    fill_record(&file.own, &file.lines, &file.decision, 0, &record);
    answer_from_record(&record, answer);
    answer->trial = file.decision.evidence;
    answer->trial_count = file.decision.evidence_count;
    answer->cluster = file.decision.cluster;
    answer->canonical =
        answer->cluster ? clusters_canonical(matcher_clusters(keeper->matcher), file.decision.cluster) : 0;
    return STATUS_OK;
}

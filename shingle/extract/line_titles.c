#include "shingle/extract/line_titles.h"

#include "shingle/extract/site_names.h"
#include "shingle/extract/title_forest.h"

enum { BODY_WORD_BITS = 12 };

/* ---- candidates ---- */

static void note_body(const struct line_list *list, uint64_t *bits)
{
    memset(bits, 0, ((size_t)1 << BODY_WORD_BITS) / 8);
    for (size_t i = 0; i < list->count; i++) {
        const struct line *line = &list->at[i];
        for (size_t w = 0; line->kept && w < line->words; w++) {
            uint32_t hash = list->words[line->word_at + w] >> (32 - BODY_WORD_BITS);
            bits[hash >> 6] |= 1ull << (hash & 63);
        }
    }
}

/* A wording that is there already counts where it stands nearest to the body. */
static void add(struct line_titles *titles, size_t line, struct bytes text, enum line_title_way way)
{
    if (titles->count == LINE_TITLES_MAX)
        return;
    struct line_title *made = &titles->at[titles->count];
    text = bytes_trim(text);
    title_words_read(text, &made->words);
    if (made->words.count < LINE_TITLE_WORDS_MIN)
        return;
    for (size_t i = 1; i < titles->count; i++)
        if (title_words_equal(&titles->at[i].words, &made->words))
            return;
    made->line = line;
    made->text = text;
    made->way = way;
    titles->count++;
}

static void add_line(struct line_titles *titles, size_t index)
{
    const struct line *line = &titles->list->at[index];
    if (line->words < LINE_TITLE_WORDS_MIN || line->words > LINE_TITLE_WORDS_MAX || line->address)
        return;
    add(titles, index, line->text, LINE_TITLE_WHOLE);
    size_t first = 0, behind = 0, last = 0;
    for (size_t i = 1; i < line->text.size; i++) {
        size_t sign = title_may_part(line->text.at[i]) ? title_parting(line->text, i) : 0;
        if (!sign)
            continue;
        first = first ? first : i;
        behind = behind ? behind : i + sign;
        last = i;
        i += sign - 1;
    }
    if (!first)
        return;
    add(titles, index, bytes_upto(line->text, last), LINE_TITLE_FRONT);
    if (first < last)
        add(titles, index, bytes_upto(line->text, first), LINE_TITLE_FRONT);
    add(titles, index, bytes_from(line->text, behind), LINE_TITLE_BACK);
}

void line_titles_read(const struct line_list *list, size_t body, struct bytes guess, struct line_titles *titles)
{
    titles->list = list;
    titles->body = body;
    titles->count = 1;
    titles->at[0] = (struct line_title){.line = SIZE_MAX, .way = LINE_TITLE_NONE};
    note_body(list, titles->body_words);
    title_words_read(guess, &titles->guess);
    title_words_read(list->at[body].text, &titles->lead);
    title_words_read(list->at[0].text, &titles->top);
    for (size_t i = body; i-- > 0 && body - i <= LINE_TITLES_ABOVE;)
        add_line(titles, i);
    for (size_t i = body; i < list->count && i < body + LINE_TITLES_BELOW; i++)
        add_line(titles, i);
    for (size_t i = 0; i < LINE_TITLES_TOP && i + LINE_TITLES_ABOVE < body; i++)
        add_line(titles, i);
}

/* ---- features ---- */

static float share(size_t part, size_t whole)
{
    return whole ? (float)part / (float)whole : 0;
}

/* Words of a line that the body has too, of each six. */
static float share_in_body(const struct line_titles *titles, const struct line *line)
{
    enum { WORDS_TELLING = 5 /* with fewer, sharing them says less */ };
    size_t shared = 0;
    for (size_t w = 0; w < line->words; w++) {
        uint32_t hash = titles->list->words[line->word_at + w] >> (32 - BODY_WORD_BITS);
        shared += titles->body_words[hash >> 6] >> (hash & 63) & 1;
    }
    return (float)(shared * 6 / (line->words > WORDS_TELLING ? line->words : WORDS_TELLING));
}

static void relate(const struct line_titles *titles, size_t index, float *vector)
{
    const struct line_title *it = &titles->at[index];
    unsigned held = 0, holds = 0, between = 0;
    for (size_t i = 1; i < titles->count; i++) {
        const struct line_title *other = &titles->at[i];
        if (i == index || other->line == it->line)
            continue;
        enum title_relation relation = title_relate(&it->words, &other->words);
        held += relation == TITLE_STARTS;
        holds += relation == TITLE_STARTED;
        between += other->way == LINE_TITLE_WHOLE && other->line > it->line && other->line < titles->body;
    }
    vector[LINE_TITLE_HELD] = (float)held;
    vector[LINE_TITLE_HOLDS] = (float)holds;
    vector[LINE_TITLE_BETWEEN] = (float)between;
    vector[LINE_TITLE_IN_LEAD] = title_share(&it->words, &titles->lead);
    vector[LINE_TITLE_IN_TOP] = title_share(&it->words, &titles->top);
    vector[LINE_TITLE_OF_TOP] = title_share(&titles->top, &it->words);
    vector[LINE_TITLE_TO_TOP] = it->line ? (float)title_relate(&it->words, &titles->top) : -1;
    vector[LINE_TITLE_TO_GUESS] = (float)title_relate(&it->words, &titles->guess);
}

static void look(const struct line *line, float *vector)
{
    vector[LINE_TITLE_STOPS] = (float)line->stops;
    vector[LINE_TITLE_FIRST_KIND] = (float)line->first_kind;
    vector[LINE_TITLE_LAST_KIND] = (float)line->last_kind;
    vector[LINE_TITLE_COMMAS] = (float)line->commas;
    vector[LINE_TITLE_COLONS] = (float)line->colons;
    vector[LINE_TITLE_BARS] = (float)line->bars;
    vector[LINE_TITLE_QUOTES] = (float)line->quotes;
    vector[LINE_TITLE_UPPER] = share(line->upper, line->letters);
    vector[LINE_TITLE_CAPITALS] = share(line->capitals, line->words);
    vector[LINE_TITLE_NUMBERS] = share(line->numbers, line->words);
    vector[LINE_TITLE_BEFORE] = (float)line->before;
    vector[LINE_TITLE_AFTER] = (float)line->after;
    vector[LINE_TITLE_LEVEL] = (float)line->level;
    vector[LINE_TITLE_GAP] = (float)line->gap;
    vector[LINE_TITLE_WORDING] = (float)line->wording.sum / (float)line->words;
    vector[LINE_TITLE_WORDING_FIRST] = (float)line->wording.first;
    vector[LINE_TITLE_WORDING_LAST] = (float)line->wording.last;
    vector[LINE_TITLE_WORDING_LOW] = (float)line->wording.low;
    vector[LINE_TITLE_WORDING_HIGH] = (float)line->wording.high;
    vector[LINE_TITLE_SCORE] = line->score;
    vector[LINE_TITLE_FIRST_SCORE] = line->first_score;
    vector[LINE_TITLE_KEPT] = (float)line->kept;
    for (size_t i = 0; i < LEXICON_TOPICS; i++)
        vector[LINE_TITLE_TOPICS + i] = (float)line->topics[i];
}

static void look_beside(const struct line_list *list, size_t index, float *vector)
{
    static const int steps[] = {-2, -1, 1, 2};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        float *out = vector + LINE_TITLE_NEAR + i * LINE_TITLE_NEAR_EACH;
        size_t at = index + (size_t)steps[i];
        if (at >= list->count)
            continue;
        const struct line *line = &list->at[at];
        const float values[LINE_TITLE_NEAR_EACH] = {(float)line->words,
                                                    (float)line->stops,
                                                    share(line->topics[LEXICON_DATE] + line->numbers, line->words),
                                                    share(line->topics[LEXICON_BYLINE], line->words),
                                                    share(line->topics[LEXICON_CREDIT], line->words),
                                                    line->score,
                                                    (float)line->kept};
        memcpy(out, values, sizeof values);
    }
    vector[LINE_TITLE_GAP_BELOW] = index + 1 < list->count ? (float)list->at[index + 1].gap : -1;
}

void line_title_features(const struct line_titles *titles, size_t index, float vector[LINE_TITLE_FEATURES])
{
    const struct line_list *list = titles->list;
    const struct line_title *it = &titles->at[index];
    for (size_t i = 0; i < LINE_TITLE_FEATURES; i++)
        vector[i] = -1;
    vector[LINE_TITLE_WAY] = (float)it->way;
    vector[LINE_TITLE_LEAD_WORDS] = (float)list->at[titles->body].words;
    vector[LINE_TITLE_LEAD_STOPS] = (float)list->at[titles->body].stops;
    vector[LINE_TITLE_BODY_AT] = (float)titles->body;
    vector[LINE_TITLE_CANDIDATES] = (float)titles->count;
    if (it->way == LINE_TITLE_NONE)
        return;
    const struct line *line = &list->at[it->line];
    vector[LINE_TITLE_ABOVE_BODY] = (float)titles->body - (float)it->line;
    vector[LINE_TITLE_FROM_TOP] = (float)it->line;
    vector[LINE_TITLE_WORD_COUNT] = (float)it->words.count;
    vector[LINE_TITLE_LETTER_COUNT] = (float)it->words.size;
    vector[LINE_TITLE_CUT_WORDS] = (float)line->words - (float)it->words.count;
    vector[LINE_TITLE_IN_BODY] = share_in_body(titles, line);
    relate(titles, index, vector);
    look(line, vector);
    look_beside(list, it->line, vector);
}

struct line_title line_titles_choose(const struct line_list *list, size_t body, struct bytes guess)
{
    struct line_titles titles; /* some 20 KB, which cost more in the arena: new pages for every request */
    float vector[LINE_TITLE_FEATURES];
    int32_t best = INT32_MIN;
    size_t chosen = 0;
    line_titles_read(list, body, guess, &titles);
    for (size_t i = 0; i < titles.count; i++) {
        line_title_features(&titles, i, vector);
        int32_t score = title_forest_score(&title_forest_text, vector);
        if (score > best) {
            best = score;
            chosen = i;
        }
    }
    return titles.at[chosen];
}

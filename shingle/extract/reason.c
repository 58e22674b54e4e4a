#include "shingle/extract/reason.h"

enum { NEAR_LINES = 6, FEW_WORDS = 4 };

static const char *reason_of_place(uint32_t hints)
{
    static const struct {
        enum line_hint hint;
        const char *reason;
    } places[] = {{HINT_CONSENT, "consent notice"},
                  {HINT_COMMENT, "reader's comment"},
                  {HINT_NAV, "menu"},
                  {HINT_FOOTER, "footer"},
                  {HINT_SUBSCRIBE, "subscription box"},
                  {HINT_SHARE, "share bar"},
                  {HINT_RELATED, "related stories"},
                  {HINT_ADVERT, "advertisement"},
                  {HINT_AUTHORBOX, "about the author"},
                  {HINT_FIGURE, "caption or credit"},
                  {HINT_FORM, "form"},
                  {HINT_META, "byline or date"},
                  {HINT_TAGS, "topic tags"},
                  {HINT_ASIDE, "beside the article"},
                  {HINT_HEADER, "page header"},
                  {HINT_HIDDEN, "hidden"}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (hints >> places[i].hint & 1)
            return places[i].reason;
    }
    return NULL;
}

static const char *reason_of_topics(const struct line *line)
{
    static const char *const reasons[LEXICON_TOPICS] = {[LEXICON_SHARE] = "share bar",
                                                        [LEXICON_SUBSCRIBE] = "subscription box",
                                                        [LEXICON_RELATED] = "related stories",
                                                        [LEXICON_CREDIT] = "caption or credit",
                                                        [LEXICON_LEGAL] = "legal notice",
                                                        [LEXICON_COMMENT] = "reader's comment",
                                                        [LEXICON_ADVERT] = "advertisement",
                                                        [LEXICON_BYLINE] = "byline or date",
                                                        [LEXICON_DATE] = "byline or date",
                                                        [LEXICON_PROMPT] = "call to the reader",
                                                        [LEXICON_MENU] = "menu"};
    size_t most = 0;
    for (size_t topic = 1; topic < LEXICON_TOPICS; topic++) {
        if (line->topics[topic] > line->topics[most])
            most = topic;
    }
    return line->topics[most] * 3u >= line->words ? reasons[most] : NULL;
}

static bool is_near_kept(const struct line_list *list, size_t index)
{
    size_t from = index > NEAR_LINES ? index - NEAR_LINES : 0;
    for (size_t i = from; i < list->count && i <= index + NEAR_LINES; i++) {
        if (list->at[i].kept)
            return true;
    }
    return false;
}

static const char *reason_of_dropped(const struct line_list *list, size_t index)
{
    const struct line *line = &list->at[index];
    if (!line->words)
        return "no words";
    if (line->title_words * 5 >= line->words * 4 && line->title_words * (size_t)5 >= list->title_count * 3 &&
        list->title_count)
        return "the headline";
    const char *reason = reason_of_place(line->own_hints);
    if (!reason)
        reason = reason_of_topics(line);
    if (!reason)
        reason = reason_of_place(line->all_hints);
    if (reason)
        return reason;
    if (line->link_words * 3 > line->words * 2)
        return "a link";
    if (line->last_topics >> LEXICON_CREDIT & 1)
        return "caption or credit";
    if (line->before)
        return "said before";
    if (!is_near_kept(list, index))
        return "away from the story";
    return line->words <= FEW_WORDS ? "a few words alone" : line->stops ? "reads like the page's own" : "no sentence";
}

static const char *reason_of_kept(const struct line *line)
{
    switch ((enum line_tag)line->tag) {
    case LINE_HEADING: return "subheading";
    case LINE_ITEM: return "list item";
    case LINE_CELL: return "table";
    case LINE_QUOTE: return "quote";
    case LINE_CODE: return "listing";
    case LINE_CAPTION: return "caption that tells";
    case LINE_TEXT:
    case LINE_DIV:
    case LINE_PARAGRAPH:
    case LINE_CONTROL: break;
    }
    if (!line->stops && line->words < 12)
        return "subheading";
    return "body";
}

const char *reason_of_line(const struct line_list *list, size_t index)
{
    return list->at[index].kept ? reason_of_kept(&list->at[index]) : reason_of_dropped(list, index);
}

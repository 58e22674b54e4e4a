#include "shingle/extract/date_line.h"

#include "shingle/extract/iso_date.h"

enum { DATES_MAX = 4 };

static bool has_word(struct bytes text, const char *const *words)
{
    for (; *words; words++)
        if (bytes_find_nocase(text, bytes_of_string(*words), 0) != SIZE_MAX)
            return true;
    return false;
}

static bool says_changed(struct bytes text)
{
    static const char *const words[] = {"updated",      "modified",     "revised",    "edited",     "last update",
                                        "aktualisiert", "stand:",       "geändert",   "bearbeitet", "mis à jour",
                                        "modifié",      "actualizado",  "update:",    "editado",    "aggiornato",
                                        "modificato",   "atualizado",   "bijgewerkt", "güncel",     "обновлен",
                                        "изменен",      "تحديث",        "更新",       "수정",       "업데이트",
                                        "编辑于",       "last edited",  "zuletzt",    "uppdaterad", "opdateret",
                                        "aktualizac",   "aktualizován", NULL};
    return has_word(text, words);
}

static bool says_published(struct bytes text)
{
    static const char *const words[] = {
        "publi",        "posted",     "veröffentlicht", "erschienen", "erstellt",   "pubblicat", "published", "yayın",
        "eklenme",      "giriş",      "опубликован",    "дата",       "نشر",        "发布",      "發布",      "发表",
        "時間",         "时间",       "公開",           "掲載",       "配信",       "投稿",      "입력",      "등록",
        "gepubliceerd", "geplaatst",  "julkaistu",      "publicerad", "publiseret", "tanggal",   "date:",     "datum:",
        "created on",   "written on", "first seen",     NULL};
    return has_word(text, words);
}

bool date_line_is_labelled(struct bytes text)
{
    return says_published(text) || says_changed(text);
}

/* Letters and digits of text, roughly: bytes that are neither blanks nor ASCII signs. */
static size_t weigh(struct bytes text)
{
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++)
        size += text.at[i] >= '0';
    return size;
}

static enum date_grade grade_of(struct bytes line, const struct text_date *date, struct bytes label)
{
    enum { WORDS_BESIDE = 24 }; /* a weekday, a time, a place */
    if (says_published(label))
        return DATE_LABELLED;
    size_t own = weigh(bytes_of(line.at + date->at, date->end - date->at));
    return weigh(line) <= own + WORDS_BESIDE ? DATE_ALONE : DATE_PASSING;
}

/* Prints one of the dates; times between two belong to the nearer one. */
static struct bytes print(struct bytes plain, const struct text_date *dates, size_t i, size_t count,
                          struct arena *arena)
{
    size_t from = i ? dates[i - 1].end + (dates[i].at - dates[i - 1].end) / 2 : 0;
    size_t to = i + 1 < count ? dates[i].end + (dates[i + 1].at - dates[i].end) / 2 : plain.size;
    return iso_date_print(plain, &dates[i], from, to, arena);
}

static bool has_digit(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] >= '0' && text.at[i] <= '9')
            return true;
    return false;
}

bool date_line_read(struct bytes line, struct bytes above, enum date_order order, struct arena *arena,
                    struct date_line *out)
{
    enum { LABEL_SIZE_MAX = 40 };
    uint8_t room[TEXT_DATE_TEXT_MAX];
    struct text_date dates[DATES_MAX];
    struct bytes plain = text_date_plain(line, room);
    size_t count = text_dates(plain, order, dates, DATES_MAX);
    *out = (struct date_line){.grade = DATE_PASSING};
    size_t from = 0;
    for (size_t i = 0; i < count; i++) {
        struct bytes label = bytes_of(plain.at + from, dates[i].at - from);
        from = dates[i].end;
        if (i == 0 && !bytes_trim(label).size && above.size <= LABEL_SIZE_MAX && !has_digit(above))
            label = above;
        /* "2025-11-21 (updated)", "2025-11-21 发布" */
        struct bytes behind = count == 1 ? bytes_from(plain, from) : bytes_of(NULL, 0);
        if (says_changed(label) || (says_changed(behind) && !says_published(label))) {
            if (!out->changed.size)
                out->changed = print(plain, dates, i, count, arena);
            continue;
        }
        enum date_grade grade = grade_of(plain, &dates[i], label.size ? label : behind);
        if (out->published.size && grade <= out->grade)
            continue;
        out->published = print(plain, dates, i, count, arena);
        out->grade = grade;
    }
    return out->published.size || out->changed.size;
}

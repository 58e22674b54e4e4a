#include "shingle/extract/month_names.h"

#include "shingle/extract/lexicon.h"
#include "shingle/extract/month_rows.h"

enum { WORD_SIZE_MIN = 3, WORD_SIZE_MAX = 32 };

unsigned month_of_word(struct bytes word)
{
    if (word.size < WORD_SIZE_MIN || word.size > WORD_SIZE_MAX)
        return 0;
    uint32_t hash = lexicon_hash(word);
    size_t from = 0, to = month_row_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (month_rows[middle].hash < hash)
            from = middle + 1;
        else
            to = middle;
    }
    return from < month_row_count && month_rows[from].hash == hash ? month_rows[from].month : 0;
}

unsigned month_pair_word(struct bytes word)
{
    if (bytes_equal(word, BYTES("الأول")) || bytes_equal(word, BYTES("الاول")))
        return 1;
    return bytes_equal(word, BYTES("الثاني")) || bytes_equal(word, BYTES("الثانى")) ? 2 : 0;
}

bool month_filler_word(struct bytes word)
{
    static const char *const words[] = {"de", "of", "del", "th", "st",  "nd", "rd",   "di",
                                        "do", "er", "em",  "в",  "năm", "г",  "року", NULL};
    for (const char *const *filler = words; *filler; filler++)
        if (bytes_equal_nocase(word, bytes_of_string(*filler)))
            return true;
    return false;
}

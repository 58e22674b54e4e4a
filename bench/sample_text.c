#include "bench/sample_text.h"

#include "shingle/base/hash_key.h"
#include "shingle/text/utf8.h"

#include <math.h>

enum { VOCABULARY = 8000, SENTENCE_MIN = 8, SENTENCE_SPREAD = 18, PARAGRAPH_SENTENCES = 3 };

/* Characters that a script's words are made of, in turns: a word is first, second, first, second ... */
static const struct script_row {
    const char *name;
    const char *first[16];
    const char *second[16];
    unsigned least; /* characters of a word */
    unsigned spread;
    const char *space;
    const char *comma;
    const char *stop;
} scripts[SAMPLE_SCRIPT_COUNT] = {
    [SAMPLE_ASCII] = {"ascii",
                      {"b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "th", "v", "w"},
                      {"a", "e", "i", "o", "u", "ea", "er", "in", "on", "a", "e", "i", "o", "e", "an", "or"},
                      1,
                      6,
                      " ",
                      ", ",
                      ". "},
    [SAMPLE_LATIN] = {"latin",
                      {"b", "c", "d", "l’", "g", "h", "l", "m", "n", "p", "r", "s", "t", "ç", "v", "d’"},
                      {"a", "é", "i", "o", "u", "eau", "er", "in", "on", "à", "e", "è", "ô", "e", "an", "ê"},
                      1,
                      6,
                      " ",
                      ", ",
                      " ». "},
    [SAMPLE_CYRILLIC] = {"cyrillic",
                         {"б", "в", "г", "д", "ж", "з", "к", "л", "м", "н", "п", "р", "с", "т", "ст", "й"},
                         {"а", "е", "и", "о", "у", "я", "ы", "э", "ю", "а", "о", "е", "и", "о", "а", "ё"},
                         1,
                         8,
                         " ",
                         ", ",
                         ". "},
    [SAMPLE_ARABIC] = {"arabic",
                       {"ب", "ت", "ج", "ح", "د", "ر", "س", "ش", "ع", "ف", "ق", "ك", "ل", "م", "ن", "ه"},
                       {"ا", "و", "ي", "ة", "ا", "ل", "م", "ن", "أ", "إ", "ى", "ر", "ت", "و", "ي", "ا"},
                       2,
                       5,
                       " ",
                       "، ",
                       ". "},
    [SAMPLE_DEVANAGARI] = {"devanagari",
                           {"क", "ख", "ग", "च", "ज", "ट", "ड", "त", "द", "न", "प", "ब", "म", "र", "ल", "स"},
                           {"ा", "ि", "ी", "ु", "े", "ो", "्", "ं", "ा", "े", "र", "न", "क", "ह", "त", "ल"},
                           1,
                           5,
                           " ",
                           ", ",
                           "। "},
    [SAMPLE_HANGUL] = {"hangul",
                       {"가", "나", "다", "라", "마", "바", "사", "아", "자", "차", "카", "타", "파", "하", "한", "국"},
                       {"은", "는", "이", "가", "을", "를", "의", "에", "로", "다", "고", "며", "서", "기", "시", "정"},
                       1,
                       4,
                       " ",
                       ", ",
                       ". "},
    [SAMPLE_HAN] = {"han",
                    {"中", "国", "大", "人", "民", "政", "府", "经", "济", "发", "展", "年", "月", "日", "会", "议"},
                    {"的", "在", "是", "和", "了", "将", "对", "新", "部", "长", "市", "场", "公", "司", "报", "告"},
                    1,
                    3,
                    "",
                    "，",
                    "。"},
    [SAMPLE_JAPANESE] = {"japanese",
                         {"日", "本", "の", "会", "を", "政", "府", "に", "新", "が", "市", "で", "発", "表", "は",
                          "と"},
                         {"の", "した", "ている", "は", "れる", "こと", "カ", "ン", "ース", "など", "る", "い", "き",
                          "た", "し", "て"},
                         1,
                         4,
                         "",
                         "、",
                         "。"},
    [SAMPLE_THAI] = {"thai",
                     {"ก", "ข", "ค", "ง", "จ", "ช", "ด", "ต", "ท", "น", "บ", "ป", "พ", "ม", "ร", "ว"},
                     {"า", "ิ", "ี", "ุ", "ู", "้า", "่", "ัน", "เร", "แล", "อ", "ะ", "ำ", "ไม", "ให", "็น"},
                     2,
                     6,
                     "",
                     " ",
                     " "},
};

const char *sample_script_name(enum sample_script script)
{
    return scripts[script].name;
}

static uint64_t next(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15u;
    return mix64(*state);
}

static void put(struct writer *out, const char *text)
{
    writer_bytes(out, bytes_of_string(text));
}

/* The word of a rank: made from the rank alone, so that a vocabulary needs no memory; common words are short. */
static void put_word(struct writer *out, const struct script_row *script, uint64_t rank, bool capital)
{
    uint64_t state = mix64(rank);
    size_t begin = out->size;
    unsigned spread = rank < 50 ? 3 : script->spread;
    unsigned length = script->least + (unsigned)(next(&state) % spread);
    for (unsigned i = 0; i < length; i++)
        put(out, (i % 2 ? script->second : script->first)[next(&state) % 16]);
    if (capital && !out->failed && out->at[begin] >= 'a' && out->at[begin] <= 'z')
        out->at[begin] = (uint8_t)(out->at[begin] - 'a' + 'A');
}

/* A rank by Zipf's law: the logarithm of the rank is spread evenly. */
static uint64_t zipf(uint64_t *state)
{
    double even = (double)(next(state) >> 11) / 9007199254740992.0;
    return (uint64_t)pow(VOCABULARY, even);
}

static void put_sentence(struct writer *out, const struct script_row *script, uint64_t *state)
{
    size_t words = SENTENCE_MIN + next(state) % SENTENCE_SPREAD;
    for (size_t i = 0; i < words; i++) {
        uint64_t dice = next(state) % 64;
        if (dice == 0)
            writer_format(out, "%u", (unsigned)(next(state) % 3000));
        else
            put_word(out, script, zipf(state), i == 0 || dice < 6);
        if (i + 1 < words)
            put(out, next(state) % 12 ? script->space : script->comma);
    }
    put(out, script->stop);
}

void sample_text(struct writer *out, enum sample_script script, uint64_t number, size_t size)
{
    uint64_t state = mix64(number * SAMPLE_SCRIPT_COUNT + (uint64_t)script);
    size_t begin = out->size;
    for (size_t sentence = 1; out->size - begin < size && !out->failed; sentence++) {
        put_sentence(out, &scripts[script], &state);
        if (sentence % PARAGRAPH_SENTENCES == 0)
            put(out, "\n\n");
    }
}

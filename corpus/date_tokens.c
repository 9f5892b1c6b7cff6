#include "corpus/date_tokens.h"

#include "base/utf8.h"
#include "corpus/date_names.h"

/* Separators of the East Asian ways of writing a date, as the western ones. */
static uint32_t plain_mark(uint32_t cp)
{
    switch (cp) {
    case 0x5E74: case 0xB144: case 0x6708: case 0xC6D4: /* year, month */
        return '/';
    case 0x65E5: case 0xC77C: /* day */
        return ',';
    case 0x6642: case 0x65F6: case 0xC2DC: case 0x5206: case 0xBD84: case 0xFF1A: /* hour, minute */
        return ':';
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2212:
        return '-';
    default:
        return cp;
    }
}

static bool is_blank(uint32_t cp)
{
    return cp <= ' ' || (cp >= 0x7F && cp <= 0xA0) || (cp >= 0x2000 && cp <= 0x200F) || cp == 0x202F ||
           cp == 0x3000 || cp == 0xFEFF;
}

static bool is_letter(uint32_t cp)
{
    return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || cp == 0xAA || cp == 0xBA ||
           (cp >= 0xC0 && cp < 0x2000) || (cp >= 0x3040 && cp != 0xFFFD);
}

void date_tokenize(struct date_tokens *t, struct str text)
{
    t->count = 0;
    if (text.len > DATE_TEXT_MAX)
        text.len = DATE_TEXT_MAX;
    bool       glued = false;
    struct buf words = {t->words, 0, sizeof t->words, sizeof t->words - 1, 0}; /* never grows */
    while (text.len && t->count < DATE_TOKEN_MAX) {
        struct token *new = &t->token[t->count];
        struct str    at  = text;
        uint32_t      cp  = plain_mark(utf8_next(&text));
        if (is_blank(cp)) {
            glued = false;
            continue;
        }
        *new  = (struct token){.kind = TOKEN_MARK, .glued = glued, .value = cp};
        glued = true;
        if (cp >= '0' && cp <= '9') {
            new->kind  = TOKEN_NUMBER;
            new->value = 0;
            for (; at.len && *at.data >= '0' && *at.data <= '9'; at = str_skip(at, 1), new->digits++)
                new->value = new->digits < 18 ? new->value * 10 + (uint64_t)(*at.data - '0') : new->value;
            text = at;
        } else if (is_letter(cp)) {
            size_t start = words.len;
            for (struct str next = at; at.len; at = next) {
                uint32_t raw = utf8_next(&next);
                if (!is_letter(raw) || plain_mark(raw) != raw)
                    break;
                date_fold(&words, raw);
            }
            text    = at;
            new->kind  = TOKEN_WORD;
            new->word  = str_of(t->words + start, words.len - start);
            new->month = date_month(new->word);
        }
        t->count++;
    }
    t->token[t->count] = (struct token){.kind = TOKEN_END};
}

const struct token *token_at(const struct date_tokens *t, int at)
{
    return &t->token[at < 0 || at > t->count ? t->count : at];
}

bool token_is_mark(const struct date_tokens *t, int at, char mark)
{
    return token_at(t, at)->kind == TOKEN_MARK && token_at(t, at)->value == (unsigned char)mark;
}

bool token_is_word(const struct date_tokens *t, int at, const char *word)
{
    return token_at(t, at)->kind == TOKEN_WORD && str_eq(token_at(t, at)->word, str_c(word));
}

bool token_is_number(const struct date_tokens *t, int at, int digits)
{
    const struct token *number = token_at(t, at);
    return number->kind == TOKEN_NUMBER && !number->used && number->digits <= digits;
}

int token_number(const struct date_tokens *t, int at)
{
    return (int)token_at(t, at)->value;
}

void token_use(struct date_tokens *t, int from, int to)
{
    for (int i = from; i < to && i < t->count; i++)
        t->token[i].used = true;
}

/* date_tokens: a date's text cut into numbers, words and marks. */
#ifndef PRESSMARK_CORPUS_DATE_TOKENS_H
#define PRESSMARK_CORPUS_DATE_TOKENS_H

#include <stdint.h>

#include "base/buf.h"

enum {
    DATE_TEXT_MAX  = 240, /* bytes looked at: a date stands at the beginning or is none */
    DATE_TOKEN_MAX = 64,
};

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_WORD, TOKEN_MARK };

struct token {
    enum token_kind kind;
    bool            glued;  /* no blank before it */
    bool            used;   /* part of something found already */
    int             digits; /* of a number */
    uint64_t        value;  /* of a number, at most 18 digits; of a mark, the character */
    struct str      word;   /* folded (date_fold) */
    int             month;  /* of a word: 1..12 or 0 */
};

struct date_tokens {
    struct token token[DATE_TOKEN_MAX + 1]; /* a TOKEN_END behind the last */
    int          count;
    char         words[DATE_TEXT_MAX * 4];
};

/* The separators of East Asian dates become '/', ',' and ':', all dashes '-'. */
void date_tokenize(struct date_tokens *t, struct str text);

/* Any index will do: out of range is the end. */
const struct token *token_at(const struct date_tokens *t, int at);
bool token_is_mark(const struct date_tokens *t, int at, char mark);
bool token_is_word(const struct date_tokens *t, int at, const char *folded);
bool token_is_number(const struct date_tokens *t, int at, int digits); /* unused, of at most `digits` */
int  token_number(const struct date_tokens *t, int at);
void token_use(struct date_tokens *t, int from, int to);

#endif

/* query_lexer: a query's text -> symbols. Knows which characters mean something where; everything else is
 * punctuation and passed over, so that no text is refused here. */
#ifndef PRESSMARK_QUERY_LEXER_H
#define PRESSMARK_QUERY_LEXER_H

#include "query/query_tree.h"

enum symbol_kind {
    SYMBOL_END,
    SYMBOL_WORD,   /* a run without white space, quotes or parentheses that holds a letter or digit */
    SYMBOL_PREFIX, /* the same with '*' at its end */
    SYMBOL_QUOTED,
    SYMBOL_OPEN,
    SYMBOL_CLOSE,
    SYMBOL_AND,
    SYMBOL_OR,
    SYMBOL_NOT,    /* the word NOT */
    SYMBOL_MINUS,  /* '-' at the begin of an operand */
    SYMBOL_PLUS,
    SYMBOL_EXACT,  /* '=' at the begin of a word or a quoted text */
    SYMBOL_FIELD,  /* a known name and ':', directly before its value */
};

struct symbol {
    enum symbol_kind   kind;
    enum article_field field; /* SYMBOL_FIELD */
    struct query_place place; /* all of it */
    int                within; /* SYMBOL_QUOTED: the number in "..."~number; -1: there is none */
    struct str         text;  /* of a word, a prefix or a quoted text: without quotes and '*' */
};

/* What may begin at `at`, by what stands before it. */
enum lexer_state {
    LEXER_FRESH,  /* anything: behind white space, '(' or an operator */
    LEXER_SIGNED, /* an operand: behind '+' or '-' */
    LEXER_VALUE,  /* the value of a field, or the word after '=' */
    LEXER_TIGHT,  /* no operator: behind a word, a quoted text, ')' */
};

struct query_lexer {
    struct str          text;
    size_t              at;
    enum lexer_state    state;
    struct query_notes *notes;
};

void          query_lexer_init(struct query_lexer *lexer, struct str text, struct query_notes *notes);
struct symbol query_lexer_next(struct query_lexer *lexer);

#endif

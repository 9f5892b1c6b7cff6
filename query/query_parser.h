/* query_parser: a query's text -> tree.
 *
 *   group  := { or }                      words next to each other: any of them
 *   or     := and { "OR" and }
 *   and    := unary { "AND" unary }
 *   unary  := { "NOT" | "+" | "-" } atom
 *   atom   := [ "=" ] word | begin "*" | quoted [ "~" number ] | "(" group ")" | field ":" atom
 *
 * So AND binds tighter than OR, and OR tighter than standing side by side: climate policy AND coal is
 * climate, or policy with coal. '+', '-' and NOT speak for the whole group in which they stand; in a chain of
 * AND, '-' and NOT leave out and '+' changes nothing but makes the chain required. Operators are upper case.
 *
 * Punctuation is never an error: what cannot mean anything where it stands is passed over, with a note
 * where something was probably meant. Errors are what asks for the impossible, and the limits. */
#ifndef PRESSMARK_QUERY_PARSER_H
#define PRESSMARK_QUERY_PARSER_H

#include "query/query_tree.h"

enum {
    QUERY_BYTES_MAX    = 65536,
    QUERY_TERMS_MAX    = 256,  /* words, phrases and values; the planner counts a phrase's words too */
    QUERY_DEPTH_MAX    = 64,   /* parentheses in parentheses */
    QUERY_PHRASE_MAX   = 32,   /* words in a phrase */
    QUERY_NEAR_MAX     = 99,   /* other words among those that are to be near each other */
    QUERY_PREFIX_MIN   = 2,    /* letters before '*' */
    QUERY_PREFIX_TERMS = 1000, /* words that one begin* may stand for */
    QUERY_EXPANDED_MAX = 2000, /* words that all of them may stand for */
};

/* Parse text (any bytes) into *q, initialised and empty; release it also after an error. Errors: ERR_QUERY,
 * ERR_LIMIT, with q->place where there is one; ERR_OOM. Cost: linear. */
int query_parse(struct query *q, struct str text, struct err *err);

/* Take all of text (any bytes) for a plain bag of words: no character and no word has a meaning besides, and
 * what is past QUERY_BYTES_MAX is left out, with a note. Errors: ERR_OOM. */
int query_parse_any(struct query *q, struct str text, struct err *err);

/* Set q->place to the place and fill *err with the message. Returns code. */
int query_error(struct query *q, struct query_place place, struct err *err, int code, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* The error of a group that only leaves things out; place: the first of them. */
int query_nothing_left(struct query *q, struct query_place place, struct err *err);

#endif

/* query_class: what kind of work a query asks for, told from its shape as our own parser sees it. */
#ifndef PRESSMARK_BENCH_QUERY_CLASS_H
#define PRESSMARK_BENCH_QUERY_CLASS_H

#include "query/search.h"

/* name, what it is. In the order of reports. The first that fits counts, from the bottom up but for the
 * plain ones: a query that finds nothing is a miss, one with a date is date, with a '*' wildcard, with
 * another field field. */
#define QUERY_CLASSES(X)                                                                \
    X(WORD,          "word",          "one word")                                       \
    X(OR,            "or",            "any of several words")                           \
    X(AND,           "and",           "all of several words")                           \
    X(PHRASE_COMMON, "phrase-common", "a phrase without a rare word")                   \
    X(PHRASE_RARE,   "phrase-rare",   "a phrase with a rare word")                      \
    X(BOOLEAN,       "boolean",       "a mix of operators, or of words and phrases")    \
    X(DATE,          "date",          "filtered by date, whatever else")                \
    X(WILDCARD,      "wildcard",      "with a begin*")                                  \
    X(FIELD,         "field",         "with a field other than the date")               \
    X(MISS,          "miss",          "finds nothing, whatever its shape")

enum query_class {
#define QUERY_CLASS_ENUM(name, text, what) CLASS_##name,
    QUERY_CLASSES(QUERY_CLASS_ENUM)
#undef QUERY_CLASS_ENUM
    CLASS_COUNT,
    CLASS_NOTHING = CLASS_COUNT /* there is no word in it */
};

const char *query_class_name(enum query_class class);

/* A word is rare when at most one article in RARE_ONE_IN has it, or one article alone. */
enum { RARE_ONE_IN = 100 };

/* By shape alone: a phrase is CLASS_PHRASE_COMMON, and nothing is a miss. */
enum query_class query_class_of_shape(const struct query *q);

/* By shape and by what the index holds. Errors: those of searcher_run. Cost: a search that counts. */
int query_class_of(struct searcher *s, struct str text, enum query_class *out, struct err *err);

#endif

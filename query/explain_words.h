/* explain_words: a plan in words, for people. As near to the query language as a plan can be:
 *
 *   flood~              a stem: the word in any of its forms. ^2 behind it: it counts twice
 *   =night              a word as it is written
 *   source:guardian     a filter; title: before a stem or a word that must stand in titles
 *   (a OR b), (a AND b), (a AND NOT b)
 *   (a SAME b)          alternatives that weigh as one word
 *   (a MAYBE b)         a, and what b weighs where it is there too
 *   (a FILTER b)        a where b is; only a weighs
 *   PHRASE(=a =b)       words in this order
 *   NEAR/7(=a =b)       words in any order, none seven positions or more from another
 *   UNWEIGHED(a)        a, weighing nothing */
#ifndef PRESSMARK_QUERY_EXPLAIN_WORDS_H
#define PRESSMARK_QUERY_EXPLAIN_WORDS_H

#include "base/buf.h"
#include "query/plan_query.h"

/* A term of the index, by the prefixes of store/schema.h. */
void explain_term(struct str term, uint32_t wqf, struct buf *out);

/* A whole plan; of a node's parts the first EXPLAIN_PARTS, the rest are only counted. */
enum { EXPLAIN_PARTS = 40 };
void explain_plan(const struct plan_query *q, struct buf *out);

#endif

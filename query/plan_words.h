/* plan_words: a plan in words, for --explain. As near to the query language as a plan can be:
 *
 *   flood~              a stem: the word in any of its forms. ^2 behind it: it counts twice
 *   =night              a word as it is written
 *   source:guardian     a filter; title: before a stem or a word that must stand in titles
 *   (a OR b), (a AND b), (a AND NOT b)
 *   (a SAME b)          alternatives that weigh as one word
 *   (a MAYBE b)         a, and what b weighs where it is there too
 *   (a FILTER b)        a where b is; only a weighs
 *   PHRASE(=a =b)       words in this order
 *   UNWEIGHED(a)        a, weighing nothing */
#ifndef PRESSMARK_QUERY_PLAN_WORDS_H
#define PRESSMARK_QUERY_PLAN_WORDS_H

#include "query/query_date.h"
#include "xap/xap.h"

/* A term of the index, by the prefixes of store/schema.h. */
void plan_words_term(struct str term, uint32_t wqf, struct buf *out);

void plan_words_dates(const struct query_date *date, struct buf *out);
void plan_words_scaled(struct str part, double factor, struct buf *out);

/* A combination: its begin, then each of its parts in order. Parts past the first PLAN_WORDS_SHOWN are only
 * counted. */
enum { PLAN_WORDS_SHOWN = 40 };
void plan_words_begin(enum xap_op op, struct buf *out);
void plan_words_part(enum xap_op op, size_t i, size_t count, struct str part, struct buf *out);

#endif

/* plain_query: judged topics are prose; what the query language would take for its own in them is no command. */
#ifndef PRESSMARK_BENCH_PLAIN_QUERY_H
#define PRESSMARK_BENCH_PLAIN_QUERY_H

#include "base/buf.h"

/* Append text as a query that means any of its words: quotation marks, parentheses, asterisks, colons and the signs
 * before a word become blanks; AND, OR and NOT are words. */
void plain_query(struct str text, struct buf *out);

#endif

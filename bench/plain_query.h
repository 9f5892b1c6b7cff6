/* plain_query: judged topics are prose; what the query language would take for its own in them is no command. */
#ifndef PRESSMARK_BENCH_PLAIN_QUERY_H
#define PRESSMARK_BENCH_PLAIN_QUERY_H

#include "base/buf.h"

/* Append text as a query that means any of its words: quotation marks, parentheses and asterisks become blanks, as do
 * signs before a word and the ':' of a field; AND, OR and NOT lose their capitals. */
void plain_query(struct str text, struct buf *out);

#endif

/* word_source: what Xapian's matcher is not to find by itself, as a posting source over the postings files: words,
 * which Xapian's segments do not hold, in any of them, phrases and NEAR; and synonyms of many terms, whose statistics
 * Xapian takes from the order in which it happens to join them. It is written to be easily seen to be right, since
 * other engines are checked by it: it shares nothing with them but the reading of blocks. */
#ifndef PRESSMARK_QUERY_WORD_SOURCE_H
#define PRESSMARK_QUERY_WORD_SOURCE_H

#include "query/plan_query.h"
#include "xap/xap.h"

/* The statistics that weights are made of. */
struct word_statistics {
    uint64_t documents;
    double   average_length;
};

struct word_statistics word_statistics_of(const struct index_reader *r);

/* What a source is of: a PLAN_TERM, PLAN_PHRASE or PLAN_NEAR, or terms of which it gives the documents that have any:
 * those of a PLAN_SYNONYM weigh, those of a PLAN_OR do not. Lives as long as the queries made of it; borrows all. */
struct word_source {
    const struct index_reader *reader;
    const struct plan_query   *query;
    struct word_statistics     statistics;
    struct err                 err; /* why a search ended with an error, if it was this one's */
};

extern const struct xap_source_ops word_source_ops;         /* weight 0 */
extern const struct xap_source_ops word_source_weighed_ops; /* of PLAN_SYNONYM */

/* The BM25 weight of a synonym that has this wdf in a document of that length; see engine.h. */
double word_source_weight(const struct word_source *source, uint32_t wdf, uint32_t length);

#endif

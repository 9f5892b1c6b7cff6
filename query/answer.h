/* answer: one query -> what is printed of it, alone or as one of a batch. */
#ifndef PRESSMARK_QUERY_ANSWER_H
#define PRESSMARK_QUERY_ANSWER_H

#include <time.h>

#include "query/listing.h"
#include "query/query_options.h"

/* What all queries of a run have in common. May be shared by threads. */
struct answering {
    const struct query_options *options;
    struct listing              listing;
    size_t                      indexes;
};

/* What a query found. */
struct answer {
    uint64_t matches; /* an estimate unless exact */
    bool     exact;
    double   milliseconds; /* since the query, or what the caller gave as the start, began */
};

/* The request of a query by the options; the query's text is borrowed. */
struct search_request answer_request(const struct query_options *o, struct str query);

/* Run a query and append to *out what is to be printed of it. qid: its id in a batch; data NULL: it is the
 * only one. *search: initialised; afterwards it holds the notes and, after an error, the place. start: NULL
 * is now. Returns 1 something was found, 0 nothing, or an error of searcher_run, listing_hits and
 * explain_search; *out then holds half an answer. */
int answer_query(const struct answering *a, struct searcher *s, struct str qid, struct str query,
                 const struct timespec *start, struct search *search, struct answer *answer, struct buf *out,
                 struct err *err);

#endif

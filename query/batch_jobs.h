/* batch_jobs: the queries of a batch, run by several threads, their answers printed in order. */
#ifndef PRESSMARK_QUERY_BATCH_JOBS_H
#define PRESSMARK_QUERY_BATCH_JOBS_H

#include "query/answer.h"
#include "query/batch_topics.h"

enum {
    BATCH_JOBS_MAX = 64,
    BATCH_AHEAD    = 16, /* answers that a thread may be ahead of what is printed */
    BATCH_NOTED    = 10, /* queries whose notes are printed: of many topics nobody reads them all */
};

struct batch_totals {
    uint64_t queries; /* read, those that could not be run included */
    uint64_t found, failed;
    uint64_t noted;   /* with notes; those of the first BATCH_NOTED were printed */
    uint64_t matches; /* of all */
    bool     exact;   /* the matches are no estimate */
};

/* Answer all queries of `topics`: answers to standard output; errors and notes, each with the file and line
 * of its query, to standard error; both strictly in order of the file, each query as soon as it and all before
 * it are done. Of notes those of the first BATCH_NOTED queries that have any. A query that cannot be run, and a
 * record that is no query, are named, counted and passed over.
 *
 * jobs: threads, 1 to BATCH_JOBS_MAX; each opens the indexes for itself, and one that cannot, or that finds
 * another state of them, leaves its work to the others: first is the searcher of the caller's own thread,
 * which always works. Memory: what BATCH_AHEAD answers a thread take.
 *
 * Errors: of reading the batch, and ERR_IO and ERR_CLOSED of writing; what was done before stands in
 * *totals. */
int batch_run(const struct answering *a, struct searcher *first, struct batch_topics *topics, unsigned jobs,
              struct batch_totals *totals, struct err *err);

#endif

/* index_run: judged queries, searched in an index. */
#ifndef PRESSMARK_BENCH_INDEX_RUN_H
#define PRESSMARK_BENCH_INDEX_RUN_H

#include "bench/qrels.h"
#include "bench/run_file.h"

/* Search the index for each query of a file in any form that query/batch_topics.h reads, as a plain bag of
 * words, and keep the best `depth` documents; the run is ordered. Faults: records that are no query, ids that
 * come again. Release the run also after an error. Errors: those of reading topics and of searching;
 * ERR_FORMAT when there is no query. */
int index_run(struct run *run, const char *index, const char *queries, uint64_t depth, enum run_order order,
              struct faults *faults, struct err *err);

/* Count the judged documents that the index lacks as faults of the file of judgments. */
int index_check_judged(const char *index, const struct qrels *qrels, const char *path, struct faults *faults,
                       struct err *err);

#endif

/* evaluation: a run against judgments.
 *
 * The means are over the queries of the judgments that have a relevant document, whether the run answers them or
 * not (then they count 0): trec_eval -c, but for queries without a relevant document, which it counts as 0 and
 * which say nothing. Queries of the run without judgments are left out. */
#ifndef PRESSMARK_BENCH_EVALUATION_H
#define PRESSMARK_BENCH_EVALUATION_H

#include "bench/measures.h"
#include "bench/qrels.h"
#include "bench/run_file.h"

struct evaluated_query {
    struct str id; /* of the qrels */
    size_t     found, relevant;
    double     values[MEASURE_COUNT];
};

struct evaluation {
    struct evaluated_query *queries; /* in the order of qrels.queries */
    size_t                  count;
    double                  mean[MEASURE_COUNT];
    size_t                  unanswered;   /* queries counted for which the run has nothing */
    size_t                  no_relevant;  /* queries left out for having no relevant document */
    size_t                  not_judged;   /* queries of the run that have no judgments */
};

/* run: ordered. Release also after an error. Errors: ERR_OOM; ERR_FORMAT when no query has a relevant document. */
int  evaluation_make(struct evaluation *e, const struct run *run, const struct qrels *qrels, enum gain gain,
                     struct err *err);
void evaluation_release(struct evaluation *e);

#endif

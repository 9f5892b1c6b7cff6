/* eval_report: an evaluation as text or JSON. */
#ifndef PRESSMARK_BENCH_EVAL_REPORT_H
#define PRESSMARK_BENCH_EVAL_REPORT_H

#include "bench/evaluation.h"
#include "bench/significance.h"

struct eval_report {
    const struct evaluation *judged;
    const struct evaluation *against; /* of the same judgments, or NULL */
    bool                     per_query;
    uint64_t                 rounds, seed; /* of the randomisation test */
    uint64_t                 faults;       /* lines passed over */
};

/* Lines of columns with a tab between; a line each query where asked for, then the means, then the tests. */
int eval_report_text(const struct eval_report *r, struct buf *out, struct err *err);
int eval_report_json(const struct eval_report *r, struct buf *out, struct err *err);

#endif

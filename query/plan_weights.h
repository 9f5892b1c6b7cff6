/* plan_weights: what each part of a plan that weighs gives a document, from the postings, whatever engine found it. */
#ifndef PRESSMARK_QUERY_PLAN_WEIGHTS_H
#define PRESSMARK_QUERY_PLAN_WEIGHTS_H

#include "query/engine.h"

/* The parts of a plan that may weigh: its terms and synonyms, but for those that only filter; in the order in which
 * they stand, one that stands there twice twice. */
struct plan_leaves {
    const struct plan_query **items; /* the arena's */
    size_t                    count;
};
int plan_leaves_find(struct plan_leaves *out, const struct plan_query *q, struct arena *arena, struct err *err);

/* weights[h * leaves + l]: what leaf l gives hit h, 0 where the plan does not count it, although it be there. The sum
 * over l is the weight that an engine gives the hit, within ENGINE_SAME. Hits are in any order, and matches of the
 * plan. Errors: ERR_OOM, ERR_CORRUPT. Cost: as going through the plan in the hits' shards, skipping to them. */
int plan_weights(const struct plan_query *q, struct index_reader *reader, const struct search_hit *hits, size_t count,
                 size_t leaves, double *weights, struct err *err);

#endif

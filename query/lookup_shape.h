/* lookup_shape: what a plan comes down to in one shard, by which the way to search it is chosen. */
#ifndef PRESSMARK_QUERY_LOOKUP_SHAPE_H
#define PRESSMARK_QUERY_LOOKUP_SHAPE_H

#include "query/lookup_run.h"

/* Lists that must match, lists that may (a bag when none must), and nodes that filter. */
struct lookup_shape {
    struct lookup_run  *run;
    struct lookup_all   all;
    struct lookup_nodes filters, unwanted;
    bool                nothing;  /* can match in this shard */
    bool                odd;      /* it is of another shape, or better gone through document by document */
    bool                optional; /* filters alone must match, and what may match weighs for sure */
};

/* A failure is the shard's. Lives in its arena. */
void lookup_shape_find(struct lookup_shape *shape, struct lookup_run *run, const struct plan_query *q);

#endif

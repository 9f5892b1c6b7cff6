/* explain: why a search found what it found, in its order. */
#ifndef PRESSMARK_QUERY_EXPLAIN_H
#define PRESSMARK_QUERY_EXPLAIN_H

#include "query/search.h"

struct explained_term {
    struct str words;  /* explain_words.h */
    uint64_t   df, cf; /* documents that have it, occurrences; of what only filters these are not counted: cf 0 */
};

struct explanation {
    struct buf             tree;   /* the query as it was understood: query_print */
    struct buf             plan;   /* what the engine was asked: explain_words.h */
    const char            *engine;
    struct explained_term *terms;  /* each once, in the order in which they stand in the plan */
    size_t                 term_count;
    struct str            *parts;  /* of the plan that weigh, in words */
    size_t                 part_count;
    double                *weights; /* of hit h by part p: [h * part_count + p]; their sum is its weight */
    struct arena           arena;   /* of all but the buffers */
};

void explanation_init(struct explanation *e);
void explanation_release(struct explanation *e);

/* Explain a search that was run. Errors: ERR_OOM, ERR_CORRUPT. Cost: that of plan_weights. */
int explain_search(struct explanation *e, struct searcher *s, const struct search *search, struct err *err);

#endif

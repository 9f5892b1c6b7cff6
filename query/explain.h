/* explain: why a search found what it found, in its order. */
#ifndef PRESSMARK_QUERY_EXPLAIN_H
#define PRESSMARK_QUERY_EXPLAIN_H

#include "query/search.h"

/* Texts and terms are borrowed from the search. */
struct explanation {
    struct buf                tree;   /* the query as it was understood: query_print */
    struct buf                plan;   /* what the engine was asked: plan_words.h */
    const char               *engine;
    const struct plan_lookup **terms; /* each once, in the order in which they stand in the plan */
    size_t                    term_count;
    const struct plan_unit   *units;
    size_t                    unit_count;
    double                   *weights; /* of hit h by unit u: [h * unit_count + u]; their sum is its weight */
};

void explanation_init(struct explanation *e);
void explanation_release(struct explanation *e);

/* Explain a search that was run with request->describe. Cost: a plan and a search over the hits alone for
 * each unit. Errors: those of query_plan_make and xap_search. */
int explain_search(struct explanation *e, struct searcher *s, const struct search_request *request,
                   const struct search *search, struct err *err);

#endif

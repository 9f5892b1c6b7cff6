/* lookup_top: the best k of the documents that are offered. */
#ifndef PRESSMARK_QUERY_LOOKUP_TOP_H
#define PRESSMARK_QUERY_LOOKUP_TOP_H

#include <math.h>
#include <stdbool.h>

#include "query/engine.h"

struct lookup_entry {
    double   weight;
    int64_t  date; /* when dates decide; of no date INT64_MIN or INT64_MAX, whichever is last */
    uint32_t shard, docid;
};

struct lookup_top {
    struct lookup_entry *heap; /* the worst first, once it is full; before, in any order; arena's */
    size_t               count, room;
    enum engine_sort     sort;
    double               least;     /* the k-th best is known to weigh more; -1: nothing is */
    bool                 unordered; /* documents of the shard at hand come in any order */
};

/* ERR_OOM. */
int lookup_top_init(struct lookup_top *top, size_t k, enum engine_sort sort, struct arena *arena, struct err *err);

/* A document of this weight or less is not among the best. In order: documents are offered in order of
 * (shard, docid), so that the next one stands behind all that are equal. By dates nothing is known: negative. */
static inline double lookup_top_threshold(const struct lookup_top *top)
{
    if (top->sort != ENGINE_BY_WEIGHT || (top->count < top->room))
        return top->least;
    if (!top->room)
        return INFINITY;
    double worst = top->heap[0].weight * (top->unordered ? 1 - 2 * ENGINE_SAME : 1 + ENGINE_SAME);
    return worst > top->least ? worst : top->least;
}

/* Offer a document; whether it is better is found out here. */
void lookup_top_offer(struct lookup_top *top, size_t shard, uint32_t docid, double weight, int64_t date);

/* Put them in order, the best first: by weight (by date, then weight), equal ones by (shard, docid). */
void lookup_top_sort(struct lookup_top *top);

#endif

/* plan_query: what a plan asks an engine for: a tree of terms and operators, immutable, that knows no engine. Nodes and
 * the texts in them live in the arena of the plan. */
#ifndef PRESSMARK_QUERY_PLAN_QUERY_H
#define PRESSMARK_QUERY_PLAN_QUERY_H

#include <stddef.h>

#include "index/index_terms.h"

enum plan_op {
    PLAN_NOTHING,
    PLAN_ALL,       /* every document, weight 0 */
    PLAN_TERM,
    PLAN_OR,        /* any of the parts; the weights of those that match, added */
    PLAN_AND,       /* all of them; their weights added */
    PLAN_AND_NOT,   /* the first without the others; its weight */
    PLAN_FILTER,    /* the first where the others match; its weight */
    PLAN_AND_MAYBE, /* the first; its weight and those of the others where they match */
    PLAN_SYNONYM,   /* terms only: they count as one, of wqf 1; see plan_synonym_df() */
    PLAN_PHRASE,    /* terms with positions only: in this order, side by side; weight 0 */
    PLAN_NEAR,      /* the same: in any order within `window` positions, each at one of its own; weight 0 */
    PLAN_DATES,     /* documents dated first .. last; weight 0 */
    PLAN_UNWEIGHED, /* the one part, weight 0 */
};

struct plan_query {
    enum plan_op                    op;
    const struct plan_query *const *parts; /* of operators */
    size_t                          count;
    /* PLAN_TERM */
    struct str        term;  /* as in the index, prefix and all */
    uint32_t          wqf;   /* how often the query has it, 1 at least */
    struct index_term found; /* where it is */
    /* PLAN_NEAR */
    uint32_t window;
    /* PLAN_DATES: seconds since 1970, both included */
    int64_t first, last;
};

/* In how many of `documents` a synonym is taken to be, its terms independent of each other: of two Xapian's estimate
 * for OP_SYNONYM, l + r - l * r / documents, rounded; taken from left to right for more. */
uint64_t plan_synonym_df(const struct plan_query *synonym, uint64_t documents);

/* Append the tree in one line, terms as they are in the index: (a OR b), PHRASE(a b), a FILTER b. */
struct buf;
void plan_query_print(const struct plan_query *q, struct buf *out);

#endif

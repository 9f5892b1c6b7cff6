/* lookup_node: a plan in one shard, as something that can be gone through document by document: the next that
 * matches, and what it weighs. Every shape of plan, at the speed of a virtual call a step; the shapes that
 * matter most have ways of their own (lookup_bag.h, lookup_all.h), and use this for what filters. */
#ifndef PRESSMARK_QUERY_LOOKUP_NODE_H
#define PRESSMARK_QUERY_LOOKUP_NODE_H

#include "query/lookup_phrase.h"

struct lookup_node {
    enum plan_op          op; /* never PLAN_NOTHING */
    struct lookup_shard  *shard;
    struct lookup_node  **parts; /* of PLAN_AND and PLAN_FILTER in an order of our own: the rarest first */
    size_t                count;
    size_t                weighing; /* PLAN_FILTER, PLAN_AND_NOT: the part that weighs */
    struct lookup_list   *list;  /* PLAN_TERM, PLAN_SYNONYM */
    bool                  has_value;
    struct postings_value value; /* by which documents are asked before the list is */
    struct lookup_phrase *phrase;/* PLAN_PHRASE, PLAN_NEAR; its words, and lists of pairs of them, are the parts */
    int64_t               first, last; /* PLAN_DATES */
    uint64_t              most_documents; /* that may match */
    double                most;           /* that one may weigh */
    uint32_t              docid;          /* at hand; before the first 0, after the last LOOKUP_END */
};

/* NULL: nothing of the shard can match, or a failure, which the shard keeps. Lives in the arena. */
struct lookup_node *lookup_node_new(struct lookup_shard *s, size_t shard, const struct plan_query *q);

/* To the first document at or past `docid` that matches, never backwards; LOOKUP_END at the end or on
 * failure. */
uint32_t lookup_node_seek(struct lookup_node *n, uint32_t docid);

/* From the begin again. */
void lookup_node_rewind(struct lookup_node *n);

/* Does `docid`, none before those asked for so far, match? Cheaper than to seek it: nothing behind it is looked for. */
bool lookup_node_has(struct lookup_node *n, uint32_t docid);

/* Does it read positions, which is dear to ask for? */
bool lookup_node_reads_positions(const struct lookup_node *n);

/* What the document at hand weighs. */
double lookup_node_weigh(struct lookup_node *n);

#endif

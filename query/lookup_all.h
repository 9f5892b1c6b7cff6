/* lookup_all: what ways of searching all of several lists share: by blocks of the one that leads (lookup_all.c), and by
 * ranges (lookup_all_ranges.c). */
#ifndef PRESSMARK_QUERY_LOOKUP_ALL_H
#define PRESSMARK_QUERY_LOOKUP_ALL_H

#include "query/lookup_run.h"

struct all {
    struct lookup_run  *run;
    struct lookup_all  *lists;
    struct lookup_list *lead;
    bool                lead_weighs;
    double              threshold; /* lookup_top_threshold() */
    double              most_rest; /* bound of what all bring anywhere; then of what all but the lead bring */
};

/* List `i` of those that weigh: first those that must match, then those that may. */
static inline struct lookup_list *weighing(const struct lookup_all *all, size_t i)
{
    return i < all->weighed.count ? all->weighed.items[i] : all->may.items[i - all->weighed.count];
}

static inline size_t count_weighing(const struct lookup_all *all)
{
    return all->weighed.count + all->may.count;
}

/* Documents of the lead that were looked at whatever they weigh, and how many of them match. */
static inline void note_sample(struct all *a, uint32_t looked_at, uint32_t matched)
{
    a->run->sample.of = a->lead->df;
    a->run->sample.looked_at += looked_at;
    a->run->sample.matched += matched;
}

/* A document matches that is in all lists that weigh. */
static inline bool nothing_else_decides(const struct all *a)
{
    return !a->lists->plain.count && !a->run->filters.count && !a->run->unwanted.count;
}

/* Documents of a block of the lead, or others. */
struct heavy {
    uint32_t docids[POSTINGS_BLOCK], count;
    double   sums[POSTINGS_BLOCK]; /* by the lists asked so far */
    bool     all;                  /* none was left out for its weight: the lead is asked last */
};

/* Leave the documents that each list but `left_out` has that must match, and add up what lists but that one weigh. */
void all_ask(struct all *a, struct heavy *h, const struct lookup_list *left_out);

/* Offer documents that all that weighs was asked about, if nothing else keeps them from matching. */
void all_take(struct all *a, const struct heavy *h);

/* By blocks of the lead, documents from `next` to before `end`, and those behind in the last block. Returns where to go
 * on; LOOKUP_END: there are no others. */
uint32_t all_search_blocks(struct all *a, uint32_t next, uint32_t end);

/* Is all that weighs in lists with ranges, and are these enough to find the best by? */
bool all_have_ranges(const struct all *a);

/* Then by windows of documents from `next` on. 0 or an error. */
int all_search_ranges(struct all *a, uint32_t next);

#endif

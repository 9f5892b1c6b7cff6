/* lookup_run: one search in one shard, as the ways of doing it share it. */
#ifndef PRESSMARK_QUERY_LOOKUP_RUN_H
#define PRESSMARK_QUERY_LOOKUP_RUN_H

#include "query/lookup_node.h"
#include "query/lookup_top.h"
#include "query/lookup_window.h"

struct lookup_nodes {
    struct lookup_node **items;
    size_t               count;
};

/* Of the `of` documents that may match, so many were looked at, whatever they weigh, and so many matched. */
struct lookup_sample {
    uint64_t of, looked_at, matched;
};

struct lookup_run {
    struct lookup_shard  shard;
    size_t               number; /* of the shard */
    struct index_reader *reader;
    struct lookup_top   *top;
    struct lookup_window *window;
    struct lookup_nodes  filters, unwanted; /* must, must not match besides */
    bool                 counts;   /* all matches are to be counted, if that is done on the way: */
    bool                 counted;
    uint64_t             matches;  /* of the shard, then */
    struct lookup_sample sample;   /* else this may tell how many there are */
};

/* Documents are asked in ascending order, but after lookup_run_rewind(). */
static inline bool lookup_run_passes(struct lookup_run *run, uint32_t docid)
{
    for (size_t i = 0; i < run->filters.count; i++)
        if (!lookup_node_has(run->filters.items[i], docid))
            return false;
    for (size_t i = 0; i < run->unwanted.count; i++)
        if (lookup_node_has(run->unwanted.items[i], docid))
            return false;
    return !index_reader_is_deleted(run->reader, run->number, docid);
}

/* Is it cheap to ask whether documents pass, also some that then are not wanted? */
static inline bool lookup_run_asks_freely(const struct lookup_run *run)
{
    bool free = true;
    for (size_t i = 0; i < run->filters.count && free; i++)
        free = !lookup_node_reads_positions(run->filters.items[i]);
    for (size_t i = 0; i < run->unwanted.count && free; i++)
        free = !lookup_node_reads_positions(run->unwanted.items[i]);
    return free;
}

static inline void lookup_run_rewind(struct lookup_run *run)
{
    for (size_t i = 0; i < run->filters.count; i++)
        lookup_node_rewind(run->filters.items[i]);
    for (size_t i = 0; i < run->unwanted.count; i++)
        lookup_node_rewind(run->unwanted.items[i]);
}

/* One list, by its head; false: that does not tell, but top->least is raised to what the k-th best there weighs. */
bool lookup_head(struct lookup_run *run, struct lookup_list *list);
/* Offer the best documents of one list that none of the others has, by its head; false: that does not tell. */
bool lookup_head_alone(struct lookup_run *run, struct lookup_list *list, struct lookup_list *const *others,
                       size_t count);
/* Raise top->least to what the k-th best document of one of the lists, any of which is to match, weighs. */
void lookup_prime(struct lookup_run *run, struct lookup_list *const *lists, size_t count);

/* One list. */
int lookup_one(struct lookup_run *run, struct lookup_list *list);

/* Any of the lists. */
int lookup_bag(struct lookup_run *run, struct lookup_list **lists, size_t count);

/* All of `plain` and `weighed`, and what `weighed` weigh together with those of `may` that are there. The
 * phrases' words are among `plain`. Each rarest first. It counts matches. */
struct lookup_lists {
    struct lookup_list **items;
    size_t               count;
};
struct lookup_all {
    struct lookup_lists    plain, weighed, may;
    struct lookup_phrase **phrases;
    size_t                 phrase_count;
    bool                   some_may; /* at least one of `may` must be there; all of them weigh, and k is not 0 */
};
int lookup_all(struct lookup_run *run, struct lookup_all *all);

/* So many matches more, for sure. */
static inline void lookup_add_matches(struct search_result *out, uint64_t count)
{
    out->lower += count;
    out->estimate += count;
    out->upper += count;
}

/* Are the shard's matches to be counted exactly? */
bool lookup_counts_exactly(const struct lookup_run *run, const struct engine_request *request);

/* Add the shard's matches to the counts of *out: exactly where they are at most request->exact_up_to for sure, or all
 * were looked at; else bounds, and an estimate by those looked at, or one that takes terms to be independent of each
 * other. */
int lookup_count(struct lookup_run *run, const struct engine_request *request, struct search_result *out);

#endif

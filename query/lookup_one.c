/* One list alone: blocks with the highest bounds first, where nothing else filters; then those that may
 * matter yet. */
#include "query/lookup_run.h"

/* Blocks that come first: one in so many, but at least. */
enum { FIRST_ONE_IN = 64, FIRST_LEAST = 2 };

struct one {
    struct lookup_run  *run;
    struct lookup_list *list;
    double              threshold; /* lookup_top_threshold() */
};

static void search_block(struct one *o, uint32_t block)
{
    struct lookup_list *l = o->list;
    double              weights[POSTINGS_BLOCK];
    uint8_t             heavy[POSTINGS_BLOCK];
    if (!lookup_list_load(l, block) || !lookup_list_count(l))
        return;
    uint32_t count = lookup_list_heavy(l, 0, l->count, o->threshold, weights, heavy);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t docid = l->docids[heavy[i]];
        if (weights[heavy[i]] <= o->threshold || !lookup_run_passes(o->run, docid))
            continue;
        lookup_top_offer(o->run->top, o->run->number, docid, weights[heavy[i]], 0);
        o->threshold = lookup_top_threshold(o->run->top);
    }
}

static int best_first(struct one *o)
{
    struct lookup_list *l    = o->list;
    bool               *done = arena_alloc(o->run->shard.arena, l->blocks * sizeof *done);
    if (!done)
        return err_oom(o->run->shard.err);
    memset(done, 0, l->blocks * sizeof *done);
    for (uint32_t first = 0; first < FIRST_LEAST + l->blocks / FIRST_ONE_IN; first++) {
        uint32_t best = first;
        for (uint32_t block = 0; block < l->blocks; block++)
            if (!done[block] && (done[best] || lookup_list_bound(l, block) > lookup_list_bound(l, best)))
                best = block;
        done[best] = true;
        if (lookup_list_bound(l, best) > o->threshold)
            search_block(o, best);
    }
    for (uint32_t block = 0; block < l->blocks && !o->run->shard.code; block++)
        if (!done[block] && lookup_list_bound(l, block) > o->threshold)
            search_block(o, block);
    return o->run->shard.code;
}

int lookup_one(struct lookup_run *run, struct lookup_list *list)
{
    struct one o   = {run, list, 0};
    bool       any = !run->filters.count && !run->unwanted.count && list->blocks > 2 * FIRST_LEAST;
    if (lookup_head(run, list))
        return 0;
    run->top->unordered = any; /* filters want their documents in order */
    o.threshold         = lookup_top_threshold(run->top);
    int code            = any ? best_first(&o) : 0;
    for (uint32_t block = 0; !any && block < list->blocks && !run->shard.code; block++)
        if (lookup_list_bound(list, block) > o.threshold)
            search_block(&o, block);
    run->top->unordered = false;
    return code ? code : run->shard.code;
}

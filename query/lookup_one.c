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

/* factor * wdf / (K + wdf) is above the threshold if wdf * (factor - threshold) > threshold * K, which asks
 * for no division; K = k1 * (1 - b + b * length / average). */
static void search_block(struct one *o, uint32_t block)
{
    struct lookup_list *l   = o->list;
    double              per = ENGINE_K1 * ENGINE_B * l->shard->statistics->length_factor;
    if (!lookup_list_load(l, block) || !lookup_list_count(l))
        return;
    for (uint32_t i = 0; i < l->count; i++) {
        uint32_t length = postings_length(l->shard->file, l->shard->lengths, l->docids[i]);
        double   least  = o->threshold * (1 - 1e-12); /* rounding is not to lose any */
        if (least > 0 && (double)l->counts[i] * (l->factor - least) <=
                             least * (ENGINE_K1 * (1 - ENGINE_B) + per * (double)length) * (1 - 1e-12))
            continue;
        double weight = l->factor * lookup_quotient(l->shard, l->counts[i], length);
        if (weight <= o->threshold || !lookup_run_passes(o->run, l->docids[i]))
            continue;
        lookup_top_offer(o->run->top, o->run->number, l->docids[i], weight, 0);
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

/* One list alone: its head, its champions, or blocks with the highest bounds first. */
#include "query/lookup_run.h"

/* Blocks are put in order by which of so many parts of the list's bound theirs reaches, and only lists of more blocks
 * than a few. */
enum { PARTS = 64, FEW = 4 };

struct one {
    struct lookup_run  *run;
    struct lookup_list *list;
    double              threshold; /* lookup_top_threshold() */
    uint32_t            before;    /* the block searched last */
};

static void search_block(struct one *o, uint32_t block)
{
    struct lookup_list *l = o->list;
    double              weights[POSTINGS_BLOCK];
    uint8_t             heavy[POSTINGS_BLOCK];
    if (block < o->before) /* filters want documents in order */
        lookup_run_rewind(o->run);
    o->before = block;
    if (!lookup_list_load(l, block) || !lookup_list_count(l, block))
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

/* The blocks, those of the highest part first; NULL: no memory. */
static const uint32_t *put_in_order(const struct one *o)
{
    struct lookup_list *l                = o->list;
    uint32_t            begins[PARTS + 1] = {0};
    uint32_t           *order            = arena_alloc(o->run->shard.arena, l->blocks * sizeof *order);
    uint8_t            *parts            = arena_alloc(o->run->shard.arena, l->blocks);
    if (!order || !parts)
        return NULL;
    for (uint32_t block = 0; block < l->blocks; block++) {
        const double part = l->most > 0 ? lookup_list_bound(l, block) / l->most * PARTS : 0;
        parts[block]      = (uint8_t)(part < PARTS ? PARTS - 1 - (int)part : 0);
        begins[parts[block] + 1]++;
    }
    for (uint32_t part = 0; part < PARTS; part++)
        begins[part + 1] += begins[part];
    for (uint32_t block = 0; block < l->blocks; block++)
        order[begins[parts[block]]++] = block;
    return order;
}

/* Blocks from .. end - 1, or of that order; those that may have better ones. */
static void search_blocks(struct one *o, const uint32_t *order, uint32_t from, uint32_t end)
{
    o->threshold = lookup_top_threshold(o->run->top);
    for (uint32_t i = from; i < end && !o->run->shard.code; i++) {
        const uint32_t block = order ? order[i] : i;
        if (lookup_list_bound(o->list, block) > o->threshold)
            search_block(o, block);
    }
}

/* ---- but champions before all of them --------------------------------------------------------------- */

/* They are given up where this part of them has not its share of the best. */
enum { PART = 4 };

/* How many of the best weigh more than any other posting's document may. */
static size_t count_safe(const struct lookup_top *top, double most)
{
    size_t count = 0;
    for (size_t i = 0; i < top->count; i++)
        count += top->heap[i].weight > most;
    return count;
}

static bool promises(const struct lookup_top *top, double most)
{
    return lookup_top_threshold(top) >= most || count_safe(top, most) * PART >= top->room;
}

/* true: the best of the shard's matches are in run->top; false: that is as it was, or it failed. */
static bool champions_tell(struct lookup_run *run, struct lookup_list *list)
{
    struct lookup_top  *top = run->top, best = *top;
    struct one          o   = {.run = run};
    double              most;
    if (!top->room || top->room > POSTINGS_CHAMPIONS / PART || !lookup_run_asks_freely(run) ||
        !(o.list = lookup_list_champions(list, &most)))
        return false;
    best.heap = arena_alloc(run->shard.arena, (top->room + 1) * sizeof *best.heap);
    if (!best.heap) {
        lookup_fail(&run->shard, err_oom(run->shard.err));
        return false;
    }
    memcpy(best.heap, top->heap, top->count * sizeof *best.heap);
    best.unordered       = true; /* equal ones outside may come before */
    run->top             = &best;
    const uint32_t first = o.list->blocks / PART;
    search_blocks(&o, NULL, 0, first);
    if (promises(&best, most))
        search_blocks(&o, NULL, first, o.list->blocks);
    run->top = top;
    lookup_run_rewind(run);
    if (run->shard.code || lookup_top_threshold(&best) < most)
        return false;
    best.unordered = false;
    *top           = best;
    return true;
}

int lookup_one(struct lookup_run *run, struct lookup_list *list)
{
    struct one      o     = {.run = run, .list = list};
    const bool      any   = list->blocks > FEW && lookup_run_asks_freely(run);
    const uint32_t *order = NULL;
    if (lookup_head(run, list) || champions_tell(run, list))
        return run->shard.code;
    if (any && !(order = put_in_order(&o)))
        return err_oom(run->shard.err);
    run->top->unordered = any;
    search_blocks(&o, order, 0, list->blocks);
    run->top->unordered = false;
    return run->shard.code;
}

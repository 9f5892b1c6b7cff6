/* The champions of a list before all of it: often the best of what matches are among them for sure. */
#include "query/lookup_run.h"

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

bool lookup_champions(struct lookup_run *run, struct lookup_list *list, double rest, lookup_champions_search *search,
                      void *state)
{
    struct lookup_top         *top    = run->top, best = *top;
    const struct lookup_sample sample = run->sample;
    double                     others;
    struct lookup_list        *champions;
    if (!top->room || top->room > POSTINGS_CHAMPIONS / PART || run->counts || !lookup_run_asks_freely(run) ||
        !(champions = lookup_list_champions(list, &others)))
        return false;
    best.heap = arena_alloc(run->shard.arena, (top->room + 1) * sizeof *best.heap);
    if (!best.heap) {
        lookup_fail(&run->shard, err_oom(run->shard.err));
        return false;
    }
    memcpy(best.heap, top->heap, top->count * sizeof *best.heap);
    best.unordered       = true; /* equal ones outside may come before */
    run->top             = &best;
    const double   most  = others + rest;
    const uint32_t first = champions->blocks / PART;
    search(state, champions, 0, first);
    if (promises(&best, most))
        search(state, champions, first, champions->blocks);
    run->top    = top;
    run->sample = sample; /* it would be of the best only */
    lookup_run_rewind(run);
    if (run->shard.code || lookup_top_threshold(&best) < most)
        return false;
    best.unordered = false;
    *top           = best;
    return true;
}

/* All of several lists: the rarest leads, block by block. */
#include <math.h>

#include "query/lookup_run.h"

struct all {
    struct lookup_run  *run;
    struct lookup_all  *lists;
    struct lookup_list *lead;
    double              threshold; /* lookup_top_threshold() */
    double              rest;      /* bound of what all but the lead bring to the lead's block */
};

/* Bound of what the other lists bring to documents first .. last. */
static double rest_within(const struct all *a, uint32_t first, uint32_t last)
{
    const struct lookup_all *all = a->lists;
    double                   sum = 0;
    for (size_t i = 0; i < all->weighed.count; i++)
        if (all->weighed.items[i] != a->lead)
            sum += lookup_list_bound_within(all->weighed.items[i], lookup_list_at(all->weighed.items[i]), first, last);
    for (size_t i = 0; i < all->may.count; i++)
        sum += lookup_list_bound_within(all->may.items[i], lookup_list_at(all->may.items[i]), first, last);
    return sum;
}

/* The lists that do not weigh have the document too. *next: where the lead may go on; past the document. */
static bool plain_agree(const struct all *a, uint32_t docid, uint32_t *next)
{
    const struct lookup_lists *plain = &a->lists->plain;
    for (size_t i = 0; i < plain->count; i++) {
        uint32_t d = lookup_list_seek(plain->items[i], docid);
        if (d != docid) {
            *next = d;
            return false;
        }
    }
    return true;
}

static bool phrases_hold(const struct all *a)
{
    for (size_t i = 0; i < a->lists->phrase_count; i++)
        if (!lookup_phrase_holds(a->lists->phrases[i]))
            return false;
    return true;
}

/* The lists that weigh have the document too, and it weighs more than the threshold. */
static bool weigh(const struct all *a, uint32_t docid, double *sum, uint32_t *next)
{
    const struct lookup_all *all  = a->lists;
    double                   rest = a->rest;
    *sum                          = 0;
    if (a->lead->most > 0) {
        *sum = lookup_list_weigh(a->lead, docid);
        if (*sum + rest <= a->threshold)
            return false;
    }
    for (size_t i = 0; i < all->weighed.count; i++) {
        struct lookup_list *l = all->weighed.items[i];
        if (l == a->lead)
            continue;
        uint32_t d = lookup_list_seek(l, docid);
        if (d != docid) {
            *next = d;
            return false;
        }
        *sum += lookup_list_weigh(l, docid);
    }
    for (size_t i = 0; i < all->may.count; i++)
        *sum += lookup_list_weigh(all->may.items[i], docid);
    return *sum > a->threshold;
}

/* Nothing is known of the threshold: positions tell sooner than weights. */
static void try_document(struct all *a, uint32_t docid, uint32_t *next)
{
    double sum;
    bool   phrases_first = a->threshold < 0;
    *next                = docid + 1;
    if (!plain_agree(a, docid, next) || (phrases_first && !phrases_hold(a)) || !weigh(a, docid, &sum, next) ||
        (!phrases_first && !phrases_hold(a)) || !lookup_run_passes(a->run, docid) || a->run->shard.code)
        return;
    lookup_top_offer(a->run->top, a->run->number, docid, sum, 0);
    a->threshold = lookup_top_threshold(a->run->top);
}

static struct lookup_list *choose_lead(const struct lookup_all *all)
{
    struct lookup_list *plain   = all->plain.count ? all->plain.items[0] : NULL;
    struct lookup_list *weighed = all->weighed.count ? all->weighed.items[0] : NULL;
    return !weighed || (plain && plain->df <= weighed->df) ? plain : weighed;
}

int lookup_all(struct lookup_run *run, struct lookup_all *lists)
{
    struct all          a    = {run, lists, choose_lead(lists), lookup_top_threshold(run->top), 0};
    struct lookup_list *lead = a.lead;
    uint32_t            next = 1;
    for (uint32_t block = 0; (block = lookup_list_block(lead, block, next)) < lead->blocks && !run->shard.code; block++) {
        uint32_t before = block ? lookup_list_last(lead, block - 1) + 1 : 1, last = lookup_list_last(lead, block);
        uint32_t first  = next > before ? next : before;
        next            = last + 1;
        a.rest          = a.threshold < 0 ? INFINITY : rest_within(&a, first, last);
        if ((lead->most > 0 ? lookup_list_bound(lead, block) : 0) + a.rest <= a.threshold)
            continue;
        if (!lookup_list_load(lead, block))
            break;
        for (uint32_t d = lookup_list_seek(lead, first); d <= last; d = lookup_list_seek(lead, next)) {
            try_document(&a, d, &next);
            if (next > last || run->shard.code)
                break;
        }
        next = next > last ? next : last + 1;
    }
    return run->shard.code;
}

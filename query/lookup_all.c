/* All of several lists: the rarest leads, block by block. */
#include "query/lookup_run.h"

/* Bound of what the other lists bring to documents first .. last. */
static double rest_within(const struct lookup_all *all, uint32_t first, uint32_t last)
{
    double sum = 0;
    for (size_t i = 1; i < all->must_count; i++)
        if (all->must[i]->most > 0)
            sum += lookup_list_bound_within(all->must[i], lookup_list_at(all->must[i]), first, last);
    for (size_t i = 0; i < all->may_count; i++)
        sum += lookup_list_bound_within(all->may[i], lookup_list_at(all->may[i]), first, last);
    return sum;
}

/* The lead's document is in all other lists, which then stand there. */
static bool all_agree(struct lookup_all *all, uint32_t docid, uint32_t *next)
{
    for (size_t i = 1; i < all->must_count; i++) {
        uint32_t d = lookup_list_seek(all->must[i], docid);
        if (d != docid) {
            *next = d;
            return false;
        }
    }
    return true;
}

/* What a document weighs; below the threshold it need not be all of it. */
static double weigh(struct lookup_all *all, uint32_t docid, double threshold, double most)
{
    double sum = 0;
    for (size_t i = 0; i < all->must_count; i++) {
        struct lookup_list *l = all->must[i];
        if (!(l->most > 0))
            continue;
        sum += lookup_list_weigh(l, docid);
        most -= l->most;
        if (sum + most <= threshold)
            return sum;
    }
    for (size_t i = 0; i < all->may_count; i++)
        sum += lookup_list_weigh(all->may[i], docid);
    return sum;
}

static void try_document(struct lookup_run *run, struct lookup_all *all, uint32_t docid, double most)
{
    double threshold = lookup_top_threshold(run->top);
    double sum       = weigh(all, docid, threshold, most);
    if (sum <= threshold)
        return;
    for (size_t i = 0; i < all->phrase_count; i++)
        if (!lookup_phrase_holds(all->phrases[i]))
            return;
    if (lookup_run_passes(run, docid) && !run->shard.code)
        lookup_top_offer(run->top, run->number, docid, sum, 0);
}

int lookup_all(struct lookup_run *run, struct lookup_all *all)
{
    struct lookup_list *lead = all->must[0];
    double              most = 0; /* of all lists */
    for (size_t i = 0; i < all->must_count; i++)
        most += all->must[i]->most;
    for (size_t i = 0; i < all->may_count; i++)
        most += all->may[i]->most;
    uint32_t docid = 1;
    for (uint32_t block = 0; (block = lookup_list_block(lead, block, docid)) < lead->blocks && !run->shard.code; block++) {
        uint32_t before = block ? lookup_list_last(lead, block - 1) + 1 : 1, last = lookup_list_last(lead, block);
        uint32_t first = docid > before ? docid : before;
        double   threshold = lookup_top_threshold(run->top);
        docid = last + 1;
        if (most <= threshold)
            break;
        double own = lead->most > 0 ? lookup_list_bound(lead, block) : 0;
        if (threshold >= 0 && own + rest_within(all, first, last) <= threshold)
            continue;
        if (!lookup_list_load(lead, block))
            break;
        for (uint32_t d = lookup_list_seek(lead, first); d <= last; d = lookup_list_seek(lead, docid)) {
            if (all_agree(all, d, &docid)) {
                docid = d + 1;
                try_document(run, all, d, most);
            }
            if (docid > last || run->shard.code)
                break;
        }
        docid = docid > last ? docid : last + 1;
    }
    return run->shard.code;
}

/* What postings of a list may weigh at most. */
#include <math.h> /* isnan() is a macro */

#include "query/lookup_list.h"

double lookup_list_bound_by(const struct lookup_list *l, const struct postings_impact *impacts, int count)
{
    double most = 0;
    for (int i = 0; i < count; i++) {
        if (impacts[i].wdf == UINT32_MAX)
            return l->factor;
        double quotient = lookup_quotient(l->shard, impacts[i].wdf, impacts[i].length);
        most            = quotient > most ? quotient : most;
    }
    return l->factor * most;
}

double lookup_list_bound(struct lookup_list *l, uint32_t block)
{
    if (l->all_docids || l->blocks == 1 || l->most <= 0)
        return l->most;
    if (!l->bounds) {
        l->bounds = arena_alloc(l->shard->arena, l->blocks * sizeof *l->bounds);
        if (!l->bounds)
            return l->most;
        memset(l->bounds, 0xFF, l->blocks * sizeof *l->bounds);
    }
    float bound = l->bounds[block];
    if (isnan(bound)) {
        struct postings_impact impacts[POSTINGS_IMPACTS];
        double exact = lookup_list_bound_by(l, impacts, postings_block_impacts(&l->file, block, impacts));
        bound        = (float)(exact * (1 + 1e-6)); /* rounded up */
        l->bounds[block] = bound;
    }
    return (double)bound;
}

double lookup_list_bound_within(struct lookup_list *l, uint32_t block, uint32_t first, uint32_t last)
{
    double most = 0;
    block       = lookup_list_block(l, block, first);
    for (; block < l->blocks; block++) {
        if (!l->all_docids && block % POSTINGS_GROUP == 0 && block + POSTINGS_GROUP < l->blocks &&
            lookup_list_last(l, block + POSTINGS_GROUP - 1) < last) { /* all of a group */
            struct postings_impact impacts[POSTINGS_IMPACTS];
            const int count = postings_group_impacts(&l->file, block / POSTINGS_GROUP, impacts);
            double    bound = lookup_list_bound_by(l, impacts, count);
            most            = bound > most ? bound : most;
            block += POSTINGS_GROUP - 1;
            continue;
        }
        double bound = lookup_list_bound(l, block);
        most         = bound > most ? bound : most;
        if (lookup_list_last(l, block) >= last)
            break;
    }
    return most;
}

double lookup_list_most(const struct lookup_list *l)
{
    return lookup_list_bound_by(l, l->impacts, l->impact_count);
}

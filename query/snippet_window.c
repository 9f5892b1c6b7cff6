/* Which cluster of terms to show. */
#include <stdlib.h>

#include "query/snippet_match.h"

/* A window's worth: the weights of the different words in it, a little for every word more, and where two
 * different ones stand side by side the lesser weight again, since they were asked for together. */
static const double MORE = 0.05, BESIDE = 1;
enum { BESIDE_COLUMNS = 2 };

static int by_group(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Groups are numbers of the whole query: count those that occur from 0 on. */
static uint32_t *number_groups(const struct snippet_hit *hits, size_t count, size_t *different)
{
    uint32_t *groups = malloc(count * sizeof *groups);
    if (!groups)
        return NULL;
    for (size_t i = 0; i < count; i++)
        groups[i] = hits[i].group;
    qsort(groups, count, sizeof *groups, by_group);
    *different = 0;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || groups[i] != groups[i - 1])
            groups[(*different)++] = groups[i];
    return groups;
}

static double beside(const struct snippet_hit *a, const struct snippet_hit *b)
{
    if (a->group == b->group || b->column > a->stop + BESIDE_COLUMNS)
        return 0;
    return BESIDE * (double)(a->weight < b->weight ? a->weight : b->weight);
}

int snippet_best_window(const struct snippet_hit *hits, size_t count, size_t columns,
                        struct snippet_window *out, struct err *err)
{
    size_t    different;
    uint32_t *groups = number_groups(hits, count, &different);
    size_t   *held   = groups ? calloc(different, sizeof *held) : NULL; /* hits of each group in the window */
    if (!held) {
        free(groups);
        return err_oom(err);
    }
    double worth = 0, best = -1;
    *out         = (struct snippet_window){0, 1};
    for (size_t first = 0, end = 0; end < count; end++) {
        const struct snippet_hit *hit = &hits[end];
        size_t g = (size_t)((uint32_t *)bsearch(&hit->group, groups, different, sizeof *groups,
                                                by_group) - groups);
        worth += (held[g]++ ? MORE : 1) * (double)hit->weight;
        worth += end > first ? beside(hit - 1, hit) : 0;
        for (; first < end && hit->stop - hits[first].column > columns; first++) {
            const struct snippet_hit *gone = &hits[first];
            g = (size_t)((uint32_t *)bsearch(&gone->group, groups, different, sizeof *groups,
                                             by_group) - groups);
            worth -= (--held[g] ? MORE : 1) * (double)gone->weight;
            worth -= beside(gone, gone + 1);
        }
        if (worth > best * (1 + 1e-6)) { /* sums that were taken apart again are not quite equal */
            best = worth;
            *out = (struct snippet_window){first, end + 1};
        }
    }
    free(held);
    free(groups);
    return 0;
}

#include "postings/postings_champions.h"

#include <stdlib.h>

static void clear_others(struct champion_set *set)
{
    memset(set->others, 0xFF, sizeof set->others);
}

void champion_set_init(struct champion_set *set, const struct impact_scale *scale)
{
    set->scale = scale;
    set->count = 0;
    set->least = 0;
    clear_others(set);
}

void champion_set_clear(struct champion_set *set)
{
    if (set->least > 0) /* else there are no others */
        clear_others(set);
    set->count = 0;
    set->least = 0;
}

static int by_weight(const void *left, const void *right)
{
    const struct champion *a = left, *b = right;
    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    return a->docid < b->docid ? -1 : 1;
}

static int by_docid(const void *left, const void *right)
{
    const struct champion *a = left, *b = right;
    return a->docid < b->docid ? -1 : 1;
}

void champion_set_shrink(struct champion_set *set)
{
    qsort(set->kept, set->count, sizeof *set->kept, by_weight);
    for (unsigned i = POSTINGS_CHAMPIONS; i < set->count; i++)
        champion_set_leave_out(set, set->kept[i].wdf, set->kept[i].length);
    set->count = POSTINGS_CHAMPIONS;
    set->least = set->kept[POSTINGS_CHAMPIONS - 1].weight;
}

/* By falling wdf; one that a pair before it covers is left out. */
static size_t write_bounds(const struct champion_set *set, uint8_t *bounds)
{
    uint8_t *p        = bounds;
    uint32_t shortest = UINT32_MAX;
    for (unsigned wdf = 255; wdf > 0; wdf--)
        if (set->others[wdf] < shortest) {
            shortest = set->others[wdf];
            *p++     = (uint8_t)wdf;
            p        = store_u16(p, shortest < POSTINGS_LONG ? shortest : POSTINGS_LONG);
        }
    return (size_t)(p - bounds);
}

size_t champion_set_take(struct champion_set *set, uint32_t docids[POSTINGS_CHAMPIONS],
                         uint32_t wdfs[POSTINGS_CHAMPIONS], uint8_t bounds[CHAMPIONS_BOUNDS_MOST])
{
    champion_set_shrink(set);
    qsort(set->kept, set->count, sizeof *set->kept, by_docid);
    for (unsigned i = 0; i < POSTINGS_CHAMPIONS; i++) {
        docids[i] = set->kept[i].docid;
        wdfs[i]   = set->kept[i].wdf;
    }
    const size_t bytes = write_bounds(set, bounds);
    champion_set_clear(set);
    return bytes;
}

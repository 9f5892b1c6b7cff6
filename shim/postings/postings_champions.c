#include "postings/postings_champions.h"

static void clear_others(struct champion_set *set)
{
    memset(set->others, 0xFF, sizeof set->others);
}

void champion_set_init(struct champion_set *set)
{
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

/* The k-th largest of `count` numbers, k from 0 on; they are put in another order (Hoare, "Algorithm 65: Find",
 * CACM 4(7), 1961). */
static double kth_largest(double *numbers, int count, int k)
{
    for (int low = 0, high = count - 1; low < high;) {
        const double pivot = numbers[k];
        int          i = low, j = high;
        while (i <= j) {
            while (numbers[i] > pivot)
                i++;
            while (numbers[j] < pivot)
                j--;
            if (i <= j) {
                const double moved = numbers[i];
                numbers[i++]       = numbers[j];
                numbers[j--]       = moved;
            }
        }
        if (j < k)
            low = i;
        if (k < i)
            high = j;
    }
    return numbers[k];
}

/* They stay in order of docids. */
void champion_set_shrink(struct champion_set *set)
{
    double   weights[2 * POSTINGS_CHAMPIONS] = {0};
    unsigned above = 0, kept = 0, equal = 0;
    for (unsigned i = 0; i < set->count; i++)
        weights[i] = set->kept[i].weight;
    set->least = kth_largest(weights, (int)set->count, POSTINGS_CHAMPIONS - 1);
    for (unsigned i = 0; i < set->count; i++)
        above += set->kept[i].weight > set->least;
    for (unsigned i = 0; i < set->count; i++) {
        const struct champion c = set->kept[i];
        if (c.weight > set->least || (c.weight >= set->least && equal++ < POSTINGS_CHAMPIONS - above))
            set->kept[kept++] = c;
        else
            champion_set_leave_out(set, c.wdf, c.length);
    }
    set->count = kept;
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
    for (unsigned i = 0; i < POSTINGS_CHAMPIONS; i++) {
        docids[i] = set->kept[i].docid;
        wdfs[i]   = set->kept[i].wdf;
    }
    const size_t bytes = write_bounds(set, bounds);
    champion_set_clear(set);
    return bytes;
}

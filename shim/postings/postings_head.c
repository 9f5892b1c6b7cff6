#include "postings/postings_head.h"

void head_set_clear(struct head_set *set)
{
    memset(set->counts, 0, set->top + 1);
    set->top  = 0;
    set->over = false;
}

void head_set_insert(struct head_set *set, uint32_t wdf, uint32_t length, uint32_t docid)
{
    if (wdf > HEAD_WDF) {
        set->over = true;
        return;
    }
    struct head_rank *ranks = set->ranks[wdf];
    unsigned          at    = set->counts[wdf];
    if (at < POSTINGS_HEAD_RANKS)
        set->counts[wdf]++;
    else
        at--; /* the last one falls out */
    for (; at > 0 && ranks[at - 1].length > length; at--)
        ranks[at] = ranks[at - 1];
    ranks[at] = (struct head_rank){length, docid};
    set->top  = wdf > set->top ? wdf : set->top;
}

/* The lengths of the postings taken so far that have a wdf above, the shortest of them. */
struct above {
    uint32_t lengths[POSTINGS_HEAD_RANKS];
    unsigned count;
};

static unsigned count_before(const struct above *above, uint32_t length)
{
    unsigned n = 0;
    while (n < above->count && above->lengths[n] <= length)
        n++;
    return n;
}

static void add_length(struct above *above, uint32_t length)
{
    unsigned at = above->count;
    if (at < POSTINGS_HEAD_RANKS)
        above->count++;
    else if (above->lengths[--at] <= length)
        return;
    for (; at > 0 && above->lengths[at - 1] > length; at--)
        above->lengths[at] = above->lengths[at - 1];
    above->lengths[at] = length;
}

static void put(uint32_t *docids, uint32_t *wdfs, unsigned at, uint32_t docid, uint32_t wdf)
{
    for (; at > 0 && docids[at - 1] > docid; at--) {
        docids[at] = docids[at - 1];
        wdfs[at]   = wdfs[at - 1];
    }
    docids[at] = docid;
    wdfs[at]   = wdf;
}

unsigned head_set_take(struct head_set *set, uint32_t docids[POSTINGS_HEAD_MOST], uint32_t wdfs[POSTINGS_HEAD_MOST])
{
    struct above above = {.count = 0};
    unsigned     taken = 0;
    bool         known = !set->over;
    for (unsigned wdf = set->top; wdf > 0 && known; wdf--) {
        const struct head_rank *ranks = set->ranks[wdf];
        unsigned                count = 0;
        while (count < set->counts[wdf] && count_before(&above, ranks[count].length) + count < POSTINGS_HEAD_RANKS)
            count++;
        known = taken + count <= POSTINGS_HEAD_MOST;
        for (unsigned i = 0; i < count && known; i++) {
            put(docids, wdfs, taken++, ranks[i].docid, wdf);
            add_length(&above, ranks[i].length);
        }
    }
    head_set_clear(set);
    return known ? taken : 0;
}

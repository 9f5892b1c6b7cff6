/* postings_champions: the postings of a long list that weigh most, and what bounds the others (champion lists: Manning,
 * Raghavan and Schütze, "Introduction to Information Retrieval", 2008, 7.1.3). For the writer and the check. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_CHAMPIONS_H
#define PRESSMARK_POSTINGS_POSTINGS_CHAMPIONS_H

#include "postings/postings_impacts.h"

/* All that may still be champions. Which weigh most is judged as impact_scale says, equal ones by docid. */
struct champion_set {
    struct champion {
        double   weight;
        uint32_t docid, wdf, length;
    } kept[2 * POSTINGS_CHAMPIONS];
    unsigned count;
    double   least;       /* those of this weight and less that follow are none */
    uint32_t others[256]; /* those that are none: of each wdf (255: and more) the shortest length; UINT32_MAX: none */
};

/* Bytes of all bounds of the others, at most. */
enum { CHAMPIONS_BOUNDS_MOST = 255 * POSTINGS_BOUND_BYTES };

void champion_set_init(struct champion_set *set);
void champion_set_clear(struct champion_set *set);

/* The set is full: leave the champions of those added so far. */
void champion_set_shrink(struct champion_set *set);

static inline void champion_set_leave_out(struct champion_set *set, uint32_t wdf, uint32_t length)
{
    const unsigned w = wdf < 255 ? wdf : 255;
    if (length < set->others[w])
        set->others[w] = length;
}

/* A posting of this impact_scale_weight(); docids ascend. */
static inline void champion_set_add(struct champion_set *set, double weight, uint32_t wdf, uint32_t length,
                                    uint32_t docid)
{
    if (weight <= set->least) {
        champion_set_leave_out(set, wdf, length);
        return;
    }
    if (set->count == 2 * POSTINGS_CHAMPIONS)
        champion_set_shrink(set);
    set->kept[set->count++] = (struct champion){weight, docid, wdf, length};
}

/* The POSTINGS_CHAMPIONS best of those added, which are more, by docid, and bounds of all others as the file has them.
 * Returns bytes of these. The set is empty then. */
size_t champion_set_take(struct champion_set *set, uint32_t docids[POSTINGS_CHAMPIONS],
                         uint32_t wdfs[POSTINGS_CHAMPIONS], uint8_t bounds[CHAMPIONS_BOUNDS_MOST]);

#endif

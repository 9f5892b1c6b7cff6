/* postings_champions: the postings of a long list that weigh most, and what bounds the others (champion lists: Manning,
 * Raghavan and Schütze, "Introduction to Information Retrieval", 2008, 7.1.3). For the writer and the check. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_CHAMPIONS_H
#define PRESSMARK_POSTINGS_POSTINGS_CHAMPIONS_H

#include "postings/postings_impacts.h"

/* All that may still be champions; zeroed memory, then champion_set_init(). Which weigh most is judged as impact_scale
 * says, by exact lengths, equal ones by docid. */
struct champion_set {
    const struct impact_scale *scale; /* borrowed */
    struct champion {
        double   weight;
        uint32_t docid, wdf;
        uint8_t  length; /* as a byte */
    } kept[2 * POSTINGS_CHAMPIONS];
    unsigned          count;
    double            least;  /* those of this weight and less that follow are none */
    struct impact_set others; /* those that are none */
};

void champion_set_init(struct champion_set *set, const struct impact_scale *scale);
void champion_set_clear(struct champion_set *set);

/* The set is full: leave the champions of those added so far. */
void champion_set_shrink(struct champion_set *set);

/* Docids ascend. */
static inline void champion_set_add(struct champion_set *set, uint32_t wdf, uint32_t length, uint32_t docid)
{
    const double  weight = impact_scale_weight(set->scale, wdf, length);
    const uint8_t byte   = postings_length_byte(length);
    if (weight <= set->least) {
        impact_set_add(&set->others, wdf, byte);
        return;
    }
    if (set->count == 2 * POSTINGS_CHAMPIONS)
        champion_set_shrink(set);
    set->kept[set->count++] = (struct champion){weight, docid, wdf, byte};
}

/* The POSTINGS_CHAMPIONS best of those added, which are more, by docid, and an impact of all others. The set is empty
 * then. */
void champion_set_take(struct champion_set *set, uint32_t docids[POSTINGS_CHAMPIONS],
                       uint32_t wdfs[POSTINGS_CHAMPIONS], uint8_t others[POSTINGS_IMPACT_BYTES]);

#endif

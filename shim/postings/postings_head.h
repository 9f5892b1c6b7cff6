/* postings_head: which postings of a list can be among its best, whatever the statistics. For the writer and the
 * check. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_HEAD_H
#define PRESSMARK_POSTINGS_POSTINGS_HEAD_H

#include "postings/postings_format.h"

/* Of each wdf the POSTINGS_HEAD_RANKS postings in the shortest documents, the shortest first, then by docid. */
enum { HEAD_WDF = 255 };
struct head_set {
    struct head_rank {
        uint32_t length, docid;
    } ranks[HEAD_WDF + 1][POSTINGS_HEAD_RANKS];
    uint8_t  counts[HEAD_WDF + 1];
    unsigned top;  /* the largest wdf */
    bool     over; /* there was one above HEAD_WDF */
};

/* Zeroed memory is an empty set. */
void head_set_clear(struct head_set *set);
void head_set_insert(struct head_set *set, uint32_t wdf, uint32_t length, uint32_t docid);

/* Docids ascend. */
static inline void head_set_add(struct head_set *set, uint32_t wdf, uint32_t length, uint32_t docid)
{
    if (wdf <= HEAD_WDF && set->counts[wdf] == POSTINGS_HEAD_RANKS &&
        set->ranks[wdf][POSTINGS_HEAD_RANKS - 1].length <= length)
        return;
    head_set_insert(set, wdf, length, docid);
}

/* The postings that fewer than POSTINGS_HEAD_RANKS others go before, in any ranking that rises with wdf and falls
 * with length (the k-skyband of the pairs), by docid. Returns how many; 0 where they are more than
 * POSTINGS_HEAD_MOST, or not known. The set is empty then. */
unsigned head_set_take(struct head_set *set, uint32_t docids[POSTINGS_HEAD_MOST], uint32_t wdfs[POSTINGS_HEAD_MOST]);

#endif

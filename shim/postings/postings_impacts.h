/* postings_impacts: which (wdf, length) pairs bound the weights of some postings. For the writer. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_IMPACTS_H
#define PRESSMARK_POSTINGS_POSTINGS_IMPACTS_H

#include "postings/postings_format.h"

/* Of each wdf (255: and more) the shortest length there was, as a byte; 256: none. */
struct impact_set {
    uint16_t shortest[256];
    unsigned top; /* the largest wdf */
};

/* What BM25 adds to wdf below the line: so much, and so much for each word of the document. */
struct impact_scale {
    double fixed, per_length;
};

/* For a file of so many documents, which are so long together. */
void impact_scale_init(struct impact_scale *scale, uint64_t length, uint32_t documents);

/* Weight of a posting: BM25's quotient. */
static inline double impact_scale_weight(const struct impact_scale *scale, uint32_t wdf, uint32_t length)
{
    return wdf / (wdf + (scale->fixed + scale->per_length * length));
}

void impact_set_init(struct impact_set *set);
void impact_set_clear(struct impact_set *set);

static inline void impact_set_add(struct impact_set *set, uint32_t wdf, uint8_t length)
{
    unsigned w = wdf < 255 ? wdf : 255;
    if (length < set->shortest[w])
        set->shortest[w] = length;
    if (w > set->top)
        set->top = w;
}

/* The pairs that no other one covers, merged down to at most `pairs` so that bounds rise least, as 2 * pairs
 * bytes of an impact; all of them are added to *more unless NULL; the set is empty then. */
void impact_set_take(struct impact_set *set, const struct impact_scale *scale, unsigned pairs, uint8_t *out,
                     struct impact_set *more);

#endif

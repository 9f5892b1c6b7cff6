/* lookup_ranges: what lists weigh at most in every few successive documents (postings_ranges.h). */
#ifndef PRESSMARK_QUERY_LOOKUP_RANGES_H
#define PRESSMARK_QUERY_LOOKUP_RANGES_H

#include "postings/postings_ranges.h"
#include "query/lookup_list.h"
#include "query/lookup_window.h"

/* Those of a list. */
struct lookup_ranges {
    const uint8_t *numbers;                        /* borrowed from the file; NULL: it has none */
    double         bounds[POSTINGS_RANGE_NUMBERS]; /* of the weight */
    uint8_t        parts[POSTINGS_RANGE_NUMBERS];  /* of the threshold of lookup_ranges_scale(), rounded up */
};

/* Has the list any? */
bool lookup_ranges_has(const struct lookup_list *l);

void lookup_ranges_init(struct lookup_ranges *r, const struct lookup_list *l);

/* Bound of what the list weighs in a document. */
static inline double lookup_ranges_bound(const struct lookup_ranges *r, uint32_t docid)
{
    return r->bounds[postings_range_number(r->numbers, docid)];
}

/* Have lookup_ranges_find() look for more than `threshold`, above 0. */
void lookup_ranges_scale(struct lookup_ranges *r, double threshold);

/* Have all documents of the window found, base .. end - 1, in whose ranges these lists may weigh more than the threshold
 * together, and all of the first `must` may be there, and a few others. base - 1 is a multiple of RANGES_STEP_DOCUMENTS.
 * Returns how many ranges. Cost: 100 documents a nanosecond and list. wide: wide_here(). */
uint32_t lookup_ranges_find(const struct lookup_ranges *const *lists, size_t count, size_t must, uint32_t base,
                            uint32_t end, struct lookup_window *w, bool wide);

#endif

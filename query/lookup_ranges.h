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
    uint8_t        parts[POSTINGS_RANGE_NUMBERS];  /* the same, in parts of a threshold, rounded up: */
    double         parts_of;                       /* this one */
};

/* Has the list any? */
bool lookup_ranges_has(const struct lookup_list *l);

void lookup_ranges_init(struct lookup_ranges *r, const struct lookup_list *l);

/* Bound of what the list weighs in a document. */
static inline double lookup_ranges_bound(const struct lookup_ranges *r, uint32_t docid)
{
    return r->bounds[postings_range_number(r->numbers, docid)];
}

/* Documents of a window, base .. end - 1; base - 1 is a multiple of RANGES_STEP_DOCUMENTS. */
struct lookup_span {
    uint32_t base, end;
};

/* Have all documents of the window found in whose ranges these lists may weigh more than `threshold` together, above 0,
 * and the first `must` of them all may be, and a few others; and w->parts tell what these lists may weigh, until the
 * window is cleared. false: neither, since it costs less to go through `df` postings, as many as there are in all
 * windows together. Cost: 100 documents a nanosecond and list. */
bool lookup_ranges_find(struct lookup_ranges *const *lists, size_t count, size_t must, double threshold,
                        const struct lookup_shard *s, struct lookup_span span, uint64_t df, struct lookup_window *w);

#endif

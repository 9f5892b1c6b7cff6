/* lookup_window: what documents weigh so far that are weighed together, those base .. base + LOOKUP_WINDOW - 1. */
#ifndef PRESSMARK_QUERY_LOOKUP_WINDOW_H
#define PRESSMARK_QUERY_LOOKUP_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

/* Documents of one, at least and at most. */
enum { LOOKUP_WINDOW_LEAST = 1024, LOOKUP_WINDOW = 8192, LOOKUP_WINDOW_TOUCHED = 4096 };

/* A bit and a sum for each; all 0 between windows. */
struct lookup_window {
    uint64_t found[LOOKUP_WINDOW / 64], found_words[LOOKUP_WINDOW / 4096];
    uint32_t touched[LOOKUP_WINDOW_TOUCHED], touched_count;
    double   sums[LOOKUP_WINDOW];
};

/* Add up weights of up to POSTINGS_BLOCK postings of a list, and have the documents found whose sums come above
 * `least`. wide: wide_here(). */
void lookup_window_add(struct lookup_window *w, uint32_t base, const uint32_t *docids, const double *weights,
                       uint32_t count, double least, bool wide);

/* Take up to `most` of the documents that were found out of the window, in order. Returns how many; fewer: there are no
 * others. */
uint32_t lookup_window_take(struct lookup_window *w, uint32_t base, uint32_t *docids, uint32_t most);

/* Nothing was found. */
void lookup_window_forget(struct lookup_window *w);

/* Make the sums 0 again, all of which are of the first `size` documents. */
void lookup_window_clear(struct lookup_window *w, uint32_t base, uint32_t size);

#endif

/* lookup_window: what documents weigh so far that are weighed together, those base .. base + LOOKUP_WINDOW - 1. */
#ifndef PRESSMARK_QUERY_LOOKUP_WINDOW_H
#define PRESSMARK_QUERY_LOOKUP_WINDOW_H

#include "postings/postings_ranges.h"

/* Documents of one, at least and at most. */
enum { LOOKUP_WINDOW_LEAST = 1024, LOOKUP_WINDOW = 8192, LOOKUP_WINDOW_TOUCHED = 4096 };

_Static_assert(LOOKUP_WINDOW % RANGES_STEP_DOCUMENTS == 0, "windows have whole steps of ranges");

/* A bit and a sum for each; all 0 between windows, and `part`, too. */
struct lookup_window {
    double   part; /* a part of what other lists may add; 0: parts[] are not known */
    uint8_t  parts[LOOKUP_WINDOW / POSTINGS_RANGE]; /* so many of them, of each range; see lookup_window_parts_at() */
    uint8_t  most_parts;                            /* the most of these */
    uint64_t found[LOOKUP_WINDOW / 64], found_words[LOOKUP_WINDOW / 4096];
    uint32_t touched[LOOKUP_WINDOW_TOUCHED], touched_count;
    double   sums[LOOKUP_WINDOW];
};

/* Where in parts[] that of document base + at is: those in the low halves of RANGES_STEP bytes come first. */
static inline uint32_t lookup_window_parts_at(uint32_t at)
{
    enum { RANGES = 2 * RANGES_STEP };
    const uint32_t range = at / POSTINGS_RANGE, in = range % RANGES;
    return range - in + in % 2 * RANGES_STEP + in / 2;
}

/* Add up weights of up to POSTINGS_BLOCK postings of a list, and have the documents found whose sums come above
 * `least`, with parts, where these are known. wide: wide_here(). */
void lookup_window_add(struct lookup_window *w, uint32_t base, const uint32_t *docids, const double *weights,
                       uint32_t count, double least, bool wide);

/* Documents base + at .. base + at + count - 1 were found, none of another 64; 0: none was, which is no branch. */
static inline void lookup_window_note(struct lookup_window *w, uint32_t at, uint32_t count)
{
    w->found[at / 64] |= ((1ull << count) - 1) << at % 64;
    w->found_words[at / 4096] |= (uint64_t)(count > 0) << at / 64 % 64;
}

/* Take the next 64 documents, of which some were found, out of the window: bit i is that of document base + *at + i. 0:
 * there are no others. */
static inline uint64_t lookup_window_take(struct lookup_window *w, uint32_t *at)
{
    for (uint32_t v = 0; v < LOOKUP_WINDOW / 4096; v++)
        if (w->found_words[v]) {
            const uint32_t word = v * 64 + (uint32_t)__builtin_ctzll(w->found_words[v]);
            const uint64_t bits = w->found[word];
            w->found_words[v] &= w->found_words[v] - 1;
            w->found[word] = 0;
            *at            = word * 64;
            return bits;
        }
    return 0;
}

/* Nothing was found. */
void lookup_window_forget(struct lookup_window *w);

/* Make the sums 0 again, all of which are of the first `size` documents. */
void lookup_window_clear(struct lookup_window *w, uint32_t base, uint32_t size);

#endif

/* postings_ranges: what a frequent term weighs at most in every few successive documents (as the block-max index over
 * docid intervals of Dimopoulos, Nepomnyachiy and Suel, "A candidate filtering mechanism for fast top-k query
 * processing on modern CPUs", SIGIR 2013, has it): so small that all of a list are gone through sooner than its
 * postings. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_RANGES_H
#define PRESSMARK_POSTINGS_POSTINGS_RANGES_H

#include "postings/postings_impacts.h"

enum {
    POSTINGS_RANGE         = 4,  /* documents: docids 1 .. 4, 5 .. 8 and so on */
    POSTINGS_RANGE_NUMBERS = 16,
    RANGES_STEP            = 32, /* bytes of a list's ranges are a multiple of that */
    RANGES_STEP_DOCUMENTS  = 2 * RANGES_STEP * POSTINGS_RANGE,
};

/* What the number of a range stands for: BM25's quotient, with the file's own average length, is at most so many
 * hundredths. 0: none of the documents has the term. */
extern const uint8_t postings_range_hundredths[POSTINGS_RANGE_NUMBERS];

/* The number of the range that a document of the file is in; two stand in a byte, the first in its low half. */
static inline unsigned postings_range_number(const uint8_t *ranges, uint32_t docid)
{
    const uint32_t range = (docid - 1) / POSTINGS_RANGE;
    return ranges[range / 2] >> (range % 2 * 4) & 15;
}

/* Bytes of the ranges of a list, in a file of so many documents. */
static inline size_t ranges_bytes(uint32_t documents)
{
    return ((size_t)documents + RANGES_STEP_DOCUMENTS - 1) / RANGES_STEP_DOCUMENTS * RANGES_STEP;
}

/* Ranges of a list in the making. For the writer and the check. */
enum { RANGES_TOUCHED = 1024 };
struct range_set {
    uint8_t *numbers; /* as the file has them; owned; NULL: no list of the file has any */
    size_t   bytes;
    uint32_t touched[RANGES_TOUCHED], count; /* postings so far, and the bytes of the first of them */
};

/* ERR_OOM. */
int  range_set_init(struct range_set *set, uint32_t documents, struct err *err);
void range_set_release(struct range_set *set);

/* A posting of this impact_scale_weight(). */
void range_set_add(struct range_set *set, double weight, uint32_t docid);

/* Cost: the postings of a short list; else all bytes. */
void range_set_clear(struct range_set *set);

#endif

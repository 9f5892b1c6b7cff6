/* timings: where the time of a run goes, for --timings. Each thread adds to a struct of its own; a NULL
 * one costs a comparison and no look at the clock. */
#ifndef PRESSMARK_INDEXER_TIMINGS_H
#define PRESSMARK_INDEXER_TIMINGS_H

#include <stdint.h>

#include "base/buf.h"

/* In the order an article passes them. The first four are the reading thread's, the next four the
 * workers'. */
#define TIMING_STAGES(X)                                                                    \
    X(READ,    "read")    /* inputs unpacked and made into articles */                      \
    X(GATHER,  "gather")  /* repetitions dropped, articles copied into chunks */            \
    X(TRAIN,   "train")   /* the dictionary of records made */                              \
    X(WAIT,    "wait")    /* until a worker had room, and for the last of a batch */        \
    X(COMPARE, "compare") /* with what the index holds */                                   \
    X(ANALYZE, "analyze") /* texts to terms and positions */                                \
    X(DEFLATE, "deflate") /* records */                                                     \
    X(WRITE,   "write")   /* terms sorted and written as a Xapian database a chunk */       \
    X(COMPACT, "compact") /* these made into a segment, with its checksum */                \
    X(COMMIT,  "commit")                                                                    \
    X(MERGE,   "merge")   /* segments merged */

enum timing_stage {
#define TIMING_ENUM(name, text) TIMING_##name,
    TIMING_STAGES(TIMING_ENUM)
#undef TIMING_ENUM
    TIMING_COUNT
};

struct timings {
    uint64_t ns[TIMING_COUNT];
};

/* Nanoseconds of CLOCK_MONOTONIC. */
uint64_t timings_now(void);

/* uint64_t begin = timings_begin(t); ...; timings_end(t, TIMING_READ, begin); */
static inline uint64_t timings_begin(const struct timings *t)
{
    return t ? timings_now() : 0;
}

static inline void timings_end(struct timings *t, enum timing_stage stage, uint64_t begin)
{
    if (t)
        t->ns[stage] += timings_now() - begin;
}

void timings_add(struct timings *to, const struct timings *more);

/* Append {"threads": 2, "read": 0.123, ...}: seconds, all threads added up. */
void timings_json(const struct timings *t, unsigned threads, struct buf *out);

#endif

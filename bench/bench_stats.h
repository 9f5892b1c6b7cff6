/* bench_stats: samples of time, what they sum up to, and the order to take them in. */
#ifndef PRESSMARK_BENCH_STATS_H
#define PRESSMARK_BENCH_STATS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Now, in nanoseconds of CLOCK_MONOTONIC. */
uint64_t bench_now(void);

/* What one call of bench_now costs, in nanoseconds: the least mean of several runs. About 10 ms. */
double bench_clock_cost(void);

struct samples {
    struct sample {
        uint64_t ns;
        uint32_t item; /* what was measured, for the caller */
    } *items;          /* in the order taken: equally many of each round, round after round */
    size_t count, cap;
};

int  samples_add(struct samples *s, uint64_t ns, uint32_t item, struct err *err);
void samples_release(struct samples *s);

/* In nanoseconds. Percentiles are nearest ranks of all samples: p is the least sample that at least p % of
 * all are less than or equal to (NIST Engineering Statistics Handbook 7.2.6.2 names the kinds; Hyndman and
 * Fan 1996, definition 1). */
struct summary {
    size_t   n;
    double   mean, sum;
    uint64_t min, p50, p90, p95, p99, p999, max;
};

/* All zero without samples. ERR_OOM: a sorted copy is made. */
int summary_make(struct summary *out, const struct samples *samples, struct err *err);

/* The nearest rank of `n` ascending values, n > 0, for p in hundredths of a percent: 9990 is p99.9. */
uint64_t percentile_sorted(const uint64_t *values, size_t n, unsigned p);

/* The mean of round `round` of `rounds`. */
double samples_round_mean(const struct samples *s, size_t rounds, size_t round);

/* A histogram with HISTOGRAM_OCTAVE buckets between a power of two and the next: bucket b counts the
 * samples of 2^(b/8) <= ns < 2^((b+1)/8); 0 ns counts as 1. */
enum { HISTOGRAM_OCTAVE = 8, HISTOGRAM_BUCKETS = 64 * HISTOGRAM_OCTAVE };

unsigned histogram_bucket(uint64_t ns);
void     histogram_fill(uint64_t buckets[HISTOGRAM_BUCKETS], const struct samples *samples);

/* Put 0 .. n - 1 into order[] and shuffle it: every order is as likely (Fisher and Yates, as in Knuth
 * 3.4.2 P). The seed moves on, so that the next call gives another order; the same first seed gives the
 * same orders. */
void shuffle(uint32_t *order, size_t n, uint64_t *seed);

#endif

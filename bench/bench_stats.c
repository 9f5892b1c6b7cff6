#include "bench/bench_stats.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

uint64_t bench_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

double bench_clock_cost(void)
{
    enum { RUNS = 20, CALLS = 20000 };
    double least = INFINITY;
    for (int run = 0; run < RUNS; run++) {
        uint64_t start = bench_now(), last = start;
        for (int i = 0; i < CALLS; i++)
            last = bench_now();
        double mean = (double)(last - start) / CALLS;
        if (mean < least)
            least = mean;
    }
    return least;
}

/* ---- samples --------------------------------------------------------------------------------- */

int samples_add(struct samples *s, uint64_t ns, uint32_t item, struct err *err)
{
    if (s->count == s->cap) {
        size_t         cap   = s->cap ? s->cap * 2 : 256;
        struct sample *grown = realloc(s->items, cap * sizeof *grown);
        if (!grown)
            return err_oom(err);
        s->items = grown;
        s->cap   = cap;
    }
    s->items[s->count++] = (struct sample){ns, item};
    return 0;
}

void samples_release(struct samples *s)
{
    free(s->items);
    *s = (struct samples){NULL, 0, 0};
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

uint64_t percentile_sorted(const uint64_t *values, size_t n, unsigned p)
{
    size_t rank = (size_t)(((uint64_t)p * n + 9999) / 10000);
    return values[rank ? rank - 1 : 0];
}

int summary_make(struct summary *out, const struct samples *samples, struct err *err)
{
    size_t n = samples->count;
    *out     = (struct summary){.n = n};
    if (!n)
        return 0;
    uint64_t *sorted = malloc(n * sizeof *sorted);
    if (!sorted)
        return err_oom(err);
    for (size_t i = 0; i < n; i++) {
        sorted[i] = samples->items[i].ns;
        out->sum += (double)sorted[i];
    }
    qsort(sorted, n, sizeof *sorted, ascending);
    out->mean = out->sum / (double)n;
    out->min  = sorted[0];
    out->p50  = percentile_sorted(sorted, n, 5000);
    out->p90  = percentile_sorted(sorted, n, 9000);
    out->p95  = percentile_sorted(sorted, n, 9500);
    out->p99  = percentile_sorted(sorted, n, 9900);
    out->p999 = percentile_sorted(sorted, n, 9990);
    out->max  = sorted[n - 1];
    free(sorted);
    return 0;
}

double samples_round_mean(const struct samples *s, size_t rounds, size_t round)
{
    size_t each = rounds ? s->count / rounds : 0;
    double sum  = 0;
    for (size_t i = round * each; i < (round + 1) * each; i++)
        sum += (double)s->items[i].ns;
    return each ? sum / (double)each : 0;
}

/* ---- histogram ------------------------------------------------------------------------------- */

unsigned histogram_bucket(uint64_t ns)
{
    if (ns < 2)
        return 0;
    unsigned bucket = (unsigned)(log2((double)ns) * HISTOGRAM_OCTAVE);
    return bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1;
}

void histogram_fill(uint64_t buckets[HISTOGRAM_BUCKETS], const struct samples *samples)
{
    for (unsigned b = 0; b < HISTOGRAM_BUCKETS; b++)
        buckets[b] = 0;
    for (size_t i = 0; i < samples->count; i++)
        buckets[histogram_bucket(samples->items[i].ns)]++;
}

/* ---- order ----------------------------------------------------------------------------------- */

/* Source: S. Vigna, splitmix64 (public domain), the generator of Steele, Lea and Flood 2014. */
static uint64_t next_random(uint64_t *seed)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Uniform below n > 0: values past the last whole multiple of n are drawn again. */
static uint64_t random_below(uint64_t n, uint64_t *seed)
{
    uint64_t reject = (0 - n) % n, z;
    do
        z = next_random(seed);
    while (z < reject);
    return z % n;
}

void shuffle(uint32_t *order, size_t n, uint64_t *seed)
{
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    for (size_t i = n; i > 1; i--) {
        size_t   j  = (size_t)random_below(i, seed);
        uint32_t at = order[i - 1];
        order[i - 1] = order[j];
        order[j]     = at;
    }
}

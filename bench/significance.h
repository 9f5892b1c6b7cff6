/* significance: is a difference more than chance? */
#ifndef PRESSMARK_BENCH_SIGNIFICANCE_H
#define PRESSMARK_BENCH_SIGNIFICANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* P(|T| >= |t|) of Student's t with df > 0 degrees of freedom: the regularised incomplete beta function
 * I_x(df/2, 1/2) at x = df / (df + t^2) (DLMF 8.17), to about 1e-12. */
double t_two_sided(double t, double df);

/* The t with P(|T| >= t) = p, 0 < p < 1. */
double t_critical(double p, double df);

struct paired_test {
    size_t n;
    double mean;         /* of b - a */
    double low, high;    /* 95 % confidence interval of it, by t */
    double t, p_t;       /* Student's paired test, two-sided */
    double p_random;     /* randomisation (Fisher's permutation) test of the mean, two-sided */
    size_t better, worse; /* pairs in which b is above, below a */
};

/* b against a, n >= 2 pairs. The randomisation test turns signs of differences: all 2^n ways where they are no more
 * than `rounds`, else `rounds` of them drawn by `seed`, then p = (as extreme + 1) / (rounds + 1) (Smucker, Allan and
 * Carterette, CIKM 2007). Where all differences are alike p_t is 1 for no difference, else 0. Cost: n * rounds. */
void significance_paired(const double *a, const double *b, size_t n, uint64_t rounds, uint64_t seed,
                         struct paired_test *out);

/* splitmix64 (Steele, Lea and Flood, OOPSLA 2014): the next number of a stream; any *state is a good seed. */
uint64_t random_next(uint64_t *state);

#endif

/* fixed: logarithms, powers and normal deviates in whole numbers. The C library's own differ in their last
 * bits from machine to machine, and one bit would make another corpus of the same seed. */
#ifndef PRESSMARK_CORPUS_FIXED_H
#define PRESSMARK_CORPUS_FIXED_H

#include <stdint.h>

#include "corpus/random.h"

/* A number of 32 bits behind the point. */
typedef int64_t fixed;

#define FIXED_ONE ((fixed)1 << 32)

/* value millionths as a fixed; value up to 2^43. */
fixed fixed_of_millionths(uint64_t value);

/* a * b, towards minus infinity; the result must fit. */
fixed fixed_multiply(fixed a, fixed b);

/* log2(value / 2^scale), value > 0; at most 2^-30 off. */
fixed fixed_log2(uint64_t value, int scale);

/* 2^x * 2^scale, cut to a whole number, UINT64_MAX at most; at most 2^-28 of itself off, besides the cut. */
uint64_t fixed_exp2(fixed x, int scale);

/* The largest n with n * n <= value. */
uint64_t fixed_square_root(unsigned __int128 value);

/* A normal deviate, mean 0 and variance 1. Source: G. Marsaglia, T. A. Bray, "A convenient method for
 * generating normal variables", SIAM Review 6(3), 1964 (the polar method). */
fixed fixed_normal(struct random *random);

#endif

/* rank_law: how often the word of each rank comes, and drawing ranks by that.
 *
 *   p(r) ~ (r + shift)^-exponent                                          r = 1 .. core
 *   p(r) ~ (core + shift)^-exponent * ((r + shift) / (core + shift))^-g   r > core, g = 1 / growth
 *
 * The core follows the law of Zipf and Mandelbrot (B. Mandelbrot, "An informational theory of the
 * statistical structure of language", 1953). Behind it there is no last word: a text of N words, N large,
 * holds about N^growth different ones, which is the law of Heaps. Two such regimes are those of M.
 * Gerlach, E. G. Altmann, "Stochastic model for the vocabulary growth in natural languages", Physical
 * Review X 3, 021006, 2013.
 *
 * Whole numbers only. Of the core each rank has its own share; behind it ranks are drawn from stretches, each
 * 1/16 of an octave, alike within a stretch. */
#ifndef PRESSMARK_CORPUS_RANK_LAW_H
#define PRESSMARK_CORPUS_RANK_LAW_H

#include "base/err.h"
#include "corpus/random.h"

enum { RANK_LAW_CORE_MAX = 1000000 };

#define RANK_LAW_LAST ((uint64_t)1 << 40) /* ranks go up to here */

struct rank_law {
    struct rank_cell {
        uint32_t keep, other; /* the cell itself in keep of 2^32 cases, else `other` */
    } *cells;                 /* one a rank of the core, then one a stretch */
    uint32_t  core, cell_count;
    uint64_t *stretches; /* first rank of each, counted from 0, and behind the last */
};

/* core 1 .. RANK_LAW_CORE_MAX; the others in millionths, growth 0 (no ranks behind the core) or from 100,000
 * to 950,000, exponent up to 4,000,000, shift up to 1,000,000,000: the caller checks. ERR_OOM. Cost: half a
 * microsecond a rank of the core. Alias tables: M. D. Vose, "A linear algorithm for generating random numbers
 * with a given distribution", IEEE TSE 17(9), 1991. */
int  rank_law_init(struct rank_law *law, uint64_t core, uint64_t exponent, uint64_t shift, uint64_t growth,
                   struct err *err);
void rank_law_release(struct rank_law *law);

/* A rank, counted from 0. */
static inline uint64_t rank_law_draw(const struct rank_law *law, struct random *random)
{
    uint64_t x    = random_next(random);
    uint32_t cell = (uint32_t)(((x >> 32) * law->cell_count) >> 32);
    if ((uint32_t)x >= law->cells[cell].keep)
        cell = law->cells[cell].other;
    if (cell < law->core)
        return cell;
    const uint64_t *stretch = law->stretches + (cell - law->core);
    return stretch[0] + random_below(random, stretch[1] - stretch[0]);
}

#endif

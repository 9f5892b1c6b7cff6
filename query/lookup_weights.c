/* Weights of many postings of a list at once. */
#include "base/lanes.h"
#include "base/wide.h"
#include "query/lookup_list.h"

/* As lookup_list_weight() does, of four postings in documents of these lookup_normal(). */
static inline void weigh_four(double factor, double a, double b, double c, double d, const uint32_t *counts,
                              double *weights)
{
    /* an integer under the exponent of 2^52 is that much more as a double */
    const lanes exponent = lanes_all(0x43300000), count = lanes_load(counts);
    const reals low      = (reals)LANES_SHUFFLE(count, exponent, 0, 4, 1, 5) - 0x1p52;
    const reals high     = (reals)LANES_SHUFFLE(count, exponent, 2, 6, 3, 7) - 0x1p52;
    reals_store(weights, factor * (low / ((reals){a, b} + low)));
    reals_store(weights + 2, factor * (high / ((reals){c, d} + high)));
}

#if WIDE
WIDE_CODE static inline void weigh_four_wide(double factor, double a, double b, double c, double d,
                                             const uint32_t *counts, double *weights)
{
    const __m256d exponent = _mm256_set1_pd(0x1p52);
    const __m256d counted  = _mm256_castsi256_pd(_mm256_cvtepu32_epi64(_mm_loadu_si128((const void *)counts)));
    const __m256d count    = _mm256_sub_pd(_mm256_or_pd(counted, exponent), exponent);
    const __m256d quotient = _mm256_div_pd(count, _mm256_add_pd(_mm256_setr_pd(a, b, c, d), count));
    _mm256_storeu_pd(weights, _mm256_mul_pd(_mm256_set1_pd(factor), quotient));
}
#else
#define weigh_four_wide weigh_four
#endif

/* Of `count` postings, of `room` that are there; `lengths` NULL: they are looked up. */
static inline __attribute__((always_inline)) void weigh(const struct lookup_list *l, const uint32_t *docids,
                                                        const uint32_t *lengths, const uint32_t *counts, uint32_t count,
                                                        uint32_t room, double *weights, bool wide)
{
    const double *const   n      = l->shard->statistics->normals;
    const uint16_t *const all    = l->shard->lengths;
    const double          factor = l->factor;
    uint32_t              i      = 0;
    for (; i < count && i + 4 <= room; i += 4) {
        const uint32_t a = lengths ? lengths[i] : all[(size_t)docids[i] - 1];
        const uint32_t b = lengths ? lengths[i + 1] : all[(size_t)docids[i + 1] - 1];
        const uint32_t c = lengths ? lengths[i + 2] : all[(size_t)docids[i + 2] - 1];
        const uint32_t d = lengths ? lengths[i + 3] : all[(size_t)docids[i + 3] - 1];
        if ((a | b | c | d) >= LOOKUP_NORMALS)
            break;
        (wide ? weigh_four_wide : weigh_four)(factor, n[a], n[b], n[c], n[d], counts + i, weights + i);
    }
    for (; i < count; i++)
        weights[i] = lengths ? factor * lookup_quotient(l->shard, counts[i], lengths[i])
                             : lookup_list_weight(l, docids[i], counts[i]);
}

static void weigh_narrow(const struct lookup_list *l, const uint32_t *docids, const uint32_t *lengths,
                         const uint32_t *counts, uint32_t count, uint32_t room, double *weights)
{
    if (lengths)
        weigh(l, docids, lengths, counts, count, room, weights, false);
    else
        weigh(l, docids, NULL, counts, count, room, weights, false);
}

WIDE_CODE static void weigh_wide(const struct lookup_list *l, const uint32_t *docids, const uint32_t *lengths,
                                 const uint32_t *counts, uint32_t count, uint32_t room, double *weights)
{
    if (lengths)
        weigh(l, docids, lengths, counts, count, room, weights, true);
    else
        weigh(l, docids, NULL, counts, count, room, weights, true);
}

void lookup_list_weights(struct lookup_list *l, uint32_t from, uint32_t end, double *weights)
{
    const uint32_t *lengths = lookup_list_measure(l) ? l->lengths + from : NULL;
    (l->shard->wide ? weigh_wide : weigh_narrow)(l, l->docids + from, lengths, l->counts + from, end - from,
                                                 l->count - from, weights + from);
}

void lookup_list_weigh_all(const struct lookup_list *l, const uint32_t *docids, const uint32_t *lengths,
                           const uint32_t *counts, uint32_t count, double *weights)
{
    (l->shard->wide ? weigh_wide : weigh_narrow)(l, docids, lengths, counts, count, count, weights);
}

/* ---- the heavy ones ----------------------------------------------------------------------------- */

/* Which weights are above, without a branch: it would go either way. Both ways return how many, and put down one number
 * or four at a time, of which those that are not above are written over. */
static uint32_t choose_narrow(const double *weights, uint32_t from, uint32_t end, double least, uint8_t *heavy)
{
    uint32_t count = 0;
    for (uint32_t i = from; i < end; i++) {
        heavy[count] = (uint8_t)i;
        count += weights[i] > least;
    }
    return count;
}

#if WIDE

/* Of each four bits, which are set, in ascending order, a byte each. */
static const uint32_t PLACES[16] = {
    0x0, 0x0, 0x1, 0x100, 0x2, 0x200, 0x201, 0x20100, 0x3, 0x300, 0x301, 0x30100, 0x302, 0x30200, 0x30201, 0x3020100,
};

WIDE_CODE static uint32_t choose_wide(const double *weights, uint32_t from, uint32_t end, double least, uint8_t *heavy)
{
    const __m256d leasts = _mm256_set1_pd(least);
    uint32_t      count = 0, i = from;
    for (; i + 4 <= end; i += 4) {
        const __m256d  cmp   = _mm256_cmp_pd(_mm256_loadu_pd(weights + i), leasts, _CMP_GT_OQ);
        const unsigned above = (unsigned)_mm256_movemask_pd(cmp);
        const uint32_t four  = PLACES[above] + i * 0x01010101;
        memcpy(heavy + count, &four, sizeof four);
        count += (unsigned)__builtin_popcount(above);
    }
    return count + choose_narrow(weights, i, end, least, heavy + count);
}

#else
#define choose_wide choose_narrow
#endif

uint32_t lookup_list_heavy(struct lookup_list *l, uint32_t from, uint32_t end, double least, double *weights,
                           uint8_t *heavy)
{
    lookup_list_weights(l, from, end, weights);
    return (l->shard->wide ? choose_wide : choose_narrow)(weights, from, end, least, heavy);
}

void lookup_list_add(struct lookup_list *l, const uint32_t *docids, uint32_t count, double *sums)
{
    uint32_t       there[POSTINGS_BLOCK], counts[POSTINGS_BLOCK];
    uint8_t        found[POSTINGS_BLOCK];
    double         weights[POSTINGS_BLOCK];
    const uint32_t n = lookup_list_find(l, docids, count, found, counts);
    if (!n)
        return;
    for (uint32_t k = 0; k < n; k++)
        there[k] = docids[found[k]];
    lookup_list_weigh_all(l, there, NULL, counts, n, weights);
    for (uint32_t k = 0; k < n; k++)
        sums[found[k]] += weights[k];
}

uint32_t lookup_list_keep(struct lookup_list *l, uint32_t *docids, uint32_t count, double *sums)
{
    uint32_t       counts[POSTINGS_BLOCK];
    uint8_t        found[POSTINGS_BLOCK];
    double         weights[POSTINGS_BLOCK];
    const uint32_t n = lookup_list_find(l, docids, count, found, sums ? counts : NULL);
    for (uint32_t k = 0; k < n; k++)
        docids[k] = docids[found[k]];
    if (!sums)
        return n;
    lookup_list_weigh_all(l, docids, NULL, counts, n, weights);
    for (uint32_t k = 0; k < n; k++)
        sums[k] = sums[found[k]] + weights[k];
    return n;
}

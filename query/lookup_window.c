#include "query/lookup_window.h"

#include "base/wide.h"

/* ---- adding up ---------------------------------------------------------------------------------- */

/* Which documents come above, in near[], is put down without a branch: it would go either way. Both ways return how
 * many there are; near[] has room for 4 more than there are postings. */
static uint32_t add_narrow(double *sums, uint32_t base, const uint32_t *docids, const double *weights, uint32_t count,
                           double least, uint32_t *near)
{
    uint32_t n = 0;
#pragma GCC unroll 4
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t at  = docids[i] - base;
        const double   sum = sums[at] + weights[i];
        sums[at]           = sum;
        near[n]            = at;
        n += sum > least;
    }
    return n;
}

#if WIDE

/* Of each four bits, which of four numbers of four bytes come to the front; those behind them are any. */
#define N(i) 4 * (i), 4 * (i) + 1, 4 * (i) + 2, 4 * (i) + 3
static const uint8_t FRONT[16][16] = {
    {N(0), N(0), N(0), N(0)}, {N(0), N(0), N(0), N(0)}, {N(1), N(0), N(0), N(0)}, {N(0), N(1), N(0), N(0)},
    {N(2), N(0), N(0), N(0)}, {N(0), N(2), N(0), N(0)}, {N(1), N(2), N(0), N(0)}, {N(0), N(1), N(2), N(0)},
    {N(3), N(0), N(0), N(0)}, {N(0), N(3), N(0), N(0)}, {N(1), N(3), N(0), N(0)}, {N(0), N(1), N(3), N(0)},
    {N(2), N(3), N(0), N(0)}, {N(0), N(2), N(3), N(0)}, {N(1), N(2), N(3), N(0)}, {N(0), N(1), N(2), N(3)},
};

/* Four postings of a list, whose documents differ. */
WIDE_CODE static uint32_t add_wide(double *sums, uint32_t base, const uint32_t *docids, const double *weights,
                                   uint32_t count, double least, uint32_t *near)
{
    const __m256d leasts = _mm256_set1_pd(least);
    const __m128i bases  = _mm_set1_epi32((int)base);
    uint32_t      n = 0, i = 0;
    for (; i + 4 <= count; i += 4) {
        double *const a = sums + (docids[i] - base), *const b = sums + (docids[i + 1] - base);
        double *const c = sums + (docids[i + 2] - base), *const d = sums + (docids[i + 3] - base);
        const __m256d sum = _mm256_add_pd(_mm256_setr_pd(*a, *b, *c, *d), _mm256_loadu_pd(weights + i));
        const __m128d low = _mm256_castpd256_pd128(sum), high = _mm256_extractf128_pd(sum, 1);
        _mm_storel_pd(a, low);
        _mm_storeh_pd(b, low);
        _mm_storel_pd(c, high);
        _mm_storeh_pd(d, high);
        const unsigned above = (unsigned)_mm256_movemask_pd(_mm256_cmp_pd(sum, leasts, _CMP_GT_OQ));
        const __m128i  at    = _mm_sub_epi32(_mm_loadu_si128((const void *)(docids + i)), bases);
        _mm_storeu_si128((void *)(near + n), _mm_shuffle_epi8(at, _mm_loadu_si128((const void *)FRONT[above])));
        n += (unsigned)__builtin_popcount(above);
    }
    return n + add_narrow(sums, base, docids + i, weights + i, count - i, least, near + n);
}

#else
#define add_wide add_narrow
#endif

void lookup_window_add(struct lookup_window *w, uint32_t base, const uint32_t *docids, const double *weights,
                       uint32_t count, double least, bool wide)
{
    uint32_t       near[POSTINGS_BLOCK + 4];
    const double   alone = least - w->most_parts * w->part;
    const uint32_t n     = (wide ? add_wide : add_narrow)(w->sums, base, docids, weights, count, alone, near);
    const double part = w->part;
    if (part > 0)
        for (uint32_t i = 0; i < n; i++) {
            const double sum = w->sums[near[i]] + w->parts[lookup_window_parts_at(near[i])] * part;
            lookup_window_note(w, near[i], sum > least);
        }
    else
        for (uint32_t i = 0; i < n; i++)
            lookup_window_note(w, near[i], 1);
    if (w->touched_count + count <= LOOKUP_WINDOW_TOUCHED)
        memcpy(w->touched + w->touched_count, docids, count * sizeof *docids);
    w->touched_count += count;
}

/* ---- and clearing ------------------------------------------------------------------------------- */

void lookup_window_forget(struct lookup_window *w)
{
    memset(w->found, 0, sizeof w->found);
    memset(w->found_words, 0, sizeof w->found_words);
    w->part = 0;
}

void lookup_window_clear(struct lookup_window *w, uint32_t base, uint32_t size)
{
    if (w->touched_count <= LOOKUP_WINDOW_TOUCHED)
#pragma GCC unroll 4
        for (uint32_t t = 0; t < w->touched_count; t++)
            w->sums[w->touched[t] - base] = 0;
    else
        memset(w->sums, 0, size * sizeof *w->sums);
    w->touched_count = 0;
    w->part          = 0;
}

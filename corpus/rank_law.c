#include "corpus/rank_law.h"

#include <stdlib.h>

#include "corpus/fixed.h"

typedef unsigned __int128 wide;

enum {
    POINT       = 20, /* bits behind the point of a rank */
    WEIGHT_BITS = 40, /* of a weight, the first rank's being 1 */
    PER_OCTAVE  = 16,
    STRETCHES_MAX = 40 * PER_OCTAVE,
};

/* The law's parameters as fixed numbers, and the logarithms at the two ends of the core. */
struct curve {
    uint64_t core, shift; /* shift: POINT bits behind the point */
    fixed    exponent, tail_exponent;
    fixed    log_first, log_core;
};

static fixed log_shifted(const struct curve *c, uint64_t rank_times_2)
{
    return fixed_log2((rank_times_2 << (POINT - 1)) + c->shift, POINT);
}

/* log2 of the weight of a rank, which is given twice, so that the middle of a stretch is whole. */
static fixed log_weight(const struct curve *c, uint64_t rank_times_2)
{
    fixed here = log_shifted(c, rank_times_2);
    if (rank_times_2 <= 2 * c->core)
        return -fixed_multiply(c->exponent, here - c->log_first);
    return -fixed_multiply(c->exponent, c->log_core - c->log_first) -
           fixed_multiply(c->tail_exponent, here - c->log_core);
}

static uint32_t cut_stretches(struct rank_law *law)
{
    fixed    core  = fixed_log2(law->core, 0);
    uint32_t count = 0;
    uint64_t at    = law->core;
    for (int k = 1; at < RANK_LAW_LAST && count < STRETCHES_MAX; k++) {
        uint64_t next = fixed_exp2(core + k * (FIXED_ONE / PER_OCTAVE), 0);
        if (next <= at)
            continue; /* of a small core the first ones hold no whole rank */
        if (next > RANK_LAW_LAST)
            next = RANK_LAW_LAST;
        law->stretches[count++] = at;
        at                      = next;
    }
    law->stretches[count] = at;
    return count;
}

/* Weights of all cells; returns their sum. */
static wide weigh(const struct rank_law *law, const struct curve *c, uint64_t *weights)
{
    wide total = 0;
    for (uint32_t i = 0; i < law->cell_count; i++) {
        if (i < law->core) {
            weights[i] = fixed_exp2(log_weight(c, 2 * ((uint64_t)i + 1)), WEIGHT_BITS);
        } else {
            const uint64_t *s     = law->stretches + (i - law->core);
            fixed           width = fixed_log2(s[1] - s[0], 0);
            weights[i]            = fixed_exp2(width + log_weight(c, s[0] + s[1] + 1), WEIGHT_BITS);
        }
        total += weights[i];
    }
    return total;
}

/* Vose's method, in whole numbers: each cell holds `total`, of which a rank fills weight * cells. */
static void share_out(struct rank_law *law, const uint64_t *weights, wide total, wide *parts, uint32_t *stack)
{
    uint32_t n = law->cell_count;
    uint32_t small = 0, large = n; /* of the stack: small ones grow from below, large ones from above */
    for (uint32_t i = 0; i < n; i++) {
        parts[i]      = (wide)weights[i] * n;
        law->cells[i] = (struct rank_cell){UINT32_MAX, i};
        if (parts[i] < total)
            stack[small++] = i;
        else
            stack[--large] = i;
    }
    while (small > 0 && large < n) {
        uint32_t s    = stack[--small], l = stack[large];
        law->cells[s] = (struct rank_cell){(uint32_t)((parts[s] << 32) / total), l};
        parts[l] -= total - parts[s];
        if (parts[l] < total) {
            large++;
            stack[small++] = l;
        }
    }
}

int rank_law_init(struct rank_law *law, uint64_t core, uint64_t exponent, uint64_t shift, uint64_t growth,
                  struct err *err)
{
    struct curve c = {.core = core, .shift = (uint64_t)(((wide)shift << POINT) / 1000000),
                      .exponent = fixed_of_millionths(exponent)};
    c.tail_exponent = growth ? fixed_of_millionths(UINT64_C(1000000000000) / growth) : 0;
    c.log_first     = log_shifted(&c, 2);
    c.log_core      = log_shifted(&c, 2 * core);

    *law            = (struct rank_law){.core = (uint32_t)core};
    law->stretches  = calloc(STRETCHES_MAX + 1, sizeof *law->stretches);
    if (!law->stretches)
        return err_oom(err);
    law->cell_count = law->core + (growth ? cut_stretches(law) : 0);
    law->cells         = calloc(law->cell_count, sizeof *law->cells);
    uint64_t *weights  = calloc(law->cell_count, sizeof *weights);
    wide     *parts    = calloc(law->cell_count, sizeof *parts);
    uint32_t *stack    = calloc(law->cell_count, sizeof *stack);
    bool      complete = law->cells && weights && parts && stack;
    if (complete)
        share_out(law, weights, weigh(law, &c, weights), parts, stack);
    free(weights);
    free(parts);
    free(stack);
    if (complete)
        return 0;
    rank_law_release(law);
    return err_oom(err);
}

void rank_law_release(struct rank_law *law)
{
    free(law->cells);
    free(law->stretches);
    *law = (struct rank_law){NULL, 0, 0, NULL};
}

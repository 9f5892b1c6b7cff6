/* What the tests of made-up news share: the law of their words, worked out in floating point, and a table
 * of words. */
#ifndef PRESSMARK_TEST_GENERATE_H
#define PRESSMARK_TEST_GENERATE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "corpus/generate.h"
#include "corpus/lexicon.h"
#include "corpus/rank_law.h"

static struct err err;

#define OK(call)                                 \
    do {                                         \
        if ((call) < 0)                          \
            fail_msg("%s: %s", #call, err.msg);  \
    } while (0)

static inline void assert_near(double got, double expected, double relative, const char *what)
{
    if (!(fabs(got - expected) <= relative * fabs(expected)))
        fail_msg("%s: %g, not %g (within %g of itself)", what, got, expected, relative);
}

struct law {
    double core, exponent, shift, growth;
};

/* Not yet divided by the sum. */
static inline double weight(const struct law *l, double rank)
{
    if (rank <= l->core)
        return pow(rank + l->shift, -l->exponent);
    return pow(l->core + l->shift, -l->exponent) *
           (l->growth > 0 ? pow((rank + l->shift) / (l->core + l->shift), -1 / l->growth) : 0);
}

/* Of the ranks low .. high - 1; long stretches by Simpson's rule over their logarithm. */
static inline double weight_between(const struct law *l, double low, double high)
{
    double sum = 0;
    for (; low < high && low <= l->core + 1000; low++)
        sum += weight(l, low);
    while (low < high) {
        double next = fmin(low * 1.25, high), a = low - 0.5, b = next - 0.5, m = (a + b) / 2;
        sum += (weight(l, a) + 4 * weight(l, m) + weight(l, b)) * (b - a) / 6;
        low = next;
    }
    return sum;
}

static inline uint64_t hash_word(const char *text, size_t len)
{
    uint64_t h = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)text[i]) * 1099511628211u;
    return random_mix(h);
}

/* Words by hash, with a number each: how often, or which rank. */
struct table {
    struct table_row {
        uint64_t hash;
        uint32_t count, rank;
    } *rows;
    size_t size, used;
};

static inline struct table new_table(size_t size)
{
    struct table t = {calloc(size, sizeof(struct table_row)), size, 0};
    assert_non_null(t.rows);
    return t;
}

static inline struct table_row *look_up(struct table *t, const char *text, size_t len)
{
    uint64_t hash = hash_word(text, len) | 1;
    for (size_t i = hash & (t->size - 1);; i = (i + 1) & (t->size - 1)) {
        if (t->rows[i].hash == hash)
            return &t->rows[i];
        if (t->rows[i].hash)
            continue;
        assert_true(++t->used < t->size);
        t->rows[i] = (struct table_row){hash, 0, UINT32_MAX};
        return &t->rows[i];
    }
}

#endif

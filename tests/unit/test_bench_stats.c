/* bench_stats: percentiles of samples that are known, histograms, and shuffling that loses nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "bench/bench_stats.h"

static struct err err;

/* n, n - 1, ... 1 times `step`. */
static struct samples falling(size_t n, uint64_t step)
{
    struct samples s = {NULL, 0, 0};
    for (size_t i = n; i > 0; i--)
        assert_int_equal(samples_add(&s, i * step, (uint32_t)i, &err), 0);
    return s;
}

static struct summary summary_of(const struct samples *s)
{
    struct summary sum;
    assert_int_equal(summary_make(&sum, s, &err), 0);
    return sum;
}

static void percentiles_are_nearest_ranks(void **state)
{
    static const struct {
        size_t   n;
        uint64_t p50, p90, p95, p99, p999;
    } rows[] = {
        {1, 1, 1, 1, 1, 1},         {2, 1, 2, 2, 2, 2},         {3, 2, 3, 3, 3, 3},
        {10, 5, 9, 10, 10, 10},     {20, 10, 18, 19, 20, 20},   {100, 50, 90, 95, 99, 100},
        {101, 51, 91, 96, 100, 101}, {1000, 500, 900, 950, 990, 999}, {1001, 501, 901, 951, 991, 1000},
        {10000, 5000, 9000, 9500, 9900, 9990},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct samples s   = falling(rows[i].n, 7);
        struct summary sum = summary_of(&s);
        assert_int_equal(sum.n, rows[i].n);
        assert_int_equal(sum.min, 7);
        assert_int_equal(sum.p50, 7 * rows[i].p50);
        assert_int_equal(sum.p90, 7 * rows[i].p90);
        assert_int_equal(sum.p95, 7 * rows[i].p95);
        assert_int_equal(sum.p99, 7 * rows[i].p99);
        assert_int_equal(sum.p999, 7 * rows[i].p999);
        assert_int_equal(sum.max, 7 * rows[i].n);
        assert_true(fabs(sum.mean - 7 * ((double)rows[i].n + 1) / 2) < 1e-9);
        samples_release(&s);
    }
}

static void ties_and_outliers(void **state)
{
    struct samples s = {NULL, 0, 0};
    (void)state;
    for (int i = 0; i < 99; i++)
        assert_int_equal(samples_add(&s, 5, 0, &err), 0);
    assert_int_equal(samples_add(&s, 5000000000000u, 0, &err), 0);
    struct summary sum = summary_of(&s);
    assert_int_equal(sum.p50, 5);
    assert_int_equal(sum.p99, 5);
    assert_int_equal(sum.p999, 5000000000000u);
    assert_int_equal(sum.max, 5000000000000u);
    samples_release(&s);
}

static void nothing_is_summed_up_as_nothing(void **state)
{
    struct samples s   = {NULL, 0, 0};
    struct summary sum = summary_of(&s);
    (void)state;
    assert_int_equal(sum.n, 0);
    assert_int_equal(sum.max, 0);
    assert_true(sum.mean == 0);
    assert_true(samples_round_mean(&s, 3, 1) == 0);
}

static void a_summary_leaves_the_order(void **state)
{
    struct samples s = falling(6, 1);
    (void)state;
    summary_of(&s);
    assert_int_equal(s.items[0].ns, 6);
    assert_int_equal(s.items[0].item, 6);
    samples_release(&s);
}

static void rounds_have_means_of_their_own(void **state)
{
    struct samples s = falling(6, 10); /* 60 50 | 40 30 | 20 10 */
    (void)state;
    assert_true(samples_round_mean(&s, 3, 0) == 55);
    assert_true(samples_round_mean(&s, 3, 1) == 35);
    assert_true(samples_round_mean(&s, 3, 2) == 15);
    assert_true(samples_round_mean(&s, 1, 0) == 35);
    samples_release(&s);
}

static void a_bucket_begins_at_its_power_of_two(void **state)
{
    (void)state;
    assert_int_equal(histogram_bucket(0), 0);
    assert_int_equal(histogram_bucket(1), 0);
    for (unsigned power = 1; power < 63; power++) {
        assert_int_equal(histogram_bucket((uint64_t)1 << power), power * HISTOGRAM_OCTAVE);
        if (power > 4 && power < 40)
            assert_int_equal(histogram_bucket(((uint64_t)1 << power) - 1), power * HISTOGRAM_OCTAVE - 1);
    }
    assert_int_equal(histogram_bucket(UINT64_MAX), HISTOGRAM_BUCKETS - 1);
    for (uint64_t ns = 2; ns < 100000; ns += 97) {
        double bucket = histogram_bucket(ns);
        assert_true(exp2(bucket / HISTOGRAM_OCTAVE) <= (double)ns * (1 + 1e-12));
        assert_true((double)ns < exp2((bucket + 1) / HISTOGRAM_OCTAVE) * (1 + 1e-12));
    }
}

static void a_histogram_counts_every_sample(void **state)
{
    static uint64_t buckets[HISTOGRAM_BUCKETS];
    struct samples  s    = falling(5000, 13);
    uint64_t        seen = 0;
    (void)state;
    histogram_fill(buckets, &s);
    for (size_t b = 0; b < HISTOGRAM_BUCKETS; b++)
        seen += buckets[b];
    assert_int_equal(seen, 5000);
    samples_release(&s);
}

static void shuffling_is_a_permutation(void **state)
{
    enum { MOST = 500 };
    uint32_t order[MOST];
    uint64_t seed = 3;
    (void)state;
    for (size_t n = 0; n <= MOST; n += n < 20 ? 1 : 60) {
        bool seen[MOST] = {false};
        shuffle(order, n, &seed);
        for (size_t i = 0; i < n; i++) {
            assert_true(order[i] < n);
            assert_false(seen[order[i]]);
            seen[order[i]] = true;
        }
    }
}

static void the_same_seed_gives_the_same_orders(void **state)
{
    uint32_t a[100], b[100], c[100];
    uint64_t seed_a = 42, seed_b = 42;
    (void)state;
    shuffle(a, 100, &seed_a);
    shuffle(b, 100, &seed_b);
    assert_memory_equal(a, b, sizeof a);
    shuffle(c, 100, &seed_a);
    assert_memory_not_equal(a, c, sizeof a);
}

/* Six orders of three, 6,000 draws from a fixed seed: each near 1,000 (four standard deviations are 115). */
static void every_order_is_as_likely(void **state)
{
    unsigned seen[27] = {0}, orders = 0;
    uint64_t seed     = 1;
    (void)state;
    for (int i = 0; i < 6000; i++) {
        uint32_t o[3];
        shuffle(o, 3, &seed);
        seen[o[0] * 9 + o[1] * 3 + o[2]]++;
    }
    for (int i = 0; i < 27; i++) {
        orders += seen[i] > 0;
        assert_true(seen[i] == 0 || (seen[i] > 885 && seen[i] < 1115));
    }
    assert_int_equal(orders, 6);
}

static void the_clock_runs_forward_and_costs_something(void **state)
{
    uint64_t before = bench_now();
    double   cost   = bench_clock_cost();
    (void)state;
    assert_true(bench_now() > before);
    assert_true(cost > 0 && isfinite(cost));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentiles_are_nearest_ranks),
        cmocka_unit_test(ties_and_outliers),
        cmocka_unit_test(nothing_is_summed_up_as_nothing),
        cmocka_unit_test(a_summary_leaves_the_order),
        cmocka_unit_test(rounds_have_means_of_their_own),
        cmocka_unit_test(a_bucket_begins_at_its_power_of_two),
        cmocka_unit_test(a_histogram_counts_every_sample),
        cmocka_unit_test(shuffling_is_a_permutation),
        cmocka_unit_test(the_same_seed_gives_the_same_orders),
        cmocka_unit_test(every_order_is_as_likely),
        cmocka_unit_test(the_clock_runs_forward_and_costs_something),
    };
    return cmocka_run_group_tests_name("bench_stats", tests, NULL, NULL);
}

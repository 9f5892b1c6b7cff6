/* Tests of differences, against values known in closed form or from tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "bench/significance.h"

static void near(double got, double want, double within)
{
    if (!(fabs(got - want) <= within))
        fail_msg("%.12g, not %.12g", got, want);
}

/* df 1 is Cauchy's law, P = 1 - 2 atan(t) / pi; df 2 has P = 1 - t / sqrt(2 + t^2). The rest from tables. */
static void test_t(void **state)
{
    (void)state;
    near(t_two_sided(0, 5), 1, 1e-12);
    near(t_two_sided(1, 1), 0.5, 1e-12);
    near(t_two_sided(-3, 1), 1 - 2 * atan(3) / acos(-1), 1e-12);
    near(t_two_sided(1, 2), 1 - 1 / sqrt(3), 1e-12);
    near(t_two_sided(40, 2), 1 - 40 / sqrt(1602), 1e-12);
    near(t_two_sided(2.228138852, 10), 0.05, 1e-9);
    near(t_two_sided(INFINITY, 4), 0, 0);
    assert_true(t_two_sided(30, 200) < 1e-70 && t_two_sided(30, 200) > 0);
    near(t_critical(0.05, 1), 12.70620474, 1e-7);
    near(t_critical(0.05, 3), 3.18244631, 1e-7);
    near(t_critical(0.05, 30), 2.04227246, 1e-7);
    near(t_critical(0.05, 1e6), 1.959966, 1e-5);
}

/* Differences 1, 2, 3, 4: mean 2.5, standard error sqrt(5/3)/2 = 0.645497, t 3.872983; p 0.030466 (table of t, df 3);
 * interval 2.5 +- 3.182446 * 0.645497. Of the 16 ways to turn signs two are as far from 0. */
static void test_pairs(void **state)
{
    (void)state;
    const double       a[] = {0, 0, 0, 0}, b[] = {1, 2, 3, 4};
    struct paired_test t;
    significance_paired(a, b, 4, 1000, 1, &t);
    near(t.mean, 2.5, 1e-12);
    near(t.t, 3.872983346, 1e-8);
    near(t.p_t, 0.030466292, 1e-8);
    near(t.low, 2.5 - 2.054260257, 1e-7);
    near(t.high, 2.5 + 2.054260257, 1e-7);
    near(t.p_random, 2.0 / 16, 0);
    assert_int_equal(t.better, 4);
    significance_paired(b, a, 4, 1000, 1, &t);
    near(t.t, -3.872983346, 1e-8);
    near(t.p_random, 2.0 / 16, 0);
    assert_int_equal(t.worse, 4);
}

/* Drawn by seed: the same every time, and close to the share of all ways. */
static void test_drawn(void **state)
{
    (void)state;
    double             a[10], b[10];
    struct paired_test all, one, again, other;
    for (int i = 0; i < 10; i++) {
        a[i] = 0;
        b[i] = i % 3 == 0 ? -1 - i : 2 + i;
    }
    significance_paired(a, b, 10, 1024, 1, &all);
    significance_paired(a, b, 10, 1023, 1, &one);
    significance_paired(a, b, 10, 1023, 1, &again);
    significance_paired(a, b, 10, 1023, 2, &other);
    assert_true(one.p_random == again.p_random);
    assert_true(one.p_random != other.p_random);
    near(one.p_random, all.p_random, 0.06); /* four standard errors */
    near(other.p_random, all.p_random, 0.06);
}

/* More pairs than bits of a draw: signs beyond the 64th turn too, else half of the sum could never change. */
static void test_many_pairs(void **state)
{
    (void)state;
    static double      a[200], b[200];
    struct paired_test t;
    for (int i = 0; i < 200; i++)
        b[i] = i < 64 ? 0 : i % 2 ? 1 : -1;
    b[199] = 3;
    significance_paired(a, b, 200, 500, 7, &t);
    assert_true(t.p_random > 0.5);
    for (int i = 0; i < 200; i++)
        b[i] = 1;
    b[0] = 0.9;
    significance_paired(a, b, 200, 500, 7, &t);
    near(t.p_random, 1.0 / 501, 1e-15);
}

static void test_no_difference(void **state)
{
    (void)state;
    const double       a[] = {0.1, 0.2, 0.3}, b[] = {0.6, 0.7, 0.8};
    struct paired_test t;
    significance_paired(a, a, 3, 100, 1, &t);
    assert_true(t.p_t == 1 && t.p_random == 1 && t.mean == 0 && t.t == 0);
    significance_paired(a, b, 3, 100, 1, &t);
    assert_true(t.p_t < 1e-6);
    near(t.low, 0.5, 1e-9);
    near(t.p_random, 2.0 / 8, 0);
}

/* The first numbers of splitmix64 from 0, as its authors publish them. */
static void test_random(void **state)
{
    (void)state;
    uint64_t stream = 0;
    assert_true(random_next(&stream) == UINT64_C(0xe220a8397b1dcdaf));
    assert_true(random_next(&stream) == UINT64_C(0x6e789e6aa1b965f4));
    assert_true(random_next(&stream) == UINT64_C(0x06c45d188009454f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_t),          cmocka_unit_test(test_pairs),         cmocka_unit_test(test_drawn),
        cmocka_unit_test(test_many_pairs), cmocka_unit_test(test_no_difference), cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

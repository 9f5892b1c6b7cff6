/* The logarithm of the weights against the C library's. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/natural_log.h"

static void compare(double x)
{
    double expected = log(x);
    if (fabs(natural_log(x) - expected) > 1e-15 * expected)
        fail_msg("ln %.17g is %.17g, not %.17g", x, natural_log(x), expected);
}

static void test_against_libm(void **state)
{
    (void)state;
    assert_true(natural_log(1) == 0);
    for (int power = 0; power < 1024; power++) { /* around powers of two and their roots */
        double x = ldexp(1, power);
        compare(x);
        compare(nextafter(x, INFINITY));
        compare(x > 1 ? nextafter(x, 0) : x);
        compare(x * 1.41421356237309492);
        compare(x * 1.41421356237309515);
    }
    for (double x = 1; x < 1e7; x *= 1.00037) {
        compare(x);
        compare(1 + 1 / x);
    }
}

/* What the idf of BM25 takes it of. */
static void test_idf(void **state)
{
    (void)state;
    for (double n = 1; n < 1e9; n *= 7)
        for (double df = 1; df <= n; df = df * 3 + 1) {
            double q = (n - df + 0.5) / (df + 0.5);
            compare(q < 2 ? 1 + q / 2 : q);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_libm), cmocka_unit_test(test_idf)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

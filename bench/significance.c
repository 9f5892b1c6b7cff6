#include "bench/significance.h"

#include <math.h>

uint64_t random_next(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z          = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z          = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* ---- Student's t ----------------------------------------------------------------------------- */

/* The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method. */
static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double       c = 1, d = 1 - (a + b) * x / (a + 1);
    d        = 1 / (fabs(d) < tiny ? tiny : d);
    double f = d;
    for (int m = 1; m < 10000; m++) {
        for (int odd = 0; odd < 2; odd++) {
            double k = m, term = odd ? -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1))
                                     : k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k));
            d = 1 + term * d;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = 1 + term / c;
            c = fabs(c) < tiny ? tiny : c;
            f *= c * d;
        }
        if (fabs(c * d - 1) < 1e-15)
            break;
    }
    return f;
}

static double log_gamma(double x)
{
    int sign; /* lgamma alone leaves it in a global */
    return lgamma_r(x, &sign);
}

/* I_x(a, b). The fraction converges quickly below the mean; above it the other tail is taken. */
static double beta_regularised(double a, double b, double x)
{
    if (x <= 0 || x >= 1)
        return x <= 0 ? 0 : 1;
    double front = exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(x) + b * log1p(-x));
    return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a
                                     : 1 - front * beta_fraction(b, a, 1 - x) / b;
}

double t_two_sided(double t, double df)
{
    return beta_regularised(df / 2, 0.5, df / (df + t * t));
}

double t_critical(double p, double df)
{
    double low = 0, high = 1;
    while (t_two_sided(high, df) > p && high < 1e15)
        high *= 2;
    for (int i = 0; i < 200 && low < high; i++) {
        double mid = (low + high) / 2;
        if (t_two_sided(mid, df) > p)
            low = mid;
        else
            high = mid;
    }
    return high;
}

/* ---- pairs ----------------------------------------------------------------------------------- */

/* Sum of the differences with the signs of `signs` turned; bits are drawn when they run out. */
static double turned(const double *a, const double *b, size_t n, uint64_t signs, uint64_t *stream)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (stream && i % 64 == 0)
            signs = random_next(stream);
        double difference = b[i] - a[i];
        sum += signs >> (i % 64) & 1 ? -difference : difference;
    }
    return sum;
}

static double randomised(const double *a, const double *b, size_t n, uint64_t rounds, uint64_t seed)
{
    double   size = 0;
    for (size_t i = 0; i < n; i++)
        size += fabs(b[i] - a[i]);
    double   observed = fabs(turned(a, b, n, 0, NULL)) - 1e-12 * size; /* rounding makes no difference */
    uint64_t extreme = 0, ways = n < 63 ? UINT64_C(1) << n : UINT64_MAX;
    bool     all = ways <= rounds;
    for (uint64_t i = 0; i < (all ? ways : rounds); i++)
        extreme += fabs(turned(a, b, n, i, all ? NULL : &seed)) >= observed;
    return all ? (double)extreme / (double)ways : ((double)extreme + 1) / ((double)rounds + 1);
}

void significance_paired(const double *a, const double *b, size_t n, uint64_t rounds, uint64_t seed,
                         struct paired_test *out)
{
    double sum = 0, squares = 0, df = (double)n - 1;
    *out = (struct paired_test){.n = n};
    for (size_t i = 0; i < n; i++) {
        sum += b[i] - a[i];
        out->better += b[i] > a[i];
        out->worse += b[i] < a[i];
    }
    out->mean = sum / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (b[i] - a[i] - out->mean) * (b[i] - a[i] - out->mean);
    double error = sqrt(squares / df / (double)n), reach = t_critical(0.05, df) * error;
    out->low      = out->mean - reach;
    out->high     = out->mean + reach;
    bool alike    = error <= 1e-15 * fabs(out->mean);
    out->t        = alike ? 0 : out->mean / error;
    out->p_t      = !alike ? t_two_sided(out->t, df) : out->better || out->worse ? 0 : 1;
    out->p_random = randomised(a, b, n, rounds, seed);
}

#include "query/natural_log.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* ln(m * 2^e) = e ln 2 + 2 artanh((m - 1) / (m + 1)); with m between the roots of 1/2 and 2 the argument
 * stays below 0.172, and the series below leaves out less than 1e-17 of the sum. */
double natural_log(double x)
{
    static const double inverse[] = {1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13,
                                     1.0 / 11, 1.0 / 9,  1.0 / 7,  1.0 / 5,  1.0 / 3};
    static const double ln2 = 0.693147180559945309417, root2 = 1.41421356237309504880;
    uint64_t            bits;
    memcpy(&bits, &x, sizeof bits);
    int exponent = (int)(bits >> 52) - 1023;
    bits         = (bits & 0xFFFFFFFFFFFFF) | (uint64_t)1023 << 52;
    double m;
    memcpy(&m, &bits, sizeof m);
    if (m > root2) {
        m /= 2;
        exponent++;
    }
    double s = (m - 1) / (m + 1), square = s * s, sum = 0;
    for (size_t i = 0; i < sizeof inverse / sizeof *inverse; i++)
        sum = (sum + inverse[i]) * square;
    return exponent * ln2 + 2 * (s + s * sum);
}

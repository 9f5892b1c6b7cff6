#include "bench/decimal_option.h"

#include <stdbool.h>

int bench_millionths(const char *option, const char *text, uint64_t *value, struct err *err)
{
    static const uint64_t most  = UINT64_C(1000000000000000);
    const char           *at    = text;
    uint64_t              total = 0, unit = 1000000;
    bool                  digit = false;
    for (; *at >= '0' && *at <= '9' && total < most; at++, digit = true)
        total = total * 10 + (uint64_t)(*at - '0') * 1000000;
    if (*at == '.')
        for (at++; *at >= '0' && *at <= '9' && unit > 1; at++, digit = true)
            total += (uint64_t)(*at - '0') * (unit /= 10);
    if (!digit || *at)
        return err_set(err, ERR_USAGE, "--%s wants a number like 1.25, with six decimals at most, not '%s'",
                       option, text);
    *value = total;
    return 0;
}

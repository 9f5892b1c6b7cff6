/* decimal_option: options that are numbers with a point. */
#ifndef PRESSMARK_DECIMAL_OPTION_H
#define PRESSMARK_DECIMAL_OPTION_H

#include <stdint.h>

#include "base/err.h"

/* "2.7" as millionths; digits behind the sixth are an error, ERR_USAGE naming the option. */
int bench_millionths(const char *option, const char *text, uint64_t *value, struct err *err);

#endif

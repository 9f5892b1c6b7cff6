/* natural_log: the logarithm that weights are made of. The C library's stands in libm, whose loading takes longer than
 * many a search. */
#ifndef PRESSMARK_QUERY_NATURAL_LOG_H
#define PRESSMARK_QUERY_NATURAL_LOG_H

/* ln(x) of a finite x >= 1, within 1e-15 of itself. */
double natural_log(double x);

#endif

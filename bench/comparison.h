/* comparison: two measurements of pressmark-bench, case by case.
 *
 * Cases are matched by name. The interval of a ratio comes from the means of the rounds: the difference of the means of
 * their logarithms, by Welch's t with Satterthwaite's degrees of freedom, turned back by exp. So it knows what varies
 * from round to round within a run, not what differs between two runs otherwise (another load, another clock). A case
 * with a single round on either side has no interval, and no verdict. */
#ifndef PRESSMARK_BENCH_COMPARISON_H
#define PRESSMARK_BENCH_COMPARISON_H

#include "base/buf.h"

/* A measurement file as --json of latency and build writes it. */
struct measurement {
    struct measured_case {
        const char *name, *unit;       /* unit "" when there is none */
        double      mean, p50, p99;    /* NAN when the file has none */
        double      log_mean, log_var; /* of the logarithms of the rounds' means; variance of one round 0 */
        size_t      rounds;
    } *cases;
    size_t      count;
    const char *mode, *commit; /* commit "" when unknown */
    void       *json; /* owns the texts */
};

/* Errors: those of file_read; ERR_FORMAT what is no such file, or of another format. Release also then. */
int  measurement_read(struct measurement *m, const char *path, struct err *err);
void measurement_release(struct measurement *m);

enum verdict {
    VERDICT_NONE,   /* too few rounds to say */
    VERDICT_SAME,   /* the interval holds 1 */
    VERDICT_FASTER, /* all of it lies below 1 */
    VERDICT_SLOWER, /* all of it lies above 1 */
    VERDICT_TOO_SLOW, /* all of it lies above 1 + threshold */
};

const char *verdict_name(enum verdict v); /* "faster"; "" for none */

struct compared_case {
    const char  *name, *unit;
    double       before, after;        /* means */
    double       ratio, low, high;     /* after / before, geometric over rounds; the 95 % interval */
    double       ratio_p50, ratio_p99; /* over all samples, without interval; NAN: not to be had */
    enum verdict verdict;
};

struct comparison {
    struct compared_case *cases; /* in the order of `before` */
    size_t                count;
    const char          **only_before, **only_after; /* names of cases that the other has not */
    size_t                only_before_count, only_after_count;
    size_t                verdicts[VERDICT_TOO_SLOW + 1];
};

/* threshold: 0.05 for 5 %. The measurements are borrowed. Errors: ERR_INVALID of different modes, ERR_FORMAT no case
 * in common or one with another unit. Release also then. */
int  comparison_make(struct comparison *c, const struct measurement *before, const struct measurement *after,
                     double threshold, struct err *err);
void comparison_release(struct comparison *c);

#endif

#include "bench/measures.h"

#include <math.h>

const char *measure_name(enum measure m)
{
    static const char *const names[MEASURE_COUNT] = {
        [MEASURE_P5] = "P@5",   [MEASURE_P10] = "P@10", [MEASURE_R100] = "R@100",     [MEASURE_R1000] = "R@1000",
        [MEASURE_MRR] = "MRR", [MEASURE_MAP] = "MAP",  [MEASURE_NDCG10] = "nDCG@10", [MEASURE_BPREF] = "bpref",
    };
    return names[m];
}

/* Discounted gain of the first 10. */
static double discounted(const int32_t *grades, size_t count, enum gain gain)
{
    double sum = 0;
    for (size_t i = 0; i < count && i < 10; i++)
        if (grades[i] > 0)
            sum += (gain == GAIN_EXP ? exp2(grades[i]) - 1 : grades[i]) / log2((double)i + 2);
    return sum;
}

void measures_of(const struct ranking *r, enum gain gain, double out[MEASURE_COUNT])
{
    double relevant = 0, refused = 0; /* R, N */
    for (int m = 0; m < MEASURE_COUNT; m++)
        out[m] = 0;
    for (size_t i = 0; i < r->judged_count; i++) {
        relevant += r->judged[i] > 0;
        refused += r->judged[i] == 0;
    }
    if (relevant <= 0)
        return;
    double seen = 0, seen_refused = 0;
    for (size_t i = 0; i < r->found_count; i++) {
        int32_t grade = r->found[i];
        seen_refused += grade == 0;
        if (grade <= 0)
            continue;
        seen++;
        if (i < 5)
            out[MEASURE_P5] += 1.0 / 5;
        if (i < 10)
            out[MEASURE_P10] += 1.0 / 10;
        if (i < 100)
            out[MEASURE_R100] += 1 / relevant;
        if (i < 1000)
            out[MEASURE_R1000] += 1 / relevant;
        if (seen <= 1)
            out[MEASURE_MRR] = 1 / (double)(i + 1);
        out[MEASURE_MAP] += seen / (double)(i + 1) / relevant;
        double worse = seen_refused > 0 ? fmin(seen_refused, relevant) / fmin(refused, relevant) : 0;
        out[MEASURE_BPREF] += (1 - worse) / relevant;
    }
    out[MEASURE_NDCG10] = discounted(r->found, r->found_count, gain) / discounted(r->judged, r->judged_count, gain);
}

/* measures: how good one ranking is, by the definitions of trec_eval 9.
 *
 * R: relevant documents of the query (grade >= 1), N: those judged not relevant (grade 0). What was not judged
 * counts as not relevant everywhere but in bpref, which passes over it.
 *   P@k      relevant among the first k, over k, also where fewer were found
 *   R@k      relevant among the first k, over R
 *   MRR      1 / rank of the first relevant one, 0 without
 *   MAP      sum of the precision at each relevant one found, over R
 *   nDCG@10  sum of gain / log2(rank + 1) over the first 10, over that of the best possible order. Gain is the grade
 *            (trec_eval's ndcg_cut), or 2^grade - 1
 *   bpref    sum over the relevant ones found of 1 - min(n, R) / min(N, R), n being the judged not relevant ones
 *            before it (1 where n = 0), over R */
#ifndef PRESSMARK_BENCH_MEASURES_H
#define PRESSMARK_BENCH_MEASURES_H

#include <stddef.h>
#include <stdint.h>

enum measure {
    MEASURE_P5, MEASURE_P10, MEASURE_R100, MEASURE_R1000, MEASURE_MRR, MEASURE_MAP, MEASURE_NDCG10, MEASURE_BPREF,
    MEASURE_COUNT
};

const char *measure_name(enum measure m); /* "nDCG@10" */

enum gain { GAIN_GRADE, GAIN_EXP };

/* One query's ranking, borrowed. */
struct ranking {
    const int32_t *found;  /* grade of each document found, in order; GRADE_NONE (< 0): not judged */
    size_t         found_count;
    const int32_t *judged; /* all grades judged of the query, descending */
    size_t         judged_count;
};

/* Without a relevant document all are 0. Cost: linear. */
void measures_of(const struct ranking *r, enum gain gain, double out[MEASURE_COUNT]);

#endif

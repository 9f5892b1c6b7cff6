/* Measures of rankings, against values worked out by hand from the definitions of trec_eval. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "bench/measures.h"

enum { NONE = -1 };

static void expect(const struct ranking *r, enum gain gain, const double want[MEASURE_COUNT])
{
    double got[MEASURE_COUNT];
    measures_of(r, gain, got);
    for (int m = 0; m < MEASURE_COUNT; m++)
        if (!(fabs(got[m] - want[m]) < 5e-7))
            fail_msg("%s: %.7f, not %.7f", measure_name((enum measure)m), got[m], want[m]);
}

/* Judged: grades 3, 2, 1 (R = 3) and two of 0 (N = 2). Found: a 0, the 2, one not judged, the 1, the other 0.
 *   P@5 2/5, P@10 2/10, R@100 = R@1000 = 2/3, MRR 1/2
 *   MAP (1/2 + 2/4) / 3 = 1/3
 *   nDCG  2/log2(3) + 1/log2(5) = 1.261860 + 0.430677 = 1.692536
 *         of 3/log2(2) + 2/log2(3) + 1/log2(4) = 3 + 1.261860 + 0.5 = 4.761860: 0.355436
 *   exp   (3/log2(3) + 1/log2(5)) / (7 + 3/log2(3) + 1/2) = 2.323466 / 9.392789 = 0.247367
 *   bpref one 0 stands before either: (1 - min(1,3)/min(2,3)) twice, over 3 = 1/3 */
static void test_graded(void **state)
{
    (void)state;
    const int32_t        found[] = {0, 2, NONE, 1, 0}, judged[] = {3, 2, 1, 0, 0};
    const struct ranking r = {found, 5, judged, 5};
    expect(&r, GAIN_GRADE, (double[]){0.4, 0.2, 2.0 / 3, 2.0 / 3, 0.5, 1.0 / 3, 0.355436, 1.0 / 3});
    expect(&r, GAIN_EXP, (double[]){0.4, 0.2, 2.0 / 3, 2.0 / 3, 0.5, 1.0 / 3, 0.247367, 1.0 / 3});
}

/* One relevant of grade 1, found third behind two of the five judged not relevant.
 *   P@5 1/5, MRR = MAP = 1/3, nDCG 1/log2(4) = 1/2, bpref 1 - min(2,1)/min(5,1) = 0 */
static void test_refused_before(void **state)
{
    (void)state;
    const int32_t found[] = {0, 0, 1}, judged[] = {1, 0, 0, 0, 0, 0};
    expect(&(struct ranking){found, 3, judged, 6}, GAIN_GRADE, (double[]){0.2, 0.1, 1, 1, 1.0 / 3, 1.0 / 3, 0.5, 0});
}

/* Four relevant, N = 1 (less than R): found are 1, 0, 1, 1.
 *   bpref (1 + (1 - 1/1) + (1 - 1/1)) / 4 = 1/4; MAP (1 + 2/3 + 3/4) / 4 = 0.604167
 *   nDCG (1 + 1/2 + 1/log2(5)) / (1 + 1/log2(3) + 1/2 + 1/log2(5)) = 1.930677 / 2.561606 = 0.753698 */
static void test_few_refused(void **state)
{
    (void)state;
    const int32_t found[] = {1, 0, 1, 1}, judged[] = {1, 1, 1, 1, 0};
    expect(&(struct ranking){found, 4, judged, 5}, GAIN_GRADE,
           (double[]){0.6, 0.3, 0.75, 0.75, 1, 0.604167, 0.753698, 0.25});
}

/* Cut-offs: relevant ones stand at ranks 6, 11, 101 and 1001, R = 4.
 *   P@5 0, P@10 1/10, R@100 2/4, R@1000 3/4, MRR 1/6, nDCG (1/log2(7)) / (1 + 1/log2(3) + 1/2 + 1/log2(5))
 *   = 0.356207 / 2.561606 = 0.139056; MAP (1/6 + 2/11 + 3/101 + 4/1001) / 4 = 0.095546; bpref 4/4 */
static void test_cut_offs(void **state)
{
    (void)state;
    static int32_t found[1200];
    const int32_t  judged[] = {1, 1, 1, 1};
    for (size_t i = 0; i < 1200; i++)
        found[i] = i == 5 || i == 10 || i == 100 || i == 1000 ? 1 : NONE;
    expect(&(struct ranking){found, 1200, judged, 4}, GAIN_GRADE,
           (double[]){0, 0.1, 0.5, 0.75, 1.0 / 6, 0.095546, 0.139056, 1});
}

/* The best order is 1 in all but P, of which there are too few; nothing found, or nothing relevant, is 0. */
static void test_ends(void **state)
{
    (void)state;
    const int32_t judged[] = {2, 1, 0, NONE}, zero[] = {0, 0};
    const double  none[MEASURE_COUNT] = {0};
    expect(&(struct ranking){judged, 2, judged, 4}, GAIN_EXP, (double[]){0.4, 0.2, 1, 1, 1, 1, 1, 1});
    expect(&(struct ranking){NULL, 0, judged, 4}, GAIN_GRADE, none);
    expect(&(struct ranking){zero, 2, zero, 2}, GAIN_GRADE, none);
}

/* Gain may be as large as grades are. */
static void test_large_grades(void **state)
{
    (void)state;
    const int32_t judged[] = {1000, 1000};
    double        got[MEASURE_COUNT];
    measures_of(&(struct ranking){judged, 2, judged, 2}, GAIN_EXP, got);
    assert_true(got[MEASURE_NDCG10] == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_graded),   cmocka_unit_test(test_refused_before), cmocka_unit_test(test_few_refused),
        cmocka_unit_test(test_cut_offs), cmocka_unit_test(test_ends),           cmocka_unit_test(test_large_grades),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

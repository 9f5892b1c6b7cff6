/* Two measurements side by side, from made-up files. */
#include "test_bench_files.h"

#include <math.h>

#include "bench/comparison.h"

static struct err err;

#define HEAD "{\"format\": 1, \"mode\": \"latency\", \"versions\": {\"commit\": null}, \"cases\": ["

/* Compare two lists of cases; the measurements and the comparison are released by the caller. */
struct pair {
    struct measurement a, b;
    struct comparison  c;
};

static int compare(struct pair *p, const char *before, const char *after)
{
    struct buf a = BUF_INIT, b = BUF_INIT;
    buf_printf(&a, HEAD "%s]}", before);
    buf_printf(&b, HEAD "%s]}", after);
    assert_int_equal(measurement_read(&p->a, made(a.data), &err), 0);
    assert_int_equal(measurement_read(&p->b, made(b.data), &err), 0);
    buf_release(&a);
    buf_release(&b);
    return comparison_make(&p->c, &p->a, &p->b, 0.05, &err);
}

static void release(struct pair *p)
{
    comparison_release(&p->c);
    measurement_release(&p->a);
    measurement_release(&p->b);
}

static void expect_verdict(const char *before, const char *after, enum verdict want)
{
    struct pair p;
    struct buf  a = BUF_INIT, b = BUF_INIT;
    buf_printf(&a, "{\"name\": \"x\", \"unit\": \"us\", \"round_mean\": [%s]}", before);
    buf_printf(&b, "{\"name\": \"x\", \"unit\": \"us\", \"round_mean\": [%s]}", after);
    assert_int_equal(compare(&p, a.data, b.data), 0);
    if (p.c.cases[0].verdict != want)
        fail_msg("[%s] to [%s]: '%s', ratio %g from %g to %g", before, after, verdict_name(p.c.cases[0].verdict),
                 p.c.cases[0].ratio, p.c.cases[0].low, p.c.cases[0].high);
    assert_int_equal(p.c.verdicts[want], 1);
    release(&p);
    buf_release(&a);
    buf_release(&b);
}

/* Logarithms of 100, 102, 98 and of 110, 112, 111, Welch: ratio 1.110118, df 2.779357, interval 1.064266 to 1.157946
 * (worked out with SciPy's quantiles of t). */
static void test_interval(void **state)
{
    (void)state;
    struct pair p;
    const char *before = "{\"name\": \"x\", \"unit\": \"us\", \"round_mean\": [100, 102, 98], \"p50\": 50, "
                         "\"p99\": 80, \"mean\": 100}";
    const char *after  = "{\"name\": \"x\", \"unit\": \"us\", \"round_mean\": [110, 112, 111], \"p50\": 60, "
                         "\"mean\": 111}";
    assert_int_equal(compare(&p, before, after), 0);
    const struct compared_case *c = &p.c.cases[0];
    assert_true(fabs(c->ratio - 1.110118) < 1e-6);
    assert_true(fabs(c->low - 1.064266) < 1e-6);
    assert_true(fabs(c->high - 1.157946) < 1e-6);
    assert_true(c->before == 100 && c->after == 111);
    assert_true(fabs(c->ratio_p50 - 1.2) < 1e-12);
    assert_true(isnan(c->ratio_p99));
    assert_int_equal(c->verdict, VERDICT_TOO_SLOW);
    release(&p);
}

static void test_verdicts(void **state)
{
    (void)state;
    expect_verdict("100, 101, 99", "100, 102, 98", VERDICT_SAME);
    expect_verdict("100, 101, 99, 100", "103, 102, 104, 103", VERDICT_SLOWER);
    expect_verdict("100, 101, 99, 100", "120, 121, 119, 120", VERDICT_TOO_SLOW);
    expect_verdict("100, 150, 60, 100", "120, 190, 70, 120", VERDICT_SAME); /* too noisy to say */
    expect_verdict("100, 101, 99, 100", "80, 81, 79, 80", VERDICT_FASTER);
    expect_verdict("100", "200, 200", VERDICT_NONE);
    expect_verdict("100, 100", "200", VERDICT_NONE);
    expect_verdict("100, 100", "100, 100", VERDICT_SAME); /* no variation at all */
    expect_verdict("100, 100", "200, 200", VERDICT_TOO_SLOW);
}

static void test_matching(void **state)
{
    (void)state;
    struct pair p;
    const char *a = "{\"name\": \"a\", \"round_mean\": [1, 1]}, {\"name\": \"b\", \"round_mean\": [1, 1]}";
    const char *b = "{\"name\": \"c\", \"round_mean\": [1]}, {\"name\": \"b\", \"round_mean\": [1, 1]}";
    assert_int_equal(compare(&p, a, b), 0);
    assert_int_equal(p.c.count, 1);
    assert_string_equal(p.c.cases[0].name, "b");
    assert_int_equal(p.c.only_before_count, 1);
    assert_string_equal(p.c.only_before[0], "a");
    assert_int_equal(p.c.only_after_count, 1);
    assert_string_equal(p.c.only_after[0], "c");
    release(&p);
    assert_int_equal(compare(&p, a, "{\"name\": \"d\", \"round_mean\": [1]}"), ERR_FORMAT);
    release(&p);
    assert_int_equal(compare(&p, a, ""), ERR_FORMAT);
    release(&p);
    assert_int_equal(compare(&p, "{\"name\": \"a\", \"unit\": \"s\", \"round_mean\": [1]}",
                             "{\"name\": \"a\", \"unit\": \"us\", \"round_mean\": [1]}"), ERR_FORMAT);
    release(&p);
}

static void test_modes(void **state)
{
    (void)state;
    struct pair p;
    const char *cases = "\"cases\": [{\"name\": \"a\", \"round_mean\": [1]}]}";
    struct buf  text  = BUF_INIT;
    buf_printf(&text, "{\"format\": 1, \"mode\": \"build\", %s", cases);
    assert_int_equal(measurement_read(&p.a, made(text.data), &err), 0);
    buf_clear(&text);
    buf_printf(&text, "{\"format\": 1, \"mode\": \"latency\", %s", cases);
    assert_int_equal(measurement_read(&p.b, made(text.data), &err), 0);
    assert_int_equal(comparison_make(&p.c, &p.a, &p.b, 0.05, &err), ERR_INVALID);
    release(&p);
    buf_release(&text);
}

static void test_bad_files(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "[", "[]", "null", "{}", "{\"format\": 1}", "{\"format\": 2, \"cases\": []}",
        "{\"format\": 1, \"cases\": {}}",
        "{\"format\": 1, \"cases\": [1]}", "{\"format\": 1, \"cases\": [{\"name\": \"a\"}]}",
        "{\"format\": 1, \"cases\": [{\"name\": \"\", \"round_mean\": [1]}]}",
        "{\"format\": 1, \"cases\": [{\"name\": \"a\", \"round_mean\": []}]}",
        "{\"format\": 1, \"cases\": [{\"name\": \"a\", \"round_mean\": 1}]}",
        "{\"format\": 1, \"cases\": [{\"name\": \"a\", \"round_mean\": [0]}]}",
        "{\"format\": 1, \"cases\": [{\"name\": \"a\", \"round_mean\": [-1]}]}",
        "{\"format\": 1, \"cases\": [{\"name\": \"a\", \"round_mean\": [\"1\"]}]}",
        "{\"format\": 1, \"cases\": [{\"name\": \"a\", \"round_mean\": [1]}, {\"name\": \"a\", \"round_mean\": [1]}]}",
    };
    struct measurement m;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (measurement_read(&m, made(bad[i]), &err) != ERR_FORMAT)
            fail_msg("taken: %s", bad[i]);
        measurement_release(&m);
    }
    assert_int_equal(measurement_read(&m, "/nonexistent/a.json", &err), ERR_NOT_FOUND);
    measurement_release(&m);
    struct buf deep = BUF_INIT;
    buf_fill(&deep, '[', 1000000);
    assert_int_equal(measurement_read(&m, made(deep.data), &err), ERR_FORMAT);
    measurement_release(&m);
    buf_release(&deep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_interval), cmocka_unit_test(test_verdicts),  cmocka_unit_test(test_matching),
        cmocka_unit_test(test_modes),    cmocka_unit_test(test_bad_files),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

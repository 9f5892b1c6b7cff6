/* plan_query: how a tree is printed, and in how many documents a synonym is taken to be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "query/plan_query.h"

static const struct plan_query a = {.op = PLAN_TERM, .term = {"a", 1}, .wqf = 1, .found = {.df = 10}};
static const struct plan_query b = {.op = PLAN_TERM, .term = {"b", 1}, .wqf = 3, .found = {.df = 5}};
static const struct plan_query c = {.op = PLAN_TERM, .term = {"c", 1}, .wqf = 1, .found = {.df = 1}};
static const struct plan_query nowhere = {.op = PLAN_TERM, .term = {"d", 1}, .wqf = 1};

static const struct plan_query *const abc[] = {&a, &b, &c, &nowhere};

static struct plan_query of(enum plan_op op, size_t count)
{
    return (struct plan_query){.op = op, .parts = abc, .count = count};
}

static void expect(const struct plan_query *q, const char *printed)
{
    struct buf out = BUF_INIT;
    plan_query_print(q, &out);
    assert_int_equal(buf_failed(&out, NULL), 0);
    assert_string_equal(out.data, printed);
    buf_release(&out);
}

static void test_printing(void **state)
{
    (void)state;
    static const struct {
        enum plan_op op;
        size_t       count;
        const char  *printed;
    } trees[] = {
        {PLAN_NOTHING, 0, "NOTHING"},
        {PLAN_ALL, 0, "ALL"},
        {PLAN_OR, 3, "(a OR b#3 OR c)"},
        {PLAN_AND, 2, "(a AND b#3)"},
        {PLAN_AND_NOT, 2, "(a AND_NOT b#3)"},
        {PLAN_FILTER, 2, "(a FILTER b#3)"},
        {PLAN_AND_MAYBE, 2, "(a AND_MAYBE b#3)"},
        {PLAN_SYNONYM, 2, "(a SYNONYM b#3)"},
        {PLAN_PHRASE, 2, "PHRASE(a b#3)"},
        {PLAN_UNWEIGHED, 1, "0 * a"},
    };
    for (size_t i = 0; i < sizeof trees / sizeof *trees; i++) {
        struct plan_query q = of(trees[i].op, trees[i].count);
        expect(&q, trees[i].printed);
    }
    struct plan_query near = of(PLAN_NEAR, 2), dates = {.op = PLAN_DATES, .first = -1, .last = 86399};
    near.window            = 5;
    expect(&near, "NEAR/5(a b#3)");
    expect(&dates, "DATES(-1 .. 86399)");
    struct plan_query        any = of(PLAN_OR, 2);
    const struct plan_query *parts[] = {&any, &c};
    expect(&(struct plan_query){.op = PLAN_FILTER, .parts = parts, .count = 2}, "((a OR b#3) FILTER c)");
}

static void test_synonym_df(void **state)
{
    (void)state;
    struct plan_query one = of(PLAN_SYNONYM, 1), two = of(PLAN_SYNONYM, 2), three = of(PLAN_SYNONYM, 3),
                      four = of(PLAN_SYNONYM, 4);
    assert_int_equal(plan_synonym_df(&one, 100), 10);
    assert_int_equal(plan_synonym_df(&two, 100), 15);   /* 14.5 */
    assert_int_equal(plan_synonym_df(&three, 100), 16); /* 15.85 */
    assert_int_equal(plan_synonym_df(&four, 100), 16);
    assert_int_equal(plan_synonym_df(&two, 20), 13);    /* 12.5 */
    assert_int_equal(plan_synonym_df(&two, 10), 10);    /* all of them */
    assert_int_equal(plan_synonym_df(&two, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_printing), cmocka_unit_test(test_synonym_df)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Judgments, runs and what is made of both, hostile files included. */
#include "test_bench_files.h"

#include <math.h>

#include "bench/evaluation.h"

static struct err err;

static void expect_text(const struct faults *f, uint64_t count, const char *text)
{
    if (f->count != count || strcmp(f->text.data ? f->text.data : "", text) != 0)
        fail_msg("%llu faults:\n%s", (unsigned long long)f->count, f->text.data);
}

/* "FILE:" as a prefix, which differs from run to run, is left out. */
static void without_path(struct faults *f, const char *path)
{
    struct buf out = BUF_INIT;
    for (struct str rest = buf_view(&f->text); rest.len;) {
        struct str line = str_split(&rest, '\n');
        assert_true(str_starts(line, str_c(path)));
        buf_str(&out, str_skip(line, strlen(path) + 1));
        buf_putc(&out, '\n');
    }
    buf_release(&f->text);
    f->text = out;
}

/* ---- judgments ------------------------------------------------------------------------------- */

static void test_judgments(void **state)
{
    (void)state;
    struct qrels  q;
    struct faults f = FAULTS_INIT;
    assert_int_equal(qrels_read(&q, made("2 0 b 1\r\n\n1\t0\tz  3\n1 Q0 a -7\n1 0 m 0"), &f, &err), 0);
    expect_text(&f, 0, "");
    assert_int_equal(q.query_count, 2);
    const struct judged_query *one = qrels_find(&q, STR("1")), *two = qrels_find(&q, STR("2"));
    assert_int_equal(one->count, 3);
    assert_int_equal(one->relevant, 1);
    assert_int_equal(qrels_grade(one, STR("z")), 3);
    assert_int_equal(qrels_grade(one, STR("m")), 0);
    assert_int_equal(qrels_grade(one, STR("a")), GRADE_NONE);
    assert_int_equal(qrels_grade(one, STR("b")), GRADE_NONE);
    assert_int_equal(qrels_grade(two, STR("b")), 1);
    assert_null(qrels_find(&q, STR("")));
    assert_null(qrels_find(&q, STR("3")));
    qrels_release(&q);
}

static void test_bad_judgments(void **state)
{
    (void)state;
    struct qrels  q;
    struct faults f    = FAULTS_INIT;
    const char   *path = made("1 0 a 1\n1 0 a\n1 0 a 2 5\n1 0 b one\n1 0 a 2\n1 0 c 1001\n"
                              "1 0 d 99999999999999999999\n");
    assert_int_equal(qrels_read(&q, path, &f, &err), 0);
    without_path(&f, path);
    expect_text(&f, 6,
                "2: 3 fields; a judgment has 4: query 0 document grade\n"
                "3: 5 fields; a judgment has 4: query 0 document grade\n"
                "4: grade 'one' is no whole number up to 1000\n"
                "6: grade '1001' is no whole number up to 1000\n"
                "7: grade '99999999999999999999' is no whole number up to 1000\n");
    assert_int_equal(q.count, 1);
    assert_int_equal(q.items[0].grade, 1);
    qrels_release(&q);
    faults_release(&f);
}

static void test_no_judgments(void **state)
{
    (void)state;
    const struct str hostile[] = {STR(""), STR("\n\r\n \t\n"), STR("1 0 a"), STR("\0\0\0\0"), STR("\xff\xfe 0 a\0b x"),
                                  STR("1 0 a 1\0")};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        struct qrels  q;
        struct faults f = FAULTS_INIT;
        assert_int_equal(qrels_read(&q, made_of(hostile[i]), &f, &err), ERR_FORMAT);
        qrels_release(&q);
        faults_release(&f);
    }
    struct qrels q;
    assert_int_equal(qrels_read(&q, "/nonexistent/qrels", NULL, &err), ERR_NOT_FOUND);
    qrels_release(&q);
    assert_int_equal(qrels_read(&q, folder, NULL, &err), ERR_FORMAT);
    qrels_release(&q);
}

/* ---- runs ------------------------------------------------------------------------------------ */

static void expect_order(const char *text, enum run_order order, uint64_t faults, const char *docs)
{
    struct run    r;
    struct faults f   = FAULTS_INIT;
    struct buf    out = BUF_INIT;
    assert_int_equal(run_read(&r, made(text), order, &f, &err), 0);
    for (size_t i = 0; i < r.count; i++)
        buf_printf(&out, "%.*s/%.*s ", STR_ARG(r.rows[i].query), STR_ARG(r.rows[i].doc));
    assert_string_equal(out.data, docs);
    assert_int_equal(f.count, faults);
    buf_release(&out);
    run_release(&r);
    faults_release(&f);
}

/* Score descending, then id descending; scores that a float cannot tell apart are equal. */
static void test_order(void **state)
{
    (void)state;
    const char *text = "q Q0 a 1 2.5 t\nq Q0 c 2 2.5 t\r\nq Q0 b 3 2.5 t\nq Q0 d 4 7e0 t\np Q0 z 1 -1 t\n";
    expect_order(text, RUN_BY_SCORE, 0, "p/z q/d q/c q/b q/a ");
    expect_order(text, RUN_BY_RANK, 0, "p/z q/a q/c q/b q/d ");
    expect_order("q Q0 a 1 1.00000000002 t\nq Q0 b 2 1.00000000001 t\n", RUN_BY_SCORE, 0, "q/b q/a ");
    expect_order("q Q0 a 1 1.001 t\nq Q0 b 2 1.0001 t\n", RUN_BY_SCORE, 0, "q/a q/b ");
}

/* Of a document given twice the better place stands. */
static void test_repeats(void **state)
{
    (void)state;
    const char *text = "q Q0 a 3 1 t\nq Q0 b 2 2 t\nq Q0 a 1 3 t\nq Q0 b 4 2 t\n";
    expect_order(text, RUN_BY_SCORE, 2, "q/a q/b ");
    expect_order(text, RUN_BY_RANK, 2, "q/a q/b ");
}

static void test_bad_rows(void **state)
{
    (void)state;
    struct run    r;
    struct faults f    = FAULTS_INIT;
    const char   *path = made("q Q0 a 1 nan t\nq Q0 b 1 inf t\nq Q0 c 1 1,5 t\nq Q0 d 1 t\nq Q0 e x 1 t\n"
                              "q 0 a 1 1 t\n");
    assert_int_equal(run_read(&r, path, RUN_BY_RANK, &f, &err), 0);
    without_path(&f, path);
    expect_text(&f, 5,
                "1: score 'nan' is no number\n2: score 'inf' is no number\n3: score '1,5' is no number\n"
                "4: 5 fields; a row of a run has 6: query Q0 document rank score tag\n"
                "5: rank 'x' is no whole number\n");
    assert_int_equal(r.count, 1);
    run_release(&r);
    faults_release(&f);
    assert_int_equal(run_read(&r, made("q 0 a 1\n"), RUN_BY_SCORE, &f, &err), ERR_FORMAT);
    run_release(&r);
    faults_release(&f);
}

/* A run as text reads back as it was. */
static void test_format(void **state)
{
    (void)state;
    struct run    r = RUN_INIT, back;
    struct faults f = FAULTS_INIT;
    struct buf    out = BUF_INIT;
    const char   *ids[] = {"a", "b", "c"};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(run_add(&r, &(struct run_row){STR("q"), str_c(ids[i]), 0.1 * (double)(3 - i), (int64_t)i, 1},
                                 &err), 0);
    run_sort(&r, RUN_BY_RANK, "queries", &f);
    assert_int_equal(run_format(&r, "us", &out, &err), 0);
    assert_int_equal(run_read(&back, made(out.data), RUN_BY_RANK, &f, &err), 0);
    for (size_t i = 0; i < 3; i++) {
        assert_true(str_eq(back.rows[i].doc, str_c(ids[i])));
        assert_true(back.rows[i].score == r.rows[i].score);
        assert_int_equal(back.rows[i].rank, i + 1);
    }
    run_release(&back);
    const char *not_one[] = {"", "a b", "a\n"};
    for (size_t i = 0; i < 3; i++) {
        run_release(&r);
        struct str doc = str_of(not_one[i], strlen(not_one[i]));
        assert_int_equal(run_add(&r, &(struct run_row){STR("q"), doc, 1, 0, 1}, &err), 0);
        assert_int_equal(run_format(&r, "us", &out, &err), ERR_INVALID);
    }
    run_release(&r);
    buf_release(&out);
    assert_int_equal(f.count, 0);
}

/* ---- both ------------------------------------------------------------------------------------ */

/* 1: relevant found first. 2: relevant, not answered. 3: nothing relevant. 4: not judged. */
static void test_evaluation(void **state)
{
    (void)state;
    struct qrels      q;
    struct run        r;
    struct evaluation e;
    struct faults     f = FAULTS_INIT;
    assert_int_equal(qrels_read(&q, made("1 0 a 1\n2 0 a 1\n3 0 a 0\n"), &f, &err), 0);
    assert_int_equal(run_read(&r, made("1 0 a 1 9 t\n3 0 a 1 9 t\n4 0 a 1 9 t\n4 0 b 2 8 t\n"), RUN_BY_SCORE, &f, &err),
                     0);
    assert_int_equal(evaluation_make(&e, &r, &q, GAIN_GRADE, &err), 0);
    assert_int_equal(e.count, 2);
    assert_int_equal(e.unanswered, 1);
    assert_int_equal(e.no_relevant, 1);
    assert_int_equal(e.not_judged, 1);
    assert_true(e.mean[MEASURE_MAP] == 0.5 && e.mean[MEASURE_NDCG10] == 0.5);
    assert_true(fabs(e.mean[MEASURE_P5] - 0.1) < 1e-12);
    evaluation_release(&e);
    qrels_release(&q);
    assert_int_equal(qrels_read(&q, made("3 0 a 0\n"), &f, &err), 0);
    assert_int_equal(evaluation_make(&e, &r, &q, GAIN_GRADE, &err), ERR_FORMAT);
    evaluation_release(&e);
    qrels_release(&q);
    run_release(&r);
}

/* A hundred thousand lines, in an order that is no order. */
static void test_large(void **state)
{
    (void)state;
    struct buf        lines = BUF_INIT, judged = BUF_INIT;
    struct qrels      q;
    struct run        r;
    struct evaluation e;
    struct faults     f = FAULTS_INIT;
    for (unsigned i = 0; i < 100000; i++) {
        unsigned n = (unsigned)((uint64_t)i * 61 % 100000), query = n / 1000, at = n % 1000;
        buf_printf(&lines, "q%u 0 d%u 0 %u t\n", query, at, 1000 - at);
        if (at % 2 == 0)
            buf_printf(&judged, "q%u 0 d%u 1\n", query, at);
    }
    assert_int_equal(qrels_read(&q, made(judged.data), &f, &err), 0);
    assert_int_equal(run_read(&r, made(lines.data), RUN_BY_SCORE, &f, &err), 0);
    assert_int_equal(evaluation_make(&e, &r, &q, GAIN_GRADE, &err), 0);
    assert_int_equal(e.count, 100);
    assert_int_equal(f.count, 0);
    assert_true(fabs(e.mean[MEASURE_P5] - 0.6) < 1e-9 && fabs(e.mean[MEASURE_R1000] - 1) < 1e-9);
    evaluation_release(&e);
    qrels_release(&q);
    run_release(&r);
    buf_release(&lines);
    buf_release(&judged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_judgments), cmocka_unit_test(test_bad_judgments), cmocka_unit_test(test_no_judgments),
        cmocka_unit_test(test_order),     cmocka_unit_test(test_repeats),       cmocka_unit_test(test_bad_rows),
        cmocka_unit_test(test_format),    cmocka_unit_test(test_evaluation),    cmocka_unit_test(test_large),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

#include "bench/eval_report.h"

#include <stdlib.h>

#include "base/json_out.h"
#include "query/query_notes.h"

/* How the runs differ in each measure; none where there are too few queries. */
static int run_tests(const struct eval_report *r, struct paired_test tests[MEASURE_COUNT], struct err *err)
{
    size_t  n      = r->judged->count;
    double *values = malloc(2 * n * sizeof *values);
    if (!values)
        return err_oom(err);
    for (int m = 0; m < MEASURE_COUNT; m++) {
        for (size_t i = 0; i < n; i++) {
            values[i]     = r->against->queries[i].values[m];
            values[n + i] = r->judged->queries[i].values[m];
        }
        significance_paired(values, values + n, n, r->rounds, r->seed, &tests[m]);
    }
    free(values);
    return 0;
}

static bool is_tested(const struct eval_report *r)
{
    return r->against && r->judged->count >= 2;
}

/* ---- text ------------------------------------------------------------------------------------ */

static void text_row(const char *name, const double values[MEASURE_COUNT], struct buf *out)
{
    buf_cstr(out, name);
    for (int m = 0; m < MEASURE_COUNT; m++)
        buf_printf(out, "\t%.4f", values[m]);
    buf_putc(out, '\n');
}

static void text_tests(const struct paired_test tests[MEASURE_COUNT], const struct eval_report *r, struct buf *out)
{
    buf_cstr(out, "\nmeasure\tbefore\tafter\tdifference\t95% from\tto\tt\tp(t)\tp(random)\tbetter\tworse\n");
    for (int m = 0; m < MEASURE_COUNT; m++) {
        const struct paired_test *t = &tests[m];
        buf_printf(out, "%s\t%.4f\t%.4f\t%+.4f\t%+.4f\t%+.4f\t%.3f\t%.4f\t%.4f\t%zu\t%zu\n",
                   measure_name((enum measure)m), r->against->mean[m], r->judged->mean[m], t->mean, t->low,
                   t->high, t->t, t->p_t, t->p_random, t->better, t->worse);
    }
}

int eval_report_text(const struct eval_report *r, struct buf *out, struct err *err)
{
    const struct evaluation *e = r->judged;
    buf_printf(out, "%zu queries with relevant documents, %zu of them without any hit", e->count, e->unanswered);
    if (e->no_relevant)
        buf_printf(out, "; %zu without relevant documents left out", e->no_relevant);
    if (e->not_judged)
        buf_printf(out, "; %zu that were not judged left out", e->not_judged);
    buf_cstr(out, "\n\nquery");
    for (int m = 0; m < MEASURE_COUNT; m++)
        buf_printf(out, "\t%s", measure_name((enum measure)m));
    buf_putc(out, '\n');
    for (size_t i = 0; i < e->count && r->per_query; i++)
        text_row(query_clip(e->queries[i].id).text, e->queries[i].values, out);
    text_row("all", e->mean, out);
    if (r->against)
        text_row("against", r->against->mean, out);
    if (is_tested(r)) {
        struct paired_test tests[MEASURE_COUNT];
        int                code = run_tests(r, tests, err);
        if (code)
            return code;
        text_tests(tests, r, out);
    }
    return buf_failed(out, err);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void json_values(const double values[MEASURE_COUNT], struct buf *out)
{
    for (int m = 0; m < MEASURE_COUNT; m++)
        buf_printf(out, "%s\"%s\": %.6f", m ? ", " : "{", measure_name((enum measure)m), values[m]);
    buf_putc(out, '}');
}

static void json_queries(const struct evaluation *e, struct buf *out)
{
    buf_cstr(out, ", \"per_query\": [");
    for (size_t i = 0; i < e->count; i++) {
        const struct evaluated_query *q = &e->queries[i];
        buf_cstr(out, i ? ",\n {\"query\": " : "\n {\"query\": ");
        buf_json_string(out, q->id);
        buf_printf(out, ", \"relevant\": %zu, \"found\": %zu, \"measures\": ", q->relevant, q->found);
        json_values(q->values, out);
        buf_putc(out, '}');
    }
    buf_putc(out, ']');
}

static void json_tests(const struct paired_test tests[MEASURE_COUNT], const struct eval_report *r, struct buf *out)
{
    buf_printf(out, ", \"rounds\": %llu, \"seed\": %llu, \"tests\": {", (unsigned long long)r->rounds,
               (unsigned long long)r->seed);
    for (int m = 0; m < MEASURE_COUNT; m++) {
        const struct paired_test *t = &tests[m];
        buf_printf(out, "%s\"%s\": {\"difference\": %.6f, \"low\": %.6f, \"high\": %.6f, \"t\": %.6g, \"p_t\": %.6g, "
                   "\"p_random\": %.6g, \"better\": %zu, \"worse\": %zu}", m ? ",\n " : "\n ",
                   measure_name((enum measure)m), t->mean, t->low, t->high, t->t, t->p_t, t->p_random, t->better,
                   t->worse);
    }
    buf_putc(out, '}');
}

int eval_report_json(const struct eval_report *r, struct buf *out, struct err *err)
{
    const struct evaluation *e = r->judged;
    buf_printf(out, "{\"queries\": %zu, \"unanswered\": %zu, \"no_relevant\": %zu, \"not_judged\": %zu, "
               "\"lines_passed_over\": %llu, \"measures\": ", e->count, e->unanswered, e->no_relevant, e->not_judged,
               (unsigned long long)r->faults);
    json_values(e->mean, out);
    if (r->per_query)
        json_queries(e, out);
    if (r->against) {
        buf_cstr(out, ",\n \"against\": {\"measures\": ");
        json_values(r->against->mean, out);
        if (is_tested(r)) {
            struct paired_test tests[MEASURE_COUNT];
            int                code = run_tests(r, tests, err);
            if (code)
                return code;
            json_tests(tests, r, out);
        }
        buf_putc(out, '}');
    }
    buf_cstr(out, "}\n");
    return buf_failed(out, err);
}

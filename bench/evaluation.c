#include "bench/evaluation.h"

#include <stdlib.h>

static int descending(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x < y) - (x > y);
}

static int evaluate_query(struct evaluated_query *e, const struct judged_query *q, const struct run *run,
                          enum gain gain, struct err *err)
{
    size_t                found;
    const struct run_row *rows   = run_find(run, q->id, &found);
    int32_t              *grades = malloc((found + q->count) * sizeof *grades), *judged = grades + found;
    if (!grades)
        return err_oom(err);
    for (size_t i = 0; i < found; i++)
        grades[i] = qrels_grade(q, rows[i].doc);
    for (size_t i = 0; i < q->count; i++)
        judged[i] = q->items[i].grade;
    qsort(judged, q->count, sizeof *judged, descending);
    *e = (struct evaluated_query){.id = q->id, .found = found, .relevant = q->relevant};
    measures_of(&(struct ranking){grades, found, judged, q->count}, gain, e->values);
    free(grades);
    return 0;
}

int evaluation_make(struct evaluation *e, const struct run *run, const struct qrels *qrels, enum gain gain,
                    struct err *err)
{
    *e         = (struct evaluation){0};
    e->queries = calloc(qrels->query_count + 1, sizeof *e->queries);
    if (!e->queries)
        return err_oom(err);
    for (size_t i = 0; i < qrels->query_count; i++) {
        struct evaluated_query *at = &e->queries[e->count];
        if (!qrels->queries[i].relevant) {
            e->no_relevant++;
            continue;
        }
        int code = evaluate_query(at, &qrels->queries[i], run, gain, err);
        if (code)
            return code;
        e->count++;
        e->unanswered += at->found == 0;
        for (int m = 0; m < MEASURE_COUNT; m++)
            e->mean[m] += at->values[m];
    }
    for (size_t i = 0; i < run->count; i++)
        if (i == 0 || !str_eq(run->rows[i].query, run->rows[i - 1].query))
            e->not_judged += !qrels_find(qrels, run->rows[i].query);
    if (!e->count)
        return err_set(err, ERR_FORMAT, "no query of the judgments has a relevant document: nothing to measure");
    for (int m = 0; m < MEASURE_COUNT; m++)
        e->mean[m] /= (double)e->count;
    return 0;
}

void evaluation_release(struct evaluation *e)
{
    free(e->queries);
    *e = (struct evaluation){0};
}

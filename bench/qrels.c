#include "bench/qrels.h"

#include <stdlib.h>

#include "base/file.h"
#include "query/query_notes.h"

static int by_pair(const void *a, const void *b)
{
    const struct judgment *x = a, *y = b;
    int                    c = str_cmp(x->query, y->query);
    if (!c)
        c = str_cmp(x->doc, y->doc);
    return c ? c : (x->line > y->line) - (x->line < y->line);
}

static int read_lines(struct qrels *q, const char *path, struct faults *faults, struct err *err)
{
    struct trec_lines lines = {buf_view(&q->text), 0};
    struct str        fields[4];
    size_t            count, cap = 0;
    while ((count = trec_lines_next(&lines, fields, 4)) > 0) {
        int64_t grade;
        if (count != 4) {
            faults_add(faults, path, lines.line, "%zu fields; a judgment has 4: query 0 document grade", count);
            continue;
        }
        if (!trec_integer(fields[3], &grade) || grade > GRADE_MAX) {
            faults_add(faults, path, lines.line, "grade '%s' is no whole number up to %d",
                       query_clip(fields[3]).text, GRADE_MAX);
            continue;
        }
        if (q->count == cap) {
            cap                   = cap ? 2 * cap : 1024;
            struct judgment *more = realloc(q->items, cap * sizeof *more);
            if (!more)
                return err_oom(err);
            q->items = more;
        }
        q->items[q->count++] = (struct judgment){
            fields[0], fields[2], grade < 0 ? GRADE_NONE : (int32_t)grade, lines.line};
    }
    return q->count ? 0 : err_set(err, ERR_FORMAT, "'%s' holds no judgment: a line is 'query 0 document grade'",
                                  path);
}

/* Of each pair the first line. */
static void drop_repeats(struct qrels *q, const char *path, struct faults *faults)
{
    size_t kept = 1;
    for (size_t i = 1; i < q->count; i++) {
        const struct judgment *j = &q->items[i], *last = &q->items[kept - 1];
        if (str_eq(j->query, last->query) && str_eq(j->doc, last->doc))
            faults_add(faults, path, j->line, "document '%s' was judged for query '%s' on line %llu already",
                       query_clip(j->doc).text, query_clip(j->query).text, (unsigned long long)last->line);
        else
            q->items[kept++] = *j;
    }
    q->count = kept;
}

static int group(struct qrels *q, struct err *err)
{
    for (size_t i = 0; i < q->count; i++)
        q->query_count += i == 0 || !str_eq(q->items[i].query, q->items[i - 1].query);
    q->queries = calloc(q->query_count, sizeof *q->queries);
    if (!q->queries)
        return err_oom(err);
    struct judged_query *group = q->queries;
    for (size_t i = 0; i < q->count; i++) {
        if (i && !str_eq(q->items[i].query, group->id))
            group++;
        if (!group->count) {
            group->id    = q->items[i].query;
            group->items = &q->items[i];
        }
        group->count++;
        group->relevant += q->items[i].grade > 0;
    }
    return 0;
}

int qrels_read(struct qrels *q, const char *path, struct faults *faults, struct err *err)
{
    *q       = (struct qrels){.text = BUF_INIT};
    int code = file_read(path, &q->text, err);
    if (!code)
        code = read_lines(q, path, faults, err);
    if (code)
        return code;
    qsort(q->items, q->count, sizeof *q->items, by_pair);
    drop_repeats(q, path, faults);
    return group(q, err);
}

void qrels_release(struct qrels *q)
{
    free(q->items);
    free(q->queries);
    buf_release(&q->text);
    *q = (struct qrels){.text = BUF_INIT};
}

static int query_cmp(const void *key, const void *item)
{
    return str_cmp(*(const struct str *)key, ((const struct judged_query *)item)->id);
}

const struct judged_query *qrels_find(const struct qrels *q, struct str query)
{
    return q->query_count ? bsearch(&query, q->queries, q->query_count, sizeof *q->queries, query_cmp) : NULL;
}

static int doc_cmp(const void *key, const void *item)
{
    return str_cmp(*(const struct str *)key, ((const struct judgment *)item)->doc);
}

int32_t qrels_grade(const struct judged_query *q, struct str doc)
{
    const struct judgment *found = bsearch(&doc, q->items, q->count, sizeof *q->items, doc_cmp);
    return found ? found->grade : GRADE_NONE;
}

#include "bench/run_file.h"

#include <stdlib.h>

#include "base/file.h"
#include "query/query_notes.h"

static int add_row(struct run *r, struct run_row row, struct err *err)
{
    if (r->count == r->cap) {
        size_t          cap  = r->cap ? 2 * r->cap : 1024;
        struct run_row *more = realloc(r->rows, cap * sizeof *more);
        if (!more)
            return err_oom(err);
        r->rows = more;
        r->cap  = cap;
    }
    r->rows[r->count++] = row;
    return 0;
}

int run_add(struct run *r, const struct run_row *row, struct err *err)
{
    bool           again = r->count && str_eq(row->query, r->rows[r->count - 1].query);
    struct run_row copy  = *row;
    copy.query           = again ? r->rows[r->count - 1].query : arena_copy(&r->arena, row->query);
    copy.doc             = arena_copy(&r->arena, row->doc);
    return copy.query.data && copy.doc.data ? add_row(r, copy, err) : err_oom(err);
}

/* order: an enum run_order. */
static int by_place(const void *a, const void *b, void *order)
{
    const struct run_row *x = a, *y = b;
    const float           xs = (float)x->score, ys = (float)y->score;
    int                   c = str_cmp(x->query, y->query);
    if (!c && *(enum run_order *)order == RUN_BY_RANK)
        c = (x->rank > y->rank) - (x->rank < y->rank);
    if (!c)
        c = (xs < ys) - (xs > ys);
    if (!c)
        c = str_cmp(y->doc, x->doc);
    return c ? c : (x->line > y->line) - (x->line < y->line);
}

/* Of the same document the best place first. */
static int by_document(const void *a, const void *b, void *order)
{
    const struct run_row *x = a, *y = b;
    int                   c = str_cmp(x->query, y->query);
    if (!c)
        c = str_cmp(x->doc, y->doc);
    return c ? c : by_place(a, b, order);
}

void run_sort(struct run *r, enum run_order order, const char *path, struct faults *faults)
{
    if (!r->count)
        return;
    qsort_r(r->rows, r->count, sizeof *r->rows, by_document, &order);
    size_t kept = 1;
    for (size_t i = 1; i < r->count; i++) {
        const struct run_row *row = &r->rows[i], *last = &r->rows[kept - 1];
        if (str_eq(row->query, last->query) && str_eq(row->doc, last->doc))
            faults_add(faults, path, row->line, "document '%s' stands under query '%s' on line %llu too",
                       query_clip(row->doc).text, query_clip(row->query).text, (unsigned long long)last->line);
        else
            r->rows[kept++] = *row;
    }
    r->count = kept;
    qsort_r(r->rows, r->count, sizeof *r->rows, by_place, &order);
}

int run_read(struct run *r, const char *path, enum run_order order, struct faults *faults, struct err *err)
{
    *r       = RUN_INIT;
    int code = file_read(path, &r->text, err);
    if (code)
        return code;
    struct trec_lines lines = {buf_view(&r->text), 0};
    struct str        fields[6];
    size_t            count;
    while ((count = trec_lines_next(&lines, fields, 6)) > 0 && !code) {
        double  score;
        int64_t rank = 0;
        if (count != 6)
            faults_add(faults, path, lines.line, "%zu fields; a row of a run has 6: query Q0 document rank score tag",
                       count);
        else if (!trec_number(fields[4], &score))
            faults_add(faults, path, lines.line, "score '%s' is no number", query_clip(fields[4]).text);
        else if (order == RUN_BY_RANK && !trec_integer(fields[3], &rank))
            faults_add(faults, path, lines.line, "rank '%s' is no whole number", query_clip(fields[3]).text);
        else
            code = add_row(r, (struct run_row){fields[0], fields[2], score, rank, lines.line}, err);
    }
    if (!code && !r->count)
        code = err_set(err, ERR_FORMAT, "'%s' holds no row of a run: a line is 'query Q0 document rank score tag'",
                       path);
    if (!code)
        run_sort(r, order, path, faults);
    return code;
}

void run_release(struct run *r)
{
    free(r->rows);
    arena_release(&r->arena);
    buf_release(&r->text);
    *r = RUN_INIT;
}

const struct run_row *run_find(const struct run *r, struct str query, size_t *count)
{
    size_t low = 0, high = r->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (str_cmp(r->rows[mid].query, query) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    *count = 0;
    while (low + *count < r->count && str_eq(r->rows[low + *count].query, query))
        ++*count;
    return r->rows + low;
}

static bool is_one_field(struct str id)
{
    struct trec_lines lines = {id, 0};
    struct str        field;
    return trec_lines_next(&lines, &field, 1) == 1 && field.len == id.len;
}

int run_format(const struct run *r, const char *tag, struct buf *out, struct err *err)
{
    size_t rank = 0;
    for (size_t i = 0; i < r->count; i++) {
        const struct run_row *row = &r->rows[i];
        rank = i && str_eq(row->query, r->rows[i - 1].query) ? rank + 1 : 1;
        if (!is_one_field(row->query) || !is_one_field(row->doc))
            return err_set(err, ERR_INVALID, "the id '%s' is empty or holds white space: a run file has no room for it",
                           query_clip(is_one_field(row->query) ? row->doc : row->query).text);
        buf_str(out, row->query);
        buf_cstr(out, " Q0 ");
        buf_str(out, row->doc);
        buf_printf(out, " %zu %.17g %s\n", rank, row->score, tag);
    }
    return buf_failed(out, err);
}

/* qrels: relevance judgments in TREC's form, a line each: query, a field that is not read, document, grade. */
#ifndef PRESSMARK_BENCH_QRELS_H
#define PRESSMARK_BENCH_QRELS_H

#include "bench/trec_lines.h"

/* A grade of 1 or more is relevant, 0 is judged and not relevant, below 0 is as not judged (trec_eval's reading). */
enum { GRADE_MAX = 1000, GRADE_NONE = -1 };

struct judgment {
    struct str query, doc;
    int32_t    grade; /* GRADE_NONE .. GRADE_MAX */
    uint64_t   line;
};

/* The judgments of one query. */
struct judged_query {
    struct str             id;
    const struct judgment *items; /* by document, in byte order */
    size_t                 count, relevant;
};

struct qrels {
    struct buf           text;
    struct judgment     *items; /* by query and document, in byte order, each pair once */
    size_t               count;
    struct judged_query *queries; /* in byte order of their ids */
    size_t               query_count;
};

/* Read a file; release also after an error. Faults: lines that are not of this form, grades out of bounds, and a
 * pair that comes again, whose first judgment stands. Errors: those of file_read; ERR_FORMAT when no line is
 * usable. Cost: holds the file and 48 bytes a line. */
int  qrels_read(struct qrels *q, const char *path, struct faults *faults, struct err *err);
void qrels_release(struct qrels *q);

/* NULL: no judgments of that query. */
const struct judged_query *qrels_find(const struct qrels *q, struct str query);
/* The grade of a document, GRADE_NONE when it was not judged. */
int32_t qrels_grade(const struct judged_query *q, struct str doc);

#endif

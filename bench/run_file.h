/* run_file: what an engine found for many queries, as a TREC run file has it, a line each: query, "Q0", document,
 * rank, score, tag.
 *
 * A query's documents stand in trec_eval's order, which does not read the rank: score descending, as a float, equal
 * scores by document id descending in byte order. Or in that of the ranks, which is what somebody saw: where articles
 * come twice the two differ by several points. */
#ifndef PRESSMARK_BENCH_RUN_FILE_H
#define PRESSMARK_BENCH_RUN_FILE_H

#include "base/arena.h"
#include "bench/trec_lines.h"

enum run_order { RUN_BY_SCORE, RUN_BY_RANK };

struct run_row {
    struct str query, doc;
    double     score;
    int64_t    rank;
    uint64_t   line; /* of the file it comes from */
};

struct run {
    struct buf      text;
    struct arena    arena;
    struct run_row *rows;
    size_t          count, cap;
};

#define RUN_INIT ((struct run){BUF_INIT, ARENA_INIT, NULL, 0, 0})

/* Read a file and order it; release also after an error. Faults: lines of another form, scores that are no finite
 * number, by rank also ranks that are no number, and a document that a query gives again, of which the best place
 * stands. Errors: those of file_read; ERR_FORMAT when no line is usable. Cost: holds the file and 56 bytes a line. */
int  run_read(struct run *r, const char *path, enum run_order order, struct faults *faults, struct err *err);
void run_release(struct run *r);

/* Add a row, its texts copied; after the last one, run_sort. */
int  run_add(struct run *r, const struct run_row *row, struct err *err);
void run_sort(struct run *r, enum run_order order, const char *path, struct faults *faults);

/* The rows of one query in their order: the first, and how many in *count. */
const struct run_row *run_find(const struct run *r, struct str query, size_t *count);

/* Append an ordered run as text, with scores that read back as they are. ERR_INVALID for an id that is empty or
 * holds white space. */
int run_format(const struct run *r, const char *tag, struct buf *out, struct err *err);

#endif

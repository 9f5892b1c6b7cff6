/* run_file: what an engine found for many queries, as a TREC run file has it, a line each: query, "Q0", document,
 * rank, score, tag.
 *
 * The order of a query's documents is trec_eval's, which does not read the rank: score descending, as a float, equal
 * scores by document id descending in byte order. */
#ifndef PRESSMARK_BENCH_RUN_FILE_H
#define PRESSMARK_BENCH_RUN_FILE_H

#include "base/arena.h"
#include "bench/trec_lines.h"

struct run_row {
    struct str query, doc;
    double     score;
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
 * number, and a document that a query gives again, of which the best place stands. Errors: those of file_read;
 * ERR_FORMAT when no line is usable. Cost: holds the file and 48 bytes a line. */
int  run_read(struct run *r, const char *path, struct faults *faults, struct err *err);
void run_release(struct run *r);

/* Add a row (texts are copied; line: where the query stands); after the last one, run_order. */
int  run_add(struct run *r, struct str query, struct str doc, double score, uint64_t line, struct err *err);
void run_order(struct run *r, const char *path, struct faults *faults);

/* The rows of one query in their order: the first, and how many in *count. */
const struct run_row *run_find(const struct run *r, struct str query, size_t *count);

/* Append an ordered run as text, with scores that read back as they are. ERR_INVALID for an id that is empty or
 * holds white space. */
int run_format(const struct run *r, const char *tag, struct buf *out, struct err *err);

#endif

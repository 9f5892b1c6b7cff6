/* trec_lines: files of lines whose fields are set apart by white space, as judgments and run files are.
 *
 * Lines end in LF or CRLF, blank ones are passed over. A line that is not taken is a fault: counted, and the
 * first few are told by file and line. */
#ifndef PRESSMARK_BENCH_TREC_LINES_H
#define PRESSMARK_BENCH_TREC_LINES_H

#include "base/buf.h"

enum { FAULTS_SHOWN = 5 };

struct faults {
    uint64_t   count;
    struct buf text; /* of the first FAULTS_SHOWN, a line each: "FILE:LINE: why" */
};

#define FAULTS_INIT ((struct faults){0, BUF_INIT})

void faults_add(struct faults *f, const char *path, uint64_t line, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void faults_release(struct faults *f);

struct trec_lines {
    struct str rest;
    uint64_t   line; /* of the fields given last, from 1 */
};

/* The fields of the next line that has any, at most `max` of them stored: how many it has, 0 at the end. */
size_t trec_lines_next(struct trec_lines *l, struct str *fields, size_t max);

/* A whole number, a finite number; false when s is anything else. */
bool trec_integer(struct str s, int64_t *out);
bool trec_number(struct str s, double *out);

#endif

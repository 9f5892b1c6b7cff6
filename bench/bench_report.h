/* bench_report: the JSON of a run: the machine, the versions, and the facts of an index, all as the other
 * modes and `compare` read them. bench/README.md describes the format. */
#ifndef PRESSMARK_BENCH_REPORT_H
#define PRESSMARK_BENCH_REPORT_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"

enum { BENCH_FORMAT = 1 };

/* The head of a report, with "cases" empty: all but "index". Owned by the caller; NULL: out of memory.
 * clock_cost in nanoseconds. */
json_t *bench_report_new(const char *mode, int argc, char **argv, double clock_cost);

/* What `pressmark-index --stats` says of the index, cut down to "articles", "deleted", "words",
 * "text_bytes", "index_bytes", "parts" and "segments", their number. `indexer` is the path of
 * pressmark-index. ERR_FORMAT when it says something else. */
int bench_index_facts(const char *indexer, const char *index, json_t **out, struct err *err);

/* A line "CPU, cores, memory, kernel; versions" for people. */
void bench_report_machine_line(const json_t *report, struct buf *out);

/* Append the report as text: one line a member, one a case. */
void bench_report_print(json_t *report, struct buf *out);

#endif

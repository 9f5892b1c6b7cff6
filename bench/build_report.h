/* build_report: the figures of a build run as tables, JSON and CSV. */
#ifndef PRESSMARK_BENCH_BUILD_REPORT_H
#define PRESSMARK_BENCH_BUILD_REPORT_H

#include "bench/build_run.h"

/* Append the cases for people: speed and size, stages, parts. */
void build_table(const struct build *b, struct buf *out);

/* Append the cases to an array of JSON. ERR_OOM. */
int build_json(const struct build *b, json_t *cases, struct err *err);

/* Append one line a case, with a header line. */
void build_csv(const struct build *b, struct buf *out);

#endif

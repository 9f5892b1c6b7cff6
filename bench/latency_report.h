/* latency_report: the figures of a latency run as a table, JSON and CSV. */
#ifndef PRESSMARK_BENCH_LATENCY_REPORT_H
#define PRESSMARK_BENCH_LATENCY_REPORT_H

#include <jansson.h>

#include "bench/latency_run.h"

/* Append the cases for people, microseconds. */
void latency_table(const struct latency *l, struct buf *out);

/* Append the cases to an array of JSON. ERR_OOM. */
int latency_json(const struct latency *l, json_t *cases, struct err *err);

/* Append one line a case; one line a sample. With a header line. */
void latency_csv(const struct latency *l, struct buf *out);
void latency_csv_samples(const struct latency *l, struct buf *out);

#endif

/* latency_threads: queries a second when every processor searches. */
#ifndef PRESSMARK_BENCH_LATENCY_THREADS_H
#define PRESSMARK_BENCH_LATENCY_THREADS_H

#include "bench/latency_run.h"

/* One search, timed; *hits: ids given, or matches where they are counted. Errors: those of searcher_run. */
int latency_search(struct searcher *s, struct str text, enum latency_depth depth, uint64_t *ns, uint64_t *hits,
                   struct err *err);

struct latency_threads;

/* `count` searchers, one for each thread. */
int  latency_threads_open(struct latency_threads **out, const char *index,
                          const struct engine *engine, unsigned count, struct err *err);
void latency_threads_close(struct latency_threads *t); /* NULL allowed */

/* Every thread runs all queries of a class `rounds` times, after once for warming, each beginning at
 * another. *qps: all of them by the time from the first begin to the last end. Errors: the first of a
 * thread. */
int latency_threads_run(struct latency_threads *t, const struct query_list *queries, const char *class,
                        enum latency_depth depth, size_t rounds, double *qps, struct err *err);

#endif

/* latency_run: measuring queries, round after round, in shuffled order. */
#ifndef PRESSMARK_BENCH_LATENCY_RUN_H
#define PRESSMARK_BENCH_LATENCY_RUN_H

#include "bench/bench_stats.h"
#include "bench/page_cache.h"
#include "bench/query_list.h"

/* What is wanted of a query: name, hits, count of all matches. Plan: only to parse and plan it. */
#define LATENCY_DEPTHS(X)         \
    X(TOP10, "top10", 10, false)  \
    X(TOP100, "top100", 100, false) \
    X(TOP1000, "top1000", 1000, false) \
    X(COUNT, "count", 0, true)    \
    X(PLAN, "plan", 0, false)

enum latency_depth {
#define LATENCY_DEPTH_ENUM(name, text, hits, exact) DEPTH_##name,
    LATENCY_DEPTHS(LATENCY_DEPTH_ENUM)
#undef LATENCY_DEPTH_ENUM
    DEPTH_COUNT_OF /* of depths */
};

const char *latency_depth_name(enum latency_depth depth);

enum latency_kind {
    KIND_WARM,    /* from the query's text to ranked ids, on an open index */
    KIND_COLD,    /* the index dropped from the page cache, opened anew: the top 10 */
    KIND_PROCESS, /* pressmark-query from its start to its end, ten hits with snippets */
    KIND_COUNT,
};

const char *latency_kind_name(enum latency_kind kind);

/* What a row of the report is about. */
struct latency_case {
    enum latency_kind kind;
    const char       *class; /* of a query_class, or, beside whole processes, LATENCY_EMPTY and LATENCY_START */
    const char       *k;     /* of a latency_depth, "" with the two */
    size_t            queries, rounds;
    struct samples    samples; /* item: the query's number in the list */
    double            hits;    /* of all samples */
    double            qps_all; /* 0: not measured */
    struct summary    summary; /* latency_finish */
};

#define LATENCY_EMPTY "(empty)" /* a process that does nothing */
#define LATENCY_START "(start)" /* pressmark-query --version */

struct latency {
    const char        *index, *query_program; /* paths */
    const struct engine *engine;
    struct query_list  queries;
    struct searcher   *searcher;
    bool               depths[DEPTH_COUNT_OF];
    size_t             warmup, rounds[KIND_COUNT]; /* 0: none of that kind */
    unsigned           threads;                    /* for qps_all; 0: not to be measured */
    uint64_t           seed;
    struct latency_case *cases;
    size_t             case_count, case_cap;
    struct page_cache_state dropped; /* after the last drop of a cold run */
};

/* Measure all that is set; cases come in order of kind, class and depth, those without a query left out.
 * Errors: those of searching and of running programs. */
int  latency_run(struct latency *l, struct err *err);
void latency_release(struct latency *l); /* what is owned: all but the strings */

#endif

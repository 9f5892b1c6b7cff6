/* build_run: building indexes, round after round, in shuffled order. */
#ifndef PRESSMARK_BENCH_BUILD_RUN_H
#define PRESSMARK_BENCH_BUILD_RUN_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/options.h"
#include "bench/bench_stats.h"

enum build_kind { BUILD_OURS, BUILD_PLAIN }; /* pressmark-index; the plain Xapian loop */

/* A row of the report. */
struct build_case {
    enum build_kind    kind;
    const char        *class; /* "given", "1x", "2x", "4x", "8x" */
    unsigned           threads;
    struct option_list inputs;
    struct samples     samples; /* one a round */
    struct samples     cpu;     /* nanoseconds, user and system */
    uint64_t           peak_bytes;
    json_t            *facts;   /* of the index last built: as bench_index_facts; plain: articles, text_bytes and
                                   index_bytes alone */
    json_t            *stages;  /* arrays of seconds, one a round, by name; NULL: not known */
    struct summary     summary, cpu_summary; /* build_run */
};

struct build {
    const char        *indexer, *plain; /* paths of programs; plain NULL: not to be run */
    struct option_list inputs, index_options;
    const char        *work;            /* an empty folder to build in, removed by the caller */
    unsigned           threads;
    bool               growth;
    size_t             rounds;
    uint64_t           seed;
    struct build_case *cases;
    size_t             case_count;
    struct buf         paths[4];        /* of the articles for 1x to 8x */
};

/* Measure: the inputs by one thread and by all, their first 1/8 to 8/8 as JSON Lines by all, and the plain
 * loop, each once a round, after one build for warming. ERR_INVALID when a program fails; those of files. */
int  build_run(struct build *b, struct err *err);
void build_release(struct build *b); /* cases and paths */

const char *build_kind_name(enum build_kind kind);

/* The middle value of the stage, in seconds; 0 where it is not known. */
double build_stage(const struct build_case *c, const char *stage);

#endif

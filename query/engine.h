/* engine: what finds the documents that a plan asks for and puts them in order. There are two: `lookup` (lookup.h)
 * over the postings files, and `xapian` (engine_xapian.h), by which anybody can check it. Both give the same documents
 * in the same order, and weights that differ by less than 1e-12 of themselves.
 *
 * Weights are BM25 over all segments of all indexes opened, deleted documents counted, with the parameters below and
 * Xapian's formula (bm25weight.cc of 1.4), without its floor under the length:
 *   w = idf * (k3 + 1) * wqf / (k3 + wqf) * (k1 + 1) * wdf / (wdf + k1 * (1 - b + b * length / average length))
 *   idf = ln q, q = (N - df + 0.5) / (df + 0.5); where q is less than 2 it is ln(1 + q / 2)
 * A synonym has wqf 1. How k1 and b were chosen: bench/results/2026-11-25-epyc-2core/relevance.md.
 */
#ifndef PRESSMARK_QUERY_ENGINE_H
#define PRESSMARK_QUERY_ENGINE_H

#include "index/index_reader.h"
#include "query/plan_query.h"

#define ENGINE_K1 POSTINGS_K1
#define ENGINE_B POSTINGS_B
#define ENGINE_K3 1.0
#define ENGINE_SAME 1e-12 /* weights closer than this, relatively, are equal */

enum engine_sort { ENGINE_BY_WEIGHT, ENGINE_OLDEST, ENGINE_NEWEST };

struct engine_request {
    const struct plan_query *query;
    uint64_t         first, count;  /* hits first .. first + count - 1, counted from 0 */
    uint64_t         exact_up_to;   /* count matches exactly up to here; UINT64_MAX: all of them */
    enum engine_sort sort;          /* by date: equal dates by weight, documents without a date last */
};

struct search_hit {
    size_t   shard;
    uint32_t docid; /* in its shard */
    double   weight;
};

/* Equal ones stand in order of (shard, docid). */
struct search_result {
    struct search_hit *hits; /* owned; search_result_release frees */
    size_t             count;
    uint64_t           lower, estimate, upper; /* of all matches; equal when exact */
};

void search_result_release(struct search_result *result);

struct engine {
    const char *name;
    /* What it needs to search what a reader holds, which outlives it. close frees; NULL allowed. */
    int  (*open)(void **state, struct index_reader *reader, struct err *err);
    void (*close)(void *state);
    /* Deleted documents are left out. *out is released by the caller, also after an error. */
    int  (*search)(void *state, const struct engine_request *request, struct search_result *out, struct err *err);
};

/* Engines by number, from 0, as engine_names has them; NULL ends it. The first is the default. */
enum { ENGINE_LOOKUP, ENGINE_XAPIAN, ENGINE_DEFAULT = ENGINE_LOOKUP };
extern const char *const engine_names[];

/* An engine that is part of this program, else NULL. pressmark-query has the first alone, so that no other library is
 * loaded for each query; pressmark-query-xapian, which runs in its place when asked for (engine_exec.h), has both. */
const struct engine *engine_here(int number);

#endif

#include "bench/latency_run.h"

#include <stdlib.h>

#include "bench/child_process.h"
#include "bench/latency_threads.h"
#include "query/query_parser.h"

static const struct depth {
    const char *name;
    uint64_t    hits;
    bool        exact;
} depths[] = {
#define LATENCY_DEPTH_ROW(name, text, hits, exact) {text, hits, exact},
    LATENCY_DEPTHS(LATENCY_DEPTH_ROW)
#undef LATENCY_DEPTH_ROW
};

const char *latency_depth_name(enum latency_depth depth)
{
    return depths[depth].name;
}

const char *latency_kind_name(enum latency_kind kind)
{
    static const char *const names[] = {"warm", "cold", "process"};
    return names[kind];
}

void latency_release(struct latency *l)
{
    for (size_t i = 0; i < l->case_count; i++)
        samples_release(&l->cases[i].samples);
    free(l->cases);
    query_list_release(&l->queries);
    searcher_close(l->searcher);
    l->cases      = NULL;
    l->case_count = 0;
    l->searcher   = NULL;
}

/* ---- one measurement ------------------------------------------------------------------------- */

/* The part of a search before the engine is asked. */
static int plan(struct searcher *s, struct str text, struct search *search, struct err *err)
{
    struct plan_target target = searcher_target(s);
    int                code   = query_parse(&search->query, text, err);
    return code ? code : query_plan_make(&search->plan, &search->query, &target, err);
}

int latency_search(struct searcher *s, struct str text, enum latency_depth depth, uint64_t *ns, uint64_t *hits,
                   struct err *err)
{
    struct search         search;
    struct search_request request = {.query = text, .limit = depths[depth].hits, .exact = depths[depth].exact};
    uint64_t              start   = bench_now();
    search_init(&search);
    int code = depth == DEPTH_PLAN ? plan(s, text, &search, err) : searcher_run(s, &request, &search, err);
    *ns      = bench_now() - start;
    *hits    = depths[depth].exact ? search.result.estimate : search.result.count;
    search_release(&search);
    return code;
}

/* What is done in every round, in any order. */
struct work {
    uint32_t query; /* number in the list, or WORK_EMPTY, WORK_START */
    uint32_t depth, to; /* the case */
};

enum { WORK_EMPTY = UINT32_MAX, WORK_START = UINT32_MAX - 1 };

static int measure_warm(struct latency *l, const struct work *w, uint64_t *ns, uint64_t *hits, struct err *err)
{
    return latency_search(l->searcher, l->queries.items[w->query].text, (enum latency_depth)w->depth, ns, hits, err);
}

static int measure_cold(struct latency *l, const struct work *w, uint64_t *ns, uint64_t *hits, struct err *err)
{
    struct searcher *s    = NULL;
    int              code = page_cache_drop(l->index, &l->dropped, err);
    if (code)
        return code;
    uint64_t start = bench_now();
    code           = searcher_open(&s, &l->index, 1, NULL, l->engine, err);
    if (!code)
        code = latency_search(s, l->queries.items[w->query].text, DEPTH_TOP10, ns, hits, err);
    *ns = bench_now() - start;
    searcher_close(s);
    return code;
}

static int measure_process(struct latency *l, const struct work *w, uint64_t *ns, uint64_t *hits, struct err *err)
{
    const char       *nothing[] = {"true", NULL}, *start[] = {l->query_program, "--version", NULL};
    const char       *search[]  = {l->query_program, "-i", l->index, "--", NULL, NULL};
    struct child_cost cost;
    struct buf        text = BUF_INIT;
    if (w->query < WORK_START) {
        buf_str(&text, l->queries.items[w->query].text);
        buf_putc(&text, '\0');
        search[4] = text.data;
    }
    const char *const *argv = w->query == WORK_EMPTY ? nothing : w->query == WORK_START ? start : search;
    int                code = buf_failed(&text, err);
    if (!code)
        code = child_run(argv, &cost, NULL, NULL, err);
    if (!code && cost.status > (argv == search)) /* 1: nothing was found */
        code = err_set(err, ERR_INVALID, "'%s' ended with status %d", argv[0], cost.status);
    *ns   = cost.ns;
    *hits = 0;
    buf_release(&text);
    return code;
}

/* ---- rounds ---------------------------------------------------------------------------------- */

typedef int (*measure_fn)(struct latency *l, const struct work *w, uint64_t *ns, uint64_t *hits, struct err *err);

static int run_round(struct latency *l, const struct work *works, const uint32_t *order, size_t count,
                     measure_fn measure, bool keep, struct err *err)
{
    int code = 0;
    for (size_t i = 0; i < count && !code; i++) {
        const struct work   *w = &works[order[i]];
        struct latency_case *c = &l->cases[w->to];
        uint64_t             ns, hits;
        code = measure(l, w, &ns, &hits, err);
        if (!code && keep) {
            code = samples_add(&c->samples, ns, w->query, err);
            c->hits += (double)hits;
        }
    }
    return code;
}

static int run_rounds(struct latency *l, const struct work *works, size_t count, size_t warmup, size_t rounds,
                      measure_fn measure, struct err *err)
{
    uint32_t *order = malloc((count + 1) * sizeof *order);
    int       code  = order ? 0 : err_oom(err);
    for (size_t round = 0; round < warmup + rounds && !code; round++) {
        shuffle(order, count, &l->seed);
        code = run_round(l, works, order, count, measure, round >= warmup, err);
    }
    free(order);
    return code;
}

/* ---- what to run ----------------------------------------------------------------------------- */

static int add_case(struct latency *l, enum latency_kind kind, const char *class, const char *k, struct err *err)
{
    if (l->case_count == l->case_cap) {
        size_t               cap   = l->case_cap ? l->case_cap * 2 : 64;
        struct latency_case *grown = realloc(l->cases, cap * sizeof *grown);
        if (!grown)
            return err_oom(err);
        l->cases    = grown;
        l->case_cap = cap;
    }
    l->cases[l->case_count++] = (struct latency_case){.kind = kind, .class = class, .k = k, .rounds = l->rounds[kind]};
    return 0;
}

struct work_list {
    struct work *items;
    size_t       count;
};

/* The queries of a class at a depth, as a case. No case when there are none. */
static int add_class(struct latency *l, enum latency_kind kind, enum query_class class, enum latency_depth depth,
                     struct work_list *works, struct err *err)
{
    size_t before = works->count;
    for (size_t q = 0; q < l->queries.count; q++)
        if (l->queries.items[q].class == class)
            works->items[works->count++] = (struct work){(uint32_t)q, (uint32_t)depth, (uint32_t)l->case_count};
    if (works->count == before)
        return 0;
    int code = add_case(l, kind, query_class_name(class), latency_depth_name(depth), err);
    if (!code)
        l->cases[l->case_count - 1].queries = works->count - before;
    return code;
}

/* Processes to compare with, as many as there are queries. */
static int add_empty(struct latency *l, const char *class, uint32_t what, struct work_list *works, struct err *err)
{
    for (size_t q = 0; q < l->queries.count; q++)
        works->items[works->count++] = (struct work){what, 0, (uint32_t)l->case_count};
    int code = add_case(l, KIND_PROCESS, class, "", err);
    if (!code)
        l->cases[l->case_count - 1].queries = l->queries.count;
    return code;
}

static int run_kind(struct latency *l, enum latency_kind kind, struct work_list *works, struct err *err)
{
    static const measure_fn measures[] = {measure_warm, measure_cold, measure_process};
    size_t                  warmup     = kind == KIND_WARM ? l->warmup : kind == KIND_PROCESS ? 1 : 0;
    int                     code       = 0;
    works->count                       = 0;
    if (kind == KIND_PROCESS) {
        code = add_empty(l, LATENCY_EMPTY, WORK_EMPTY, works, err);
        if (!code)
            code = add_empty(l, LATENCY_START, WORK_START, works, err);
    }
    for (int class = 0; class < CLASS_COUNT && !code; class++)
        for (int depth = 0; depth < DEPTH_COUNT_OF && !code; depth++)
            if (kind == KIND_WARM ? l->depths[depth] : depth == DEPTH_TOP10)
                code = add_class(l, kind, (enum query_class)class, (enum latency_depth)depth, works, err);
    return code ? code : run_rounds(l, works->items, works->count, warmup, l->rounds[kind], measures[kind], err);
}

static enum latency_depth depth_of(const struct latency_case *c)
{
    int depth = 0;
    while (strcmp(depths[depth].name, c->k) != 0)
        depth++;
    return (enum latency_depth)depth;
}

/* Queries a second on all threads, of every warm case that searches. */
static int run_threads(struct latency *l, struct err *err)
{
    struct latency_threads *threads;
    int code = latency_threads_open(&threads, l->index, l->engine, l->threads, err);
    for (size_t i = 0; i < l->case_count && !code; i++) {
        struct latency_case *c = &l->cases[i];
        if (c->kind == KIND_WARM && depth_of(c) != DEPTH_PLAN)
            code = latency_threads_run(threads, &l->queries, c->class, depth_of(c), c->rounds, &c->qps_all, err);
    }
    latency_threads_close(threads);
    return code;
}

int latency_run(struct latency *l, struct err *err)
{
    size_t           most  = l->queries.count * (DEPTH_COUNT_OF + 2) + 1;
    struct work_list works = {malloc(most * sizeof *works.items), 0};
    int              code  = works.items ? 0 : err_oom(err);
    for (int kind = 0; kind < KIND_COUNT && !code; kind++)
        if (l->rounds[kind])
            code = run_kind(l, (enum latency_kind)kind, &works, err);
    if (!code && l->threads && l->rounds[KIND_WARM])
        code = run_threads(l, err);
    for (size_t i = 0; i < l->case_count && !code; i++)
        code = summary_make(&l->cases[i].summary, &l->cases[i].samples, err);
    free(works.items);
    return code;
}

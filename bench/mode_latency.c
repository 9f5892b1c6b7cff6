/* mode_latency: how long queries take. */
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/bench_command.h"
#include "bench/bench_modes.h"
#include "bench/bench_plot.h"
#include "bench/bench_report.h"
#include "bench/latency_report.h"
#include "query/engine_xapian.h"
#include "query/lookup.h"

struct options {
    struct option_list depths;
    uint64_t           rounds, warmup, cold, process, most, threads, seed;
    const char        *json, *csv, *samples, *plot;
    int                engine; /* of engine_names */
    bool               help;
};

#define AT(member) offsetof(struct options, member)

static const struct option option_table[] = {
    {"What", "k", 'k', OPTION_LIST, AT(depths), "WHAT",
     "What is wanted of each query: top10, top100, top1000, count (all matches counted, no hits), or plan (parsed and "
     "planned only). May be given again and again. Default: all of them.", NULL, 0},
    {NULL, "engine", 0, OPTION_CHOICE, AT(engine), "ENGINE",
     "What searches: lookup, or xapian to compare with. Default: lookup.", engine_names, 0},
    {NULL, "queries", 0, OPTION_COUNT, AT(most), "N", "Take the first N queries of each class only.", NULL, 0},
    {"How often", "rounds", 'r', OPTION_COUNT, AT(rounds), "N",
     "Rounds over all queries, each in another order. Default: 10.", NULL, 0},
    {NULL, "warmup", 0, OPTION_COUNT, AT(warmup), "N", "Rounds before these that are not counted. Default: 2.",
     NULL, 0},
    {NULL, "cold", 0, OPTION_COUNT, AT(cold), "N",
     "Also N rounds in which the index is dropped from the page cache and opened anew for each query. "
     "Default: 0.", NULL, 0},
    {NULL, "process", 0, OPTION_COUNT, AT(process), "N",
     "Also N rounds in which pressmark-query is started for each query, beside a process that does nothing. "
     "Default: 0.", NULL, 0},
    {NULL, "threads", 'j', OPTION_COUNT, AT(threads), "N",
     "Threads for queries a second on all processors; 0 leaves that out. Default: one a processor.", NULL, 0},
    {NULL, "seed", 0, OPTION_COUNT, AT(seed), "N", "Begin of the shuffled orders. Default: 1.", NULL, 0},
    {"Output", "json", 0, OPTION_STRING, AT(json), "FILE", "Write everything as JSON too.", NULL, 0},
    {NULL, "csv", 0, OPTION_STRING, AT(csv), "FILE", "Write the table as CSV too.", NULL, 0},
    {NULL, "samples", 0, OPTION_STRING, AT(samples), "FILE", "Write every single time as CSV too.", NULL, 0},
    {NULL, "plot", 0, OPTION_STRING, AT(plot), "DIR", "Draw the distributions as SVG into DIR, by gnuplot.", NULL, 0},
    {"General", "help", 'h', OPTION_FLAG, AT(help), NULL, "Show this help.", NULL, 0},
};

static const char *const synopsis[] = {"[OPTION]... INDEX QUERIES", NULL};

static const struct program program = {
    .name         = "pressmark-bench latency",
    .summary      = "Measure how long queries take, by what kind of query they are.",
    .synopsis     = synopsis,
    .options      = option_table,
    .option_count = sizeof option_table / sizeof *option_table,
    .epilogue     = "QUERIES is a file as for pressmark-query --batch. Classes are told by the query's shape "
                    "and by the index.\n"
                    "Times are of CLOCK_MONOTONIC; percentiles are nearest ranks of all samples.",
};

static const struct engine *const engines[] = {[ENGINE_LOOKUP] = &engine_lookup, [ENGINE_XAPIAN] = &engine_xapian};

static int choose_depths(struct latency *l, const struct option_list *chosen, struct err *err)
{
    for (int d = 0; d < DEPTH_COUNT_OF; d++)
        l->depths[d] = chosen->count == 0;
    for (size_t i = 0; i < chosen->count; i++) {
        int d = 0;
        while (d < DEPTH_COUNT_OF && strcmp(chosen->items[i], latency_depth_name((enum latency_depth)d)) != 0)
            d++;
        if (d == DEPTH_COUNT_OF)
            return err_set(err, ERR_USAGE, "-k does not know '%.60s'; use top10, top100, top1000, count or plan",
                           chosen->items[i]);
        l->depths[d] = true;
    }
    return 0;
}

enum { ROUNDS_MAX = 100000, THREADS_MAX = 1024 };

static int check(const struct options *o, const struct option_list *operands, struct err *err)
{
    if (operands->count != 2)
        return err_set(err, ERR_USAGE, "name an index and a file of queries; see pressmark-bench latency --help");
    if (o->rounds > ROUNDS_MAX || o->warmup > ROUNDS_MAX || o->cold > ROUNDS_MAX || o->process > ROUNDS_MAX)
        return err_set(err, ERR_USAGE, "at most %d rounds", ROUNDS_MAX);
    if (!o->rounds && !o->cold && !o->process)
        return err_set(err, ERR_USAGE, "no rounds: give --rounds, --cold or --process");
    if (o->threads > THREADS_MAX)
        return err_set(err, ERR_USAGE, "at most %d threads", THREADS_MAX);
    return 0;
}

static int load(struct latency *l, const struct options *o, const char *queries, struct err *err)
{
    struct query_list_drops drops;
    int                     code = searcher_open(&l->searcher, &l->index, 1, NULL, l->engine, err);
    if (!code)
        code = query_list_read(&l->queries, queries, err);
    if (!code)
        code = query_list_classify(&l->queries, l->searcher, o->most, &drops, err);
    if (!code && drops.nothing + drops.errors)
        bench_note(&program, "left out: %zu queries without a word, %zu that are no queries", drops.nothing,
                   drops.errors);
    if (!code && l->queries.count == 0)
        code = err_set(err, ERR_INVALID, "'%s' has no query that can be run", queries);
    return code;
}

static int write_all(const struct latency *l, const struct options *o, json_t *report, struct err *err)
{
    struct buf table = BUF_INIT, json = BUF_INIT, csv = BUF_INIT, samples = BUF_INIT;
    int        code  = latency_json(l, json_object_get(report, "cases"), err);
    bench_report_machine_line(report, &table);
    latency_table(l, &table);
    bench_report_print(report, &json);
    latency_csv(l, &csv);
    if (o->samples)
        latency_csv_samples(l, &samples);
    const struct bench_output outputs[] = {
        {true, NULL, &table}, {o->json, o->json, &json}, {o->csv, o->csv, &csv}, {o->samples, o->samples, &samples}};
    if (!code)
        code = bench_write_outputs(outputs, sizeof outputs / sizeof *outputs, err);
    if (!code && o->plot)
        code = bench_plot_latency(o->plot, report, err);
    buf_release(&table);
    buf_release(&json);
    buf_release(&csv);
    buf_release(&samples);
    return code;
}

static int measure(struct latency *l, const struct options *o, const struct option_list *operands, json_t *report,
                   struct err *err)
{
    struct buf indexer = BUF_INIT, searcher = BUF_INIT;
    json_t    *facts   = NULL;
    l->index           = operands->items[0];
    int code = load(l, o, operands->items[1], err);
    if (!code)
        code = bench_sibling(&indexer, "../pressmark-index", err);
    if (!code)
        code = bench_sibling(&searcher, "../pressmark-query", err);
    if (!code)
        code = bench_index_facts(indexer.data, l->index, &facts, err);
    if (!code) {
        json_object_set_new(report, "index", facts);
        l->query_program = searcher.data;
        code             = latency_run(l, err);
    }
    if (!code)
        code = write_all(l, o, report, err);
    buf_release(&indexer);
    buf_release(&searcher);
    return code;
}

int mode_latency(int argc, char **argv)
{
    long               processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct options     o = {.rounds = 10, .warmup = 2, .threads = processors > 0 ? (uint64_t)processors : 1, .seed = 1};
    struct option_list operands;
    struct err         err = ERR_INIT;
    int                code = bench_parse(&program, argc, argv, &o, &o.help, &operands, &err);
    if (!code) {
        struct latency l = {.warmup = (size_t)o.warmup, .threads = (unsigned)o.threads, .seed = o.seed,
                            .engine = engines[o.engine]};
        json_t        *report = NULL;
        l.rounds[KIND_WARM]    = (size_t)o.rounds;
        l.rounds[KIND_COLD]    = (size_t)o.cold;
        l.rounds[KIND_PROCESS] = (size_t)o.process;
        code                   = check(&o, &operands, &err);
        if (!code)
            code = choose_depths(&l, &o.depths, &err);
        if (!code && o.plot)
            code = bench_plot_check(o.plot, &err);
        if (!code && !(report = bench_report_new("latency", argc, argv, bench_clock_cost())))
            code = err_oom(&err);
        if (!code)
            code = measure(&l, &o, &operands, report, &err);
        latency_release(&l);
        json_decref(report);
    }
    options_release(&program, &o, &operands);
    return code < 0 ? bench_fail(&program, &err) : BENCH_DONE;
}

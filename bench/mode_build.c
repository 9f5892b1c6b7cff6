/* mode_build: how long indexing takes, and what the index weighs. */
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "bench/bench_command.h"
#include "bench/bench_modes.h"
#include "bench/bench_plot.h"
#include "bench/bench_report.h"
#include "bench/build_report.h"

struct options {
    struct option_list index_options;
    uint64_t           rounds, threads, seed;
    const char        *work, *json, *csv, *plot;
    bool               no_growth, plain, help;
};

#define AT(member) offsetof(struct options, member)

static const struct option option_table[] = {
    {"What", "threads", 'j', OPTION_COUNT, AT(threads), "N",
     "Threads of the builds that are not by one. Default: one a processor.", NULL, 0},
    {NULL, "no-growth", 0, OPTION_FLAG, AT(no_growth), NULL,
     "Leave out 1x, 2x, 4x and 8x: the first eighth, quarter, half and all of the articles, as JSON Lines.", NULL, 0},
    {NULL, "plain", 0, OPTION_FLAG, AT(plain), NULL,
     "Also build by the plain loop of Xapian's guide (plain_xapian), on one thread.", NULL, 0},
    {NULL, "index-option", 'o', OPTION_LIST, AT(index_options), "OPTION",
     "Give pressmark-index this option, such as --memory=256M. May be given again and again.", NULL, 0},
    {NULL, "rounds", 'r', OPTION_COUNT, AT(rounds), "N",
     "Build everything N times, each time in another order, after one build for warming. Default: 3.", NULL, 0},
    {NULL, "seed", 0, OPTION_COUNT, AT(seed), "N", "Begin of the shuffled orders. Default: 1.", NULL, 0},
    {NULL, "work", 0, OPTION_STRING, AT(work), "DIR",
     "Build below this folder. Default: TMPDIR, else /tmp. It wants room for twice the articles and the index.", NULL,
     0},
    {"Output", "json", 0, OPTION_STRING, AT(json), "FILE", "Write everything as JSON too.", NULL, 0},
    {NULL, "csv", 0, OPTION_STRING, AT(csv), "FILE", "Write the figures as CSV too.", NULL, 0},
    {NULL, "plot", 0, OPTION_STRING, AT(plot), "DIR", "Draw growth as SVG into DIR, by gnuplot.", NULL, 0},
    {"General", "help", 'h', OPTION_FLAG, AT(help), NULL, "Show this help.", NULL, 0},
};

static const char *const synopsis[] = {"[OPTION]... CORPUS...", NULL};

static const struct program program = {
    .name         = "pressmark-bench build",
    .summary      = "Measure how long pressmark-index takes, stage by stage, and how it grows.",
    .synopsis     = synopsis,
    .options      = option_table,
    .option_count = sizeof option_table / sizeof *option_table,
    .epilogue     = "CORPUS is what pressmark-index reads, except standard input. Times are of CLOCK_MONOTONIC, from "
                    "the program's start to its end; MB are 1,000,000 bytes.",
};

enum { ROUNDS_MAX = 1000, THREADS_MAX = 64 };

static int check(const struct options *o, const struct option_list *operands, struct err *err)
{
    if (operands->count == 0)
        return err_set(err, ERR_USAGE, "name a corpus; see pressmark-bench build --help");
    for (size_t i = 0; i < operands->count; i++)
        if (!strcmp(operands->items[i], "-"))
            return err_set(err, ERR_USAGE, "standard input cannot be read again and again: name a file");
    if (!o->rounds || o->rounds > ROUNDS_MAX)
        return err_set(err, ERR_USAGE, "--rounds wants 1 to %d", ROUNDS_MAX);
    if (!o->threads || o->threads > THREADS_MAX)
        return err_set(err, ERR_USAGE, "--threads wants 1 to %d", THREADS_MAX);
    if (o->no_growth && o->plot)
        return err_set(err, ERR_USAGE, "--plot draws growth, which --no-growth leaves out");
    return 0;
}

static int write_all(const struct build *b, const struct options *o, json_t *report, struct err *err)
{
    struct buf table = BUF_INIT, json = BUF_INIT, csv = BUF_INIT;
    int        code  = build_json(b, json_object_get(report, "cases"), err);
    bench_report_machine_line(report, &table);
    build_table(b, &table);
    bench_report_print(report, &json);
    build_csv(b, &csv);
    const struct bench_output outputs[] = {{true, NULL, &table}, {o->json, o->json, &json}, {o->csv, o->csv, &csv}};
    if (!code)
        code = bench_write_outputs(outputs, sizeof outputs / sizeof *outputs, err);
    if (!code && o->plot)
        code = bench_plot_build(o->plot, report, err);
    buf_release(&table);
    buf_release(&json);
    buf_release(&csv);
    return code;
}

/* A folder of our own below `parent`; *path gets it. */
static int make_work(const char *parent, struct buf *path, struct err *err)
{
    file_join(path, parent, "pressmark-bench-XXXXXX");
    int code = buf_failed(path, err);
    return code || mkdtemp(path->data) ? code : err_sys(err, "cannot make a folder in '%s'", parent);
}

static int measure(struct build *b, const struct options *o, json_t *report, struct err *err)
{
    const char *parent  = o->work ? o->work : getenv("TMPDIR");
    struct buf  indexer = BUF_INIT, plain = BUF_INIT, work = BUF_INIT;
    int         code = bench_sibling(&indexer, "../pressmark-index", err);
    if (!code)
        code = bench_sibling(&plain, "plain_xapian", err);
    if (!code)
        code = make_work(parent && *parent ? parent : "/tmp", &work, err);
    if (!code) {
        struct err ignored;
        b->indexer = indexer.data;
        b->plain   = o->plain ? plain.data : NULL;
        b->work    = work.data;
        code       = build_run(b, err);
        file_remove_tree(work.data, &ignored);
    }
    if (!code)
        code = write_all(b, o, report, err);
    buf_release(&indexer);
    buf_release(&plain);
    buf_release(&work);
    return code;
}

int mode_build(int argc, char **argv)
{
    long               processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct options     o = {.rounds = 3, .threads = processors > 0 ? (uint64_t)processors : 1, .seed = 1};
    struct option_list operands;
    struct err         err = ERR_INIT;
    int                code = bench_parse(&program, argc, argv, &o, &o.help, &operands, &err);
    if (!code) {
        struct build b = {.inputs = operands, .index_options = o.index_options, .threads = (unsigned)o.threads,
                          .growth = !o.no_growth, .rounds = (size_t)o.rounds, .seed = o.seed};
        json_t *report = NULL;
        code           = check(&o, &operands, &err);
        if (!code && o.plot)
            code = bench_plot_check(o.plot, &err);
        if (!code && !(report = bench_report_new("build", argc, argv, bench_clock_cost())))
            code = err_oom(&err);
        if (!code)
            code = measure(&b, &o, report, &err);
        build_release(&b);
        json_decref(report);
    }
    options_release(&program, &o, &operands);
    return code < 0 ? bench_fail(&program, &err) : BENCH_DONE;
}

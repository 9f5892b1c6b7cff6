/* pressmark-bench eval: how good rankings are, ours or a run file's. */
#include <stddef.h>

#include "base/file.h"
#include "bench/bench_command.h"
#include "bench/bench_modes.h"
#include "bench/eval_report.h"
#include "bench/index_run.h"

struct eval_options {
    const char *run, *against, *save;
    uint64_t    depth, rounds, seed;
    int         gain, order;
    bool        per_query, json, help;
};

#define AT(member) offsetof(struct eval_options, member)

static const char *const gains[] = {"grade", "exp", NULL}; /* as enum gain */
static const char *const orders[] = {"score", "rank", NULL}; /* as enum run_order */

static const struct option options[] = {
    {"What is judged", "run", 'r', OPTION_STRING, AT(run), "FILE",
     "Judge this TREC run file instead of an index: lines of query, Q0, document, rank, score, tag.", NULL, 0},
    {NULL, "depth", 'k', OPTION_COUNT, AT(depth), "N", "Take the best N documents of the index. Default: 1000.", NULL,
     0},
    {NULL, "save-run", 0, OPTION_STRING, AT(save), "FILE", "Write what the index gave as a new TREC run file.", NULL,
     0},
    {"How", "order", 'o', OPTION_CHOICE, AT(order), "ORDER",
     "Order of a query's documents: by score and, where scores are equal, by document id from behind, which is what "
     "trec_eval does whatever the rank; or by rank, which is what was shown. The same for all runs. Default: score for "
     "--run, rank for an index.", orders, 0},
    {NULL, "gain", 0, OPTION_CHOICE, AT(gain), "GAIN",
     "Gain of a document in nDCG: its grade, as trec_eval has it, or 2^grade - 1. Default: grade.", gains, 0},
    {NULL, "against", 'a', OPTION_STRING, AT(against), "FILE",
     "Compare with this run file: the difference per measure, Student's paired t-test and a randomisation test.", NULL,
     0},
    {NULL, "rounds", 0, OPTION_COUNT, AT(rounds), "N", "Rounds of the randomisation test. Default: 10000.", NULL, 0},
    {NULL, "seed", 0, OPTION_COUNT, AT(seed), "N", "Seed of the randomisation test. Default: 1.", NULL, 0},
    {"Output", "per-query", 'q', OPTION_FLAG, AT(per_query), NULL, "A line for each query too.", NULL, 0},
    {NULL, "json", 0, OPTION_FLAG, AT(json), NULL, "Print one JSON object.", NULL, 0},
    {"General", "help", 'h', OPTION_FLAG, AT(help), NULL, "Show this help.", NULL, 0},
};

static const char *const synopsis[] = {
    "[OPTION]... INDEX QUERIES QRELS",
    "[OPTION]... --run FILE QRELS",
    NULL,
};

static const struct program eval_program = {
    .name         = "pressmark-bench eval",
    .summary      = "Measure how good rankings are, by judged queries.",
    .synopsis     = synopsis,
    .options      = options,
    .option_count = sizeof options / sizeof *options,
    .epilogue     = "QUERIES is a file as for pressmark-query --batch. QRELS has a line a judgment: query, 0, "
                    "document, grade.\n"
                    "Means are over all queries of QRELS with a relevant document; one that finds nothing counts 0.\n"
                    "Exit status: 0, or 2 for an error.",
};

/* All that one call holds. */
struct eval {
    struct eval_options options;
    struct option_list  operands;
    const char         *qrels_path;
    enum run_order      order;
    struct qrels        qrels;
    struct run          run, other;
    struct evaluation   judged, against;
    struct faults       faults;
    struct buf          out;
    struct err          err;
};

static int check_operands(struct eval *e)
{
    const struct eval_options *o    = &e->options;
    size_t                     want = o->run ? 1 : 3;
    if (e->operands.count != want)
        return err_set(&e->err, ERR_USAGE, "%zu operands instead of %s; see pressmark-bench eval --help",
                       e->operands.count, o->run ? "one, QRELS" : "three, INDEX QUERIES QRELS");
    if (o->run && o->save)
        return err_set(&e->err, ERR_USAGE, "--save-run writes what an index gave: it does not go with --run");
    if (!o->depth || !o->rounds)
        return err_set(&e->err, ERR_USAGE, "--%s must be at least 1", o->depth ? "rounds" : "depth");
    e->qrels_path = e->operands.items[want - 1];
    e->order      = o->order >= 0 ? (enum run_order)o->order : o->run ? RUN_BY_SCORE : RUN_BY_RANK;
    return 0;
}

static int save_run(struct eval *e)
{
    struct buf text = BUF_INIT;
    int        code = run_format(&e->run, "pressmark", &text, &e->err);
    if (!code)
        code = file_write(e->options.save, buf_view(&text), &e->err);
    buf_release(&text);
    return code;
}

static int read_run(struct eval *e)
{
    const struct eval_options *o = &e->options;
    if (o->run)
        return run_read(&e->run, o->run, e->order, &e->faults, &e->err);
    const char *index = e->operands.items[0];
    int code = index_run(&e->run, index, e->operands.items[1], o->depth, e->order, &e->faults, &e->err);
    if (!code)
        code = index_check_judged(index, &e->qrels, e->qrels_path, &e->faults, &e->err);
    return !code && o->save ? save_run(e) : code;
}

static int evaluate(struct eval *e)
{
    const struct eval_options *o    = &e->options;
    int                        code = check_operands(e);
    if (!code)
        code = qrels_read(&e->qrels, e->qrels_path, &e->faults, &e->err);
    if (!code)
        code = read_run(e);
    if (!code)
        code = evaluation_make(&e->judged, &e->run, &e->qrels, (enum gain)o->gain, &e->err);
    if (!code && o->against)
        code = run_read(&e->other, o->against, e->order, &e->faults, &e->err);
    if (!code && o->against)
        code = evaluation_make(&e->against, &e->other, &e->qrels, (enum gain)o->gain, &e->err);
    if (code)
        return code;
    struct eval_report report = {&e->judged, o->against ? &e->against : NULL, o->per_query, o->rounds, o->seed,
                                 e->faults.count};
    return o->json ? eval_report_json(&report, &e->out, &e->err) : eval_report_text(&report, &e->out, &e->err);
}

static void tell_faults(const struct faults *f)
{
    for (struct str rest = buf_view(&f->text); rest.len;) {
        struct str line = str_split(&rest, '\n');
        bench_note(&eval_program, "%.*s", STR_ARG(line));
    }
    if (f->count)
        bench_note(&eval_program, "%llu passed over%s", (unsigned long long)f->count,
                   f->count > FAULTS_SHOWN ? ", the first of them above" : "");
}

int mode_eval(int argc, char **argv)
{
    struct eval e = {.options = {.order = -1, .depth = 1000, .rounds = 10000, .seed = 1}, .faults = FAULTS_INIT};
    int code = bench_parse(&eval_program, argc, argv, &e.options, &e.options.help, &e.operands, &e.err);
    if (code == 0) {
        code = evaluate(&e);
        tell_faults(&e.faults);
        if (!code)
            code = bench_write(NULL, &e.out, &e.err);
    }
    int status = code < 0 ? bench_fail(&eval_program, &e.err) : BENCH_DONE;
    evaluation_release(&e.judged);
    evaluation_release(&e.against);
    run_release(&e.run);
    run_release(&e.other);
    qrels_release(&e.qrels);
    faults_release(&e.faults);
    buf_release(&e.out);
    options_release(&eval_program, &e.options, &e.operands);
    return status;
}

/* mode_plot: pictures of reports that were written before. */
#include <stddef.h>
#include <string.h>

#include "bench/bench_command.h"
#include "bench/bench_modes.h"
#include "bench/bench_plot.h"
#include "bench/bench_report.h"

struct options {
    bool help;
};

static const struct option option_table[] = {
    {"General", "help", 'h', OPTION_FLAG, offsetof(struct options, help), NULL, "Show this help.", NULL, 0},
};

static const char *const synopsis[] = {"DIR REPORT...", NULL};

static const struct program program = {
    .name         = "pressmark-bench plot",
    .summary      = "Draw reports as SVG into DIR, by gnuplot.",
    .synopsis     = synopsis,
    .options      = option_table,
    .option_count = sizeof option_table / sizeof *option_table,
    .epilogue     = "REPORT is the JSON of latency or build, or a table of bars NAME.tsv: a line 'what<TAB>engine...', "
                    "then 'class<TAB>number...', '-' for none.",
};

static int plot_json(const char *folder, const char *path, struct err *err)
{
    json_error_t why;
    json_t      *report = json_load_file(path, 0, &why);
    const char  *mode   = json_string_value(json_object_get(report, "mode"));
    bool         ours   = json_integer_value(json_object_get(report, "format")) == BENCH_FORMAT && mode;
    int          code;
    if (!report)
        code = err_set(err, ERR_FORMAT, "'%s' line %d: %s", path, why.line, why.text);
    else if (ours && !strcmp(mode, "latency"))
        code = bench_plot_latency(folder, report, err);
    else if (ours && !strcmp(mode, "build"))
        code = bench_plot_build(folder, report, err);
    else
        code = err_set(err, ERR_FORMAT, "'%s' is no report of latency or build", path);
    json_decref(report);
    return code;
}

static int plot(const char *folder, const char *path, struct err *err)
{
    size_t len = strlen(path);
    bool   tsv = len > 4 && !strcmp(path + len - 4, ".tsv");
    return (tsv ? bench_plot_bars : plot_json)(folder, path, err);
}

int mode_plot(int argc, char **argv)
{
    struct options     o = {false};
    struct option_list operands;
    struct err         err  = ERR_INIT;
    int                code = bench_parse(&program, argc, argv, &o, &o.help, &operands, &err);
    if (!code && operands.count < 2)
        code = err_set(&err, ERR_USAGE, "name a folder and reports; see pressmark-bench plot --help");
    if (!code)
        code = bench_plot_check(operands.items[0], &err);
    for (size_t i = 1; i < operands.count && !code; i++)
        code = plot(operands.items[0], operands.items[i], &err);
    options_release(&program, &o, &operands);
    return code < 0 ? bench_fail(&program, &err) : BENCH_DONE;
}

/* pressmark-bench compare: what became slower or faster between two measurements. */
#include <math.h>
#include <stddef.h>

#include "base/json_out.h"
#include "bench/bench_command.h"
#include "bench/bench_modes.h"
#include "bench/comparison.h"

enum { LONELY_SHOWN = 5 };

struct compare_options {
    uint64_t threshold; /* percent */
    bool     json, help;
};

#define AT(member) offsetof(struct compare_options, member)

static const struct option options[] = {
    {"What counts", "threshold", 't', OPTION_COUNT, AT(threshold), "PERCENT",
     "A case is too slow when all of its ratio's interval lies more than PERCENT above 1. Default: 5.", NULL, 0},
    {"Output", "json", 0, OPTION_FLAG, AT(json), NULL, "Print one JSON object.", NULL, 0},
    {"General", "help", 'h', OPTION_FLAG, AT(help), NULL, "Show this help.", NULL, 0},
};

static const char *const synopsis[] = {"[OPTION]... BEFORE.json AFTER.json", NULL};

static const struct program compare_program = {
    .name         = "pressmark-bench compare",
    .summary      = "Say what became slower or faster between two measurements.",
    .synopsis     = synopsis,
    .options      = options,
    .option_count = sizeof options / sizeof *options,
    .epilogue =
        "Ratios are after / before: above 1 is slower. The 95 % interval comes from the means of the rounds\n"
        "(Welch's t on their logarithms): it knows what varies within a run, not how the machine differed\n"
        "between the two.\n"
        "p50 and p99 are over all samples and have no interval. Cases of a single round get no verdict.\n"
        "Exit status: 0, 1 something is too slow, 2 error.",
};

static void text_ratio(double ratio, struct buf *out)
{
    if (isnan(ratio))
        buf_cstr(out, "\t-");
    else
        buf_printf(out, "\t%.3f", ratio);
}

static void print_text(const struct comparison *c, struct buf *out)
{
    buf_cstr(out, "case\tunit\tbefore\tafter\tratio\t95% from\tto\tp50\tp99\tverdict\n");
    for (size_t i = 0; i < c->count; i++) {
        const struct compared_case *at = &c->cases[i];
        buf_json_string(out, str_c(at->name));
        buf_putc(out, '\t');
        buf_json_string(out, str_c(at->unit));
        buf_printf(out, "\t%.4g\t%.4g", at->before, at->after);
        const double ratios[] = {at->ratio, at->low, at->high, at->ratio_p50, at->ratio_p99};
        for (size_t r = 0; r < sizeof ratios / sizeof *ratios; r++)
            text_ratio(ratios[r], out);
        buf_printf(out, "\t%s\n", verdict_name(at->verdict));
    }
    buf_printf(out, "\n%zu cases: %zu too slow, %zu slower, %zu faster, %zu the same, %zu of a single round\n",
               c->count, c->verdicts[VERDICT_TOO_SLOW], c->verdicts[VERDICT_SLOWER], c->verdicts[VERDICT_FASTER],
               c->verdicts[VERDICT_SAME], c->verdicts[VERDICT_NONE]);
}

static void json_number(const char *name, double value, struct buf *out)
{
    if (isfinite(value))
        buf_printf(out, ", \"%s\": %.9g", name, value);
    else
        buf_printf(out, ", \"%s\": null", name);
}

static void json_names(const char *key, const char *const *names, size_t count, struct buf *out)
{
    buf_printf(out, ", \"%s\": [", key);
    for (size_t i = 0; i < count; i++) {
        buf_cstr(out, i ? ", " : "");
        buf_json_string(out, str_c(names[i]));
    }
    buf_putc(out, ']');
}

static void print_json(const struct comparison *c, uint64_t threshold, struct buf *out)
{
    buf_printf(out, "{\"threshold_percent\": %llu, \"too_slow\": %zu, \"cases\": [", (unsigned long long)threshold,
               c->verdicts[VERDICT_TOO_SLOW]);
    for (size_t i = 0; i < c->count; i++) {
        const struct compared_case *at = &c->cases[i];
        buf_cstr(out, i ? ",\n {\"name\": " : "\n {\"name\": ");
        buf_json_string(out, str_c(at->name));
        buf_cstr(out, ", \"unit\": ");
        buf_json_string(out, str_c(at->unit));
        json_number("before", at->before, out);
        json_number("after", at->after, out);
        json_number("ratio", at->ratio, out);
        json_number("low", at->low, out);
        json_number("high", at->high, out);
        json_number("ratio_p50", at->ratio_p50, out);
        json_number("ratio_p99", at->ratio_p99, out);
        buf_printf(out, ", \"verdict\": \"%s\"}", verdict_name(at->verdict));
    }
    buf_putc(out, ']');
    json_names("only_before", c->only_before, c->only_before_count, out);
    json_names("only_after", c->only_after, c->only_after_count, out);
    buf_cstr(out, "}\n");
}

static void note_lonely(const char *which, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count && i < LONELY_SHOWN; i++)
        bench_note(&compare_program, "only %s has '%s'", which, names[i]);
    if (count > LONELY_SHOWN)
        bench_note(&compare_program, "and %zu more that only %s has", count - LONELY_SHOWN, which);
}

struct compare {
    struct measurement before, after;
    struct comparison  comparison;
    struct buf         out;
    struct err         err;
};

static int run_compare(struct compare *c, const struct compare_options *o, const struct option_list *operands)
{
    if (operands->count != 2)
        return err_set(&c->err, ERR_USAGE, "%zu operands instead of two, BEFORE.json AFTER.json; see "
                                           "pressmark-bench compare --help", operands->count);
    int code = measurement_read(&c->before, operands->items[0], &c->err);
    if (!code)
        code = measurement_read(&c->after, operands->items[1], &c->err);
    if (!code)
        code = comparison_make(&c->comparison, &c->before, &c->after, (double)o->threshold / 100, &c->err);
    if (code)
        return code;
    const struct comparison *made = &c->comparison;
    note_lonely("before", made->only_before, made->only_before_count);
    note_lonely("after", made->only_after, made->only_after_count);
    if (o->json)
        print_json(made, o->threshold, &c->out);
    else
        print_text(made, &c->out);
    code = buf_failed(&c->out, &c->err);
    if (!code)
        code = bench_write(NULL, &c->out, &c->err);
    return code ? code : made->verdicts[VERDICT_TOO_SLOW] ? BENCH_SLOWER : BENCH_DONE;
}

int mode_compare(int argc, char **argv)
{
    struct compare_options o = {.threshold = 5};
    struct option_list     operands;
    struct compare         c = {.err = ERR_INIT};
    int status = bench_parse(&compare_program, argc, argv, &o, &o.help, &operands, &c.err);
    if (status == 0)
        status = run_compare(&c, &o, &operands);
    else if (status > 0)
        status = BENCH_DONE;
    if (status < 0)
        status = bench_fail(&compare_program, &c.err);
    comparison_release(&c.comparison);
    measurement_release(&c.before);
    measurement_release(&c.after);
    buf_release(&c.out);
    options_release(&compare_program, &o, &operands);
    return status;
}

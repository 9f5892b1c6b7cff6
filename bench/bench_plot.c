#include "bench/bench_plot.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "bench/bench_command.h"
#include "bench/child_process.h"
#include "bench/latency_run.h"

static int no_gnuplot(struct err *err)
{
    return err_set(err, ERR_NOT_FOUND, "there is no gnuplot: install the package gnuplot-nox, or leave out --plot");
}

int bench_plot_check(const char *folder, struct err *err)
{
    const char *const argv[] = {"gnuplot", "--version", NULL};
    struct child_cost cost;
    int               code = child_run(argv, &cost, NULL, NULL, err);
    if (code == ERR_NOT_FOUND || (!code && cost.status != 0))
        return no_gnuplot(err);
    if (!code && mkdir(folder, 0777) != 0 && errno != EEXIST)
        code = err_sys(err, "cannot make the folder '%s'", folder);
    return code;
}

/* gnuplot -c SCRIPT TABLE PICTURE TITLE */
static int draw(const char *script, const char *table, const char *picture, const char *title, struct err *err)
{
    struct buf        path = BUF_INIT, said = BUF_INIT;
    struct child_cost cost;
    buf_printf(&path, "plot/%s", script);
    struct buf full = BUF_INIT;
    int        code = buf_failed(&path, err);
    if (!code)
        code = bench_sibling(&full, path.data, err);
    if (!code) {
        const char *const argv[] = {"gnuplot", "-c", full.data, table, picture, title, NULL};
        code                     = child_run(argv, &cost, NULL, &said, err);
    }
    if (code == ERR_NOT_FOUND)
        code = no_gnuplot(err);
    if (!code && cost.status != 0)
        code = err_set(err, ERR_IO, "gnuplot failed on '%s': %.*s", table, STR_ARG(str_trim(buf_view(&said))));
    buf_release(&full);
    buf_release(&path);
    buf_release(&said);
    return code;
}

/* Write FOLDER/name.tsv and draw FOLDER/name.svg of it. */
static int write_and_draw(const char *folder, const char *name, const struct buf *table, const char *script,
                          const char *title, struct err *err)
{
    struct buf tsv = BUF_INIT, svg = BUF_INIT;
    file_join(&tsv, folder, name);
    buf_cstr(&tsv, ".tsv");
    file_join(&svg, folder, name);
    buf_cstr(&svg, ".svg");
    int code = buf_failed(table, err);
    if (!code && !(code = buf_failed(&tsv, err)))
        code = buf_failed(&svg, err);
    if (!code)
        code = bench_write(tsv.data, table, err);
    if (!code)
        code = draw(script, tsv.data, svg.data, title, err);
    buf_release(&tsv);
    buf_release(&svg);
    return code;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static double number_of(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

/* ---- latency --------------------------------------------------------------------------------- */

/* A class has the same colour in all pictures; behind them come the processes to compare with. */
static int line_type(const char *class)
{
    int at = 0;
    while (at < CLASS_COUNT && strcmp(class, query_class_name((enum query_class)at)) != 0)
        at++;
    return at + 1 + (strcmp(class, LATENCY_START) == 0);
}

/* A block of points for gnuplot: of the last sample of each bucket, the r-th of n, where its percentiles
 * begin, as 1 / (1 - share), so that 10 is p90 and 100 p99; and the end of the bucket. The last is the
 * maximum. Third comes the line type. */
static void put_curve(struct buf *out, const json_t *one, double per_octave)
{
    const json_t *histogram = json_object_get(one, "histogram");
    double        n = number_of(one, "n"), seen = 0, max = number_of(one, "max");
    int           type = line_type(text_of(one, "class"));
    buf_printf(out, "%s\"%s\"\n", out->len ? "\n\n" : "", text_of(one, "class")); /* gnuplot counts what follows two */
    for (size_t i = 0; i < json_array_size(histogram); i++) {
        const json_t *pair   = json_array_get(histogram, i);
        double        bucket = json_number_value(json_array_get(pair, 0));
        double        upper  = exp2((bucket + 1) / per_octave) / 1e3;
        if (i == 0)
            buf_printf(out, "1\t%.6g\t%d\n", number_of(one, "min"), type);
        seen += json_number_value(json_array_get(pair, 1));
        buf_printf(out, "%.6g\t%.6g\t%d\n", n / (n - seen + 1), upper < max ? upper : max, type);
    }
}

/* All curves of the kind and depth of case `first`; nothing when an earlier case had these. */
static int plot_depth(const char *folder, const json_t *report, size_t first, struct err *err)
{
    const json_t *cases = json_object_get(report, "cases"), *one = json_array_get(cases, first);
    const char   *kind = text_of(one, "kind"), *k = text_of(one, "k");
    struct buf    table = BUF_INIT, name = BUF_INIT, title = BUF_INIT;
    bool          drawn = false;
    for (size_t i = 0; i < json_array_size(cases); i++) {
        const json_t *other = json_array_get(cases, i);
        /* the processes to compare with go into the one picture of their kind */
        bool same = !strcmp(text_of(other, "kind"), kind) && (!strcmp(text_of(other, "k"), k) || !*text_of(other, "k"));
        drawn     = drawn || (same && i < first && *text_of(other, "k"));
        if (same)
            put_curve(&table, other, number_of(report, "histogram_buckets_per_octave"));
    }
    buf_printf(&name, "latency-%s-%s", kind, k);
    buf_printf(&title, "%s, %s, %.0f articles", kind, k, number_of(json_object_get(report, "index"), "articles"));
    int code = buf_failed(&name, err);
    if (!code)
        code = buf_failed(&title, err);
    if (!code && !drawn && *k)
        code = write_and_draw(folder, name.data, &table, "latency.gp", title.data, err);
    buf_release(&table);
    buf_release(&name);
    buf_release(&title);
    return code;
}

int bench_plot_latency(const char *folder, const json_t *report, struct err *err)
{
    int code = 0;
    for (size_t i = 0; i < json_array_size(json_object_get(report, "cases")) && !code; i++)
        code = plot_depth(folder, report, i, err);
    return code;
}

/* ---- building -------------------------------------------------------------------------------- */

int bench_plot_build(const char *folder, const json_t *report, struct err *err)
{
    static const char *const sizes[] = {"1x", "2x", "4x", "8x"};
    const json_t            *cases   = json_object_get(report, "cases");
    struct buf               table   = BUF_INIT;
    buf_cstr(&table, "articles\tMB/s of text\tpeak MB\tseconds\n");
    bool any = false;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t i = 0; i < json_array_size(cases); i++) {
            const json_t *one = json_array_get(cases, i);
            if (strcmp(text_of(one, "kind"), "build") != 0 || strcmp(text_of(one, "class"), sizes[s]) != 0)
                continue;
            any = true;
            buf_printf(&table, "%.0f\t%.6g\t%.6g\t%.6g\n", number_of(one, "articles"), number_of(one, "mb_per_second"),
                       number_of(one, "peak_bytes") / 1e6, number_of(one, "p50"));
        }
    int code = any ? write_and_draw(folder, "build", &table, "build.gp", "Building over the size of the corpus", err)
                   : err_set(err, ERR_INVALID, "the report has no sizes 1x to 8x to draw");
    buf_release(&table);
    return code;
}

/* ---- bars ------------------------------------------------------------------------------------ */

int bench_plot_bars(const char *folder, const char *table, struct err *err)
{
    const char *slash = strrchr(table, '/'), *base = slash ? slash + 1 : table, *dot = strrchr(base, '.');
    struct buf  svg = BUF_INIT, title = BUF_INIT;
    buf_append(&title, base, dot ? (size_t)(dot - base) : strlen(base));
    buf_putc(&title, '\0');
    int code = buf_failed(&title, err);
    if (!code) {
        file_join(&svg, folder, title.data);
        buf_cstr(&svg, ".svg");
        code = buf_failed(&svg, err);
    }
    if (!code)
        code = draw("bars.gp", table, svg.data, title.data, err);
    buf_release(&svg);
    buf_release(&title);
    return code;
}

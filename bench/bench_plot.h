/* bench_plot: pictures of reports, drawn by gnuplot from the scripts in bench/plot. */
#ifndef PRESSMARK_BENCH_PLOT_H
#define PRESSMARK_BENCH_PLOT_H

#include <jansson.h>

#include "base/err.h"

/* Is gnuplot there, and `folder`, which is made where it is missing? ERR_NOT_FOUND says which package has
 * it. */
int bench_plot_check(const char *folder, struct err *err);

/* One picture a kind and depth, FOLDER/latency-KIND-K.svg: time over percentile, a line a class, and the
 * numbers drawn beside it as .tsv. Errors: those of files and of running gnuplot. */
int bench_plot_latency(const char *folder, const json_t *report, struct err *err);

/* FOLDER/build.svg: throughput and memory over the size of the corpus, from the cases 1x to 8x. */
int bench_plot_build(const char *folder, const json_t *report, struct err *err);

/* FOLDER/NAME.svg, NAME that of the table without its folder and ".tsv": bars side by side. The first line
 * of the table names, after the first cell, the engines; each further line a class and one number an
 * engine, "-" for none. */
int bench_plot_bars(const char *folder, const char *table, struct err *err);

#endif

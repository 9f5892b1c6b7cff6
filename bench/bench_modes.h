/* bench_modes: what pressmark-bench does, one function a mode. Each parses its own command line, argv[0]
 * being the mode's name, prints its own errors, and returns the exit status: 0, 1 where compare found
 * something slower, or 2 for an error. */
#ifndef PRESSMARK_BENCH_MODES_H
#define PRESSMARK_BENCH_MODES_H

enum { BENCH_DONE = 0, BENCH_SLOWER = 1, BENCH_FAILED = 2 };

int mode_latency(int argc, char **argv);
int mode_build(int argc, char **argv);
int mode_plot(int argc, char **argv);
int mode_eval(int argc, char **argv);
int mode_compare(int argc, char **argv);

#endif

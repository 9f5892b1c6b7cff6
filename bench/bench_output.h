/* bench_output: what the programs here have in common: writing results, saying errors, decimal options. */
#ifndef PRESSMARK_BENCH_OUTPUT_H
#define PRESSMARK_BENCH_OUTPUT_H

#include "base/buf.h"
#include "base/options.h"

enum bench_status { BENCH_OK = 0, BENCH_NOTHING = 1, BENCH_ERROR = 2 };

/* Write all of *out to standard output and clear it. ERR_CLOSED when its reader has gone, which is not
 * worth a message; else as err_sys. Also the buffer's own failure. */
int bench_write(struct buf *out, struct err *err);

/* One line on standard error: the program's name, the message made safe for a terminal, then the hint. */
void bench_say(const struct program *program, const struct err *err);

/* "2.7" as millionths; digits behind the sixth are an error, ERR_USAGE naming the option. */
int bench_millionths(const char *option, const char *text, uint64_t *value, struct err *err);

#endif

/* bench_output: results as a stream, and decimal options. */
#ifndef PRESSMARK_BENCH_OUTPUT_H
#define PRESSMARK_BENCH_OUTPUT_H

#include "base/buf.h"
#include "base/err.h"

/* Write all of *out to standard output and clear it. ERR_CLOSED when its reader has gone, which is not
 * worth a message; else as err_sys. Also the buffer's own failure. */
int bench_flush(struct buf *out, struct err *err);

/* "2.7" as millionths; digits behind the sixth are an error, ERR_USAGE naming the option. */
int bench_millionths(const char *option, const char *text, uint64_t *value, struct err *err);

#endif

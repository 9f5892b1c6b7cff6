/* query_output: standard output, buffered, with every failure told. */
#ifndef PRESSMARK_QUERY_QUERY_OUTPUT_H
#define PRESSMARK_QUERY_QUERY_OUTPUT_H

#include "base/buf.h"

/* Write all of the buffer to standard output and empty it. ERR_IO, or ERR_CLOSED when the reader has gone
 * away, about which nothing needs to be said. */
int query_output_write(struct buf *out, struct err *err);

/* Print an error on standard error: the message, then the lines of `place` (may be empty), then the hint. */
void query_output_error(const char *program, const struct err *err, struct str place);

/* Print notes, one a line. */
void query_output_notes(const char *program, struct str lines, size_t more);

#endif

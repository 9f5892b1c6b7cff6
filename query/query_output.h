/* query_output: standard output with every failure told, and messages for standard error. */
#ifndef PRESSMARK_QUERY_QUERY_OUTPUT_H
#define PRESSMARK_QUERY_QUERY_OUTPUT_H

#include "query/query_notes.h"

/* Write all of the buffer to standard output and empty it. ERR_IO, or ERR_CLOSED when the reader has gone
 * away, about which nothing needs to be said. */
int query_output_write(struct buf *out, struct err *err);

/* Append an error: the message, then the lines of `place` (may be empty), then the hint. where: what the
 * lines begin with, the program and perhaps the file and line. */
void query_print_error(struct buf *out, const char *where, const struct err *err, struct str place);

/* Append notes, one a line. */
void query_print_notes(struct buf *out, const char *where, const struct query_notes *notes);

/* Write messages to standard error and empty the buffer. */
void query_output_messages(struct buf *messages);

#endif

/* batch_lines: a file or standard input as records of one line or more, in bounded memory. */
#ifndef PRESSMARK_QUERY_BATCH_LINES_H
#define PRESSMARK_QUERY_BATCH_LINES_H

#include <stdint.h>

#include "base/buf.h"

enum { BATCH_RECORD_MAX = 1 << 20 }; /* bytes of a record, all its lines */

/* A record is a piece of the window: its first line, and those that batch_lines_more added. */
struct batch_lines {
    int         fd;
    const char *name;      /* for messages; borrowed */
    bool        owned, eof;
    struct buf  window;
    size_t      begin, end; /* of the record at hand, line end included */
    uint64_t    line;       /* number of its first line, from 1 */
    uint64_t    lines;      /* in it */
};

/* Open a file, or standard input for "-". A byte order mark of UTF-8 is passed over. Errors: ERR_NOT_FOUND,
 * ERR_IO; ERR_FORMAT for UTF-16. */
int  batch_lines_open(struct batch_lines *l, const char *path, struct err *err);
void batch_lines_close(struct batch_lines *l);

/* The begin of the file, up to BATCH_RECORD_MAX bytes of it but only as many as hold a whole line that is not
 * blank; for a look at the format. Consumes nothing. */
int batch_lines_peek(struct batch_lines *l, struct str *out, struct err *err);

/* Go to the next line: 1, 0 at the end, or an error. ERR_LIMIT for a line longer than BATCH_RECORD_MAX,
 * which is passed over: go on. ERR_IO: it is over. */
int batch_lines_next(struct batch_lines *l, struct err *err);

/* Add the next line to the record: 1, 0 when there is none or the record would grow past BATCH_RECORD_MAX,
 * or ERR_IO. */
int batch_lines_more(struct batch_lines *l, struct err *err);

/* Take back all lines but the first `keep`. */
void batch_lines_cut(struct batch_lines *l, uint64_t keep);

/* The record without its last line end (LF or CRLF); borrowed until the next call. */
struct str batch_lines_record(const struct batch_lines *l);

#endif

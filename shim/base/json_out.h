/* json_out: the pieces of JSON that Pressmark writes. Reading JSON is jansson's. */
#ifndef PRESSMARK_BASE_JSON_OUT_H
#define PRESSMARK_BASE_JSON_OUT_H

#include "base/buf.h"

/* Append s as a JSON string with its quotes (RFC 8259). Control characters, DEL, C1, U+2028/9 and the
 * bidirectional controls are escaped, so that a terminal shows the line as it is; the rest of valid
 * UTF-8 is written as itself, and what is not valid UTF-8 as U+FFFD. */
void buf_json_string(struct buf *out, struct str s);

/* Append the lines of s as an array of strings. */
void buf_json_lines(struct buf *out, struct str s);

#endif

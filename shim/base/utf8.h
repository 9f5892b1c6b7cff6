/* utf8: decoding, checking and making safe for a terminal. */
#ifndef PRESSMARK_BASE_UTF8_H
#define PRESSMARK_BASE_UTF8_H

#include <stdint.h>

#include "base/buf.h"

/* The next code point of *s (s->len > 0), moving behind it. What is not well-formed UTF-8 (Unicode
 * 15.0, table 3-7: overlongs, surrogates, past U+10FFFF, torn) gives U+FFFD and moves over the maximal
 * ill-formed part, at least one byte. */
uint32_t utf8_next(struct str *s);

/* Length of the longest well-formed head of s, in bytes; s.len when all of it is. */
size_t utf8_valid_len(struct str s);

/* Append s with every ill-formed part replaced by U+FFFD and every NUL by a blank. */
void utf8_repair(struct buf *out, struct str s);

/* The largest n <= at that does not tear a character of the valid UTF-8 text s. */
size_t utf8_floor(struct str s, size_t at);

/* Characters that change what a terminal shows around them: C0, DEL, C1, U+2028, U+2029 and the
 * bidirectional controls (U+061C, U+200E, U+200F, U+202A..E, U+2066..9). */
bool utf8_is_unsafe(uint32_t codepoint);

/* Append s for a terminal on one line: runs of white space become one blank, unsafe characters U+FFFD.
 * The one way by which text from a corpus, a file name or a query reaches a terminal. */
void utf8_for_terminal(struct buf *out, struct str s);

/* The same but keeping '\n' and '\t'. */
void utf8_for_terminal_lines(struct buf *out, struct str s);

#endif

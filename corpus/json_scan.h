/* json_scan: JSON read in place, value by value, without building a tree: memory stays that of the text
 * itself whatever it holds, and what nobody asks for is checked but not decoded. RFC 8259, strictly: no
 * comments, no trailing commas, no raw control characters, no lone surrogates.
 *
 * The text must be valid UTF-8. Every function returns false once something is wrong; `problem` says what. */
#ifndef PRESSMARK_CORPUS_JSON_SCAN_H
#define PRESSMARK_CORPUS_JSON_SCAN_H

#include "base/buf.h"

struct json_scan {
    const char *at, *end;
    const char *problem; /* NULL while all is well; static */
};

/* The first character of the next value or token, white space skipped; 0 at the end. */
char json_scan_peek(struct json_scan *s);

/* Step over any value; nesting up to 1,024 deep. */
bool json_scan_skip(struct json_scan *s);

/* A string: *out is a view of the text itself, or of what was appended to *decoded where the string has
 * escapes. An escaped NUL becomes a blank. The appended text is never longer than the string in JSON. */
bool json_scan_string(struct json_scan *s, struct buf *decoded, struct str *out);

/* A number or literal, as it is written. */
bool json_scan_plain(struct json_scan *s, struct str *out);

/* for (bool first = true; json_scan_member(s, &first, decoded, &key);) { take or skip one value }
 * At '{' when *first. false: the object has ended, or `problem`. */
bool json_scan_member(struct json_scan *s, bool *first, struct buf *decoded, struct str *key);

/* The same for an array, at '['. */
bool json_scan_element(struct json_scan *s, bool *first);

#endif

/* encoding: bytes of whatever encoding -> valid UTF-8 without NUL. */
#ifndef PRESSMARK_CORPUS_ENCODING_H
#define PRESSMARK_CORPUS_ENCODING_H

#include "base/buf.h"

/* Is it the name of an encoding that can be decoded? */
bool encoding_is_known(const char *name);

/* Append `bytes` to *out as valid UTF-8. A byte order mark decides (UTF-8, UTF-16, UTF-32), else many NULs
 * at odd or even places mean UTF-16; else `declared` when iconv knows it and the bytes are no valid
 * non-ASCII UTF-8; else UTF-8, its damaged places becoming U+FFFD; but bytes of which more are wrong than
 * right as UTF-8 are read as Windows-1252. What cannot be decoded becomes U+FFFD, NUL a blank. Returns how
 * many places had to be replaced by U+FFFD, or a negative code (ERR_OOM, ERR_LIMIT of *out). */
long encoding_to_utf8(struct buf *out, struct str bytes, const char *declared, struct err *err);

/* The same without a copy where none is needed: *bytes stays as it is when it is valid UTF-8 without NUL,
 * else it becomes a view of *scratch, which is cleared first. */
long encoding_view(struct str *bytes, struct buf *scratch, const char *declared, struct err *err);

/* Encodings whose characters are units of 2 or 4 bytes: such a file cannot be split at '\n' before it is
 * decoded. */
enum encoding_wide { WIDE_NONE, WIDE_16LE, WIDE_16BE, WIDE_32LE, WIDE_32BE };

/* Which of them the head of a file tells, by mark, by NULs, or by a declared "UTF-16" and its kind.
 * *mark_len: bytes of the byte order mark to skip, also of a UTF-8 one (then WIDE_NONE). */
enum encoding_wide encoding_wide_of(struct str head, const char *declared, size_t *mark_len);

/* Append the whole characters of *bytes, moving it behind them; a torn one at the end stays, unless `last`.
 * Returns how many places became U+FFFD. */
long encoding_wide_decode(struct buf *out, struct str *bytes, enum encoding_wide wide, bool last);

#endif

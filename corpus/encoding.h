/* encoding: bytes of whatever encoding -> valid UTF-8 without NUL. */
#ifndef PRESSMARK_CORPUS_ENCODING_H
#define PRESSMARK_CORPUS_ENCODING_H

#include "base/buf.h"

/* Append `bytes` to *out as valid UTF-8. A byte order mark decides (UTF-8, UTF-16, UTF-32), else many NULs
 * at odd or even places mean UTF-16; else `declared` when iconv knows it and the bytes are no valid
 * non-ASCII UTF-8; else UTF-8 where it is valid, else bytes that are not are read as Windows-1252. What
 * cannot be decoded becomes U+FFFD, NUL a blank. Returns how many places had to be replaced by U+FFFD, or
 * a negative code (ERR_OOM). */
long encoding_to_utf8(struct buf *out, struct str bytes, const char *declared, struct err *err);

/* The name of a UTF-16 or UTF-32 encoding when the head of a file tells it (by mark or by NULs), else
 * NULL: such a file cannot be split at '\n' before it is decoded. *mark_len: bytes of the mark. */
const char *encoding_wide(struct str head, size_t *mark_len);

#endif

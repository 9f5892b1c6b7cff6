/* buf: a growable byte buffer with a sticky failure flag.
 *
 * Appends never fail visibly: when memory or the limit runs out the buffer keeps what it has, `failed`
 * is set and further appends do nothing. Check buf_failed() once, where the result is used.
 * Invariant: after any append that did not fail, data[len] is NUL (not counted), so a text buffer is
 * also a C string. */
#ifndef PRESSMARK_BASE_BUF_H
#define PRESSMARK_BASE_BUF_H

#include <stdarg.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct buf {
    char  *data;
    size_t len, cap;
    size_t limit;  /* 0: none; else appends past it fail */
    int    failed; /* 0, ERR_OOM or ERR_LIMIT */
};

#define BUF_INIT ((struct buf){NULL, 0, 0, 0, 0})

void buf_release(struct buf *b); /* frees; the buffer is as after BUF_INIT, limit kept */
void buf_clear(struct buf *b);   /* len 0, failure forgotten, memory kept */

void buf_append(struct buf *b, const void *data, size_t len);
void buf_str(struct buf *b, struct str s);
void buf_cstr(struct buf *b, const char *s);
void buf_putc(struct buf *b, int c);
void buf_fill(struct buf *b, int c, size_t count);
void buf_utf8(struct buf *b, uint32_t codepoint); /* invalid ones become U+FFFD */
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

/* LEB128: 7 bits a byte, low bits first, the high bit says more follow; at most 10 bytes. */
void buf_varint(struct buf *b, uint64_t value);

/* Read one back from *s and move behind it; false when it is torn or over 64 bits. */
bool str_varint(struct str *s, uint64_t *value);

/* Room for `more` bytes behind len; NULL on failure. The caller fills and adds to len itself. */
char *buf_reserve(struct buf *b, size_t more);

/* Drop the first `n` bytes (n <= len). Cost: moves the rest. */
void buf_consume(struct buf *b, size_t n);

static inline struct str buf_view(const struct buf *b)
{
    return str_of(b->data ? b->data : "", b->len);
}

/* 0, or fills *err by the failure kept. */
int buf_failed(const struct buf *b, struct err *err);

#endif

#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

void buf_release(struct buf *b)
{
    size_t limit = b->limit;
    free(b->data);
    *b       = BUF_INIT;
    b->limit = limit;
}

void buf_clear(struct buf *b)
{
    b->len    = 0;
    b->failed = 0;
    if (b->data)
        *b->data = '\0';
}

char *buf_reserve(struct buf *b, size_t more)
{
    if (b->failed)
        return NULL;
    if ((b->limit && (b->len > b->limit || more > b->limit - b->len)) || more > SIZE_MAX / 4 - b->len) {
        b->failed = ERR_LIMIT;
        return NULL;
    }
    size_t want = b->len + more + 1;
    if (want > b->cap) {
        size_t cap = b->cap ? b->cap + b->cap / 2 : 64;
        if (cap < want)
            cap = want;
        char *data = realloc(b->data, cap);
        if (!data) {
            b->failed = ERR_OOM;
            return NULL;
        }
        b->data = data;
        b->cap  = cap;
    }
    return b->data + b->len;
}

void buf_append(struct buf *b, const void *data, size_t len)
{
    char *to = buf_reserve(b, len);
    if (!to)
        return;
    if (len)
        memcpy(to, data, len);
    b->len += len;
    b->data[b->len] = '\0';
}

void buf_str(struct buf *b, struct str s)
{
    buf_append(b, s.data, s.len);
}

void buf_cstr(struct buf *b, const char *s)
{
    buf_append(b, s, strlen(s));
}

void buf_putc(struct buf *b, int c)
{
    char ch = (char)c;
    buf_append(b, &ch, 1);
}

void buf_fill(struct buf *b, int c, size_t count)
{
    char *to = buf_reserve(b, count);
    if (!to)
        return;
    memset(to, c, count);
    b->len += count;
    b->data[b->len] = '\0';
}

void buf_utf8(struct buf *b, uint32_t cp)
{
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        cp = 0xFFFD;
    if (cp < 0x80 && b->len + 1 < b->cap && !b->limit && !b->failed) { /* most are, and there is room */
        b->data[b->len++] = (char)cp;
        b->data[b->len]   = '\0';
        return;
    }
    char   out[4];
    size_t n = 0;
    if (cp < 0x80) {
        out[n++] = (char)cp;
    } else if (cp < 0x800) {
        out[n++] = (char)(0xC0 | cp >> 6);
        out[n++] = (char)(0x80 | (cp & 0x3F));
    } else if (cp < 0x10000) {
        out[n++] = (char)(0xE0 | cp >> 12);
        out[n++] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[n++] = (char)(0x80 | (cp & 0x3F));
    } else {
        out[n++] = (char)(0xF0 | cp >> 18);
        out[n++] = (char)(0x80 | (cp >> 12 & 0x3F));
        out[n++] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[n++] = (char)(0x80 | (cp & 0x3F));
    }
    buf_append(b, out, n);
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    int   n  = vsnprintf(NULL, 0, fmt, ap);
    char *to = n < 0 ? NULL : buf_reserve(b, (size_t)n);
    if (to) {
        vsnprintf(to, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    buf_vprintf(b, fmt, ap);
    va_end(ap);
}

void buf_varint(struct buf *b, uint64_t value)
{
    char   out[10];
    size_t n = 0;
    while (value >= 0x80) {
        out[n++] = (char)(value | 0x80);
        value >>= 7;
    }
    out[n++] = (char)value;
    buf_append(b, out, n);
}

bool str_varint(struct str *s, uint64_t *value)
{
    uint64_t v = 0;
    for (size_t i = 0; i < s->len && i < 10; i++) {
        uint64_t bits = (uint64_t)((unsigned char)s->data[i] & 0x7F);
        if (i == 9 && bits > 1)
            return false;
        v |= bits << (7 * i);
        if (!((unsigned char)s->data[i] & 0x80)) {
            *value = v;
            *s     = str_skip(*s, i + 1);
            return true;
        }
    }
    return false;
}

void buf_consume(struct buf *b, size_t n)
{
    if (n == 0)
        return;
    memmove(b->data, b->data + n, b->len - n);
    b->len -= n;
    b->data[b->len] = '\0';
}

int buf_failed(const struct buf *b, struct err *err)
{
    if (!b->failed)
        return 0;
    if (b->failed == ERR_OOM)
        return err_oom(err);
    return err_set(err, ERR_LIMIT, "text longer than %zu bytes", b->limit);
}

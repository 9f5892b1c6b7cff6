#include "bench/trec_lines.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

void faults_add(struct faults *f, const char *path, uint64_t line, const char *fmt, ...)
{
    if (f->count++ >= FAULTS_SHOWN)
        return;
    va_list ap;
    va_start(ap, fmt);
    buf_printf(&f->text, "%s:%llu: ", path, (unsigned long long)line);
    buf_vprintf(&f->text, fmt, ap);
    buf_putc(&f->text, '\n');
    va_end(ap);
}

void faults_release(struct faults *f)
{
    buf_release(&f->text);
    *f = FAULTS_INIT;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static size_t split(struct str s, struct str *fields, size_t max)
{
    size_t count = 0, at = 0;
    for (;;) {
        while (at < s.len && is_blank(s.data[at]))
            at++;
        size_t begin = at;
        while (at < s.len && !is_blank(s.data[at]))
            at++;
        if (at == begin)
            return count;
        if (count < max)
            fields[count] = str_of(s.data + begin, at - begin);
        count++;
    }
}

size_t trec_lines_next(struct trec_lines *l, struct str *fields, size_t max)
{
    while (l->rest.len) {
        size_t count = split(str_split(&l->rest, '\n'), fields, max);
        l->line++;
        if (count)
            return count;
    }
    return 0;
}

/* s as a C string, where it is one and short enough for any number. */
static bool terminate(struct str s, char out[64])
{
    if (!s.len || s.len >= 64 || memchr(s.data, 0, s.len))
        return false;
    memcpy(out, s.data, s.len);
    out[s.len] = 0;
    return true;
}

bool trec_integer(struct str s, int64_t *out)
{
    char text[64], *end;
    if (!terminate(s, text))
        return false;
    errno = 0;
    *out  = strtoll(text, &end, 10);
    return !errno && !*end;
}

bool trec_number(struct str s, double *out)
{
    char text[64], *end;
    if (!terminate(s, text))
        return false;
    *out = strtod(text, &end);
    return !*end && isfinite(*out);
}

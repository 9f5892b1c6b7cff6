/* str: a borrowed run of bytes, the way every text travels through Pressmark.
 * Invariants: data is not NUL-terminated and may hold NULs; {NULL, 0} is a valid empty string. */
#ifndef PRESSMARK_BASE_STR_H
#define PRESSMARK_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
    const char *data;
    size_t      len; /* bytes */
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})

/* For printf's "%.*s": STR_ARG(s) gives the precision and the pointer. Texts past INT_MAX are cut. */
#define STR_ARG(s) ((s).len > 0x7fffffff ? 0x7fffffff : (int)(s).len), ((s).data ? (s).data : "")

static inline struct str str_of(const char *data, size_t len)
{
    return (struct str){data, len};
}

static inline struct str str_c(const char *cstr)
{
    return (struct str){cstr, cstr ? strlen(cstr) : 0};
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* Byte order; a prefix sorts first. */
static inline int str_cmp(struct str a, struct str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int    c = n ? memcmp(a.data, b.data, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

static inline bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.data, prefix.data, prefix.len) == 0);
}

/* s from byte `at` on; empty when `at` is past its end. */
static inline struct str str_skip(struct str s, size_t at)
{
    return at >= s.len ? str_of(s.data ? s.data + s.len : NULL, 0) : str_of(s.data + at, s.len - at);
}

/* ASCII letters compare alike whatever their case; other bytes as they are. */
bool str_eq_nocase(struct str a, struct str b);

/* s without ASCII white space (and NUL) at both ends. */
struct str str_trim(struct str s);

/* Split off the part before the first `sep`: returns it and moves *rest behind the separator;
 * without one it returns all and leaves *rest with data NULL. */
struct str str_split(struct str *rest, char sep);

#endif

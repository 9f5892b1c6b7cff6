#include "corpus/json_scan.h"

#include <stdint.h>

enum { DEPTH_MAX = 1024 };

static bool fail(struct json_scan *s, const char *problem)
{
    if (!s->problem)
        s->problem = problem;
    return false;
}

char json_scan_peek(struct json_scan *s)
{
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\n' || *s->at == '\t' || *s->at == '\r'))
        s->at++;
    return s->at < s->end ? *s->at : 0;
}

/* Eight bytes at a time up to a quote, a backslash or a control character. "Bit Twiddling Hacks", S. E.
 * Anderson: hasless and haszero. */
static const char *plain_end(const char *p, const char *end)
{
    const uint64_t ones = UINT64_MAX / 255, highs = ones * 128;
    for (uint64_t x; end - p >= 8; p += 8) {
        memcpy(&x, p, 8);
        uint64_t quote = x ^ ones * '"', escape = x ^ ones * '\\';
        if ((((x - ones * 0x20) & ~x) | ((quote - ones) & ~quote) | ((escape - ones) & ~escape)) & highs)
            break;
    }
    while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20)
        p++;
    return p;
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The four digits of \uXXXX, or -1. */
static int32_t hex4(struct json_scan *s)
{
    int32_t value = 0;
    if (s->end - s->at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_value(*s->at++);
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

/* Behind "\u". */
static bool unicode_escape(struct json_scan *s, struct buf *decoded)
{
    int32_t high = hex4(s);
    if (high < 0)
        return fail(s, "\\u without four hexadecimal digits");
    if (high >= 0xD800 && high < 0xE000) {
        int32_t low = -1;
        if (high < 0xDC00 && s->end - s->at >= 2 && s->at[0] == '\\' && s->at[1] == 'u') {
            s->at += 2;
            low = hex4(s);
        }
        if (low < 0xDC00 || low >= 0xE000)
            return fail(s, "half a surrogate pair");
        high = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    }
    if (decoded)
        buf_utf8(decoded, high ? (uint32_t)high : ' ');
    return true;
}

/* Behind a backslash. decoded may be NULL. */
static bool escape(struct json_scan *s, struct buf *decoded)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    char              c       = s->at < s->end ? *s->at++ : 0;
    if (c == 'u')
        return unicode_escape(s, decoded);
    const char *name = c ? strchr(names, c) : NULL;
    if (!name)
        return fail(s, "unknown escape in a string");
    if (decoded)
        buf_putc(decoded, values[name - names]);
    return true;
}

/* At a quote. With decoded, appends the text; without, only checks. */
static bool string_body(struct json_scan *s, struct buf *decoded)
{
    for (;;) {
        const char *from = s->at;
        s->at            = plain_end(from, s->end);
        if (decoded)
            buf_append(decoded, from, (size_t)(s->at - from));
        if (s->at == s->end)
            return fail(s, "string without end");
        char c = *s->at++;
        if (c == '"')
            return true;
        if (c != '\\')
            return fail(s, "control character in a string");
        if (!escape(s, decoded))
            return false;
    }
}

bool json_scan_string(struct json_scan *s, struct buf *decoded, struct str *out)
{
    if (json_scan_peek(s) != '"')
        return fail(s, "string expected");
    const char *from = ++s->at, *stop = plain_end(from, s->end);
    if (stop < s->end && *stop == '"') {
        s->at = stop + 1;
        *out  = str_of(from, (size_t)(stop - from));
        return true;
    }
    size_t mark = decoded->len;
    if (!string_body(s, decoded))
        return false;
    *out = str_skip(buf_view(decoded), mark);
    return true;
}

static bool digits(struct json_scan *s)
{
    const char *from = s->at;
    while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
        s->at++;
    return s->at > from;
}

static bool number(struct json_scan *s)
{
    if (*s->at == '-')
        s->at++;
    const char *from = s->at;
    if (!digits(s) || (*from == '0' && s->at > from + 1))
        return false;
    if (s->at < s->end && *s->at == '.' && (s->at++, !digits(s)))
        return false;
    if (s->at < s->end && (*s->at == 'e' || *s->at == 'E')) {
        s->at++;
        if (s->at < s->end && (*s->at == '+' || *s->at == '-'))
            s->at++;
        return digits(s);
    }
    return true;
}

bool json_scan_plain(struct json_scan *s, struct str *out)
{
    static const struct str literals[] = {{"true", 4}, {"false", 5}, {"null", 4}};
    char                    c          = json_scan_peek(s);
    const char             *from       = s->at;
    if (c == '-' || (c >= '0' && c <= '9')) {
        if (!number(s))
            return fail(s, "malformed number");
        *out = str_of(from, (size_t)(s->at - from));
        return true;
    }
    for (size_t i = 0; i < sizeof literals / sizeof *literals; i++) {
        if (str_starts(str_of(from, (size_t)(s->end - from)), literals[i])) {
            s->at += literals[i].len;
            *out = literals[i];
            return true;
        }
    }
    return fail(s, c ? "value expected" : "value missing at the end");
}

bool json_scan_member(struct json_scan *s, bool *first, struct buf *decoded, struct str *key)
{
    char c = json_scan_peek(s);
    if (s->problem)
        return false;
    if (*first) {
        if (c != '{')
            return fail(s, "object expected");
        s->at++;
        c = json_scan_peek(s);
    }
    if (c == '}') {
        s->at++;
        return false;
    }
    if (!*first) {
        if (c != ',')
            return fail(s, "comma or '}' expected");
        s->at++;
    }
    *first = false;
    if (!json_scan_string(s, decoded, key))
        return false;
    if (json_scan_peek(s) != ':')
        return fail(s, "colon expected");
    s->at++;
    return true;
}

bool json_scan_element(struct json_scan *s, bool *first)
{
    char c = json_scan_peek(s);
    if (s->problem)
        return false;
    if (*first) {
        if (c != '[')
            return fail(s, "array expected");
        s->at++;
        c = json_scan_peek(s);
    }
    if (c == ']') {
        s->at++;
        return false;
    }
    if (!*first) {
        if (c != ',')
            return fail(s, "comma or ']' expected");
        s->at++;
    }
    *first = false;
    return true;
}

/* Is level `depth` an object? One bit each. */
struct levels {
    uint64_t bits[DEPTH_MAX / 64];
    size_t   depth;
};

static bool push(struct levels *l, bool object)
{
    if (l->depth == DEPTH_MAX)
        return false;
    uint64_t bit = UINT64_C(1) << l->depth % 64;
    if (object)
        l->bits[l->depth / 64] |= bit;
    else
        l->bits[l->depth / 64] &= ~bit;
    l->depth++;
    return true;
}

static bool in_object(const struct levels *l)
{
    size_t top = l->depth - 1;
    return l->bits[top / 64] >> top % 64 & 1;
}

static bool skip_key(struct json_scan *s)
{
    if (json_scan_peek(s) != '"')
        return fail(s, "string expected");
    s->at++;
    if (!string_body(s, NULL))
        return false;
    if (json_scan_peek(s) != ':')
        return fail(s, "colon expected");
    s->at++;
    return true;
}

bool json_scan_skip(struct json_scan *s)
{
    struct levels levels;
    struct str    plain;
    levels.depth = 0;
    for (;;) {
        char c = json_scan_peek(s);
        if (c == '{' || c == '[') {
            s->at++;
            if (!push(&levels, c == '{'))
                return fail(s, "nested too deep");
            if (json_scan_peek(s) != (c == '{' ? '}' : ']')) {
                if (c == '{' && !skip_key(s))
                    return false;
                continue;
            }
        } else if (c == '"') {
            s->at++;
            if (!string_body(s, NULL))
                return false;
        } else if (!json_scan_plain(s, &plain)) {
            return false;
        }
        for (;;) { /* behind a value, or in front of the end of an empty one */
            if (levels.depth == 0)
                return true;
            bool object = in_object(&levels);
            c           = json_scan_peek(s);
            if (c == ',') {
                s->at++;
                if (object && !skip_key(s))
                    return false;
                break;
            }
            if (c != (object ? '}' : ']'))
                return fail(s, object ? "comma or '}' expected" : "comma or ']' expected");
            s->at++;
            levels.depth--;
        }
    }
}

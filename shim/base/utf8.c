#include "base/utf8.h"

uint32_t utf8_next(struct str *s)
{
    const unsigned char *p = (const unsigned char *)s->data;
    size_t               n = s->len;
    uint32_t             cp;
    unsigned char        low = 0x80, high = 0xBF; /* bounds of the second byte */
    size_t               more;

    if (p[0] < 0x80) {
        *s = str_skip(*s, 1);
        return p[0];
    }
    if (p[0] >= 0xC2 && p[0] <= 0xDF) {
        cp = p[0] & 0x1Fu, more = 1;
    } else if (p[0] >= 0xE0 && p[0] <= 0xEF) {
        cp = p[0] & 0x0Fu, more = 2;
        if (p[0] == 0xE0)
            low = 0xA0;
        if (p[0] == 0xED)
            high = 0x9F;
    } else if (p[0] >= 0xF0 && p[0] <= 0xF4) {
        cp = p[0] & 0x07u, more = 3;
        if (p[0] == 0xF0)
            low = 0x90;
        if (p[0] == 0xF4)
            high = 0x8F;
    } else {
        *s = str_skip(*s, 1);
        return 0xFFFD;
    }
    size_t i = 1;
    for (; i <= more; i++, low = 0x80, high = 0xBF) {
        if (i >= n || p[i] < low || p[i] > high) {
            *s = str_skip(*s, i);
            return 0xFFFD;
        }
        cp = cp << 6 | (p[i] & 0x3Fu);
    }
    *s = str_skip(*s, i);
    return cp;
}

/* Length of a well-formed character at s, 0 when it is ill-formed. */
static size_t well_formed(struct str s)
{
    struct str rest = s;
    uint32_t   cp   = utf8_next(&rest);
    size_t     len  = s.len - rest.len;
    if (cp != 0xFFFD)
        return len;
    return len == 3 && memcmp(s.data, "\xEF\xBF\xBD", 3) == 0 ? 3 : 0;
}

size_t utf8_valid_len(struct str s)
{
    size_t at = 0;
    while (at < s.len) {
        if ((unsigned char)s.data[at] < 0x80) {
            at++;
            continue;
        }
        size_t len = well_formed(str_skip(s, at));
        if (!len)
            break;
        at += len;
    }
    return at;
}

void utf8_repair(struct buf *out, struct str s)
{
    while (s.len) {
        size_t      good = utf8_valid_len(s);
        const char *nul  = good ? memchr(s.data, 0, good) : NULL;
        if (nul)
            good = (size_t)(nul - s.data);
        buf_append(out, s.data, good);
        s = str_skip(s, good);
        if (nul) {
            buf_putc(out, ' ');
            s = str_skip(s, 1);
        } else if (s.len) {
            utf8_next(&s);
            buf_utf8(out, 0xFFFD);
        }
    }
}

size_t utf8_floor(struct str s, size_t at)
{
    if (at >= s.len)
        return s.len;
    while (at > 0 && ((unsigned char)s.data[at] & 0xC0) == 0x80)
        at--;
    return at;
}

bool utf8_is_unsafe(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7F && cp <= 0x9F) || cp == 0x061C || cp == 0x200E || cp == 0x200F ||
           (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

/* Of ASCII that is shown as it is, with single blanks between. */
static size_t plain_len(struct str s)
{
    size_t at = 0;
    while (at < s.len && s.data[at] >= ' ' && s.data[at] < 0x7F &&
           (s.data[at] != ' ' || (at > 0 && at + 1 < s.len && s.data[at + 1] > ' ' && s.data[at + 1] < 0x7F)))
        at++;
    return at;
}

void utf8_for_terminal(struct buf *out, struct str s)
{
    bool blank = false;
    while (s.len) {
        size_t plain = plain_len(s);
        if (plain) {
            if (blank)
                buf_putc(out, ' ');
            blank = false;
            buf_append(out, s.data, plain);
            s = str_skip(s, plain);
            continue;
        }
        uint32_t cp = utf8_next(&s);
        if (cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x2028 || cp == 0x2029 || cp == 0x85) {
            blank = true;
            continue;
        }
        if (blank)
            buf_putc(out, ' ');
        blank = false;
        buf_utf8(out, utf8_is_unsafe(cp) ? 0xFFFD : cp);
    }
    if (blank)
        buf_putc(out, ' ');
}

void utf8_for_terminal_lines(struct buf *out, struct str s)
{
    while (s.len) {
        uint32_t cp = utf8_next(&s);
        if (cp == 0x2028 || cp == 0x2029)
            cp = '\n';
        buf_utf8(out, cp != '\n' && cp != '\t' && utf8_is_unsafe(cp) ? 0xFFFD : cp);
    }
}

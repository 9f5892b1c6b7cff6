#include "corpus/entity.h"

#include "corpus/entity_table.h"

/* Windows-1252 at 0x80..0x9F; 0 where it has nothing. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static uint32_t by_number(uint32_t cp)
{
    if (cp >= 0x80 && cp <= 0x9F)
        cp = windows_1252[cp - 0x80];
    if ((cp < 0x20 && cp != '\t' && cp != '\n') || cp == 0x7F)
        return ' ';
    bool no_character = (cp & 0xFFFE) == 0xFFFE || (cp >= 0xFDD0 && cp <= 0xFDEF);
    return no_character ? 0xFFFD : cp; /* buf_utf8 sees to surrogates and what is past U+10FFFF */
}

static uint32_t by_name(struct str name)
{
    size_t low = 0, high = entity_count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int    c   = str_cmp(name, str_c(entity_table[mid].name));
        if (c == 0)
            return entity_table[mid].codepoint;
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return 0;
}

static int digit(char c, int base)
{
    int lower = c | 0x20;
    int value = c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : base;
    return value < base ? value : -1;
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The reference at the beginning of s ("&..."): its length, 0 when it is none. */
static size_t reference(struct str s, uint32_t *cp)
{
    size_t at = 1;
    if (s.len > 2 && s.data[1] == '#') {
        int base = (s.data[2] | 0x20) == 'x' ? 16 : 10, value;
        at       = base == 16 ? 3 : 2;
        size_t   first = at;
        uint32_t n     = 0;
        for (; at < s.len && (value = digit(s.data[at], base)) >= 0; at++)
            n = n > 0x10FFFF ? n : n * (uint32_t)base + (uint32_t)value;
        if (at == first)
            return 0;
        *cp = by_number(n);
        return at + (at < s.len && s.data[at] == ';');
    }
    while (at < s.len && at < sizeof entity_table->name && is_name(s.data[at]))
        at++;
    if (at == 1 || at >= s.len || s.data[at] != ';')
        return 0;
    *cp = by_name(str_of(s.data + 1, at - 1));
    return *cp ? at + 1 : 0;
}

void entity_decode(struct buf *out, struct str text)
{
    while (text.len) {
        const char *amp   = memchr(text.data, '&', text.len);
        size_t      plain = amp ? (size_t)(amp - text.data) : text.len;
        buf_append(out, text.data, plain);
        text = str_skip(text, plain);
        if (!text.len)
            return;
        uint32_t cp  = '&';
        size_t   len = reference(text, &cp);
        buf_utf8(out, len ? cp : '&');
        text = str_skip(text, len ? len : 1);
    }
}

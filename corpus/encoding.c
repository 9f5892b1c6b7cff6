#include "corpus/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>

#include "base/utf8.h"

/* Bytes 0x80..0x9F of Windows-1252; 0: not assigned.
 * Source: https://encoding.spec.whatwg.org/index-windows-1252.txt */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

/* What documents call their encoding, where that differs from what they are written in or from iconv's name.
 * Source: https://encoding.spec.whatwg.org/#names-and-labels */
static const struct {
    const char *label, *iconv; /* iconv NULL: decoded here, as Windows-1252 or UTF-8 */
} aliases[] = {
    {"utf-8", NULL},            {"utf8", NULL},              {"ascii", NULL},
    {"us-ascii", NULL},         {"iso-8859-1", NULL},        {"iso8859-1", NULL},
    {"latin1", NULL},           {"latin-1", NULL},           {"l1", NULL},
    {"windows-1252", NULL},     {"cp1252", NULL},            {"iso-8859-9", "CP1254"},
    {"iso-8859-11", "CP874"},   {"tis-620", "CP874"},        {"gb2312", "GB18030"},
    {"gbk", "GB18030"},         {"x-gbk", "GB18030"},        {"shift_jis", "CP932"},
    {"shift-jis", "CP932"},     {"sjis", "CP932"},           {"x-sjis", "CP932"},
    {"euc-kr", "CP949"},        {"ks_c_5601-1987", "CP949"}, {"big5", "BIG5-HKSCS"},
    {"x-euc-jp", "EUC-JP"},
};

static bool is_utf8_name(const char *name)
{
    return str_eq_nocase(str_c(name), STR("utf-8")) || str_eq_nocase(str_c(name), STR("utf8"));
}

/* Names reach iconv from documents: only plain ones, without iconv's own "//" suffixes. */
static bool is_plain_name(const char *name)
{
    size_t len = strlen(name);
    return len > 0 && len <= 40 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:") == len;
}

static bool is_legacy_1252(const char *name)
{
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (!aliases[i].iconv && str_eq_nocase(str_c(name), str_c(aliases[i].label)))
            return !is_utf8_name(name);
    return false;
}

/* A converter from `name`, or (iconv_t)-1 where none is needed or known. */
static iconv_t open_converter(const char *name)
{
    if (!is_plain_name(name))
        return (iconv_t)-1;
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (str_eq_nocase(str_c(name), str_c(aliases[i].label)))
            return aliases[i].iconv ? iconv_open("UTF-8", aliases[i].iconv) : (iconv_t)-1;
    return iconv_open("UTF-8", name);
}

bool encoding_is_known(const char *name)
{
    iconv_t converter = open_converter(name);
    if (converter != (iconv_t)-1)
        iconv_close(converter);
    return converter != (iconv_t)-1 || is_utf8_name(name) || is_legacy_1252(name);
}

static long decode_1252(struct buf *out, struct str bytes)
{
    long replaced = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.data[i];
        if (c >= 0x80 && c < 0xA0) {
            replaced += !windows_1252[c - 0x80];
            buf_utf8(out, windows_1252[c - 0x80] ? windows_1252[c - 0x80] : 0xFFFD);
        } else {
            buf_utf8(out, c ? c : ' ');
        }
    }
    return replaced;
}

static long decode_iconv(struct buf *out, struct str bytes, iconv_t converter)
{
    long   replaced = 0;
    char  *in       = (char *)(uintptr_t)bytes.data; /* iconv only reads it */
    size_t left     = bytes.len;
    for (bool flush = false; !out->failed;) {
        char  *to   = buf_reserve(out, 2 * left + 64), *from = to;
        size_t room = 2 * left + 64;
        if (!to)
            break;
        size_t rc = iconv(converter, flush ? NULL : &in, flush ? NULL : &left, &to, &room);
        out->len += (size_t)(to - from);
        for (char *p = from; (p = memchr(p, 0, (size_t)(to - p))); p++)
            *p = ' ';
        if (rc != (size_t)-1 && flush)
            break;
        if (rc != (size_t)-1) {
            flush = true;
        } else if (errno != E2BIG) { /* EILSEQ, or EINVAL: torn at the end */
            buf_utf8(out, 0xFFFD);
            replaced++;
            if (left == 0 || flush)
                break;
            in++, left--;
        }
    }
    buf_append(out, NULL, 0); /* ends in a NUL again */
    return replaced;
}

/* Ill-formed parts and characters of more than one byte in s. */
static void judge(struct str s, long *wrong, long *right)
{
    *wrong = *right = 0;
    while (s.len) {
        if ((unsigned char)*s.data < 0x80) {
            s = str_skip(s, 1);
            continue;
        }
        size_t     good = utf8_valid_len(str_of(s.data, s.len < 4 ? s.len : 4));
        struct str rest = s;
        utf8_next(&rest);
        *(good ? right : wrong) += 1;
        s = rest;
    }
}

static long decode_narrow(struct buf *out, struct str bytes, const char *declared)
{
    bool valid = utf8_valid_len(bytes) == bytes.len, ascii = true;
    for (size_t i = 0; i < bytes.len && ascii; i++)
        ascii = (unsigned char)bytes.data[i] < 0x80;
    bool escapes = bytes.len && memchr(bytes.data, 0x1B, bytes.len); /* ISO-2022 lives in ASCII */
    if (valid && !(declared && ascii && escapes)) {
        utf8_repair(out, bytes);
        return 0;
    }
    if (declared && is_legacy_1252(declared))
        return decode_1252(out, bytes);
    iconv_t converter = declared ? open_converter(declared) : (iconv_t)-1;
    if (converter != (iconv_t)-1) {
        long replaced = decode_iconv(out, bytes, converter);
        iconv_close(converter);
        return replaced;
    }
    long wrong, right;
    judge(bytes, &wrong, &right);
    if (wrong > right && !(declared && is_utf8_name(declared)))
        return decode_1252(out, bytes);
    utf8_repair(out, bytes);
    return wrong;
}

static enum encoding_wide wide_by_mark(const unsigned char *p, size_t n, size_t *mark_len)
{
    *mark_len = 4;
    if (n >= 4 && p[0] == 0xFF && p[1] == 0xFE && !p[2] && !p[3])
        return WIDE_32LE;
    if (n >= 4 && !p[0] && !p[1] && p[2] == 0xFE && p[3] == 0xFF)
        return WIDE_32BE;
    *mark_len = 2;
    if (n >= 2 && p[0] == 0xFF && p[1] == 0xFE)
        return WIDE_16LE;
    if (n >= 2 && p[0] == 0xFE && p[1] == 0xFF)
        return WIDE_16BE;
    *mark_len = n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    return WIDE_NONE;
}

/* Text in Latin letters, digits and blanks shows its upper bytes as NULs. */
static enum encoding_wide wide_by_nuls(const unsigned char *p, size_t n)
{
    size_t nuls[4] = {0}, quads = n / 4;
    if (n > 1024)
        quads = 256;
    for (size_t i = 0; i < 4 * quads; i++)
        nuls[i % 4] += !p[i];
    if (quads < 4)
        return WIDE_NONE; /* too little to tell */
    if (nuls[2] == quads && nuls[3] == quads && nuls[1] > quads / 2 && nuls[0] <= quads / 8)
        return WIDE_32LE;
    if (nuls[0] == quads && nuls[1] == quads && nuls[2] > quads / 2 && nuls[3] <= quads / 8)
        return WIDE_32BE;
    size_t even = nuls[0] + nuls[2], odd = nuls[1] + nuls[3];
    if (odd > 3 * quads / 5 && even <= quads / 8)
        return WIDE_16LE;
    if (even > 3 * quads / 5 && odd <= quads / 8)
        return WIDE_16BE;
    return WIDE_NONE;
}

static enum encoding_wide wide_by_name(const char *name)
{
    static const struct {
        const char *name;
        enum encoding_wide wide;
    } names[] = {
        {"utf-16", WIDE_16LE},   {"utf16", WIDE_16LE},   {"utf-16le", WIDE_16LE}, {"utf-16be", WIDE_16BE},
        {"ucs-2", WIDE_16LE},    {"utf16le", WIDE_16LE}, {"utf16be", WIDE_16BE},  {"utf-32", WIDE_32LE},
        {"utf-32le", WIDE_32LE}, {"utf-32be", WIDE_32BE},
    };
    for (size_t i = 0; name && i < sizeof names / sizeof *names; i++)
        if (str_eq_nocase(str_c(name), str_c(names[i].name)))
            return names[i].wide;
    return WIDE_NONE;
}

enum encoding_wide encoding_wide_of(struct str head, const char *declared, size_t *mark_len)
{
    const unsigned char *p    = (const unsigned char *)head.data;
    enum encoding_wide   wide = wide_by_mark(p, head.len, mark_len);
    if (wide == WIDE_NONE && *mark_len == 0)
        wide = wide_by_nuls(p, head.len);
    if (wide == WIDE_NONE && *mark_len == 0 && memchr(head.data ? head.data : "", 0, head.len))
        wide = wide_by_name(declared); /* pages in ASCII may claim UTF-16, but then hold no NULs */
    return wide;
}

static uint32_t unit_at(const char *at, size_t size, bool big)
{
    const unsigned char *p = (const unsigned char *)at;
    uint32_t             u = 0;
    for (size_t i = 0; i < size; i++)
        u = u << 8 | p[big ? i : size - 1 - i];
    return u;
}

long encoding_wide_decode(struct buf *out, struct str *bytes, enum encoding_wide wide, bool last)
{
    size_t size     = wide == WIDE_16LE || wide == WIDE_16BE ? 2 : 4;
    bool   big      = wide == WIDE_16BE || wide == WIDE_32BE;
    long   replaced = 0;
    buf_reserve(out, bytes->len + bytes->len / 2 + 4);
    while (bytes->len >= size) {
        uint32_t u = unit_at(bytes->data, size, big);
        if (size == 2 && u >= 0xD800 && u < 0xDC00) {
            if (bytes->len < 4 && !last)
                break;
            uint32_t low = bytes->len < 4 ? 0 : unit_at(bytes->data + 2, 2, big);
            if (low >= 0xDC00 && low < 0xE000) {
                u      = 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00);
                *bytes = str_skip(*bytes, 2);
            }
        }
        *bytes = str_skip(*bytes, size);
        bool ok = u <= 0x10FFFF && !(u >= 0xD800 && u < 0xE000);
        replaced += !ok;
        buf_utf8(out, !ok ? 0xFFFD : u ? u : ' ');
    }
    if (last && bytes->len) {
        buf_utf8(out, 0xFFFD);
        replaced++;
        *bytes = str_skip(*bytes, bytes->len);
    }
    return replaced;
}

long encoding_to_utf8(struct buf *out, struct str bytes, const char *declared, struct err *err)
{
    size_t             mark;
    enum encoding_wide wide = encoding_wide_of(bytes, declared, &mark);
    long               replaced;
    bytes = str_skip(bytes, mark);
    if (wide != WIDE_NONE)
        replaced = encoding_wide_decode(out, &bytes, wide, true);
    else if (mark)
        replaced = decode_narrow(out, bytes, "utf-8");
    else
        replaced = decode_narrow(out, bytes, declared);
    int rc = buf_failed(out, err);
    return rc ? rc : replaced;
}

/* Valid UTF-8 without NUL? ASCII goes by eight bytes at a time ("Bit Twiddling Hacks", S. E. Anderson:
 * haszero). */
static bool is_clean(struct str s)
{
    const uint64_t ones = UINT64_MAX / 255, highs = ones * 128;
    for (;;) {
        for (uint64_t x; s.len >= 8; s = str_skip(s, 8)) {
            memcpy(&x, s.data, 8);
            if ((((x - ones) & ~x) | x) & highs)
                break;
        }
        size_t ascii = 0, other;
        while (ascii < s.len && *(const signed char *)(s.data + ascii) > 0)
            ascii++;
        s = str_skip(s, ascii);
        for (other = 0; other < s.len && (unsigned char)s.data[other] >= 0x80;)
            other++;
        if (other == 0)
            return s.len == 0;
        if (utf8_valid_len(str_of(s.data, other)) < other)
            return false;
        s = str_skip(s, other);
    }
}

long encoding_view(struct str *bytes, struct buf *scratch, const char *declared, struct err *err)
{
    if (is_clean(*bytes) && !str_starts(*bytes, STR("\xEF\xBB\xBF")) &&
        !(declared && bytes->len && memchr(bytes->data, 0x1B, bytes->len)))
        return 0;
    buf_clear(scratch);
    long replaced = encoding_to_utf8(scratch, *bytes, declared, err);
    *bytes        = buf_view(scratch);
    return replaced;
}

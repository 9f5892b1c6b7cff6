#include "base/json_out.h"

#include "base/utf8.h"

void buf_json_string(struct buf *out, struct str s)
{
    buf_putc(out, '"');
    while (s.len) {
        size_t plain = 0;
        while (plain < s.len && s.data[plain] >= 0x20 && s.data[plain] < 0x7F && s.data[plain] != '"' &&
               s.data[plain] != '\\')
            plain++;
        buf_append(out, s.data, plain);
        s = str_skip(s, plain);
        if (!s.len)
            break;
        uint32_t   cp  = utf8_next(&s);
        const char shorthand[] = "\"\\\b\f\n\r\t", letter[] = "\"\\bfnrt";
        const char *hit = cp && cp < 0x80 ? strchr(shorthand, (int)cp) : NULL;
        if (hit)
            buf_printf(out, "\\%c", letter[hit - shorthand]);
        else if (utf8_is_unsafe(cp))
            buf_printf(out, "\\u%04x", (unsigned)cp);
        else
            buf_utf8(out, cp);
    }
    buf_putc(out, '"');
}

void buf_json_lines(struct buf *out, struct str s)
{
    buf_putc(out, '[');
    for (bool first = true; s.data; first = false) {
        struct str line = str_split(&s, '\n');
        if (!first)
            buf_cstr(out, ", ");
        buf_json_string(out, line);
    }
    buf_putc(out, ']');
}

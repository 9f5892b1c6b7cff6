#include "query/query_notes.h"

#include <stdio.h>

#include "base/utf8.h"

void query_notes_release(struct query_notes *notes)
{
    buf_release(&notes->text);
    *notes = QUERY_NOTES_INIT;
}

static bool holds_line(struct str lines, struct str line)
{
    while (lines.len)
        if (str_eq(str_split(&lines, '\n'), line))
            return true;
    return false;
}

void query_note(struct query_notes *notes, const char *fmt, ...)
{
    char    line[400];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    struct str s = str_of(line, utf8_valid_len(str_c(line)));
    if (holds_line(buf_view(&notes->text), s))
        return;
    if (notes->count++ >= QUERY_NOTES_MAX)
        return;
    buf_str(&notes->text, s);
    buf_putc(&notes->text, '\n');
}

struct query_clip query_clip(struct str s)
{
    struct query_clip clip;
    size_t            keep = s.len > QUERY_CLIP_BYTES ? utf8_floor(s, QUERY_CLIP_BYTES) : s.len;
    snprintf(clip.text, sizeof clip.text, "%.*s%s", (int)keep, s.data ? s.data : "",
             keep < s.len ? "\xE2\x80\xA6" : "");
    return clip;
}

#include "corpus/draft.h"

#include "corpus/date.h"
#include "corpus/encoding.h"

void draft_clear(struct draft *d)
{
    for (int i = 0; i < FIELD_COUNT; i++)
        buf_clear(&d->field[i]);
}

void draft_release(struct draft *d)
{
    for (int i = 0; i < FIELD_COUNT; i++)
        buf_release(&d->field[i]);
}

int draft_finish(const struct draft *d, struct article *out, struct err *err)
{
    for (int i = 0; i < FIELD_COUNT; i++) {
        if (d->field[i].failed)
            return buf_failed(&d->field[i], err);
        out->field[i] = buf_view(&d->field[i]);
    }
    return 1;
}

static bool is_blank(char c)
{
    return (unsigned char)c <= ' ' || c == 0x7F;
}

/* Length of the blank at the beginning of s, the no-break space of UTF-8 included; 0 without. */
static size_t blank_len(struct str s)
{
    if (is_blank(*s.data))
        return 1;
    return s.len > 1 && s.data[0] == '\xC2' && s.data[1] == '\xA0' ? 2 : 0;
}

void draft_line(struct buf *out, struct str s)
{
    for (bool first = true; s.len; first = false) {
        size_t n;
        while (s.len && (n = blank_len(s)))
            s = str_skip(s, n);
        for (n = 0; n < s.len && !blank_len(str_skip(s, n)); n++)
            ;
        if (n && !first)
            buf_putc(out, ' ');
        buf_append(out, s.data, n);
        s = str_skip(s, n);
    }
}

void draft_join(struct buf *out, struct str s, const char *joint)
{
    while (s.data) {
        struct str part  = str_split(&s, DRAFT_BREAK);
        size_t     start = out->len;
        if (start)
            buf_cstr(out, joint);
        size_t from = out->len;
        draft_line(out, part);
        if (out->len == from)
            out->len = start;
    }
}

static bool has_line(struct str lines, struct str line)
{
    while (lines.data)
        if (str_eq(str_split(&lines, '\n'), line))
            return true;
    return false;
}

void draft_values(struct buf *out, struct str s)
{
    while (s.data) {
        size_t start = out->len;
        draft_join(out, str_split(&s, DRAFT_BREAK), "\n");
        if (start && out->len > start &&
            has_line(str_of(out->data, start), str_of(out->data + start + 1, out->len - start - 1)))
            out->len = start;
    }
}

void draft_body(struct buf *out, struct str s)
{
    size_t start = out->len;
    bool   gap   = false;
    while (s.data) {
        size_t n = 0;
        while (n < s.len && s.data[n] != '\n' && s.data[n] != '\r' && s.data[n] != DRAFT_BREAK)
            n++;
        struct str line = str_of(s.data, n);
        bool       part = n < s.len && s.data[n] == DRAFT_BREAK;
        if (n == s.len)
            s.data = NULL;
        else
            s = str_skip(s, n + (n + 1 < s.len && s.data[n] == '\r' && s.data[n + 1] == '\n' ? 2 : 1));
        while (line.len && is_blank(line.data[line.len - 1]))
            line.len--;
        if (line.len && out->len > start)
            buf_cstr(out, gap ? "\n\n" : "\n");
        gap = line.len ? part : true;
        size_t at = out->len;
        buf_str(out, line);
        for (; at < out->len; at++)
            if (out->data[at] != '\t' && is_blank(out->data[at]))
                out->data[at] = ' ';
    }
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* What stands in a byline and is no name. */
static bool is_office(struct str s)
{
    static const char *const words[] = {
        "reuter", "reuters", "press",   "writer",  "staff",     "correspondent", "editor",
        "times",  "news",    "bureau",  "analyst", "columnist", "service",       "ap",
    };
    while (s.len) {
        size_t n = 0;
        while (n < s.len && is_letter(s.data[n]))
            n++;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (str_eq_nocase(str_of(s.data, n), str_c(words[i])))
                return true;
        s = str_skip(s, n + 1);
    }
    return false;
}

static void add_name(struct buf *out, struct str name, bool all)
{
    name = str_trim(name);
    if (name.len && (all || !is_office(name)))
        draft_values(out, name);
}

void draft_byline(struct buf *out, struct str s, bool all)
{
    while (s.data) {
        size_t n = 0;
        while (n < s.len && !strchr(",;\n\f", s.data[n]))
            n++;
        struct str piece = str_trim(str_of(s.data, n));
        s                = n < s.len ? str_skip(s, n + 1) : str_of(NULL, 0);
        if (piece.len > 3 && str_eq_nocase(str_of(piece.data, 3), STR("by ")))
            piece = str_trim(str_skip(piece, 3));
        for (size_t i = 0; i + 5 <= piece.len; i++) {
            if (!str_eq_nocase(str_of(piece.data + i, 5), STR(" and ")))
                continue;
            add_name(out, str_of(piece.data, i), all);
            piece = str_skip(piece, i + 5);
            i     = 0;
        }
        if (piece.len >= 4 && str_eq_nocase(str_of(piece.data, 4), STR("and ")))
            piece = str_skip(piece, 4);
        add_name(out, piece, all);
    }
}

bool draft_date(struct draft *d, struct str s, const struct reader_context *context, bool *bad)
{
    if (!d->field[FIELD_DATE].len)
        *bad |= date_parse(s, context->options->now, &d->field[FIELD_DATE]) == DATE_BAD;
    return d->field[FIELD_DATE].len > 0;
}

int draft_whole(struct source *s, enum reject_reason *reason, struct err *err)
{
    int rc;
    while ((rc = source_more(s, reason, err)) > 0)
        ;
    return rc ? rc : source_check(s, s->window.len, reason, err);
}

int draft_decode(struct str *bytes, struct buf *scratch, const char *declared, struct reader_context *context,
                 struct err *err)
{
    if (context->options->encoding)
        declared = context->options->encoding;
    long replaced = encoding_view(bytes, scratch, declared, err);
    if (replaced < 0)
        return (int)replaced;
    context->repaired += replaced > 0;
    return 0;
}

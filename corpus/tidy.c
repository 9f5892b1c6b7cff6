#include "corpus/tidy.h"

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7F;
}

/* Is a trimmed text one line, its words parted by single blanks? */
static bool is_tidy_line(struct str s, bool controls)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        if ((unsigned char)c > ' ' && c != 0x7F)
            continue;
        if (c == ' ' ? s.data[i + 1] == ' ' : is_space(c) || (controls && is_control(c)))
            return false;
    }
    return true;
}

/* Append s as one line; with `controls`, those are blanks too. */
static void append_line(struct buf *out, struct str s, bool controls)
{
    size_t from = out->len;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        if (!is_space(c) && !(controls && is_control(c)))
            buf_putc(out, c);
        else if (out->len > from && out->data[out->len - 1] != ' ')
            buf_putc(out, ' ');
    }
    if (out->len > from && out->data[out->len - 1] == ' ')
        out->data[--out->len] = '\0';
}

static struct str tidy_line(struct buf *out, struct str s, bool controls)
{
    s = str_trim(s);
    if (is_tidy_line(s, controls))
        return s;
    append_line(out, s, controls);
    return buf_view(out);
}

static struct str without_by(struct str author)
{
    author = str_trim(author);
    return author.len > 3 && str_eq_nocase(str_of(author.data, 3), STR("by ")) ? str_trim(str_skip(author, 3))
                                                                                : author;
}

static struct str tidy_lines(struct buf *out, struct str s, bool authors)
{
    if (!s.len)
        return s;
    while (s.data) {
        struct str line = str_split(&s, '\n');
        size_t     mark = out->len;
        if (mark)
            buf_putc(out, '\n');
        size_t from = out->len;
        append_line(out, authors ? without_by(line) : line, false);
        if (out->len == from && !out->failed)
            out->len = mark;
    }
    return buf_view(out);
}

static struct str tidy_lang(struct buf *out, struct str s)
{
    s = str_trim(s);
    for (size_t i = 0; i < s.len && s.data[i] != '-' && s.data[i] != '_'; i++) {
        char c = s.data[i];
        buf_putc(out, c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : is_control(c) ? ' ' : c);
    }
    return str_trim(buf_view(out));
}

static struct str tidy_text(struct buf *out, struct str s)
{
    s = str_trim(s);
    if (!s.len || (!memchr(s.data, '\r', s.len) && !memchr(s.data, 0, s.len)))
        return s;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        if (c != '\r')
            buf_putc(out, c ? c : ' ');
        else if (s.data[i + 1] != '\n') /* trimmed: there is a next one */
            buf_putc(out, '\n');
    }
    return buf_view(out);
}

int tidy_article(struct tidy *t, struct article *article, struct err *err)
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        struct str *value = &article->field[f];
        struct buf *out   = &t->field[f];
        if (!value->len)
            continue;
        buf_clear(out);
        *value = f == FIELD_BODY     ? tidy_text(out, *value)
                 : f == FIELD_LANG   ? tidy_lang(out, *value)
                 : f == FIELD_AUTHOR ? tidy_lines(out, *value, true)
                 : f == FIELD_TOPIC  ? tidy_lines(out, *value, false)
                                     : tidy_line(out, *value, f == FIELD_ID);
        if (out->failed)
            return buf_failed(out, err);
    }
    return 0;
}

void tidy_release(struct tidy *t)
{
    for (int f = 0; f < FIELD_COUNT; f++)
        buf_release(&t->field[f]);
}

#include "bench/plain_query.h"

static bool is_syntax(struct str text, size_t at)
{
    struct str rest = str_skip(text, at);
    bool       first = at == 0 || strchr(" \t+-=", text.data[at - 1]);
    switch (*rest.data) {
    case '"':
    case '(':
    case ')':
    case '*':
    case ':': return true;
    case '+':
    case '-':
    case '=': return first;
    default: return false;
    }
}

/* Length of a typographic quotation mark at s. */
static size_t mark_len(struct str s)
{
    static const struct str marks[] = {{"\xC2\xAB", 2},     {"\xC2\xBB", 2},     {"\xE2\x80\x9C", 3},
                                       {"\xE2\x80\x9D", 3}, {"\xE2\x80\x9E", 3}, {"\xE2\x80\x9F", 3}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (str_starts(s, marks[i]))
            return marks[i].len;
    return 0;
}

static void lower_operators(struct buf *out, size_t from)
{
    static const char *const operators[] = {"AND", "OR", "NOT"};
    for (size_t at = from, end; at < out->len; at = end + 1) {
        for (end = at; end < out->len && !strchr(" \t\r", out->data[end]);)
            end++;
        for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
            if (str_eq(str_of(out->data + at, end - at), str_c(operators[i])))
                for (size_t c = at; c < end; c++)
                    out->data[c] = (char)(out->data[c] | 0x20);
    }
}

void plain_query(struct str text, struct buf *out)
{
    size_t from = out->len;
    for (size_t at = 0; at < text.len;) {
        size_t mark = mark_len(str_skip(text, at));
        if (mark || is_syntax(text, at))
            buf_putc(out, ' ');
        else
            buf_putc(out, text.data[at]);
        at += mark ? mark : 1;
    }
    if (!out->failed)
        lower_operators(out, from);
}

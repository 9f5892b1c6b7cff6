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

static bool is_operator(struct str word)
{
    return str_eq(word, STR("AND")) || str_eq(word, STR("OR")) || str_eq(word, STR("NOT"));
}

/* A soft hyphen, which the analyzer reads over, hides an operator from the parser and leaves its capitals, by which
 * the planner tells names. */
void plain_query(struct str text, struct buf *out)
{
    size_t word = out->len;
    for (size_t at = 0; at <= text.len;) {
        size_t mark  = mark_len(str_skip(text, at));
        bool   blank = at == text.len || mark || strchr(" \t\r\n", text.data[at]) || is_syntax(text, at);
        if (blank && !out->failed && is_operator(str_of(out->data + word, out->len - word)))
            buf_cstr(out, "\xC2\xAD");
        if (at < text.len)
            buf_putc(out, blank ? ' ' : text.data[at]);
        if (blank)
            word = out->len;
        at += mark ? mark : 1;
    }
}

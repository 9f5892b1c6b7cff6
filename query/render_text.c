/* For people: title, date, source and id, and a few lines around what was found. */
#include <stdio.h>

#include "base/utf8.h"
#include "query/render.h"

enum { RANK_COLUMNS = 4, INDENT = RANK_COLUMNS + 2, SNIPPET_LINES = 3, TITLE_LINES = 2, SOURCE_COLUMNS = 40 };

/* Select Graphic Rendition, ECMA-48 8.3.117. */
static const char RESET[] = "\x1B[0m", BOLD[] = "\x1B[1m", MATCH[] = "\x1B[1;31m", FAINT[] = "\x1B[2m";
static const char ELLIPSIS[] = "\xE2\x80\xA6";

static void style(struct buf *out, const struct terminal *terminal, const char *sgr)
{
    if (terminal->color)
        buf_cstr(out, sgr);
}

/* ---- lines ----------------------------------------------------------------------------------- */

/* text[begin .. end) with its marks, in the base style (NULL: plain). */
static void marked(const struct snippet *s, size_t begin, size_t end, const char *base,
                   const struct terminal *terminal, struct buf *out)
{
    if (base)
        style(out, terminal, base);
    for (size_t i = 0; i < s->mark_count && terminal->color; i++) {
        size_t from = s->marks[i].begin > begin ? s->marks[i].begin : begin;
        size_t to   = s->marks[i].end < end ? s->marks[i].end : end;
        if (from >= to)
            continue;
        buf_append(out, s->text.data + begin, from - begin);
        buf_cstr(out, MATCH);
        buf_append(out, s->text.data + from, to - from);
        buf_cstr(out, RESET);
        if (base)
            buf_cstr(out, base);
        begin = to;
    }
    if (end > begin)
        buf_append(out, s->text.data + begin, end - begin);
    if (base)
        style(out, terminal, RESET);
}

/* The character that begins at `at` takes two columns: scripts that set no blanks break before it. */
static bool is_wide_at(struct str text, size_t at)
{
    struct str rest = str_skip(text, at), from = rest;
    if (!rest.len)
        return false;
    utf8_next(&rest);
    return terminal_columns(str_of(from.data, from.len - rest.len)) == 2;
}

/* Where a line that begins at s.data ends: the last place to break that fits, at least one character. */
static size_t line_end(struct str s, size_t columns)
{
    size_t fits = terminal_fit(s, columns);
    if (fits == s.len || s.data[fits] == ' ')
        return fits;
    for (size_t at = fits; at > 0; at = utf8_floor(s, at - 1))
        if (s.data[at - 1] == ' ' || is_wide_at(s, at))
            return at;
    if (fits)
        return fits;
    struct str rest = s; /* wider than the line */
    utf8_next(&rest);
    return s.len - rest.len;
}

static size_t without_blanks(struct str s, size_t end)
{
    while (end > 0 && s.data[end - 1] == ' ')
        end--;
    return end;
}

/* The text wrapped to at most `lines` lines, each but the first indented by INDENT. */
static void wrapped(const struct snippet *s, size_t lines, const char *base, const struct terminal *terminal,
                    struct buf *out)
{
    struct str text  = buf_view(&s->text);
    size_t     width = (size_t)terminal->width - INDENT, at = 0;
    for (size_t line = 1; at < text.len; line++) {
        bool   last = line == lines, before = line == 1 && s->cut_before;
        size_t room = width - before;
        size_t end  = at + line_end(str_skip(text, at), room);
        bool   cut  = (end < text.len && last) || (end == text.len && s->cut_after);
        if (cut) /* room for the ellipsis too */
            end = at + line_end(str_skip(text, at), room - 1);
        if (line > 1)
            buf_fill(out, ' ', INDENT);
        if (before)
            buf_cstr(out, ELLIPSIS);
        marked(s, at, without_blanks(text, end), base, terminal, out);
        if (cut && (last || end == text.len))
            buf_cstr(out, ELLIPSIS);
        buf_putc(out, '\n');
        if (last)
            return;
        at = end;
        while (at < text.len && text.data[at] == ' ')
            at++;
    }
}

/* ---- hits ------------------------------------------------------------------------------------ */

static size_t snippet_columns(const struct terminal *terminal)
{
    size_t width = (size_t)terminal->width - INDENT;
    return width * SNIPPET_LINES - width / 4; /* lines seldom fill their width */
}

/* Append s, cut with an ellipsis at `columns`. */
static void clipped(struct buf *out, struct str s, size_t columns)
{
    struct buf safe = BUF_INIT;
    utf8_for_terminal(&safe, s);
    size_t fits = terminal_fit(buf_view(&safe), columns);
    if (fits < safe.len)
        fits = terminal_fit(buf_view(&safe), columns - 1);
    buf_append(out, safe.data ? safe.data : "", fits);
    if (fits < safe.len)
        buf_cstr(out, ELLIPSIS);
    buf_release(&safe);
}

/* Date, source and id; the id whole, on a line of its own if need be, since --show takes it. */
static void about(const struct article *a, const struct terminal *terminal, struct buf *out)
{
    struct buf id    = BUF_INIT, rest = BUF_INIT;
    struct str date  = a->field[FIELD_DATE];
    size_t     width = (size_t)terminal->width - INDENT;
    buf_str(&rest, str_of(date.data ? date.data : "", date.len > 10 ? 10 : date.len));
    if (a->field[FIELD_SOURCE].len) {
        buf_cstr(&rest, rest.len ? "  " : "");
        size_t room = width - terminal_columns(buf_view(&rest));
        clipped(&rest, a->field[FIELD_SOURCE], room < SOURCE_COLUMNS ? room : SOURCE_COLUMNS);
    }
    utf8_for_terminal(&id, a->field[FIELD_ID]);
    bool fits = terminal_columns(buf_view(&rest)) + 2 + terminal_columns(buf_view(&id)) <= width;
    buf_fill(out, ' ', INDENT);
    style(out, terminal, FAINT);
    buf_str(out, buf_view(&rest));
    if (rest.len && !fits) {
        buf_putc(out, '\n');
        buf_fill(out, ' ', INDENT);
    }
    buf_cstr(out, rest.len && fits ? "  " : "");
    buf_str(out, buf_view(&id));
    style(out, terminal, RESET);
    buf_putc(out, '\n');
    if (id.failed || rest.failed)
        out->failed = id.failed ? id.failed : rest.failed;
    buf_release(&id);
    buf_release(&rest);
}

/* What each term weighs, and all together. */
static void parts(const struct render_hit *h, struct buf *out)
{
    for (size_t i = 0; i < h->explanation->part_count; i++) {
        if (h->parts[i] == 0)
            continue;
        buf_printf(out, "%*s%8.4f  ", INDENT, "", h->parts[i]);
        utf8_for_terminal(out, h->explanation->parts[i]);
        buf_putc(out, '\n');
    }
    buf_printf(out, "%*s%8.4f  in all\n", INDENT, "", h->weight);
}

static void hit(const struct render_hit *h, const struct terminal *terminal, struct buf *out)
{
    buf_printf(out, "%*llu. ", RANK_COLUMNS, (unsigned long long)h->rank);
    if (h->title->text.len)
        wrapped(h->title, TITLE_LINES, BOLD, terminal, out);
    else
        buf_cstr(out, "(no title)\n");
    about(h->article, terminal, out);
    if (h->snippet && h->snippet->text.len) {
        buf_fill(out, ' ', INDENT);
        wrapped(h->snippet, SNIPPET_LINES, NULL, terminal, out);
    }
    if (h->explanation)
        parts(h, out);
    buf_putc(out, '\n');
}

/* ---- queries --------------------------------------------------------------------------------- */

static void query_line(const struct render_query *query, const struct terminal *terminal, struct buf *out)
{
    style(out, terminal, BOLD);
    utf8_for_terminal(out, query->qid);
    buf_cstr(out, ": ");
    clipped(out, query->text, (size_t)terminal->width);
    style(out, terminal, RESET);
    buf_cstr(out, "\n\n");
}

static void explanation(const struct render_query *query, const struct explanation *e,
                        const struct terminal *terminal, struct buf *out)
{
    (void)query, (void)terminal;
    buf_cstr(out, "understood: ");
    utf8_for_terminal(out, buf_view(&e->tree));
    buf_printf(out, "\nengine:     %s\nplan:       ", e->engine);
    utf8_for_terminal(out, buf_view(&e->plan));
    if (e->term_count)
        buf_cstr(out, "\n\n  articles  occurrences  term");
    for (size_t i = 0; i < e->term_count; i++) {
        buf_printf(out, "\n%10llu  ", (unsigned long long)e->terms[i].df);
        if (e->terms[i].cf)
            buf_printf(out, "%11llu  ", (unsigned long long)e->terms[i].cf);
        else
            buf_printf(out, "%11s  ", "");
        utf8_for_terminal(out, e->terms[i].words);
    }
    buf_cstr(out, "\n\n");
}

/* ---- the last line --------------------------------------------------------------------------- */

/* 1234567 as 1,234,567. */
static void grouped(struct buf *out, uint64_t n)
{
    char   digits[24];
    int    len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            buf_putc(out, ',');
        buf_putc(out, digits[i]);
    }
}

/* An estimate is not known to the last digit: two that count. */
static uint64_t rounded(uint64_t n)
{
    uint64_t unit = 1;
    while (n / unit >= 100)
        unit *= 10;
    return (n + unit / 2) / unit * unit;
}

static void end(const struct render_summary *s, const struct terminal *terminal, struct buf *out)
{
    (void)terminal;
    bool     exact   = s->lower == s->upper;
    uint64_t matches = exact ? s->lower : rounded(s->estimate);
    if (!exact && matches < s->lower)
        matches = s->lower;
    buf_cstr(out, exact ? "" : "about ");
    if (matches)
        grouped(out, matches);
    else
        buf_cstr(out, "no");
    buf_cstr(out, matches == 1 ? " match in " : " matches in ");
    grouped(out, s->documents);
    buf_cstr(out, s->documents == 1 ? " article" : " articles");
    if (s->indexes > 1) {
        buf_cstr(out, " of ");
        grouped(out, s->indexes);
        buf_cstr(out, " indexes");
    }
    buf_printf(out, ", %.1f ms\n%s", s->milliseconds, s->batch ? "\n" : "");
}

static void count(const struct render_query *query, uint64_t matches, struct buf *out)
{
    if (query->qid.data) {
        utf8_for_terminal(out, query->qid);
        buf_putc(out, '\t');
    }
    buf_printf(out, "%llu\n", (unsigned long long)matches);
}

/* ---- an article ------------------------------------------------------------------------------ */

static void article(const struct article *a, const struct terminal *terminal, struct buf *out)
{
    for (int f = 0; f < FIELD_BODY; f++) {
        struct str values = a->field[f];
        const char *name  = article_field_name((enum article_field)f);
        while (values.len) { /* authors and topics: one a line */
            struct str value = str_split(&values, '\n');
            style(out, terminal, FAINT);
            buf_printf(out, "%s: ", name);
            style(out, terminal, RESET);
            style(out, terminal, f == FIELD_TITLE ? BOLD : "");
            utf8_for_terminal(out, value);
            style(out, terminal, f == FIELD_TITLE ? RESET : "");
            buf_putc(out, '\n');
        }
    }
    struct str body = a->field[FIELD_BODY];
    buf_putc(out, '\n');
    utf8_for_terminal_lines(out, body);
    if (body.len && body.data[body.len - 1] != '\n')
        buf_putc(out, '\n');
}

const struct renderer render_text = {
    .name            = "text",
    .marks_titles    = true,
    .snippet_columns = snippet_columns,
    .query           = query_line,
    .explanation     = explanation,
    .hit             = hit,
    .end             = end,
    .count           = count,
    .article         = article,
};

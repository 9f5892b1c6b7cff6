/* Comma and tab separated values under a header line. */
#include "base/utf8.h"
#include "query/render.h"

enum { SNIPPET_COLUMNS = 240 };

static size_t snippet_columns(const struct terminal *terminal)
{
    (void)terminal;
    return SNIPPET_COLUMNS;
}

/* ---- cells ----------------------------------------------------------------------------------- */

typedef void (*cell_fn)(struct str value, struct buf *out);

/* RFC 4180: in quotes where it holds a comma, a quote, a line end or a blank at an end. Characters that a
 * terminal might act on become U+FFFD, but for '\n' and tab. */
static void csv_cell(struct str value, struct buf *out)
{
    struct buf safe   = BUF_INIT;
    bool       quoted = value.len != str_trim(value).len;
    utf8_for_terminal_lines(&safe, value);
    for (size_t i = 0; i < safe.len && !quoted; i++)
        quoted = strchr(",\"\n", safe.data[i]) != NULL;
    if (quoted)
        buf_putc(out, '"');
    for (size_t i = 0; i < safe.len; i++) {
        if (safe.data[i] == '"')
            buf_putc(out, '"');
        buf_putc(out, safe.data[i]);
    }
    if (quoted)
        buf_putc(out, '"');
    out->failed = out->failed ? out->failed : safe.failed;
    buf_release(&safe);
}

/* Tab, line end and backslash as \t, \n and \\; the rest as above. */
static void tsv_cell(struct str value, struct buf *out)
{
    struct buf safe = BUF_INIT;
    utf8_for_terminal_lines(&safe, value);
    for (size_t i = 0; i < safe.len; i++) {
        char        c      = safe.data[i];
        const char *escape = c == '\t' ? "\\t" : c == '\n' ? "\\n" : c == '\\' ? "\\\\" : NULL;
        if (escape)
            buf_cstr(out, escape);
        else
            buf_putc(out, c);
    }
    out->failed = out->failed ? out->failed : safe.failed;
    buf_release(&safe);
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void head(const struct render_query *query, char separator, struct buf *out)
{
    if (query->qid.data)
        buf_printf(out, "qid%c", separator);
    if (query->count) {
        buf_cstr(out, "count\n");
        return;
    }
    buf_printf(out, "rank%cweight%c", separator, separator);
    for (int f = 0; f < FIELD_BODY; f++)
        buf_printf(out, "%s%c", article_field_name((enum article_field)f), separator);
    if (query->snippets)
        buf_printf(out, "snippet%c", separator);
    buf_cstr(out, "index\n");
}

static void qid(const struct render_query *query, cell_fn cell, char separator, struct buf *out)
{
    if (!query->qid.data)
        return;
    cell(query->qid, out);
    buf_putc(out, separator);
}

static void row(const struct render_hit *h, cell_fn cell, char separator, struct buf *out)
{
    qid(h->query, cell, separator, out);
    buf_printf(out, "%llu%c%.4f%c", (unsigned long long)h->rank, separator, h->weight, separator);
    for (int f = 0; f < FIELD_BODY; f++) {
        cell(h->article->field[f], out);
        buf_putc(out, separator);
    }
    if (h->query->snippets) {
        cell(h->snippet ? buf_view(&h->snippet->text) : STR(""), out);
        buf_putc(out, separator);
    }
    cell(str_c(h->index), out);
    buf_putc(out, '\n');
}

static void count_row(const struct render_query *query, uint64_t matches, cell_fn cell, char separator,
                      struct buf *out)
{
    qid(query, cell, separator, out);
    buf_printf(out, "%llu\n", (unsigned long long)matches);
}

static void end(const struct render_summary *summary, const struct terminal *terminal, struct buf *out)
{
    (void)summary, (void)terminal, (void)out; /* every row is a hit */
}

/* ---- the two formats ------------------------------------------------------------------------- */

static void csv_head(const struct render_query *query, struct buf *out)
{
    head(query, ',', out);
}

static void csv_hit(const struct render_hit *h, const struct terminal *terminal, struct buf *out)
{
    (void)terminal;
    row(h, csv_cell, ',', out);
}

static void csv_count(const struct render_query *query, uint64_t matches, struct buf *out)
{
    count_row(query, matches, csv_cell, ',', out);
}

static void tsv_head(const struct render_query *query, struct buf *out)
{
    head(query, '\t', out);
}

static void tsv_hit(const struct render_hit *h, const struct terminal *terminal, struct buf *out)
{
    (void)terminal;
    row(h, tsv_cell, '\t', out);
}

static void tsv_count(const struct render_query *query, uint64_t matches, struct buf *out)
{
    count_row(query, matches, tsv_cell, '\t', out);
}

const struct renderer render_csv = {
    .name            = "csv",
    .snippet_columns = snippet_columns,
    .head            = csv_head,
    .hit             = csv_hit,
    .end             = end,
    .count           = csv_count,
};

const struct renderer render_tsv = {
    .name            = "tsv",
    .snippet_columns = snippet_columns,
    .head            = tsv_head,
    .hit             = tsv_hit,
    .end             = end,
    .count           = tsv_count,
};

/* reader_csv: comma and tab separated values under a header line. Fields may hold line ends in quotes.
 *
 * A quote that is never closed would swallow the rest of the file. So rows are read strictly first; where
 * that fails within a line, the line is read again with stray quotes taken as text; where it fails beyond a
 * line, that line is refused and the next one is a new row. A line can only be read more than twice when
 * it opens a quote itself, and then it ends the search of the one before it: the cost stays linear. */
#include <csv.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "corpus/encoding.h"
#include "corpus/keymap.h"
#include "corpus/field_choice.h"

enum { STRICT = CSV_STRICT | CSV_STRICT_FINI };

struct column {
    int field, rank; /* field -1: unknown */
};

struct csv_reader {
    struct reader_context *context;
    struct source         *source;
    struct csv_parser      parser;
    char                   usual;  /* separator of the format */
    unsigned char          separator, quote;
    struct column         *columns;
    size_t                 column_count;
    struct buf             row;   /* the cells' bytes, a '\n' behind each */
    struct buf             ends;  /* size_t each: where cells end in row */
    size_t                 cells, used;
    bool                   row_done, skipping, over;
    struct field_choice    choice;
};

static int open_csv(void **state, struct reader_context *context, char usual, struct err *err)
{
    const struct corpus_options *options = context->options;
    struct csv_reader           *r       = calloc(1, sizeof *r);
    if (!r)
        return err_oom(err);
    r->context   = context;
    r->source    = context->source;
    r->usual     = usual;
    r->separator = (unsigned char)options->csv_separator;
    r->quote     = (unsigned char)(options->csv_quote ? options->csv_quote : '"');
    csv_init(&r->parser, STRICT);
    *state = r;
    return 0;
}

static int open_commas(void **state, struct reader_context *context, struct err *err)
{
    return open_csv(state, context, ',', err);
}

static int open_tabs(void **state, struct reader_context *context, struct err *err)
{
    return open_csv(state, context, '\t', err);
}

static void close_csv(void *state)
{
    struct csv_reader *r = state;
    if (!r)
        return;
    csv_free(&r->parser);
    field_choice_release(&r->choice);
    buf_release(&r->row);
    buf_release(&r->ends);
    free(r->columns);
    free(r);
}

/* ---- rows ---- */

static void on_cell(void *cell, size_t len, void *ctx)
{
    struct csv_reader *r = ctx;
    if (len)
        buf_append(&r->row, cell, len);
    size_t end = r->row.len;
    buf_putc(&r->row, '\n');
    buf_append(&r->ends, &end, sizeof end);
    r->cells++;
}

static void on_row(int terminator, void *ctx)
{
    struct csv_reader *r = ctx;
    (void)terminator;
    r->row_done = true;
}

/* Begin a row with a parser that knows nothing of the one before. */
static void begin_row(struct csv_reader *r, unsigned char options)
{
    csv_free(&r->parser);
    csv_init(&r->parser, options);
    csv_set_delim(&r->parser, r->separator);
    csv_set_quote(&r->parser, r->quote);
    buf_clear(&r->row);
    buf_clear(&r->ends);
    r->cells    = 0;
    r->row_done = false;
}

static struct str cell(const struct csv_reader *r, size_t i)
{
    size_t from = 0, end;
    if (i)
        memcpy(&from, r->ends.data + (i - 1) * sizeof from, sizeof from);
    memcpy(&end, r->ends.data + i * sizeof end, sizeof end);
    from += i > 0;
    return str_of(r->row.data + from, end - from);
}

/* Bytes of the line at s.data + from, its end included, '\n' or '\r'; 0 when it does not end. */
static size_t line_len(struct str s, size_t from)
{
    s = str_skip(s, from);
    const char *lf = s.len ? memchr(s.data, '\n', s.len) : NULL;
    size_t      n  = lf ? (size_t)(lf - s.data) + 1 : s.len;
    const char *cr = n ? memchr(s.data, '\r', n) : NULL;
    return cr ? (size_t)(cr - s.data) + 1 : lf ? n : 0;
}

/* Have the line that begins at window[at] whole in the window, *len of it: 1, 0 when nothing is there,
 * negative. */
static int whole_line(struct source *s, size_t at, size_t *len, enum reject_reason *reason, struct err *err)
{
    for (size_t looked = at;;) {
        *len = line_len(s->window, looked);
        if (*len) {
            *len += looked - at;
            return 1;
        }
        looked = s->window.len;
        int rc = source_more(s, reason, err);
        if (rc < 0)
            return rc;
        if (rc == 0) {
            *len = s->window.len - at;
            return *len > 0;
        }
    }
}

static int refuse(enum reject_reason *reason, struct err *err, const char *what)
{
    *reason = REJECT_MALFORMED;
    return err_set(err, ERR_FORMAT, "%s", what);
}

/* The strict reading failed. 1: the first line alone is a row with stray quotes in it; negative: refused. */
static int second_try(struct csv_reader *r, bool within_line, enum reject_reason *reason, struct err *err)
{
    struct str window = r->source->window;
    size_t     len    = line_len(window, 0);
    r->used           = len ? len : window.len;
    if (within_line) {
        begin_row(r, 0);
        csv_parse(&r->parser, window.data, len ? len - 1 : window.len, on_cell, on_row, r);
        csv_set_opts(&r->parser, STRICT);
        if (csv_fini(&r->parser, on_cell, on_row, r) == 0)
            return 1;
    }
    return refuse(reason, err, "a quoted field without end");
}

/* What csv_parse, which reads n of `size` bytes, says: 0 all, 1 a misplaced quote, negative. */
static int parse(struct csv_reader *r, struct str bytes, struct err *err)
{
    if (csv_parse(&r->parser, bytes.data, bytes.len, on_cell, on_row, r) == bytes.len)
        return r->row.failed || r->ends.failed ? err_oom(err) : 0;
    return csv_error(&r->parser) == CSV_EPARSE ? 1 : err_oom(err);
}

/* Step over line ends in front of a row: 1, 0 at the end, negative. */
static int skip_line_ends(struct source *s, enum reject_reason *reason, struct err *err)
{
    for (;;) {
        size_t n = 0;
        while (n < s->window.len && (s->window.data[n] == '\n' || s->window.data[n] == '\r'))
            n++;
        source_consume(s, n);
        if (s->window.len)
            return 1;
        int rc = source_more(s, reason, err);
        if (rc <= 0)
            return rc;
    }
}

/* The row at the window's front, its cells: 1, 0 at the end, negative: refused. Line by line, so that never
 * more than one row is parsed. */
static int read_row(struct csv_reader *r, enum reject_reason *reason, struct err *err)
{
    struct source *s = r->source;
    begin_row(r, STRICT);
    for (size_t at = 0, len;; at += len) {
        int rc = whole_line(s, at, &len, reason, err);
        if (rc == ERR_LIMIT && *reason == REJECT_TOO_LARGE) {
            if (at > 0)
                return second_try(r, false, reason, err);
            r->skipping = true;
        }
        if (rc < 0)
            return rc;
        if (rc == 0) { /* the last row needs no line end, but its quotes must be closed */
            if (at == 0)
                return 0;
            if (csv_fini(&r->parser, on_cell, on_row, r) != 0)
                return second_try(r, false, reason, err);
            r->used = at;
            rc      = source_check(s, at, reason, err);
            return rc ? rc : r->cells > 0;
        }
        rc = parse(r, str_of(s->window.data + at, len), err);
        if (rc)
            return rc < 0 ? rc : second_try(r, at == 0, reason, err);
        if (r->row_done) {
            r->used = at + len;
            rc      = source_check(s, r->used - 1, reason, err); /* less its line end */
            return rc ? rc : 1;
        }
    }
}

/* ---- the header ---- */

/* The separator that a header line has most of. */
static unsigned char guess_separator(struct str line, char usual, unsigned char quote)
{
    static const char candidates[] = ",;\t|";
    size_t            counts[4] = {0}, best = 0;
    bool              quoted    = false;
    for (size_t i = 0; i < line.len; i++) {
        const char *hit = line.data[i] ? strchr(candidates, line.data[i]) : NULL;
        if ((unsigned char)line.data[i] == quote)
            quoted = !quoted;
        else if (hit && !quoted)
            counts[hit - candidates]++;
    }
    for (size_t i = 1; i < 4; i++)
        if (counts[i] > counts[best])
            best = i;
    return (unsigned char)(counts[best] ? candidates[best] : usual);
}

/* Whose columns mean nothing: names them, the first at least. */
static int refuse_header(const struct csv_reader *r, enum reject_reason *reason, struct err *err)
{
    enum { NAMES = 200 }; /* bytes */
    struct buf names = BUF_INIT;
    for (size_t i = 0; i < r->cells && names.len <= NAMES; i++) {
        buf_cstr(&names, i ? ", " : "");
        utf8_repair(&names, cell(r, i));
    }
    const struct str shown = str_of(names.data, utf8_floor(buf_view(&names), NAMES));
    *reason  = REJECT_MALFORMED;
    int code = err_set(err, ERR_FORMAT, "the header '%.*s%s' names neither title nor text: say which columns they are, "
                                        "as in --map title=headline",
                       STR_ARG(shown), shown.len < names.len ? " ..." : "");
    buf_release(&names);
    return code;
}

static int read_header(struct csv_reader *r, enum reject_reason *reason, struct err *err)
{
    size_t len;
    bool   known = false;
    int    rc    = whole_line(r->source, 0, &len, reason, err);
    if (rc <= 0)
        return rc;
    if (!r->separator)
        r->separator = guess_separator(str_of(r->source->window.data, len), r->usual, r->quote);
    rc = read_row(r, reason, err);
    if (rc <= 0)
        return rc;
    r->columns      = calloc(r->cells ? r->cells : 1, sizeof *r->columns);
    r->column_count = r->cells;
    if (!r->columns)
        return err_oom(err);
    for (size_t i = 0; i < r->cells; i++) {
        r->columns[i].field = keymap_find(r->context->keymap, cell(r, i), &r->columns[i].rank);
        known = known || r->columns[i].field == FIELD_TITLE || r->columns[i].field == FIELD_BODY;
    }
    if (known)
        return 1;
    r->over = true;
    return refuse_header(r, reason, err);
}

/* ---- articles ---- */

static int take_row(struct csv_reader *r, struct article *out, enum reject_reason *reason, struct err *err)
{
    struct str row   = buf_view(&r->row);
    bool       clean = utf8_valid_len(row) == row.len; /* decoding may take up to eight bytes for one */
    long       replaced = 0;
    int        rc       = field_choice_begin(&r->choice, clean ? 0 : 8 * row.len + 1024, err);
    for (size_t i = r->column_count; i < r->cells && !rc; i++)
        if (str_trim(cell(r, i)).len)
            return refuse(reason, err, "the row has more fields than the header");
    for (size_t i = 0; i < r->cells && i < r->column_count && !rc; i++) {
        struct column column = r->columns[i];
        struct str    value  = cell(r, i);
        if (column.field < 0 || !field_choice_wants(&r->choice, column.field, column.rank))
            continue;
        if (!clean) {
            size_t mark = r->choice.text.len;
            long   n    = encoding_to_utf8(&r->choice.text, value, r->context->options->encoding, err);
            value       = str_skip(buf_view(&r->choice.text), mark);
            replaced += n > 0 ? n : 0;
            rc = n < 0 ? (int)n : 0;
        }
        field_choice_offer(&r->choice, column.field, column.rank, value);
    }
    r->context->repaired += !rc && replaced;
    if (!rc)
        rc = field_choice_finish(&r->choice, r->context, out, err);
    *reason = REJECT_MALFORMED;
    return rc ? rc : 1;
}

static int next_csv(void *state, struct article *out, enum reject_reason *reason, uint64_t *line,
                    struct err *err)
{
    struct csv_reader *r  = state;
    int                rc = 1;
    source_consume(r->source, r->used);
    r->used = 0;
    while (r->skipping && rc > 0) { /* a line too long: drop it without keeping it */
        size_t len = line_len(r->source->window, 0);
        source_consume(r->source, len ? len : r->source->window.len);
        r->skipping = !len;
        if (!len)
            rc = source_more(r->source, reason, err);
    }
    if (rc > 0)
        rc = skip_line_ends(r->source, reason, err);
    *line = r->source->line;
    if (rc <= 0 || r->over)
        return r->over ? 0 : rc;
    if (!r->columns) {
        rc = read_header(r, reason, err);
        if (rc < 0 && !r->columns)
            r->over = true;
        return rc <= 0 ? rc : next_csv(state, out, reason, line, err);
    }
    rc = read_row(r, reason, err);
    return rc <= 0 ? rc : take_row(r, out, reason, err);
}

/* ---- which of the two ---- */

/* Is the first line a header: two known columns or more, one of them the title or the text? */
static int sniff(struct str head, bool tabs)
{
    struct str     line = str_split(&head, '\n'), rest = str_trim(line);
    unsigned char  separator = guess_separator(rest, ',', '"');
    struct keymap *keymap;
    int            known = 0, rank;
    bool           essential = false;
    if (!rest.len || rest.len > 4096 || memchr("<{[", *rest.data, 3) || (separator == '\t') != tabs ||
        !memchr(rest.data, separator, rest.len) || keymap_new(&keymap, NULL, 0, NULL) != 0)
        return 0;
    while (rest.data) {
        struct str name = str_trim(str_split(&rest, (char)separator));
        if (name.len >= 2 && *name.data == '"' && name.data[name.len - 1] == '"')
            name = str_of(name.data + 1, name.len - 2);
        int field = keymap_find(keymap, name, &rank);
        known += field >= 0;
        essential = essential || field == FIELD_TITLE || field == FIELD_BODY;
    }
    keymap_free(keymap);
    return known >= 2 && essential ? 70 : 0;
}

static int sniff_commas(struct str head)
{
    return sniff(head, false);
}

static int sniff_tabs(struct str head)
{
    return sniff(head, true);
}

static const char *const csv_extensions[] = {"csv", NULL};
static const char *const tsv_extensions[] = {"tsv", "tab", NULL};

const struct reader_ops reader_csv = {
    .name       = "csv",
    .extensions = csv_extensions,
    .sniff      = sniff_commas,
    .open       = open_commas,
    .next       = next_csv,
    .close      = close_csv,
};

const struct reader_ops reader_tsv = {
    .name       = "tsv",
    .extensions = tsv_extensions,
    .sniff      = sniff_tabs,
    .open       = open_tabs,
    .next       = next_csv,
    .close      = close_csv,
};

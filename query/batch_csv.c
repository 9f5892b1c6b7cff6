/* Tables of queries: a header line, then a query a row. A quote that is never closed would swallow all rows
 * below it: then its line alone is refused, and the next is a new row. */
#include "query/batch_topics.h"

enum { COLUMNS_MAX = 64 };

/* Names of columns, the best first; in any case. */
static const char *const qid_names[]   = {"qid", "query_id", "query-id", "queryid", "topic_id", "topic-id",
                                          "topicid", "topic", "number", "num", "id"};
static const char *const query_names[] = {"query", "query_text", "title", "text", "question", "keywords"};

/* ---- rows ------------------------------------------------------------------------------------ */

/* The cells of a row; their texts lie in *text one behind the other. */
struct row {
    struct buf *text;
    size_t      begin[COLUMNS_MAX], end[COLUMNS_MAX];
    size_t      count; /* those past COLUMNS_MAX are counted, and forgotten */
    bool        open;  /* the last cell ended within quotes */
};

static struct str cell_at(const struct row *row, size_t i)
{
    return str_of(buf_view(row->text).data + row->begin[i], row->end[i] - row->begin[i]);
}

static size_t cells_of(const struct row *row)
{
    return row->count < COLUMNS_MAX ? row->count : COLUMNS_MAX;
}

/* One cell at *s, which moves behind it, or the rest of the open one. A doubled quote within quotes is one;
 * text behind a closing quote is taken as it is. */
static void read_cell(struct str *s, char separator, struct row *row)
{
    bool   more = row->open, quoted = more || (s->len && s->data[0] == '"');
    size_t cell = more ? row->count - 1 : row->count, at = quoted && !more;
    if (!more) {
        row->count++;
        if (cell < COLUMNS_MAX)
            row->begin[cell] = row->text->len;
    }
    for (; at < s->len && (quoted || s->data[at] != separator); at++) {
        if (quoted && s->data[at] == '"' && !(at + 1 < s->len && s->data[at + 1] == '"')) {
            quoted = false;
            continue;
        }
        at += quoted && s->data[at] == '"';
        buf_putc(row->text, s->data[at]);
    }
    *s        = str_skip(*s, at);
    row->open = quoted;
    if (cell < COLUMNS_MAX)
        row->end[cell] = row->text->len;
}

/* The cells of a line, the first of them going on with an open one. */
static void read_cells(struct str line, char separator, struct row *row)
{
    for (;;) {
        read_cell(&line, separator, row);
        if (!line.len)
            return;
        line = str_skip(line, 1); /* the separator */
        if (!line.len) {          /* the last cell is empty */
            read_cell(&line, separator, row);
            return;
        }
    }
}

/* ---- the header ------------------------------------------------------------------------------ */

/* The column with the best of the names; SIZE_MAX: none. */
static size_t find_column(const struct row *row, const char *const *names, size_t count)
{
    for (size_t n = 0; n < count; n++)
        for (size_t i = 0; i < cells_of(row); i++)
            if (str_eq_nocase(str_trim(cell_at(row, i)), str_c(names[n])))
                return i;
    return SIZE_MAX;
}

bool batch_csv_header(struct str line, char *separator, size_t *qid_column, size_t *query_column)
{
    static const char separators[] = {',', ';', '\t'};
    struct buf        text = BUF_INIT;
    bool              both = false, query = false;
    *qid_column = *query_column = SIZE_MAX;
    *separator                  = ',';
    for (size_t i = 0; i < sizeof separators && !both; i++) {
        struct row row = {.text = &text};
        buf_clear(&text);
        read_cells(line, separators[i], &row);
        size_t qid   = find_column(&row, qid_names, sizeof qid_names / sizeof *qid_names);
        size_t words = find_column(&row, query_names, sizeof query_names / sizeof *query_names);
        both         = qid != SIZE_MAX && words != SIZE_MAX;
        if (both || (words != SIZE_MAX && !query)) {
            query         = true;
            *separator    = separators[i];
            *qid_column   = qid;
            *query_column = words;
        }
    }
    buf_release(&text);
    return both;
}

/* ---------------------------------------------------------------------------------------------- */

static int next_row(struct batch_topics *t, struct row *row, struct err *err)
{
    size_t done = 0;
    buf_clear(row->text);
    for (;;) {
        struct str record = batch_lines_record(&t->lines);
        read_cells(str_skip(record, done), t->separator, row);
        if (!row->open)
            return buf_failed(row->text, err);
        done     = record.len;
        int code = batch_lines_more(&t->lines, err);
        if (code < 0)
            return code;
        if (code == 0) {
            batch_lines_cut(&t->lines, 1);
            return err_set(err, ERR_FORMAT, "a quotation mark is never closed");
        }
    }
}

int batch_csv_next(struct batch_topics *t, struct batch_topic *topic, struct err *err)
{
    if (!t->header_read) {
        struct str header = batch_lines_record(&t->lines);
        t->header_read    = true;
        batch_csv_header(header, &t->separator, &t->qid_column, &t->query_column);
        if (t->query_column == SIZE_MAX)
            return err_set(err, ERR_USAGE, "no column of the header line of '%s' is named query, title or "
                                           "text", t->lines.name);
        return 0;
    }
    struct row row  = {.text = &t->cells};
    int        code = next_row(t, &row, err);
    if (code)
        return code;
    if (cells_of(&row) <= t->query_column || (t->qid_column != SIZE_MAX && cells_of(&row) <= t->qid_column))
        return err_set(err, ERR_FORMAT, "the row has %zu columns only", row.count);
    if (t->qid_column == SIZE_MAX)
        buf_printf(&topic->qid, "%llu", (unsigned long long)topic->line);
    else
        buf_str(&topic->qid, str_trim(cell_at(&row, t->qid_column)));
    if (!topic->qid.len)
        return err_set(err, ERR_FORMAT, "the row has no id");
    buf_str(&topic->query, cell_at(&row, t->query_column));
    return 1;
}

/* One JSON object a line. */
#include "base/json_out.h"
#include "query/render.h"

enum { SNIPPET_COLUMNS = 240 };

static size_t snippet_columns(const struct terminal *terminal)
{
    (void)terminal;
    return SNIPPET_COLUMNS;
}

/* Names and order as article_to_json writes them, without the text. */
static void fields(const struct article *article, struct buf *out)
{
    struct article head = *article;
    struct buf     json = BUF_INIT;
    head.field[FIELD_BODY] = str_of(NULL, 0);
    article_to_json(&head, &json);
    if (json.failed)
        out->failed = json.failed;
    else if (json.len > 2) { /* not {} */
        buf_cstr(out, ", ");
        buf_str(out, str_of(json.data + 1, json.len - 2));
    }
    buf_release(&json);
}

/* "{", with the id of a batch's query. */
static void begin(const struct render_query *query, struct buf *out)
{
    buf_putc(out, '{');
    if (!query->qid.data)
        return;
    buf_cstr(out, "\"qid\": ");
    buf_json_string(out, query->qid);
    buf_cstr(out, ", ");
}

static void parts(const struct render_hit *h, struct buf *out)
{
    const char *between = "";
    buf_cstr(out, ", \"terms\": [");
    for (size_t i = 0; i < h->explanation->part_count; i++) {
        if (h->parts[i] == 0)
            continue;
        buf_printf(out, "%s{\"term\": ", between);
        buf_json_string(out, h->explanation->parts[i]);
        buf_printf(out, ", \"weight\": %.6f}", h->parts[i]);
        between = ", ";
    }
    buf_putc(out, ']');
}

static void explanation(const struct render_query *query, const struct explanation *e,
                        const struct terminal *terminal, struct buf *out)
{
    (void)terminal;
    begin(query, out);
    buf_cstr(out, "\"query\": ");
    buf_json_string(out, query->text);
    buf_cstr(out, ", \"understood\": ");
    buf_json_string(out, buf_view(&e->tree));
    buf_printf(out, ", \"engine\": \"%s\", \"plan\": ", e->engine);
    buf_json_string(out, buf_view(&e->plan));
    buf_cstr(out, ", \"terms\": [");
    for (size_t i = 0; i < e->term_count; i++) {
        buf_cstr(out, i ? ", {\"term\": " : "{\"term\": ");
        buf_json_string(out, e->terms[i].words);
        buf_printf(out, ", \"df\": %llu", (unsigned long long)e->terms[i].df);
        if (e->terms[i].cf)
            buf_printf(out, ", \"cf\": %llu", (unsigned long long)e->terms[i].cf);
        buf_putc(out, '}');
    }
    buf_cstr(out, "]}\n");
}

static void hit(const struct render_hit *h, const struct terminal *terminal, struct buf *out)
{
    (void)terminal;
    begin(h->query, out);
    buf_printf(out, "\"rank\": %llu, \"weight\": %.*f", (unsigned long long)h->rank, h->explanation ? 6 : 4,
               h->weight);
    fields(h->article, out);
    if (h->snippet) {
        buf_cstr(out, ", \"snippet\": ");
        buf_json_string(out, buf_view(&h->snippet->text));
    }
    if (h->explanation)
        parts(h, out);
    buf_cstr(out, ", \"index\": ");
    buf_json_string(out, str_c(h->index));
    buf_cstr(out, "}\n");
}

static void end(const struct render_summary *summary, const struct terminal *terminal, struct buf *out)
{
    (void)summary, (void)terminal, (void)out; /* every line is a hit */
}

static void count(const struct render_query *query, uint64_t matches, struct buf *out)
{
    begin(query, out);
    buf_printf(out, "\"count\": %llu}\n", (unsigned long long)matches);
}

static void article(const struct article *a, const struct terminal *terminal, struct buf *out)
{
    (void)terminal;
    article_to_json(a, out);
    buf_putc(out, '\n');
}

const struct renderer render_json = {
    .name            = "json",
    .snippet_columns = snippet_columns,
    .explanation     = explanation,
    .hit             = hit,
    .end             = end,
    .count           = count,
    .article         = article,
};

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

static void hit(const struct render_hit *h, const struct terminal *terminal, struct buf *out)
{
    (void)terminal;
    buf_printf(out, "{\"rank\": %llu, \"weight\": %.4f", (unsigned long long)h->rank, h->weight);
    fields(h->article, out);
    if (h->snippet) {
        buf_cstr(out, ", \"snippet\": ");
        buf_json_string(out, buf_view(&h->snippet->text));
    }
    buf_cstr(out, ", \"index\": ");
    buf_json_string(out, str_c(h->index));
    buf_cstr(out, "}\n");
}

static void end(const struct render_summary *summary, const struct terminal *terminal, struct buf *out)
{
    (void)summary, (void)terminal, (void)out; /* every line is a hit */
}

static void count(uint64_t matches, struct buf *out)
{
    buf_printf(out, "{\"count\": %llu}\n", (unsigned long long)matches);
}

static void article(const struct article *a, const struct terminal *terminal, struct buf *out)
{
    (void)terminal;
    article_to_json(a, out);
    buf_putc(out, '\n');
}

const struct renderer render_json = {"json", snippet_columns, hit, end, count, article};

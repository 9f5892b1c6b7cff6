#include "query/query_tree.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "query/terminal.h"
#include "store/schema.h"

void query_init(struct query *q)
{
    *q = (struct query){BUF_INIT, NULL, NULL, QUERY_NOTES_INIT, {0, 0}};
}

void query_release(struct query *q)
{
    for (struct query_node *node = q->nodes, *older; node; node = older) {
        older = node->older;
        free(node);
    }
    buf_release(&q->text);
    query_notes_release(&q->notes);
    query_init(q);
}

struct query_node *query_node_new(struct query *q, enum query_kind kind)
{
    struct query_node *node = calloc(1, sizeof *node);
    if (!node)
        return NULL;
    node->kind  = kind;
    node->field = FIELD_BODY;
    node->older = q->nodes;
    q->nodes    = node;
    return node;
}

static void print_leaf(const struct query_node *node, struct buf *out)
{
    const char *before = "<", *after = ">";
    if (node->kind == QUERY_PHRASE || node->kind == QUERY_NEAR)
        before = after = "\"";
    else if (node->kind == QUERY_ANY)
        before = "any<";
    else if (node->kind == QUERY_EXACT)
        before = "=<";
    else if (node->kind == QUERY_PREFIX)
        after = ">*";
    if (node->field != FIELD_BODY)
        buf_printf(out, "%s:", article_field_name(node->field));
    if (node->kind == QUERY_DATE) {
        query_date_print(out, node->date.first);
        buf_cstr(out, "..");
        query_date_print(out, node->date.last);
        return;
    }
    buf_cstr(out, before);
    buf_str(out, node->text);
    buf_cstr(out, after);
    if (node->kind == QUERY_NEAR)
        buf_printf(out, "~%zu", node->within);
}

void query_print(const struct query_node *node, struct buf *out)
{
    static const char *const signs[] = {[ROLE_MAY] = "", [ROLE_MUST] = "+", [ROLE_NOT] = "-"};
    if (node->kind != QUERY_OR && node->kind != QUERY_GROUP) {
        print_leaf(node, out);
        return;
    }
    buf_putc(out, '(');
    for (const struct query_node *part = node->first; part; part = part->next) {
        if (part != node->first)
            buf_cstr(out, node->kind == QUERY_OR ? " | " : " ");
        buf_cstr(out, signs[part->role]);
        query_print(part, out);
    }
    buf_putc(out, ')');
}

/* ---- fields ---------------------------------------------------------------------------------- */

static const enum article_field askable[] = {FIELD_TITLE, FIELD_AUTHOR, FIELD_SOURCE, FIELD_SECTION,
                                             FIELD_TOPIC, FIELD_LANG,   FIELD_DATE,   FIELD_ID};

const char *query_field_names(void)
{
    return "title, author, source, section, topic, lang, date, id";
}

int query_field_by_name(struct str name)
{
    for (size_t i = 0; i < sizeof askable / sizeof *askable; i++)
        if (str_eq_nocase(name, str_c(article_field_name(askable[i]))))
            return (int)askable[i];
    return -1;
}

/* ---- the place of an error ------------------------------------------------------------------- */

void query_print_place(const struct query *q, int width, struct buf *out)
{
    if (!q->place.len)
        return;
    struct str text = buf_view(&q->text);
    size_t     end  = q->place.at + q->place.len;
    struct str marked = str_of(text.data + q->place.at, q->place.len);

    /* The marked part begins at most a third of the line in, and takes at most half of it. */
    size_t room = width > 30 ? (size_t)width - 6 : 24;
    size_t begin = q->place.at, stop = end;
    while (begin > 0 && terminal_columns(str_of(text.data + begin, q->place.at - begin)) < room / 3)
        begin = utf8_floor(text, begin - 1);
    size_t before = terminal_columns(str_of(text.data + begin, q->place.at - begin));
    size_t marks  = terminal_columns(marked);
    if (marks > room / 2) {
        stop  = q->place.at + terminal_fit(marked, room / 2);
        marks = terminal_columns(str_of(marked.data, stop - q->place.at));
    } else {
        stop += terminal_fit(str_skip(text, end), room - before - marks);
    }

    const char *ellipsis = "\xE2\x80\xA6";
    size_t      lead     = 2;
    buf_cstr(out, "  ");
    if (begin > 0) {
        buf_cstr(out, ellipsis);
        lead++;
    }
    utf8_for_terminal(out, str_of(text.data + begin, stop - begin));
    if (stop < text.len)
        buf_cstr(out, ellipsis);
    buf_putc(out, '\n');
    buf_fill(out, ' ', lead + before);
    buf_fill(out, '^', marks ? marks : 1);
    buf_putc(out, '\n');
}

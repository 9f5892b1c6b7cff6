#include "query/plan_query.h"

#include "base/buf.h"

uint64_t plan_synonym_df(const struct plan_query *synonym, uint64_t documents)
{
    double n = (double)documents, df = 0;
    for (size_t i = 0; i < synonym->count && documents; i++) {
        double more = (double)synonym->parts[i]->found.df;
        df          = (double)(uint64_t)(df + more - df * more / n + 0.5);
    }
    return (uint64_t)df;
}

/* ---- printing -------------------------------------------------------------------------------- */

static const struct {
    const char *before, *between; /* of the parts; before: alone for what has none */
} words[] = {
    [PLAN_NOTHING]    = {"NOTHING", ""},
    [PLAN_ALL]        = {"ALL", ""},
    [PLAN_TERM]       = {"", ""},
    [PLAN_OR]         = {"", " OR "},
    [PLAN_AND]        = {"", " AND "},
    [PLAN_AND_NOT]    = {"", " AND_NOT "},
    [PLAN_FILTER]     = {"", " FILTER "},
    [PLAN_AND_MAYBE]  = {"", " AND_MAYBE "},
    [PLAN_SYNONYM]    = {"", " SYNONYM "},
    [PLAN_PHRASE]     = {"PHRASE", " "},
    [PLAN_NEAR]       = {"NEAR", " "},
    [PLAN_DATES]      = {"DATES", ""},
    [PLAN_UNWEIGHED]  = {"0 * ", ""},
};

void plan_query_print(const struct plan_query *q, struct buf *out)
{
    buf_cstr(out, words[q->op].before);
    if (q->op == PLAN_TERM) {
        buf_str(out, q->term);
        if (q->wqf > 1)
            buf_printf(out, "#%u", (unsigned)q->wqf);
    } else if (q->op == PLAN_NEAR) {
        buf_printf(out, "/%u", (unsigned)q->window);
    } else if (q->op == PLAN_DATES) {
        buf_printf(out, "(%lld .. %lld)", (long long)q->first, (long long)q->last);
    }
    bool enclosed = q->count && q->op != PLAN_UNWEIGHED;
    if (enclosed)
        buf_putc(out, '(');
    for (size_t i = 0; i < q->count; i++) {
        if (i > 0)
            buf_cstr(out, words[q->op].between);
        plan_query_print(q->parts[i], out);
    }
    if (enclosed)
        buf_putc(out, ')');
}

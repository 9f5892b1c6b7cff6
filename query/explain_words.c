#include "query/explain_words.h"

#include "query/query_date.h"
#include "store/schema.h"

/* ---- terms ----------------------------------------------------------------------------------- */

/* The field whose terms of that kind begin as the term does, by the longest prefix; -1: none. */
static int field_of(struct str term, size_t *prefix)
{
    int best = -1;
    *prefix  = 0;
    for (int f = 0; f < FIELD_COUNT; f++) {
        const struct schema_field *field = schema_field((enum article_field)f);
        const char *const          of[]  = {field->prefix, field->word_prefix};
        for (size_t i = 0; i < 2; i++)
            if (of[i] && *of[i] && str_starts(term, str_c(of[i])) && strlen(of[i]) > *prefix) {
                best    = f;
                *prefix = strlen(of[i]);
            }
    }
    return best;
}

/* 20230727 as 2023-07-27. */
static void print_date(struct str digits, struct buf *out)
{
    buf_cstr(out, "date:");
    for (size_t i = 0; i < digits.len; i++) {
        if (i == 4 || i == 6)
            buf_putc(out, '-');
        buf_putc(out, digits.data[i]);
    }
}

void explain_term(struct str term, uint32_t wqf, struct buf *out)
{
    static const char *const dates[] = {SCHEMA_DAY_PREFIX, SCHEMA_MONTH_PREFIX, SCHEMA_YEAR_PREFIX};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        if (str_starts(term, str_c(dates[i]))) {
            print_date(str_skip(term, strlen(dates[i])), out);
            return;
        }
    bool   stem = str_starts(term, STR(SCHEMA_STEM_PREFIX));
    size_t prefix;
    term      = stem ? str_skip(term, strlen(SCHEMA_STEM_PREFIX)) : term;
    int field = field_of(term, &prefix);
    if (field >= 0)
        buf_printf(out, "%s:", article_field_name((enum article_field)field));
    if (!stem && (field < 0 || schema_field((enum article_field)field)->kind == SCHEMA_TEXT))
        buf_putc(out, '=');
    buf_str(out, str_skip(term, prefix));
    if (stem)
        buf_putc(out, '~');
    if (wqf > 1)
        buf_printf(out, "^%u", (unsigned)wqf);
}

/* ---- plans ----------------------------------------------------------------------------------- */

/* Days, of which the calendar's ends are left open. */
static void print_days(const struct plan_query *q, struct buf *out)
{
    int64_t first = q->first / 86400, last = (q->last + 1) / 86400 - 1; /* whole days: planner_range */
    buf_cstr(out, "date:");
    if (first > query_date_min())
        query_date_print(out, first);
    buf_cstr(out, "..");
    if (last < query_date_max())
        query_date_print(out, last);
}

static const struct {
    const char *before, *between;
} words[] = {
    [PLAN_NOTHING] = {"NOTHING", ""},   [PLAN_ALL] = {"ALL", ""},
    [PLAN_TERM] = {"", ""},             [PLAN_DATES] = {"", ""},
    [PLAN_OR] = {"(", " OR "},          [PLAN_AND] = {"(", " AND "},
    [PLAN_AND_NOT] = {"(", " AND NOT "}, [PLAN_FILTER] = {"(", " FILTER "},
    [PLAN_AND_MAYBE] = {"(", " MAYBE "}, [PLAN_SYNONYM] = {"(", " SAME "},
    [PLAN_PHRASE] = {"PHRASE(", " "},   [PLAN_NEAR] = {"NEAR", " "},
    [PLAN_UNWEIGHED] = {"UNWEIGHED(", ""},
};

void explain_plan(const struct plan_query *q, struct buf *out)
{
    buf_cstr(out, words[q->op].before);
    if (q->op == PLAN_TERM)
        explain_term(q->term, q->wqf, out);
    else if (q->op == PLAN_DATES)
        print_days(q, out);
    else if (q->op == PLAN_NEAR)
        buf_printf(out, "/%u(", (unsigned)q->window);
    for (size_t i = 0; i < q->count && i < EXPLAIN_PARTS; i++) {
        buf_cstr(out, i ? words[q->op].between : "");
        explain_plan(q->parts[i], out);
    }
    if (q->count > EXPLAIN_PARTS)
        buf_printf(out, "%s%zu more", words[q->op].between, q->count - EXPLAIN_PARTS);
    if (q->count)
        buf_putc(out, ')');
}

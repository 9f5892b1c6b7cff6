#include "query/plan_words.h"

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

void plan_words_term(struct str term, uint32_t wqf, struct buf *out)
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

void plan_words_dates(const struct query_date *date, struct buf *out)
{
    buf_cstr(out, "date:");
    query_date_print(out, date->first);
    buf_cstr(out, "..");
    query_date_print(out, date->last);
}

/* ---- combinations ---------------------------------------------------------------------------- */

void plan_words_scaled(struct str part, double factor, struct buf *out)
{
    if (factor > 0)
        buf_printf(out, "%g * %.*s", factor, STR_ARG(part));
    else
        buf_printf(out, "UNWEIGHED(%.*s)", STR_ARG(part));
}

void plan_words_begin(enum xap_op op, struct buf *out)
{
    buf_cstr(out, op == XAP_PHRASE ? "PHRASE(" : op == XAP_NEAR ? "NEAR(" : "(");
}

void plan_words_part(enum xap_op op, size_t i, size_t count, struct str part, struct buf *out)
{
    static const char *const between[] = {
        [XAP_OR] = " OR ",        [XAP_AND] = " AND ",         [XAP_AND_NOT] = " AND NOT ",
        [XAP_FILTER] = " FILTER ", [XAP_AND_MAYBE] = " MAYBE ", [XAP_SYNONYM] = " SAME ",
        [XAP_PHRASE] = " ",       [XAP_NEAR] = " ",
    };
    if (i < PLAN_WORDS_SHOWN) {
        buf_cstr(out, i ? between[op] : "");
        buf_str(out, part);
    }
    if (i + 1 == count && count > PLAN_WORDS_SHOWN)
        buf_printf(out, "%s%zu more", between[op], count - PLAN_WORDS_SHOWN);
    if (i + 1 == count)
        buf_putc(out, ')');
}

/* Leaves that only filter: author, source, section, topic, lang, id and date. */
#include "query/planner.h"

#include <stdio.h>

#include "index/facet.h"
#include "query/query_parser.h"
#include "store/schema.h"
#include "text/languages.h"

static void note_absent(struct planner *p, const struct query_node *node)
{
    query_note(&p->q->notes, "no article has the %s '%s'", article_field_name(node->field),
               query_clip(node->text).text);
}

/* One boolean term, complete. */
static int add_term(struct planner *p, const struct query_node *node, struct str term,
                    struct planner_list *list)
{
    const struct plan_query *query;
    uint64_t          df;
    int               code = planner_whole_term(p, term, &df, &query);
    if (!code && df == 0)
        note_absent(p, node);
    return code ? code : planner_add(p, list, query);
}

/* prefix + value by the schema's rule for long ones. */
static int add_value(struct planner *p, const struct query_node *node, const char *prefix, struct str value,
                     struct planner_list *list)
{
    struct buf term = BUF_INIT;
    schema_term(&term, prefix, value);
    int code = buf_failed(&term, p->err);
    if (!code)
        code = add_term(p, node, buf_view(&term), list);
    buf_release(&term);
    return code;
}

/* ---- facets ---------------------------------------------------------------------------------- */

static int facet_whole_value(struct planner *p, const struct query_node *node, struct planner_list *list)
{
    struct buf term = BUF_INIT;
    facet_whole(p->target->analyzer, node->field, node->text, &term);
    int code = buf_failed(&term, p->err);
    if (!code)
        code = add_term(p, node, buf_view(&term), list);
    buf_release(&term);
    return code;
}

/* Each word of the value, but what words make joined: "J Smith" is also found as "Smith, J". */
static int facet_words_of(struct planner *p, const struct query_node *node, struct planner_list *list)
{
    static const int       none   = LANGUAGE_NONE;
    const char            *prefix = schema_field(node->field)->word_prefix;
    struct query_languages plain  = {&none, 1};
    struct query_tokens    tokens;
    int code = query_analyze(p->target->analyzer, plain, node->text, QUERY_PHRASE_MAX, &p->plan->arena,
                             &tokens,
                             p->err);
    if (code == ERR_LIMIT)
        return query_error(p->q, node->place, p->err, ERR_LIMIT, "a value of more than %d words",
                           QUERY_PHRASE_MAX);
    for (size_t i = 0; i < tokens.count && !code; i++) {
        const struct query_token *token = &tokens.items[i];
        if (token->kind != TOKEN_JOINED && !query_token_is_tail(i ? token - 1 : NULL, token))
            code = add_value(p, node, prefix, token->word, list);
    }
    return code;
}

/* Append the terms that begin with prefix + text. */
static int add_beginning(struct planner *p, const struct query_node *node, const char *prefix,
                         struct str text,
                         struct planner_list *list)
{
    struct planner_words words = {NULL, 0, 0};
    int                  code  = planner_expand(p, node, prefix, text, false, &words);
    for (size_t i = 0; i < words.count && !code; i++) {
        const struct plan_query *query;
        code = planner_word_term(p, &words.items[i], &query);
        if (!code)
            code = planner_add(p, list, query);
    }
    return code;
}

/* Values that begin so and values with such a word; alternatives of one another. */
static int facet_beginning(struct planner *p, const struct query_node *node, struct planner_list *list)
{
    const struct schema_field *field  = schema_field(node->field);
    struct planner_list        any    = {NULL, 0, 0};
    const struct plan_query          *query;
    struct buf                 folded = BUF_INIT;
    analyzer_fold(p->target->analyzer, node->text, &folded);
    int code = buf_failed(&folded, p->err);
    if (!code)
        code = add_beginning(p, node, field->prefix, buf_view(&folded), &any);
    if (!code)
        code = add_beginning(p, node, field->word_prefix, buf_view(&folded), &any);
    buf_release(&folded);
    if (code)
        return code;
    if (any.count == 0)
        note_absent(p, node);
    code = any.count ? planner_combine(p, PLAN_OR, &any, &query) : planner_nothing(p, &query);
    return code ? code : planner_add(p, list, query);
}

/* ---- lang, date ------------------------------------------------------------------------------ */

/* A language that we know by its code; another as sources write it, in lower case. */
static int language_value(struct planner *p, const struct query_node *node, struct planner_list *list)
{
    const char *prefix = schema_field(FIELD_LANG)->prefix;
    int         lang   = language_find(node->text);
    if (lang > LANGUAGE_NONE)
        return add_value(p, node, prefix, str_c(language_code(lang)), list);
    struct buf folded = BUF_INIT;
    analyzer_fold(p->target->analyzer, node->text, &folded);
    int code = buf_failed(&folded, p->err);
    if (!code)
        code = add_value(p, node, prefix, buf_view(&folded), list);
    buf_release(&folded);
    return code;
}

static int date_value(struct planner *p, const struct query_node *node, struct planner_list *list)
{
    const struct plan_query *query;
    if (node->date.form == DATE_RANGE) {
        int code = planner_range(p, &node->date, &node->date, &query);
        return code ? code : planner_add(p, list, query);
    }
    static const struct {
        const char *prefix;
        int         digits;
    } forms[] = {
        [DATE_YEAR] = {SCHEMA_YEAR_PREFIX, 4}, [DATE_MONTH] = {SCHEMA_MONTH_PREFIX,
                                                               6}, [DATE_DAY] = {SCHEMA_DAY_PREFIX, 8},
    };
    char     digits[32];
    int      year;
    unsigned month, day;
    civil_from_days(node->date.first, &year, &month, &day);
    snprintf(digits, sizeof digits, "%04d%02u%02u", year, month, day);
    return add_value(p, node, forms[node->date.form].prefix,
                     str_of(digits, (size_t)forms[node->date.form].digits), list);
}

/* ---------------------------------------------------------------------------------------------- */

int plan_filter_leaf(struct planner *p, const struct query_node *node, struct planner_part *out)
{
    struct planner_list list = {NULL, 0, 0};
    int                 code;
    if (node->kind == QUERY_DATE)
        code = date_value(p, node, &list);
    else if (node->field == FIELD_LANG)
        code = language_value(p, node, &list);
    else if (schema_field(node->field)->kind == SCHEMA_EXACT)
        code = add_value(p, node, schema_field(node->field)->prefix, node->text, &list);
    else if (node->kind == QUERY_PREFIX)
        code = facet_beginning(p, node, &list);
    else if (node->quoted)
        code = facet_whole_value(p, node, &list);
    else
        code = facet_words_of(p, node, &list);
    *out = (struct planner_part){NULL, false, (int)node->field};
    return code || !list.count ? code : planner_combine(p, PLAN_AND, &list, &out->query);
}

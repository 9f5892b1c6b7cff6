#include "query/planner.h"

#include <stdlib.h>

#include "query/query_parser.h"

static const struct plan_query *make(struct planner *p, struct plan_query node)
{
    struct plan_query *made = arena_alloc(&p->plan->arena, sizeof *made);
    if (made)
        *made = node;
    return made;
}

static int give(struct planner *p, struct plan_query node, const struct plan_query **out)
{
    *out = make(p, node);
    return *out ? 0 : err_oom(p->err);
}

int planner_add(struct planner *p, struct planner_list *list, const struct plan_query *query)
{
    if (list->count == list->cap) {
        size_t                    cap   = list->cap ? list->cap * 2 : 8;
        const struct plan_query **items = arena_alloc(&p->plan->arena, cap * sizeof *items);
        if (!items)
            return err_oom(p->err);
        if (list->count)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->cap   = cap;
    }
    list->items[list->count++] = query;
    return 0;
}

int planner_combine(struct planner *p, enum plan_op op, const struct planner_list *list,
                    const struct plan_query **out)
{
    if (list->count == 1) {
        *out = list->items[0];
        return 0;
    }
    return give(p, (struct plan_query){.op = op, .parts = list->items, .count = list->count}, out);
}

int planner_pair(struct planner *p, enum plan_op op, const struct plan_query *a, const struct plan_query *b,
                 const struct plan_query **out)
{
    struct planner_list pair = {NULL, 0, 0};
    int                 code = planner_add(p, &pair, a);
    if (!code)
        code = planner_add(p, &pair, b);
    return code ? code : planner_combine(p, op, &pair, out);
}

int planner_unweighed(struct planner *p, const struct plan_query *part, const struct plan_query **out)
{
    struct planner_list one = {NULL, 0, 0};
    if (part->op == PLAN_UNWEIGHED) {
        *out = part;
        return 0;
    }
    int code = planner_add(p, &one, part);
    return code ? code
                : give(p, (struct plan_query){.op = PLAN_UNWEIGHED, .parts = one.items, .count = 1}, out);
}

int planner_near(struct planner *p, const struct planner_list *list, uint32_t window, const struct plan_query **out)
{
    return give(p, (struct plan_query){.op = PLAN_NEAR, .parts = list->items, .count = list->count, .window = window},
                out);
}

int planner_nothing(struct planner *p, const struct plan_query **out)
{
    return give(p, (struct plan_query){.op = PLAN_NOTHING}, out);
}

/* A term whose text lives as long as the plan. */
static int make_term(struct planner *p, struct str term, uint32_t wqf, uint64_t *df, const struct plan_query **out)
{
    struct plan_query node = {.op = PLAN_TERM, .term = term, .wqf = wqf};
    int               code = index_term_find(p->target->reader, term, &p->plan->arena, &node.found, p->err);
    if (df)
        *df = node.found.df;
    return code ? code : give(p, node, out);
}

int planner_term(struct planner *p, const char *prefix, struct str text, uint32_t wqf, uint64_t *df,
                 const struct plan_query **out)
{
    size_t before = strlen(prefix);
    char  *term   = arena_alloc(&p->plan->arena, before + text.len + 1);
    if (!term)
        return err_oom(p->err);
    memcpy(term, prefix, before);
    if (text.len)
        memcpy(term + before, text.data, text.len);
    return make_term(p, str_of(term, before + text.len), wqf, df, out);
}

int planner_whole_term(struct planner *p, struct str term, uint64_t *df, const struct plan_query **out)
{
    return planner_term(p, "", term, 1, df, out);
}

int planner_word_term(struct planner *p, const struct planner_word *word, const struct plan_query **out)
{
    if (!word->found.shards)
        return planner_whole_term(p, word->term, NULL, out);
    return give(p, (struct plan_query){.op = PLAN_TERM, .term = word->term, .wqf = 1, .found = word->found}, out);
}

int planner_range(struct planner *p, const struct query_date *from, const struct query_date *to,
                  const struct plan_query **out)
{
    return give(p, (struct plan_query){.op = PLAN_DATES, .first = from->first * 86400,
                                       .last = to->last * 86400 + 86399}, out);
}

/* ---- '*' ------------------------------------------------------------------------------------- */

static int words_add(struct planner *p, struct planner_words *words, struct planner_word word)
{
    if (words->count == words->cap) {
        size_t               cap   = words->cap ? words->cap * 2 : 64;
        struct planner_word *items = arena_alloc(&p->plan->arena, cap * sizeof *items);
        if (!items)
            return err_oom(p->err);
        if (words->count)
            memcpy(items, words->items, words->count * sizeof *items);
        words->items = items;
        words->cap   = cap;
    }
    words->items[words->count++] = word;
    return 0;
}

static int commonest_first(const void *a, const void *b)
{
    const struct planner_word *x = a, *y = b;
    if (x->found.df != y->found.df)
        return x->found.df < y->found.df ? 1 : -1;
    return str_cmp(x->text, y->text);
}

static int too_many_terms(struct planner *p, const struct query_node *node)
{
    return query_error(p->q, node->place, p->err, ERR_LIMIT,
                       "'%s*' stands for more than %d words: write more of the word before the '*'",
                       query_clip(node->text).text, QUERY_PREFIX_TERMS);
}

static int take_terms(struct planner *p, const struct query_node *node, struct index_terms *terms, size_t skip,
                      size_t max, struct planner_words *out)
{
    struct str        term;
    struct index_term found;
    struct arena     *arena = max < SIZE_MAX ? &p->plan->arena : NULL;
    int               got;
    while ((got = index_terms_next(terms, &term, arena, &found, p->err)) == 1) {
        if (out->count == max)
            return too_many_terms(p, node);
        struct str copy = arena_copy(&p->plan->arena, term);
        if (!copy.data)
            return err_oom(p->err);
        int code = words_add(p, out, (struct planner_word){str_skip(copy, skip), copy, found});
        if (code)
            return code;
    }
    return got;
}

int planner_expand(struct planner *p, const struct query_node *node, const char *prefix, struct str text,
                   bool most_common, struct planner_words *out)
{
    struct buf          term  = BUF_INIT;
    struct index_terms *terms = NULL;
    *out                      = (struct planner_words){NULL, 0, 0};
    buf_cstr(&term, prefix);
    buf_str(&term, text);
    int code = buf_failed(&term, p->err);
    if (!code)
        code = index_terms_open(&terms, p->target->reader, buf_view(&term), p->err);
    if (!code)
        code = take_terms(p, node, terms, strlen(prefix), most_common ? SIZE_MAX : QUERY_PREFIX_TERMS, out);
    index_terms_close(terms);
    buf_release(&term);
    if (!code && out->count > QUERY_PREFIX_TERMS) {
        qsort(out->items, out->count, sizeof *out->items, commonest_first);
        out->count = QUERY_PREFIX_TERMS;
        query_note(&p->q->notes, "more than %d words hold '%s': the commonest of them are searched",
                   QUERY_PREFIX_TERMS, query_clip(text).text);
    }
    p->expanded += out->count;
    if (!code && p->expanded > QUERY_EXPANDED_MAX)
        return query_error(p->q, node->place, p->err, ERR_LIMIT,
                           "the words before '*' stand for more than %d words together", QUERY_EXPANDED_MAX);
    return code;
}

/* ---- marks ----------------------------------------------------------------------------------- */

int planner_mark(struct planner *p, struct str text, bool is_stem, uint32_t group, uint64_t df)
{
    struct query_plan *plan = p->plan;
    if (p->negative)
        return 0;
    if (plan->term_count == plan->term_cap) {
        size_t            cap   = plan->term_cap ? plan->term_cap * 2 : 32;
        struct plan_term *terms = realloc(plan->terms, cap * sizeof *terms);
        if (!terms)
            return err_oom(p->err);
        plan->terms    = terms;
        plan->term_cap = cap;
    }
    double n = (double)p->target->documents, f = (double)df, odds = 1 + (n > f ? n - f + 0.5 : 0.5) / (f + 0.5);
    plan->terms[plan->term_count++] = (struct plan_term){text, is_stem, group, odds};
    return 0;
}

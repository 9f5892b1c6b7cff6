#include "query/planner.h"

#include <math.h>
#include <stdlib.h>

#include "query/plan_words.h"
#include "query/query_parser.h"
#include "store/schema.h"

/* Room for one more of an array that malloc made. */
static bool grow(void **items, size_t count, size_t *cap, size_t size)
{
    if (count < *cap)
        return true;
    size_t more = *cap ? *cap * 2 : 32;
    void  *made = realloc(*items, more * size);
    if (!made)
        return false;
    *items = made;
    *cap   = more;
    return true;
}

/* Whatever was made belongs to the plan from here on. words: released. */
static int keep(struct planner *p, int code, struct xap_query *made, struct buf *words,
                struct xap_query **out)
{
    struct query_plan *plan = p->plan;
    void              *parts = plan->parts;
    struct str         copy  = code ? STR("") : arena_copy(&plan->arena, buf_view(words));
    bool               room  = !code && grow(&parts, plan->part_count, &plan->part_cap, sizeof *plan->parts);
    plan->parts              = parts;
    if (!code && (!room || words->failed || (words->len && !copy.data))) {
        xap_query_free(made);
        code = err_oom(p->err);
    }
    buf_release(words);
    if (code)
        return code;
    plan->parts[plan->part_count++] = (struct plan_part){made, copy};
    *out                            = made;
    return 0;
}

struct str planner_words(const struct planner *p, const struct xap_query *query)
{
    for (size_t i = p->target->describe ? p->plan->part_count : 0; i > 0; i--)
        if (p->plan->parts[i - 1].query == query)
            return p->plan->parts[i - 1].words;
    return STR("");
}

int planner_add(struct planner *p, struct planner_list *list, struct xap_query *query)
{
    if (list->count == list->cap) {
        size_t             cap   = list->cap ? list->cap * 2 : 8;
        struct xap_query **items = arena_alloc(&p->plan->arena, cap * sizeof *items);
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

int planner_combine(struct planner *p, enum xap_op op, const struct planner_list *list,
                    struct xap_query **out)
{
    struct xap_query *made  = NULL;
    struct buf        words = BUF_INIT;
    if (list->count == 1) {
        *out = list->items[0];
        return 0;
    }
    int code = xap_query_combine(&made, op, list->items, list->count, 0, p->err);
    if (!code && p->target->describe) {
        plan_words_begin(op, &words);
        for (size_t i = 0; i < list->count; i++)
            plan_words_part(op, i, list->count, planner_words(p, list->items[i]), &words);
    }
    return keep(p, code, made, &words, out);
}

int planner_pair(struct planner *p, enum xap_op op, struct xap_query *a, struct xap_query *b,
                 struct xap_query **out)
{
    struct xap_query *parts[2] = {a, b};
    return planner_combine(p, op, &(struct planner_list){parts, 2, 2}, out);
}

int planner_scale(struct planner *p, struct xap_query *part, double factor, struct xap_query **out)
{
    struct xap_query *made  = NULL;
    struct buf        words = BUF_INIT;
    int               code  = xap_query_scale(&made, part, factor, p->err);
    if (!code && p->target->describe)
        plan_words_scaled(planner_words(p, part), factor, &words);
    return keep(p, code, made, &words, out);
}

int planner_nothing(struct planner *p, struct xap_query **out)
{
    struct xap_query *made  = NULL;
    struct buf        words = BUF_INIT;
    if (p->target->describe)
        buf_cstr(&words, "NOTHING");
    int code = xap_query_nothing(&made, p->err);
    return keep(p, code, made, &words, out);
}

static int note_lookup(struct planner *p, struct str words, uint64_t df, uint64_t cf)
{
    struct query_plan *plan    = p->plan;
    void              *lookups = plan->lookups;
    struct str         copy    = arena_copy(&plan->arena, words);
    bool room = grow(&lookups, plan->lookup_count, &plan->lookup_cap, sizeof *plan->lookups);
    plan->lookups = lookups;
    if (!room || !copy.data)
        return err_oom(p->err);
    plan->lookups[plan->lookup_count++] = (struct plan_lookup){copy, df, cf};
    return 0;
}

static int make_term(struct planner *p, struct str term, uint32_t wqf, uint64_t *df, struct xap_query **out)
{
    struct xap_query *made      = NULL;
    struct buf        words     = BUF_INIT;
    uint64_t          documents = 0, occurrences = 0;
    bool              describe  = p->target->describe;
    int               code      = 0;
    if (df || describe)
        code = xap_db_term(p->target->db, term, &documents, describe ? &occurrences : NULL, p->err);
    if (df)
        *df = documents;
    if (describe) {
        plan_words_term(term, 1, &words);
        code = code ? code : note_lookup(p, buf_view(&words), documents, occurrences);
        buf_clear(&words);
        plan_words_term(term, wqf, &words);
    }
    if (!code)
        code = xap_query_term(&made, term, wqf, p->err);
    return keep(p, code, made, &words, out);
}

int planner_weigh(struct planner *p, struct xap_query **query)
{
    struct query_plan *plan  = p->plan;
    void              *units = plan->units;
    if (p->negative)
        return 0;
    bool room = !p->target->describe ||
                grow(&units, plan->unit_count, &plan->unit_cap, sizeof *plan->units);
    plan->units = units;
    if (!room)
        return err_oom(p->err);
    if (p->target->describe)
        plan->units[plan->unit_count] = (struct plan_unit){planner_words(p, *query)};
    plan->unit_count++;
    return p->target->only && p->target->only != plan->unit_count ? planner_scale(p, *query, 0, query) : 0;
}

int planner_term(struct planner *p, const char *prefix, struct str text, uint32_t wqf, uint64_t *df,
                 struct xap_query **out)
{
    struct buf term = BUF_INIT;
    buf_cstr(&term, prefix);
    buf_str(&term, text);
    int code = buf_failed(&term, p->err);
    if (!code)
        code = make_term(p, buf_view(&term), wqf, df, out);
    buf_release(&term);
    return code;
}

int planner_whole_term(struct planner *p, struct str term, uint64_t *df, struct xap_query **out)
{
    return make_term(p, term, 1, df, out);
}

int planner_range(struct planner *p, const struct query_date *date, struct xap_query **out)
{
    struct xap_query *made  = NULL;
    struct buf        words = BUF_INIT;
    char              begin[9], end[9];
    struct str        from = str_of(begin, xap_sortable((double)(date->first * 86400), begin));
    struct str        to   = str_of(end, xap_sortable((double)(date->last * 86400 + 86399), end));
    int               code = xap_query_value_range(&made, SLOT_DATE, from, to, p->err);
    if (!code && p->target->describe)
        plan_words_dates(date, &words);
    return keep(p, code, made, &words, out);
}

/* ---- '*' ------------------------------------------------------------------------------------- */

static int words_add(struct planner *p, struct planner_words *words, struct str text, uint64_t df)
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
    struct str copy = arena_copy(&p->plan->arena, text);
    if (text.len && !copy.data)
        return err_oom(p->err);
    words->items[words->count++] = (struct planner_word){copy, df};
    return 0;
}

static int commonest_first(const void *a, const void *b)
{
    const struct planner_word *x = a, *y = b;
    if (x->df != y->df)
        return x->df < y->df ? 1 : -1;
    return str_cmp(x->text, y->text);
}

static int take_terms(struct planner *p, const struct query_node *node, struct xap_terms *terms, size_t skip,
                      size_t max, struct planner_words *out)
{
    struct str term;
    uint64_t   df;
    int        got;
    while ((got = xap_terms_next(terms, &term, &df, p->err)) == 1) {
        if (out->count == max)
            return query_error(p->q, node->place, p->err, ERR_LIMIT, "'%s*' stands for more than %d words: "
                                                                     "write "
                               "more of the word before the "
                               "'*'", query_clip(node->text).text, QUERY_PREFIX_TERMS);
        int code = words_add(p, out, str_skip(term, skip), df);
        if (code)
            return code;
    }
    return got;
}

int planner_expand(struct planner *p, const struct query_node *node, const char *prefix, struct str text,
                   bool most_common, struct planner_words *out)
{
    struct buf        term  = BUF_INIT;
    struct xap_terms *terms = NULL;
    *out                    = (struct planner_words){NULL, 0, 0};
    buf_cstr(&term, prefix);
    buf_str(&term, text);
    int code = buf_failed(&term, p->err);
    if (!code)
        code = xap_terms_open(&terms, p->target->db, buf_view(&term), p->err);
    if (!code)
        code = take_terms(p, node, terms, strlen(prefix), most_common ? SIZE_MAX : QUERY_PREFIX_TERMS, out);
    xap_terms_close(terms);
    buf_release(&term);
    if (!code && out->count > QUERY_PREFIX_TERMS) {
        qsort(out->items, out->count, sizeof *out->items, commonest_first);
        out->count = QUERY_PREFIX_TERMS;
        query_note(&p->q->notes, "more than %d words hold '%s': the commonest of them are searched",
                   QUERY_PREFIX_TERMS, query_clip(text).text);
    }
    p->expanded += out->count;
    if (!code && p->expanded > QUERY_EXPANDED_MAX)
        return query_error(p->q, node->place, p->err, ERR_LIMIT, "the words before '*' stand for more than "
                                                                 "%d words "
                           "together", QUERY_EXPANDED_MAX);
    return code;
}

/* ---- marks ----------------------------------------------------------------------------------- */

int planner_mark(struct planner *p, struct str text, bool is_stem, uint32_t group, uint64_t df)
{
    struct query_plan *plan = p->plan;
    if (p->negative)
        return 0;
    void *terms = plan->terms;
    bool  room  = grow(&terms, plan->term_count, &plan->term_cap, sizeof *plan->terms);
    plan->terms = terms;
    if (!room)
        return err_oom(p->err);
    /* The idf of BM25, kept above zero. */
    double n = (double)p->target->documents, f = (double)df;
    plan->terms[plan->term_count++] =
        (struct plan_term){text, is_stem, group, log(1 + (n > f ? n - f + 0.5 : 0.5) / (f + 0.5))};
    return 0;
}

#include "query/explain.h"

#include <stdlib.h>

#include "query/explain_words.h"
#include "query/plan_weights.h"

void explanation_init(struct explanation *e)
{
    *e = (struct explanation){.tree = BUF_INIT, .plan = BUF_INIT, .engine = "", .arena = ARENA_INIT};
}

void explanation_release(struct explanation *e)
{
    buf_release(&e->tree);
    buf_release(&e->plan);
    arena_release(&e->arena);
    explanation_init(e);
}

/* *words, which is emptied, kept. */
static int keep_words(struct explanation *e, struct buf *words, struct str *out, struct err *err)
{
    int code = buf_failed(words, err);
    *out     = code ? STR("") : arena_copy(&e->arena, buf_view(words));
    buf_clear(words);
    return code || out->data ? code : err_oom(err);
}

/* ---- terms ----------------------------------------------------------------------------------- */

struct term_list {
    const struct plan_query **items;
    size_t                    count;
};

static size_t count_terms(const struct plan_query *q)
{
    size_t count = q->op == PLAN_TERM;
    for (size_t i = 0; i < q->count; i++)
        count += count_terms(q->parts[i]);
    return count;
}

static void collect_terms(const struct plan_query *q, struct term_list *list)
{
    if (q->op == PLAN_TERM)
        list->items[list->count++] = q;
    for (size_t i = 0; i < q->count; i++)
        collect_terms(q->parts[i], list);
}

/* Where a term stands in the list. */
struct standing {
    const struct plan_query *term;
    size_t                   at;
};

static int by_text(const void *a, const void *b)
{
    const struct standing *x = a, *y = b;
    int                    c = str_cmp(x->term->term, y->term->term);
    return c ? c : (x->at > y->at) - (x->at < y->at);
}

/* Of terms that stand there again only the first stays, the others become NULL. */
static int drop_repeated(struct term_list *list, struct arena *arena, struct err *err)
{
    struct standing *sorted = arena_alloc(arena, (list->count + 1) * sizeof *sorted);
    if (!sorted)
        return err_oom(err);
    for (size_t i = 0; i < list->count; i++)
        sorted[i] = (struct standing){list->items[i], i};
    qsort(sorted, list->count, sizeof *sorted, by_text);
    for (size_t i = 1; i < list->count; i++)
        if (str_eq(sorted[i].term->term, sorted[i - 1].term->term))
            list->items[sorted[i].at] = NULL;
    return 0;
}

static int explain_terms(struct explanation *e, const struct plan_query *q, struct buf *words, struct err *err)
{
    size_t           count = count_terms(q);
    struct term_list list  = {arena_alloc(&e->arena, (count + 1) * sizeof *list.items), 0};
    e->terms               = arena_alloc(&e->arena, (count + 1) * sizeof *e->terms);
    if (!list.items || !e->terms)
        return err_oom(err);
    collect_terms(q, &list);
    int code = drop_repeated(&list, &e->arena, err);
    for (size_t i = 0; i < count && !code; i++) {
        if (!list.items[i])
            continue;
        struct explained_term *term = &e->terms[e->term_count++];
        explain_term(list.items[i]->term, 1, words);
        term->df = list.items[i]->found.df;
        term->cf = list.items[i]->found.cf;
        code     = keep_words(e, words, &term->words, err);
    }
    return code;
}

/* ---- weights --------------------------------------------------------------------------------- */

static int explain_weights(struct explanation *e, struct index_reader *reader, const struct plan_query *q,
                           const struct search_result *result, struct buf *words, struct err *err)
{
    struct plan_leaves leaves;
    int                code = plan_leaves_find(&leaves, q, &e->arena, err);
    if (code)
        return code;
    e->parts   = arena_alloc(&e->arena, (leaves.count + 1) * sizeof *e->parts);
    e->weights = arena_alloc(&e->arena, (leaves.count * result->count + 1) * sizeof *e->weights);
    if (!e->parts || !e->weights)
        return err_oom(err);
    for (size_t i = 0; i < leaves.count && !code; i++) {
        explain_plan(leaves.items[i], words);
        code = keep_words(e, words, &e->parts[e->part_count++], err);
    }
    return code ? code : plan_weights(q, reader, result->hits, result->count, leaves.count, e->weights, err);
}

int explain_search(struct explanation *e, struct searcher *s, const struct search *search, struct err *err)
{
    const struct plan_query *q     = search->plan.query;
    struct buf               words = BUF_INIT;
    int                      code  = 0;
    if (search->query.root)
        query_print(search->query.root, &e->tree);
    if (q)
        explain_plan(q, &e->plan);
    else
        buf_cstr(&e->plan, "NOTHING");
    e->engine = searcher_engine(s)->name;
    if (q)
        code = explain_terms(e, q, &words, err);
    if (q && !code)
        code = explain_weights(e, searcher_reader(s), q, &search->result, &words, err);
    buf_release(&words);
    if (!code)
        code = buf_failed(&e->tree, err);
    return code ? code : buf_failed(&e->plan, err);
}

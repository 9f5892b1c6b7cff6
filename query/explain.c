#include "query/explain.h"

#include <stdlib.h>

#include "query/plan_words.h"

/* ---- the hits as a part of a query ----------------------------------------------------------- */

struct place {
    size_t   shard;
    uint32_t docid;
    size_t   hit; /* its number in the result */
};

struct hit_set {
    struct place *places; /* in order of shard, docid */
    size_t        count;
};

struct cursor {
    const struct place *next, *end; /* in the shard */
};

static int by_place(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->shard != y->shard)
        return x->shard < y->shard ? -1 : 1;
    return (x->docid > y->docid) - (x->docid < y->docid);
}

static int open_hits(void *ctx, size_t shard, void **out)
{
    const struct hit_set *set    = ctx;
    struct cursor        *cursor = malloc(sizeof *cursor);
    size_t                first = 0, last;
    if (!cursor)
        return ERR_OOM;
    while (first < set->count && set->places[first].shard < shard)
        first++;
    for (last = first; last < set->count && set->places[last].shard == shard;)
        last++;
    *cursor = (struct cursor){set->places + first, set->places + last};
    *out    = cursor;
    return 0;
}

static void count_hits(void *at, uint32_t out[3])
{
    const struct cursor *cursor = at;
    out[0] = out[1] = out[2] = (uint32_t)(cursor->end - cursor->next);
}

static int seek_hit(void *at, uint32_t at_least, double min_weight, uint32_t *docid)
{
    struct cursor *cursor = at;
    (void)min_weight;
    while (cursor->next < cursor->end && cursor->next->docid < at_least)
        cursor->next++;
    *docid = cursor->next < cursor->end ? cursor->next->docid : 0;
    return 0;
}

static const struct xap_source_ops hit_ops = {open_hits, free, count_hits, seek_hit, NULL, NULL};

/* ---- weights --------------------------------------------------------------------------------- */

struct weighing {
    struct explanation  *e;
    struct searcher     *searcher;
    const struct search *search;
    struct hit_set       set;
    struct xap_query    *hits;
    struct err          *err;
};

/* What the plan gives each hit, to the column of the unit. */
static int search_hits(struct weighing *w, const struct query_plan *plan, size_t unit)
{
    struct xap_query *parts[2] = {plan->query, w->hits}, *query = NULL;
    struct xap_result found    = {NULL, 0, 0, 0, 0};
    struct xap_search engine   = XAP_SEARCH_INIT;
    int               code     = xap_query_combine(&query, XAP_FILTER, parts, 2, 0, w->err);
    engine.query               = query;
    engine.count               = (uint32_t)w->set.count;
    if (!code)
        code = xap_search(index_reader_db(searcher_reader(w->searcher)), &engine, &found, w->err);
    for (size_t i = 0; i < found.count && !code; i++) {
        struct place        key = {found.hits[i].shard, found.hits[i].docid, 0};
        const struct place *hit = bsearch(&key, w->set.places, w->set.count, sizeof key, by_place);
        if (hit)
            w->e->weights[hit->hit * w->e->unit_count + unit] = found.hits[i].weight;
    }
    xap_result_release(&found);
    xap_query_free(query);
    return code;
}

/* The plan once more, in which one unit alone weighs. */
static int weigh_unit(struct weighing *w, size_t unit)
{
    struct query       query  = w->search->query; /* with notes of its own: they were made already */
    struct plan_target target = searcher_target(w->searcher);
    struct query_plan  plan;
    target.only = unit + 1;
    query.notes = QUERY_NOTES_INIT;
    query_plan_init(&plan);
    int code = query_plan_make(&plan, &query, &target, w->err);
    if (!code && plan.query)
        code = search_hits(w, &plan, unit);
    query_plan_release(&plan);
    query_notes_release(&query.notes);
    return code;
}

static int weigh_hits(struct explanation *e, struct searcher *s, const struct search *search, struct err *err)
{
    const struct xap_result *result = &search->result;
    struct weighing          w      = {e, s, search, {NULL, result->count}, NULL, err};
    if (!result->count || !e->unit_count)
        return 0;
    e->weights   = calloc(result->count, e->unit_count * sizeof *e->weights);
    w.set.places = malloc(result->count * sizeof *w.set.places);
    int code     = e->weights && w.set.places ? 0 : err_oom(err);
    for (size_t i = 0; i < result->count && !code; i++)
        w.set.places[i] = (struct place){result->hits[i].shard, result->hits[i].docid, i};
    if (!code) {
        qsort(w.set.places, w.set.count, sizeof *w.set.places, by_place);
        code = xap_query_source(&w.hits, &hit_ops, &w.set, err);
    }
    for (size_t unit = 0; unit < e->unit_count && !code; unit++)
        code = weigh_unit(&w, unit);
    xap_query_free(w.hits);
    free(w.set.places);
    return code;
}

/* ---- the whole ------------------------------------------------------------------------------- */

void explanation_init(struct explanation *e)
{
    *e = (struct explanation){.tree = BUF_INIT, .plan = BUF_INIT, .engine = ""};
}

void explanation_release(struct explanation *e)
{
    buf_release(&e->tree);
    buf_release(&e->plan);
    free(e->terms);
    free(e->weights);
    explanation_init(e);
}

static int by_words(const void *a, const void *b)
{
    const struct plan_lookup *const *x = a, *const *y = b;
    int                              c = str_cmp((*x)->words, (*y)->words);
    return c ? c : (*x > *y) - (*x < *y);
}

static int by_address(const void *a, const void *b)
{
    const struct plan_lookup *const *x = a, *const *y = b;
    return (*x > *y) - (*x < *y);
}

/* Each term once. */
static int list_terms(struct explanation *e, const struct query_plan *plan, struct err *err)
{
    if (!plan->lookup_count)
        return 0;
    e->terms = malloc(plan->lookup_count * sizeof *e->terms);
    if (!e->terms)
        return err_oom(err);
    for (size_t i = 0; i < plan->lookup_count; i++)
        e->terms[i] = &plan->lookups[i];
    qsort(e->terms, plan->lookup_count, sizeof *e->terms, by_words);
    for (size_t i = 0; i < plan->lookup_count; i++)
        if (!e->term_count || !str_eq(e->terms[e->term_count - 1]->words, e->terms[i]->words))
            e->terms[e->term_count++] = e->terms[i];
    qsort(e->terms, e->term_count, sizeof *e->terms, by_address);
    return 0;
}

/* The plan, and what searcher_run puts around it but for deleted articles. */
static void print_plan(struct explanation *e, const struct query_plan *plan,
                       const struct search_request *request)
{
    bool dates = request->since || request->until;
    if (plan->query && dates)
        buf_printf(&e->plan, "(%.*s FILTER ", STR_ARG(plan->words));
    else
        buf_str(&e->plan, plan->query ? plan->words : STR(""));
    if (dates)
        buf_printf(&e->plan, "date:%s..%s%s", request->since ? request->since : "",
                   request->until ? request->until : "", plan->query ? ")" : "");
    if (!e->plan.len)
        buf_cstr(&e->plan, "NOTHING");
}

int explain_search(struct explanation *e, struct searcher *s, const struct search_request *request,
                   const struct search *search, struct err *err)
{
    const struct query_plan *plan = &search->plan;
    if (search->query.root)
        query_print(search->query.root, &e->tree);
    print_plan(e, plan, request);
    e->engine     = search_engine_name(search->engine);
    e->units      = plan->units;
    e->unit_count = plan->unit_count;
    int code      = list_terms(e, plan, err);
    if (!code)
        code = weigh_hits(e, s, search, err);
    if (!code)
        code = buf_failed(&e->tree, err);
    return code ? code : buf_failed(&e->plan, err);
}

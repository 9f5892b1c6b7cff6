#include "query/lookup.h"

#include <stdlib.h>

#include "query/lookup_run.h"

/* ---- which way ---------------------------------------------------------------------------------- */

static bool is_list(const struct plan_query *q)
{
    return q->op == PLAN_TERM || q->op == PLAN_SYNONYM;
}

static bool is_bag(const struct plan_query *q)
{
    if (is_list(q))
        return true;
    for (size_t i = 0; i < q->count; i++)
        if (!is_list(q->parts[i]))
            return false;
    return q->op == PLAN_OR && q->count > 0;
}

/* What a plan comes down to: lists that must match, lists that may (a bag when none must), and nodes that
 * filter. */
struct shape {
    struct lookup_run  *run;
    struct lookup_all   all;
    struct lookup_nodes filters, unwanted;
    size_t              room;     /* of each array */
    bool                nothing;  /* can match in this shard */
    bool                odd;      /* it is of another shape */
    bool                optional; /* filters alone must match, and what may match weighs for sure */
};

static struct lookup_list *add_list(struct shape *shape, struct lookup_lists *lists, const struct plan_query *q)
{
    struct lookup_list *l = lookup_list_new(&shape->run->shard, shape->run->number, q);
    if (l)
        lists->items[lists->count++] = l;
    return l;
}

static struct lookup_list *add_must_list(struct shape *shape, const struct plan_query *q)
{
    struct lookup_list *l = lookup_list_new(&shape->run->shard, shape->run->number, q);
    if (l) {
        struct lookup_lists *lists = l->most > 0 ? &shape->all.weighed : &shape->all.plain;
        lists->items[lists->count++] = l;
    }
    shape->nothing = shape->nothing || !l;
    return l;
}

static void add_node(struct shape *shape, struct lookup_nodes *nodes, const struct plan_query *q)
{
    struct lookup_node *n = lookup_node_new(&shape->run->shard, shape->run->number, q);
    if (n)
        nodes->items[nodes->count++] = n;
    else
        shape->nothing = shape->nothing || nodes == &shape->filters;
}

static void add_bag(struct shape *shape, const struct plan_query *q)
{
    if (is_list(q))
        (void)add_list(shape, &shape->all.may, q);
    for (size_t i = 0; q->op == PLAN_OR && i < q->count; i++)
        (void)add_list(shape, &shape->all.may, q->parts[i]);
}

static void add_phrase(struct shape *shape, const struct plan_query *q)
{
    struct lookup_all   *all   = &shape->all;
    struct lookup_list **words = arena_alloc(shape->run->shard.arena, q->count * sizeof *words);
    if (!words) {
        lookup_fail(&shape->run->shard, err_oom(shape->run->shard.err));
        return;
    }
    for (size_t i = 0; i < q->count && !shape->nothing; i++)
        words[i] = add_must_list(shape, q->parts[i]);
    if (shape->nothing)
        return;
    all->phrases[all->phrase_count] = lookup_phrase_new(&shape->run->shard, words, q->count,
                                                        q->op == PLAN_NEAR ? q->window : 0);
    all->phrase_count += all->phrases[all->phrase_count] != NULL;
}

/* A part that filters and does not weigh. */
static void add_filter(struct shape *shape, const struct plan_query *q)
{
    if (q->op == PLAN_PHRASE || q->op == PLAN_NEAR)
        add_phrase(shape, q);
    else
        add_node(shape, &shape->filters, q);
}

/* Take in a part that must match. */
static void add_must(struct shape *shape, const struct plan_query *q)
{
    switch (q->op) {
    case PLAN_TERM:
    case PLAN_SYNONYM: (void)add_must_list(shape, q); return;
    case PLAN_AND:
        for (size_t i = 0; i < q->count && !shape->nothing && !shape->odd; i++)
            add_must(shape, q->parts[i]);
        return;
    case PLAN_FILTER:
        add_must(shape, q->parts[0]);
        for (size_t i = 1; i < q->count && !shape->nothing; i++)
            add_filter(shape, q->parts[i]);
        return;
    case PLAN_AND_NOT:
        add_must(shape, q->parts[0]);
        for (size_t i = 1; i < q->count && !shape->nothing; i++)
            add_node(shape, &shape->unwanted, q->parts[i]);
        return;
    case PLAN_AND_MAYBE:
        add_must(shape, q->parts[0]);
        for (size_t i = 1; i < q->count; i++) {
            shape->odd = shape->odd || !is_bag(q->parts[i]);
            if (!shape->odd)
                add_bag(shape, q->parts[i]);
        }
        return;
    case PLAN_PHRASE:
    case PLAN_NEAR:
    case PLAN_DATES:
    case PLAN_UNWEIGHED:
    case PLAN_ALL: add_filter(shape, q); return;
    case PLAN_NOTHING: shape->nothing = true; return;
    case PLAN_OR: shape->odd = true; return;
    }
}

/* How many terms, phrases and filters there may be. */
static size_t size_of(const struct plan_query *q)
{
    size_t size = 1;
    for (size_t i = 0; i < q->count; i++)
        size += size_of(q->parts[i]);
    return size;
}

static bool all_may_weigh(const struct shape *shape)
{
    for (size_t i = 0; i < shape->all.may.count; i++)
        if (shape->all.may.items[i]->most <= 0)
            return false;
    return true;
}

static void find_shape(struct shape *shape, struct lookup_run *run, const struct plan_query *q)
{
    struct arena *arena = run->shard.arena;
    size_t        size  = size_of(q) * sizeof(void *);
    *shape              = (struct shape){.run = run};
    struct lookup_all *all = &shape->all;
    if (!(all->plain.items = arena_alloc(arena, size)) || !(all->weighed.items = arena_alloc(arena, size)) ||
        !(all->may.items = arena_alloc(arena, size)) || !(all->phrases = arena_alloc(arena, size)) ||
        !(shape->filters.items = arena_alloc(arena, size)) || !(shape->unwanted.items = arena_alloc(arena, size))) {
        lookup_fail(&run->shard, err_oom(run->shard.err));
        return;
    }
    const struct plan_query *inner = q;
    while (inner->op == PLAN_FILTER || inner->op == PLAN_AND_NOT)
        inner = inner->parts[0];
    if (!is_bag(inner) || is_list(inner)) {
        add_must(shape, q);
        if (all->plain.count + all->weighed.count)
            return;
        shape->optional = !shape->odd && all->may.count > 0 && all_may_weigh(shape); /* without them it matches, too */
        shape->odd      = true;
        return;
    }
    for (; q != inner && !shape->nothing; q = q->parts[0]) /* any of several, and what filters */
        for (size_t i = 1; i < q->count; i++)
            if (q->op == PLAN_FILTER)
                add_node(shape, &shape->filters, q->parts[i]);
            else
                add_node(shape, &shape->unwanted, q->parts[i]);
    add_bag(shape, inner);
}

/* The rarest list first: it leads. */
static void rarest_first(struct lookup_lists *lists)
{
    for (size_t i = 1; i < lists->count; i++) {
        struct lookup_list *moved = lists->items[i];
        size_t              at    = i;
        for (; at > 0 && lists->items[at - 1]->df > moved->df; at--)
            lists->items[at] = lists->items[at - 1];
        lists->items[at] = moved;
    }
}

/* So many documents are gone through sooner than lists of as many postings. */
enum { FEW = 4 * POSTINGS_BLOCK };

/* The rarest of what filters, if it is better to go through it than through the lists; else NULL. */
static struct lookup_node **find_rare_filter(const struct shape *shape)
{
    struct lookup_node **rarest   = NULL;
    uint64_t             postings = 0;
    for (size_t i = 0; i < shape->all.may.count; i++)
        postings += shape->all.may.items[i]->df;
    for (size_t i = 0; i < shape->filters.count; i++) {
        struct lookup_node **node = &shape->filters.items[i];
        if ((*node)->op != PLAN_DATES && (!rarest || (*node)->most_documents < (*rarest)->most_documents))
            rarest = node;
    }
    if (!rarest)
        return NULL;
    const uint64_t least = (*rarest)->most_documents; /* a list's are weighed together, others each alone */
    const uint64_t most  = !(*rarest)->list ? postings / 16 : least <= FEW ? postings : postings / 4;
    return least < most ? rarest : NULL;
}

/* ---- documents one after the other --------------------------------------------------------------- */

static int64_t date_of(const struct lookup_shard *s, uint32_t docid, enum engine_sort sort)
{
    int64_t seconds;
    if (sort != ENGINE_BY_WEIGHT && postings_date(s->file, docid, &seconds))
        return seconds;
    return sort == ENGINE_OLDEST ? INT64_MAX : INT64_MIN;
}

static int any_shape(struct lookup_run *run, const struct plan_query *q, uint64_t *matches)
{
    struct lookup_node *n   = lookup_node_new(&run->shard, run->number, q);
    struct lookup_top  *top = run->top;
    for (uint32_t d = n ? lookup_node_seek(n, 1) : LOOKUP_END; d != LOOKUP_END; d = lookup_node_seek(n, d + 1)) {
        if (index_reader_is_deleted(run->reader, run->number, d))
            continue;
        double threshold = lookup_top_threshold(top);
        if (!matches && n->most <= threshold)
            break;
        *(matches ? matches : &(uint64_t){0}) += 1;
        double weight = n->most > threshold ? lookup_node_weigh(n) : 0;
        if (weight > threshold)
            lookup_top_offer(top, run->number, d, weight, date_of(&run->shard, d, top->sort));
    }
    return run->shard.code;
}

/* The documents that match and weigh nothing, while there is room for more. */
static int add_unweighed(struct lookup_run *run, const struct plan_query *q)
{
    struct lookup_node *n = lookup_node_new(&run->shard, run->number, q);
    for (uint32_t d = n ? lookup_node_seek(n, 1) : LOOKUP_END; d != LOOKUP_END && run->top->count < run->top->room;
         d          = lookup_node_seek(n, d + 1))
        if (!index_reader_is_deleted(run->reader, run->number, d) && lookup_node_weigh(n) <= 0)
            lookup_top_offer(run->top, run->number, d, 0, 0);
    return run->shard.code;
}

/* ---- one shard ------------------------------------------------------------------------------------ */

static int search_any(struct lookup_run *run, const struct lookup_all *all)
{
    return all->may.count == 1 ? lookup_one(run, all->may.items[0])
                               : lookup_bag(run, all->may.items, all->may.count);
}

/* The documents of a filter that is a list, of which those match that weigh anything. */
static int search_rare(struct lookup_run *run, struct shape *shape, struct lookup_node **filter)
{
    struct lookup_all *all                = &shape->all;
    all->plain.items[all->plain.count++] = (*filter)->list;
    *filter                               = run->filters.items[--run->filters.count];
    all->some_may                         = true;
    return lookup_all(run, all);
}

static int search_shard(struct lookup_run *run, const struct plan_query *q)
{
    struct shape shape;
    find_shape(&shape, run, q);
    if (run->shard.code || shape.nothing)
        return run->shard.code;
    struct lookup_all *all = &shape.all;
    run->filters           = shape.filters;
    run->unwanted          = shape.unwanted;
    size_t must = all->plain.count + all->weighed.count;
    if (!shape.odd && must > (all->weighed.count && !all->may.count)) {
        rarest_first(&all->plain);
        rarest_first(&all->weighed);
        return lookup_all(run, all);
    }
    if (!run->top->room) /* only all of several lists are counted on the way */
        return 0;
    if (!shape.odd && must)
        return lookup_one(run, all->weighed.items[0]);
    struct lookup_node **rare = find_rare_filter(&shape);
    if (!shape.odd && all->may.count && !rare)
        return search_any(run, all);
    if (!shape.odd && all->may.count && (*rare)->list && all_may_weigh(&shape))
        return search_rare(run, &shape, rare);
    if (shape.optional) {
        int code = search_any(run, all);
        return code || run->top->count == run->top->room ? code : add_unweighed(run, q);
    }
    return any_shape(run, q, NULL);
}

/* ---- all shards ------------------------------------------------------------------------------------ */

/* An open engine. */
struct lookup {
    struct index_reader      *reader;
    struct arena              arena; /* of a search; its memory serves the next one */
    struct lookup_statistics  statistics;
    struct lookup_top         top;
    struct lookup_window      window;
};

/* Matches in one shard, by weight. *matches: those that were counted on the way. */
static int search_by_weight(struct lookup_run *run, const struct engine_request *request, uint64_t *matches,
                            struct search_result *out)
{
    size_t before = run->top->count;
    run->counts   = lookup_counts_exactly(run, request);
    int code      = request->count || run->counts ? search_shard(run, request->query) : 0;
    if (code || run->counted)
        *matches += run->matches;
    else if (run->top->count < run->top->room) /* all that match are there */
        *matches += run->top->count - before;
    else
        code = lookup_count(run, request, out);
    return code;
}

static int search_all(struct lookup *l, const struct engine_request *request, struct search_result *out,
                      struct err *err)
{
    uint64_t matches = 0;
    int      code    = 0;
    for (size_t i = 0; i < index_reader_shards(l->reader) && !code; i++) {
        struct lookup_run run = {.shard = lookup_shard_of(l->reader, i, &l->statistics, &l->arena, err),
                                 .number = i, .reader = l->reader, .top = &l->top, .window = &l->window};
        if (!run.shard.documents)
            continue;
        code = request->sort == ENGINE_BY_WEIGHT ? search_by_weight(&run, request, &matches, out)
                                                 : any_shape(&run, request->query, &matches);
    }
    lookup_add_matches(out, matches);
    return code;
}

static int take_hits(struct lookup_top *top, const struct engine_request *request, struct search_result *out,
                     struct err *err)
{
    lookup_top_sort(top);
    if (out->lower < top->count)
        out->lower = top->count;
    out->upper    = out->upper < out->lower ? out->lower : out->upper;
    out->estimate = out->estimate < out->lower   ? out->lower
                    : out->estimate > out->upper ? out->upper
                                                 : out->estimate;
    if (top->count <= request->first)
        return 0;
    size_t count = top->count - request->first;
    out->hits    = malloc(count * sizeof *out->hits);
    if (!out->hits)
        return err_oom(err);
    out->count = count;
    for (size_t i = 0; i < count; i++) {
        const struct lookup_entry *e = &top->heap[request->first + i];
        out->hits[i]                 = (struct search_hit){e->shard, e->docid, e->weight};
    }
    return 0;
}

static int open_lookup(void **state, struct index_reader *reader, struct err *err)
{
    struct lookup *l = calloc(1, sizeof *l);
    if (!l)
        return err_oom(err);
    l->reader = reader;
    l->arena  = ARENA_INIT;
    lookup_statistics_init(&l->statistics, reader);
    *state        = l;
    return 0;
}

static void close_lookup(void *state)
{
    struct lookup *l = state;
    if (!l)
        return;
    arena_release(&l->arena);
    free(l);
}

static int search(void *state, const struct engine_request *request, struct search_result *out, struct err *err)
{
    struct lookup *l = state;
    uint64_t       k = 0;
    *out             = (struct search_result){NULL, 0, 0, 0, 0};
    if (request->count && request->first < l->statistics.documents) {
        uint64_t left = l->statistics.documents - request->first;
        k             = request->first + (request->count < left ? request->count : left);
    }
    arena_clear(&l->arena);
    int code = lookup_top_init(&l->top, (size_t)k, request->sort, &l->arena, err);
    if (!code)
        code = search_all(l, request, out, err);
    if (code)
        memset(&l->window, 0, sizeof l->window); /* it may have stopped within one */
    return code ? code : take_hits(&l->top, request, out, err);
}

const struct engine engine_lookup = {"lookup", open_lookup, close_lookup, search};

#include "query/lookup.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "query/lookup_shape.h"

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

static int search_shard(struct lookup_run *run, const struct plan_query *q)
{
    struct lookup_shape shape;
    lookup_shape_find(&shape, run, q);
    if (run->shard.code || shape.nothing)
        return run->shard.code;
    struct lookup_all *all  = &shape.all;
    const size_t       must = all->plain.count + all->weighed.count;
    run->filters            = shape.filters;
    run->unwanted           = shape.unwanted;
    if (!shape.odd && must > (all->weighed.count && !all->may.count))
        return lookup_all(run, all);
    if (!run->top->room) /* only all of several lists are counted on the way */
        return 0;
    if (!shape.odd && must)
        return lookup_one(run, all->weighed.items[0]);
    if (!shape.odd && all->may.count)
        return search_any(run, all);
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

/* Mapped: of the window's 90 KB, all 0, a search uses some pages or none, and only those are made. */
static int open_lookup(void **state, struct index_reader *reader, struct err *err)
{
    struct lookup *l = mmap(NULL, sizeof *l, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (l == MAP_FAILED)
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
    munmap(l, sizeof *l);
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

#include "query/plan_weights.h"

#include <stdlib.h>

#include "query/lookup_node.h"

/* How many of the parts of a node may weigh, the first ones. */
static size_t weighing_parts(const struct plan_query *q)
{
    switch (q->op) {
    case PLAN_OR:
    case PLAN_AND:
    case PLAN_AND_MAYBE: return q->count;
    case PLAN_FILTER:
    case PLAN_AND_NOT: return 1;
    default: return 0;
    }
}

static bool is_leaf(const struct plan_query *q)
{
    return q->op == PLAN_TERM || q->op == PLAN_SYNONYM;
}

/* ---- leaves ---------------------------------------------------------------------------------- */

static size_t count_leaves(const struct plan_query *q)
{
    size_t count = is_leaf(q);
    for (size_t i = 0; i < weighing_parts(q); i++)
        count += count_leaves(q->parts[i]);
    return count;
}

static void list_leaves(struct plan_leaves *out, const struct plan_query *q)
{
    if (is_leaf(q))
        out->items[out->count++] = q;
    for (size_t i = 0; i < weighing_parts(q); i++)
        list_leaves(out, q->parts[i]);
}

int plan_leaves_find(struct plan_leaves *out, const struct plan_query *q, struct arena *arena, struct err *err)
{
    *out       = (struct plan_leaves){NULL, 0};
    out->items = arena_alloc(arena, (count_leaves(q) + 1) * sizeof *out->items);
    if (!out->items)
        return err_oom(err);
    list_leaves(out, q);
    return 0;
}

/* ---- weights --------------------------------------------------------------------------------- */

/* A part of the plan in a shard. */
struct part {
    const struct plan_query *q;
    struct lookup_node      *node;  /* of leaves, and of parts that need not match; NULL: matches nothing here */
    struct part            **parts; /* those that may weigh */
    size_t                   leaf;  /* number of the first leaf in it */
    bool                     may;   /* it need not match where the node above does */
};

/* NULL on failure, which the shard keeps. *leaf: the number of the next leaf. */
static struct part *new_part(struct lookup_shard *s, size_t shard, const struct plan_query *q, bool may, size_t *leaf)
{
    size_t       count = weighing_parts(q);
    struct part *part  = arena_alloc(s->arena, sizeof *part);
    if (!part)
        return lookup_fail(s, err_oom(s->err)), NULL;
    *part       = (struct part){.q = q, .leaf = *leaf, .may = may};
    part->parts = arena_alloc(s->arena, (count + 1) * sizeof *part->parts);
    if (!part->parts)
        return lookup_fail(s, err_oom(s->err)), NULL;
    *leaf += is_leaf(q);
    if (is_leaf(q) || may)
        part->node = lookup_node_new(s, shard, q);
    for (size_t i = 0; i < count && !s->code; i++)
        part->parts[i] = new_part(s, shard, q->parts[i],
                                  q->op == PLAN_OR || (q->op == PLAN_AND_MAYBE && i > 0), leaf);
    return s->code ? NULL : part;
}

/* The part's weights in a document, which matches the node above it. Documents come in ascending order. */
static void weigh(const struct part *part, uint32_t docid, double *weights)
{
    bool there = part->node && lookup_node_seek(part->node, docid) == docid;
    if (part->may && !there)
        return;
    if (is_leaf(part->q) && there)
        weights[part->leaf] = lookup_node_weigh(part->node);
    for (size_t i = 0; i < weighing_parts(part->q); i++)
        weigh(part->parts[i], docid, weights);
}

static int by_place(const void *a, const void *b)
{
    const struct search_hit *x = *(const struct search_hit *const *)a, *y = *(const struct search_hit *const *)b;
    if (x->shard != y->shard)
        return x->shard < y->shard ? -1 : 1;
    return (x->docid > y->docid) - (x->docid < y->docid);
}

/* Hits of one shard, in order of docids. */
struct shard_hits {
    const struct search_hit *const *items;
    size_t                          count;
};

static int weigh_shard(const struct plan_query *q, struct index_reader *reader,
                       const struct lookup_statistics *statistics, const struct search_hit *all,
                       struct shard_hits hits, size_t leaves, double *weights, struct err *err)
{
    struct arena        arena = ARENA_INIT;
    size_t              shard = hits.items[0]->shard, leaf = 0;
    struct lookup_shard s     = lookup_shard_of(reader, shard, statistics, &arena, err);
    struct part        *root  = new_part(&s, shard, q, false, &leaf);
    for (size_t i = 0; i < hits.count && root && !s.code; i++)
        weigh(root, hits.items[i]->docid, weights + (size_t)(hits.items[i] - all) * leaves);
    arena_release(&arena);
    return s.code;
}

int plan_weights(const struct plan_query *q, struct index_reader *reader, const struct search_hit *hits, size_t count,
                 size_t leaves, double *weights, struct err *err)
{
    struct lookup_statistics  statistics;
    const struct search_hit **places = malloc((count + 1) * sizeof *places);
    int                       code   = 0;
    if (!places)
        return err_oom(err);
    lookup_statistics_init(&statistics, reader);
    for (size_t i = 0; i < count; i++)
        places[i] = &hits[i];
    for (size_t i = 0; i < count * leaves; i++)
        weights[i] = 0;
    qsort(places, count, sizeof *places, by_place);
    for (size_t first = 0, next; first < count && !code; first = next) {
        for (next = first + 1; next < count && places[next]->shard == places[first]->shard;)
            next++;
        code = weigh_shard(q, reader, &statistics, hits, (struct shard_hits){places + first, next - first}, leaves,
                           weights, err);
    }
    free(places);
    return code;
}

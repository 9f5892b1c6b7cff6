#include "query/lookup_shape.h"

#include "query/lookup_pairs.h"

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

static void add_may_list(struct lookup_shape *shape, const struct plan_query *q)
{
    struct lookup_list *l = lookup_list_new(&shape->run->shard, shape->run->number, q);
    if (l)
        shape->all.may.items[shape->all.may.count++] = l;
}

static struct lookup_list *add_must_list(struct lookup_shape *shape, const struct plan_query *q)
{
    struct lookup_list *l = lookup_list_new(&shape->run->shard, shape->run->number, q);
    if (l) {
        struct lookup_lists *lists = l->most > 0 ? &shape->all.weighed : &shape->all.plain;
        lists->items[lists->count++] = l;
    }
    shape->nothing = shape->nothing || !l;
    return l;
}

static void add_node(struct lookup_shape *shape, struct lookup_nodes *nodes, const struct plan_query *q)
{
    struct lookup_node *n = lookup_node_new(&shape->run->shard, shape->run->number, q);
    if (n)
        nodes->items[nodes->count++] = n;
    else
        shape->nothing = shape->nothing || nodes == &shape->filters;
}

static void add_bag(struct lookup_shape *shape, const struct plan_query *q)
{
    if (is_list(q))
        add_may_list(shape, q);
    for (size_t i = 0; q->op == PLAN_OR && i < q->count; i++)
        add_may_list(shape, q->parts[i]);
}

static void add_phrase(struct lookup_shape *shape, const struct plan_query *q)
{
    struct lookup_all   *all   = &shape->all;
    struct lookup_pairs  pairs;
    lookup_pairs_find(&pairs, &shape->run->shard, shape->run->number, q);
    shape->nothing = shape->nothing || pairs.nowhere;
    for (size_t i = 0; i < pairs.count; i++)
        all->plain.items[all->plain.count++] = pairs.lists[i];
    if (pairs.whole)
        return;
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
static void add_filter(struct lookup_shape *shape, const struct plan_query *q)
{
    if (q->op == PLAN_PHRASE || q->op == PLAN_NEAR)
        add_phrase(shape, q);
    else
        add_node(shape, &shape->filters, q);
}

/* Take in a part that must match. */
static void add_must(struct lookup_shape *shape, const struct plan_query *q)
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

/* How many terms, phrases and filters there may be; pairs of a phrase's words are fewer than these. */
static size_t size_of(const struct plan_query *q)
{
    size_t size = 1;
    for (size_t i = 0; i < q->count; i++)
        size += size_of(q->parts[i]);
    return size;
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

/* How many documents the lists would be gone through for. */
static uint64_t count_postings(const struct lookup_all *all)
{
    uint64_t sum = 0;
    if (all->plain.count + all->weighed.count) { /* the rarest leads */
        const struct lookup_list *plain = all->plain.count ? all->plain.items[0] : all->weighed.items[0];
        const struct lookup_list *weighed = all->weighed.count ? all->weighed.items[0] : plain;
        return plain->df < weighed->df ? plain->df : weighed->df;
    }
    for (size_t i = 0; i < all->may.count; i++)
        sum += all->may.items[i]->df;
    return sum;
}

/* The rarest of what filters; NULL: none, or nothing is known of them. */
static struct lookup_node **rarest_filter(const struct lookup_shape *shape)
{
    struct lookup_node **rarest = NULL;
    for (size_t i = 0; i < shape->filters.count; i++) {
        struct lookup_node **node = &shape->filters.items[i];
        if ((*node)->op != PLAN_DATES && (!rarest || (*node)->most_documents < (*rarest)->most_documents))
            rarest = node;
    }
    return rarest;
}

static bool all_weigh(const struct lookup_lists *lists)
{
    size_t i = 0;
    while (i < lists->count && lists->items[i]->most > 0)
        i++;
    return i == lists->count;
}

/* Is it better to go through what filters than through the lists? Then a list becomes one that must match; of others
 * each document is looked at alone. */
static void lead_by_filter(struct lookup_shape *shape)
{
    struct lookup_all   *all      = &shape->all;
    const bool           must     = all->plain.count + all->weighed.count > 0;
    const uint64_t       postings = count_postings(all);
    struct lookup_node **node     = rarest_filter(shape);
    if (!node)
        return;
    const uint64_t least = (*node)->most_documents;
    if ((*node)->list && (must || (all_weigh(&all->may) && shape->run->top->room))) {
        if (least >= (least <= FEW ? postings : postings / 4))
            return;
        all->plain.items[all->plain.count++] = (*node)->list;
        all->some_may                        = !must;
        *node                                = shape->filters.items[--shape->filters.count];
        rarest_first(&all->plain);
    } else if (!must && least < postings / 16) {
        shape->odd = true;
    }
}

/* What stands around the bag `inner`. */
static void add_filters(struct lookup_shape *shape, const struct plan_query *q, const struct plan_query *inner)
{
    for (; q != inner && !shape->nothing; q = q->parts[0])
        for (size_t i = 1; i < q->count; i++)
            add_node(shape, q->op == PLAN_FILTER ? &shape->filters : &shape->unwanted, q->parts[i]);
}

static bool make_room(struct lookup_shape *shape, size_t size)
{
    struct lookup_all *all   = &shape->all;
    struct arena      *arena = shape->run->shard.arena;
    return (all->plain.items = arena_alloc(arena, size)) && (all->weighed.items = arena_alloc(arena, size)) &&
           (all->may.items = arena_alloc(arena, size)) && (all->phrases = arena_alloc(arena, size)) &&
           (shape->filters.items = arena_alloc(arena, size)) && (shape->unwanted.items = arena_alloc(arena, size));
}

void lookup_shape_find(struct lookup_shape *shape, struct lookup_run *run, const struct plan_query *q)
{
    struct lookup_all       *all   = &shape->all;
    const struct plan_query *inner = q;
    *shape                         = (struct lookup_shape){.run = run};
    if (!make_room(shape, 2 * size_of(q) * sizeof(void *))) {
        lookup_fail(&run->shard, err_oom(run->shard.err));
        return;
    }
    while (inner->op == PLAN_FILTER || inner->op == PLAN_AND_NOT)
        inner = inner->parts[0];
    const bool bag = is_bag(inner) && !is_list(inner);
    if (bag) {
        add_filters(shape, q, inner);
        add_bag(shape, inner);
    } else {
        add_must(shape, q);
    }
    rarest_first(&all->plain);
    rarest_first(&all->weighed);
    if (!bag && !(all->plain.count + all->weighed.count)) { /* without any that may be there it matches, too */
        shape->optional = !shape->odd && all->may.count > 0 && all_weigh(&all->may);
        shape->odd      = true;
    }
    if (!shape->odd && !shape->nothing && !run->shard.code)
        lead_by_filter(shape);
}

#include "query/lookup_top.h"

#include <math.h>

int lookup_top_init(struct lookup_top *top, size_t k, enum engine_sort sort, struct arena *arena, struct err *err)
{
    *top      = (struct lookup_top){.room = k, .least = -1, .sort = sort};
    top->heap = arena_alloc(arena, (k + 1) * sizeof *top->heap);
    if (sort != ENGINE_BY_WEIGHT)
        top->dates = arena_alloc(arena, (k + 1) * sizeof *top->dates);
    return top->heap && (top->dates || sort == ENGINE_BY_WEIGHT) ? 0 : err_oom(err);
}

struct place {
    struct search_hit hit;
    int64_t           date;
};

static struct place place_of(const struct lookup_top *top, size_t i)
{
    return (struct place){top->heap[i], top->dates ? top->dates[i] : 0};
}

static void put(struct lookup_top *top, size_t i, const struct place *p)
{
    top->heap[i] = p->hit;
    if (top->dates)
        top->dates[i] = p->date;
}

static bool is_worse(const struct lookup_top *top, const struct place *a, const struct place *b)
{
    if (top->dates && a->date != b->date)
        return top->sort == ENGINE_OLDEST ? a->date > b->date : a->date < b->date;
    double x = a->hit.weight, y = b->hit.weight;
    if (x != y && fabs(x - y) > ENGINE_SAME * (x > y ? x : y))
        return x < y;
    return a->hit.shard != b->hit.shard ? a->hit.shard > b->hit.shard : a->hit.docid > b->hit.docid;
}

static void sink(struct lookup_top *top, size_t count, struct place moved)
{
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        struct place left = place_of(top, child);
        if (child + 1 < count) {
            struct place right = place_of(top, child + 1);
            if (is_worse(top, &right, &left)) {
                left = right;
                child++;
            }
        }
        if (!is_worse(top, &left, &moved))
            break;
        put(top, at, &left);
    }
    put(top, at, &moved);
}

static void rise(struct lookup_top *top, size_t at, struct place moved)
{
    while (at > 0) {
        struct place parent = place_of(top, (at - 1) / 2);
        if (!is_worse(top, &moved, &parent))
            break;
        put(top, at, &parent);
        at = (at - 1) / 2;
    }
    put(top, at, &moved);
}

void lookup_top_offer(struct lookup_top *top, size_t shard, uint32_t docid, double weight, int64_t date)
{
    struct place offered = {{shard, docid, weight}, date};
    if (top->count < top->room) {
        rise(top, top->count++, offered);
        return;
    }
    if (!top->room)
        return;
    struct place worst = place_of(top, 0);
    if (is_worse(top, &worst, &offered))
        sink(top, top->count, offered);
}

void lookup_top_sort(struct lookup_top *top)
{
    for (size_t left = top->count; left > 1; left--) { /* a heap's sort: the worst goes last */
        struct place worst = place_of(top, 0), moved = place_of(top, left - 1);
        sink(top, left - 1, moved);
        put(top, left - 1, &worst);
    }
}

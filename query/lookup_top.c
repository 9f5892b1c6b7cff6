#include "query/lookup_top.h"

int lookup_top_init(struct lookup_top *top, size_t k, enum engine_sort sort, struct arena *arena, struct err *err)
{
    *top      = (struct lookup_top){.room = k, .least = -1, .sort = sort};
    top->heap = arena_alloc(arena, (k + 1) * sizeof *top->heap);
    return top->heap ? 0 : err_oom(err);
}

static inline bool is_worse(const struct lookup_top *top, const struct lookup_entry *a, const struct lookup_entry *b)
{
    if (top->sort != ENGINE_BY_WEIGHT && a->date != b->date)
        return top->sort == ENGINE_OLDEST ? a->date > b->date : a->date < b->date;
    if (b->weight - a->weight > ENGINE_SAME * b->weight)
        return true;
    if (a->weight - b->weight > ENGINE_SAME * a->weight)
        return false;
    return a->shard != b->shard ? a->shard > b->shard : a->docid > b->docid;
}

/* Put `moved` in place of entry `at`, among those below it. */
static void sink(struct lookup_top *top, size_t count, size_t at, struct lookup_entry moved)
{
    struct lookup_entry *heap = top->heap;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        child += child + 1 < count && is_worse(top, &heap[child + 1], &heap[child]);
        if (!is_worse(top, &heap[child], &moved))
            break;
        heap[at] = heap[child];
    }
    heap[at] = moved;
}

static void make_heap(struct lookup_top *top)
{
    for (size_t i = top->count / 2; i-- > 0;)
        sink(top, top->count, i, top->heap[i]);
}

void lookup_top_offer(struct lookup_top *top, size_t shard, uint32_t docid, double weight, int64_t date)
{
    const struct lookup_entry offered = {weight, date, (uint32_t)shard, docid};
    if (top->count < top->room) {
        top->heap[top->count++] = offered;
        if (top->count == top->room)
            make_heap(top);
    } else if (top->room && is_worse(top, &top->heap[0], &offered)) {
        sink(top, top->count, 0, offered);
    }
}

void lookup_top_sort(struct lookup_top *top)
{
    if (top->count < top->room)
        make_heap(top);
    for (size_t left = top->count; left > 1; left--) { /* a heap's sort: the worst goes last */
        const struct lookup_entry worst = top->heap[0];
        sink(top, left - 1, 0, top->heap[left - 1]);
        top->heap[left - 1] = worst;
    }
}

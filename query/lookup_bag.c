/* Any of several lists, by windows of documents. Where nothing else filters, the windows with the highest bounds come
 * first: news comes in order of time, so what belongs together stands together, and a few windows fill the top k. */
#include <stdlib.h>

#include "query/lookup_run.h"

enum { WINDOW = 2048 };

/* A list that has postings in the window at hand, and a bound of their weights. */
struct active {
    struct lookup_list *list;
    uint32_t            block; /* the first that reaches into the window */
    double              bound;
};

struct window {
    uint32_t base;
    double   bound;
};

struct bag {
    struct lookup_run   *run;
    struct lookup_list **lists;
    size_t               count;
    struct active       *active;   /* in the window at hand: those that others must help come first, by bound */
    size_t               active_count;
    uint32_t            *blocks;   /* of each list, where the window before ended */
    double               total;    /* bounds of the active ones together */
    double               threshold; /* lookup_top_threshold() */
    uint32_t             base, end; /* the window: docids base .. end - 1 */
    uint64_t            *found;     /* a bit a document of the window; between windows 0, as the sums */
    double              *sums;
};

/* Which lists reach into the window, with their bounds there. Returns the first docid that may be in any list from
 * `base` on. In order: windows come in order. */
static uint32_t find_active(struct bag *b, bool in_order)
{
    uint32_t next   = LOOKUP_END;
    b->active_count = 0;
    b->total        = 0;
    for (size_t i = 0; i < b->count; i++) {
        struct lookup_list *l     = b->lists[i];
        uint32_t            block = lookup_list_block(l, in_order ? b->blocks[i] : 0, b->base);
        b->blocks[i]              = block;
        if (block >= l->blocks)
            continue;
        uint32_t first = block ? lookup_list_last(l, block - 1) + 1 : 1;
        first          = first < b->base ? b->base : first;
        next           = first < next ? first : next;
        if (first >= b->end)
            continue;
        struct active a = {l, block, lookup_list_bound_within(l, block, b->base, b->end - 1)};
        b->total += a.bound;
        size_t at = b->active_count++;
        for (; at > 0 && b->active[at - 1].bound > a.bound; at--) /* few: insertion sort */
            b->active[at] = b->active[at - 1];
        b->active[at] = a;
    }
    return next;
}

/* Have the postings of a block at hand that lie in the window: those from l->at on. The index behind the last one; 0
 * on failure. */
static uint32_t load_block(struct bag *b, struct lookup_list *l, uint32_t block)
{
    if (l->block != block && !lookup_list_load(l, block))
        return 0;
    if ((!l->counted && !lookup_list_count(l)) || lookup_list_seek(l, b->base) == LOOKUP_END)
        return 0;
    uint32_t end = l->count;
    if (l->docids[end - 1] >= b->end)
        for (end = l->at; l->docids[end] < b->end;)
            end++;
    return end;
}

static void leave_block(struct lookup_list *l, uint32_t end)
{
    l->at    = end < l->count ? end : l->count - 1;
    l->docid = l->docids[l->at];
}

/* Add up the weights of a list in the window; blocks whose documents cannot come above the threshold are skipped. */
static void add_list(struct bag *b, const struct active *a)
{
    struct lookup_list *l    = a->list;
    double              rest = b->total - a->bound;
    for (uint32_t block = a->block; block < l->blocks; block++) {
        if (lookup_list_bound(l, block) + rest > b->threshold) {
            uint32_t end = load_block(b, l, block);
            if (!end)
                return;
            for (uint32_t at = l->at; at < end; at++) {
                uint32_t docid  = l->docids[at], i = docid - b->base;
                uint32_t length = postings_length(l->shard->file, l->shard->lengths, docid);
                b->sums[i] += l->factor * lookup_quotient(l->shard, l->counts[at], length);
                b->found[i / 64] |= 1ull << i % 64;
            }
            leave_block(l, end);
        }
        if (lookup_list_last(l, block) >= b->end - 1)
            return;
    }
}

/* A document that essential lists found: ask the others, those with the largest bounds first. */
static void complete(struct bag *b, size_t others, double others_bound, uint32_t docid, double sum)
{
    struct lookup_top *top = b->run->top;
    for (size_t i = others; i-- > 0;) {
        if (sum + others_bound <= b->threshold)
            return;
        sum += lookup_list_weigh(b->active[i].list, docid);
        others_bound -= b->active[i].bound;
    }
    if (sum <= b->threshold || !lookup_run_passes(b->run, docid))
        return;
    lookup_top_offer(top, b->run->number, docid, sum, 0);
    b->threshold = lookup_top_threshold(top);
}

/* One list alone is essential: its documents one by one. Whether factor * wdf / (K + wdf) is above what is missing is
 * asked without dividing: wdf * (factor - missing) > missing * K, K = k1 * (1 - b + b * length / average). */
static void go_through(struct bag *b, size_t others, double others_bound)
{
    struct lookup_list *l      = b->active[others].list;
    double              per    = ENGINE_K1 * ENGINE_B * l->shard->statistics->length_factor;
    for (uint32_t block = b->active[others].block; block < l->blocks; block++) {
        if (lookup_list_bound(l, block) + others_bound > b->threshold) {
            uint32_t end = load_block(b, l, block);
            if (!end)
                return;
            for (uint32_t at = l->at; at < end; at++) {
                double   missing = (b->threshold - others_bound) * (1 - 1e-12); /* rounding is not to lose any */
                uint32_t length  = postings_length(l->shard->file, l->shard->lengths, l->docids[at]);
                if (missing > 0 && (double)l->counts[at] * (l->factor - missing) <=
                                       missing * (ENGINE_K1 * (1 - ENGINE_B) + per * (double)length) * (1 - 1e-12))
                    continue;
                complete(b, others, others_bound, l->docids[at],
                         l->factor * lookup_quotient(l->shard, l->counts[at], length));
            }
            leave_block(l, end);
        }
        if (lookup_list_last(l, block) >= b->end - 1)
            return;
    }
}

static void search_window(struct bag *b)
{
    double others_bound = 0;
    size_t others       = 0;
    while (others < b->active_count && others_bound + b->active[others].bound <= b->threshold)
        others_bound += b->active[others++].bound;
    if (others + 1 == b->active_count) {
        go_through(b, others, others_bound);
        return;
    }
    for (size_t i = others; i < b->active_count; i++)
        add_list(b, &b->active[i]);
    for (uint32_t w = 0; w < WINDOW / 64; w++) {
        for (uint64_t bits = b->found[w]; bits; bits &= bits - 1) {
            uint32_t i   = w * 64 + (uint32_t)__builtin_ctzll(bits);
            double   sum = b->sums[i];
            b->sums[i]   = 0;
            if (sum + others_bound > b->threshold)
                complete(b, others, others_bound, b->base + i, sum);
        }
        b->found[w] = 0;
    }
}

static void set_window(struct bag *b, uint32_t base)
{
    uint32_t documents = b->run->shard.documents;
    b->base            = base;
    b->end             = documents - base < WINDOW ? documents + 1 : base + WINDOW;
}

static void in_order(struct bag *b)
{
    for (uint32_t base = 1; base <= b->run->shard.documents && !b->run->shard.code; base = b->end) {
        set_window(b, base);
        uint32_t next = find_active(b, true);
        if (next == LOOKUP_END)
            break;
        if (next >= b->end)
            b->end = next;
        else if (b->total > b->threshold)
            search_window(b);
    }
}

static int highest_first(const void *a, const void *b)
{
    const struct window *x = a, *y = b;
    if (x->bound != y->bound)
        return x->bound < y->bound ? 1 : -1;
    return x->base < y->base ? -1 : 1;
}

static int best_first(struct bag *b)
{
    struct lookup_shard *s       = &b->run->shard;
    size_t               count   = 0;
    struct window       *windows = arena_alloc(s->arena, (s->documents / WINDOW + 1) * sizeof *windows);
    if (!windows)
        return err_oom(s->err);
    for (uint32_t base = 1; base <= s->documents; base = b->end) {
        set_window(b, base);
        if (find_active(b, true) < b->end && b->total > b->threshold)
            windows[count++] = (struct window){base, b->total};
    }
    qsort(windows, count, sizeof *windows, highest_first);
    b->run->top->unordered = true;
    b->threshold           = lookup_top_threshold(b->run->top);
    for (size_t i = 0; i < count && windows[i].bound > b->threshold && !s->code; i++) {
        set_window(b, windows[i].base);
        (void)find_active(b, false);
        for (size_t l = 0; l < b->active_count; l++)
            lookup_list_restart(b->active[l].list, b->active[l].block);
        search_window(b);
    }
    b->run->top->unordered = false;
    return s->code;
}

int lookup_bag(struct lookup_run *run, struct lookup_list **lists, size_t count)
{
    struct lookup_shard *s = &run->shard;
    struct bag          *b = arena_alloc(s->arena, sizeof *b);
    if (!b || !(b->blocks = arena_alloc(s->arena, count * sizeof *b->blocks)) ||
        !(b->active = arena_alloc(s->arena, count * sizeof *b->active)))
        return err_oom(s->err);
    b->run       = run;
    b->lists     = lists;
    b->count     = count;
    b->threshold = lookup_top_threshold(run->top);
    memset(b->blocks, 0, count * sizeof *b->blocks);
    if (count > 1) {
        b->found = arena_alloc(s->arena, WINDOW / 64 * sizeof *b->found);
        b->sums  = arena_alloc(s->arena, WINDOW * sizeof *b->sums);
        if (!b->found || !b->sums)
            return err_oom(s->err);
        memset(b->found, 0, WINDOW / 64 * sizeof *b->found);
        memset(b->sums, 0, WINDOW * sizeof *b->sums);
    }
    if (!run->filters.count && !run->unwanted.count)
        return best_first(b);
    in_order(b);
    return s->code;
}

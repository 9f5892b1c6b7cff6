/* Any of several lists, by windows of documents. Where nothing else filters, a few windows with the highest bounds come
 * first, and set a threshold for the others. */
#include "query/lookup_run.h"

/* A list that has postings in the window at hand, and a bound of their weights. */
struct active {
    struct lookup_list *list;
    uint32_t            block; /* the first that reaches into the window */
    double              bound;
};

/* Windows that come first: one in so many, but at least. */
enum { FIRST_ONE_IN = 64, FIRST_LEAST = 2 };

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
};

/* Which lists reach into the window, with their bounds there; windows come in order. Returns the first docid that may be
 * in any list from `base` on. */
static uint32_t find_active(struct bag *b)
{
    uint32_t next   = LOOKUP_END;
    b->active_count = 0;
    b->total        = 0;
    for (size_t i = 0; i < b->count; i++) {
        struct lookup_list *l     = b->lists[i];
        uint32_t            block = lookup_list_block(l, b->blocks[i], b->base);
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
    struct lookup_window *window = b->run->window;
    struct lookup_list   *l      = a->list;
    double                rest   = b->total - a->bound;
    for (uint32_t block = a->block; block < l->blocks; block++) {
        if (lookup_list_bound(l, block) + rest > b->threshold) {
            uint32_t end = load_block(b, l, block);
            if (!end)
                return;
            for (uint32_t at = l->at; at < end; at++) {
                uint32_t docid  = l->docids[at], i = docid - b->base;
                uint32_t length = postings_length(l->shard->file, l->shard->lengths, docid);
                window->sums[i] += l->factor * lookup_quotient(l->shard, l->counts[at], length);
                window->found[i / 64] |= 1ull << i % 64;
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
    struct lookup_window *window       = b->run->window;
    double                others_bound = 0;
    size_t                others       = 0;
    while (others < b->active_count && others_bound + b->active[others].bound <= b->threshold)
        others_bound += b->active[others++].bound;
    if (others + 1 == b->active_count) {
        go_through(b, others, others_bound);
        return;
    }
    for (size_t i = others; i < b->active_count; i++)
        add_list(b, &b->active[i]);
    for (uint32_t w = 0; w < LOOKUP_WINDOW / 64; w++) {
        for (uint64_t bits = window->found[w]; bits; bits &= bits - 1) {
            uint32_t i   = w * 64 + (uint32_t)__builtin_ctzll(bits);
            double   sum = window->sums[i];
            window->sums[i]   = 0;
            if (sum + others_bound > b->threshold)
                complete(b, others, others_bound, b->base + i, sum);
        }
        window->found[w] = 0;
    }
}

static void set_window(struct bag *b, uint32_t base)
{
    uint32_t documents = b->run->shard.documents;
    b->base            = base;
    b->end             = documents - base < LOOKUP_WINDOW ? documents + 1 : base + LOOKUP_WINDOW;
}

static void in_order(struct bag *b)
{
    for (uint32_t base = 1; base <= b->run->shard.documents && !b->run->shard.code; base = b->end) {
        set_window(b, base);
        uint32_t next = find_active(b);
        if (next == LOOKUP_END)
            break;
        if (next >= b->end)
            b->end = next;
        else if (b->total > b->threshold)
            search_window(b);
    }
}

static void restart(struct bag *b)
{
    memset(b->blocks, 0, b->count * sizeof *b->blocks);
    for (size_t i = 0; i < b->count; i++)
        lookup_list_restart(b->lists[i], 0);
}

/* Of a window where nothing is to be found: below every threshold. */
#define NONE (-2.0)

/* Bounds of all windows. */
static void find_bounds(struct bag *b, double *bounds, size_t count)
{
    for (size_t w = 0; w < count; w++) {
        set_window(b, (uint32_t)(w * LOOKUP_WINDOW + 1));
        bounds[w] = find_active(b) < b->end ? b->total : NONE;
    }
}

static void search_numbered(struct bag *b, double *bounds, size_t w)
{
    bounds[w] = NONE; /* is left */
    set_window(b, (uint32_t)(w * LOOKUP_WINDOW + 1));
    (void)find_active(b);
    search_window(b);
}

static int best_first(struct bag *b)
{
    struct lookup_shard *s      = &b->run->shard;
    size_t               count  = (s->documents - 1) / LOOKUP_WINDOW + 1;
    double              *bounds = arena_alloc(s->arena, count * sizeof *bounds);
    if (!bounds)
        return err_oom(s->err);
    find_bounds(b, bounds, count);
    b->run->top->unordered = true;
    b->threshold           = lookup_top_threshold(b->run->top);
    for (size_t first = 0; count > FIRST_LEAST && first < FIRST_LEAST + count / FIRST_ONE_IN; first++) {
        size_t best = 0;
        for (size_t w = 1; w < count; w++)
            best = bounds[w] > bounds[best] ? w : best;
        restart(b);
        if (bounds[best] > b->threshold)
            search_numbered(b, bounds, best);
    }
    restart(b);
    for (size_t w = 0; w < count && !s->code; w++)
        if (bounds[w] > b->threshold)
            search_numbered(b, bounds, w);
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
    if (!run->filters.count && !run->unwanted.count)
        return best_first(b);
    in_order(b);
    return s->code;
}

/* Any of several lists, by windows of documents. */
#include "query/lookup_run.h"

enum { WINDOW = 2048 };

/* A list that has postings in the window at hand, and a bound of their weights. */
struct active {
    struct lookup_list *list;
    uint32_t            block; /* the first that reaches into the window */
    double              bound;
};

struct bag {
    struct lookup_run *run;
    struct active     *lists;      /* all of them */
    size_t             count;
    struct active     *active;     /* in the window: those that others must help last, by bound */
    size_t             active_count;
    double             total;      /* bounds of the active ones together */
    uint32_t           base, end;  /* the window: docids base .. end - 1 */
    uint64_t           found[WINDOW / 64];
    double             sums[WINDOW];
};

/* Which lists reach into the window, with their bounds there. Returns the first docid that may be in any list from
 * `base` on. */
static uint32_t find_active(struct bag *b)
{
    uint32_t next  = LOOKUP_END;
    b->active_count = 0;
    b->total        = 0;
    for (size_t i = 0; i < b->count; i++) {
        struct active *a = &b->lists[i];
        a->block         = lookup_list_block(a->list, a->block, b->base);
        if (a->block >= a->list->blocks)
            continue;
        uint32_t first = a->block ? lookup_list_last(a->list, a->block - 1) + 1 : 1;
        first          = first < b->base ? b->base : first;
        next           = first < next ? first : next;
        if (first >= b->end)
            continue;
        a->bound = lookup_list_bound_within(a->list, a->block, b->base, b->end - 1);
        b->total += a->bound;
        size_t at = b->active_count++;
        for (; at > 0 && b->active[at - 1].bound > a->bound; at--) /* few: insertion sort */
            b->active[at] = b->active[at - 1];
        b->active[at] = *a;
    }
    return next;
}

/* Add up the weights of a list in the window; blocks whose documents cannot come above the threshold are skipped. */
static void add_list(struct bag *b, const struct active *a, double threshold)
{
    struct lookup_list *l    = a->list;
    double              rest = b->total - a->bound;
    for (uint32_t block = a->block; block < l->blocks && !b->run->shard.code; block++) {
        uint32_t last = lookup_list_last(l, block);
        if (lookup_list_bound(l, block) + rest > threshold) {
            if (l->block != block && !lookup_list_load(l, block))
                return;
            if (!l->counted && !lookup_list_count(l))
                return;
            if (lookup_list_seek(l, b->base) == LOOKUP_END)
                return;
            uint32_t at = l->at;
            for (; at < l->count && l->docids[at] < b->end; at++) {
                uint32_t docid  = l->docids[at], i = docid - b->base;
                uint32_t length = postings_length(l->shard->file, l->shard->lengths, docid);
                b->sums[i] += l->factor * lookup_quotient(l->shard, l->counts[at], length);
                b->found[i / 64] |= 1ull << i % 64;
            }
            l->at    = at < l->count ? at : l->count - 1;
            l->docid = l->docids[l->at];
        }
        if (last >= b->end - 1)
            return;
    }
}

/* A document that essential lists found: ask the others, those with the largest bounds first. */
static void complete(struct bag *b, size_t others, double others_bound, uint32_t docid, double sum)
{
    struct lookup_top *top = b->run->top;
    for (size_t i = others; i-- > 0;) {
        if (sum + others_bound <= lookup_top_threshold(top))
            return;
        sum += lookup_list_weigh(b->active[i].list, docid);
        others_bound -= b->active[i].bound;
    }
    if (sum > lookup_top_threshold(top) && lookup_run_passes(b->run, docid))
        lookup_top_offer(top, b->run->number, docid, sum, 0);
}

static void search_window(struct bag *b)
{
    double threshold = lookup_top_threshold(b->run->top), others_bound = 0;
    size_t others = 0;
    while (others < b->active_count && others_bound + b->active[others].bound <= threshold)
        others_bound += b->active[others++].bound;
    for (size_t i = others; i < b->active_count; i++)
        add_list(b, &b->active[i], threshold);
    for (uint32_t w = 0; w < WINDOW / 64; w++) {
        for (uint64_t bits = b->found[w]; bits; bits &= bits - 1) {
            uint32_t i   = w * 64 + (uint32_t)__builtin_ctzll(bits);
            double   sum = b->sums[i];
            b->sums[i]   = 0;
            if (sum + others_bound > lookup_top_threshold(b->run->top))
                complete(b, others, others_bound, b->base + i, sum);
        }
        b->found[w] = 0;
    }
}

int lookup_bag(struct lookup_run *run, struct lookup_list **lists, size_t count)
{
    struct lookup_shard *s = &run->shard;
    struct bag          *b = arena_alloc(s->arena, sizeof *b);
    if (!b || !(b->lists = arena_alloc(s->arena, count * sizeof *b->lists)) ||
        !(b->active = arena_alloc(s->arena, count * sizeof *b->active)))
        return err_oom(s->err);
    b->run   = run;
    b->count = count;
    memset(b->found, 0, sizeof b->found);
    memset(b->sums, 0, sizeof b->sums);
    for (size_t i = 0; i < count; i++)
        b->lists[i] = (struct active){lists[i], 0, 0};
    for (b->base = 1; b->base <= s->documents && !s->code; b->base = b->end) {
        b->end        = s->documents - b->base < WINDOW ? s->documents + 1 : b->base + WINDOW;
        uint32_t next = find_active(b);
        if (next == LOOKUP_END)
            break;
        if (next >= b->end)
            b->end = next;
        else if (b->total > lookup_top_threshold(run->top))
            search_window(b);
    }
    return s->code;
}

/* Any of several lists (MaxScore, by windows of documents). Lists that together cannot bring a document above the
 * threshold are not gone through: the others, the essential ones, find documents, and only where what those weigh
 * comes near the threshold are the rest asked. */
#include "query/lookup_run.h"

/* Postings of essential lists that a window is to hold. */
enum { WINDOW_POSTINGS = 512 };

/* Documents that lists are asked about together. */
enum { BATCH = 64 };

/* Lists stand by rising bounds. */
struct member {
    struct lookup_list *list;
    double              before; /* what those that stand before it may add together */
    uint32_t            block;  /* the first that reaches into the window */
};

struct bag {
    struct lookup_run *run;
    struct member     *members;
    size_t             count;
    double             threshold;     /* lookup_top_threshold() */
    size_t             alone;         /* 1: documents that the first alone has were offered; it is never essential */
    size_t             others;        /* so many at first are not essential */
    double             others_bound;  /* what these may add */
    double             total;         /* what all may */
    uint32_t           base, end;     /* the window: docids base .. end - 1 */
    uint32_t           size;          /* of windows */
    uint32_t           docids[BATCH]; /* that the others are to be asked about, in order */
    double             sums[BATCH];   /* what they weigh so far */
    uint32_t           waiting;       /* so many */
};

/* Which lists are essential: as few as the threshold allows, but those that cost less to add up than to ask. */
static void divide(struct bag *b)
{
    size_t   others   = b->alone;
    double   bound    = b->members[others].before;
    uint64_t postings = 0;
    while (others < b->count && bound + b->members[others].list->most <= b->threshold)
        bound += b->members[others++].list->most;
    if (others == b->count) {
        b->others = others;
        return;
    }
    for (size_t i = others; i < b->count; i++)
        postings += b->members[i].list->df;
    while (others > b->alone && b->members[others - 1].list->df < postings)
        postings += b->members[--others].list->df;
    if (b->size && others == b->others)
        return;
    b->others       = others;
    b->others_bound = b->members[others].before;
    if (others + 1 == b->count) { /* nothing is to be added up, nor can fewer be essential */
        b->size = b->run->shard.documents;
        return;
    }
    for (b->size = LOOKUP_WINDOW_LEAST;
         b->size < LOOKUP_WINDOW && postings * b->size < (uint64_t)WINDOW_POSTINGS * b->run->shard.documents;)
        b->size *= 2;
}

/* Make the window begin with the first docid from `base` on that may be in an essential list. False: there is none. */
static bool set_window(struct bag *b, uint32_t base)
{
    uint32_t next = LOOKUP_END, documents = b->run->shard.documents;
    for (size_t i = b->others; i < b->count; i++) {
        struct member      *m = &b->members[i];
        struct lookup_list *l = m->list;
        m->block              = lookup_list_block(l, m->block, base);
        if (m->block >= l->blocks)
            continue;
        uint32_t first = l->block == m->block ? l->docid : m->block ? lookup_list_last(l, m->block - 1) + 1 : 1;
        first          = first < base ? base : first;
        next           = first < next ? first : next;
    }
    if (next > documents)
        return false;
    b->base = next;
    b->end  = documents - next < b->size ? documents + 1 : next + b->size;
    return true;
}

static void offer(struct bag *b, uint32_t docid, double sum)
{
    if (sum <= b->threshold || !lookup_run_passes(b->run, docid))
        return;
    lookup_top_offer(b->run->top, b->run->number, docid, sum, 0);
    b->threshold = lookup_top_threshold(b->run->top);
}

/* Ask the others about the documents that wait, those with the largest bounds first. */
static void ask_others(struct bag *b)
{
    for (size_t i = b->others; i-- > 0 && b->waiting;) {
        const struct member *m    = &b->members[i];
        uint32_t             left = 0;
        lookup_list_add(m->list, b->docids, b->waiting, b->sums);
        for (uint32_t k = 0; k < b->waiting; k++) {
            b->docids[left] = b->docids[k];
            b->sums[left]   = b->sums[k];
            left += b->sums[k] + m->before > b->threshold;
        }
        b->waiting = left;
    }
    for (uint32_t k = 0; k < b->waiting; k++)
        offer(b, b->docids[k], b->sums[k]);
    b->waiting = 0;
}

/* A document whose essential lists weigh `sum`, so much that the others may bring it above the threshold: it waits. */
static inline void consider(struct bag *b, uint32_t docid, double sum)
{
    b->docids[b->waiting] = docid;
    b->sums[b->waiting++] = sum;
    if (b->waiting == BATCH)
        ask_others(b);
}

/* Have the postings of a block at hand that lie in the window, from l->at on. The index behind the last one; 0 on
 * failure. */
static uint32_t enter_block(const struct bag *b, struct lookup_list *l, uint32_t block)
{
    if (l->block != block && !lookup_list_load(l, block))
        return 0;
    if (!lookup_list_count(l, block) || lookup_list_seek(l, b->base) == LOOKUP_END)
        return 0;
    return l->docids[l->count - 1] < b->end ? l->count : lookup_docids_find(l->docids, l->at, b->end);
}

/* May blocks of the list be skipped by their bounds, `rest` being what else may come to a document? Few reach less than
 * half of what the list does: where only those could be, no bounds are worked out. */
static inline bool bounds_tell(const struct bag *b, const struct lookup_list *l, double rest)
{
    return rest + l->most / 2 < b->threshold;
}

static void leave_block(struct lookup_list *l, uint32_t end)
{
    l->at    = end < l->count ? end : l->count - 1;
    l->docid = l->docids[l->at];
}

/* Each posting of the only essential list. */
static void go_through(struct bag *b)
{
    struct member      *m = &b->members[b->others];
    struct lookup_list *l = m->list;
    double              weights[POSTINGS_BLOCK];
    uint8_t             heavy[POSTINGS_BLOCK];
    for (uint32_t block = m->block; block < l->blocks; block++) {
        if (!bounds_tell(b, l, b->others_bound) || lookup_list_bound(l, block) + b->others_bound > b->threshold) {
            uint32_t end = enter_block(b, l, block);
            if (!end)
                break;
            uint32_t count = lookup_list_heavy(l, l->at, end, b->threshold - b->others_bound, weights, heavy);
            for (uint32_t i = 0; i < count; i++)
                consider(b, l->docids[heavy[i]], weights[heavy[i]]);
            leave_block(l, end);
        }
        if (lookup_list_last(l, block) >= b->end - 1)
            break;
    }
    ask_others(b);
}

/* A list in the window; blocks whose documents cannot come above the threshold are skipped. */
static void add_list(struct bag *b, const struct member *m)
{
    struct lookup_list *l    = m->list;
    const double        rest = b->total - l->most, least = b->threshold - b->others_bound;
    double              weights[POSTINGS_BLOCK];
    for (uint32_t block = m->block; block < l->blocks; block++) {
        if (!bounds_tell(b, l, rest) || lookup_list_bound(l, block) + rest > b->threshold) {
            uint32_t end = enter_block(b, l, block);
            if (!end)
                return;
            lookup_list_weights(l, l->at, end, weights);
            lookup_window_add(b->run->window, b->base, l->docids + l->at, weights + l->at, end - l->at, least,
                              b->run->shard.wide);
            leave_block(l, end);
        }
        if (lookup_list_last(l, block) >= b->end - 1)
            return;
    }
}

static void consider_noted(struct bag *b)
{
    struct lookup_window *window = b->run->window;
    for (uint32_t v = 0; v < LOOKUP_WINDOW / 4096; v++) {
        for (uint64_t words = window->found_words[v]; words; words &= words - 1) {
            uint32_t w = v * 64 + (uint32_t)__builtin_ctzll(words);
            for (uint64_t bits = window->found[w]; bits; bits &= bits - 1) {
                uint32_t i = w * 64 + (uint32_t)__builtin_ctzll(bits);
                consider(b, b->base + i, window->sums[i]);
            }
            window->found[w] = 0;
        }
        window->found_words[v] = 0;
    }
    ask_others(b);
}

static void search_window(struct bag *b)
{
    if (b->others + 1 == b->count) {
        go_through(b);
        return;
    }
    for (size_t i = b->others; i < b->count; i++)
        add_list(b, &b->members[i]);
    consider_noted(b);
    lookup_window_clear(b->run->window, b->base, b->end - b->base);
}

/* By rising bounds. Few: insertion sort. */
static void weakest_first(struct lookup_list **lists, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct lookup_list *moved = lists[i];
        size_t              at    = i;
        for (; at > 0 && lists[at - 1]->most > moved->most; at--)
            lists[at] = lists[at - 1];
        lists[at] = moved;
    }
}

static void add_members(struct bag *b, struct lookup_list **lists)
{
    b->total = 0;
    for (size_t i = 0; i < b->count; i++) {
        b->members[i] = (struct member){.list = lists[i], .before = b->total * (1 + 1e-9)};
        b->total += lists[i]->most;
    }
    b->total *= 1 + 1e-9; /* sums of weights may be rounded up in another order */
}

/* A list in more documents than all others together, and that can bring one into the top k alone, would be gone through
 * for those that no other list has: its head tells the best of them. */
static void offer_alone(struct bag *b, struct lookup_list *const *lists)
{
    uint64_t postings = 0;
    for (size_t i = 1; i < b->count; i++)
        postings += lists[i]->df;
    if (lists[0]->most <= b->threshold || lists[0]->df <= postings ||
        !lookup_head_alone(b->run, lists[0], lists + 1, b->count - 1))
        return;
    b->run->top->unordered = true;
    b->alone               = 1;
    b->threshold           = lookup_top_threshold(b->run->top);
}

int lookup_bag(struct lookup_run *run, struct lookup_list **lists, size_t count)
{
    struct lookup_shard *s = &run->shard;
    struct bag          *b = arena_alloc(s->arena, sizeof *b);
    if (!b || !(b->members = arena_alloc(s->arena, count * sizeof *b->members)))
        return err_oom(s->err);
    b->run       = run;
    b->count     = count;
    b->size      = 0;
    b->waiting   = 0;
    b->alone     = 0;
    lookup_prime(run, lists, count);
    b->threshold = lookup_top_threshold(run->top);
    weakest_first(lists, count);
    add_members(b, lists);
    offer_alone(b, lists);
    for (uint32_t base = 1; base <= s->documents && !s->code; base = b->end) {
        divide(b);
        if (b->others == count || !set_window(b, base))
            break;
        search_window(b);
    }
    run->top->unordered = false;
    return s->code;
}

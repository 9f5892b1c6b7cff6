/* Any of several lists (MaxScore, by windows of documents). Lists that together cannot bring a document above the
 * threshold are not gone through: the others, the essential ones, find documents, and only where what those weigh
 * comes near the threshold are the rest asked. Lists with ranges are not gone through either: where these together come
 * above the threshold, they find documents, too. */
#include "query/lookup_ranges.h"
#include "query/lookup_run.h"

/* Postings of essential lists that a window is to hold. */
enum { WINDOW_POSTINGS = 512 };

/* Documents that lists are asked about together. */
enum { BATCH = 64 };

/* Lists stand by rising bounds. */
struct member {
    struct lookup_list  *list;
    double               before; /* what those without ranges may add together that stand before it */
    struct lookup_ranges ranges;
    uint32_t             block; /* the first that reaches into the window */
    bool                 essential;
};

struct bag {
    struct lookup_run           *run;
    struct member               *members;
    size_t                       count;
    double                       threshold;   /* lookup_top_threshold() */
    bool                         ranged;      /* there are lists with ranges, */
    double                       ranged_most; /* which may add so much, */
    uint64_t                     ranged_df;   /* and have so many postings */
    bool                         alone;       /* documents that only the first has were offered: it is not essential */
    bool                         by_ranges;   /* lists with ranges are not essential: */
    bool                         scans;       /* these are gone through for documents that have only those */
    double                       until;       /* thresholds below that divide lists in the same way */
    size_t                       essential;   /* so many lists are */
    bool                         single;      /* one is, and will be */
    struct lookup_ranges       **others;      /* ranges of the others */
    size_t                       other_count;
    double                       unranged;    /* what those of them without may add, */
    double                       others_most; /* and all of them */
    double                       total;       /* what all lists may */
    uint32_t                     range;       /* of the document that was considered last, */
    double                       range_left;  /* in which those with ranges may add so much */
    uint32_t                     base, end;   /* the window: docids base .. end - 1 */
    uint32_t                     size;        /* of windows */
    uint32_t                     docids[BATCH]; /* that the others are to be asked about, in order */
    double                       sums[BATCH];   /* what they weigh so far, */
    double                       left[BATCH];   /* and what those with ranges may add that were not asked yet */
    uint32_t                     waiting;       /* so many */
};

/* ---- which lists are essential --------------------------------------------------------------------- */

/* May the list be essential? */
static bool eligible(const struct bag *b, size_t i)
{
    return !(b->by_ranges && b->members[i].ranges.numbers) && !(b->alone && i == 0);
}

static void make_essential(struct bag *b, struct member *m, uint64_t *postings)
{
    m->essential = true;
    b->essential++;
    *postings += m->list->df;
}

static void add_up_others(struct bag *b)
{
    b->unranged = b->others_most = 0;
    b->other_count               = 0;
    b->range                     = UINT32_MAX; /* none */
    for (size_t i = 0; i < b->count; i++) {
        struct member *m = &b->members[i];
        m->before        = b->unranged * (1 + 1e-9);
        if (m->essential)
            continue;
        b->others_most += m->list->most;
        if (m->ranges.numbers)
            b->others[b->other_count++] = &m->ranges;
        else
            b->unranged += m->list->most;
    }
    b->others_most *= 1 + 1e-9; /* sums of weights may be rounded up in another order */
    b->unranged *= 1 + 1e-9;
}

static void choose_size(struct bag *b, uint64_t postings)
{
    const uint32_t documents = b->run->shard.documents;
    b->single = b->essential == 1 && !b->scans && b->by_ranges == b->ranged;
    if (b->single) { /* nothing is to be added up, nor can fewer be essential */
        b->size = documents;
        return;
    }
    for (b->size = b->ranged ? LOOKUP_WINDOW : LOOKUP_WINDOW_LEAST;
         b->size < LOOKUP_WINDOW && postings * b->size < (uint64_t)WINDOW_POSTINGS * documents;)
        b->size *= 2;
}

/* As few lists as the threshold allows are essential, but those that cost less to add up than to ask. */
static void divide(struct bag *b, bool by_ranges)
{
    by_ranges = by_ranges && b->ranged && b->threshold > 0;
    if (b->threshold < b->until && by_ranges == b->by_ranges)
        return;
    b->by_ranges      = by_ranges;
    b->scans          = by_ranges && b->ranged_most > b->threshold;
    b->until          = b->scans ? b->ranged_most : INFINITY;
    b->essential      = 0;
    double   bound    = by_ranges ? b->ranged_most : b->alone ? b->members[0].list->most : 0;
    uint64_t postings = 0;
    for (size_t i = 0; i < b->count; i++) {
        struct member *m = &b->members[i];
        m->essential     = false;
        if (!eligible(b, i))
            continue;
        bound += m->list->most * (1 + 1e-9);
        if (bound <= b->threshold)
            continue;
        b->until = bound < b->until ? bound : b->until;
        make_essential(b, m, &postings);
    }
    for (size_t i = b->count; i-- > 0 && postings;)
        if (eligible(b, i) && !b->members[i].essential && b->members[i].list->df < postings)
            make_essential(b, &b->members[i], &postings);
    add_up_others(b);
    choose_size(b, postings);
}

/* ---- windows --------------------------------------------------------------------------------------- */

/* Make the window begin with the first docid from `base` on that may be in an essential list, or not far before it.
 * False: there is none. */
static bool set_window(struct bag *b, uint32_t base)
{
    uint32_t next = b->scans ? base : LOOKUP_END, documents = b->run->shard.documents;
    for (size_t i = 0; i < b->count; i++) {
        struct member      *m = &b->members[i];
        struct lookup_list *l = m->list;
        if (!m->essential)
            continue;
        m->block = lookup_list_block(l, m->block, base);
        if (m->block >= l->blocks)
            continue;
        uint32_t first = l->block == m->block ? l->docid : m->block ? lookup_list_last(l, m->block - 1) + 1 : 1;
        first          = first < base ? base : first;
        next           = first < next ? first : next;
    }
    if (next > documents)
        return false;
    b->base = b->ranged ? base + (next - base) / RANGES_STEP_DOCUMENTS * RANGES_STEP_DOCUMENTS : next;
    b->end  = documents - b->base < b->size ? documents + 1 : b->base + b->size;
    return true;
}

static void offer(struct bag *b, uint32_t docid, double sum)
{
    if (sum <= b->threshold || !lookup_run_passes(b->run, docid))
        return;
    lookup_top_offer(b->run->top, b->run->number, docid, sum, 0);
    b->threshold = lookup_top_threshold(b->run->top);
}

/* Leave the documents that those lists may bring above the threshold that stand before the one asked last. */
static void keep_likely(struct bag *b, const struct member *asked)
{
    const bool     ranged = asked->ranges.numbers;
    const double   least  = b->threshold - asked->before;
    const uint32_t count  = b->waiting;
    uint32_t       kept   = 0;
    if (b->other_count) {
        for (uint32_t k = 0; k < count; k++) {
            const double left = b->left[k] - (ranged ? lookup_ranges_bound(&asked->ranges, b->docids[k]) : 0);
            b->docids[kept]   = b->docids[k];
            b->sums[kept]     = b->sums[k];
            b->left[kept]     = left;
            kept += b->sums[kept] + left > least;
        }
    } else {
        for (uint32_t k = 0; k < count; k++) {
            b->docids[kept] = b->docids[k];
            b->sums[kept]   = b->sums[k];
            kept += b->sums[kept] > least;
        }
    }
    b->waiting = kept;
}

/* Ask the others about the documents that wait, those with the largest bounds first. */
static void ask_others(struct bag *b)
{
    for (size_t i = b->count; i-- > 0 && b->waiting;) {
        const struct member *m = &b->members[i];
        if (m->essential)
            continue;
        lookup_list_add(m->list, b->docids, b->waiting, b->sums);
        keep_likely(b, m);
    }
    for (uint32_t k = 0; k < b->waiting; k++)
        offer(b, b->docids[k], b->sums[k]);
    b->waiting = 0;
}

static inline void add_up_ranges(struct bag *b, uint32_t docid)
{
    double left = 0;
    for (size_t i = 0; i < b->other_count; i++)
        left += lookup_ranges_bound(b->others[i], docid);
    b->range      = (docid - 1) / POSTINGS_RANGE;
    b->range_left = left * (1 + 1e-9); /* some of it is left when each has been taken away */
}

/* A document whose essential lists weigh `sum`, so much that the others may bring it above the threshold: it waits, if
 * they may by their ranges, too. `ranged`: some have any. */
static inline __attribute__((always_inline)) void consider(struct bag *b, uint32_t docid, double sum, bool ranged)
{
    if (ranged) {
        if (b->range != (docid - 1) / POSTINGS_RANGE) /* there are often several in a row of the same */
            add_up_ranges(b, docid);
        if (sum + b->range_left + b->unranged <= b->threshold)
            return;
        b->left[b->waiting] = b->range_left;
    }
    b->docids[b->waiting] = docid;
    b->sums[b->waiting]   = sum;
    if (++b->waiting == BATCH)
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
    const struct member *m = b->members;
    while (!m->essential)
        m++;
    struct lookup_list *l = m->list;
    double              weights[POSTINGS_BLOCK];
    uint8_t             heavy[POSTINGS_BLOCK];
    for (uint32_t block = m->block; block < l->blocks; block++) {
        if (!bounds_tell(b, l, b->others_most) || lookup_list_bound(l, block) + b->others_most > b->threshold) {
            uint32_t end = enter_block(b, l, block);
            if (!end)
                break;
            uint32_t count = lookup_list_heavy(l, l->at, end, b->threshold - b->others_most, weights, heavy);
            const bool     ranged = b->other_count;
            for (uint32_t i = 0; i < count && ranged; i++)
                consider(b, l->docids[heavy[i]], weights[heavy[i]], true);
            for (uint32_t i = 0; i < count && !ranged; i++)
                consider(b, l->docids[heavy[i]], weights[heavy[i]], false);
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
    const double        rest  = b->total - l->most;
    const double        least = b->threshold - (b->run->window->part > 0 ? b->unranged : b->others_most);
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

static inline __attribute__((always_inline)) void consider_all(struct bag *b, bool ranged)
{
    struct lookup_window *window = b->run->window;
    uint32_t              at;
    for (uint64_t bits; (bits = lookup_window_take(window, &at));)
        for (; bits; bits &= bits - 1) {
            const uint32_t i = at + (uint32_t)__builtin_ctzll(bits);
            consider(b, b->base + i, window->sums[i], ranged);
        }
}

static void consider_found(struct bag *b)
{
    if (b->other_count)
        consider_all(b, true);
    else
        consider_all(b, false);
    ask_others(b);
}

/* Find documents by ranges; where they are too many, lists with ranges are added up like others. */
static void scan(struct bag *b)
{
    const struct lookup_span span = {b->base, b->end};
    if (lookup_ranges_find(b->others, b->other_count, 0, b->threshold, &b->run->shard, span, b->ranged_df,
                           b->run->window))
        return;
    divide(b, false);
    for (size_t i = 0; i < b->count; i++)
        if (b->members[i].essential)
            b->members[i].block = lookup_list_block(b->members[i].list, b->members[i].block, b->base);
}

static void search_window(struct bag *b)
{
    if (b->single) {
        go_through(b);
        return;
    }
    if (b->by_ranges)
        scan(b);
    for (size_t i = 0; i < b->count; i++)
        if (b->members[i].essential)
            add_list(b, &b->members[i]);
    consider_found(b);
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
    for (size_t i = 0; i < b->count; i++) {
        struct member *m = &b->members[i];
        *m               = (struct member){.list = lists[i]};
        lookup_ranges_init(&m->ranges, lists[i]);
        b->total += lists[i]->most * (1 + 1e-9); /* sums of weights may be rounded up in another order */
        if (!m->ranges.numbers)
            continue;
        b->ranged = true;
        b->ranged_most += lists[i]->most * (1 + 1e-9);
        b->ranged_df += lists[i]->df;
    }
}

/* A list in more documents than all others together, and that can bring one into the top k alone, would be gone through
 * for those that no other list has: its head tells the best of them. */
static void offer_alone(struct bag *b, struct lookup_list *const *lists)
{
    uint64_t postings = 0;
    for (size_t i = 1; i < b->count; i++)
        postings += lists[i]->df;
    if (b->ranged || lists[0]->most <= b->threshold || lists[0]->df <= postings ||
        !lookup_head_alone(b->run, lists[0], lists + 1, b->count - 1))
        return;
    b->run->top->unordered = true;
    b->alone               = true;
    b->threshold           = lookup_top_threshold(b->run->top);
}

int lookup_bag(struct lookup_run *run, struct lookup_list **lists, size_t count)
{
    struct lookup_shard *s = &run->shard;
    struct bag          *b = arena_alloc(s->arena, sizeof *b);
    if (!b)
        return err_oom(s->err);
    *b         = (struct bag){.run = run, .count = count, .until = -INFINITY};
    b->members = arena_alloc(s->arena, count * sizeof *b->members);
    b->others  = arena_alloc(s->arena, count * sizeof *b->others);
    if (!b->members || !b->others)
        return err_oom(s->err);
    lookup_prime(run, lists, count);
    b->threshold = lookup_top_threshold(run->top);
    weakest_first(lists, count);
    add_members(b, lists);
    offer_alone(b, lists);
    for (uint32_t base = 1; base <= s->documents && !s->code; base = b->end) {
        divide(b, true);
        if ((!b->essential && !b->scans) || !set_window(b, base))
            break;
        search_window(b);
    }
    run->top->unordered = false;
    return s->code;
}

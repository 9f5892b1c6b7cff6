/* All of several lists by ranges: documents in whose ranges all of them may be, and weigh enough together. */
#include "query/lookup_all.h"
#include "query/lookup_ranges.h"

/* Of each list that weighs: first of those that must match. */
struct ranges {
    struct lookup_ranges **lists;
    size_t                 count;
};

/* Find documents of the window; false: too many. */
static bool find_by_ranges(struct all *a, const struct ranges *r, struct lookup_span span)
{
    return lookup_ranges_find(r->lists, r->count, a->lists->weighed.count, a->threshold, &a->run->shard, span,
                              a->lead->df, a->run->window);
}

static void ask_all(struct all *a, struct heavy *h)
{
    memset(h->sums, 0, h->count * sizeof *h->sums);
    all_ask(a, h, NULL);
    all_take(a, h);
    h->count = 0;
}

/* Those found that are no smaller than `next`. */
static void take_found(struct all *a, uint32_t base, uint32_t next)
{
    struct heavy h = {.count = 0};
    uint32_t     at;
    for (uint64_t bits; (bits = lookup_window_take(a->run->window, &at));) {
        for (; bits; bits &= bits - 1) {
            h.docids[h.count] = base + at + (uint32_t)__builtin_ctzll(bits);
            h.count += h.docids[h.count] >= next;
        }
        if (h.count > POSTINGS_BLOCK - 64)
            ask_all(a, &h);
    }
    ask_all(a, &h);
}

/* How many match, in blocks of the lead that lie apart. */
static void take_sample(struct all *a)
{
    enum { SAMPLES = 2 };
    struct lookup_list *lead = a->lead;
    a->run->sample           = (struct lookup_sample){0, 0, 0};
    for (size_t i = 0; i < count_weighing(a->lists); i++)
        lookup_list_rewind(weighing(a->lists, i));
    for (uint32_t i = 1; i <= SAMPLES && nothing_else_decides(a); i++) {
        uint32_t docids[POSTINGS_BLOCK], count;
        if (!lookup_list_load(lead, i * lead->blocks / (SAMPLES + 1)))
            return;
        const uint32_t of = count = lead->count;
        memcpy(docids, lead->docids, of * sizeof *docids);
        for (size_t l = 0; l < a->lists->weighed.count; l++)
            if (a->lists->weighed.items[l] != lead)
                count = lookup_list_keep(a->lists->weighed.items[l], docids, count, NULL);
        note_sample(a, of, count);
    }
}

/* Documents from `next` on; as long as there is no threshold, or where too much is found, the lead is gone through. */
static void search_windows(struct all *a, const struct ranges *r, uint32_t next)
{
    const uint32_t documents = a->run->shard.documents;
    bool           sampled   = true;
    for (uint32_t base = 1, end; base <= documents && !a->run->shard.code; base = end) {
        end = documents - base < LOOKUP_WINDOW ? documents + 1 : base + LOOKUP_WINDOW;
        if (next >= end)
            continue;
        if (a->threshold > 0 && find_by_ranges(a, r, (struct lookup_span){base, end})) {
            take_found(a, base, next);
            lookup_window_clear(a->run->window, base, end - base);
            next    = end;
            sampled = false;
        } else {
            next = all_search_blocks(a, next, end);
        }
    }
    if (!sampled)
        take_sample(a);
}

bool all_have_ranges(const struct all *a)
{
    bool all = a->lead_weighs && !a->run->counts && !a->lists->some_may;
    for (size_t i = 0; i < count_weighing(a->lists) && all; i++)
        all = lookup_ranges_has(weighing(a->lists, i));
    return all;
}

int all_search_ranges(struct all *a, uint32_t next)
{
    struct ranges         r     = {.count = count_weighing(a->lists)};
    struct lookup_ranges *items = arena_alloc(a->run->shard.arena, r.count * sizeof *items);
    r.lists                     = arena_alloc(a->run->shard.arena, r.count * sizeof *r.lists);
    if (!items || !r.lists)
        return err_oom(a->run->shard.err);
    for (size_t i = 0; i < r.count; i++) {
        r.lists[i] = &items[i];
        lookup_ranges_init(r.lists[i], weighing(a->lists, i));
    }
    search_windows(a, &r, next);
    return a->run->shard.code;
}

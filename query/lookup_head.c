/* What the best postings of lists tell at once: the answer for one word, and for several a weight that the best
 * documents reach at least. */
#include "query/lookup_run.h"

/* Lists up to this size are gone through for it. */
enum { SHORT = 512 };

/* The heads of lists hold so many of the best for sure, where nothing keeps any of them from matching. */
static bool heads_hold(const struct lookup_run *run)
{
    return run->top->sort == ENGINE_BY_WEIGHT && run->top->room && run->top->room <= POSTINGS_HEAD_RANKS;
}

static bool nothing_filters(const struct lookup_run *run)
{
    return !run->filters.count && !run->unwanted.count &&
           !index_reader_segment(run->reader, run->number)->deleted;
}

/* Weights of the list's head; 0: it has none, or on failure. */
static size_t weigh_head(struct lookup_list *l, uint32_t docids[POSTINGS_HEAD_MOST],
                         double weights[POSTINGS_HEAD_MOST])
{
    uint32_t wdfs[POSTINGS_HEAD_MOST], lengths[POSTINGS_HEAD_MOST];
    int      count = l->all_docids ? 0 : postings_list_head(&l->file, docids, wdfs, lengths, l->shard->err);
    if (count < 0) {
        lookup_fail(l->shard, count);
        return 0;
    }
    lookup_list_weigh_all(l, docids, lengths, wdfs, (uint32_t)count, weights);
    return (size_t)count;
}

bool lookup_head(struct lookup_run *run, struct lookup_list *list)
{
    uint32_t docids[POSTINGS_HEAD_MOST];
    double   weights[POSTINGS_HEAD_MOST];
    if (!heads_hold(run) || !nothing_filters(run) || list->factor <= 0)
        return false;
    size_t count = weigh_head(list, docids, weights);
    for (size_t i = 0; i < count; i++)
        lookup_top_offer(run->top, run->number, docids[i], weights[i], 0);
    return count > 0;
}

/* ---- a threshold --------------------------------------------------------------------------------- */

/* How many weights are in each of PARTS parts of what the list weighs at most: no branch for each, as the k highest
 * would take. */
enum { PARTS = 128 };
struct spread {
    uint32_t counts[PARTS];
    double   parts; /* in a weight of 1 */
};

static void take(struct spread *s, const double *weights, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const double part = weights[i] * s->parts; /* a damaged list's bound may be far too low */
        s->counts[part < PARTS ? (int)part : PARTS - 1]++;
    }
}

static void take_all(struct lookup_list *l, struct spread *s)
{
    double weights[POSTINGS_BLOCK];
    for (uint32_t block = 0; block < l->blocks; block++) {
        if (!lookup_list_load(l, block) || !lookup_list_count(l, block))
            return;
        lookup_list_weights(l, 0, l->count, weights);
        take(s, weights, l->count);
    }
    lookup_list_restart(l, 0);
}

/* What the k-th best document of the list weighs by it alone, at least; -1: not known. */
static double kth_of(const struct lookup_run *run, struct lookup_list *l, size_t k)
{
    uint32_t      docids[POSTINGS_HEAD_MOST];
    double        weights[POSTINGS_HEAD_MOST];
    struct spread s     = {.parts = PARTS / l->most};
    size_t        above = 0;
    if (l->df <= SHORT)
        take_all(l, &s);
    else if (heads_hold(run))
        take(&s, weights, weigh_head(l, docids, weights));
    for (int part = PARTS - 1; part >= 0; part--)
        if ((above += s.counts[part]) >= k)
            return part / s.parts;
    return -1;
}

void lookup_prime(struct lookup_run *run, struct lookup_list *const *lists, size_t count)
{
    struct lookup_list *best = NULL; /* where a rare term is, its documents are likely to be the best */
    size_t              k    = run->top->room;
    if (!k || !nothing_filters(run) || run->top->sort != ENGINE_BY_WEIGHT)
        return;
    for (size_t i = 0; i < count; i++)
        if (lists[i]->df >= k && lists[i]->most > 0 && (!best || lists[i]->most > best->most))
            best = lists[i];
    double kth = best ? kth_of(run, best, k) : -1;
    if (kth > run->top->least)
        run->top->least = kth * (1 - 1e-9); /* others that weigh the same may come before it */
}

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

/* Leave those that filters let pass; how many. */
static size_t keep_passing(struct lookup_run *run, uint32_t *docids, double *weights, size_t count)
{
    size_t kept = 0;
    if (nothing_filters(run))
        return count;
    for (size_t i = 0; i < count; i++) {
        docids[kept]  = docids[i];
        weights[kept] = weights[i];
        kept += lookup_run_passes(run, docids[i]);
    }
    return kept;
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

static void take_all(struct lookup_run *run, struct lookup_list *l, struct spread *s)
{
    double   weights[POSTINGS_BLOCK];
    uint32_t docids[POSTINGS_BLOCK];
    for (uint32_t block = 0; block < l->blocks; block++) {
        if (!lookup_list_load(l, block) || !lookup_list_count(l, block))
            return;
        lookup_list_weights(l, 0, l->count, weights);
        memcpy(docids, l->docids, l->count * sizeof *docids);
        take(s, weights, keep_passing(run, docids, weights, l->count));
    }
    lookup_list_rewind(l);
    lookup_run_rewind(run);
}

/* The k-th best of those that were taken weighs this at least; others of the same weight may come before it. */
static void raise_least(struct lookup_run *run, const struct spread *s)
{
    size_t above = 0;
    int    part  = PARTS - 1;
    while (part >= 0 && (above += s->counts[part]) < run->top->room)
        part--;
    const double kth = part / s->parts * (1 - 1e-9);
    if (part >= 0 && kth > run->top->least)
        run->top->least = kth;
}

/* ---- what heads are for -------------------------------------------------------------------------- */

/* The documents of the head that pass, and how many; *enough: the k best of the list that do are among them. */
static size_t pass_head(struct lookup_run *run, struct lookup_list *l, uint32_t docids[POSTINGS_HEAD_MOST],
                        double weights[POSTINGS_HEAD_MOST], bool *enough)
{
    *enough = false;
    if (!heads_hold(run) || l->factor <= 0 || !lookup_run_asks_freely(run))
        return 0;
    const size_t count = weigh_head(l, docids, weights), kept = keep_passing(run, docids, weights, count);
    *enough = count && count - kept + run->top->room <= POSTINGS_HEAD_RANKS; /* of the best ranks so many are left */
    lookup_run_rewind(run);
    return kept;
}

static void offer_all(struct lookup_run *run, const uint32_t *docids, const double *weights, size_t count)
{
    for (size_t i = 0; i < count; i++)
        lookup_top_offer(run->top, run->number, docids[i], weights[i], 0);
}

bool lookup_head(struct lookup_run *run, struct lookup_list *list)
{
    uint32_t     docids[POSTINGS_HEAD_MOST];
    double       weights[POSTINGS_HEAD_MOST];
    bool         enough;
    const size_t kept = pass_head(run, list, docids, weights, &enough);
    if (enough) {
        offer_all(run, docids, weights, kept);
    } else if (kept) {
        struct spread s = {.parts = PARTS / list->most};
        take(&s, weights, kept);
        raise_least(run, &s);
    }
    return enough;
}

/* Leave those of docids[0 .. count) that the list does not have. */
static size_t keep_without(struct lookup_list *l, uint32_t *docids, double *weights, size_t count)
{
    size_t  kept = 0;
    uint8_t found[POSTINGS_BLOCK];
    for (size_t begin = 0; begin < count; begin += POSTINGS_BLOCK) {
        const size_t   end = begin + POSTINGS_BLOCK < count ? begin + POSTINGS_BLOCK : count;
        const uint32_t n   = lookup_list_find(l, docids + begin, (uint32_t)(end - begin), found, NULL);
        for (size_t i = begin, k = 0; i < end; i++) {
            if (k < n && found[k] == i - begin) {
                k++;
                continue;
            }
            docids[kept]    = docids[i];
            weights[kept++] = weights[i];
        }
    }
    lookup_list_rewind(l);
    return kept;
}

bool lookup_head_alone(struct lookup_run *run, struct lookup_list *list, struct lookup_list *const *others,
                       size_t count)
{
    uint32_t docids[POSTINGS_HEAD_MOST];
    double   weights[POSTINGS_HEAD_MOST];
    bool     enough;
    size_t   kept = pass_head(run, list, docids, weights, &enough);
    if (!enough)
        return false;
    for (size_t i = 0; i < count; i++)
        kept = keep_without(others[i], docids, weights, kept);
    offer_all(run, docids, weights, kept);
    return true;
}

void lookup_prime(struct lookup_run *run, struct lookup_list *const *lists, size_t count)
{
    struct lookup_list *best = NULL; /* where a rare term is, its documents are likely to be the best */
    const size_t        k    = run->top->room;
    if (!k || run->top->sort != ENGINE_BY_WEIGHT || !lookup_run_asks_freely(run))
        return;
    for (size_t i = 0; i < count; i++)
        if (lists[i]->df >= k && lists[i]->most > 0 && (!best || lists[i]->most > best->most))
            best = lists[i];
    if (!best)
        return;
    struct spread s = {.parts = PARTS / best->most};
    if (best->df <= SHORT) {
        take_all(run, best, &s);
    } else {
        uint32_t docids[POSTINGS_HEAD_MOST];
        double   weights[POSTINGS_HEAD_MOST];
        bool     enough;
        take(&s, weights, pass_head(run, best, docids, weights, &enough));
    }
    raise_least(run, &s);
}

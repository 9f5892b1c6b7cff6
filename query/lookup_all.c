/* All of several lists: the rarest leads, block by block. */
#include "query/lookup_run.h"

struct all {
    struct lookup_run  *run;
    struct lookup_all  *lists;
    struct lookup_list *lead;
    double              threshold; /* lookup_top_threshold() */
    double              most_rest; /* bound of what all bring anywhere; then of what all but the lead bring */
};

/* List `i` of those that weigh: first those that must match, then those that may. */
static struct lookup_list *weighing(const struct lookup_all *all, size_t i)
{
    return i < all->weighed.count ? all->weighed.items[i] : all->may.items[i - all->weighed.count];
}

static size_t count_weighing(const struct lookup_all *all)
{
    return all->weighed.count + all->may.count;
}

/* Bound of what lists bring anywhere, all but `left_out` (NULL: all). */
static double most_of(const struct lookup_all *all, const struct lookup_list *left_out)
{
    double sum = 0;
    for (size_t i = 0; i < count_weighing(all); i++)
        sum += weighing(all, i) != left_out ? weighing(all, i)->most : 0;
    return sum;
}

/* The same of all but the lead, for documents first .. last. */
static double rest_within(const struct all *a, uint32_t first, uint32_t last)
{
    double sum = 0;
    for (size_t i = 0; i < count_weighing(a->lists); i++) {
        struct lookup_list *l = weighing(a->lists, i);
        if (l != a->lead)
            sum += lookup_list_bound_within(l, lookup_list_at(l), first, last);
    }
    return sum;
}

/* All of the lists have the document. *next: where the lead may go on, if one has not. */
static bool agree(const struct lookup_lists *lists, uint32_t docid, uint32_t *next)
{
    for (size_t i = 0; i < lists->count; i++) {
        struct lookup_list *l = lists->items[i];
        if (!lookup_list_has(l, docid)) {
            *next = l->docid > docid ? l->docid : docid + 1;
            return false;
        }
    }
    return true;
}

static bool phrases_hold(const struct all *a)
{
    for (size_t i = 0; i < a->lists->phrase_count; i++)
        if (!lookup_phrase_holds(a->lists->phrases[i]))
            return false;
    return true;
}

/* A match that weighs `sum`. */
static void offer(struct all *a, uint32_t docid, double sum)
{
    if (sum <= a->threshold)
        return;
    lookup_top_offer(a->run->top, a->run->number, docid, sum, 0);
    a->threshold = lookup_top_threshold(a->run->top);
}

/* ---- while nothing is known of the threshold, or phrases are counted -------------------------------- */

/* Positions tell sooner than weights. *next: where the lead may go on. */
static bool is_match(const struct all *a, uint32_t docid, uint32_t *next)
{
    *next = docid + 1;
    return agree(&a->lists->plain, docid, next) && phrases_hold(a) && agree(&a->lists->weighed, docid, next) &&
           lookup_run_passes(a->run, docid) && !a->run->shard.code;
}

/* Weigh a match as long as it may be one of the best. */
static void weigh_match(struct all *a, uint32_t docid)
{
    double sum = 0, rest = a->most_rest;
    for (size_t i = 0; i < count_weighing(a->lists); i++) {
        struct lookup_list *l = weighing(a->lists, i);
        if (sum + rest * (1 + 1e-9) <= a->threshold)
            return;
        sum += lookup_list_weigh(l, docid);
        rest -= l->most;
    }
    offer(a, docid, sum);
}

/* Returns where to go on; LOOKUP_END: there is nothing more to be found. */
static uint32_t find_matches(struct all *a)
{
    const bool counts = a->run->counts;
    uint32_t   next   = 1;
    for (uint32_t d; (counts || a->threshold < 0) && !a->run->shard.code &&
                     (d = lookup_list_seek(a->lead, next)) != LOOKUP_END;)
        if (is_match(a, d, &next)) {
            a->run->matches++;
            weigh_match(a, d);
        }
    a->run->counted = counts;
    return counts || a->threshold < 0 ? LOOKUP_END : next;
}

/* ---- then ---------------------------------------------------------------------------------------- */

/* Documents of a block of the lead. */
struct heavy {
    uint32_t docids[POSTINGS_BLOCK], count;
    double   sums[POSTINGS_BLOCK]; /* by the lists asked so far */
};

/* Each of the other lists must have them, too, or may. */
static void ask_others(struct all *a, struct heavy *h)
{
    double *sums = a->run->top->room ? h->sums : NULL;
    for (size_t i = 0; i < count_weighing(a->lists) && h->count; i++) {
        struct lookup_list *l = weighing(a->lists, i);
        if (l == a->lead)
            continue;
        if (i < a->lists->weighed.count)
            h->count = lookup_list_keep(l, h->docids, h->count, sums);
        else if (sums)
            lookup_list_add(l, h->docids, h->count, sums);
    }
}

/* The documents of a block of the lead, from `first` on, that may be wanted: `most` is a bound of what the others bring
 * there. Where all are counted, all may. */
static void find_heavy(struct all *a, uint32_t first, double most, struct heavy *h)
{
    struct lookup_list *lead = a->lead;
    double              weights[POSTINGS_BLOCK];
    uint8_t             heavy[POSTINGS_BLOCK];
    lookup_list_seek(lead, first);
    if (!a->run->top->room) { /* nothing is weighed */
        h->count = lead->count - lead->at;
        memcpy(h->docids, lead->docids + lead->at, h->count * sizeof *h->docids);
        memset(h->sums, 0, h->count * sizeof *h->sums);
        return;
    }
    if (!lead->counted && !lookup_list_count(lead)) {
        h->count = 0;
        return;
    }
    const double least = a->run->counts ? -1 : a->threshold - most;
    h->count           = lookup_list_heavy(lead, lead->at, lead->count, least, weights, heavy);
    for (uint32_t i = 0; i < h->count; i++) {
        h->docids[i] = lead->docids[heavy[i]];
        h->sums[i]   = weights[heavy[i]];
    }
}

static void go_through(struct all *a, uint32_t block, uint32_t first, double most)
{
    struct heavy h;
    if (a->lead->block != block && !lookup_list_load(a->lead, block))
        return;
    find_heavy(a, first, most, &h);
    ask_others(a, &h);
    for (uint32_t i = 0, next; i < h.count && !a->run->shard.code; i++)
        if ((a->run->counts || h.sums[i] > a->threshold) && agree(&a->lists->plain, h.docids[i], &next) &&
            phrases_hold(a) && lookup_run_passes(a->run, h.docids[i]) && !a->run->shard.code) {
            a->run->matches++;
            offer(a, h.docids[i], h.sums[i]);
        }
}

/* May documents first .. last, which a block of the lead spans, be wanted? *rest: a bound of what the others bring. */
static bool is_wanted(const struct all *a, uint32_t block, uint32_t first, uint32_t last, double *rest)
{
    *rest = a->most_rest;
    if (a->run->counts)
        return true;
    const double bound = lookup_list_bound(a->lead, block);
    if (bound + *rest <= a->threshold)
        return false;
    if (a->lists->phrase_count) /* what is spared is dear enough to look closer */
        *rest = rest_within(a, first, last);
    return bound + *rest > a->threshold;
}

static void find_better(struct all *a, uint32_t next)
{
    struct lookup_list *lead  = a->lead;
    uint32_t            block = lookup_list_at(lead);
    for (; (block = lookup_list_block(lead, block, next)) < lead->blocks && !a->run->shard.code; block++) {
        uint32_t before = block ? lookup_list_last(lead, block - 1) + 1 : 1, last = lookup_list_last(lead, block);
        uint32_t first  = next > before ? next : before;
        double   rest;
        if (is_wanted(a, block, first, last, &rest))
            go_through(a, block, first, rest);
        next = last + 1;
    }
}

int lookup_all(struct lookup_run *run, struct lookup_all *lists)
{
    struct lookup_list *plain   = lists->plain.count ? lists->plain.items[0] : NULL;
    struct lookup_list *weighed = lists->weighed.count ? lists->weighed.items[0] : NULL;
    struct all          a       = {run, lists, !weighed || (plain && plain->df <= weighed->df) ? plain : weighed,
                                   lookup_top_threshold(run->top), most_of(lists, NULL)};
    uint32_t next = 1;
    if (a.lead != weighed || lists->phrase_count) { /* else all are weighed, a block at a time */
        next = find_matches(&a);
        if (next == LOOKUP_END)
            return run->shard.code;
    }
    if (weighed)
        a.lead = weighed; /* what weighs enough is found before its positions are read */
    a.most_rest = most_of(lists, a.lead);
    find_better(&a, next);
    run->counted = run->counts;
    return run->shard.code;
}

/* All of several lists: the rarest leads, block by block. */
#include "query/lookup_ranges.h"
#include "query/lookup_run.h"

struct all {
    struct lookup_run  *run;
    struct lookup_all  *lists;
    struct lookup_list *lead;
    bool                lead_weighs;
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

/* All of the lists have the document; `here` is where. */
static bool agree(const struct lookup_lists *lists, uint32_t docid)
{
    for (size_t i = 0; i < lists->count; i++) {
        if (!lookup_list_has(lists->items[i], docid))
            return false;
        lookup_list_stand(lists->items[i]);
    }
    return true;
}

/* By the postings of `plain` that are `here`. */
static bool phrases_hold(const struct all *a)
{
    for (size_t i = 0; i < a->lists->phrase_count; i++)
        if (!lookup_phrase_holds_here(a->lists->phrases[i]))
            return false;
    return true;
}

/* Documents of the lead that were looked at whatever they weigh, and how many of them match. */
static void note_sample(struct all *a, uint32_t looked_at, uint32_t matched)
{
    a->run->sample.of = a->lead->df;
    a->run->sample.looked_at += looked_at;
    a->run->sample.matched += matched;
}

/* A document matches that is in all lists that weigh. */
static bool nothing_else_decides(const struct all *a)
{
    return !a->lists->plain.count && !a->run->filters.count && !a->run->unwanted.count;
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

/* Documents of a block of the lead, and where each of `plain` has them: places[i * POSTINGS_BLOCK + k]. */
struct common {
    uint32_t             docids[POSTINGS_BLOCK], count;
    struct lookup_place *places;
};

static void begin_with_lead(const struct all *a, struct common *c)
{
    const struct lookup_list *lead = a->lead;
    c->count                       = lead->count - lead->at;
    memcpy(c->docids, lead->docids + lead->at, c->count * sizeof *c->docids);
    if (a->lead_weighs)
        return;
    for (uint32_t k = 0; k < c->count; k++) /* it is the first of `plain` */
        c->places[k] = (struct lookup_place){lead->block, lead->at + k};
}

/* Leave those that list `i` of `plain` has. */
static void keep_common(const struct all *a, struct common *c, size_t i)
{
    uint8_t found[POSTINGS_BLOCK];
    c->count = lookup_list_locate(a->lists->plain.items[i], c->docids, c->count, found, c->places + i * POSTINGS_BLOCK);
    for (uint32_t k = 0; k < c->count; k++)
        c->docids[k] = c->docids[found[k]];
    for (size_t j = 0; j < i; j++) {
        struct lookup_place *places = c->places + j * POSTINGS_BLOCK;
        for (uint32_t k = 0; k < c->count; k++)
            places[k] = places[found[k]];
    }
}

/* Positions tell sooner than weights. */
static bool is_match(const struct all *a, const struct common *c, uint32_t k)
{
    for (size_t i = 0; i < a->lists->plain.count; i++)
        a->lists->plain.items[i]->here = c->places[i * POSTINGS_BLOCK + k];
    return phrases_hold(a) && agree(&a->lists->weighed, c->docids[k]) && lookup_run_passes(a->run, c->docids[k]) &&
           !a->run->shard.code;
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
static uint32_t find_matches(struct all *a, struct common *c)
{
    const struct lookup_lists *plain = &a->lists->plain;
    uint32_t                   next  = 1;
    while (!a->run->shard.code && lookup_list_seek(a->lead, next) != LOOKUP_END) {
        if (!a->run->counts && a->threshold >= 0)
            return next;
        begin_with_lead(a, c);
        note_sample(a, c->count, 0);
        next = c->docids[c->count - 1] + 1;
        for (size_t i = !a->lead_weighs; i < plain->count && c->count; i++)
            keep_common(a, c, i);
        for (uint32_t k = 0; k < c->count; k++)
            if (is_match(a, c, k)) {
                a->run->matches++;
                note_sample(a, 0, 1);
                weigh_match(a, c->docids[k]);
            }
    }
    a->run->counted = a->run->counts;
    return LOOKUP_END;
}

/* ---- then ---------------------------------------------------------------------------------------- */

/* The lead is weighed first where its weights keep documents out: where what one is to weigh there is more than this
 * part of the most. */
static const double TELLING = 0.5;

/* Documents of a block of the lead, or others. */
struct heavy {
    uint32_t docids[POSTINGS_BLOCK], count;
    double   sums[POSTINGS_BLOCK]; /* by the lists asked so far */
    bool     all;                  /* none was left out for its weight: the lead is asked last */
};

/* Each list from `first` on, but `left_out`, must have them, too, or may. */
static void ask(struct all *a, struct heavy *h, const struct lookup_list *left_out)
{
    double *sums = a->run->top->room ? h->sums : NULL;
    for (size_t i = 0; i < count_weighing(a->lists) && h->count; i++) {
        struct lookup_list *l = weighing(a->lists, i);
        if (l == left_out)
            continue;
        if (i < a->lists->weighed.count)
            h->count = lookup_list_keep(l, h->docids, h->count, sums);
        else if (sums)
            lookup_list_add(l, h->docids, h->count, sums);
    }
}

/* Each of the lists but the lead. */
static void ask_others(struct all *a, struct heavy *h)
{
    ask(a, h, a->lead);
    if (a->run->top->room && h->all && a->lead_weighs && h->count)
        lookup_list_add(a->lead, h->docids, h->count, h->sums);
}

/* The documents of a block of the lead, from `first` on, that may be wanted: `most` is a bound of what the others bring
 * there. Where all are counted, all may. */
static void find_heavy(struct all *a, uint32_t first, double most, struct heavy *h)
{
    struct lookup_list *lead = a->lead;
    double              weights[POSTINGS_BLOCK];
    uint8_t             heavy[POSTINGS_BLOCK];
    const double least = a->run->counts ? -1 : a->threshold - most;
    lookup_list_seek(lead, first);
    h->all = !a->lead_weighs || !a->run->top->room || least <= lead->most * TELLING;
    if (h->all) {
        h->count = lead->count - lead->at;
        memcpy(h->docids, lead->docids + lead->at, h->count * sizeof *h->docids);
        memset(h->sums, 0, h->count * sizeof *h->sums);
        return;
    }
    if (!lookup_list_count(lead, lead->block)) {
        h->count = 0;
        return;
    }
    h->count = lookup_list_heavy(lead, lead->at, lead->count, least, weights, heavy);
    for (uint32_t i = 0; i < h->count; i++) {
        h->docids[i] = lead->docids[heavy[i]];
        h->sums[i]   = weights[heavy[i]];
    }
}

/* May a document of this weight be wanted? */
static inline bool weighs_enough(const struct all *a, double sum)
{
    return a->run->counts ? sum > 0 || !a->lists->some_may : sum > a->threshold;
}

/* Documents that all that weighs was asked about. */
static void take(struct all *a, const struct heavy *h)
{
    for (uint32_t i = 0; i < h->count && !a->run->shard.code; i++)
        if (weighs_enough(a, h->sums[i]) && agree(&a->lists->plain, h->docids[i]) &&
            phrases_hold(a) && lookup_run_passes(a->run, h->docids[i]) && !a->run->shard.code) {
            a->run->matches++;
            offer(a, h->docids[i], h->sums[i]);
        }
}

static void go_through(struct all *a, uint32_t block, uint32_t first, double most)
{
    struct heavy h;
    if (a->lead->block != block && !lookup_list_load(a->lead, block))
        return;
    find_heavy(a, first, most, &h);
    const uint32_t asked = h.count;
    ask_others(a, &h);
    if (h.all && nothing_else_decides(a))
        note_sample(a, asked, h.count);
    take(a, &h);
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

/* By blocks of the lead, documents from `next` to before `end`, and those behind in the last block. Returns where to go
 * on; LOOKUP_END: there are no others. */
static uint32_t find_better(struct all *a, uint32_t next, uint32_t end)
{
    struct lookup_list *lead  = a->lead;
    uint32_t            block = lookup_list_at(lead);
    while (next < end && !a->run->shard.code) {
        block = lookup_list_block(lead, block, next);
        if (block == lead->blocks)
            return LOOKUP_END;
        uint32_t before = block ? lookup_list_last(lead, block - 1) + 1 : 1, last = lookup_list_last(lead, block);
        uint32_t first  = next > before ? next : before;
        double   rest;
        if (is_wanted(a, block, first, last, &rest))
            go_through(a, block, first, rest);
        next = last + 1;
        block++;
    }
    return next;
}

/* ---- but by ranges, where all lists that weigh have some ------------------------------------------------ */

/* So many postings of the lead are gone through as soon as the documents of one range are asked about. */
enum { RANGE_POSTINGS = 16 };

/* Of each list that weighs: first of those that must match. */
struct ranges {
    struct lookup_ranges        *items;
    const struct lookup_ranges **all; /* these */
    size_t                       count;
    double                       scaled_for; /* lookup_ranges_scale() of these */
};

/* Find documents of the window; false: too many. */
static bool find_by_ranges(struct all *a, struct ranges *r, uint32_t base, uint32_t end)
{
    struct lookup_window *window = a->run->window;
    for (size_t i = 0; i < r->count && r->scaled_for < a->threshold; i++)
        lookup_ranges_scale(&r->items[i], a->threshold);
    r->scaled_for         = a->threshold;
    const uint64_t ranges = lookup_ranges_find(r->all, r->count, a->lists->weighed.count, base, end, window,
                                               a->run->shard.wide);
    if (ranges * RANGE_POSTINGS * a->run->shard.documents <= (uint64_t)a->lead->df * (end - base))
        return true;
    lookup_window_forget(window);
    return false;
}

/* Those found that are no smaller than `next`. */
static void take_found(struct all *a, uint32_t base, uint32_t next)
{
    struct heavy h;
    uint32_t     count;
    do {
        count   = lookup_window_take(a->run->window, base, h.docids, POSTINGS_BLOCK);
        h.count = 0;
        for (uint32_t i = 0; i < count; i++) {
            h.docids[h.count] = h.docids[i];
            h.sums[i]         = 0;
            h.count += h.docids[i] >= next;
        }
        ask(a, &h, NULL);
        take(a, &h);
    } while (count == POSTINGS_BLOCK);
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
static void search_windows(struct all *a, struct ranges *r, uint32_t next)
{
    const uint32_t documents = a->run->shard.documents;
    bool           sampled   = true;
    for (uint32_t base = 1, end; base <= documents && !a->run->shard.code; base = end) {
        end = documents - base < LOOKUP_WINDOW ? documents + 1 : base + LOOKUP_WINDOW;
        if (next >= end)
            continue;
        if (a->threshold > 0 && find_by_ranges(a, r, base, end)) {
            take_found(a, base, next);
            next    = end;
            sampled = false;
        } else {
            next = find_better(a, next, end);
        }
    }
    if (!sampled)
        take_sample(a);
}

static bool have_ranges(const struct all *a)
{
    bool all = a->lead_weighs && !a->run->counts && !a->lists->some_may;
    for (size_t i = 0; i < count_weighing(a->lists) && all; i++)
        all = lookup_ranges_has(weighing(a->lists, i));
    return all;
}

static int search_by_ranges(struct all *a, uint32_t next)
{
    struct ranges r = {.count = count_weighing(a->lists)};
    r.items         = arena_alloc(a->run->shard.arena, r.count * sizeof *r.items);
    r.all           = arena_alloc(a->run->shard.arena, r.count * sizeof *r.all);
    if (!r.items || !r.all)
        return err_oom(a->run->shard.err);
    for (size_t i = 0; i < r.count; i++) {
        lookup_ranges_init(&r.items[i], weighing(a->lists, i));
        r.all[i] = &r.items[i];
    }
    search_windows(a, &r, next);
    return a->run->shard.code;
}

/* One of `plain` that so many times fewer documents are in keeps out more than weights do. */
enum { RARER = 4 };

int lookup_all(struct lookup_run *run, struct lookup_all *lists)
{
    struct lookup_list *plain   = lists->plain.count ? lists->plain.items[0] : NULL;
    struct lookup_list *weighed = lists->weighed.count ? lists->weighed.items[0] : NULL;
    struct all          a       = {.run = run, .lists = lists, .threshold = lookup_top_threshold(run->top),
                                   .most_rest = most_of(lists, NULL)};
    a.lead        = !weighed || (plain && plain->df <= weighed->df) ? plain : weighed;
    a.lead_weighs = a.lead == weighed;
    uint32_t next = 1;
    if (lists->some_may) {
        run->top->least = run->top->least > 0 ? run->top->least : 0;
        a.threshold     = lookup_top_threshold(run->top);
    } else if (a.lead != weighed || lists->phrase_count) { /* else all are weighed, a block at a time */
        struct common *c      = arena_alloc(run->shard.arena, sizeof *c);
        size_t         places = lists->plain.count * POSTINGS_BLOCK;
        if (!c || !(c->places = arena_alloc(run->shard.arena, places * sizeof *c->places)))
            return err_oom(run->shard.err);
        next = find_matches(&a, c);
        if (next == LOOKUP_END)
            return run->shard.code;
    }
    if (weighed && !(plain && plain->df < weighed->df / RARER)) { /* what weighs enough is found before all else */
        a.lead        = weighed;
        a.lead_weighs = true;
    }
    a.most_rest = most_of(lists, a.lead);
    if (have_ranges(&a))
        return search_by_ranges(&a, next);
    find_better(&a, next, LOOKUP_END);
    run->counted = run->counts;
    return run->shard.code;
}

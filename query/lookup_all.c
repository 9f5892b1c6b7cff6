/* All of several lists: the rarest leads, block by block. */
#include "query/lookup_all.h"

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

/* Leave those that come above the threshold if lists that were not asked yet bring `rest`. */
static void drop_light(const struct all *a, struct heavy *h, double rest)
{
    const double least = a->threshold - rest - a->most_rest * 1e-9;
    uint32_t     n     = 0;
    for (uint32_t i = 0; i < h->count; i++) {
        h->docids[n] = h->docids[i];
        h->sums[n]   = h->sums[i];
        n += h->sums[i] > least;
    }
    h->count = n;
}

void all_ask(struct all *a, struct heavy *h, const struct lookup_list *left_out)
{
    double *sums = a->run->top->room ? h->sums : NULL, rest = a->most_rest;
    bool    drop = sums && !a->lead_weighs && !a->run->counts; /* else this was done by the lead's weights */
    for (size_t i = 0; i < count_weighing(a->lists) && h->count; i++) {
        struct lookup_list *l = weighing(a->lists, i);
        if (l == left_out)
            continue;
        if (i < a->lists->weighed.count)
            h->count = lookup_list_keep(l, h->docids, h->count, sums);
        else if (sums)
            lookup_list_add(l, h->docids, h->count, sums);
        rest -= l->most;
        if (drop && i + 1 < count_weighing(a->lists))
            drop_light(a, h, rest);
    }
}

/* Each of the lists but the lead. */
static void ask_others(struct all *a, struct heavy *h)
{
    all_ask(a, h, a->lead);
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

void all_take(struct all *a, const struct heavy *h)
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
    all_take(a, &h);
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

uint32_t all_search_blocks(struct all *a, uint32_t next, uint32_t end)
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
    if (all_have_ranges(&a))
        return all_search_ranges(&a, next);
    all_search_blocks(&a, next, LOOKUP_END);
    run->counted = run->counts;
    return run->shard.code;
}

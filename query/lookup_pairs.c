#include "query/lookup_pairs.h"

/* What the shard knows of a word of a phrase; NULL: it has none, or the word is several terms. */
static const struct postings_term *term_of(const struct plan_query *q, size_t shard)
{
    const bool one = q->op == PLAN_TERM && q->found.shards && q->found.shards[shard].df;
    return one ? &q->found.shards[shard] : NULL;
}

static uint32_t rarest_df(const struct plan_query *q, size_t shard)
{
    uint32_t rarest = UINT32_MAX;
    for (size_t i = 0; i < q->count; i++) {
        const struct postings_term *term = term_of(q->parts[i], shard);
        rarest                           = term && term->df < rarest ? term->df : rarest;
    }
    return rarest;
}

static void add_list(struct lookup_pairs *pairs, struct lookup_shard *s, const struct postings_term *term)
{
    struct lookup_list *list = lookup_list_open(s, term, 0);
    if (list)
        pairs->lists[pairs->count++] = list;
}

void lookup_pairs_find(struct lookup_pairs *pairs, struct lookup_shard *s, size_t shard, const struct plan_query *q)
{
    *pairs = (struct lookup_pairs){.lists = arena_alloc(s->arena, q->count * sizeof *pairs->lists)};
    if (!pairs->lists) {
        lookup_fail(s, err_oom(s->err));
        return;
    }
    const uint32_t rarest = rarest_df(q, shard);
    for (size_t i = 0; q->op == PLAN_PHRASE && i + 1 < q->count && !pairs->nowhere && !s->code; i++) {
        const struct postings_term *first = term_of(q->parts[i], shard), *second = term_of(q->parts[i + 1], shard);
        struct postings_term        pair;
        const int there = first && second ? postings_file_pair(s->file, first, second, &pair, s->err)
                                          : POSTINGS_PAIR_UNKNOWN;
        if (there < 0)
            lookup_fail(s, there);
        pairs->nowhere = there == POSTINGS_PAIR_NOWHERE;
        pairs->whole   = there == POSTINGS_PAIR_LISTED && q->count == 2;
        if (there == POSTINGS_PAIR_LISTED && (pairs->whole || pair.df < rarest))
            add_list(pairs, s, &pair);
    }
}

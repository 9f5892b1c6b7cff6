/* How many documents match. */
#include "query/lookup_run.h"
#include "query/lookup_union.h"

/* ---- without looking ------------------------------------------------------------------------------ */

static uint64_t df_in(const struct plan_query *term, size_t shard)
{
    return term->found.shards ? term->found.shards[shard].df : 0;
}

/* At most so many. */
static uint64_t most_of(const struct plan_query *q, size_t shard, uint64_t documents)
{
    uint64_t sum = 0, least = documents;
    for (size_t i = 0; i < q->count; i++) {
        uint64_t most = most_of(q->parts[i], shard, documents);
        sum += most;
        least = most < least ? most : least;
    }
    switch (q->op) {
    case PLAN_NOTHING: return 0;
    case PLAN_TERM: return df_in(q, shard);
    case PLAN_OR:
    case PLAN_SYNONYM: return sum < documents ? sum : documents;
    case PLAN_AND:
    case PLAN_FILTER:
    case PLAN_PHRASE:
    case PLAN_NEAR: return least;
    case PLAN_AND_NOT:
    case PLAN_AND_MAYBE:
    case PLAN_UNWEIGHED: return most_of(q->parts[0], shard, documents);
    case PLAN_ALL:
    case PLAN_DATES: break;
    }
    return documents;
}

enum { DATE_SAMPLES = 256 };

static double share_of_dates(const struct lookup_shard *s, int64_t first, int64_t last)
{
    uint32_t samples = s->documents < DATE_SAMPLES ? s->documents : DATE_SAMPLES, within = 0;
    int64_t  seconds;
    for (uint32_t i = 0; i < samples; i++)
        within += postings_date(s->file, 1 + (uint32_t)((uint64_t)i * s->documents / samples), &seconds) &&
                  seconds >= first && seconds <= last;
    return (double)within / samples;
}

/* What part of the documents matches, were its terms independent of each other. */
static double share_of(const struct lookup_run *run, const struct plan_query *q)
{
    double share = 1;
    switch (q->op) {
    case PLAN_NOTHING: return 0;
    case PLAN_ALL: return 1;
    case PLAN_TERM: return (double)df_in(q, run->number) / run->shard.documents;
    case PLAN_DATES: return share_of_dates(&run->shard, q->first, q->last);
    case PLAN_OR:
    case PLAN_SYNONYM:
        for (size_t i = 0; i < q->count; i++)
            share *= 1 - share_of(run, q->parts[i]);
        return 1 - share;
    case PLAN_AND:
    case PLAN_FILTER:
        for (size_t i = 0; i < q->count; i++)
            share *= share_of(run, q->parts[i]);
        return share;
    case PLAN_PHRASE:
    case PLAN_NEAR: /* half of those that hold the words, as Xapian guesses */
        for (size_t i = 0; i < q->count; i++)
            share *= share_of(run, q->parts[i]);
        return share / 2;
    case PLAN_AND_NOT:
        for (size_t i = 1; i < q->count; i++)
            share *= 1 - share_of(run, q->parts[i]);
        return share * share_of(run, q->parts[0]);
    case PLAN_AND_MAYBE:
    case PLAN_UNWEIGHED: return share_of(run, q->parts[0]);
    }
    return share;
}

/* ---- one by one ----------------------------------------------------------------------------------- */

/* Documents of any of the lists. */
static uint64_t count_any(struct lookup_run *run, struct lookup_node *n)
{
    struct lookup_union u;
    int                 code = lookup_union_init(&u, &run->shard, false);
    for (size_t i = 0; i < n->count && !code; i++) {
        const struct lookup_list *l = n->parts[i]->list;
        code = l->all_docids ? lookup_union_add(&u, l->all_docids, NULL, l->df) : lookup_union_add_list(&u, &l->file);
    }
    if (code)
        lookup_fail(&run->shard, code);
    return u.documents;
}

static bool is_any_of_lists(const struct lookup_node *n)
{
    for (size_t i = 0; i < n->count; i++)
        if (!n->parts[i]->list)
            return false;
    return n->op == PLAN_OR;
}

static uint64_t count_matches(struct lookup_run *run, struct lookup_node *n)
{
    uint64_t count = 0;
    if (!index_reader_segment(run->reader, run->number)->deleted) {
        if (n->list)
            return n->list->df;
        if (is_any_of_lists(n))
            return count_any(run, n);
    }
    for (uint32_t d = lookup_node_seek(n, 1); d != LOOKUP_END; d = lookup_node_seek(n, d + 1))
        count += !index_reader_is_deleted(run->reader, run->number, d);
    return count;
}

bool lookup_counts_exactly(const struct lookup_run *run, const struct engine_request *request)
{
    return most_of(request->query, run->number, run->shard.documents) <= request->exact_up_to;
}

int lookup_count(struct lookup_run *run, const struct engine_request *request, struct search_result *out)
{
    const struct plan_query *q         = request->query;
    uint64_t                 documents = run->shard.documents, most = most_of(q, run->number, documents);
    uint64_t                 deleted   = index_reader_segment(run->reader, run->number)->deleted;
    const struct lookup_sample *s      = &run->sample;
    if (q->op == PLAN_TERM && !deleted) { /* as many as the index says */
        lookup_add_matches(out, most);
        return 0;
    }
    if (most && lookup_counts_exactly(run, request)) {
        while (q->op == PLAN_AND_MAYBE || q->op == PLAN_UNWEIGHED) /* the rest of it does not decide */
            q = q->parts[0];
        struct lookup_node *n = lookup_node_new(&run->shard, run->number, q);
        lookup_add_matches(out, n ? count_matches(run, n) : 0);
    } else if (s->looked_at && s->looked_at == s->of && !deleted) {
        lookup_add_matches(out, s->matched);
    } else if (s->looked_at) {
        out->upper += most < s->of ? most : s->of;
        out->estimate += (uint64_t)((double)s->matched / (double)s->looked_at * (double)s->of + 0.5);
    } else if (most) {
        uint64_t live = documents - deleted;
        out->upper += most < live ? most : live;
        out->estimate += (uint64_t)(share_of(run, q) * (double)live + 0.5);
    }
    return run->shard.code;
}

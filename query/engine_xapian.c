#include "query/engine_xapian.h"

#include <stdlib.h>

#include "index/index_xapian.h"
#include "query/word_source.h"
#include "store/schema.h"

/* ---- a plan's query as Xapian's -------------------------------------------------------------- */

/* A query being made: its parts, freed together once the search is over, and the sources they refer to. */
struct making {
    struct index_reader   *reader;
    struct word_statistics statistics;
    struct arena           arena;
    struct xap_query     **made;
    size_t                 count, cap;
    struct source_entry {
        struct word_source   source;
        struct source_entry *next;
    } *sources;
    struct err *err;
};

static void making_release(struct making *m)
{
    for (size_t i = 0; i < m->count; i++)
        xap_query_free(m->made[i]);
    free(m->made);
    arena_release(&m->arena);
}

/* What was made, unless a code says that it was not. */
static int keep(struct making *m, int code, struct xap_query *const *query, struct xap_query **out)
{
    if (code)
        return code;
    if (m->count == m->cap) {
        size_t             cap  = m->cap ? m->cap * 2 : 64;
        struct xap_query **made = realloc(m->made, cap * sizeof *made);
        if (!made) {
            xap_query_free(*query);
            return err_oom(m->err);
        }
        m->made = made;
        m->cap  = cap;
    }
    m->made[m->count++] = *out = *query;
    return 0;
}

static int make_source(struct making *m, const struct plan_query *q, struct xap_query **out)
{
    struct xap_query    *made  = NULL;
    struct source_entry *entry = arena_alloc(&m->arena, sizeof *entry);
    if (!entry)
        return err_oom(m->err);
    *entry     = (struct source_entry){{m->reader, q, m->statistics, ERR_INIT}, m->sources};
    m->sources = entry;
    int code   = xap_query_source(&made, q->op == PLAN_SYNONYM ? &word_source_weighed_ops : &word_source_ops,
                                  &entry->source, m->err);
    return keep(m, code, &made, out);
}

static bool has_positions(const struct plan_query *q, size_t shards)
{
    for (size_t s = 0; q->op == PLAN_TERM && q->found.shards && s < shards; s++)
        if (q->found.shards[s].df)
            return q->found.shards[s].kind == POSTINGS_POSITIONS;
    return false;
}

/* Words that Xapian does not hold, and synonyms whose statistics depend on how Xapian joins them. */
static bool is_source(const struct making *m, const struct plan_query *q)
{
    size_t shards = index_reader_shards(m->reader), words = 0;
    switch (q->op) {
    case PLAN_TERM: return has_positions(q, shards);
    case PLAN_PHRASE:
    case PLAN_NEAR: return true;
    case PLAN_OR:
        while (words < q->count && has_positions(q->parts[words], shards))
            words++;
        return words > 0 && words == q->count;
    case PLAN_SYNONYM:
        for (size_t i = 0; i < q->count; i++)
            words += has_positions(q->parts[i], shards);
        return q->count > 2 || words > 0;
    default: return false;
    }
}

static int make_query(struct making *m, const struct plan_query *q, struct xap_query **out);

static int make_combined(struct making *m, const struct plan_query *q, struct xap_query **out)
{
    static const enum xap_op ops[] = {
        [PLAN_OR] = XAP_OR,         [PLAN_AND] = XAP_AND,             [PLAN_AND_NOT] = XAP_AND_NOT,
        [PLAN_FILTER] = XAP_FILTER, [PLAN_AND_MAYBE] = XAP_AND_MAYBE, [PLAN_SYNONYM] = XAP_SYNONYM,
    };
    struct xap_query **parts = arena_alloc(&m->arena, (q->count + 1) * sizeof *parts), *made = NULL;
    int                code  = parts ? 0 : err_oom(m->err);
    for (size_t i = 0; i < q->count && !code; i++)
        code = make_query(m, q->parts[i], &parts[i]);
    if (!code)
        code = xap_query_combine(&made, ops[q->op], parts, q->count, 0, m->err);
    return keep(m, code, &made, out);
}

static int make_dates(struct making *m, const struct plan_query *q, struct xap_query **out)
{
    char              begin[9], end[9];
    struct xap_query *made  = NULL;
    struct str        first = str_of(begin, xap_sortable((double)q->first, begin));
    struct str        last  = str_of(end, xap_sortable((double)q->last, end));
    return keep(m, xap_query_value_range(&made, SLOT_DATE, first, last, m->err), &made, out);
}

static int make_unweighed(struct making *m, const struct plan_query *q, struct xap_query **out)
{
    struct xap_query *part, *made = NULL;
    int               code = make_query(m, q->parts[0], &part);
    if (!code)
        code = xap_query_scale(&made, part, 0, m->err);
    return keep(m, code, &made, out);
}

static int make_query(struct making *m, const struct plan_query *q, struct xap_query **out)
{
    struct xap_query *made = NULL;
    if (is_source(m, q))
        return make_source(m, q, out);
    switch (q->op) {
    case PLAN_TERM: return keep(m, xap_query_term(&made, q->term, q->wqf, m->err), &made, out);
    case PLAN_ALL: return keep(m, xap_query_all(&made, m->err), &made, out);
    case PLAN_NOTHING: return keep(m, xap_query_nothing(&made, m->err), &made, out);
    case PLAN_DATES: return make_dates(m, q, out);
    case PLAN_UNWEIGHED: return make_unweighed(m, q, out);
    default: return make_combined(m, q, out);
    }
}

static int leave_out_deleted(struct making *m, struct xap_query **query)
{
    struct xap_query *parts[2] = {*query, NULL}, *made = NULL;
    int               code = index_reader_deleted_query(m->reader, &made, m->err);
    if (code || !made)
        return code;
    code = keep(m, code, &made, &parts[1]);
    made = NULL;
    if (!code)
        code = xap_query_combine(&made, XAP_AND_NOT, parts, 2, 0, m->err);
    return keep(m, code, &made, query);
}

/* ---- the engine ------------------------------------------------------------------------------ */

struct state {
    struct index_reader   *reader;
    struct xap_db         *db; /* NULL: there is nothing to search */
    struct word_statistics statistics;
};

static void xapian_close(void *state)
{
    struct state *s = state;
    if (!s)
        return;
    xap_db_close(s->db);
    free(s);
}

static int xapian_open(void **out, struct index_reader *reader, struct err *err)
{
    struct state *s = calloc(1, sizeof *s);
    *out            = NULL;
    if (!s)
        return err_oom(err);
    s->reader     = reader;
    s->statistics = word_statistics_of(reader);
    int code      = index_xapian_open(&s->db, reader, err);
    if (code)
        xapian_close(s);
    else
        *out = s;
    return code;
}

/* Xapian 1.4 leaves out hits of such a query when it passes over what weighs too little: within another operator an OR
 * of more than terms, as in (a AND_NOT b OR c) FILTER d. Seen with nothing of ours in it, on 1.4.22. */
static bool loses_hits(const struct plan_query *q, bool within)
{
    bool loses = false;
    for (size_t i = 0; i < q->count && !loses; i++) {
        const struct plan_query *part = q->parts[i];
        bool leaf = part->op == PLAN_TERM || part->op == PLAN_SYNONYM || part->op == PLAN_PHRASE ||
                    part->op == PLAN_NEAR || part->op == PLAN_OR;
        loses = (q->op == PLAN_OR && within && !leaf) || loses_hits(part, within || q->op != PLAN_OR);
    }
    return loses;
}

static uint32_t clamp(uint64_t n)
{
    return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

static int run(struct state *s, const struct xap_query *query, const struct engine_request *request,
               struct xap_result *found, struct err *err)
{
    static const enum xap_sort sorts[] = {
        [ENGINE_BY_WEIGHT] = XAP_BY_WEIGHT,
        [ENGINE_OLDEST]    = XAP_BY_VALUE_ASCENDING,
        [ENGINE_NEWEST]    = XAP_BY_VALUE_DESCENDING,
    };
    struct xap_search search = XAP_SEARCH_INIT;
    search.query             = query;
    search.first             = clamp(request->first);
    search.count             = clamp(request->count);
    search.check_at_least    = loses_hits(request->query, false) ? UINT32_MAX : clamp(request->exact_up_to);
    search.k1                = ENGINE_K1;
    search.b                 = ENGINE_B;
    search.sort              = sorts[request->sort];
    search.sort_slot         = SLOT_DATE;
    return xap_search(s->db, &search, found, err);
}

static int give(const struct xap_result *found, struct search_result *out, struct err *err)
{
    out->lower    = found->lower;
    out->estimate = found->estimate;
    out->upper    = found->upper;
    if (found->count && !(out->hits = malloc(found->count * sizeof *out->hits)))
        return err_oom(err);
    out->count = found->count;
    for (size_t i = 0; i < found->count; i++)
        out->hits[i] = (struct search_hit){found->hits[i].shard, found->hits[i].docid, found->hits[i].weight};
    return 0;
}

static int xapian_search(void *state, const struct engine_request *request, struct search_result *out,
                         struct err *err)
{
    struct state     *s     = state;
    struct making     m     = {.reader = s->reader, .statistics = s->statistics, .arena = ARENA_INIT, .err = err};
    struct xap_result found = {NULL, 0, 0, 0, 0};
    struct xap_query *query;
    *out     = (struct search_result){NULL, 0, 0, 0, 0};
    int code = s->db ? make_query(&m, request->query, &query) : 0;
    if (!code && s->db)
        code = leave_out_deleted(&m, &query);
    if (!code && s->db)
        code = run(s, query, request, &found, err);
    for (const struct source_entry *e = m.sources; e && code; e = e->next)
        if (e->source.err.code)
            *err = e->source.err;
    if (!code)
        code = give(&found, out, err);
    xap_result_release(&found);
    making_release(&m);
    return code;
}

const struct engine engine_xapian = {"xapian", xapian_open, xapian_close, xapian_search};

#include "query/lookup_node.h"

#include "query/lookup_pairs.h"

/* ---- making one -------------------------------------------------------------------------------- */

static struct lookup_node *leaf(struct lookup_node *n, size_t shard, const struct plan_query *q)
{
    n->list = lookup_list_new(n->shard, shard, q);
    if (!n->list)
        return NULL;
    n->most           = n->list->most;
    n->most_documents = n->list->df;
    n->has_value = q->op == PLAN_TERM && postings_value_of(n->shard->file, &q->found.shards[shard], &n->value);
    return n;
}

/* The parts that can match here. all: none may be missing. */
static bool make_parts(struct lookup_node *n, size_t shard, const struct plan_query *q, bool all)
{
    n->parts = arena_alloc(n->shard->arena, (q->count + 1) * sizeof *n->parts);
    if (!n->parts)
        return lookup_fail(n->shard, err_oom(n->shard->err)), false;
    for (size_t i = 0; i < q->count && !n->shard->code; i++) {
        struct lookup_node *part = lookup_node_new(n->shard, shard, q->parts[i]);
        if (part)
            n->parts[n->count++] = part;
        else if (all || (i == 0 && (q->op == PLAN_AND_NOT || q->op == PLAN_AND_MAYBE)))
            return false;
    }
    return n->count > 0 && !n->shard->code;
}

/* Of no weight. */
static struct lookup_node *become_list(struct lookup_node *n, struct lookup_list *list)
{
    n->op             = PLAN_TERM;
    n->list           = list;
    n->most_documents = list->df;
    return n;
}

/* Many words of no weight, as `begin*` has: one list of all their documents instead. */
enum { MANY = 16 };

static bool is_many_words(const struct plan_query *q, size_t shard)
{
    for (size_t i = 0; i < q->count; i++) {
        const struct plan_query *part = q->parts[i];
        if (part->op != PLAN_TERM || (part->found.shards && part->found.shards[shard].df &&
                                      part->found.shards[shard].kind == POSTINGS_WEIGHED))
            return false;
    }
    return q->count > MANY;
}

static struct lookup_node *one_list(struct lookup_node *n, size_t shard, const struct plan_query *q)
{
    struct postings_term *terms = arena_alloc(n->shard->arena, q->count * sizeof *terms);
    size_t                count = 0;
    if (!terms)
        return lookup_fail(n->shard, err_oom(n->shard->err)), NULL;
    for (size_t i = 0; i < q->count; i++)
        if (q->parts[i]->found.shards && q->parts[i]->found.shards[shard].df)
            terms[count++] = q->parts[i]->found.shards[shard];
    struct lookup_list *list = count ? lookup_list_join(n->shard, terms, count, 0) : NULL;
    return list ? become_list(n, list) : NULL;
}

static struct lookup_node *any_of(struct lookup_node *n)
{
    n->most_documents = 0;
    for (size_t i = 0; i < n->count; i++) {
        n->most += n->parts[i]->most;
        n->most_documents += n->parts[i]->most_documents;
    }
    if (n->most_documents > n->shard->documents)
        n->most_documents = n->shard->documents;
    return n;
}

static struct lookup_node *all_of(struct lookup_node *n, bool all_weigh)
{
    struct lookup_node *weighing = n->parts[0];
    for (size_t i = 0; i < n->count; i++)
        n->most += all_weigh || i == 0 ? n->parts[i]->most : 0;
    for (size_t i = 1; i < n->count; i++) { /* few: insertion sort */
        struct lookup_node *part = n->parts[i];
        size_t              at   = i;
        for (; at > 0 && n->parts[at - 1]->most_documents > part->most_documents; at--)
            n->parts[at] = n->parts[at - 1];
        n->parts[at] = part;
    }
    n->most_documents = n->parts[0]->most_documents;
    for (size_t i = 0; i < n->count; i++)
        if (n->parts[i] == weighing)
            n->weighing = i;
    return n;
}

/* Lists that documents of a phrase are in, among its parts. */
static bool add_lists(struct lookup_node *n, const struct lookup_pairs *pairs)
{
    struct arena        *arena = n->shard->arena;
    struct lookup_node  *made  = arena_alloc(arena, (pairs->count + 1) * sizeof *made);
    struct lookup_node **parts = arena_alloc(arena, (n->count + pairs->count) * sizeof *parts);
    if (!made || !parts)
        return lookup_fail(n->shard, err_oom(n->shard->err)), false;
    memcpy(parts, n->parts, n->count * sizeof *parts);
    n->parts = parts;
    for (size_t i = 0; i < pairs->count; i++) {
        made[i]              = (struct lookup_node){.shard = n->shard};
        n->parts[n->count++] = become_list(&made[i], pairs->lists[i]);
    }
    return true;
}

static struct lookup_node *phrase_of(struct lookup_node *n, const struct plan_query *q,
                                     const struct lookup_pairs *pairs)
{
    struct lookup_list **words = arena_alloc(n->shard->arena, n->count * sizeof *words);
    if (!words)
        return lookup_fail(n->shard, err_oom(n->shard->err)), NULL;
    for (size_t i = 0; i < n->count; i++) {
        words[i] = n->parts[i]->list;
        if (!words[i] || words[i]->all_docids || words[i]->file.kind != POSTINGS_POSITIONS) {
            lookup_fail(n->shard, err_set(n->shard->err, ERR_INTERNAL, "a phrase of terms without positions"));
            return NULL;
        }
    }
    n->phrase = lookup_phrase_new(n->shard, words, n->count, q->op == PLAN_NEAR ? q->window : 0);
    if (!n->phrase || !add_lists(n, pairs))
        return NULL;
    all_of(n, false);
    n->most = 0;
    return n;
}

/* A phrase or words near each other. */
static struct lookup_node *positions_of(struct lookup_node *n, size_t shard, const struct plan_query *q)
{
    struct lookup_pairs pairs;
    lookup_pairs_find(&pairs, n->shard, shard, q);
    if (pairs.nowhere || n->shard->code)
        return NULL;
    if (pairs.whole)
        return become_list(n, pairs.lists[0]);
    return make_parts(n, shard, q, true) ? phrase_of(n, q, &pairs) : NULL;
}

struct lookup_node *lookup_node_new(struct lookup_shard *s, size_t shard, const struct plan_query *q)
{
    struct lookup_node *n = arena_alloc(s->arena, sizeof *n);
    if (!n)
        return lookup_fail(s, err_oom(s->err)), NULL;
    *n = (struct lookup_node){.op = q->op, .shard = s, .first = q->first, .last = q->last,
                              .most_documents = s->documents};
    switch (q->op) {
    case PLAN_NOTHING: return NULL;
    case PLAN_ALL: return n;
    case PLAN_DATES: return n;
    case PLAN_TERM:
    case PLAN_SYNONYM: return leaf(n, shard, q);
    case PLAN_OR:
        if (is_many_words(q, shard))
            return one_list(n, shard, q);
        return make_parts(n, shard, q, false) ? any_of(n) : NULL;
    case PLAN_AND: return make_parts(n, shard, q, true) ? all_of(n, true) : NULL;
    case PLAN_FILTER: return make_parts(n, shard, q, true) ? all_of(n, false) : NULL;
    case PLAN_PHRASE:
    case PLAN_NEAR: return positions_of(n, shard, q);
    case PLAN_UNWEIGHED:
    case PLAN_AND_NOT:
    case PLAN_AND_MAYBE:
        if (!make_parts(n, shard, q, false))
            return NULL;
        n->most_documents = n->parts[0]->most_documents;
        for (size_t i = 0; i < n->count; i++)
            n->most += q->op == PLAN_AND_MAYBE || (q->op == PLAN_AND_NOT && i == 0) ? n->parts[i]->most : 0;
        return n;
    }
    return NULL;
}

void lookup_node_rewind(struct lookup_node *n)
{
    n->docid = 0;
    if (n->list)
        lookup_list_rewind(n->list);
    for (size_t i = 0; i < n->count; i++)
        lookup_node_rewind(n->parts[i]);
}

bool lookup_node_reads_positions(const struct lookup_node *n)
{
    bool reads = n->phrase != NULL;
    for (size_t i = 0; i < n->count && !reads; i++)
        reads = lookup_node_reads_positions(n->parts[i]);
    return reads;
}

/* ---- asking it ---------------------------------------------------------------------------------- */

static bool is_within(const struct lookup_node *n, uint32_t docid)
{
    int64_t seconds;
    return postings_date(n->shard->file, docid, &seconds) && seconds >= n->first && seconds <= n->last;
}

static bool any_has(struct lookup_node *const *parts, size_t count, uint32_t docid)
{
    for (size_t i = 0; i < count; i++)
        if (lookup_node_has(parts[i], docid))
            return true;
    return false;
}

static bool all_have(struct lookup_node *const *parts, size_t count, uint32_t docid)
{
    for (size_t i = 0; i < count; i++)
        if (!lookup_node_has(parts[i], docid))
            return false;
    return true;
}

static bool list_has(struct lookup_node *n, uint32_t docid)
{
    const enum postings_has has = n->has_value ? postings_value_has(&n->value, docid) : POSTINGS_HAS_SEVERAL;
    return has == POSTINGS_HAS_SEVERAL ? lookup_list_has(n->list, docid) : has == POSTINGS_HAS;
}

bool lookup_node_has(struct lookup_node *n, uint32_t docid)
{
    switch (n->op) {
    case PLAN_NOTHING: return false;
    case PLAN_ALL: return docid <= n->shard->documents;
    case PLAN_TERM:
    case PLAN_SYNONYM: return list_has(n, docid);
    case PLAN_OR: return any_has(n->parts, n->count, docid);
    case PLAN_AND:
    case PLAN_FILTER: return all_have(n->parts, n->count, docid);
    case PLAN_AND_NOT:
        return lookup_node_has(n->parts[0], docid) && !any_has(n->parts + 1, n->count - 1, docid);
    case PLAN_AND_MAYBE:
    case PLAN_UNWEIGHED: return lookup_node_has(n->parts[0], docid);
    case PLAN_PHRASE:
    case PLAN_NEAR: return all_have(n->parts, n->count, docid) && lookup_phrase_holds(n->phrase);
    case PLAN_DATES: return is_within(n, docid);
    }
    return false;
}

/* ---- going through it -------------------------------------------------------------------------- */

static uint32_t seek_any(struct lookup_node *n, uint32_t docid)
{
    uint32_t next = LOOKUP_END;
    for (size_t i = 0; i < n->count; i++) {
        uint32_t d = lookup_node_seek(n->parts[i], docid);
        next       = d < next ? d : next;
    }
    return next;
}

/* The rarest leads: to ask the others costs less than to seek in them. */
static uint32_t seek_all(struct lookup_node *n, uint32_t docid)
{
    while ((docid = lookup_node_seek(n->parts[0], docid)) != LOOKUP_END &&
           !all_have(n->parts + 1, n->count - 1, docid))
        docid++;
    return docid;
}

static uint32_t seek_phrase(struct lookup_node *n, uint32_t docid)
{
    while ((docid = seek_all(n, docid)) != LOOKUP_END && !lookup_phrase_holds(n->phrase) && !n->shard->code)
        docid++;
    return n->shard->code ? LOOKUP_END : docid;
}

static uint32_t seek_without(struct lookup_node *n, uint32_t docid)
{
    while ((docid = lookup_node_seek(n->parts[0], docid)) != LOOKUP_END) {
        if (!any_has(n->parts + 1, n->count - 1, docid))
            return docid;
        docid++;
    }
    return LOOKUP_END;
}

static uint32_t seek_dates(const struct lookup_node *n, uint32_t docid)
{
    for (; docid <= n->shard->documents; docid++)
        if (is_within(n, docid))
            return docid;
    return LOOKUP_END;
}

static uint32_t seek(struct lookup_node *n, uint32_t docid)
{
    switch (n->op) {
    case PLAN_NOTHING: return LOOKUP_END;
    case PLAN_ALL: return docid <= n->shard->documents ? docid : LOOKUP_END;
    case PLAN_TERM:
    case PLAN_SYNONYM: return lookup_list_seek(n->list, docid);
    case PLAN_OR: return seek_any(n, docid);
    case PLAN_AND:
    case PLAN_FILTER: return seek_all(n, docid);
    case PLAN_AND_NOT: return seek_without(n, docid);
    case PLAN_AND_MAYBE:
    case PLAN_UNWEIGHED: return lookup_node_seek(n->parts[0], docid);
    case PLAN_PHRASE:
    case PLAN_NEAR: return seek_phrase(n, docid);
    case PLAN_DATES: return seek_dates(n, docid);
    }
    return LOOKUP_END;
}

uint32_t lookup_node_seek(struct lookup_node *n, uint32_t docid)
{
    if (n->docid >= docid && n->docid > 0)
        return n->docid;
    docid = docid ? docid : 1;
    return n->docid = docid == LOOKUP_END || n->shard->code ? LOOKUP_END : seek(n, docid);
}

/* What the part weighs in the document; 0: it is not there. */
static double weigh_at(struct lookup_node *part, uint32_t docid)
{
    return part->most > 0 && lookup_node_seek(part, docid) == docid ? lookup_node_weigh(part) : 0;
}

double lookup_node_weigh(struct lookup_node *n)
{
    double sum = 0;
    switch (n->op) {
    case PLAN_TERM:
    case PLAN_SYNONYM: return n->list->most > 0 ? lookup_list_weigh(n->list, n->docid) : 0;
    case PLAN_OR:
    case PLAN_AND:
    case PLAN_AND_MAYBE:
        for (size_t i = 0; i < n->count; i++)
            sum += weigh_at(n->parts[i], n->docid);
        return sum;
    case PLAN_FILTER: return weigh_at(n->parts[n->weighing], n->docid);
    case PLAN_AND_NOT: return lookup_node_weigh(n->parts[0]);
    case PLAN_NOTHING:
    case PLAN_ALL:
    case PLAN_PHRASE:
    case PLAN_NEAR:
    case PLAN_DATES:
    case PLAN_UNWEIGHED: break;
    }
    return sum;
}

#include "query/query_plan.h"

#include <stdlib.h>

#include "query/planner.h"
#include "query/query_parser.h"
#include "store/schema.h"

void query_plan_init(struct query_plan *plan)
{
    *plan = (struct query_plan){.arena = ARENA_INIT};
}

void query_plan_release(struct query_plan *plan)
{
    free(plan->terms);
    arena_release(&plan->arena);
    query_plan_init(plan);
}

static int plan_node(struct planner *p, const struct query_node *node, struct planner_part *out);

/* ---- OR -------------------------------------------------------------------------------------- */

static int plan_or(struct planner *p, const struct query_node *node, struct planner_part *out)
{
    struct planner_list scored = {NULL, 0, 0}, filters = {NULL, 0, 0};
    const struct plan_query   *any;
    int                 code = 0;
    *out                     = (struct planner_part){NULL, false, -1};
    for (const struct query_node *child = node->first; child && !code; child = child->next) {
        struct planner_part part;
        code = plan_node(p, child, &part);
        if (!code && part.query)
            code = planner_add(p, part.scored ? &scored : &filters, part.query);
    }
    if (code || (!scored.count && !filters.count))
        return code;
    out->scored = scored.count > 0;
    if (filters.count) {
        code = planner_combine(p, PLAN_OR, &filters, &any);
        if (!code && out->scored)
            code = planner_unweighed(p, any, &any);
        if (!code)
            code = planner_add(p, &scored, any);
    }
    return code ? code : planner_combine(p, PLAN_OR, &scored, &out->query);
}

/* ---- groups ---------------------------------------------------------------------------------- */

struct group {
    struct planner_list must, may, not; /* parts that weigh, and what is left out */
    struct planner_list filters;        /* all must match */
    struct planner_list fields[FIELD_COUNT]; /* filters of the same field: any */
};

static int sort_part(struct planner *p, struct group *g, const struct query_node *node)
{
    struct planner_part part;
    bool                negative = p->negative;
    p->negative                  = negative || node->role == ROLE_NOT;
    int code                     = plan_node(p, node, &part);
    p->negative                  = negative;
    if (code || !part.query)
        return code;
    struct planner_list *list = node->role == ROLE_NOT                       ? &g->not
                              : part.scored && node->role == ROLE_MUST       ? &g->must
                              : part.scored                                  ? &g->may
                              : node->role == ROLE_MAY && part.field >= 0    ? &g->fields[part.field]
                                                                             : &g->filters;
    return planner_add(p, list, part.query);
}

/* The parts that weigh, together; *out stays NULL when there are none. */
static int weigh(struct planner *p, struct group *g, const struct plan_query **out)
{
    const struct plan_query *must = NULL, *may = NULL;
    int               code = g->must.count ? planner_combine(p, PLAN_AND, &g->must, &must) : 0;
    if (!code && g->may.count)
        code = planner_combine(p, PLAN_OR, &g->may, &may);
    *out = must ? must : may;
    return !code && must && may ? planner_pair(p, PLAN_AND_MAYBE, must, may, out) : code;
}

static int filter(struct planner *p, struct group *g, const struct plan_query **out)
{
    const struct plan_query *any, *all;
    int               code = 0;
    for (int f = 0; f < FIELD_COUNT && !code; f++) {
        if (!g->fields[f].count)
            continue;
        code = planner_combine(p, PLAN_OR, &g->fields[f], &any);
        if (!code)
            code = planner_add(p, &g->filters, any);
    }
    if (code || !g->filters.count)
        return code;
    code = planner_combine(p, PLAN_AND, &g->filters, &all);
    if (code)
        return code;
    return *out ? planner_pair(p, PLAN_FILTER, *out, all, out) : planner_unweighed(p, all, out);
}

static int plan_group(struct planner *p, const struct query_node *node, struct planner_part *out)
{
    struct group g    = {.must = {NULL, 0, 0}};
    int          code = 0;
    *out              = (struct planner_part){NULL, false, -1};
    for (const struct query_node *child = node->first; child && !code; child = child->next)
        code = sort_part(p, &g, child);
    if (!code)
        code = weigh(p, &g, &out->query);
    out->scored = out->query != NULL;
    if (!code)
        code = filter(p, &g, &out->query);
    if (code || !g.not.count)
        return code;
    if (!out->query) { /* what was to be found is punctuation */
        const struct query_node *first = node->first;
        while (first->role != ROLE_NOT)
            first = first->next;
        return query_nothing_left(p->q, first->place, p->err);
    }
    const struct plan_query *unwanted;
    code = planner_combine(p, PLAN_OR, &g.not, &unwanted);
    return code ? code : planner_pair(p, PLAN_AND_NOT, out->query, unwanted, &out->query);
}

/* ---------------------------------------------------------------------------------------------- */

static int plan_node(struct planner *p, const struct query_node *node, struct planner_part *out)
{
    if (node->kind == QUERY_GROUP)
        return plan_group(p, node, out);
    if (node->kind == QUERY_OR)
        return plan_or(p, node, out);
    return schema_field(node->field)->kind == SCHEMA_TEXT ? plan_text_leaf(p, node, out)
                                                          : plan_filter_leaf(p, node, out);
}

int query_plan_make(struct query_plan *plan, struct query *q, const struct plan_target *target,
                    struct err *err)
{
    struct planner      p    = {.plan = plan, .q = q, .target = target, .err = err};
    struct planner_part root = {NULL, false, -1};
    int                 code = q->root ? plan_node(&p, q->root, &root) : 0;
    if (code)
        return code;
    if (root.query && !root.scored)
        code = planner_unweighed(&p, root.query, &root.query);
    plan->query  = root.query;
    plan->scored = root.scored;
    if (p.plain > 0 && p.plain == p.stop_words && !plan->query)
        return code;
    if (p.plain > 0 && p.plain == p.stop_words)
        query_note(&q->notes, "all words of the query are among the commonest of their language: the order of "
                              "the matches says little");
    return code ? code : buf_failed(&q->notes.text, err);
}

int query_plan_limit_dates(struct query_plan *plan, const struct query_date *since, const struct query_date *until,
                           struct err *err)
{
    struct planner           p = {.plan = plan, .err = err};
    const struct plan_query *dates;
    int                      code = planner_range(&p, since, until, &dates);
    if (code || plan->query)
        return code ? code : planner_pair(&p, PLAN_FILTER, plan->query, dates, &plan->query);
    plan->query = dates;
    return 0;
}

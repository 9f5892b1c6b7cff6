/* Building queries. */
#include <algorithm>
#include <cmath>

#include "xap/xap_handles.hh"

using namespace xap;
using Xapian::Query;

static int give(struct xap_query **out, Query &&query, bool weighs)
{
    *out = new xap_query{std::move(query), weighs, {}};
    return 0;
}

int xap_query_term(struct xap_query **out, struct str term, uint32_t wqf, struct err *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        if (term.len == 0)
            fail(ERR_INVALID, "empty term in a query");
        return give(out, term_fits(term) ? Query(bytes(term), wqf) : Query(), wqf > 0);
    });
}

int xap_query_all(struct xap_query **out, struct err *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] { return give(out, Query(std::string()), false); });
}

int xap_query_nothing(struct xap_query **out, struct err *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] { return give(out, Query(), false); });
}

/* Positions are compared of terms only. A term too long to exist is a query for nothing, and so is all. */
static Query positional(Query::op op, const std::vector<Query> &parts, uint32_t window)
{
    for (const Query &part : parts)
        if (part.empty())
            return Query();
    for (const Query &part : parts)
        if (part.get_type() != Query::LEAF_TERM)
            fail(ERR_INVALID, "phrases and NEAR take terms only");
    const auto size = static_cast<Xapian::termcount>(parts.size());
    return Query(op, parts.begin(), parts.end(), std::max<Xapian::termcount>(window, size));
}

static Query combined(enum xap_op op, const std::vector<Query> &parts, uint32_t window)
{
    const auto begin = parts.begin(), end = parts.end();
    if (begin == end)
        return Query();
    const auto rest = [&](Query::op how) { return Query(how, begin + 1, end); };
    const bool more = parts.size() > 1;
    switch (op) {
    case XAP_OR:
        return Query(Query::OP_OR, begin, end);
    case XAP_AND:
        return Query(Query::OP_AND, begin, end);
    case XAP_AND_NOT:
        return more ? Query(Query::OP_AND_NOT, *begin, rest(Query::OP_OR)) : *begin;
    case XAP_FILTER:
        return more ? Query(Query::OP_FILTER, *begin, rest(Query::OP_AND)) : *begin;
    case XAP_AND_MAYBE:
        return more ? Query(Query::OP_AND_MAYBE, *begin, rest(Query::OP_OR)) : *begin;
    case XAP_SYNONYM:
        return Query(Query::OP_SYNONYM, begin, end);
    case XAP_PHRASE:
        return positional(Query::OP_PHRASE, parts, window);
    case XAP_NEAR:
        return positional(Query::OP_NEAR, parts, window);
    }
    fail(ERR_INVALID, "unknown query operator %d", int(op));
}

int xap_query_combine(struct xap_query **out, enum xap_op op, struct xap_query *const *parts, size_t count,
                      uint32_t window, struct err *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        auto               made       = std::make_unique<xap_query>();
        const bool         first_only = op == XAP_AND_NOT || op == XAP_FILTER;
        std::vector<Query> queries;
        queries.reserve(count);
        for (size_t i = 0; i < count; i++) {
            queries.push_back(parts[i]->query);
            made->weighs = made->weighs || (parts[i]->weighs && (i == 0 || !first_only));
            made->sources.insert(made->sources.end(), parts[i]->sources.begin(), parts[i]->sources.end());
        }
        made->query = combined(op, queries, window);
        *out        = made.release();
        return 0;
    });
}

int xap_query_value_range(struct xap_query **out, uint32_t slot, struct str begin, struct str end,
                          struct err *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        /* No value sorts before one NUL but the absent one. */
        const std::string from = begin.len ? bytes(begin) : std::string(1, '\0');
        return give(out, end.len ? Query(Query::OP_VALUE_RANGE, slot, from, bytes(end))
                                 : Query(Query::OP_VALUE_GE, slot, from),
                    false);
    });
}

int xap_query_wildcard(struct xap_query **out, struct str prefix, uint32_t cap, struct err *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        if (cap == 0)
            fail(ERR_INVALID, "a wildcard needs a cap of at least 1");
        if (!term_fits(prefix))
            return give(out, Query(), false);
        return give(out,
                    Query(0.0, Query(Query::OP_WILDCARD, bytes(prefix), cap, Query::WILDCARD_LIMIT_ERROR,
                                     Query::OP_OR)),
                    false);
    });
}

int xap_query_scale(struct xap_query **out, const struct xap_query *part, double factor, struct err *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        if (!std::isfinite(factor) || factor < 0)
            fail(ERR_INVALID, "weights cannot be scaled by %g", factor);
        *out = new xap_query{Query(factor, part->query), part->weighs && factor > 0, part->sources};
        return 0;
    });
}

void xap_query_free(struct xap_query *query) noexcept
{
    delete query;
}

int xap_query_describe(const struct xap_query *query, struct buf *out, struct err *err) noexcept
{
    return guard(err, [&] { return append(out, query->query.get_description(), err); });
}

/* Running a search, and putting equal hits in order of (shard, docid).
 *
 * Over n shards Xapian numbers local document d of shard s as (d - 1) * n + s + 1 and breaks ties by that,
 * so both the order of ties and which of them make the page would depend on how documents lie in shards. */
#include <algorithm>
#include <cmath>

#include "xap/xap_handles.hh"

using namespace xap;

namespace {

struct found {
    struct xap_hit hit;
    std::string    key; /* sort key, by value only */
};

/* Documents without the value sort behind all others. */
class missing_last : public Xapian::KeyMaker {
public:
    explicit missing_last(Xapian::valueno of) : slot(of) {}
    std::string operator()(const Xapian::Document &doc) const override
    {
        const std::string value = doc.get_value(slot);
        return value.empty() ? std::string(1, '\1') : std::string(1, '\0') + value;
    }

private:
    Xapian::valueno slot;
};

/* Weights that differ by rounding alone are equal: every shard adds up a sum in an order of its own. */
bool alike(const found &a, const found &b)
{
    const double bound = 1e-12 * std::max(std::fabs(a.hit.weight), std::fabs(b.hit.weight));
    return std::fabs(a.hit.weight - b.hit.weight) <= bound && a.key == b.key;
}

class run {
public:
    run(const xap_db *over, const struct xap_search *what)
        : db(over), search(what), enquire(over->all), key(what->sort_slot), total(over->all.get_doccount()),
          first(std::min(what->first, total)), end(first + std::min(what->count, total - first))
    {
        if (!(search->k1 >= 0) || !(search->b >= 0 && search->b <= 1))
            fail(ERR_INVALID, "BM25 needs k1 >= 0 and 0 <= b <= 1, not %g and %g", search->k1, search->b);
        query = search->query->query;
        for (const auto &source : search->query->sources)
            source->db = db;
        if (search->decide)
            query = Xapian::Query(Xapian::Query::OP_FILTER, query,
                                  query_decider(db, search->decide, search->decide_ctx));
        enquire.set_query(query);
        enquire.set_weighting_scheme(Xapian::BM25Weight(search->k1, 0, 1, search->b, 0));
        switch (search->sort) {
        case XAP_BY_WEIGHT:
            break;
        case XAP_BY_VALUE_ASCENDING:
            enquire.set_sort_by_key_then_relevance(&key, false);
            break;
        case XAP_BY_VALUE_DESCENDING:
            enquire.set_sort_by_value_then_relevance(search->sort_slot, true);
            break;
        default:
            fail(ERR_INVALID, "unknown order of hits %d", int(search->sort));
        }
    }

    void into(struct xap_result *out)
    {
        if (search->query->weighs || search->sort != XAP_BY_WEIGHT)
            all_shards(out);
        else
            shard_by_shard(out);

        const size_t have = std::min<size_t>(hits.size(), end);
        if (have <= first)
            return;
        out->hits  = new xap_hit[have - first];
        out->count = have - first;
        for (size_t i = first; i < have; i++)
            out->hits[i - first] = hits[i].hit;
    }

private:
    const xap_db            *db;
    const struct xap_search *search;
    Xapian::Enquire          enquire;
    Xapian::Query            query;
    missing_last             key;
    Xapian::doccount         total, first, end; /* documents; the page, within them */
    std::vector<found>       hits;

    void count(struct xap_result *out, const Xapian::MSet &mset)
    {
        out->lower += mset.get_matches_lower_bound();
        out->estimate += mset.get_matches_estimated();
        out->upper += mset.get_matches_upper_bound();
    }

    void all_shards(struct xap_result *out)
    {
        Xapian::doccount wanted = std::min(end + (end > first), total); /* one more shows a tie at the end */
        Xapian::MSet     mset   = enquire.get_mset(0, wanted, search->check_at_least);
        count(out, mset);
        for (take(mset); !settle(wanted); take(enquire.get_mset(0, wanted, search->check_at_least))) {
            const uint64_t more = std::max<uint64_t>(8 * uint64_t(wanted), 1000); /* as cheap as 10 */
            wanted              = Xapian::doccount(std::min<uint64_t>(more, total));
        }
    }

    /* Where every weight is 0 the page is the first documents of the first shards, and a shard that has
     * given its part of the page goes no further. */
    void shard_by_shard(struct xap_result *out)
    {
        for (size_t shard = 0; shard < db->shards.size(); shard++) {
            Xapian::Enquire one(db->shards[shard]);
            one.set_query(query);
            one.set_weighting_scheme(Xapian::BoolWeight());
            const auto         missing = Xapian::doccount(end - hits.size());
            const Xapian::MSet mset    = one.get_mset(0, missing, search->check_at_least);
            count(out, mset);
            for (auto at = mset.begin(); at != mset.end(); ++at)
                hits.push_back({{shard, *at, 0}, std::string()});
        }
    }

    void take(const Xapian::MSet &mset)
    {
        const size_t n = db->shards.size();
        hits.clear();
        hits.reserve(mset.size());
        for (auto at = mset.begin(); at != mset.end(); ++at) {
            const size_t      did = *at - 1;
            const uint32_t    local = static_cast<uint32_t>(did / n + 1);
            const std::string by    = search->sort == XAP_BY_WEIGHT ? std::string() : at.get_sort_key();
            hits.push_back({{did % n, local, at.get_weight()}, by});
        }
    }

    /* Order the groups of equals that touch the page; false when the last of them is not all here. */
    bool settle(Xapian::doccount wanted)
    {
        const auto by_place = [](const found &a, const found &b) {
            return a.hit.shard != b.hit.shard ? a.hit.shard < b.hit.shard : a.hit.docid < b.hit.docid;
        };
        for (size_t i = 0, next; i < end && i < hits.size(); i = next) {
            for (next = i + 1; next < hits.size() && alike(hits[i], hits[next]);)
                next++;
            if (next == hits.size() && next > end && hits.size() == wanted && wanted < total &&
                !(db->shards.size() == 1 && hits[i].hit.weight == hits[next - 1].hit.weight))
                return false;
            if (next > first)
                std::sort(hits.begin() + ptrdiff_t(i), hits.begin() + ptrdiff_t(next), by_place);
        }
        return true;
    }
};

} // namespace

int xap_search(struct xap_db *db, const struct xap_search *search, struct xap_result *out, struct err *err) noexcept
{
    *out = {};
    return guard(err, [&] {
        run(db, search).into(out);
        return 0;
    });
}

void xap_result_release(struct xap_result *result) noexcept
{
    delete[] result->hits;
    *result = {};
}

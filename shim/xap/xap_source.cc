/* Posting sources: leaves of a query that we answer ourselves. Xapian clones a source for every shard and
 * tells the clone its database; the shard is the one with that database's uuid. */
#include <algorithm>

#include "xap/xap_handles.hh"

using namespace xap;

namespace {

/* What the sources have in common: they know their shard and hold no weight unless they say so. */
class shard_source : public Xapian::PostingSource {
public:
    Xapian::doccount get_termfreq_min() const override { return counts[0]; }
    Xapian::doccount get_termfreq_est() const override { return counts[1]; }
    Xapian::doccount get_termfreq_max() const override { return counts[2]; }
    Xapian::docid    get_docid() const override { return at; }
    bool             at_end() const override { return ended; }

    void next(double min_weight) override
    {
        if (at == UINT32_MAX)
            ended = true;
        else
            skip_to(at + 1, min_weight);
    }

protected:
    const xap_db    *db    = nullptr;
    size_t           shard = 0;
    Xapian::docid    at = 0, last = 0;
    bool             ended = false;
    Xapian::doccount documents = 0, counts[3] = {0, 0, 0};

    void start(const xap_db *over, const Xapian::Database &one)
    {
        db              = over;
        const auto uuid = std::find(db->uuids.begin(), db->uuids.end(), one.get_uuid());
        if (uuid == db->uuids.end())
            fail(ERR_INTERNAL, "posting source got a database that is not searched");
        shard     = size_t(uuid - db->uuids.begin());
        documents = one.get_doccount();
        last      = one.get_lastdocid();
        at        = 0;
        ended     = false;
    }
};

/* ---- answered by C callbacks ---------------------------------------------------------------- */

class callback_source : public shard_source {
public:
    explicit callback_source(std::shared_ptr<source_binding> with) : bound(std::move(with)) {}
    ~callback_source() override
    {
        if (cursor)
            bound->ops->close(cursor);
    }
    callback_source *clone() const override { return new callback_source(bound); }
    std::string      get_description() const override { return "source"; }

    void init(const Xapian::Database &one) override
    {
        start(bound->db, one);
        check_code(bound->ops->open(bound->ctx, shard, &cursor));
        if (!cursor)
            return;
        uint32_t given[3] = {0, 0, 0};
        bound->ops->counts(cursor, given);
        counts[2] = std::min(given[2], documents);
        counts[1] = std::min(given[1], counts[2]);
        counts[0] = std::min(given[0], counts[1]);
        set_maxweight(bound->ops->max_weight ? bound->ops->max_weight(cursor) : 0);
    }

    double get_weight() const override { return bound->ops->weight ? bound->ops->weight(cursor) : 0; }

    void skip_to(Xapian::docid to, double min_weight) override
    {
        uint32_t found = 0;
        if (ended || to <= at)
            return;
        if (cursor)
            check_code(bound->ops->seek(cursor, to, min_weight, &found));
        if (found > last || (found != 0 && found < to))
            fail(ERR_CORRUPT, "posting source gave document %u for at least %u of %u in shard %zu", found, to,
                 last, shard);
        at    = found;
        ended = found == 0;
    }

private:
    std::shared_ptr<source_binding> bound;
    void                           *cursor = nullptr;

    void check_code(int code) const
    {
        if (code < 0)
            fail(code, "posting source failed in shard %zu (%s)", shard, err_name(code));
    }
};

/* ---- documents that a callback keeps -------------------------------------------------------- */

/* Cheaper than a Xapian::MatchDecider, which gets a document object and knows no shard. */
class decider_source : public shard_source {
public:
    using decide_fn = int (*)(void *, size_t, uint32_t);
    decider_source(const xap_db *over, decide_fn how, void *with) : searched(over), decide(how), ctx(with) {}
    decider_source *clone() const override { return new decider_source(searched, decide, ctx); }

    void init(const Xapian::Database &one) override
    {
        start(searched, one);
        counts[1] = counts[2] = documents;
    }

    bool check(Xapian::docid did, double) override
    {
        at = did;
        return keeps(did);
    }

    void skip_to(Xapian::docid to, double) override
    {
        if (to <= at)
            return;
        while (to <= last && !keeps(to))
            to++;
        at    = to;
        ended = to > last;
    }

private:
    const xap_db *searched;
    decide_fn     decide;
    void         *ctx;

    bool keeps(Xapian::docid did) const
    {
        const int code = decide(ctx, shard, did);
        if (code < 0)
            fail(code, "decider failed at document %u of shard %zu (%s)", did, shard, err_name(code));
        return code > 0;
    }
};

} // namespace

Xapian::Query xap::query_decider(const xap_db *db, int (*decide)(void *, size_t, uint32_t), void *ctx)
{
    return Xapian::Query((new decider_source(db, decide, ctx))->release());
}

int xap_query_source(struct xap_query **out, const struct xap_source_ops *ops, void *ctx, struct err *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        auto bound = std::make_shared<source_binding>(source_binding{ops, ctx, nullptr});
        auto made  = std::make_unique<xap_query>();
        made->sources.push_back(bound);
        made->query  = Xapian::Query((new callback_source(bound))->release());
        made->weighs = ops->weight != nullptr;
        *out        = made.release();
        return 0;
    });
}

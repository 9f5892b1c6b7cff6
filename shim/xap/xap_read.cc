/* Reading databases: opening, statistics, postings, positions, terms, documents. */
#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "xap/xap_handles.hh"

using namespace xap;

struct xap_postings {
    Xapian::PostingIterator at, end;
    bool                    started;
};

struct xap_terms {
    Xapian::TermIterator at, end;
    bool                 started;
    std::string          term;
};

/* ---- opening -------------------------------------------------------------------------------- */

static Xapian::Database open_shard(const char *path)
{
    /* O_NONBLOCK: a FIFO shall not make us wait. */
    int         fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    if (fd < 0)
        fail_sys("cannot open database '%s'", path);
    if (fstat(fd, &st) != 0) {
        int saved = errno;
        close(fd);
        errno = saved;
        fail_sys("cannot open database '%s'", path);
    }
    if (S_ISREG(st.st_mode))
        return Xapian::Database(fd, Xapian::DB_BACKEND_GLASS); /* owns fd, also when it throws */
    close(fd);
    if (!S_ISDIR(st.st_mode))
        fail(ERR_INVALID, "'%s' is neither a file nor a directory", path);
    return Xapian::Database(path, Xapian::DB_BACKEND_GLASS);
}

Xapian::Database xap::open_database(const char *path)
{
    try {
        return open_shard(path);
    } catch (const failure &) {
        throw;
    } catch (...) {
        failure f;
        translate(&f.why);
        err_context(&f.why, "cannot open database '%s'", path);
        throw f;
    }
}

int xap_db_open(struct xap_db **out, const char *const *paths, size_t count, struct err *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        auto db = std::make_unique<xap_db>();
        if (count == 0)
            fail(ERR_INVALID, "no database to open");
        for (size_t i = 0; i < count; i++) {
            Xapian::Database shard = open_database(paths[i]);
            std::string      uuid  = shard.get_uuid();
            auto             twin  = std::find(db->uuids.begin(), db->uuids.end(), uuid);
            if (twin != db->uuids.end())
                fail(ERR_INVALID, "'%s' and '%s' are the same database, or one a copy of the other",
                     paths[twin - db->uuids.begin()], paths[i]);
            db->all.add_database(shard);
            db->shards.push_back(shard);
            db->uuids.push_back(uuid);
        }
        *out = db.release();
        return 0;
    });
}

void xap_db_close(struct xap_db *db) noexcept
{
    delete db;
}

const Xapian::Database &xap::shard_of(const xap_db *db, size_t shard)
{
    if (shard >= db->shards.size())
        fail(ERR_INVALID, "shard %zu of %zu", shard, db->shards.size());
    return db->shards[shard];
}

/* ---- statistics ----------------------------------------------------------------------------- */

size_t xap_db_shards(const struct xap_db *db) noexcept
{
    return db->shards.size();
}

int xap_db_stats(struct xap_db *db, int shard, struct xap_stats *out, struct err *err) noexcept
{
    return guard(err, [&] {
        const bool              all = shard == XAP_ALL_SHARDS;
        const Xapian::Database &one = all ? db->all : shard_of(db, size_t(shard));
        *out                = {};
        out->documents      = one.get_doccount();
        out->average_length = one.get_avlength();
        out->has_positions  = one.has_positions();
        if (all)
            for (const Xapian::Database &each : db->shards)
                out->last_docid = std::max<uint64_t>(out->last_docid, each.get_lastdocid());
        else
            out->last_docid = one.get_lastdocid();
        std::snprintf(out->uuid, sizeof out->uuid, "%s", db->uuids[all ? 0 : size_t(shard)].c_str());
        return 0;
    });
}

int xap_db_term(struct xap_db *db, struct str term, uint64_t *df, uint64_t *cf, struct err *err) noexcept
{
    return guard(err, [&] {
        const bool        can  = term_fits(term) && term.len > 0;
        const std::string name = can ? bytes(term) : std::string();
        if (df)
            *df = can ? db->all.get_termfreq(name) : 0;
        if (cf)
            *cf = can ? db->all.get_collection_freq(name) : 0;
        return 0;
    });
}

/* ---- postings and positions ----------------------------------------------------------------- */

int xap_postings_open(struct xap_postings **out, struct xap_db *db, size_t shard, struct str term,
                      struct err *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        const Xapian::Database &one = shard_of(db, shard);
        auto                    p   = std::make_unique<xap_postings>();
        if (term_fits(term)) {
            p->at  = one.postlist_begin(bytes(term));
            p->end = one.postlist_end(bytes(term));
        }
        *out = p.release();
        return 0;
    });
}

static int posting_here(const xap_postings *p, struct xap_posting *out)
{
    if (p->at == p->end)
        return 0;
    out->docid      = *p->at;
    out->wdf        = p->at.get_wdf();
    out->doc_length = p->at.get_doclength();
    return 1;
}

int xap_postings_next(struct xap_postings *p, struct xap_posting *out, struct err *err) noexcept
{
    return guard(err, [&] {
        if (p->started && p->at != p->end)
            ++p->at;
        p->started = true;
        return posting_here(p, out);
    });
}

int xap_postings_seek(struct xap_postings *p, uint32_t docid, struct xap_posting *out, struct err *err) noexcept
{
    return guard(err, [&] {
        if (p->at != p->end)
            p->at.skip_to(docid);
        p->started = true;
        return posting_here(p, out);
    });
}

void xap_postings_close(struct xap_postings *p) noexcept
{
    delete p;
}

int xap_db_positions(struct xap_db *db, size_t shard, uint32_t docid, struct str term, struct buf *out,
                     struct err *err) noexcept
{
    return guard(err, [&]() -> int {
        const Xapian::Database &one = shard_of(db, shard);
        if (!term_fits(term) || docid == 0)
            return 0;
        const std::string name  = bytes(term);
        int               count = 0;
        for (auto at = one.positionlist_begin(docid, name); at != one.positionlist_end(docid, name); ++at) {
            const uint32_t position = *at;
            buf_append(out, &position, sizeof position);
            count++;
        }
        const int failed = buf_failed(out, err);
        return failed ? failed : count;
    });
}

/* ---- terms ---------------------------------------------------------------------------------- */

int xap_terms_open(struct xap_terms **out, struct xap_db *db, struct str prefix, struct err *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        auto t = std::make_unique<xap_terms>();
        if (term_fits(prefix)) {
            t->at  = db->all.allterms_begin(bytes(prefix));
            t->end = db->all.allterms_end(bytes(prefix));
        }
        *out = t.release();
        return 0;
    });
}

int xap_terms_next(struct xap_terms *t, struct str *term, uint64_t *df, struct err *err) noexcept
{
    return guard(err, [&] {
        if (t->started && t->at != t->end)
            ++t->at;
        t->started = true;
        if (t->at == t->end)
            return 0;
        t->term = *t->at;
        *term   = str_of(t->term.data(), t->term.size());
        if (df)
            *df = t->at.get_termfreq();
        return 1;
    });
}

void xap_terms_close(struct xap_terms *t) noexcept
{
    delete t;
}

/* ---- documents ------------------------------------------------------------------------------ */

static Xapian::Document document(const xap_db *db, size_t shard, uint32_t docid)
{
    const Xapian::Database &one = shard_of(db, shard);
    if (docid == 0)
        fail(ERR_NOT_FOUND, "no document 0: they count from 1");
    return one.get_document(docid);
}

int xap_db_data(struct xap_db *db, size_t shard, uint32_t docid, struct buf *out, struct err *err) noexcept
{
    return guard(err, [&] { return append(out, document(db, shard, docid).get_data(), err); });
}

int xap_db_value(struct xap_db *db, size_t shard, uint32_t docid, uint32_t slot, struct buf *out,
                 struct err *err) noexcept
{
    return guard(err, [&] { return append(out, document(db, shard, docid).get_value(slot), err); });
}

int xap_db_doc_length(struct xap_db *db, size_t shard, uint32_t docid, uint64_t *out, struct err *err) noexcept
{
    return guard(err, [&] {
        const Xapian::Database &one = shard_of(db, shard);
        if (docid == 0)
            fail(ERR_NOT_FOUND, "no document 0: they count from 1");
        *out = one.get_doclength(docid);
        return 0;
    });
}

int xap_db_metadata(struct xap_db *db, size_t shard, struct str key, struct buf *out, struct err *err) noexcept
{
    return guard(err, [&]() -> int {
        const Xapian::Database &one = shard_of(db, shard);
        if (!term_fits(key))
            return 0;
        return append(out, one.get_metadata(bytes(key)), err);
    });
}

/* ---- numbers as values ---------------------------------------------------------------------- */

size_t xap_sortable(double number, char out[9]) noexcept
{
    if (std::isnan(number))
        return 0;
    const std::string text = Xapian::sortable_serialise(number); /* 9 bytes at most: no allocation */
    std::memcpy(out, text.data(), text.size());
    return text.size();
}

double xap_sortable_read(struct str value) noexcept
{
    value.len = std::min(value.len, size_t(9));
    return Xapian::sortable_unserialise(bytes(value));
}

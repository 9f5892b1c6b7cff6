/* Writing a database. */
#include <cerrno>

#include <sys/stat.h>

#include "xap/xap_handles.hh"

using namespace xap;

/* Every change happens inside a transaction, the caller's or one of ours begun with the first change:
 * outside of one Xapian commits when a handle is destroyed, and whenever 10,000 documents are pending. */
struct xap_writer {
    Xapian::WritableDatabase db;
    enum { IDLE, IMPLICIT, EXPLICIT } state;

    Xapian::WritableDatabase &change()
    {
        if (state == IDLE) {
            db.begin_transaction(true);
            state = IMPLICIT;
        }
        return db;
    }

    void commit()
    {
        if (state == IDLE)
            return;
        state = IDLE; /* also when it fails: Xapian has then dropped the changes */
        db.commit_transaction();
    }
};

static int open_flags(const char *path, unsigned flags)
{
    const unsigned how = flags & (XAP_CREATE | XAP_OPEN | XAP_CREATE_OR_OPEN);
    struct stat    st;
    const bool     exists = lstat(path, &st) == 0;
    int            out    = Xapian::DB_BACKEND_GLASS;
    if (!exists && errno != ENOENT)
        fail_sys("cannot open database '%s'", path);
    switch (how) {
    case XAP_CREATE:
        if (exists)
            fail(ERR_EXISTS, "database '%s' exists already", path);
        out |= Xapian::DB_CREATE;
        break;
    case XAP_OPEN:
        if (!exists)
            fail_sys("cannot open database '%s'", path);
        out |= Xapian::DB_OPEN;
        break;
    case XAP_CREATE_OR_OPEN:
        out |= Xapian::DB_CREATE_OR_OPEN;
        break;
    default:
        fail(ERR_INVALID, "one of create, open and create-or-open is needed to write '%s'", path);
    }
    if (exists && S_ISREG(st.st_mode))
        fail(ERR_INVALID, "database '%s' is a single file, which can only be read", path);
    if (flags & XAP_NO_SYNC)
        out |= Xapian::DB_NO_SYNC;
    if (flags & XAP_DANGEROUS)
        out |= Xapian::DB_DANGEROUS;
    if (flags & XAP_NO_TERMLIST)
        out |= Xapian::DB_NO_TERMLIST;
    return out;
}

int xap_writer_open(struct xap_writer **out, const char *path, unsigned flags, struct err *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        const int how = open_flags(path, flags);
        *out = new xap_writer{Xapian::WritableDatabase(path, how), xap_writer::IDLE};
        return 0;
    });
}

void xap_writer_close(struct xap_writer *w) noexcept
{
    delete w; /* Xapian cancels an open transaction and catches what goes wrong there */
}

int xap_writer_begin(struct xap_writer *w, struct err *err) noexcept
{
    return guard(err, [&] {
        if (w->state == xap_writer::EXPLICIT)
            fail(ERR_INVALID, "a transaction is open already");
        w->commit();
        w->change();
        w->state = xap_writer::EXPLICIT;
        return 0;
    });
}

int xap_writer_end(struct xap_writer *w, struct err *err) noexcept
{
    return guard(err, [&] {
        if (w->state != xap_writer::EXPLICIT)
            fail(ERR_INVALID, "no transaction is open to end");
        w->commit();
        return 0;
    });
}

int xap_writer_cancel(struct xap_writer *w, struct err *err) noexcept
{
    return guard(err, [&] {
        if (w->state != xap_writer::EXPLICIT)
            fail(ERR_INVALID, "no transaction is open to cancel");
        w->state = xap_writer::IDLE;
        w->db.cancel_transaction();
        return 0;
    });
}

int xap_writer_commit(struct xap_writer *w, struct err *err) noexcept
{
    return guard(err, [&] {
        if (w->state == xap_writer::EXPLICIT)
            fail(ERR_INVALID, "a transaction is open: end or cancel it instead of committing");
        w->commit();
        return 0;
    });
}

int xap_writer_add(struct xap_writer *w, const struct xap_doc *doc, uint32_t *docid, struct err *err) noexcept
{
    return guard(err, [&] {
        const Xapian::docid did = w->change().add_document(doc->doc);
        if (docid)
            *docid = did;
        return 0;
    });
}

int xap_writer_replace(struct xap_writer *w, uint32_t docid, const struct xap_doc *doc, struct err *err) noexcept
{
    return guard(err, [&] {
        w->change().replace_document(docid, doc->doc);
        return 0;
    });
}

int xap_writer_replace_term(struct xap_writer *w, struct str term, const struct xap_doc *doc, uint32_t *docid,
                            struct err *err) noexcept
{
    return guard(err, [&] {
        const std::string   name = written_term(term);
        const Xapian::docid did  = w->change().replace_document(name, doc->doc);
        if (docid)
            *docid = did;
        return 0;
    });
}

int xap_writer_delete(struct xap_writer *w, uint32_t docid, struct err *err) noexcept
{
    return guard(err, [&] {
        w->change().delete_document(docid);
        return 0;
    });
}

int xap_writer_delete_term(struct xap_writer *w, struct str term, struct err *err) noexcept
{
    return guard(err, [&] {
        const std::string name = written_term(term);
        w->change().delete_document(name);
        return 0;
    });
}

int xap_writer_set_metadata(struct xap_writer *w, struct str key, struct str value, struct err *err) noexcept
{
    return guard(err, [&] {
        const std::string name = written_term(key);
        w->change().set_metadata(name, bytes(value));
        return 0;
    });
}

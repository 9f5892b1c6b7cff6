/* Documents on their way into a database. */
#include <new>

#include "xap/xap_handles.hh"

using namespace xap;

const char *xap_version(void) noexcept
{
    return Xapian::version_string();
}

bool xap::term_fits(struct str term) noexcept
{
    size_t size = term.len;
    if (size > XAP_TERM_MAX)
        return false;
    for (size_t i = 0; i < term.len; i++)
        size += term.data[i] == '\0';
    return size <= XAP_TERM_MAX;
}

std::string xap::written_term(struct str term)
{
    if (!term_fits(term))
        fail(ERR_LIMIT, "term of %zu bytes is too long: at most %d, each NUL counting twice", term.len,
             int(XAP_TERM_MAX));
    return bytes(term);
}

int xap_doc_new(struct xap_doc **out, struct err *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        *out = new xap_doc;
        return 0;
    });
}

void xap_doc_free(struct xap_doc *doc) noexcept
{
    delete doc;
}

int xap_doc_clear(struct xap_doc *doc, struct err *err) noexcept
{
    return guard(err, [&] {
        doc->doc = Xapian::Document();
        return 0;
    });
}

int xap_doc_set_data(struct xap_doc *doc, struct str data, struct err *err) noexcept
{
    return guard(err, [&] {
        doc->doc.set_data(bytes(data));
        return 0;
    });
}

int xap_doc_set_value(struct xap_doc *doc, uint32_t slot, struct str value, struct err *err) noexcept
{
    return guard(err, [&] {
        if (slot == Xapian::BAD_VALUENO)
            fail(ERR_INVALID, "value slot %u is reserved", slot);
        doc->doc.add_value(slot, bytes(value));
        return 0;
    });
}

int xap_doc_add_term(struct xap_doc *doc, struct str term, uint32_t wdf, struct err *err) noexcept
{
    return guard(err, [&] {
        doc->doc.add_term(written_term(term), wdf);
        return 0;
    });
}

int xap_doc_add_postings(struct xap_doc *doc, struct str term, const uint32_t *positions, size_t count,
                         uint32_t wdf, struct err *err) noexcept
{
    return guard(err, [&] {
        const std::string name = written_term(term);
        if (count == 0)
            doc->doc.add_term(name, wdf);
        for (size_t i = 0; i < count; i++)
            doc->doc.add_posting(name, positions[i], i == 0 ? wdf : 0);
        return 0;
    });
}

int xap_doc_add_boolean(struct xap_doc *doc, struct str term, struct err *err) noexcept
{
    return xap_doc_add_term(doc, term, 0, err);
}

/* Gathering the documents of a shard, and writing it. */
#include "xap/xap_bulk.hh"

#include <algorithm>
#include <cerrno>

#include <sys/random.h>
#include <sys/stat.h>
#include <xxhash.h>

#include "xap/glass_version.hh"

extern "C" {
#include "base/file.h"
}

using namespace xap;

static bulk_piece keep(xap_bulk &b, struct str text)
{
    if (text.len > glass::TAG_MAX)
        fail(ERR_LIMIT, "a text of %zu bytes is too long to store: at most %zu", text.len, size_t(glass::TAG_MAX));
    bulk_piece piece;
    piece.at  = b.bytes.size();
    piece.len = static_cast<uint32_t>(text.len);
    b.bytes.insert(b.bytes.end(), text.data, text.data + text.len);
    return piece;
}

static bulk_document &current(xap_bulk &b)
{
    if (b.documents.empty())
        fail(ERR_INVALID, "no document was begun to add to");
    return b.documents.back();
}

/* ---- terms ---------------------------------------------------------------------------------- */

static void grow_slots(xap_bulk &b)
{
    std::vector<bulk_slot> wider(b.slots.empty() ? 1024 : b.slots.size() * 2, bulk_slot{0, 0});
    const size_t           mask = wider.size() - 1;
    for (const bulk_slot &slot : b.slots) {
        if (slot.term == 0)
            continue;
        size_t i = slot.hash & mask;
        while (wider[i].term)
            i = (i + 1) & mask;
        wider[i] = slot;
    }
    b.slots.swap(wider);
}

/* The number of a term, made if need be. */
static uint32_t intern(xap_bulk &b, struct str text)
{
    if (text.len == 0)
        fail(ERR_INVALID, "a term cannot be empty");
    if (text.len > XAP_TERM_MAX / 2)
        written_term(text);
    if (b.terms.size() >= b.slots.size() / 2)
        grow_slots(b);
    const uint32_t hash = static_cast<uint32_t>(XXH3_64bits_withSeed(text.data, text.len, b.seed));
    const size_t   mask = b.slots.size() - 1;
    size_t         i    = hash & mask;
    for (; b.slots[i].term; i = (i + 1) & mask)
        if (b.slots[i].hash == hash && str_eq(b.piece(b.terms[b.slots[i].term - 1].text), text))
            return b.slots[i].term - 1;
    b.terms.push_back(bulk_term{keep(b, text), 0, 0, 0});
    b.slots[i] = bulk_slot{hash, static_cast<uint32_t>(b.terms.size())};
    return b.slots[i].term - 1;
}

/* Behind those there are. A list that grows moves to the end, with as much room again: only the lists of one
 * document grow, so what is left behind stays small. */
static void add_positions(xap_bulk &b, bulk_term &term, bulk_posting &p, const uint32_t *from, size_t count)
{
    const size_t need = p.count + count;
    if (need > term.room) {
        size_t       room = p.count ? std::max<size_t>(need, size_t(term.room) * 2) : need;
        const size_t end  = b.positions.size();
        const bool   last = p.count == 0 || size_t(p.positions) + term.room == end;
        const size_t at   = p.count == 0 ? end : last ? p.positions : end;
        if (at + room > UINT32_MAX)
            fail(ERR_LIMIT, "more than %u positions in one shard", UINT32_MAX);
        b.positions.resize(at + room);
        if (!last)
            std::copy_n(b.positions.data() + p.positions, p.count, b.positions.data() + at);
        p.positions = static_cast<uint32_t>(at);
        term.room   = static_cast<uint32_t>(room);
    }
    uint32_t *const list = b.positions.data() + p.positions;
    std::copy_n(from, count, list + p.count);
    bool ascending = true;
    for (size_t i = std::max<size_t>(p.count, 1); i < need; i++)
        ascending &= list[i - 1] < list[i];
    p.count = static_cast<uint32_t>(need);
    if (!ascending) {
        std::sort(list, list + need);
        p.count = static_cast<uint32_t>(std::unique(list, list + need) - list);
    }
}

static void add_term(xap_bulk &b, uint32_t number, uint32_t wdf, const uint32_t *positions, size_t count)
{
    bulk_document &document = current(b);
    if (b.length + wdf > UINT32_MAX)
        fail(ERR_LIMIT, "documents longer than %u terms together in one shard", UINT32_MAX);
    if (b.postings.size() == UINT32_MAX || count > UINT32_MAX)
        fail(ERR_LIMIT, "more than %u postings in one shard", UINT32_MAX);

    const uint32_t docid = static_cast<uint32_t>(b.documents.size());
    bulk_term     &term  = b.terms[number];
    if (term.documents == 0 || b.postings[term.posting].docid != docid) {
        b.postings.push_back(bulk_posting{number, docid, 0, 0, 0});
        term.posting = static_cast<uint32_t>(b.postings.size() - 1);
        term.room    = 0;
        term.documents++;
    }
    bulk_posting &posting = b.postings[term.posting];
    if (count)
        add_positions(b, term, posting, positions, count);
    posting.wdf += wdf;
    document.length += wdf;
    b.length += wdf;
}

/* ---- the interface -------------------------------------------------------------------------- */

int xap_bulk_new(struct xap_bulk **out, struct err *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        std::unique_ptr<xap_bulk> b(new xap_bulk);
        if (getrandom(&b->seed, sizeof b->seed, 0) != sizeof b->seed) /* so that nobody can aim at one slot */
            fail_sys("cannot get random bytes");
        *out = b.release();
        return 0;
    });
}

void xap_bulk_free(struct xap_bulk *b) noexcept
{
    delete b;
}

uint32_t xap_bulk_documents(const struct xap_bulk *b) noexcept
{
    return static_cast<uint32_t>(b->documents.size());
}

int xap_bulk_begin(struct xap_bulk *b, struct err *err) noexcept
{
    return guard(err, [&] {
        if (b->documents.size() == UINT32_MAX - 1)
            fail(ERR_LIMIT, "more than %u documents in one shard", UINT32_MAX - 1);
        b->documents.push_back(bulk_document{static_cast<uint32_t>(b->postings.size()), 0, {}});
        return 0;
    });
}

int xap_bulk_term(struct xap_bulk *b, struct str term, uint32_t wdf, const uint32_t *positions, size_t count,
                  struct err *err) noexcept
{
    return guard(err, [&] {
        current(*b);
        add_term(*b, intern(*b, term), wdf, positions, count);
        return 0;
    });
}

int xap_bulk_number(struct xap_bulk *b, struct str term, uint32_t *number, struct err *err) noexcept
{
    return guard(err, [&] {
        *number = intern(*b, term);
        return 0;
    });
}

int xap_bulk_add(struct xap_bulk *b, uint32_t number, uint32_t wdf, const uint32_t *positions, size_t count,
                 struct err *err) noexcept
{
    return guard(err, [&] {
        if (number >= b->terms.size())
            fail(ERR_INVALID, "no term has the number %u", number);
        add_term(*b, number, wdf, positions, count);
        return 0;
    });
}

int xap_bulk_value(struct xap_bulk *b, uint32_t slot, struct str value, struct err *err) noexcept
{
    return guard(err, [&] {
        current(*b);
        if (slot == Xapian::BAD_VALUENO)
            fail(ERR_INVALID, "value slot %u is reserved", slot);
        b->values.push_back(bulk_value{slot, xap_bulk_documents(b), keep(*b, value)});
        return 0;
    });
}

int xap_bulk_data(struct xap_bulk *b, struct str data, struct err *err) noexcept
{
    return guard(err, [&] {
        bulk_document &document = current(*b);
        document.data           = keep(*b, data);
        return 0;
    });
}

int xap_bulk_metadata(struct xap_bulk *b, struct str key, struct str value, struct err *err) noexcept
{
    return guard(err, [&] {
        if (key.len == 0)
            fail(ERR_INVALID, "a key of metadata cannot be empty");
        if (!term_fits(key))
            written_term(key);
        const bulk_piece name = keep(*b, key);
        b->metadata.push_back(bulk_metadata{name, keep(*b, value)});
        return 0;
    });
}

static void clear(xap_bulk &b)
{
    b.bytes.clear();
    std::fill(b.slots.begin(), b.slots.end(), bulk_slot{0, 0});
    b.terms.clear();
    b.postings.clear();
    b.positions.clear();
    b.documents.clear();
    b.values.clear();
    b.metadata.clear();
    b.length = 0;
}

/* Leaves a new directory for the tables. */
static bool writes_alike(xap_bulk &b, const std::string &path)
{
    if (b.format == xap_bulk::UNKNOWN)
        b.format = glass::xapian_writes_alike(path) ? xap_bulk::ALIKE : xap_bulk::OTHER;
    else if (b.format == xap_bulk::ALIKE && mkdir(path.c_str(), 0777) != 0)
        fail_sys("cannot make '%s'", path.c_str());
    return b.format == xap_bulk::ALIKE;
}

static int write(xap_bulk *b, const char *path, bool plain, struct err *err) noexcept
{
    return guard(err, [&] {
        struct stat st;
        if (lstat(path, &st) == 0)
            fail(ERR_EXISTS, "database '%s' exists already", path);
        if (errno != ENOENT)
            fail_sys("cannot write '%s'", path);
        try {
            if (!plain && writes_alike(*b, path)) {
                bulk_write_glass(*b, path);
            } else {
                file_remove_tree(path, nullptr);
                bulk_write_plain(*b, path);
            }
        } catch (...) {
            file_remove_tree(path, nullptr); /* half of it; it was not there before */
            throw;
        }
        clear(*b);
        return 0;
    });
}

int xap_bulk_write(struct xap_bulk *b, const char *path, struct err *err) noexcept
{
    return write(b, path, false, err);
}

int xap_bulk_write_slow(struct xap_bulk *b, const char *path, struct err *err) noexcept
{
    return write(b, path, true, err);
}

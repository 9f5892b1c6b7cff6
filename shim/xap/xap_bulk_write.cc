/* Writing what was gathered: as glass tables from sorted arrays, or by Xapian's own means. */
#include <algorithm>
#include <numeric>

#include "xap/glass_postings.hh"
#include "xap/glass_version.hh"
#include "xap/xap_bulk.hh"

namespace xap {

using glass::table_writer;

namespace {

/* Of entries alike the last counts; the order is kept else. */
template <typename Entry, typename Alike> void keep_last(std::vector<Entry> &all, Alike alike)
{
    size_t kept = 0;
    for (size_t i = 0; i < all.size(); i++)
        if (i + 1 == all.size() || !alike(all[i], all[i + 1]))
            all[kept++] = all[i];
    all.resize(kept);
}

std::vector<bulk_metadata> sorted_metadata(const xap_bulk &b)
{
    std::vector<bulk_metadata> all = b.metadata;
    std::stable_sort(all.begin(), all.end(), [&](const bulk_metadata &x, const bulk_metadata &y) {
        return str_cmp(b.piece(x.key), b.piece(y.key)) < 0;
    });
    keep_last(all, [&](const bulk_metadata &x, const bulk_metadata &y) {
        return str_eq(b.piece(x.key), b.piece(y.key));
    });
    return all;
}

/* By slot, then docid. */
std::vector<bulk_value> sorted_values(const xap_bulk &b)
{
    std::vector<bulk_value> all = b.values;
    std::stable_sort(all.begin(), all.end(),
                     [](const bulk_value &x, const bulk_value &y) { return x.slot < y.slot; });
    keep_last(all, [](const bulk_value &x, const bulk_value &y) { return x.slot == y.slot && x.docid == y.docid; });
    all.erase(std::remove_if(all.begin(), all.end(), [](const bulk_value &v) { return v.text.len == 0; }),
              all.end());
    return all;
}

/* ---- tables --------------------------------------------------------------------------------- */

void write_metadata(const xap_bulk &b, table_writer &table)
{
    for (const bulk_metadata &m : sorted_metadata(b)) {
        unsigned char    key[glass::KEY_MAX] = {0, glass::KEY_METADATA};
        const struct str name                = b.piece(m.key);
        memcpy(key + 2, name.data, name.len);
        if (m.value.len)
            table.add(key, 2 + name.len, b.piece(m.value).data, m.value.len);
    }
}

/* Statistics of a slot: how many values, the least as a string, the greatest unless it is the same. A chunk
 * of values: the first as a string, then docids left out and a string each; its key has slot and first docid.
 * Source: backends/glass/glass_values.cc of 1.4.22. */
class values_writer {
public:
    values_writer(const xap_bulk &b, table_writer &table) : b_(b), table_(table), all_(sorted_values(b)) {}

    void write()
    {
        for (size_t from = 0, to; from < all_.size(); from = to) {
            for (to = from + 1; to < all_.size() && all_[to].slot == all_[from].slot;)
                to++;
            slots_.push_back({from, to});
        }
        /* Their keys do not sort as the slots do. */
        sort([](unsigned char *p, uint32_t slot) { return glass::put_uint_last(p, slot); });
        for (const range &slot : slots_)
            write_statistics(slot);
        sort([](unsigned char *p, uint32_t slot) { return glass::put_uint(p, slot); });
        for (const range &slot : slots_)
            write_chunks(slot);
    }

private:
    struct range {
        size_t from, to;
    };
    enum { CHUNK = 2000 };

    template <typename Put> void sort(Put put)
    {
        std::sort(slots_.begin(), slots_.end(), [&](const range &x, const range &y) {
            unsigned char xs[glass::UINT_MAX_BYTES], ys[glass::UINT_MAX_BYTES];
            const size_t  xn = static_cast<size_t>(put(xs, all_[x.from].slot) - xs);
            const size_t  yn = static_cast<size_t>(put(ys, all_[y.from].slot) - ys);
            const int     c  = memcmp(xs, ys, std::min(xn, yn));
            return c ? c < 0 : xn < yn;
        });
    }

    void put(uint64_t value)
    {
        unsigned char text[glass::UINT_MAX_BYTES];
        tag_.append(reinterpret_cast<const char *>(text), static_cast<size_t>(glass::put_uint(text, value) - text));
    }

    void put(struct str text)
    {
        put(text.len);
        tag_.append(text.data, text.len);
    }

    void write_statistics(const range &slot)
    {
        struct str least = b_.piece(all_[slot.from].text), greatest = least;
        for (size_t i = slot.from + 1; i < slot.to; i++) {
            const struct str text = b_.piece(all_[i].text);
            if (str_cmp(text, least) < 0)
                least = text;
            if (str_cmp(text, greatest) > 0)
                greatest = text;
        }
        tag_.clear();
        put(slot.to - slot.from);
        put(least);
        if (!str_eq(least, greatest))
            tag_.append(greatest.data, greatest.len);
        unsigned char  key[glass::KEY_MAX] = {0, glass::KEY_VALUE_STATS};
        unsigned char *end                 = glass::put_uint_last(key + 2, all_[slot.from].slot);
        table_.add(key, static_cast<size_t>(end - key), tag_.data(), tag_.size());
    }

    void write_chunks(const range &slot)
    {
        tag_.clear();
        for (size_t i = slot.from, first = i; i < slot.to; i++) {
            if (tag_.empty())
                first = i;
            else
                put(all_[i].docid - all_[i - 1].docid - 1);
            put(b_.piece(all_[i].text));
            if (tag_.size() < CHUNK && i + 1 < slot.to)
                continue;
            unsigned char  key[glass::KEY_MAX] = {0, glass::KEY_VALUES};
            unsigned char *end                 = glass::put_uint(key + 2, all_[i].slot);
            end                                = glass::put_sorting(end, all_[first].docid);
            table_.add(key, static_cast<size_t>(end - key), tag_.data(), tag_.size());
            tag_.clear();
        }
    }

    const xap_bulk         &b_;
    table_writer           &table_;
    std::vector<bulk_value> all_;
    std::vector<range>      slots_;
    std::string             tag_;
};

/* Terms in the order of their bytes; their first eight decide nearly always. */
std::vector<uint32_t> sorted_terms(const xap_bulk &b)
{
    struct entry {
        uint64_t head;
        uint32_t term;
    };
    std::vector<entry> all(b.terms.size());
    for (uint32_t t = 0; t < all.size(); t++) {
        const struct str text = b.piece(b.terms[t].text);
        unsigned char    head[8] = {};
        memcpy(head, text.data, std::min<size_t>(text.len, sizeof head));
        uint64_t number;
        memcpy(&number, head, sizeof number);
        all[t] = entry{__builtin_bswap64(number), t};
    }
    std::sort(all.begin(), all.end(), [&](const entry &x, const entry &y) {
        if (x.head != y.head)
            return x.head < y.head;
        return str_cmp(b.piece(b.terms[x.term].text), b.piece(b.terms[y.term].text)) < 0;
    });
    std::vector<uint32_t> out(all.size());
    for (size_t i = 0; i < all.size(); i++)
        out[i] = all[i].term;
    return out;
}

/* The postings of each term together, docids ascending: counted, then dealt out. */
std::vector<uint32_t> sorted_postings(const xap_bulk &b, const std::vector<uint32_t> &terms)
{
    std::vector<uint32_t> next(terms.size()), out(b.postings.size());
    uint32_t              sum = 0;
    for (const uint32_t t : terms) {
        next[t] = sum;
        sum += b.terms[t].documents;
    }
    for (uint32_t i = 0; i < b.postings.size(); i++)
        out[next[b.postings[i].term]++] = i;
    return out;
}

void write_terms(const xap_bulk &b, table_writer &postlist, table_writer &position)
{
    const std::vector<uint32_t> terms = sorted_terms(b), order = sorted_postings(b, terms);
    glass::postings_writer      list(postlist);
    std::vector<unsigned char>  tag(glass::positions_max(64));
    const uint32_t             *next = order.data();
    for (const uint32_t t : terms) {
        const struct str      text = b.piece(b.terms[t].text);
        const uint32_t *const end  = next + b.terms[t].documents;
        uint32_t              sum  = 0;
        for (const uint32_t *i = next; i < end; i++)
            sum += b.postings[*i].wdf;
        list.begin(text, b.terms[t].documents, sum);

        unsigned char  key[glass::KEY_MAX];
        unsigned char *stem = glass::put_term(key, text);
        *stem++             = 0;
        for (; next < end; next++) {
            const bulk_posting &p = b.postings[*next];
            list.add(p.docid, p.wdf);
            if (p.count == 0)
                continue;
            if (tag.size() < glass::positions_max(p.count))
                tag.resize(2 * glass::positions_max(p.count));
            const size_t size = glass::put_positions(tag.data(), b.positions.data() + p.positions, p.count);
            position.add(key, static_cast<size_t>(glass::put_sorting(stem, p.docid) - key), tag.data(), size);
        }
        list.end();
    }
}

void write_lengths(const xap_bulk &b, table_writer &postlist)
{
    if (b.documents.empty())
        return;
    glass::postings_writer list(postlist);
    list.begin_lengths();
    for (size_t d = 0; d < b.documents.size(); d++)
        list.add(static_cast<uint32_t>(d + 1), b.documents[d].length);
    list.end();
}

/* A deflate stream of stored blocks: what is worth it comes compressed, and this keeps Xapian from trying
 * again, now and whenever shards are merged. Source: RFC 1951, 3.2.4. */
void put_stored(std::string &out, struct str data)
{
    while (data.len) {
        const size_t n       = std::min<size_t>(data.len, 0xffff);
        const char   head[5] = {n == data.len, char(n & 0xff), char(n >> 8), char(~n & 0xff), char(~n >> 8 & 0xff)};
        out.append(head, sizeof head);
        out.append(data.data, n);
        data = str_skip(data, n);
    }
}

glass::root write_data(const xap_bulk &b, const std::string &path)
{
    table_writer table(path + "/docdata.glass", false);
    std::string  stored;
    for (size_t d = 0; d < b.documents.size(); d++) {
        unsigned char    key[glass::SORTING_MAX_BYTES];
        const struct str data = b.piece(b.documents[d].data);
        const size_t     size = static_cast<size_t>(glass::put_sorting(key, static_cast<uint32_t>(d + 1)) - key);
        if (data.len > glass::DEFLATE_ABOVE) {
            stored.clear();
            put_stored(stored, data);
            table.add(key, size, stored.data(), stored.size(), true);
        } else if (data.len) {
            table.add(key, size, data.data, data.len);
        }
    }
    return table.finish();
}

void count(const xap_bulk &b, glass::version &v)
{
    v.documents    = static_cast<uint32_t>(b.documents.size());
    v.total_length = b.length;
    for (const bulk_document &d : b.documents) {
        v.longest = std::max(v.longest, d.length);
        if (d.length && (v.shortest == 0 || d.length < v.shortest))
            v.shortest = d.length;
    }
    for (const bulk_posting &p : b.postings)
        v.wdf_max = std::max(v.wdf_max, p.wdf);
}

} // namespace

void bulk_write_glass(const xap_bulk &b, const std::string &path)
{
    glass::version v;
    count(b, v);
    {
        table_writer postlist(path + "/postlist.glass", true), position(path + "/position.glass", false);
        write_metadata(b, postlist);
        values_writer(b, postlist).write();
        write_lengths(b, postlist);
        write_terms(b, postlist, position);
        v.postlist = postlist.finish();
        v.position = position.finish();
    }
    v.docdata = write_data(b, path);
    glass::version_write(path, v);
}

/* ---- by Xapian's own means ------------------------------------------------------------------ */

void bulk_write_plain(const xap_bulk &b, const std::string &path)
{
    Xapian::WritableDatabase db(path, Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS | Xapian::DB_NO_SYNC |
                                          Xapian::DB_DANGEROUS | Xapian::DB_NO_TERMLIST);
    db.begin_transaction(true); /* or it commits every 10,000 documents */
    const std::vector<bulk_value> values = sorted_values(b);
    std::vector<size_t>           by_document(values.size());
    std::iota(by_document.begin(), by_document.end(), size_t(0));
    std::stable_sort(by_document.begin(), by_document.end(),
                     [&](size_t x, size_t y) { return values[x].docid < values[y].docid; });
    size_t next = 0;
    for (size_t d = 0; d < b.documents.size(); d++) {
        Xapian::Document document;
        const size_t     end = d + 1 < b.documents.size() ? b.documents[d + 1].postings : b.postings.size();
        for (size_t i = b.documents[d].postings; i < end; i++) {
            const bulk_posting &p    = b.postings[i];
            const std::string   term = bytes(b.piece(b.terms[p.term].text));
            document.add_term(term, p.wdf);
            for (size_t k = 0; k < p.count; k++)
                document.add_posting(term, b.positions[p.positions + k], 0);
        }
        for (; next < values.size() && values[by_document[next]].docid == d + 1; next++)
            document.add_value(values[by_document[next]].slot, bytes(b.piece(values[by_document[next]].text)));
        document.set_data(bytes(b.piece(b.documents[d].data)));
        db.add_document(document);
    }
    for (const bulk_metadata &m : sorted_metadata(b))
        db.set_metadata(bytes(b.piece(m.key)), bytes(b.piece(m.value)));
    db.commit_transaction();
    db.close();
}

} // namespace xap

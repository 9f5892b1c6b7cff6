#include "xap/glass_tables.hh"

#include <algorithm>
#include <memory>

#include "xap/glass_postings.hh"
#include "xap/glass_version.hh"
#include "xap/postings_walk.hh"
#include "xap/xap_handles.hh"

extern "C" {
#include "store/deflate.h"
}

namespace xap::glass {

namespace {

/* Statistics of a slot: how many values, the least as a string, the greatest unless it is the same. A chunk
 * of values: the first as a string, then docids left out and a string each; its key has slot and first docid.
 * Source: backends/glass/glass_values.cc of 1.4.22. */
class dates_writer {
public:
    dates_writer(const postings_file *from, uint32_t slot, table_writer &table)
        : from_(from), slot_(slot), table_(table)
    {
    }

    void write()
    {
        uint32_t count = 0;
        int64_t  least = 0, greatest = 0, date;
        for (uint32_t d = 1; d <= postings_file_documents(from_); d++) {
            if (!postings_date(from_, d, &date))
                continue;
            least    = count ? std::min(least, date) : date;
            greatest = count ? std::max(greatest, date) : date;
            count++;
        }
        if (count == 0)
            return;
        write_statistics(count, least, greatest);
        write_chunks();
    }

private:
    enum { CHUNK = 2000 };

    static std::string value_of(int64_t date) { return Xapian::sortable_serialise(static_cast<double>(date)); }

    void put(uint64_t value)
    {
        unsigned char text[UINT_MAX_BYTES];
        tag_.append(reinterpret_cast<const char *>(text), static_cast<size_t>(put_uint(text, value) - text));
    }

    void put_string(const std::string &text)
    {
        put(text.size());
        tag_ += text;
    }

    void write_statistics(uint32_t count, int64_t least, int64_t greatest)
    {
        put(count);
        put_string(value_of(least));
        if (greatest != least)
            tag_ += value_of(greatest);
        unsigned char  key[KEY_MAX] = {0, KEY_VALUE_STATS};
        unsigned char *end          = put_uint_last(key + 2, slot_);
        table_.add(key, static_cast<size_t>(end - key), tag_.data(), tag_.size());
        tag_.clear();
    }

    void write_chunks()
    {
        uint32_t first = 0, last = 0;
        int64_t  date;
        for (uint32_t d = 1; d <= postings_file_documents(from_); d++) {
            if (!postings_date(from_, d, &date))
                continue;
            if (tag_.size() >= CHUNK)
                write_chunk(first);
            if (tag_.empty())
                first = d;
            else
                put(d - last - 1);
            put_string(value_of(date));
            last = d;
        }
        write_chunk(first);
    }

    void write_chunk(uint32_t first)
    {
        unsigned char  key[KEY_MAX] = {0, KEY_VALUES};
        unsigned char *end          = put_sorting(put_uint(key + 2, slot_), first);
        table_.add(key, static_cast<size_t>(end - key), tag_.data(), tag_.size());
        tag_.clear();
    }

    const postings_file *from_;
    uint32_t             slot_;
    table_writer        &table_;
    std::string          tag_;
};

void write_lengths(const postings_file *from, table_writer &postlist, version &v)
{
    const uint16_t *const lengths = postings_file_lengths(from);
    postings_writer       list(postlist);
    v.documents    = postings_file_documents(from);
    v.total_length = postings_file_length(from);
    if (v.documents == 0)
        return;
    list.begin_lengths();
    for (uint32_t d = 1; d <= v.documents; d++) {
        const uint32_t length = postings_length(from, lengths, d);
        list.add(d, length);
        v.longest = std::max(v.longest, length);
        if (length && (v.shortest == 0 || length < v.shortest))
            v.shortest = length;
    }
    list.end();
}

void write_postings(const postings_file *from, bool positions, table_writer &postlist, version &v)
{
    postings_walk   walk(from, positions);
    postings_writer list(postlist);
    while (walk.next()) {
        if (!term_fits(walk.text))
            written_term(walk.text);
        const uint64_t occurrences = walk.has_positions() ? 0 : std::min<uint64_t>(walk.term.cf, UINT32_MAX);
        list.begin(walk.text, walk.term.df, static_cast<uint32_t>(occurrences));
        for (uint32_t block = 0; block < walk.list.blocks; block++) {
            const uint32_t count = walk.read(block);
            for (uint32_t i = 0; i < count; i++) {
                list.add(walk.docids[i], walk.wdfs[i]);
                v.wdf_max = std::max(v.wdf_max, walk.wdfs[i]);
            }
        }
        list.end();
    }
}

void write_positions(const postings_file *from, table_writer &position)
{
    postings_walk              walk(from, true);
    std::vector<unsigned char> tag;
    while (walk.next()) {
        unsigned char  key[KEY_MAX + SORTING_MAX_BYTES];
        unsigned char *stem = put_term(key, walk.text);
        *stem++             = 0;
        for (uint32_t block = 0; walk.has_positions() && block < walk.list.blocks; block++) {
            const uint32_t count = walk.read(block);
            for (uint32_t i = 0; i < count; i++) {
                const std::vector<uint32_t> &where = walk.positions(i);
                tag.resize(std::max(tag.size(), positions_max(where.size())));
                const size_t size = put_positions(tag.data(), where.data(), where.size());
                position.add(key, static_cast<size_t>(put_sorting(stem, walk.docids[i]) - key), tag.data(), size);
            }
        }
    }
}

std::unique_ptr<struct deflater, decltype(&deflater_free)> new_deflater()
{
    struct deflater *d;
    struct failure  failed;
    if (deflater_new(&d, &failed.why))
        throw failed;
    return {d, deflater_free};
}

} // namespace

void write_database(const postings_file *from, uint32_t date_slot, bool positions, const std::string &path)
{
    version    v;
    block_file file(path);
    const auto deflater = new_deflater();
    {
        table_writer postlist(file, deflater.get());
        dates_writer(from, date_slot, postlist).write();
        write_lengths(from, postlist, v);
        write_postings(from, positions, postlist, v);
        v.postlist = postlist.finish();
    }
    if (positions) {
        table_writer position(file, nullptr); /* as tight as can be already */
        write_positions(from, position);
        v.position = position.finish();
    }
    v.revision = REVISION;
    version_name(v);
    file.finish(version_bytes(v));
}

} // namespace xap::glass

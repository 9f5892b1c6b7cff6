/* A list of postings is cut into chunks. The key of the first is the term, of the others term, NUL, first
 * docid; the lengths of documents have a key of their own. A tag: in the first chunk the documents, the
 * occurrences and the first docid less 1; then '1' if it is the last, else '0'; the last docid less the
 * first; wdf; then for each further posting the docids left out and wdf.
 * A list of positions: the last; then as bits, low first, the first, how many less 2, and the others by
 * halving: the middle one of those known to lie between two, as one of so many that it can be.
 * Sources: backends/glass/glass_postlist.cc and glass_positionlist.cc, common/bitstream.cc of 1.4.22. */
#include "xap/glass_postings.hh"

namespace xap::glass {

void postings_writer::begin(struct str term, uint32_t documents, uint32_t occurrences)
{
    unsigned char *end = put_term(key_, term);
    key_length_        = static_cast<size_t>(end - key_);
    *end               = 0;
    stem_length_       = key_length_ + 1;
    documents_         = documents;
    occurrences_       = occurrences;
    initial_           = true;
    end_               = data_;
}

void postings_writer::begin_lengths()
{
    begin(str_of(nullptr, 0), 0, 0);
    key_[0]     = 0;
    key_[1]     = KEY_LENGTHS;
    key_length_ = stem_length_ = 2;
}

void postings_writer::more(uint32_t docid)
{
    key_length_ = static_cast<size_t>(put_sorting(key_ + stem_length_, docid) - key_);
    initial_    = false;
    first_      = docid;
    end_        = data_;
}

void postings_writer::write(bool last)
{
    unsigned char head[HEAD], *p = head;
    if (initial_) {
        p = put_uint(p, documents_);
        p = put_uint(p, occurrences_);
        p = put_uint(p, first_ - 1);
    }
    *p++              = last ? '1' : '0';
    p                 = put_uint(p, last_ - first_);
    const size_t size = static_cast<size_t>(p - head);
    memcpy(data_ - size, head, size);
    table_.add(key_, key_length_, data_ - size, size + static_cast<size_t>(end_ - data_));
}

namespace {

unsigned bits_of(uint32_t value)
{
    return value ? 32 - static_cast<unsigned>(__builtin_clz(value)) : 0;
}

class bit_writer {
public:
    explicit bit_writer(unsigned char *out) : out_(out) {}

    /* value < outof. When outof is no power of two the values in the middle take a bit less. */
    void put(uint32_t value, uint32_t outof)
    {
        unsigned       bits  = bits_of(outof - 1);
        const uint64_t spare = (uint64_t(1) << bits) - outof, middle = (outof - spare) / 2;
        uint64_t       code  = value;
        if (spare && value >= middle + spare)
            code = (value - (middle + spare)) | uint64_t(1) << (bits - 1);
        else if (spare && value >= middle)
            bits--;
        waiting_ |= code << count_;
        for (count_ += bits; count_ >= 8; count_ -= 8) {
            *out_++ = static_cast<unsigned char>(waiting_);
            waiting_ >>= 8;
        }
    }

    /* Those between the first and the last of [low, high]. */
    void put_between(const uint32_t *positions, size_t low, size_t high)
    {
        while (low + 1 < high) {
            const size_t middle = (low + high) / 2;
            put(positions[middle] - positions[low] - static_cast<uint32_t>(middle - low),
                positions[high] - positions[low] - static_cast<uint32_t>(high - low) + 1);
            put_between(positions, low, middle);
            low = middle;
        }
    }

    unsigned char *end()
    {
        if (count_)
            *out_++ = static_cast<unsigned char>(waiting_);
        return out_;
    }

private:
    unsigned char *out_;
    uint64_t       waiting_ = 0;
    unsigned       count_   = 0;
};

} // namespace

size_t put_positions(unsigned char *out, const uint32_t *positions, size_t count)
{
    const uint32_t last = positions[count - 1];
    unsigned char *end  = put_uint(out, last);
    if (count > 1) {
        bit_writer bits(end);
        bits.put(positions[0], last);
        bits.put(static_cast<uint32_t>(count - 2), last - positions[0]);
        bits.put_between(positions, 0, count - 1);
        end = bits.end();
    }
    return static_cast<size_t>(end - out);
}

} // namespace xap::glass

/* glass_postings: what the postlist and position tables hold: postings in chunks, values, position lists. */
#ifndef PRESSMARK_XAP_GLASS_POSTINGS_HH
#define PRESSMARK_XAP_GLASS_POSTINGS_HH

#include "xap/glass_btree.hh"

namespace xap::glass {

/* Keys of the postlist table that are no term's begin with NUL and one of these. */
enum : unsigned char { KEY_VALUE_STATS = 0xd0, KEY_VALUES = 0xd8, KEY_LENGTHS = 0xe0 };

/* One list of postings: begin; add with ascending docids; end. */
class postings_writer {
public:
    explicit postings_writer(table_writer &table) : table_(table) {}

    void begin(struct str term, uint32_t documents, uint32_t occurrences);
    void begin_lengths(); /* of all documents, as if wdf */
    void add(uint32_t docid, uint32_t wdf)
    {
        if (end_ - data_ >= CHUNK)
            write(false), more(docid);
        else if (end_ != data_)
            end_ = put_uint(end_, docid - last_ - 1);
        else
            first_ = docid;
        last_ = docid;
        end_  = put_uint(end_, wdf);
    }
    void end() { write(true); }

private:
    enum { CHUNK = 2000, HEAD = 5 * UINT_MAX_BYTES };

    void more(uint32_t docid);
    void write(bool last);

    table_writer  &table_;
    unsigned char  key_[KEY_MAX + 1], room_[HEAD + CHUNK + 2 * UINT_MAX_BYTES];
    size_t         key_length_ = 0, stem_length_ = 0;
    unsigned char *const data_ = room_ + HEAD;
    unsigned char *end_ = data_;
    uint32_t       first_ = 0, last_ = 0, documents_ = 0, occurrences_ = 0;
    bool           initial_ = true;
};

/* The bytes of `count` (>= 1) strictly ascending positions. Gives how many, at `out`, which has room for
 * positions_max(count). */
size_t put_positions(unsigned char *out, const uint32_t *positions, size_t count);

inline size_t positions_max(size_t count)
{
    return UINT_MAX_BYTES + 16 + 4 * count;
}

} // namespace xap::glass

#endif

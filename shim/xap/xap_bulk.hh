/* xap_bulk: documents of one shard, gathered in flat arrays. */
#ifndef PRESSMARK_XAP_BULK_HH
#define PRESSMARK_XAP_BULK_HH

#include <cstdint>
#include <string>
#include <vector>

#include "xap/xap_handles.hh"

namespace xap {

/* A piece of xap_bulk::bytes. */
struct bulk_piece {
    uint64_t at  = 0;
    uint32_t len = 0;
};

struct bulk_term {
    bulk_piece text;
    uint32_t   documents; /* postings */
    uint32_t   posting;   /* the newest */
    uint32_t   room;      /* positions that it can hold where it is */
};

struct bulk_posting {
    uint32_t term, docid, wdf;
    uint32_t positions, count; /* first, how many */
};

struct bulk_document {
    uint32_t   postings; /* the first of its postings */
    uint32_t   length;
    bulk_piece data;
};

struct bulk_value {
    uint32_t   slot, docid;
    bulk_piece text;
};

struct bulk_metadata {
    bulk_piece key, value;
};

struct bulk_slot {
    uint32_t hash, term; /* term + 1; 0: free */
};

} // namespace xap

struct xap_bulk {
    std::vector<char>               bytes;
    std::vector<xap::bulk_slot>     slots; /* open addressing, a power of two */
    std::vector<xap::bulk_term>     terms;
    std::vector<xap::bulk_posting>  postings; /* document by document */
    std::vector<uint32_t>           positions;
    std::vector<xap::bulk_document> documents;
    std::vector<xap::bulk_value>    values;
    std::vector<xap::bulk_metadata> metadata;
    uint64_t                        length = 0; /* of all documents */
    uint64_t                        seed   = 0; /* of the hash */
    enum { UNKNOWN, ALIKE, OTHER } format = UNKNOWN; /* does Xapian write as we do? */

    struct str piece(const xap::bulk_piece &p) const { return str_of(bytes.data() + p.at, p.len); }
};

namespace xap {

/* Write the tables ourselves into the directory `path`, which exists. */
void bulk_write_glass(const xap_bulk &b, const std::string &path);

/* Let Xapian write them into the new directory `path`. */
void bulk_write_plain(const xap_bulk &b, const std::string &path);

} // namespace xap

#endif

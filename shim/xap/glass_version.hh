/* glass_version: what a database says of itself: the file iamglass, or the first block of a single file. */
#ifndef PRESSMARK_XAP_GLASS_VERSION_HH
#define PRESSMARK_XAP_GLASS_VERSION_HH

#include <string>

#include "xap/glass_btree.hh"

namespace xap::glass {

/* What a database is made of, as far as we write it: no termlist, spelling or synonyms. */
struct version {
    unsigned char uuid[16] = {};
    uint32_t      revision = 0;
    root          postlist, position;
    /* Lengths in wdf; shortest: of those that are not 0. Document ids are 1 .. documents. */
    uint32_t documents = 0, shortest = 0, longest = 0, wdf_max = 0;
    uint64_t total_length = 0;
};

std::string version_bytes(const version &v);

/* Does the linked Xapian begin a database with exactly the bytes that we would write? Leaves its empty
 * database at `path`, which must not exist. */
bool xapian_writes_alike(const std::string &path);

/* Give it a random UUID. */
void version_name(version &v);

} // namespace xap::glass

#endif

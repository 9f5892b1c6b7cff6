/* postings_walk: the terms of a postings file that a database of Xapian's is to hold, one after the other. */
#ifndef PRESSMARK_XAP_POSTINGS_WALK_HH
#define PRESSMARK_XAP_POSTINGS_WALK_HH

#include <vector>

#include "xap/guard.hh"

extern "C" {
#include "postings/postings_file.h"
}

namespace xap {

/* All throw what the file's own functions fail with. What they give is borrowed until the next call. */
class postings_walk {
public:
    /* `positions`: words too, which have no wdf but positions. */
    postings_walk(const postings_file *file, bool positions);

    bool next(); /* to the next term, by bytes; false: there is none */

    struct str           text;
    struct postings_term term;
    struct postings_list list;
    uint32_t             docids[POSTINGS_BLOCK], wdfs[POSTINGS_BLOCK]; /* of the block that was read last */

    bool     has_positions() const { return term.kind == POSTINGS_POSITIONS; }
    uint32_t read(uint32_t block); /* gives how many */
    /* Of posting i of that block, ascending. */
    const std::vector<uint32_t> &positions(uint32_t i);

private:
    struct postings_terms terms_;
    bool                  with_positions_;
    uint32_t              block_ = 0, counts_[POSTINGS_BLOCK];
    struct postings_run   run_   = {};
    std::vector<uint32_t> positions_;
};

} // namespace xap

#endif

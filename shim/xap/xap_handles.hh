/* xap_handles: what stands behind the opaque structs of xap.h, and what the files here share. */
#ifndef PRESSMARK_XAP_HANDLES_HH
#define PRESSMARK_XAP_HANDLES_HH

#include <memory>
#include <string>
#include <vector>

#include <xapian.h>

#include "xap/guard.hh"
#include "xap/xap.h"

struct xap_doc {
    Xapian::Document doc;
};

struct xap_db {
    std::vector<Xapian::Database> shards;
    std::vector<std::string>      uuids; /* of the shards: distinct, so that one names its shard */
    Xapian::Database              all;   /* the shards as one */
};

namespace xap {

/* What every clone of one posting source shares. The search puts in the database it runs over. */
struct source_binding {
    const xap_source_ops *ops;
    void                 *ctx;
    const xap_db         *db;
};

} // namespace xap

struct xap_query {
    Xapian::Query query;
    bool          weighs; /* may give a document a weight other than 0 */
    std::vector<std::shared_ptr<xap::source_binding>> sources; /* all that occur in it */
};

namespace xap {

/* A directory or a single file, glass only: stub files are never followed, since they may name programs
 * to run. Throws. */
Xapian::Database open_database(const char *path);

/* Does Xapian's key hold it? NULs are stored as two bytes. */
bool term_fits(struct str term) noexcept;

/* The term, or ERR_LIMIT. */
std::string written_term(struct str term);

const Xapian::Database &shard_of(const xap_db *db, size_t shard);

/* All documents that the callback keeps; see struct xap_search. */
Xapian::Query query_decider(const xap_db *db, int (*decide)(void *, size_t, uint32_t), void *ctx);

} // namespace xap

#endif

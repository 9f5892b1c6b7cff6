/* glass_tables: a postings file -> a database in Xapian's glass format. */
#ifndef PRESSMARK_XAP_GLASS_TABLES_HH
#define PRESSMARK_XAP_GLASS_TABLES_HH

#include <string>

struct postings_file;

namespace xap::glass {

/* The file `path`, which must not exist: see xap_make. Throws, and it is not there then. */
void write_database(const postings_file *from, uint32_t date_slot, bool positions, const std::string &path);

} // namespace xap::glass

#endif

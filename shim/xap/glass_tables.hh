/* glass_tables: a postings file -> the tables of a database in Xapian's glass format. */
#ifndef PRESSMARK_XAP_GLASS_TABLES_HH
#define PRESSMARK_XAP_GLASS_TABLES_HH

#include <string>

struct postings_file;

namespace xap::glass {

/* Write them into the directory `path`, which exists: see xap_make. Throws. */
void write_tables(const postings_file *from, uint32_t date_slot, bool positions, const std::string &path);

} // namespace xap::glass

#endif

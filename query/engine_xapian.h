/* engine_xapian: Xapian's matcher, over the segments' Xapian files for stems, filters and dates, and over the postings
 * files for words (word_source.h). It is a file of its own, which the program loads when it is asked for. */
#ifndef PRESSMARK_QUERY_ENGINE_XAPIAN_H
#define PRESSMARK_QUERY_ENGINE_XAPIAN_H

#include "query/engine.h"

/* open: those of index_xapian_open. search: those of xap_search and of reading postings files. */
extern const struct engine engine_xapian;

/* What the file exports; see engine_load.h. */
const struct engine *pressmark_engine(const char *version);

#endif

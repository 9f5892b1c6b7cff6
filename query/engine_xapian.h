/* engine_xapian: Xapian's matcher, over the segments' Xapian files for stems, filters and dates, and over the
 * postings files for words (word_source.h). It is part of pressmark-query-xapian alone. */
#ifndef PRESSMARK_QUERY_ENGINE_XAPIAN_H
#define PRESSMARK_QUERY_ENGINE_XAPIAN_H

#include "query/engine.h"

/* open: those of index_xapian_open. search: those of xap_search and of reading postings files. */
extern const struct engine engine_xapian;

#endif

/* index_xapian: the segments of an index_reader as one database of Xapian's. Apart from the reader, so that a
 * program that does not search with Xapian does not need it. */
#ifndef PRESSMARK_INDEX_INDEX_XAPIAN_H
#define PRESSMARK_INDEX_INDEX_XAPIAN_H

#include "index/index_reader.h"
#include "xap/xap.h"

/* Open; shards of the database are those of the reader. *out is closed by the caller, NULL when no index
 * holds a segment. Errors: as xap_db_open; ERR_INVALID: an index was made without these files; ERR_STALE when a
 * commit removed a segment since the reader was opened: open that anew. */
int index_xapian_open(struct xap_db **out, const struct index_reader *r, struct err *err);

/* A query part that matches the deleted documents, for XAP_AND_NOT; *out NULL when there are none. Its
 * source lives as long as the reader. */
int index_reader_deleted_query(struct index_reader *r, struct xap_query **out, struct err *err);

#endif

/* segment_merge: several segments -> one, without what is deleted of them. */
#ifndef PRESSMARK_INDEXER_SEGMENT_MERGE_H
#define PRESSMARK_INDEXER_SEGMENT_MERGE_H

#include "indexer/index_writer.h"

/* Which run of segments is due to be merged, by size: returns how many (0: none) and the first in *from.
 * After it every segment is at least twice as large as all that follow it together, so that an index of n
 * bytes has about log3(n) segments, and every article is copied about log(n) times in its life. */
size_t segment_merge_due(const struct manifest *m, size_t *from);

/* Merge `count` committed segments from `from` on into one and commit. What is deleted of them is dropped; the order
 * of documents is kept. Nothing is analyzed anew but the deleted articles, to know how many words go with them. A
 * segment alone without deletions is left as it is. */
int segment_merge(struct index_writer *w, size_t from, size_t count, struct err *err);

#endif

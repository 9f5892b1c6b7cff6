/* segment: a batch's shards -> one new segment; several segments -> one. */
#ifndef PRESSMARK_INDEXER_SEGMENT_H
#define PRESSMARK_INDEXER_SEGMENT_H

#include "indexer/index_writer.h"
#include "indexer/pipeline.h"

/* Stage a batch: its shards as a new last segment, the older versions it replaces as deletions, its languages.
 * Nothing is staged as a segment when it made no document. The shards' folders are removed. */
int segment_stage_batch(struct index_writer *w, struct batch *batch, struct err *err);

/* Which run of segments is due to be merged, by size: returns how many (0: none) and the first in *from. After
 * it every segment is at least twice as large as all that follow it together, so that an index of n bytes has
 * about log3(n) segments, and every article is copied about log(n) times in its life. */
size_t segment_merge_due(const struct manifest *m, size_t *from);

/* Merge `count` committed segments from `from` on into one and commit. Segments of which a fifth is deleted, or
 * with `drop_all` any, are rewritten from their stored articles without them; of others the files are copied
 * and the deletions go along. Order of documents is kept. `pipeline` as for a batch; what concerns comparing
 * and counting in it is not used. A segment alone without deletions is left as it is. */
int segment_merge(struct index_writer *w, size_t from, size_t count, bool drop_all,
                  const struct pipeline_options *pipeline, struct err *err);

#endif

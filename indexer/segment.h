/* segment: a batch's shards -> one new segment. */
#ifndef PRESSMARK_INDEXER_SEGMENT_H
#define PRESSMARK_INDEXER_SEGMENT_H

#include "indexer/index_writer.h"
#include "indexer/pipeline.h"
#include "indexer/segment_join.h"

/* Stage a batch: its shards as a new last segment, the older versions it replaces as deletions, its
 * languages. Nothing is staged as a segment when it made no document. The shards' folders are removed. */
int segment_stage_batch(struct index_writer *w, struct batch *batch, struct err *err);

/* What a segment holds in numbers: of none; and one with another's added. */
struct segment_info segment_of_nothing(void);
void                segment_add(struct segment_info *to, const struct segment_info *more);

/* Join the parts and stage the result, of which `info` tells the numbers, at row `at`. `deleted` is taken over. */
int segment_stage_parts(struct index_writer *w, size_t at, const struct segment_parts *parts,
                        const struct segment_info *info, struct tombstones *deleted, struct err *err);

#endif

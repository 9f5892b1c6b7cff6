/* segment_join: folders with the files of a segment (shards, older segments) -> one such folder. */
#ifndef PRESSMARK_INDEXER_SEGMENT_JOIN_H
#define PRESSMARK_INDEXER_SEGMENT_JOIN_H

#include "store/manifest.h"
#include "store/tombstones.h"

/* Folders that are to become one, in order. */
struct segment_parts {
    struct buf names;   /* NUL-terminated paths, one behind the other */
    struct buf deleted; /* of each a const struct tombstones *, borrowed; NULL: none */
    size_t     count;
};
#define SEGMENT_PARTS_INIT ((struct segment_parts){BUF_INIT, BUF_INIT, 0})

void segment_parts_add(struct segment_parts *parts, const char *folder, const struct tombstones *deleted);
void segment_parts_release(struct segment_parts *parts);

/* Make the folder `out`, whose files, those that index `m` has, hold the documents of all parts, but for the deleted
 * ones, one behind the other.
 * Postings and records are joined at the same time; Xapian's file is made of the postings. Not synced. When it fails,
 * parts of `out` may lie about. */
int segment_join(const struct segment_parts *parts, const struct manifest *m, const char *out, struct err *err);

#endif

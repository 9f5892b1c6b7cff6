/* index_sweep: removing what an index no longer needs, and nothing else. */
#ifndef PRESSMARK_INDEXER_INDEX_SWEEP_H
#define PRESSMARK_INDEXER_INDEX_SWEEP_H

#include "store/manifest.h"

/* Is every entry of this folder one that a writer of ours may have left (lock, manifest, manifest.tmp,
 * seg-<n>, tmp-<n>)? 1 or 0; ERR_IO. An empty folder is. */
int index_sweep_is_ours(const char *path, struct err *err);

/* Remove work folders, segments and tombstone files that the manifest does not name. Only the writer that
 * holds the lock may. Other entries are never touched. */
int index_sweep(const char *path, const struct manifest *m, struct err *err);

#endif

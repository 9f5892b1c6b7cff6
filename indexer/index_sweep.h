/* index_sweep: removing what an index no longer needs, and nothing else. */
#ifndef PRESSMARK_INDEXER_INDEX_SWEEP_H
#define PRESSMARK_INDEXER_INDEX_SWEEP_H

#include "store/manifest.h"

/* May an index be made in this folder: is it empty, but for what a writer leaves that died before its index
 * had a manifest (lock, manifest.tmp)? 1 or 0; ERR_IO. */
int index_sweep_is_free(const char *path, struct err *err);

/* Remove work folders, segments and tombstone files that the manifest does not name. Only the writer that
 * holds the lock may. Other entries are never touched. */
int index_sweep(const char *path, const struct manifest *m, struct err *err);

#endif

/* index_lock: one writer an index. */
#ifndef PRESSMARK_INDEXER_INDEX_LOCK_H
#define PRESSMARK_INDEXER_INDEX_LOCK_H

#include "base/err.h"

/* Lock INDEX/lock, made when missing, and write our process id into it. Returns the descriptor that holds the
 * lock as long as it is open. ERR_LOCKED names the process that has it. */
int index_lock(const char *index_path, struct err *err);

#endif

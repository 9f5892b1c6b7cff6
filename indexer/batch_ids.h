/* batch_ids: which ids a batch has seen, where, and with what content. */
#ifndef PRESSMARK_INDEXER_BATCH_IDS_H
#define PRESSMARK_INDEXER_BATCH_IDS_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct batch_id {
    uint64_t key[2]; /* 128-bit hash of the id; {0, 0}: free */
    uint64_t hash;   /* of the newest content */
    uint32_t chunk, item;
};

struct batch_ids {
    struct batch_id *slots; /* a power of two of them, at most 3/4 full */
    size_t           count, capacity;
};

void batch_ids_release(struct batch_ids *ids);
void batch_ids_clear(struct batch_ids *ids);

/* The slot of an id, made when it is new (*fresh). NULL: out of memory. Borrowed until the next call. */
struct batch_id *batch_ids_find(struct batch_ids *ids, struct str id, bool *fresh);

#endif

#include "indexer/batch_ids.h"

#include <stdlib.h>
#include <xxhash.h>

void batch_ids_release(struct batch_ids *ids)
{
    free(ids->slots);
    *ids = (struct batch_ids){NULL, 0, 0};
}

void batch_ids_clear(struct batch_ids *ids)
{
    if (ids->slots)
        memset(ids->slots, 0, ids->capacity * sizeof *ids->slots);
    ids->count = 0;
}

/* The slot of a key or the free one where it belongs. */
static struct batch_id *probe(struct batch_id *slots, size_t capacity, const uint64_t key[2])
{
    for (size_t at = (size_t)key[0];; at++) {
        struct batch_id *slot = &slots[at & (capacity - 1)];
        if ((slot->key[0] == key[0] && slot->key[1] == key[1]) || !(slot->key[0] | slot->key[1]))
            return slot;
    }
}

static bool grow(struct batch_ids *ids)
{
    size_t           capacity = ids->capacity ? ids->capacity * 2 : 1024;
    struct batch_id *slots    = calloc(capacity, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < ids->capacity; i++)
        if (ids->slots[i].key[0] | ids->slots[i].key[1])
            *probe(slots, capacity, ids->slots[i].key) = ids->slots[i];
    free(ids->slots);
    ids->slots    = slots;
    ids->capacity = capacity;
    return true;
}

struct batch_id *batch_ids_find(struct batch_ids *ids, struct str id, bool *fresh)
{
    if (ids->count >= ids->capacity / 4 * 3 && !grow(ids))
        return NULL;
    XXH128_hash_t    hash   = XXH3_128bits(id.data, id.len);
    uint64_t         key[2] = {hash.low64 | 1, hash.high64}; /* never {0, 0} */
    struct batch_id *slot   = probe(ids->slots, ids->capacity, key);
    *fresh                  = !slot->key[0];
    if (*fresh) {
        slot->key[0] = key[0];
        slot->key[1] = key[1];
        ids->count++;
    }
    return slot;
}

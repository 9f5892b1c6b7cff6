/* arena: many small allocations, freed together. */
#ifndef PRESSMARK_BASE_ARENA_H
#define PRESSMARK_BASE_ARENA_H

#include "base/str.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* the newest first */
    size_t              used;   /* bytes handed out, all blocks */
};

#define ARENA_INIT ((struct arena){NULL, 0})

/* `size` bytes, aligned for any type, not zeroed; NULL when memory is out. Live until clear or release. */
void *arena_alloc(struct arena *a, size_t size);

/* A copy of s; data is NULL when memory is out. Empty texts cost nothing. */
struct str arena_copy(struct arena *a, struct str s);

void arena_clear(struct arena *a);   /* forget all, keep one block for reuse */
void arena_release(struct arena *a); /* free all */

#endif

/* arena: many small allocations, freed together. */
#ifndef PRESSMARK_BASE_ARENA_H
#define PRESSMARK_BASE_ARENA_H

#include "base/str.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* the one in use first */
    char               *next;   /* what is left of it, aligned for any type: */
    size_t              left;   /* so many bytes */
    size_t              used;   /* bytes handed out, all blocks */
};

#define ARENA_INIT ((struct arena){NULL, NULL, 0, 0})

/* The long way of arena_alloc(), when the block in use has not got that much left. */
void *arena_alloc_more(struct arena *a, size_t rounded);

/* `size` bytes, aligned for any type, not zeroed; NULL when memory is out. Live until clear or release. */
static inline void *arena_alloc(struct arena *a, size_t size)
{
    const size_t rounded = (size + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
    if (rounded < size || rounded >= a->left)
        return rounded < size ? NULL : arena_alloc_more(a, rounded);
    void *at = a->next;
    a->next += rounded;
    a->left -= rounded;
    a->used += rounded;
    return at;
}

/* A copy of s; data is NULL when memory is out. Empty texts cost nothing. */
struct str arena_copy(struct arena *a, struct str s);

void arena_clear(struct arena *a);   /* forget all, keep one block for reuse */
void arena_release(struct arena *a); /* free all */

#endif

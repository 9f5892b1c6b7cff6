#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

struct arena_block {
    struct arena_block *next;
    size_t              size;
    bool                own; /* of one allocation too large for the others */
    _Alignas(max_align_t) char bytes[];
};

/* Each block is twice as large as the one before it: what lives for one query does not ask the kernel for memory. */
enum { FIRST_BLOCK = 4 * 1024 - 64, LAST_BLOCK = 256 * 1024 - 64 };

static size_t next_size(const struct arena *a, size_t wanted)
{
    size_t size = FIRST_BLOCK;
    for (const struct arena_block *b = a->blocks; b; b = b->next)
        if (!b->own) {
            size = b->size * 2;
            break;
        }
    while (size < LAST_BLOCK && size / 4 < wanted)
        size *= 2;
    return size < LAST_BLOCK ? size : LAST_BLOCK;
}

static void use(struct arena *a, struct arena_block *block)
{
    a->next = block->bytes;
    a->left = block->size;
}

void *arena_alloc_more(struct arena *a, size_t rounded)
{
    const size_t        room  = next_size(a, rounded);
    const bool          own   = rounded > room / 4;
    const size_t        size  = own ? rounded : room;
    struct arena_block *block = rounded <= SIZE_MAX / 2 ? malloc(sizeof *block + size) : NULL;
    if (!block)
        return NULL;
    block->size = size;
    block->own  = own;
    a->used += rounded;
    if (own && a->blocks) { /* a large one: the block in use stays in front */
        block->next     = a->blocks->next;
        a->blocks->next = block;
        return block->bytes;
    }
    block->next = a->blocks;
    a->blocks   = block;
    use(a, block);
    a->next += rounded;
    a->left -= rounded;
    return block->bytes;
}

struct str arena_copy(struct arena *a, struct str s)
{
    if (s.len == 0)
        return str_of("", 0);
    char *to = arena_alloc(a, s.len);
    if (to)
        memcpy(to, s.data, s.len);
    return str_of(to, to ? s.len : 0);
}

void arena_clear(struct arena *a)
{
    struct arena_block *keep = NULL;
    for (struct arena_block *block = a->blocks, *next; block; block = next) {
        next = block->next;
        if (!keep && !block->own) /* the newest, and so the largest */
            keep = block;
        else
            free(block);
    }
    *a = (struct arena){.blocks = keep};
    if (keep) {
        keep->next = NULL;
        use(a, keep);
    }
}

void arena_release(struct arena *a)
{
    arena_clear(a);
    free(a->blocks);
    *a = ARENA_INIT;
}

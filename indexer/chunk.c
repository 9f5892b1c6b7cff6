#include "indexer/chunk.h"

#include <stdlib.h>

struct chunk *chunk_new(void)
{
    struct chunk *chunk = calloc(1, sizeof *chunk);
    if (chunk && !(chunk->items = malloc(CHUNK_ARTICLES * sizeof *chunk->items))) {
        free(chunk);
        chunk = NULL;
    }
    return chunk;
}

void chunk_free(struct chunk *chunk)
{
    if (!chunk)
        return;
    arena_release(&chunk->arena);
    free(chunk->items);
    free(chunk);
}

int chunk_add(struct chunk *chunk, const struct article *article, uint64_t hash, bool compare, struct err *err)
{
    struct chunk_item *item = &chunk->items[chunk->count];
    for (int f = 0; f < FIELD_COUNT; f++) {
        item->article.field[f] = arena_copy(&chunk->arena, article->field[f]);
        if (!item->article.field[f].data)
            return err_oom(err);
    }
    item->hash    = hash;
    item->compare = compare;
    chunk->text_bytes += article->field[FIELD_TITLE].len + article->field[FIELD_BODY].len;
    chunk->count++;
    return 0;
}

/* chunk: a run of articles in input order, the unit of work: one worker makes one small Xapian database
 * (shard) of it. So that the same input gives the same index whatever the number of threads, its bounds
 * depend on the articles alone. Larger shards make a smaller index, since every shard a word occurs in costs
 * a piece of its posting list; a worker holds about fifteen times this text while it builds one. */
#ifndef PRESSMARK_INDEXER_CHUNK_H
#define PRESSMARK_INDEXER_CHUNK_H

#include "base/arena.h"
#include "base/article.h"
#include "base/err.h"

enum {
    CHUNK_TEXT     = 2 << 20, /* bytes of title and body that close a chunk */
    CHUNK_ARTICLES = 65536,   /* or this many of them */
};

struct chunk_item {
    struct article article;
    uint64_t       hash;    /* of the content, record_hash() */
    bool           compare; /* first of its id in the batch: unchanged when the index has it just so */
};

struct chunk {
    struct arena       arena;
    struct chunk_item *items;
    size_t             count;
    uint64_t           text_bytes;
};

struct chunk *chunk_new(void); /* NULL: out of memory */
void          chunk_free(struct chunk *chunk);

/* Copy an article in. */
int chunk_add(struct chunk *chunk, const struct article *article, uint64_t hash, bool compare, struct err *err);

static inline bool chunk_is_full(const struct chunk *chunk)
{
    return chunk->text_bytes >= CHUNK_TEXT || chunk->count >= CHUNK_ARTICLES;
}

#endif

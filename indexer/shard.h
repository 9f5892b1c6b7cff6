/* shard: one chunk of articles -> a folder with the postings and records of a small segment, by one worker. */
#ifndef PRESSMARK_INDEXER_SHARD_H
#define PRESSMARK_INDEXER_SHARD_H

#include "index/index_reader.h"
#include "indexer/chunk.h"
#include "indexer/timings.h"

struct shard_deletion {
    size_t   segment; /* row in the manifest */
    uint32_t docid;
};

/* What became of a chunk. */
struct shard {
    char     *path;            /* of the folder; NULL when no document was made */
    uint32_t  documents;
    uint32_t *docids;          /* per item of the chunk; 0: unchanged, no document */
    uint64_t  added, updated, unchanged;
    uint64_t  too_large;       /* left out: over RECORD_RAW_MAX */
    uint64_t  text_bytes, words, raw_bytes, record_bytes;
    int64_t   date_min, date_max;       /* min > max: no dates */
    uint64_t *languages;                /* documents by language number, language_count() of them */
    struct shard_deletion *deletions;   /* older versions in the index */
    size_t    deletion_count;
    size_t    items;           /* of the chunk, that were dealt with; all of them, unless it was stopped: */
    bool      whole;
};

void shard_release(struct shard *shard);

struct shard_builder;

struct shard_options {
    struct str dictionary;      /* must outlive the builder */
    int        default_lang;
    /* Own handle on the index as committed, to compare with; NULL: everything is new. */
    struct index_reader *reader;
    /* Asked before each article, in the thread that builds; true ends the shard before it. May be NULL. */
    bool (*stopped)(void *ctx);
    void *ctx;
    struct timings *timings;    /* of this thread alone; NULL: not wanted */
};

/* One thread. */
int  shard_builder_new(struct shard_builder **out, const struct shard_options *options, struct err *err);
void shard_builder_free(struct shard_builder *b);

/* Build the folder at `path` (which must not exist) from the chunk. *out is released by the caller, also
 * after an error. */
int shard_build(struct shard_builder *b, const struct chunk *chunk, const char *path, struct shard *out,
                struct err *err);

#endif

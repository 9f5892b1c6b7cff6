/* pipeline: a source of articles -> chunks -> workers -> shards, one batch at a time.
 *
 * The calling thread reads, drops repetitions within the batch and fills chunks; workers make a shard of
 * each. Shards come back in input order, so threads change nothing but the time. Bounded: besides a chunk a
 * worker and one in the queue for each, only the ids of the batch are held.
 *
 * A batch may be stopped: workers then have PIPELINE_GRACE to finish what was read, and the batch is what stands
 * before the first article they did not come to. */
#ifndef PRESSMARK_INDEXER_PIPELINE_H
#define PRESSMARK_INDEXER_PIPELINE_H

#include "indexer/article_source.h"
#include "indexer/shard.h"

enum { PIPELINE_GRACE = 500 }; /* milliseconds */

struct pipeline_options {
    unsigned    threads;      /* workers, at least 1 */
    uint64_t    batch_text;   /* bytes of title and body that close a batch */
    const char *work;         /* folder for the shards */
    struct shard_options shard; /* its reader and stopped are ignored: */
    const char *index_path;   /* each worker opens its own reader there; NULL: everything is new */
    /* The dictionary, when shard.dictionary is empty: trained from the first chunk and put here. */
    struct buf *trained;
    struct timings *timings; /* to add to; NULL: not wanted. shard.timings is ignored */
    /* Both called by the reading thread, and both may be NULL: after each article or rejection; and, often,
     * whether to stop the batch. */
    void (*tick)(void *ctx);
    bool (*stopped)(void *ctx);
    /* A rejected record. */
    void (*rejected)(void *ctx, enum reject_reason reason, const struct err *why);
    void *ctx;
};

struct batch {
    struct shard *shards;         /* in input order, some perhaps without documents */
    size_t        shard_count, shard_cap;
    uint64_t      unchanged;      /* repetitions of an article within the batch */
    uint64_t      updated;        /* articles that replaced an earlier one of the batch */
    struct batch_place {
        uint32_t chunk, item;       /* those earlier ones */
        uint32_t by_chunk, by_item; /* the later ones, in ascending order */
    } *superseded;
    size_t        superseded_count;
    bool          ended;          /* the source has no more */
    bool          stopped;        /* it was: some of what was read may not be in the batch */
};

/* Read one batch. *out is released by the caller, also after an error (then nothing of it may be used).
 * Errors: of the source when it is broken, of the workers (the first one). */
int  pipeline_run(const struct pipeline_options *options, struct article_source source, struct batch *out,
                  struct err *err);
void batch_release(struct batch *batch);

#endif

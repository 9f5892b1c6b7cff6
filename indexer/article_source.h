/* article_source: where the pipeline gets articles from: a corpus, or the stored records of an index. */
#ifndef PRESSMARK_INDEXER_ARTICLE_SOURCE_H
#define PRESSMARK_INDEXER_ARTICLE_SOURCE_H

#include "corpus/corpus.h"
#include "index/index_reader.h"

struct article_source {
    /* As corpus_next: 1 an article (borrowed until the next call), 0 the end, negative one rejected record;
     * after ERR_OOM, ERR_CORRUPT and ERR_IO with *reason == REJECT_COUNT the source is broken. */
    int (*next)(void *ctx, struct article *out, enum reject_reason *reason, struct err *err);
    void *ctx;
};

struct article_source article_source_corpus(struct corpus *corpus);

/* The live articles of an index's shards first .. last - 1, in order. */
struct stored_articles {
    struct index_reader *reader;
    size_t               shard, last;
    uint32_t             docid; /* the last one given */
};
struct article_source article_source_stored(struct stored_articles *state);

#endif

#include "indexer/article_source.h"

static int next_of_corpus(void *ctx, struct article *out, enum reject_reason *reason, struct err *err)
{
    int got = corpus_next(ctx, out, reason, err);
    if (got == ERR_OOM)
        *reason = REJECT_COUNT;
    return got;
}

struct article_source article_source_corpus(struct corpus *corpus)
{
    return (struct article_source){next_of_corpus, corpus};
}

static int next_stored(void *ctx, struct article *out, enum reject_reason *reason, struct err *err)
{
    struct stored_articles *s = ctx;
    *reason                   = REJECT_COUNT;
    for (; s->shard < s->last; s->shard++, s->docid = 0) {
        const struct segment_info *info = index_reader_segment(s->reader, s->shard);
        while (s->docid < info->documents) {
            s->docid++;
            if (index_reader_is_deleted(s->reader, s->shard, s->docid))
                continue;
            int code = index_reader_article(s->reader, s->shard, s->docid, true, out, err);
            if (code)
                err_context(err, "article %u of %s", (unsigned)s->docid, info->name);
            return code ? code : 1;
        }
    }
    return 0;
}

struct article_source article_source_stored(struct stored_articles *state)
{
    return (struct article_source){next_stored, state};
}

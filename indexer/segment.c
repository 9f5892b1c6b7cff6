#include "indexer/segment.h"

#include <stdlib.h>

#include "base/file.h"
#include "index/index_identity.h"
#include "text/languages.h"

struct segment_info segment_of_nothing(void)
{
    return (struct segment_info){.date_min = INT64_MAX, .date_max = INT64_MIN};
}

void segment_add(struct segment_info *to, const struct segment_info *more)
{
    to->documents += more->documents;
    to->text_bytes += more->text_bytes;
    to->words += more->words;
    if (more->date_min < to->date_min)
        to->date_min = more->date_min;
    if (more->date_max > to->date_max)
        to->date_max = more->date_max;
}

static void add_shards(struct segment_parts *parts, struct segment_info *info, const struct batch *batch)
{
    for (size_t i = 0; i < batch->shard_count; i++) {
        const struct shard *s = &batch->shards[i];
        if (!s->documents)
            continue;
        segment_parts_add(parts, s->path, NULL);
        segment_add(info, &(struct segment_info){.documents = s->documents, .text_bytes = s->text_bytes,
                                                 .words = s->words, .date_min = s->date_min,
                                                 .date_max = s->date_max});
    }
}

static int remove_shards(const struct batch *batch, struct err *err)
{
    int code = 0;
    for (size_t i = 0; i < batch->shard_count && !code; i++)
        if (batch->shards[i].path)
            code = file_remove_tree(batch->shards[i].path, err);
    return code;
}

/* Earlier versions that the batch itself holds. */
static int delete_superseded(const struct batch *batch, struct tombstones *deleted, struct err *err)
{
    uint32_t *base = malloc((batch->shard_count + 1) * sizeof *base);
    if (!base)
        return err_oom(err);
    base[0] = 0;
    for (size_t i = 0; i < batch->shard_count; i++)
        base[i + 1] = base[i] + batch->shards[i].documents;
    int code = 0;
    for (size_t i = 0; i < batch->superseded_count && code >= 0; i++) {
        struct batch_place place = batch->superseded[i];
        uint32_t           docid = batch->shards[place.chunk].docids[place.item];
        if (docid)
            code = tombstones_add(deleted, base[place.chunk] + docid, err);
    }
    free(base);
    return code < 0 ? code : 0;
}

static int count_languages(struct index_writer *w, const struct batch *batch, struct err *err)
{
    struct analyzer *analyzer;
    int              code = analyzer_new(&analyzer, err);
    if (code)
        return code;
    for (size_t i = 0; i < batch->shard_count; i++)
        for (int lang = 0; lang < language_count() && !code; lang++)
            if (batch->shards[i].languages && batch->shards[i].languages[lang])
                code = index_identity_count(index_writer_staged(w), analyzer, lang,
                                            batch->shards[i].languages[lang], err);
    analyzer_free(analyzer);
    return code;
}

int segment_stage_parts(struct index_writer *w, size_t at, const struct segment_parts *parts,
                        const struct segment_info *info, struct tombstones *deleted, struct err *err)
{
    const char *work;
    struct buf  out  = BUF_INIT;
    int         code = index_writer_work(w, &work, err);
    if (info->documents > UINT32_MAX - 1)
        return err_set(err, ERR_LIMIT, "a segment of %llu articles is more than Xapian can number",
                       (unsigned long long)info->documents);
    if (!code) {
        file_join(&out, work, "segment");
        code = buf_failed(&out, err);
    }
    if (!code)
        code = segment_join(parts, index_writer_staged(w), out.data, err);
    if (!code)
        code = index_writer_insert(w, at, out.data, info, deleted, err);
    buf_release(&out);
    return code;
}

int segment_stage_batch(struct index_writer *w, struct batch *batch, struct err *err)
{
    struct segment_parts parts   = SEGMENT_PARTS_INIT;
    struct segment_info  info    = segment_of_nothing();
    struct tombstones    deleted = {NULL, 0, 0};
    int                  code    = 0;
    for (size_t i = 0; i < batch->shard_count && code >= 0; i++)
        for (size_t d = 0; d < batch->shards[i].deletion_count && code >= 0; d++)
            code = index_writer_delete(w, batch->shards[i].deletions[d].segment,
                                       batch->shards[i].deletions[d].docid, err);
    add_shards(&parts, &info, batch);
    if (code >= 0 && parts.count) {
        deleted.documents = (uint32_t)info.documents;
        code              = delete_superseded(batch, &deleted, err);
        if (!code)
            code = segment_stage_parts(w, index_writer_staged(w)->segment_count, &parts, &info, &deleted, err);
        if (!code)
            code = count_languages(w, batch, err);
        if (!code)
            code = remove_shards(batch, err);
    }
    tombstones_release(&deleted);
    segment_parts_release(&parts);
    return code < 0 ? code : 0;
}

#include "indexer/segment.h"

#include <stdlib.h>

#include "base/file.h"
#include "index/index_identity.h"
#include "indexer/segment_join.h"
#include "text/languages.h"

static struct segment_info empty_info(void)
{
    return (struct segment_info){.date_min = INT64_MAX, .date_max = INT64_MIN};
}

static void add_info(struct segment_info *to, uint64_t documents, uint64_t text_bytes, uint64_t words,
                     int64_t date_min, int64_t date_max)
{
    to->documents += documents;
    to->text_bytes += text_bytes;
    to->words += words;
    if (date_min < to->date_min)
        to->date_min = date_min;
    if (date_max > to->date_max)
        to->date_max = date_max;
}

static void add_shards(struct segment_parts *parts, struct segment_info *info, const struct batch *batch)
{
    for (size_t i = 0; i < batch->shard_count; i++) {
        const struct shard *s = &batch->shards[i];
        if (!s->documents)
            continue;
        segment_parts_add(parts, s->path);
        add_info(info, s->documents, s->text_bytes, s->words, s->date_min, s->date_max);
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

/* Join the parts and stage the result at row `at`. */
static int insert_parts(struct index_writer *w, size_t at, const struct segment_parts *parts,
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
    struct segment_parts parts   = {BUF_INIT, 0};
    struct segment_info  info    = empty_info();
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
            code = insert_parts(w, index_writer_staged(w)->segment_count, &parts, &info, &deleted, err);
        if (!code)
            code = count_languages(w, batch, err);
        if (!code)
            code = remove_shards(batch, err);
    }
    tombstones_release(&deleted);
    segment_parts_release(&parts);
    return code < 0 ? code : 0;
}

size_t segment_merge_due(const struct manifest *m, size_t *from)
{
    if (m->segment_count < 2)
        return 0;
    size_t   start = m->segment_count - 1, first = start;
    uint64_t total = segment_bytes(&m->segments[start]);
    while (start > 0) {
        start--;
        uint64_t size = segment_bytes(&m->segments[start]);
        if (size < 2 * total)
            first = start;
        total += size;
    }
    *from = first;
    return m->segment_count - first == 1 ? 0 : m->segment_count - first;
}

/* ---- merging ---- */

struct merge {
    struct index_writer           *writer;
    const struct pipeline_options *pipeline;
    struct index_reader           *reader; /* opened when a segment is rewritten */
    struct segment_parts           parts;
    struct segment_info            info;
    struct tombstones              deleted;
    struct batch                  *rewritten; /* one a segment, most unused */
};

static void not_rejected(void *ctx, enum reject_reason reason, const struct err *why)
{
    (void)ctx;
    (void)reason;
    (void)why; /* a stored article is never rejected: its source breaks instead */
}

static int rewrite(struct merge *m, size_t segment, struct batch *out, struct err *err)
{
    const char *path = index_writer_path(m->writer);
    const char *work;
    struct buf  folder = BUF_INIT;
    int         code   = m->reader ? 0 : index_reader_open(&m->reader, &path, 1, err);
    if (!code)
        code = index_writer_work(m->writer, &work, err);
    if (!code) {
        buf_printf(&folder, "%s/rewrite-%zu", work, segment);
        code = buf_failed(&folder, err);
    }
    if (!code)
        code = file_make_directory(folder.data, err);
    if (!code) {
        struct stored_articles  stored = {m->reader, segment, segment + 1, 0};
        struct pipeline_options own    = *m->pipeline;
        own.batch_text                 = UINT64_MAX;
        own.work                       = folder.data;
        own.index_path                 = NULL;
        own.tick                       = NULL;
        own.stopped                    = NULL;
        own.rejected                   = not_rejected;
        code = pipeline_run(&own, article_source_stored(&stored), out, err);
    }
    if (!code)
        add_shards(&m->parts, &m->info, out);
    buf_release(&folder);
    return code;
}

/* Take a segment's files as they are, its deletions with it. */
static int carry(struct merge *m, size_t segment, struct err *err)
{
    const struct segment_info *info   = &index_writer_staged(m->writer)->segments[segment];
    const struct tombstones   *old    = index_writer_deleted(m->writer, segment);
    uint32_t                   offset = (uint32_t)m->info.documents;
    struct buf                 path   = BUF_INIT;
    file_join(&path, index_writer_path(m->writer), info->name);
    int code = buf_failed(&path, err);
    if (!code)
        segment_parts_add(&m->parts, path.data);
    for (uint32_t d = 1; old->bits && d <= old->documents && code >= 0; d++)
        if (tombstones_has(old, d))
            code = tombstones_add(&m->deleted, offset + d, err);
    add_info(&m->info, info->documents, info->text_bytes, info->words, info->date_min, info->date_max);
    buf_release(&path);
    return code < 0 ? code : 0;
}

static bool is_worth_rewriting(const struct segment_info *info, bool drop_all)
{
    return info->deleted && (drop_all || info->deleted * 5 >= info->documents);
}

static int gather(struct merge *m, size_t from, size_t count, bool drop_all, struct err *err)
{
    const struct manifest *staged = index_writer_staged(m->writer);
    uint64_t               most   = 0;
    int                    code   = 0;
    for (size_t i = from; i < from + count; i++)
        most += staged->segments[i].documents;
    if (most > UINT32_MAX - 1)
        return err_set(err, ERR_LIMIT, "%llu articles are more than one segment can hold", (unsigned long long)most);
    m->deleted.documents = (uint32_t)most; /* shrunk below to what there is */
    for (size_t i = 0; i < count && !code; i++)
        code = is_worth_rewriting(&staged->segments[from + i], drop_all)
                   ? rewrite(m, from + i, &m->rewritten[i], err)
                   : carry(m, from + i, err);
    m->deleted.documents = (uint32_t)m->info.documents;
    return code;
}

int segment_merge(struct index_writer *w, size_t from, size_t count, bool drop_all,
                  const struct pipeline_options *pipeline, struct err *err)
{
    if (count == 0 || (count == 1 && !index_writer_staged(w)->segments[from].deleted))
        return 0;
    struct merge m = {.writer = w, .pipeline = pipeline, .info = empty_info()};
    m.rewritten    = calloc(count, sizeof *m.rewritten);
    int code       = m.rewritten ? gather(&m, from, count, drop_all, err) : err_oom(err);
    if (!code) {
        index_writer_remove(w, from, count);
        if (m.parts.count)
            code = insert_parts(w, from, &m.parts, &m.info, &m.deleted, err);
    }
    if (!code)
        code = index_writer_commit(w, err);
    for (size_t i = 0; m.rewritten && i < count; i++)
        batch_release(&m.rewritten[i]);
    free(m.rewritten);
    tombstones_release(&m.deleted);
    segment_parts_release(&m.parts);
    index_reader_close(m.reader);
    return code;
}

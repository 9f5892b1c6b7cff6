#include "index/index_xapian.h"

#include <stdlib.h>

static int open_paths(struct xap_db **out, const struct buf *paths, size_t count, struct err *err)
{
    const char **list = malloc(count * sizeof *list);
    if (!list)
        return err_oom(err);
    const char *at = paths->data;
    for (size_t i = 0; i < count; i++, at += strlen(at) + 1)
        list[i] = at;
    int code = xap_db_open(out, list, count, err);
    free(list);
    return code;
}

static int check_files(const struct index_reader *r, struct err *err)
{
    for (size_t i = 0; i < index_reader_count(r); i++)
        if (!manifest_has_file(index_reader_manifest(r, i), SEGMENT_XAPIAN))
            return err_set(err, ERR_INVALID,
                           "'%s' was made with --xapian none and has no file that Xapian could search: leave out "
                           "--engine xapian, or give it these files with 'pressmark-index --rebuild --xapian file %s'",
                           index_reader_path(r, i), index_reader_path(r, i));
    return 0;
}

int index_xapian_open(struct xap_db **out, const struct index_reader *r, struct err *err)
{
    struct buf paths = BUF_INIT, path = BUF_INIT;
    size_t     count = index_reader_shards(r);
    int        code  = check_files(r, err);
    *out             = NULL;
    for (size_t s = 0; s < count && !code; s++) {
        code = index_reader_segment_path(r, s, SEGMENT_XAPIAN, &path, err);
        if (!code)
            buf_append(&paths, path.data, path.len + 1); /* with its NUL */
    }
    if (!code)
        code = buf_failed(&paths, err);
    if (!code && count)
        code = open_paths(out, &paths, count, err);
    if (code == ERR_NOT_FOUND) /* it was there when the reader was opened */
        code = err->code = index_reader_has_changed(r) ? ERR_STALE : ERR_CORRUPT;
    buf_release(&paths);
    buf_release(&path);
    return code;
}

/* The deleted documents as a posting source. */

static int deleted_open(void *ctx, size_t shard, void **cursor)
{
    /* only read: the cursor's type is not const */
    void *deleted = (void *)(uintptr_t)index_reader_deleted(ctx, shard);
    *cursor       = index_reader_deleted(ctx, shard)->bits ? deleted : NULL;
    return 0;
}

static void deleted_close(void *cursor)
{
    (void)cursor;
}

static void deleted_counts(void *cursor, uint32_t out[3])
{
    const struct tombstones *t = cursor;
    out[0] = out[1] = out[2] = t->deleted;
}

static int deleted_seek(void *cursor, uint32_t at_least, double min_weight, uint32_t *docid)
{
    const struct tombstones *t = cursor;
    (void)min_weight;
    uint32_t d = at_least ? at_least : 1;
    while (d <= t->documents && !tombstones_has(t, d))
        d += (d - 1) % 8 == 0 && !t->bits[(d - 1) / 8] ? 8 : 1; /* a byte of living ones at a time */
    *docid = d <= t->documents ? d : 0;
    return 0;
}

static const struct xap_source_ops deleted_ops = {deleted_open, deleted_close, deleted_counts,
                                                  deleted_seek, NULL,          NULL};

int index_reader_deleted_query(struct index_reader *r, struct xap_query **out, struct err *err)
{
    *out = NULL;
    for (size_t s = 0; s < index_reader_shards(r); s++)
        if (index_reader_deleted(r, s)->bits)
            return xap_query_source(out, &deleted_ops, r, err);
    return 0;
}

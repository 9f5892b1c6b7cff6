#include "index/index_reader.h"

#include <stdlib.h>

#include "base/file.h"
#include "store/record.h"
#include "store/schema.h"
#include "store/tombstones.h"

struct shard {
    size_t            index;   /* which index */
    size_t            segment; /* row in its manifest */
    struct tombstones deleted;
};

struct index_reader {
    struct manifest      *manifests;
    size_t                count;
    bool                  any_version;
    struct shard         *shards;
    size_t                shard_count;
    struct xap_db        *db;
    struct record_reader *records;
    struct buf            data; /* of the last article */
};

/* How often a manifest is read again when a segment it names is gone. */
enum { OPEN_TRIES = 50 };

static int find_dictionary(void *ctx, size_t shard, uint32_t id, struct buf *out, struct err *err)
{
    struct index_reader *r   = ctx;
    struct buf           key = BUF_INIT;
    schema_dictionary_key(&key, id);
    int code = buf_failed(&key, err);
    if (!code)
        code = xap_db_metadata(r->db, shard, buf_view(&key), out, err);
    buf_release(&key);
    return code;
}

/* A segment that a commit removed while we opened shows as a missing file: worth another look. */
static int missing_is_stale(int code, struct err *err)
{
    if (code == ERR_NOT_FOUND)
        err->code = ERR_STALE;
    return code == ERR_NOT_FOUND ? ERR_STALE : code;
}

static int load_deleted(struct shard *shard, const struct segment_info *info, const char *folder, struct err *err)
{
    struct buf path = BUF_INIT, bytes = BUF_INIT;
    buf_printf(&path, "%s/deleted-%llu", folder, (unsigned long long)info->deleted_generation);
    bytes.limit = tombstones_bytes(shard->deleted.documents) + 1;
    int code    = buf_failed(&path, err);
    if (!code)
        code = missing_is_stale(file_read(path.data, &bytes, err), err);
    if (code == ERR_LIMIT)
        code = err_set(err, ERR_CORRUPT, "'%s' has another size than the manifest says", path.data);
    if (!code) {
        code = tombstones_parse(&shard->deleted, buf_view(&bytes), info->deleted, err);
        if (code)
            err_context(err, "'%s'", path.data);
    }
    buf_release(&path);
    buf_release(&bytes);
    return code;
}

static int check_size(const char *path, uint64_t expected, struct err *err)
{
    uint64_t size;
    int      code = missing_is_stale(file_size(path, &size, err), err);
    if (!code && size != expected)
        code = err_set(err, ERR_CORRUPT, "'%s' has %llu bytes where the manifest says %llu", path,
                       (unsigned long long)size, (unsigned long long)expected);
    return code;
}

/* Check and load the segments of one index; appends each one's database path, NUL-terminated, to *paths. */
static int add_shards(struct index_reader *r, size_t index, const char *index_path, struct buf *paths,
                      struct err *err)
{
    const struct manifest *m      = &r->manifests[index];
    struct buf             folder = BUF_INIT;
    int                    code   = 0;
    for (size_t s = 0; s < m->segment_count && !code; s++) {
        const struct segment_info *info  = &m->segments[s];
        struct shard              *shard = &r->shards[r->shard_count++];
        *shard = (struct shard){index, s, {NULL, (uint32_t)info->documents, 0}};
        buf_clear(&folder);
        file_join(&folder, index_path, info->name);
        size_t at = paths->len;
        buf_str(paths, buf_view(&folder));
        buf_append(paths, "/xapian", sizeof "/xapian"); /* with its NUL */
        code = buf_failed(&folder, err);
        if (!code)
            code = buf_failed(paths, err);
        if (!code)
            code = check_size(paths->data + at, info->xapian_bytes, err);
        if (!code && info->deleted_generation)
            code = load_deleted(shard, info, folder.data, err);
    }
    buf_release(&folder);
    return code;
}

static int open_db(struct index_reader *r, const struct buf *paths, struct err *err)
{
    if (r->shard_count == 0)
        return 0;
    const char **list = malloc(r->shard_count * sizeof *list);
    if (!list)
        return err_oom(err);
    const char *at = paths->data;
    for (size_t i = 0; i < r->shard_count; i++, at += strlen(at) + 1)
        list[i] = at;
    int code = missing_is_stale(xap_db_open(&r->db, list, r->shard_count, err), err);
    free(list);
    return code;
}

static void release_shards(struct index_reader *r)
{
    xap_db_close(r->db);
    r->db = NULL;
    for (size_t s = 0; s < r->shard_count; s++)
        tombstones_release(&r->shards[s].deleted);
    free(r->shards);
    r->shards      = NULL;
    r->shard_count = 0;
    for (size_t i = 0; i < r->count; i++)
        manifest_release(&r->manifests[i]);
}

/* Has a commit replaced a manifest since it was loaded? */
static bool has_changed(const struct index_reader *r, const char *const *paths)
{
    bool changed = false;
    for (size_t i = 0; i < r->count && !changed; i++) {
        struct manifest now;
        struct err      ignored; /* the next try will tell */
        int             code = manifest_load(&now, paths[i], &ignored);
        changed = (code && code != ERR_VERSION) || now.generation != r->manifests[i].generation ||
                  strcmp(now.uuid, r->manifests[i].uuid);
        manifest_release(&now);
    }
    return changed;
}

static int try_open(struct index_reader *r, const char *const *paths, struct err *err)
{
    size_t     shards   = 0;
    struct buf db_paths = BUF_INIT;
    int        code     = 0;
    for (size_t i = 0; i < r->count && !code; i++) {
        code = manifest_load(&r->manifests[i], paths[i], err);
        if (code == ERR_VERSION && r->any_version && *r->manifests[i].uuid) /* else nothing of it was understood */
            code = 0;
        shards += r->manifests[i].segment_count;
    }
    if (!code && !(r->shards = calloc(shards + 1, sizeof *r->shards)))
        code = err_oom(err);
    for (size_t i = 0; i < r->count && !code; i++)
        code = add_shards(r, i, paths[i], &db_paths, err);
    if (!code)
        code = open_db(r, &db_paths, err);
    buf_release(&db_paths);
    if (code == ERR_STALE && !has_changed(r, paths))
        code = err->code = ERR_CORRUPT;
    if (code)
        release_shards(r);
    return code;
}

static int open_reader(struct index_reader **out, const char *const *paths, size_t count, bool any_version,
                       struct err *err)
{
    struct index_reader *r = calloc(1, sizeof *r);
    *out                   = NULL;
    if (!r || !(r->manifests = calloc(count + 1, sizeof *r->manifests))) {
        free(r);
        return err_oom(err);
    }
    r->count       = count;
    r->any_version = any_version;
    int code       = ERR_STALE;
    for (int tries = 0; tries < OPEN_TRIES && code == ERR_STALE; tries++)
        code = try_open(r, paths, err);
    if (!code)
        code = record_reader_new(&r->records, find_dictionary, r, err);
    if (code) {
        index_reader_close(r);
        return code;
    }
    *out = r;
    return 0;
}

int index_reader_open(struct index_reader **out, const char *const *paths, size_t count, struct err *err)
{
    return open_reader(out, paths, count, false, err);
}

int index_reader_open_any_version(struct index_reader **out, const char *path, struct err *err)
{
    return open_reader(out, &path, 1, true, err);
}

void index_reader_close(struct index_reader *r)
{
    if (!r)
        return;
    release_shards(r);
    record_reader_free(r->records);
    buf_release(&r->data);
    free(r->manifests);
    free(r);
}

size_t index_reader_count(const struct index_reader *r)
{
    return r->count;
}

const struct manifest *index_reader_manifest(const struct index_reader *r, size_t index)
{
    return &r->manifests[index];
}

struct xap_db *index_reader_db(const struct index_reader *r)
{
    return r->db;
}

size_t index_reader_of_shard(const struct index_reader *r, size_t shard)
{
    return r->shards[shard].index;
}

const struct segment_info *index_reader_segment(const struct index_reader *r, size_t shard)
{
    return &r->manifests[r->shards[shard].index].segments[r->shards[shard].segment];
}

uint64_t index_reader_live_documents(const struct index_reader *r)
{
    uint64_t live = 0;
    for (size_t i = 0; i < r->count; i++)
        live += manifest_live_documents(&r->manifests[i]);
    return live;
}

bool index_reader_is_deleted(const struct index_reader *r, size_t shard, uint32_t docid)
{
    return tombstones_has(&r->shards[shard].deleted, docid);
}

/* ---- the deleted documents as a posting source ---- */

static int deleted_open(void *ctx, size_t shard, void **cursor)
{
    struct index_reader *r = ctx;
    *cursor                = r->shards[shard].deleted.bits ? &r->shards[shard].deleted : NULL;
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
    for (size_t s = 0; s < r->shard_count; s++)
        if (r->shards[s].deleted.bits)
            return xap_query_source(out, &deleted_ops, r, err);
    return 0;
}

/* ---- articles ---- */

int index_reader_article(struct index_reader *r, size_t shard, uint32_t docid, bool with_body,
                         struct article *out, struct err *err)
{
    buf_clear(&r->data);
    int code = xap_db_data(r->db, shard, docid, &r->data, err);
    if (!code)
        code = buf_failed(&r->data, err);
    if (!code)
        code = (with_body ? record_read : record_read_head)(r->records, shard, buf_view(&r->data), out, err);
    return code;
}

static int find_in_shard(struct index_reader *r, size_t shard, struct str term, uint32_t *docid, struct err *err)
{
    struct xap_postings *postings;
    struct xap_posting   posting;
    int                  code = xap_postings_open(&postings, r->db, shard, term, err);
    if (code)
        return code;
    while ((code = xap_postings_next(postings, &posting, err)) == 1)
        if (!index_reader_is_deleted(r, shard, posting.docid)) {
            *docid = posting.docid;
            break;
        }
    xap_postings_close(postings);
    return code;
}

int index_reader_find(struct index_reader *r, struct str id, size_t *shard, uint32_t *docid, struct err *err)
{
    struct buf term = BUF_INIT;
    schema_term(&term, schema_field(FIELD_ID)->prefix, id);
    int code = buf_failed(&term, err);
    for (size_t s = 0; s < r->shard_count && code == 0; s++) {
        code   = find_in_shard(r, s, buf_view(&term), docid, err);
        *shard = s;
    }
    buf_release(&term);
    return code;
}

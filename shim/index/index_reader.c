#include "index/index_reader.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "store/record.h"
#include "store/record_file.h"
#include "store/schema.h"
#include "store/tombstones.h"

struct shard {
    size_t            index;   /* which index */
    size_t            segment; /* row in its manifest */
    struct tombstones deleted;
    struct record_file   *records;
    struct postings_file *postings;
};

struct index_reader {
    char                **paths;
    struct manifest      *manifests;
    size_t                count;
    bool                  any_version;
    struct shard         *shards;
    size_t                shard_count;
    struct record_reader *records;
    struct record_pack    pack;
};

/* How often a manifest is read again when a segment it names is gone. */
enum { OPEN_TRIES = 50 };

static int find_dictionary(void *ctx, size_t shard, uint32_t id, struct str *out, struct err *err)
{
    struct index_reader *r    = ctx;
    int                  code = record_file_dictionary(r->shards[shard].records, id, out, err);
    if (code == 0)
        return err_set(err, ERR_CORRUPT, "the dictionary %08x of the stored articles is missing", (unsigned)id);
    return code < 0 ? code : 0;
}

/* A segment that a commit removed while we opened shows as a missing file: worth another look. */
static int missing_is_stale(int code, struct err *err)
{
    if (code == ERR_NOT_FOUND)
        err->code = ERR_STALE;
    return code == ERR_NOT_FOUND ? ERR_STALE : code;
}

static int load_deleted(struct shard *shard, const struct segment_info *info, const char *path, struct err *err)
{
    struct buf bytes = BUF_INIT;
    bytes.limit      = tombstones_bytes(shard->deleted.documents) + 1;
    int code         = missing_is_stale(file_read(path, &bytes, err), err);
    if (code == ERR_LIMIT)
        code = err_set(err, ERR_CORRUPT, "'%s' has another size than the manifest says", path);
    if (!code) {
        code = tombstones_parse(&shard->deleted, buf_view(&bytes), info->deleted, err);
        if (code)
            err_context(err, "'%s'", path);
    }
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

/* "INDEX/seg-NNNNNN/name", replacing what is in *out. */
static int segment_path(const struct index_reader *r, const struct shard *shard, const char *name, struct buf *out,
                        struct err *err)
{
    buf_clear(out);
    file_join(out, r->paths[shard->index], r->manifests[shard->index].segments[shard->segment].name);
    buf_printf(out, "/%s", name);
    return buf_failed(out, err);
}

static int check_count(const char *path, uint32_t count, const struct segment_info *info, struct err *err)
{
    if (count == info->documents)
        return 0;
    return err_set(err, ERR_CORRUPT, "'%s' has %u articles where the manifest says %llu", path, (unsigned)count,
                   (unsigned long long)info->documents);
}

static int open_records(struct shard *shard, const struct segment_info *info, const char *path, struct err *err)
{
    int code = missing_is_stale(record_file_open(&shard->records, path, err), err);
    return code ? code : check_count(path, record_file_count(shard->records), info, err);
}

static int open_postings(struct shard *shard, const struct segment_info *info, const char *path, struct err *err)
{
    int code = missing_is_stale(postings_file_open(&shard->postings, path, err), err);
    return code ? code : check_count(path, postings_file_documents(shard->postings), info, err);
}

typedef int (*open_fn)(struct shard *shard, const struct segment_info *info, const char *path, struct err *err);

/* How the reader opens each file; NULL: others do, its size alone is checked here. */
static const open_fn open_file[SEGMENT_FILES] = {
    [SEGMENT_POSTINGS] = open_postings, [SEGMENT_RECORDS] = open_records};

static int add_shard(struct index_reader *r, struct shard *shard, const struct segment_info *info, struct err *err)
{
    struct buf path = BUF_INIT;
    char       name[40];
    int        code = 0;
    for (int f = 0; f < SEGMENT_FILES && !code; f++) {
        if (!manifest_has_file(&r->manifests[shard->index], (enum segment_file)f))
            continue;
        code = segment_path(r, shard, segment_file_names[f], &path, err);
        if (!code)
            code = check_size(path.data, info->files[f].bytes, err);
        if (!code && open_file[f] && (f == SEGMENT_RECORDS || !r->any_version))
            code = open_file[f](shard, info, path.data, err);
    }
    snprintf(name, sizeof name, "deleted-%llu", (unsigned long long)info->deleted_generation);
    if (!code && info->deleted_generation)
        code = segment_path(r, shard, name, &path, err);
    if (!code && info->deleted_generation)
        code = load_deleted(shard, info, path.data, err);
    buf_release(&path);
    return code;
}

static int add_shards(struct index_reader *r, size_t index, struct err *err)
{
    const struct manifest *m    = &r->manifests[index];
    int                    code = 0;
    for (size_t s = 0; s < m->segment_count && !code; s++) {
        struct shard *shard = &r->shards[r->shard_count++];
        *shard = (struct shard){.index = index, .segment = s, .deleted = {NULL, (uint32_t)m->segments[s].documents, 0}};
        code   = add_shard(r, shard, &m->segments[s], err);
    }
    return code;
}

static void release_shards(struct index_reader *r)
{
    for (size_t s = 0; s < r->shard_count; s++) {
        tombstones_release(&r->shards[s].deleted);
        record_file_close(r->shards[s].records);
        postings_file_close(r->shards[s].postings);
    }
    free(r->shards);
    r->shards      = NULL;
    r->shard_count = 0;
    for (size_t i = 0; i < r->count; i++)
        manifest_release(&r->manifests[i]);
}

bool index_reader_has_changed(const struct index_reader *r)
{
    bool changed = false;
    for (size_t i = 0; i < r->count && !changed; i++) {
        struct manifest now;
        struct err      ignored; /* the next try will tell */
        int             code = manifest_load(&now, r->paths[i], &ignored);
        changed = (code && code != ERR_VERSION) || now.generation != r->manifests[i].generation ||
                  strcmp(now.uuid, r->manifests[i].uuid);
        manifest_release(&now);
    }
    return changed;
}

static int try_open(struct index_reader *r, struct err *err)
{
    size_t shards = 0;
    int    code   = 0;
    for (size_t i = 0; i < r->count && !code; i++) {
        code = manifest_load(&r->manifests[i], r->paths[i], err);
        if (code == ERR_VERSION && r->any_version && *r->manifests[i].uuid) /* else nothing of it was understood */
            code = 0;
        shards += r->manifests[i].segment_count;
    }
    if (!code && !(r->shards = calloc(shards + 1, sizeof *r->shards)))
        code = err_oom(err);
    for (size_t i = 0; i < r->count && !code; i++)
        code = add_shards(r, i, err);
    if (code == ERR_STALE && !index_reader_has_changed(r))
        code = err->code = ERR_CORRUPT;
    if (code)
        release_shards(r);
    return code;
}

static int keep_paths(struct index_reader *r, const char *const *paths, size_t count, struct err *err)
{
    r->manifests = calloc(count + 1, sizeof *r->manifests);
    r->paths     = calloc(count + 1, sizeof *r->paths);
    if (!r->manifests || !r->paths)
        return err_oom(err);
    for (; r->count < count; r->count++)
        if (!(r->paths[r->count] = strdup(paths[r->count])))
            return err_oom(err);
    return 0;
}

static int open_reader(struct index_reader **out, const char *const *paths, size_t count, bool any_version,
                       struct err *err)
{
    struct index_reader *r = calloc(1, sizeof *r);
    *out                   = NULL;
    if (!r)
        return err_oom(err);
    r->any_version = any_version;
    int code       = keep_paths(r, paths, count, err);
    if (!code)
        code = ERR_STALE;
    for (int tries = 0; tries < OPEN_TRIES && code == ERR_STALE; tries++)
        code = try_open(r, err);
    if (!code)
        code = record_reader_new(&r->records, find_dictionary, r, err);
    if (code)
        index_reader_close(r);
    else
        *out = r;
    return code;
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
    buf_release(&r->pack.bytes);
    for (size_t i = 0; r->paths && i < r->count; i++)
        free(r->paths[i]);
    free(r->paths);
    free(r->manifests);
    free(r);
}

size_t index_reader_count(const struct index_reader *r)
{
    return r->count;
}

const char *index_reader_path(const struct index_reader *r, size_t index)
{
    return r->paths[index];
}

const struct manifest *index_reader_manifest(const struct index_reader *r, size_t index)
{
    return &r->manifests[index];
}

size_t index_reader_shards(const struct index_reader *r)
{
    return r->shard_count;
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

const struct tombstones *index_reader_deleted(const struct index_reader *r, size_t shard)
{
    return &r->shards[shard].deleted;
}

int index_reader_segment_path(const struct index_reader *r, size_t shard, enum segment_file file, struct buf *out,
                              struct err *err)
{
    return segment_path(r, &r->shards[shard], segment_file_names[file], out, err);
}

/* ---- articles ---- */

int index_reader_article(struct index_reader *r, size_t shard, uint32_t docid, bool with_body,
                         struct article *out, struct err *err)
{
    struct record record;
    int           code = index_reader_record(r, shard, docid, &record, err);
    return code ? code : (with_body ? record_read : record_read_head)(r->records, shard, record, out, err);
}

int index_reader_record(struct index_reader *r, size_t shard, uint32_t docid, struct record *out, struct err *err)
{
    return record_file_get(r->shards[shard].records, docid, &r->pack, out, err);
}

const struct postings_file *index_reader_postings(const struct index_reader *r, size_t shard)
{
    return r->shards[shard].postings;
}

const struct record_file *index_reader_records(const struct index_reader *r, size_t shard)
{
    return r->shards[shard].records;
}

/* The first living document with the term: 1, 0 none. */
static int find_in_shard(const struct index_reader *r, size_t shard, struct str term, uint32_t *docid, struct err *err)
{
    const struct postings_file *f = r->shards[shard].postings;
    struct postings_term        found;
    struct postings_list        list;
    uint32_t                    docids[POSTINGS_BLOCK];
    int                         code = postings_file_find(f, term, &found, err);
    if (code <= 0)
        return code;
    code = postings_list_open(&list, f, &found, err);
    for (uint32_t block = 0; code >= 0 && block < list.blocks; block++) {
        code = postings_block_read(&list, block, docids, NULL, err);
        for (int i = 0; i < code; i++)
            if (!index_reader_is_deleted(r, shard, docids[i])) {
                *docid = docids[i];
                return 1;
            }
    }
    return code < 0 ? code : 0;
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

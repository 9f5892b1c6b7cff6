#include "indexer/index_writer.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "indexer/index_lock.h"
#include "indexer/index_sweep.h"
#include "store/checksum.h"
#include "store/schema.h"

/* The deleted documents of a staged segment, and whether they differ from the file there is. */
struct staged_deletions {
    struct tombstones set;
    bool              changed;
};

struct index_writer {
    char           *path;
    int             lock; /* descriptor */
    struct manifest committed, staged;
    struct staged_deletions *deleted; /* one a staged segment */
    struct buf      work;
    bool            work_made;
    bool            unsettled; /* files of a commit that has not happened may lie about */
};

static void release_staged(struct index_writer *w)
{
    for (size_t i = 0; i < w->staged.segment_count; i++)
        tombstones_release(&w->deleted[i].set);
    free(w->deleted);
    w->deleted = NULL;
    manifest_release(&w->staged);
}

/* Remove what was staged and not committed; what remains the next writer removes. A commit that failed in its
 * last step, making the rename durable, has happened for all we know: then nothing is touched. */
static void abandon_staged(struct index_writer *w)
{
    struct err      ignored;
    struct manifest now;
    int             code = manifest_load(&now, w->path, &ignored);
    if ((!code || code == ERR_VERSION) && now.generation == w->committed.generation &&
        !strcmp(now.uuid, w->committed.uuid))
        (void)index_sweep(w->path, &w->committed, &ignored);
    else if (w->work_made)
        (void)file_remove_tree(w->work.data, &ignored);
    manifest_release(&now);
}

void index_writer_close(struct index_writer *w)
{
    if (!w)
        return;
    if (w->unsettled || w->work_made)
        abandon_staged(w);
    if (w->deleted)
        release_staged(w);
    manifest_release(&w->committed);
    if (w->lock >= 0)
        close(w->lock);
    buf_release(&w->work);
    free(w->path);
    free(w);
}

static void segment_path(struct buf *out, const struct index_writer *w, const char *segment, const char *file)
{
    buf_clear(out);
    file_join(out, w->path, segment);
    if (file)
        buf_printf(out, "/%s", file);
}

static int load_deleted(const struct index_writer *w, const struct segment_info *info, struct tombstones *to,
                        struct err *err)
{
    struct buf path = BUF_INIT, bytes = BUF_INIT;
    char       name[40];
    to->documents = (uint32_t)info->documents;
    if (!info->deleted_generation)
        return 0;
    snprintf(name, sizeof name, "deleted-%llu", (unsigned long long)info->deleted_generation);
    segment_path(&path, w, info->name, name);
    int code = buf_failed(&path, err);
    if (!code)
        code = file_read(path.data, &bytes, err);
    if (!code)
        code = tombstones_parse(to, buf_view(&bytes), info->deleted, err);
    buf_release(&path);
    buf_release(&bytes);
    return code;
}

/* The staged state is what is committed. */
static int stage(struct index_writer *w, struct err *err)
{
    int code = manifest_copy(&w->staged, &w->committed, err);
    if (!code && !(w->deleted = calloc(w->staged.segment_count + 1, sizeof *w->deleted))) {
        manifest_release(&w->staged);
        code = err_oom(err);
    }
    for (size_t i = 0; i < w->staged.segment_count && !code; i++)
        code = load_deleted(w, &w->staged.segments[i], &w->deleted[i].set, err);
    return code;
}

/* 1 or 0; or a negative code. */
static int has_manifest(const char *path, struct err *err)
{
    struct buf  name = BUF_INIT;
    struct stat st;
    file_join(&name, path, "manifest");
    int code = buf_failed(&name, err);
    if (!code)
        code = stat(name.data, &st) == 0 ? 1 : errno == ENOENT ? 0 : err_sys(err, "cannot read '%s'", name.data);
    buf_release(&name);
    return code;
}

/* A folder to write into: one with a manifest, or, where an index may be made, an empty one or a new one.
 * Segments without a manifest are no place for a new index: making it would remove them. */
static int prepare_folder(const char *path, enum index_open how, struct err *err)
{
    struct stat st;
    if (stat(path, &st) < 0) {
        if (errno != ENOENT)
            return err_sys(err, "cannot open index '%s'", path);
        if (how != INDEX_MAY_CREATE)
            return err_set(err, ERR_NOT_FOUND, "there is no index at '%s'", path);
        int code = file_make_directory(path, err);
        return code && err->sys_errno == EEXIST ? 0 : code; /* another writer was faster: the lock decides */
    }
    if (!S_ISDIR(st.st_mode))
        return err_set(err, ERR_EXISTS, "'%s' is a file, not an index", path);
    int is_free = index_sweep_is_free(path, err); /* before we look for the manifest, which others may just make */
    int there   = is_free < 0 ? is_free : has_manifest(path, err);
    if (there)
        return there < 0 ? there : 0;
    if (how != INDEX_MAY_CREATE)
        return err_set(err, ERR_NOT_FOUND, "'%s' is a directory, but not an index: it has no manifest", path);
    return is_free ? 0
                   : err_set(err, ERR_EXISTS, "'%s' is a directory with something else in it, not an index: it has "
                                              "no manifest", path);
}

/* The name of the index itself must be durable before anything in it is said to be. */
static int sync_parent(const char *path, struct err *err)
{
    char *copy = strdup(path);
    int   code = copy ? file_sync(dirname(copy), err) : err_oom(err);
    free(copy);
    return code && err->sys_errno == EACCES ? 0 : code; /* who may not even list it has not made the name either */
}

static int create(struct index_writer *w, struct err *err)
{
    w->committed.schema = SCHEMA_VERSION;
    int code            = manifest_new_uuid(&w->committed, err);
    if (!code)
        code = sync_parent(w->path, err);
    return code ? code : manifest_store(&w->committed, w->path, err);
}

static int open_locked(struct index_writer *w, enum index_open how, struct err *err)
{
    int code = manifest_load(&w->committed, w->path, err);
    if (code == ERR_NOT_FOUND && how == INDEX_MAY_CREATE)
        code = create(w, err);
    if (code == ERR_VERSION && how == INDEX_ANY_VERSION && *w->committed.uuid)
        code = 0; /* of another format nothing was understood */
    if (!code)
        code = file_sync(w->path, err); /* a writer may have died between its rename and this */
    if (!code)
        code = index_sweep(w->path, &w->committed, err);
    return code ? code : stage(w, err);
}

int index_writer_open(struct index_writer **out, const char *path, enum index_open how, struct err *err)
{
    *out     = NULL;
    int code = prepare_folder(path, how, err);
    if (code)
        return code;
    struct index_writer *w = calloc(1, sizeof *w);
    if (!w)
        return err_oom(err);
    w->lock = -1;
    w->path = strdup(path);
    manifest_init(&w->committed);
    code = w->path ? index_lock(path, err) : err_oom(err);
    if (code >= 0) {
        w->lock = code;
        code    = open_locked(w, how, err);
    }
    if (code)
        index_writer_close(w);
    else
        *out = w;
    return code;
}

const char *index_writer_path(const struct index_writer *w)
{
    return w->path;
}

const struct manifest *index_writer_committed(const struct index_writer *w)
{
    return &w->committed;
}

struct manifest *index_writer_staged(struct index_writer *w)
{
    return &w->staged;
}

const struct tombstones *index_writer_deleted(const struct index_writer *w, size_t segment)
{
    return &w->deleted[segment].set;
}

int index_writer_work(struct index_writer *w, const char **path, struct err *err)
{
    if (!w->work_made) {
        buf_clear(&w->work);
        file_join(&w->work, w->path, "tmp-");
        buf_printf(&w->work, "%ld", (long)getpid());
        int code = buf_failed(&w->work, err);
        if (!code)
            code = file_make_directory(w->work.data, err);
        if (code)
            return code;
        w->work_made = true;
    }
    *path = w->work.data;
    return 0;
}

/* Make room for a row at `at`, in the manifest and beside it. */
static struct segment_info *open_row(struct index_writer *w, size_t at)
{
    struct staged_deletions *grown = realloc(w->deleted, (w->staged.segment_count + 2) * sizeof *grown);
    if (!grown)
        return NULL;
    w->deleted = grown;
    if (!manifest_add_segment(&w->staged))
        return NULL;
    size_t after = w->staged.segment_count - 1 - at;
    memmove(&w->staged.segments[at + 1], &w->staged.segments[at], after * sizeof *w->staged.segments);
    memmove(&w->deleted[at + 1], &w->deleted[at], after * sizeof *w->deleted);
    return &w->staged.segments[at];
}

/* A file of a segment made durable, and what the manifest says of it. */
static int seal(const char *folder, const char *name, struct sealed_file *file, struct err *err)
{
    struct buf path = BUF_INIT;
    file_join(&path, folder, name);
    int code = buf_failed(&path, err);
    if (!code && chmod(path.data, 0600) < 0)
        code = err_sys(err, "cannot set the mode of '%s'", path.data);
    if (!code)
        code = file_sync(path.data, err);
    if (!code)
        code = checksum_file(path.data, file->sum, &file->bytes, err);
    buf_release(&path);
    return code;
}

/* tmp-<pid>/x -> seg-<n>, synced. */
static int move_in(struct index_writer *w, const char *folder, struct segment_info *info, struct err *err)
{
    struct buf path = BUF_INIT;
    int        code = 0;
    for (int f = 0; f < SEGMENT_FILES && !code; f++)
        if (manifest_has_file(&w->staged, (enum segment_file)f))
            code = seal(folder, segment_file_names[f], &info->files[f], err);
    if (!code)
        code = file_sync(folder, err);
    segment_path(&path, w, info->name, NULL);
    if (!code)
        code = buf_failed(&path, err);
    w->unsettled = true;
    if (!code && rename(folder, path.data) < 0)
        code = err_sys(err, "cannot move '%s' to '%s'", folder, path.data);
    buf_release(&path);
    return code;
}

int index_writer_insert(struct index_writer *w, size_t at, const char *folder, const struct segment_info *given,
                        struct tombstones *deleted, struct err *err)
{
    struct segment_info info = *given;
    snprintf(info.name, sizeof info.name, "seg-%06llu", (unsigned long long)w->staged.next_segment++);
    int code = move_in(w, folder, &info, err);
    if (code)
        return code;
    struct segment_info *row = open_row(w, at);
    if (!row)
        return err_oom(err);
    info.deleted            = deleted->deleted;
    info.deleted_generation = 0;
    *row                    = info;
    w->deleted[at]          = (struct staged_deletions){*deleted, deleted->deleted > 0};
    *deleted                = (struct tombstones){NULL, 0, 0};
    return 0;
}

void index_writer_remove(struct index_writer *w, size_t at, size_t count)
{
    struct manifest *m     = &w->staged;
    size_t           after = m->segment_count - at - count;
    for (size_t i = at; i < at + count; i++)
        tombstones_release(&w->deleted[i].set);
    memmove(&m->segments[at], &m->segments[at + count], after * sizeof *m->segments);
    memmove(&w->deleted[at], &w->deleted[at + count], after * sizeof *w->deleted);
    m->segment_count -= count;
}

int index_writer_delete(struct index_writer *w, size_t segment, uint32_t docid, struct err *err)
{
    struct staged_deletions *d     = &w->deleted[segment];
    int                      newly = tombstones_add(&d->set, docid, err);
    if (newly == 1) {
        d->changed                          = true;
        w->staged.segments[segment].deleted = d->set.deleted;
    }
    return newly;
}

static int write_deleted(struct index_writer *w, size_t segment, struct err *err)
{
    struct segment_info *info  = &w->staged.segments[segment];
    struct tombstones   *set   = &w->deleted[segment].set;
    struct str           bytes = str_of((const char *)set->bits, tombstones_bytes(set->documents));
    struct buf           path  = BUF_INIT;
    char                 name[40];
    snprintf(name, sizeof name, "deleted-%llu", (unsigned long long)w->staged.generation);
    segment_path(&path, w, info->name, NULL);
    int code = buf_failed(&path, err);
    if (!code)
        code = file_replace(path.data, name, bytes, err);
    if (!code) {
        info->deleted_generation = w->staged.generation;
        info->deleted_bytes      = bytes.len;
        checksum_bytes(bytes, info->deleted_sum);
        w->deleted[segment].changed = false;
    }
    buf_release(&path);
    return code;
}

int index_writer_commit(struct index_writer *w, struct err *err)
{
    w->staged.generation = w->committed.generation + 1;
    w->staged.schema     = SCHEMA_VERSION;
    w->unsettled         = true;
    int             code = 0;
    struct manifest now; /* copied first: after the rename nothing may fail */
    for (size_t i = 0; i < w->staged.segment_count && !code; i++)
        if (w->deleted[i].changed)
            code = write_deleted(w, i, err);
    if (!code)
        code = file_sync(w->path, err); /* new segments' names, before the manifest names them */
    if (!code)
        code = manifest_copy(&now, &w->staged, err);
    if (!code && (code = manifest_store(&w->staged, w->path, err)))
        manifest_release(&now);
    if (code)
        return code;
    manifest_release(&w->committed);
    w->committed = now;
    w->work_made = w->unsettled = false; /* swept with the rest */
    struct err ignored;
    (void)index_sweep(w->path, &w->committed, &ignored); /* if it fails, the next one does it */
    return 0;
}

#include "indexer/segment_join.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "postings/postings_build.h"
#include "store/record_file.h"
#include "xap/xap.h"

void segment_parts_add(struct segment_parts *parts, const char *folder)
{
    buf_append(&parts->names, folder, strlen(folder) + 1);
    parts->count++;
}

void segment_parts_release(struct segment_parts *parts)
{
    buf_release(&parts->names);
    parts->count = 0;
}

/* Compact at most this many at once: each keeps three files open, and 1,024 is what a process may have. */
enum { COMPACT_AT_ONCE = 256 };

/* All databases -> the single file `out`, in rounds when there are many. */
static int join_databases(const char *const *paths, size_t count, const char *out, struct err *err)
{
    if (count <= COMPACT_AT_ONCE)
        return xap_compact(paths, count, out, err);
    struct segment_parts next = {BUF_INIT, 0};
    struct buf           path = BUF_INIT;
    const char         **list = malloc((count / COMPACT_AT_ONCE + 1) * sizeof *list);
    int                  code = list ? 0 : err_oom(err);
    for (size_t done = 0; done < count && !code; done += COMPACT_AT_ONCE) {
        size_t some = count - done < COMPACT_AT_ONCE ? count - done : COMPACT_AT_ONCE;
        buf_clear(&path);
        buf_printf(&path, "%s-%zu-%zu", out, count, done);
        code = buf_failed(&path, err);
        if (!code)
            code = xap_compact(paths + done, some, path.data, err);
        if (!code)
            segment_parts_add(&next, path.data);
    }
    if (!code)
        code = buf_failed(&next.names, err);
    const char *name = next.names.data;
    for (size_t i = 0; !code && i < next.count; i++, name += strlen(name) + 1)
        list[i] = name;
    if (!code)
        code = join_databases(list, next.count, out, err);
    name = next.names.data;
    for (size_t i = 0; name && i < next.count; i++, name += strlen(name) + 1)
        remove(name);
    free(list);
    buf_release(&path);
    segment_parts_release(&next);
    return code;
}

typedef int (*join_fn)(const char *const *paths, size_t count, const char *out, struct err *err);

static const join_fn join_files[SEGMENT_FILES] = {
    [SEGMENT_XAPIAN]   = join_databases,
    [SEGMENT_POSTINGS] = postings_merge,
    [SEGMENT_RECORDS]  = record_file_merge,
};

struct work {
    enum segment_file           file;
    const struct segment_parts *parts;
    const char                 *out;
    int                         code;
    struct err                  err;
};

static int join_one(const struct work *work, struct err *err)
{
    const char  *name  = segment_file_names[work->file], *at = work->parts->names.data;
    struct buf   names = BUF_INIT;
    const char **list  = malloc((work->parts->count + 1) * sizeof *list);
    int          code  = list ? 0 : err_oom(err);
    for (size_t i = 0; i < work->parts->count; i++, at += strlen(at) + 1) {
        file_join(&names, at, name);
        buf_putc(&names, '\0');
    }
    size_t out = names.len;
    file_join(&names, work->out, name);
    if (!code)
        code = buf_failed(&names, err);
    at = names.data;
    for (size_t i = 0; !code && i < work->parts->count; i++, at += strlen(at) + 1)
        list[i] = at;
    if (!code)
        code = join_files[work->file](list, work->parts->count, names.data + out, err);
    free(list);
    buf_release(&names);
    return code;
}

static void *join_in_thread(void *ctx)
{
    struct work *work = ctx;
    work->code        = join_one(work, &work->err);
    return NULL;
}

int segment_join(const struct segment_parts *parts, const struct manifest *m, const char *out, struct err *err)
{
    struct work works[SEGMENT_FILES] = {0};
    pthread_t   threads[SEGMENT_FILES];
    bool        started[SEGMENT_FILES] = {false};
    int         code                   = buf_failed(&parts->names, err);
    if (!code)
        code = file_make_directory(out, err);
    if (code)
        return code;
    for (int f = 0; f < SEGMENT_FILES; f++) {
        if (!manifest_has_file(m, (enum segment_file)f))
            continue;
        works[f] = (struct work){(enum segment_file)f, parts, out, 0, ERR_INIT};
        /* the last one here, as any for which there is no thread */
        started[f] = f + 1 < SEGMENT_FILES && pthread_create(&threads[f], NULL, join_in_thread, &works[f]) == 0;
        if (!started[f])
            join_in_thread(&works[f]);
    }
    for (int f = 0; f < SEGMENT_FILES; f++) {
        if (started[f])
            pthread_join(threads[f], NULL);
        if (works[f].code && !code) {
            code = works[f].code;
            *err = works[f].err;
        }
    }
    return code;
}

#include "indexer/segment_join.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/file.h"
#include "postings/postings_build.h"
#include "store/record_file.h"
#include "store/schema.h"
#include "xap/xap.h"

void segment_parts_add(struct segment_parts *parts, const char *folder, const struct tombstones *deleted)
{
    buf_append(&parts->names, folder, strlen(folder) + 1);
    buf_append(&parts->deleted, &deleted, sizeof deleted);
    parts->count++;
}

void segment_parts_release(struct segment_parts *parts)
{
    buf_release(&parts->names);
    buf_release(&parts->deleted);
    parts->count = 0;
}

static const struct kind {
    enum segment_file file;
    int (*join)(const char *const *paths, const struct tombstones *const *deleted, size_t count, const char *out,
                struct err *err);
} records  = {SEGMENT_RECORDS, record_file_merge},
  postings = {SEGMENT_POSTINGS, postings_merge};

/* The files of one kind -> one in `out`. */
static int join(const struct kind *kind, const struct segment_parts *parts, const char *out, struct err *err)
{
    const char  *name  = segment_file_names[kind->file], *at = parts->names.data;
    struct buf   names = BUF_INIT;
    const char **list  = malloc((parts->count + 1) * sizeof *list);
    int          code  = list ? 0 : err_oom(err);
    for (size_t i = 0; i < parts->count; i++, at += strlen(at) + 1) {
        file_join(&names, at, name);
        buf_putc(&names, '\0');
    }
    size_t path = names.len;
    file_join(&names, out, name);
    if (!code)
        code = buf_failed(&names, err);
    at = names.data;
    for (size_t i = 0; !code && i < parts->count; i++, at += strlen(at) + 1)
        list[i] = at;
    if (!code)
        code = kind->join(list, (const struct tombstones *const *)(const void *)parts->deleted.data, parts->count,
                          names.data + path, err);
    free(list);
    buf_release(&names);
    return code;
}

/* Of the postings that are there. */
static int make_xapian(const struct manifest *m, const char *out, struct err *err)
{
    struct postings_file *from = NULL;
    struct buf            path = BUF_INIT;
    file_join(&path, out, segment_file_names[SEGMENT_POSTINGS]);
    int code = buf_failed(&path, err);
    if (!code)
        code = postings_file_open(&from, path.data, err);
    buf_clear(&path);
    file_join(&path, out, segment_file_names[SEGMENT_XAPIAN]);
    if (!code)
        code = buf_failed(&path, err);
    if (!code)
        code = xap_make(path.data, from, SLOT_DATE, !strcmp(m->positions, "xapian"), err);
    postings_file_close(from);
    buf_release(&path);
    return code;
}

struct work {
    const struct segment_parts *parts;
    const char                 *out;
    int                         code;
    struct err                  err;
};

static void *join_records(void *ctx)
{
    struct work *work = ctx;
    work->code        = join(&records, work->parts, work->out, &work->err);
    return NULL;
}

int segment_join(const struct segment_parts *parts, const struct manifest *m, const char *out, struct err *err)
{
    struct work work = {parts, out, 0, ERR_INIT};
    pthread_t   thread;
    int         code = buf_failed(&parts->names, err);
    if (!code)
        code = buf_failed(&parts->deleted, err);
    if (!code)
        code = file_make_directory(out, err);
    if (code)
        return code;
    bool started = pthread_create(&thread, NULL, join_records, &work) == 0;
    if (!started)
        join_records(&work);
    code = join(&postings, parts, out, err);
    if (!code && manifest_has_file(m, SEGMENT_XAPIAN))
        code = make_xapian(m, out, err);
    if (started)
        pthread_join(thread, NULL);
    if (work.code && !code) {
        code = work.code;
        *err = work.err;
    }
    return code;
}

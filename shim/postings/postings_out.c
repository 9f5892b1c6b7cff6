#include "postings/postings_out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/file.h"

enum { SPILL = 1 << 20 };

/* ---- the file -------------------------------------------------------------------------------- */

int postings_out_open(struct postings_out *o, const char *path, struct err *err)
{
    static const char zeros[sizeof(struct postings_head)];
    *o       = (struct postings_out){.file = FILE_OUT_INIT, .at = sizeof zeros, .sums = BUF_INIT};
    o->chunk = malloc(POSTINGS_CHUNK);
    if (!o->chunk)
        return err_oom(err);
    int code = file_out_create(&o->file, path, err);
    return code ? code : file_out_write(&o->file, zeros, sizeof zeros, err);
}

static int flush(struct postings_out *o, struct err *err)
{
    if (o->used == 0)
        return 0;
    uint64_t sum = XXH3_64bits(o->chunk, o->used);
    buf_append(&o->sums, &sum, sizeof sum);
    size_t used = o->used;
    o->used     = 0;
    int code    = buf_failed(&o->sums, err);
    return code ? code : file_out_write(&o->file, o->chunk, used, err);
}

int postings_out_write(struct postings_out *o, const void *data, size_t len, struct err *err)
{
    const char *p = data;
    while (len) {
        size_t n = POSTINGS_CHUNK - o->used < len ? POSTINGS_CHUNK - o->used : len;
        memcpy(o->chunk + o->used, p, n);
        o->used += n;
        o->at += n;
        p += n;
        len -= n;
        if (o->used == POSTINGS_CHUNK) {
            int code = flush(o, err);
            if (code)
                return code;
        }
    }
    return 0;
}

int postings_out_align(struct postings_out *o, unsigned bytes, struct err *err)
{
    static const char zeros[64];
    return postings_out_write(o, zeros, (size_t)((bytes - o->at % bytes) % bytes), err);
}

int postings_out_read(const struct postings_out *o, uint32_t documents, struct postings_file **out, struct err *err)
{
    static const char slack[POSTINGS_SLACK];
    int               code = file_out_show(&o->file, err);
    if (!code)
        code = file_out_write_at(&o->file, o->chunk, o->used, o->at - o->used, err);
    if (!code)
        code = file_out_write_at(&o->file, slack, sizeof slack, o->at, err);
    return code ? code : postings_file_of_lists(out, o->file.fd, o->at, documents, o->file.path, err);
}

void postings_out_forget(const void *map, size_t size)
{
    (void)madvise((void *)(uintptr_t)map, size, MADV_DONTNEED); /* else it stays, and nothing is wrong */
}

int postings_out_finish(struct postings_out *o, struct postings_head *head, struct err *err)
{
    int code = flush(o, err);
    if (code)
        return code;
    memcpy(head->magic, POSTINGS_MAGIC, sizeof head->magic);
    head->version               = POSTINGS_VERSION;
    head->section[SECTION_SUMS] = (struct postings_section){o->at, o->sums.len};
    head->size                  = o->at + o->sums.len;
    head->sums_sum              = XXH3_64bits(o->sums.data, o->sums.len);
    head->sum                   = XXH3_64bits(head, offsetof(struct postings_head, sum));
    code                        = file_out_write(&o->file, o->sums.data, o->sums.len, err);
    if (!code)
        code = file_out_flush(&o->file, err);
    if (!code)
        code = file_out_write_at(&o->file, head, sizeof *head, 0, err);
    return code ? code : file_out_finish(&o->file, err);
}

void postings_out_release(struct postings_out *o)
{
    file_out_release(&o->file);
    free(o->chunk);
    buf_release(&o->sums);
    *o = (struct postings_out){.file = FILE_OUT_INIT, .sums = BUF_INIT};
}

/* ---- for later ------------------------------------------------------------------------------- */

int postings_spill_open(struct postings_spill *s, const char *path, const char *suffix, struct err *err)
{
    const size_t len = strlen(path);
    *s      = (struct postings_spill){.memory = BUF_INIT, .fd = -1};
    s->path = malloc(len + strlen(suffix) + 1);
    if (!s->path)
        return err_oom(err);
    memcpy(s->path, path, len);
    memcpy(s->path + len, suffix, strlen(suffix) + 1);
    return 0;
}

static int spill(struct postings_spill *s, struct err *err)
{
    if (s->fd < 0) {
        s->fd = open(s->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (s->fd < 0)
            return err_sys(err, "cannot create '%s'", s->path);
        unlink(s->path);
    }
    int code = file_write_all(s->fd, buf_view(&s->memory)) < 0 ? err_sys(err, "cannot write '%s'", s->path) : 0;
    s->spilled += s->memory.len;
    buf_clear(&s->memory);
    return code;
}

int postings_spill_add(struct postings_spill *s, const void *data, size_t len, struct err *err)
{
    buf_append(&s->memory, data, len);
    int code = buf_failed(&s->memory, err);
    return code || s->memory.len < SPILL ? code : spill(s, err);
}

uint64_t postings_spill_size(const struct postings_spill *s)
{
    return s->spilled + s->memory.len;
}

int postings_spill_read(struct postings_spill *s, struct str *all, struct err *err)
{
    if (s->fd < 0) {
        *all = buf_view(&s->memory);
        return 0;
    }
    int code = spill(s, err);
    if (code)
        return code;
    void *map = mmap(NULL, (size_t)s->spilled, PROT_READ, MAP_PRIVATE, s->fd, 0);
    if (map == MAP_FAILED)
        return err_sys(err, "cannot map '%s'", s->path);
    s->map = map;
    *all   = str_of(map, (size_t)s->spilled);
    return 0;
}

int postings_spill_copy(struct postings_spill *s, struct postings_out *o, struct err *err)
{
    char block[16384];
    for (uint64_t at = 0; at < s->spilled;) {
        ssize_t n = pread(s->fd, block, sizeof block, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_sys(err, "cannot read '%s'", s->path);
        if (n == 0)
            return err_set(err, ERR_IO, "cannot read '%s': it ends early", s->path);
        int code = postings_out_write(o, block, (size_t)n, err);
        if (code)
            return code;
        at += (uint64_t)n;
    }
    return postings_out_write(o, s->memory.data, s->memory.len, err);
}

void postings_spill_release(struct postings_spill *s)
{
    if (s->map)
        munmap(s->map, (size_t)s->spilled);
    if (s->fd >= 0)
        close(s->fd);
    free(s->path);
    buf_release(&s->memory);
    *s = (struct postings_spill){.memory = BUF_INIT, .fd = -1};
}

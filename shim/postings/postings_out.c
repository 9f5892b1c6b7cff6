#include "postings/postings_out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/file.h"

enum { SPILL = 1 << 20 };

static int create(const char *path, struct err *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 && errno == EEXIST)
        return err_set(err, ERR_EXISTS, "'%s' is there already", path);
    return fd < 0 ? err_sys(err, "cannot create '%s'", path) : fd;
}

static int write_all(int fd, const void *data, size_t len, const char *path, struct err *err)
{
    return file_write_all(fd, str_of(data, len)) < 0 ? err_sys(err, "cannot write '%s'", path) : 0;
}

/* ---- the file -------------------------------------------------------------------------------- */

int postings_out_open(struct postings_out *o, const char *path, struct err *err)
{
    *o       = (struct postings_out){.fd = -1, .sums = BUF_INIT};
    o->chunk = malloc(POSTINGS_CHUNK);
    o->path  = strdup(path);
    if (!o->chunk || !o->path)
        return err_oom(err);
    int fd = create(path, err);
    if (fd < 0)
        return fd;
    o->fd = fd;
    static const char zeros[sizeof(struct postings_head)];
    o->at = sizeof zeros;
    return write_all(fd, zeros, sizeof zeros, path, err);
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
    return code ? code : write_all(o->fd, o->chunk, used, o->path, err);
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

/* Write at a place of the file, wherever it goes on. */
static int write_at(const struct postings_out *o, const void *data, size_t len, uint64_t at, struct err *err)
{
    for (const char *p = data; len;) {
        const ssize_t n = pwrite(o->fd, p, len, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? err_sys(err, "cannot write '%s'", o->path)
                         : err_set(err, ERR_IO, "cannot write '%s'", o->path);
        p += n;
        at += (uint64_t)n;
        len -= (size_t)n;
    }
    return 0;
}

int postings_out_read(const struct postings_out *o, uint32_t documents, struct postings_file **out, struct err *err)
{
    static const char slack[POSTINGS_SLACK];
    int               code = write_at(o, o->chunk, o->used, o->at - o->used, err);
    if (!code)
        code = write_at(o, slack, sizeof slack, o->at, err);
    return code ? code : postings_file_of_lists(out, o->fd, o->at, documents, o->path, err);
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
    code                        = write_all(o->fd, o->sums.data, o->sums.len, o->path, err);
    if (code)
        return code;
    code = write_at(o, head, sizeof *head, 0, err);
    if (code)
        return code;
    int fd = o->fd;
    o->fd  = -1;
    if (close(fd) < 0) {
        code = err_sys(err, "cannot write '%s'", o->path);
        unlink(o->path);
    }
    return code;
}

void postings_out_release(struct postings_out *o)
{
    if (o->fd >= 0) {
        close(o->fd);
        unlink(o->path);
    }
    free(o->chunk);
    free(o->path);
    buf_release(&o->sums);
    *o = (struct postings_out){.fd = -1, .sums = BUF_INIT};
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
        int fd = create(s->path, err);
        if (fd < 0)
            return fd;
        s->fd = fd;
        unlink(s->path);
    }
    int code = write_all(s->fd, s->memory.data, s->memory.len, s->path, err);
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

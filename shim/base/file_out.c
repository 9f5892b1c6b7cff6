#include "base/file_out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

int file_out_create(struct file_out *o, const char *path, struct err *err)
{
    *o       = FILE_OUT_INIT;
    o->path  = strdup(path);
    o->piece = malloc(FILE_OUT_PIECE);
    if (!o->path || !o->piece)
        return err_oom(err);
    o->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (o->fd < 0 && errno == EEXIST)
        return err_set(err, ERR_EXISTS, "'%s' is there already", path);
    return o->fd < 0 ? err_sys(err, "cannot create '%s'", path) : 0;
}

int file_out_flush(struct file_out *o, struct err *err)
{
    const struct str pending = str_of(o->piece, o->used);
    o->used                  = 0;
    return file_write_all(o->fd, pending) < 0 ? err_sys(err, "cannot write '%s'", o->path) : 0;
}

int file_out_write(struct file_out *o, const void *data, size_t len, struct err *err)
{
    const char *from = data;
    o->at += len;
    while (len) {
        const size_t room = FILE_OUT_PIECE - o->used, n = len < room ? len : room;
        memcpy(o->piece + o->used, from, n);
        o->used += n;
        from += n;
        len -= n;
        int code = o->used == FILE_OUT_PIECE ? file_out_flush(o, err) : 0;
        if (code)
            return code;
    }
    return 0;
}

int file_out_write_at(const struct file_out *o, const void *data, size_t len, uint64_t at, struct err *err)
{
    for (const char *from = data; len;) {
        const ssize_t n = pwrite(o->fd, from, len, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? err_sys(err, "cannot write '%s'", o->path)
                         : err_set(err, ERR_IO, "cannot write '%s'", o->path);
        from += n;
        at += (uint64_t)n;
        len -= (size_t)n;
    }
    return 0;
}

int file_out_show(const struct file_out *o, struct err *err)
{
    return file_out_write_at(o, o->piece, o->used, o->at - o->used, err);
}

int file_out_finish(struct file_out *o, struct err *err)
{
    int code = file_out_flush(o, err);
    if (code)
        return code;
    int fd = o->fd;
    o->fd  = -1;
    if (close(fd) == 0)
        return 0;
    code = err_sys(err, "cannot write '%s'", o->path);
    unlink(o->path);
    return code;
}

void file_out_release(struct file_out *o)
{
    if (o->fd >= 0) {
        close(o->fd);
        unlink(o->path);
    }
    free(o->path);
    free(o->piece);
    *o = FILE_OUT_INIT;
}

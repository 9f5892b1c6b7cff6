#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int file_read(const char *path, struct buf *out, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return err_sys(err, "cannot open '%s'", path);
    struct stat st;
    size_t      before = out->len;
    int         code   = 0;
    if (fstat(fd, &st) < 0)
        code = err_sys(err, "cannot read '%s'", path);
    else if (!S_ISREG(st.st_mode))
        code = err_set(err, ERR_FORMAT, "'%s' is not a regular file", path);
    while (!code) {
        char   probe; /* at the limit: does one byte more follow? */
        bool   full = out->limit && out->len >= out->limit;
        size_t left = (uint64_t)st.st_size > out->len - before ? (size_t)st.st_size - (out->len - before) : 0;
        size_t room = full ? 1 : left < 65536 ? left + 1 : 65536; /* one more shows the end */
        if (!full && out->limit && out->limit - out->len < room)
            room = out->limit - out->len;
        char   *to = full ? &probe : buf_reserve(out, room);
        ssize_t n  = to ? read(fd, to, room) : 0;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            code = err_sys(err, "cannot read '%s'", path);
        if (full && n > 0)
            buf_reserve(out, 1); /* fails */
        if (out->failed) {
            code = buf_failed(out, err);
            err_context(err, "'%s'", path);
        }
        if (code || n <= 0)
            break;
        out->len += (size_t)n;
        out->data[out->len] = '\0';
    }
    close(fd);
    return code;
}

int file_write_all(int fd, struct str data)
{
    while (data.len) {
        ssize_t n = write(fd, data.data, data.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        data = str_skip(data, (size_t)n);
    }
    return 0;
}

int file_write(const char *path, struct str data, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return err_sys(err, "cannot create '%s'", path);
    int code = 0;
    if (file_write_all(fd, data) < 0 || fsync(fd) < 0)
        code = err_sys(err, "cannot write '%s'", path);
    if (close(fd) < 0 && !code)
        code = err_sys(err, "cannot write '%s'", path);
    if (code)
        unlink(path);
    return code;
}

int file_replace(const char *directory, const char *name, struct str data, struct err *err)
{
    struct buf target = BUF_INIT, temporary = BUF_INIT;
    file_join(&target, directory, name);
    file_join(&temporary, directory, name);
    buf_cstr(&temporary, ".tmp");
    int code = buf_failed(&target, err);
    if (!code)
        code = buf_failed(&temporary, err);
    if (!code) {
        unlink(temporary.data); /* left by a writer that died */
        code = file_write(temporary.data, data, err);
    }
    if (!code && rename(temporary.data, target.data) < 0) {
        code = err_sys(err, "cannot replace '%s'", target.data);
        unlink(temporary.data);
    }
    if (!code)
        code = file_sync(directory, err);
    buf_release(&target);
    buf_release(&temporary);
    return code;
}

int file_sync(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_sys(err, "cannot open '%s'", path);
    struct stat st;
    bool        failed = fsync(fd) < 0;
    if (failed && errno == EINVAL && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
        failed = false; /* this file system cannot sync directories */
    int code = failed ? err_sys(err, "cannot sync '%s'", path) : 0;
    close(fd);
    return code;
}

int file_size(const char *path, uint64_t *size, struct err *err)
{
    struct stat st;
    if (stat(path, &st) < 0)
        return err_sys(err, "cannot read '%s'", path);
    if (!S_ISREG(st.st_mode))
        return err_set(err, ERR_FORMAT, "'%s' is not a regular file", path);
    *size = (uint64_t)st.st_size;
    return 0;
}

int file_make_directory(const char *path, struct err *err)
{
    return mkdir(path, 0700) < 0 ? err_sys(err, "cannot make directory '%s'", path) : 0;
}

/* Empties the directory open at fd (which it closes) and returns 0 or -1 with errno. */
static int empty_directory(int fd)
{
    DIR *dir = fdopendir(fd);
    if (!dir) {
        close(fd);
        return -1;
    }
    int failed = 0;
    for (struct dirent *entry; !failed && (entry = readdir(dir));) {
        const char *name = entry->d_name;
        if (!strcmp(name, ".") || !strcmp(name, ".."))
            continue;
        if (unlinkat(dirfd(dir), name, 0) == 0 || errno == ENOENT)
            continue;
        int child = openat(dirfd(dir), name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        failed    = child < 0 || empty_directory(child) < 0 || unlinkat(dirfd(dir), name, AT_REMOVEDIR) < 0;
    }
    int saved = errno;
    closedir(dir);
    errno = saved;
    return failed ? -1 : 0;
}

int file_remove_tree(const char *path, struct err *err)
{
    if (unlink(path) == 0 || errno == ENOENT)
        return 0;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || empty_directory(fd) < 0 || rmdir(path) < 0)
        return err_sys(err, "cannot remove '%s'", path);
    return 0;
}

void file_join(struct buf *out, const char *directory, const char *name)
{
    buf_cstr(out, directory);
    if (out->len && out->data[out->len - 1] != '/')
        buf_putc(out, '/');
    buf_cstr(out, name);
}

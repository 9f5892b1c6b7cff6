#include "indexer/index_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"

static int refused(int fd, const char *index_path, struct err *err)
{
    char    text[32] = "";
    ssize_t n        = pread(fd, text, sizeof text - 1, 0);
    long    pid      = 0;
    if (n > 0)
        sscanf(text, "%ld", &pid);
    if (pid > 0)
        return err_set(err, ERR_LOCKED, "index '%s' is being written by process %ld", index_path, pid);
    return err_set(err, ERR_LOCKED, "index '%s' is being written by another process", index_path);
}

int index_lock(const char *index_path, struct err *err)
{
    struct buf path = BUF_INIT;
    file_join(&path, index_path, "lock");
    int code = buf_failed(&path, err);
    int fd   = code ? -1 : open(path.data, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (!code && fd < 0)
        code = err_sys(err, "cannot open '%s'", path.data);
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (!code && fcntl(fd, F_OFD_SETLK, &whole) < 0)
        code = errno == EAGAIN || errno == EACCES ? refused(fd, index_path, err)
                                                  : err_sys(err, "cannot lock '%s'", path.data);
    char text[32];
    int  n = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (!code && (ftruncate(fd, 0) < 0 || pwrite(fd, text, (size_t)n, 0) != n))
        code = err_sys(err, "cannot write '%s'", path.data);
    buf_release(&path);
    if (code && fd >= 0)
        close(fd);
    return code ? code : fd;
}

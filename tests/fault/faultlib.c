/* faultlib: lets the n-th write, sync, rename, mkdir or unlink of a program fail, or ends the program there, as
 * a bad disk, a full one or a loss of power would. For LD_PRELOAD, for tests alone:
 *
 *   FAULT_CALLS  which calls count: any of write, sync, rename, mkdir, unlink, with a blank between
 *   FAULT_AT     which of them it strikes, from 1 on
 *   FAULT_DO     kill (half of a write is then done), EIO or ENOSPC
 *   FAULT_ON     set: every counted call after it fails likewise, as on a full disk
 *   FAULT_MARK   a file that is made when it strikes, so that a test knows when it has come to the end
 *   FAULT_LOG    a file that gets a line for each such call: its kind and the path or paths, tabs between
 *   FAULT_NO_SYNC set: syncs count, but are not done, so that a test does not wait for the disk
 *
 * What is written to descriptors 0 to 2 does not count. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *calls, *mark, *log_path;
static long        strike_at;
static int         failure; /* errno, 0: kill */
static bool        goes_on, no_sync;
static atomic_long counted;

__attribute__((constructor)) static void read_environment(void)
{
    const char *at = getenv("FAULT_AT"), *what = getenv("FAULT_DO");
    calls     = getenv("FAULT_CALLS");
    mark      = getenv("FAULT_MARK");
    log_path  = getenv("FAULT_LOG");
    goes_on   = getenv("FAULT_ON") != NULL;
    no_sync   = getenv("FAULT_NO_SYNC") != NULL;
    strike_at = at && calls ? atol(at) : 0;
    failure   = what && !strcmp(what, "EIO") ? EIO : what && !strcmp(what, "ENOSPC") ? ENOSPC : 0;
}

static bool is_struck(const char *call)
{
    if (!strike_at || !strstr(calls, call))
        return false;
    long n = atomic_fetch_add(&counted, 1) + 1;
    if (n == strike_at && mark) {
        int fd = (int)syscall(SYS_openat, AT_FDCWD, mark, O_WRONLY | O_CREAT, 0600);
        if (fd >= 0)
            syscall(SYS_close, fd);
    }
    return n == strike_at || (goes_on && n > strike_at);
}

static void log_call(const char *call, const char *path, const char *to)
{
    char line[1024];
    if (!log_path)
        return;
    int n  = snprintf(line, sizeof line, "%s\t%s\t%s\n", call, path, to);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, log_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (fd >= 0 && n > 0 && (size_t)n < sizeof line)
        syscall(SYS_write, fd, line, (size_t)n);
    syscall(SYS_close, fd);
}

static void log_descriptor(const char *call, int fd)
{
    char link[64], path[512] = "";
    if (!log_path)
        return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if (readlink(link, path, sizeof path - 1) > 0)
        log_call(call, path, "");
}

/* -1 with errno, unless the process ends. */
static int fail(void)
{
    if (!failure) {
        kill(getpid(), SIGKILL);
        for (;;)
            pause();
    }
    errno = failure;
    return -1;
}

/* The function that ours hides. A function pointer and an object pointer have the same bytes here. */
static void next_function(const char *name, void *to)
{
    void *found = dlsym(RTLD_NEXT, name);
    memcpy(to, &found, sizeof found);
}

ssize_t write(int fd, const void *data, size_t size)
{
    ssize_t (*next)(int, const void *, size_t);
    next_function("write", &next);
    if (fd > 2 && is_struck("write")) {
        if (!failure && next(fd, data, size / 2) < 0)
            return -1;
        return fail();
    }
    if (fd > 2)
        log_descriptor("write", fd);
    return next(fd, data, size);
}

#define PWRITE(name, offset_type)                                                \
    ssize_t name(int fd, const void *data, size_t size, offset_type offset)     \
    {                                                                            \
        ssize_t (*next)(int, const void *, size_t, offset_type);                 \
        next_function(#name, &next);                                             \
        if (is_struck("write")) {                                                \
            if (!failure && next(fd, data, size / 2, offset) < 0)                \
                return -1;                                                       \
            return fail();                                                       \
        }                                                                        \
        log_descriptor("write", fd);                                             \
        return next(fd, data, size, offset);                                     \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define OTHER(name, kind, parameters, arguments, log)        \
    int name parameters                                      \
    {                                                        \
        int(*next) parameters;                               \
        next_function(#name, &next);                         \
        if (is_struck(kind))                                 \
            return fail();                                   \
        log;                                                 \
        if (no_sync && !strcmp(kind, "sync"))                \
            return 0;                                        \
        return next arguments;                               \
    }
OTHER(fsync, "sync", (int fd), (fd), log_descriptor("sync", fd))
OTHER(fdatasync, "sync", (int fd), (fd), log_descriptor("sync", fd))
OTHER(rename, "rename", (const char *from, const char *to), (from, to), log_call("rename", from, to))
OTHER(mkdir, "mkdir", (const char *path, mode_t mode), (path, mode), log_call("mkdir", path, ""))
OTHER(unlink, "unlink", (const char *path), (path), log_call("unlink", path, ""))
OTHER(unlinkat, "unlink", (int at, const char *path, int flags), (at, path, flags), (void)0)
OTHER(rmdir, "unlink", (const char *path), (path), log_call("unlink", path, ""))

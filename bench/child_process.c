#include "bench/child_process.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/bench_stats.h"

extern char **environ;

/* A file without a name, so that a child that says much never waits for us. */
static int open_catch(const struct buf *wanted, int *fd, struct err *err)
{
    FILE *file = wanted ? tmpfile() : NULL;
    *fd        = -1;
    if (!wanted)
        return 0;
    if (file) {
        *fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 0);
        fclose(file);
    }
    return *fd < 0 ? err_sys(err, "cannot make a temporary file") : 0;
}

static int read_catch(int fd, struct buf *out, struct err *err)
{
    char    piece[16384];
    off_t   at = 0;
    ssize_t got;
    while ((got = pread(fd, piece, sizeof piece, at)) > 0) {
        buf_append(out, piece, (size_t)got);
        at += got;
    }
    return got < 0 ? err_sys(err, "cannot read what a program printed") : buf_failed(out, err);
}

static int spawn_and_wait(const char *const *argv, posix_spawn_file_actions_t *actions, struct child_cost *cost,
                          struct err *err)
{
    struct rusage usage;
    pid_t         child;
    int           status = 0;
    uint64_t      start  = bench_now();
    union { /* posix_spawnp changes nothing of what it is given */
        const char *const *in;
        char *const       *out;
    } arguments = {argv};
    errno       = posix_spawnp(&child, argv[0], actions, NULL, arguments.out, environ);
    if (errno)
        return err_sys(err, "cannot run '%s'", argv[0]);
    while (wait4(child, &status, 0, &usage) < 0)
        if (errno != EINTR)
            return err_sys(err, "cannot wait for '%s'", argv[0]);
    cost->ns         = bench_now() - start;
    cost->cpu        = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
    cost->peak_bytes = (uint64_t)usage.ru_maxrss * 1024;
    cost->status     = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return WIFEXITED(status) ? 0 : err_set(err, ERR_IO, "'%s' was ended by signal %d", argv[0], WTERMSIG(status));
}

/* The child's standard output and error go to fds[0] and fds[1]; -1: to nowhere. */
static int run(const char *const *argv, const int fds[2], struct child_cost *cost, struct err *err)
{
    posix_spawn_file_actions_t actions;
    if ((errno = posix_spawn_file_actions_init(&actions)) != 0)
        return err_sys(err, "cannot prepare a process");
    int failed = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    for (int i = 0; i < 2 && !failed; i++)
        failed = fds[i] < 0 ? posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO + i, "/dev/null", O_WRONLY, 0)
                            : posix_spawn_file_actions_adddup2(&actions, fds[i], STDOUT_FILENO + i);
    errno    = failed;
    int code = failed ? err_sys(err, "cannot prepare a process") : spawn_and_wait(argv, &actions, cost, err);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

static int close_catch(int fd, struct buf *out, int code, struct err *err)
{
    if (fd < 0)
        return code;
    if (!code && out)
        code = read_catch(fd, out, err);
    close(fd);
    return code;
}

int child_run(const char *const *argv, struct child_cost *cost, struct buf *out, struct buf *messages,
              struct err *err)
{
    int fds[2] = {-1, -1};
    *cost      = (struct child_cost){0};
    int code   = open_catch(out, &fds[0], err);
    if (!code)
        code = open_catch(messages, &fds[1], err);
    if (!code)
        code = run(argv, fds, cost, err);
    code = close_catch(fds[0], out, code, err);
    return close_catch(fds[1], messages, code, err);
}

int child_run_into(const char *const *argv, const char *path, struct child_cost *cost, struct buf *messages,
                   struct err *err)
{
    int fds[2] = {open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), -1};
    *cost      = (struct child_cost){0};
    int code   = fds[0] < 0 ? err_sys(err, "cannot write '%s'", path) : open_catch(messages, &fds[1], err);
    if (!code)
        code = run(argv, fds, cost, err);
    code = close_catch(fds[0], NULL, code, err);
    return close_catch(fds[1], messages, code, err);
}

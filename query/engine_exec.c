#include "query/engine_exec.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

/* Cut the last name off a path. */
static void cut_name(char *path)
{
    char *slash = strrchr(path, '/');
    *(slash ? slash : path) = 0;
}

/* The program in the folder of `own`, as it was built, or in PREFIX/lib/pressmark beside PREFIX/bin, as it was
 * installed. */
static int find_program(const char *name, const char *own, struct buf *path, struct err *err)
{
    char folder[PATH_MAX];
    memcpy(folder, own, strlen(own) + 1);
    cut_name(folder);
    buf_printf(path, "%s/pressmark-query-%s", folder, name);
    int code = buf_failed(path, err);
    if (code || access(path->data, F_OK) == 0)
        return code;
    buf_clear(path);
    cut_name(folder);
    buf_printf(path, "%s/lib/pressmark/pressmark-query-%s", folder, name);
    code = buf_failed(path, err);
    if (code || access(path->data, F_OK) == 0)
        return code;
    return err_set(err, ERR_INVALID, "engine '%s' is not installed: there is no '%s'; install it there, or leave out "
                                     "--engine",
                   name, path->data);
}

static int run_program(const char *name, const char *own, const char *path, char *const argv[], struct err *err)
{
    char *real = realpath(path, NULL);
    bool  same = real && strcmp(real, own) == 0; /* it would run itself for ever */
    free(real);
    if (same)
        return err_set(err, ERR_INVALID, "'%s' is without engine '%s': install it anew, or leave out --engine", path,
                       name);
    execv(path, argv);
    return err_set(err, ERR_INVALID, "cannot run engine '%s': '%s': %s; install it anew, or leave out --engine", name,
                   path, strerror(errno));
}

int engine_exec(const char *name, char *const argv[], struct err *err)
{
    char    own[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", own, sizeof own - 1);
    if (n < 0)
        return err_sys(err, "cannot tell where engine '%s' is: '/proc/self/exe'", name);
    own[n]          = 0;
    struct buf path = BUF_INIT;
    int        code = find_program(name, own, &path, err);
    if (!code)
        code = run_program(name, own, path.data, argv, err);
    buf_release(&path);
    return code;
}

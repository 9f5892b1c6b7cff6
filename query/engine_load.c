#include "query/engine_load.h"

#include <dlfcn.h>
#include <limits.h>
#include <unistd.h>

#include "base/buf.h"

/* Cut the last name off a path. */
static void cut_name(char *path)
{
    char *slash = strrchr(path, '/');
    *(slash ? slash : path) = 0;
}

/* The file in the folder of the program, as it was built, or in PREFIX/lib/pressmark beside PREFIX/bin, as it was
 * installed. */
static int find_file(const char *name, struct buf *path, struct err *err)
{
    char    folder[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", folder, sizeof folder - 1);
    if (n < 0)
        return err_sys(err, "cannot tell where engine '%s' is: '/proc/self/exe'", name);
    folder[n] = 0;
    cut_name(folder);
    buf_printf(path, "%s/pressmark-%s.so", folder, name);
    int code = buf_failed(path, err);
    if (code || access(path->data, F_OK) == 0)
        return code;
    buf_clear(path);
    cut_name(folder);
    buf_printf(path, "%s/lib/pressmark/pressmark-%s.so", folder, name);
    code = buf_failed(path, err);
    if (code || access(path->data, F_OK) == 0)
        return code;
    return err_set(err, ERR_INVALID, "engine '%s' is not installed: there is no '%s'; install it there, or leave out "
                                     "--engine",
                   name, path->data);
}

static int load_file(const struct engine **out, const char *name, const char *path, struct err *err)
{
    void *file = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!file)
        return err_set(err, ERR_INVALID, "cannot load engine '%s': %s; install what it needs, or leave out --engine",
                       name, dlerror());
    void         *symbol = dlsym(file, ENGINE_EXPORT);
    engine_export get;
    memcpy(&get, &symbol, sizeof get); /* C has no conversion between pointers to data and to functions */
    *out = symbol ? get(PRESSMARK_VERSION) : NULL;
    if (*out)
        return 0;
    dlclose(file);
    return err_set(err, ERR_INVALID, "'%s' does not belong to pressmark-query %s: install both anew, or leave out "
                                     "--engine",
                   path, PRESSMARK_VERSION);
}

int engine_load(const struct engine **out, const char *name, struct err *err)
{
    struct buf path = BUF_INIT;
    *out            = NULL;
    int code        = find_file(name, &path, err);
    if (!code)
        code = load_file(out, name, path.data, err);
    buf_release(&path);
    return code;
}

#include "query/engine_load.h"

#include <dlfcn.h>
#include <limits.h>
#include <unistd.h>

#include "base/buf.h"

/* Set by the Makefile. */
#ifndef PRESSMARK_LIBDIR
#define PRESSMARK_LIBDIR "/usr/local/lib/pressmark"
#endif

/* Where the program itself is; false: not to be told. */
static bool program_folder(char *out, size_t size)
{
    ssize_t n = readlink("/proc/self/exe", out, size - 1);
    if (n <= 0)
        return false;
    out[n]      = 0;
    char *slash = strrchr(out, '/');
    if (slash)
        *slash = 0;
    return slash != NULL;
}

static int find_file(const char *name, struct buf *path, struct err *err)
{
    char        here[PATH_MAX];
    const char *folders[] = {program_folder(here, sizeof here) ? here : PRESSMARK_LIBDIR, PRESSMARK_LIBDIR};
    for (size_t i = 0; i < 2; i++) {
        buf_clear(path);
        buf_printf(path, "%s/pressmark-%s.so", folders[i], name);
        int code = buf_failed(path, err);
        if (code || access(path->data, F_OK) == 0)
            return code;
    }
    return err_set(err, ERR_NOT_FOUND, "engine '%s' is not installed: no file 'pressmark-%s.so' in '%s' or '%s'; "
                                       "install it, or leave out --engine",
                   name, name, folders[0], folders[1]);
}

static int load_file(const struct engine **out, const char *name, const char *path, struct err *err)
{
    void *file = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!file)
        return err_set(err, ERR_INVALID, "cannot load engine '%s': %s; install what it needs, or leave out --engine",
                       name, dlerror());
    void         *symbol = dlsym(file, ENGINE_EXPORT);
    engine_export get;
    memcpy(&get, &symbol, sizeof get); /* C knows no conversion between pointers to data and to functions */
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
